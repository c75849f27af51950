//! The first records of many regions at once.

use std::{collections::HashMap, marker::PhantomData, sync::Arc};

use async_graphql::dataloader::Loader;

use super::repo::{self, Kept, Record};
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

/// Index of the region in the scope's tree, and the size of the page.
pub type Key = (u32, usize);

impl<C: Kept> Loader<Key> for FirstsLoader<C> {
    type Value = Vec<Record<C>>;
    type Error = Error;

    async fn load(&self, keys: &[Key]) -> Result<HashMap<Key, Vec<Record<C>>>, Error> {
        let mut by_limit: HashMap<usize, Vec<Place<'_>>> = HashMap::new();
        for (index, limit) in keys {
            let place = self.scope.tree().at(*index);
            self.scope.require(place, &[], C::RESOURCE, Action::Read)?;
            by_limit.entry(*limit).or_default().push(place);
        }
        let mut loaded: HashMap<Key, Vec<Record<C>>> = keys.iter().map(|key| (*key, Vec::new())).collect();
        for (limit, roots) in by_limit {
            let firsts = repo::firsts::<C>(&self.hub.db, &roots, limit).await?;
            loaded.extend(
                firsts
                    .into_iter()
                    .map(|(index, records)| ((index, limit), records)),
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
