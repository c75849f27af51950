//! The versions of many observations at once.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entities::ids::ObservationId;

use super::{service, trail::Trail};
use crate::{error::Error, hub::Hub, scope::Scope};

/// Loads the versions of observations that the scope sees. Made for one request and bound to its scope.
#[derive(Debug)]
pub struct VersionLoader {
    scope: Scope,
    hub: Arc<Hub>,
}

impl VersionLoader {
    /// A loader for one request.
    #[must_use]
    pub fn new(scope: Scope, hub: Arc<Hub>) -> Self {
        Self { scope, hub }
    }
}

impl Loader<ObservationId> for VersionLoader {
    type Value = Arc<Trail>;
    type Error = Error;

    async fn load(&self, keys: &[ObservationId]) -> Result<HashMap<ObservationId, Arc<Trail>>, Error> {
        let found = service::versions(&self.scope, &self.hub, keys).await?;
        Ok(found
            .into_iter()
            .map(|(id, trail)| (id, Arc::new(trail)))
            .collect())
    }
}
