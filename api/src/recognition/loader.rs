//! Entries of many subjects, and subjects of many entries, at once.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;

use super::{
    model::Entry,
    service::{self, SubjectKey, subjects},
};
use crate::{error::Error, hub::Hub, scope::Scope};

/// Loads entries and subjects. Made for one request and bound to its scope.
#[derive(Debug)]
pub struct RecognitionLoader {
    scope: Scope,
    hub: Arc<Hub>,
}

impl RecognitionLoader {
    /// A loader for one request.
    #[must_use]
    pub fn new(scope: Scope, hub: Arc<Hub>) -> Self {
        Self { scope, hub }
    }
}

/// The entries of a subject that was read in scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EntriesOf(pub SubjectKey);

impl Loader<EntriesOf> for RecognitionLoader {
    type Value = Vec<Entry>;
    type Error = Error;

    async fn load(&self, keys: &[EntriesOf]) -> Result<HashMap<EntriesOf, Vec<Entry>>, Error> {
        let subjects: Vec<SubjectKey> = keys.iter().map(|EntriesOf(subject)| *subject).collect();
        let found = service::of_subjects(&self.hub, &subjects).await?;
        Ok(found
            .into_iter()
            .map(|(subject, entries)| (EntriesOf(subject), entries))
            .collect())
    }
}

/// A subject, if it lies inside the scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SubjectOf(pub SubjectKey);

impl Loader<SubjectOf> for RecognitionLoader {
    type Value = subjects::Found;
    type Error = Error;

    async fn load(&self, keys: &[SubjectOf]) -> Result<HashMap<SubjectOf, subjects::Found>, Error> {
        let subjects: Vec<SubjectKey> = keys.iter().map(|SubjectOf(subject)| *subject).collect();
        let found = subjects::shown(&self.scope, &self.hub, &subjects).await?;
        Ok(found
            .into_iter()
            .map(|(subject, found)| (SubjectOf(subject), found))
            .collect())
    }
}
