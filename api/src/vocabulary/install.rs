//! The terms that the program ships: those of real plans.

use super::{model::Term, repo};
use crate::{
    error::{Error, Result},
    hub::Hub,
};
use entities::ids::TermId;

const TERMS: &str = include_str!("../../data/vocabulary/terms.json");

/// The shipped terms.
///
/// # Errors
/// Never for those of a release: a test checks them.
pub fn terms() -> Result<Vec<Term>> {
    serde_json::from_str(TERMS).map_err(Error::internal)
}

/// Stores the terms that are not there yet and says how many. They belong to the program, not to a region, so they
/// have no part in any region's change log.
///
/// # Errors
/// When the database does not answer.
pub async fn install(hub: &Hub) -> Result<u64> {
    let now = hub.clock.now();
    let terms = terms()?.into_iter().map(|term| (TermId(hub.ids.next(now)), term));
    let transaction = hub.db.begin().await?;
    // Left alone where it is there already: another process may install the same terms at this moment.
    let added = repo::insert(&transaction, terms, None, now).await?;
    transaction.commit().await?;
    Ok(added)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    #[test]
    fn every_shipped_term_is_sound_and_once() {
        let mut seen = HashSet::new();
        for term in super::terms().unwrap() {
            assert_eq!(term.check(), [], "{}", term.code);
            assert!(
                seen.insert((term.vocabulary, term.code.clone())),
                "{} stands twice",
                term.code
            );
        }
        assert!(seen.len() > 100, "{}", seen.len());
    }
}
