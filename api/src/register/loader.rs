//! The first records of many regions at once.

use std::{collections::HashMap, marker::PhantomData, sync::Arc};

use async_graphql::dataloader::Loader;

use crate::{
    error::Error,
    hub::Hub,
    region::tree::Place,
    scope::{
        Scope,
        policy::{Action, Resource},
    },
};

/// A register whose first records can be loaded for many regions at once.
pub trait Firsts: Clone + Send + Sync + Sized + 'static {
    /// What it is, for the rights.
    const RESOURCE: Resource;

    /// The first records by name of each region, those below included, and one more if there are more.
    fn firsts(
        hub: &Hub,
        roots: &[Place<'_>],
        limit: usize,
    ) -> impl Future<Output = Result<HashMap<u32, Vec<Self>>, Error>> + Send;

    /// How many records each region has, those below included; none for a region without.
    fn counts(
        hub: &Hub,
        roots: &[Place<'_>],
    ) -> impl Future<Output = Result<HashMap<u32, u64>, Error>> + Send;
}

/// Loads the first `limit` records of a region, for many regions in one statement. Made for one request
/// and bound to its scope.
#[derive(Debug)]
pub struct FirstsLoader<T> {
    scope: Scope,
    hub: Arc<Hub>,
    of: PhantomData<T>,
}

impl<T> FirstsLoader<T> {
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

impl<T: Firsts> Loader<Key> for FirstsLoader<T> {
    type Value = Vec<T>;
    type Error = Error;

    async fn load(&self, keys: &[Key]) -> Result<HashMap<Key, Vec<T>>, Error> {
        let mut by_limit: HashMap<usize, Vec<Place<'_>>> = HashMap::new();
        for (index, limit) in keys {
            let place = self.scope.tree().at(*index);
            self.scope.require(place, &[], T::RESOURCE, Action::Read)?;
            by_limit.entry(*limit).or_default().push(place);
        }
        let mut loaded: HashMap<Key, Vec<T>> = keys.iter().map(|key| (*key, Vec::new())).collect();
        for (limit, roots) in by_limit {
            let firsts = T::firsts(&self.hub, &roots, limit).await?;
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
impl<T: Firsts> Loader<u32> for FirstsLoader<T> {
    type Value = u64;
    type Error = Error;

    async fn load(&self, keys: &[u32]) -> Result<HashMap<u32, u64>, Error> {
        let roots: Vec<Place<'_>> = keys.iter().map(|index| self.scope.tree().at(*index)).collect();
        for place in &roots {
            self.scope.require(*place, &[], T::RESOURCE, Action::Read)?;
        }
        T::counts(&self.hub, &roots).await
    }
}
