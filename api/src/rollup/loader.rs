//! Figures of many regions at once.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;

use super::service::{self, Ask, Figure, On};
use crate::{error::Error, hub::Hub, indicator::period::Period, scope::Scope};

/// What a field asks for, of each of many regions.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Wanted {
    /// Codes of the indicators.
    pub indicators: Vec<String>,
    /// Periods.
    pub periods: Vec<Period>,
    /// On what.
    pub on: On,
    /// After how many writes of the request.
    pub writes: usize,
}

/// Loads figures. Made for one request and bound to its scope.
#[derive(Debug)]
pub struct FigureLoader {
    scope: Scope,
    hub: Arc<Hub>,
}

impl FigureLoader {
    /// A loader for one request.
    #[must_use]
    pub fn new(scope: Scope, hub: Arc<Hub>) -> Self {
        Self { scope, hub }
    }
}

/// Index of the region in the scope's tree, and what is wanted of it.
pub type Key = (u32, Arc<Wanted>);

impl Loader<Key> for FigureLoader {
    type Value = Vec<Figure>;
    type Error = Error;

    async fn load(&self, keys: &[Key]) -> Result<HashMap<Key, Vec<Figure>>, Error> {
        let mut by_wish: HashMap<&Arc<Wanted>, Vec<u32>> = HashMap::new();
        for (region, wanted) in keys {
            by_wish.entry(wanted).or_default().push(*region);
        }
        let mut loaded = HashMap::new();
        for (wanted, regions) in by_wish {
            let ask = Ask {
                regions: regions
                    .iter()
                    .map(|region| self.scope.tree().at(*region))
                    .collect(),
                indicators: wanted.indicators.clone(),
                periods: wanted.periods.clone(),
                on: wanted.on,
                counted: false,
            };
            for figure in service::figures(&self.scope, &self.hub, &ask).await? {
                let figures: &mut Vec<Figure> =
                    loaded.entry((figure.region, Arc::clone(wanted))).or_default();
                figures.push(figure);
            }
        }
        Ok(loaded)
    }
}
