//! Definitions by key, for many observations at once.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entities::ids::IndicatorId;

use super::{model::Indicator, service};
use crate::{error::Error, hub::Hub, scope::Scope};

/// Loads definitions by key. Made for one request and bound to its scope.
#[derive(Debug)]
pub struct IndicatorLoader {
    scope: Scope,
    hub: Arc<Hub>,
}

impl IndicatorLoader {
    /// A loader for one request.
    #[must_use]
    pub fn new(scope: Scope, hub: Arc<Hub>) -> Self {
        Self { scope, hub }
    }
}

impl Loader<IndicatorId> for IndicatorLoader {
    type Value = Indicator;
    type Error = Error;

    async fn load(&self, keys: &[IndicatorId]) -> Result<HashMap<IndicatorId, Indicator>, Error> {
        let found = service::by_ids(&self.scope, &self.hub, keys).await?;
        Ok(found
            .into_iter()
            .map(|indicator| (indicator.id, indicator))
            .collect())
    }
}
