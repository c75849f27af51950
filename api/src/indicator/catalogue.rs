//! The shared catalogue: definitions that the program ships and every province uses.

use std::collections::HashMap;

use entities::ids::IndicatorId;

use super::{model::Definition, repo};
use crate::{
    counting::{catalogue, model::CountRule},
    error::{Error, Result},
    hub::Hub,
};

const CATALOGUE: &str = include_str!("../../data/catalogue/indicators.json");

/// The definitions of the catalogue, with what the registers count of them.
///
/// # Errors
/// Never for the catalogue of a release: a test checks it.
pub fn definitions() -> Result<Vec<Definition>> {
    let mut definitions: Vec<Definition> = serde_json::from_str(CATALOGUE).map_err(Error::internal)?;
    let mut rules: HashMap<String, CountRule> = catalogue::rules()?
        .into_iter()
        .map(|counted| (counted.code, counted.counting))
        .collect();
    for definition in &mut definitions {
        definition.counting = rules.remove(&definition.code);
    }
    Ok(definitions)
}

/// Stores the definitions that are not there yet and says how many. It belongs to the program, not to a
/// region, so it has no part in any region's change log.
///
/// # Errors
/// When the database does not answer.
pub async fn install(hub: &Hub) -> Result<usize> {
    let transaction = hub.db.begin().await?;
    let mut added = 0;
    for definition in definitions()? {
        let id = IndicatorId(hub.ids.next(hub.clock.now()));
        // Left alone where it is there already: another process may install the same catalogue at this moment.
        let new = repo::insert(&transaction, id, None, &definition, hub.clock.now()).await?;
        added += usize::from(new);
        if !new {
            // Installed by a release that knew no sources and rules of counting yet.
            repo::complete(&transaction, &definition).await?;
        }
    }
    transaction.commit().await?;
    Ok(added)
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_definition_of_the_catalogue_is_sound() {
        let definitions = super::definitions().unwrap();
        let mut codes: Vec<_> = definitions.iter().map(|definition| &definition.code).collect();
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), definitions.len(), "a code stands twice");
        for definition in &definitions {
            assert_eq!(definition.check(), [], "{}", definition.code);
        }
    }
}
