//! Enterprises by key, for many platforms at once.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entities::ids::EnterpriseId;

use super::{repo::Enterprise, service};
use crate::{error::Error, hub::Hub, scope::Scope};

/// Loads enterprises by key: those of the scope; the others are not found. Made for one request and bound
/// to its scope.
#[derive(Debug)]
pub struct EnterpriseLoader {
    scope: Scope,
    hub: Arc<Hub>,
}

impl EnterpriseLoader {
    /// A loader for one request.
    #[must_use]
    pub fn new(scope: Scope, hub: Arc<Hub>) -> Self {
        Self { scope, hub }
    }
}

impl Loader<EnterpriseId> for EnterpriseLoader {
    type Value = Enterprise;
    type Error = Error;

    async fn load(&self, keys: &[EnterpriseId]) -> Result<HashMap<EnterpriseId, Enterprise>, Error> {
        let found = service::by_ids(&self.scope, &self.hub, keys).await?;
        Ok(found
            .into_iter()
            .map(|enterprise| (enterprise.id, enterprise))
            .collect())
    }
}
