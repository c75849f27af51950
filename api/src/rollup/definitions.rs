//! The definitions in memory, for figures. Whoever writes reads them inside of its transaction instead.

use std::{collections::HashMap, sync::Arc};

use entities::ids::IndicatorId;

use crate::{
    error::Result,
    hub::Hub,
    indicator::{model::Indicator, service},
    scope::{Scope, policy::Relation},
};

/// All definitions of the hub.
#[derive(Debug, Default)]
pub struct Definitions {
    by_code: HashMap<String, Vec<Arc<Indicator>>>,
    by_id: HashMap<IndicatorId, Arc<Indicator>>,
}

impl Definitions {
    /// Reads them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(super) async fn load(hub: &Hub) -> Result<Self> {
        Ok(Self::new(service::all(hub).await?))
    }

    fn new(all: Vec<Indicator>) -> Self {
        let mut definitions = Self::default();
        for indicator in all {
            let indicator = Arc::new(indicator);
            let code = indicator.definition.code.clone();
            definitions
                .by_code
                .entry(code)
                .or_default()
                .push(Arc::clone(&indicator));
            definitions.by_id.insert(indicator.id, indicator);
        }
        definitions
    }

    /// The definition of a code that a scope knows: a shared one, or one of a region above, of its own, or below.
    #[must_use]
    pub fn by_code(&self, scope: &Scope, code: &str) -> Option<&Arc<Indicator>> {
        let known = |indicator: &&Arc<Indicator>| {
            let Some(owner) = indicator.owner else { return true };
            let owner = scope.tree().by_id(owner);
            owner.is_some_and(|owner| scope.relation(owner) != Relation::Outside)
        };
        self.by_code.get(code)?.iter().find(known)
    }

    /// The definition of a key.
    #[must_use]
    pub fn by_id(&self, id: IndicatorId) -> Option<&Arc<Indicator>> {
        self.by_id.get(&id)
    }
}
