//! Institutions by key, for many platforms at once.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entities::ids::InstitutionId;

use super::{repo::Institution, service};
use crate::{error::Error, hub::Hub, scope::Scope};

/// Loads institutions by key: those of the scope; the others are not found. Made for one request and bound
/// to its scope.
#[derive(Debug)]
pub struct InstitutionLoader {
    scope: Scope,
    hub: Arc<Hub>,
}

impl InstitutionLoader {
    /// A loader for one request.
    #[must_use]
    pub fn new(scope: Scope, hub: Arc<Hub>) -> Self {
        Self { scope, hub }
    }
}

impl Loader<InstitutionId> for InstitutionLoader {
    type Value = Institution;
    type Error = Error;

    async fn load(&self, keys: &[InstitutionId]) -> Result<HashMap<InstitutionId, Institution>, Error> {
        let found = service::by_ids(&self.scope, &self.hub, keys).await?;
        Ok(found
            .into_iter()
            .map(|institution| (institution.id, institution))
            .collect())
    }
}
