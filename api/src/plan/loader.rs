//! Editions of many plans at once.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entities::ids::PlanId;

use super::{repo::editions::Edition, service::editions};
use crate::{error::Error, hub::Hub, scope::Scope};

/// Loads the earlier editions of plans. Made for one request and bound to its scope.
#[derive(Debug)]
pub struct EditionLoader {
    scope: Scope,
    hub: Arc<Hub>,
}

impl EditionLoader {
    /// A loader for one request.
    #[must_use]
    pub fn new(scope: Scope, hub: Arc<Hub>) -> Self {
        Self { scope, hub }
    }
}

impl Loader<PlanId> for EditionLoader {
    type Value = Vec<Edition>;
    type Error = Error;

    async fn load(&self, keys: &[PlanId]) -> Result<HashMap<PlanId, Vec<Edition>>, Error> {
        editions::earlier(&self.scope, &self.hub, keys).await
    }
}

/// Loads the published editions of plans. Made for one request and bound to its scope.
#[derive(Debug)]
pub struct PublishedLoader {
    scope: Scope,
    hub: Arc<Hub>,
}

impl PublishedLoader {
    /// A loader for one request.
    #[must_use]
    pub fn new(scope: Scope, hub: Arc<Hub>) -> Self {
        Self { scope, hub }
    }
}

impl Loader<PlanId> for PublishedLoader {
    type Value = Edition;
    type Error = Error;

    async fn load(&self, keys: &[PlanId]) -> Result<HashMap<PlanId, Edition>, Error> {
        let found = editions::published(&self.scope, &self.hub, keys).await?;
        Ok(found.into_iter().map(|edition| (edition.plan, edition)).collect())
    }
}
