//! The first records of many regions at once, and records by key.

use std::{collections::HashMap, marker::PhantomData, sync::Arc};

use async_graphql::dataloader::Loader;

use super::{
    model::Order,
    repo::{self, Kept, Record},
    service,
};
use crate::{
    error::Error,
    hub::Hub,
    region::tree::Place,
    scope::{Scope, policy::Action},
};

/// Loads the first `limit` records of a region, for many regions in one statement. Made for one request
/// and bound to its scope.
#[derive(Debug)]
pub struct FirstsLoader<C> {
    scope: Scope,
    hub: Arc<Hub>,
    of: PhantomData<C>,
}

impl<C> FirstsLoader<C> {
    /// A loader for one request.
    #[must_use]
    pub fn new(scope: Scope, hub: Arc<Hub>) -> Self {
        Self {
            scope,
            hub,
            of: PhantomData,
        }
    }
}

/// Index of the region in the scope's tree, the size of the page and its order.
pub type Key = (u32, usize, Order);

impl<C: Kept> Loader<Key> for FirstsLoader<C> {
    type Value = Vec<Record<C>>;
    type Error = Error;

    async fn load(&self, keys: &[Key]) -> Result<HashMap<Key, Vec<Record<C>>>, Error> {
        let mut pages: HashMap<(usize, Order), Vec<Place<'_>>> = HashMap::new();
        for (index, limit, order) in keys {
            let place = self.scope.tree().at(*index);
            self.scope.require(place, &[], C::RESOURCE, Action::Read)?;
            pages.entry((*limit, *order)).or_default().push(place);
        }
        let mut loaded: HashMap<Key, Vec<Record<C>>> = keys.iter().map(|key| (*key, Vec::new())).collect();
        for ((limit, order), roots) in pages {
            let firsts = repo::firsts::<C>(&self.hub.db, &roots, limit, order).await?;
            loaded.extend(
                firsts
                    .into_iter()
                    .map(|(index, records)| ((index, limit, order), records)),
            );
        }
        Ok(loaded)
    }
}

/// Counts the records of many regions in one statement, by index of the region.
impl<C: Kept> Loader<u32> for FirstsLoader<C> {
    type Value = u64;
    type Error = Error;

    async fn load(&self, keys: &[u32]) -> Result<HashMap<u32, u64>, Error> {
        let roots: Vec<Place<'_>> = keys.iter().map(|index| self.scope.tree().at(*index)).collect();
        for place in &roots {
            self.scope.require(*place, &[], C::RESOURCE, Action::Read)?;
        }
        repo::counts::<C>(&self.hub.db, &roots).await
    }
}

/// Loads records by key: those of the scope; the others are not found. Made for one request and bound to its scope.
#[derive(Debug)]
pub struct RecordLoader<C> {
    scope: Scope,
    hub: Arc<Hub>,
    of: PhantomData<C>,
}

impl<C> RecordLoader<C> {
    /// A loader for one request.
    #[must_use]
    pub fn new(scope: Scope, hub: Arc<Hub>) -> Self {
        Self {
            scope,
            hub,
            of: PhantomData,
        }
    }
}

impl<C: Kept> Loader<i64> for RecordLoader<C> {
    type Value = Record<C>;
    type Error = Error;

    async fn load(&self, keys: &[i64]) -> Result<HashMap<i64, Record<C>>, Error> {
        let ids: Vec<C::Id> = keys.iter().map(|key| (*key).into()).collect();
        let found = service::by_ids::<C>(&self.scope, &self.hub, &ids).await?;
        Ok(found
            .into_iter()
            .map(|record| (record.id.into(), record))
            .collect())
    }
}
