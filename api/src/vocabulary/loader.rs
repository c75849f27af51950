//! Terms by their codes, for many records at once.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;

use super::{
    model::{Stored, Vocabulary},
    service,
};
use crate::{error::Error, hub::Hub, scope::Scope};

/// Loads terms by vocabulary and code. Made for one request and bound to its scope.
#[derive(Debug)]
pub struct TermLoader {
    scope: Scope,
    hub: Arc<Hub>,
}

impl TermLoader {
    /// A loader for one request.
    #[must_use]
    pub fn new(scope: Scope, hub: Arc<Hub>) -> Self {
        Self { scope, hub }
    }
}

impl Loader<(Vocabulary, String)> for TermLoader {
    type Value = Stored;
    type Error = Error;

    async fn load(
        &self,
        keys: &[(Vocabulary, String)],
    ) -> Result<HashMap<(Vocabulary, String), Stored>, Error> {
        let codes: Vec<&str> = keys.iter().map(|(_, code)| code.as_str()).collect();
        let found = service::by_codes(&self.scope, &self.hub, &codes).await?;
        let key = |stored: &Stored| (stored.term.vocabulary, stored.term.code.clone());
        Ok(found.into_iter().map(|stored| (key(&stored), stored)).collect())
    }
}
