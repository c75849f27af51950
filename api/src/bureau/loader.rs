//! Bureaus by key, for many records at once.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entities::ids::BureauId;

use super::{repo::Bureau, service};
use crate::{error::Error, hub::Hub, scope::Scope};

/// Loads bureaus that records name, by key. Made for one request and bound to its scope.
#[derive(Debug)]
pub struct BureauLoader {
    scope: Scope,
    hub: Arc<Hub>,
}

impl BureauLoader {
    /// A loader for one request.
    #[must_use]
    pub fn new(scope: Scope, hub: Arc<Hub>) -> Self {
        Self { scope, hub }
    }
}

impl Loader<BureauId> for BureauLoader {
    type Value = Bureau;
    type Error = Error;

    async fn load(&self, keys: &[BureauId]) -> Result<HashMap<BureauId, Bureau>, Error> {
        let found = service::naming::named(&self.scope, &self.hub, keys).await?;
        Ok(found.into_iter().map(|bureau| (bureau.id, bureau)).collect())
    }
}
