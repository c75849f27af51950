//! Bureaus as documents name them: by the official name, the short name or another name.
//!
//! A record of a region names bureaus of that region or of those above it, which its writer may name though it
//! may not read their records: the answer is an id and a name.

use std::collections::{HashMap, HashSet};

use entities::ids::BureauId;

use crate::{
    audit::write::Write,
    bureau::{
        model::{self, Reference},
        repo::{self, Bureau},
    },
    error::{Error, Result},
    hub::Hub,
    issue::Issue,
    region::tree::Place,
    register::search::normalise,
    scope::{
        Scope,
        policy::{Action, Resource},
    },
};

/// The bureaus that a record of a region may name.
#[derive(Debug)]
pub struct Known {
    bureaus: HashMap<BureauId, Bureau>,
    /// By the index of the region that answers for the bureau's, and the name.
    names: HashMap<(u32, String), Vec<BureauId>>,
    /// Indexes of the regions: that of the record first, its province last.
    chain: Vec<u32>,
}

impl Known {
    /// Those of `place` and the regions above, and those of the ids among `references` inside the scope: one
    /// statement for a whole batch, none where nothing is named.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(write: &Write<'_>, place: Place<'_>, references: &[Reference]) -> Result<Self> {
        if references.is_empty() {
            return Ok(Self::new(place, Vec::new()));
        }
        let ids = references.iter().filter_map(Reference::id).collect();
        let found = repo::nameable(write.connection(), place, ids).await?;
        let (tree, home) = (write.scope().tree(), write.scope().home());
        let in_scope = |bureau: &Bureau| {
            let region = tree.by_id(bureau.region);
            region.is_some_and(|region| region.contains(place) || home.contains(region))
        };
        Ok(Self::new(place, found.into_iter().filter(in_scope).collect()))
    }

    fn new(place: Place<'_>, bureaus: Vec<Bureau>) -> Self {
        let above = std::iter::successors(Some(place), |place| place.parent());
        let mut names: HashMap<(u32, String), Vec<BureauId>> = HashMap::new();
        for bureau in &bureaus {
            let Some(region) = place.tree().by_id(bureau.region) else {
                continue;
            };
            for name in bureau.content.names() {
                let bearers = names.entry((region.index, normalise(name))).or_default();
                if !bearers.contains(&bureau.id) {
                    bearers.push(bureau.id);
                }
            }
        }
        Self {
            bureaus: bureaus.into_iter().map(|bureau| (bureau.id, bureau)).collect(),
            names,
            chain: above.map(|place| place.index).collect(),
        }
    }

    /// The official name of a bureau.
    #[must_use]
    pub fn name(&self, id: BureauId) -> Option<&str> {
        self.bureaus.get(&id).map(|bureau| bureau.content.name.as_str())
    }

    /// All that bear a name in the nearest region where one does.
    fn bearers(&self, name: &str) -> &[BureauId] {
        let name = normalise(name);
        let of = |region: &u32| self.names.get(&(*region, name.clone()));
        self.chain.iter().find_map(of).map_or(&[], Vec::as_slice)
    }

    /// The one bureau of a reference. One that the record had before stays, though it was deleted meanwhile.
    pub fn resolve(
        &self,
        path: &[&str],
        reference: &Reference,
        before: &[Reference],
        issues: &mut Vec<Issue>,
    ) -> Option<BureauId> {
        match reference {
            Reference::Id(id) => {
                let known = self.bureaus.contains_key(id) || before.contains(reference);
                if !known {
                    issues.push(model::unknown(path, ""));
                }
                known.then_some(*id)
            }
            Reference::Name(name) => match self.bearers(name) {
                [] => {
                    issues.push(model::unknown(path, name));
                    None
                }
                [one] => Some(*one),
                several => {
                    let names = several.iter().filter_map(|id| self.name(*id));
                    issues.push(model::ambiguous(path, name, names));
                    None
                }
            },
        }
    }

    /// Puts the bureaus of a list in the place of their names, each once: one that is named twice is told.
    pub fn settle(
        &self,
        path: &str,
        references: &mut Vec<Reference>,
        before: &[Reference],
        issues: &mut Vec<Issue>,
    ) {
        let mut seen = HashSet::new();
        let mut settled = Vec::with_capacity(references.len());
        for (index, reference) in references.drain(..).enumerate() {
            let path = [path, &index.to_string()];
            let Some(id) = self.resolve(&path, &reference, before, issues) else {
                continue;
            };
            if seen.insert(id) {
                settled.push(Reference::Id(id));
            } else {
                issues.push(model::twice(&path, self.name(id).unwrap_or_default()));
            }
        }
        *references = settled;
    }
}

/// The one bureau that bears a name in `region` (the token's own by default), or else in the nearest region above.
///
/// # Errors
/// `FORBIDDEN` for a region outside of the scope, `NOT_FOUND` for an unknown one, `BAD_USER_INPUT` for a name that
/// several bureaus bear.
#[tracing::instrument(name = "bureau.by_name", skip_all)]
pub async fn by_name(scope: &Scope, hub: &Hub, region: Option<&str>, name: &str) -> Result<Option<Bureau>> {
    let place = scope.region_or_home(region, Resource::Bureau)?;
    let found = repo::nameable(hub.db.reader(), place, Vec::new()).await?;
    let mut known = Known::new(place, found);
    match known.bearers(name) {
        [] => Ok(None),
        [one] => {
            let one = *one;
            Ok(known.bureaus.remove(&one))
        }
        several => {
            let names: Vec<&str> = several.iter().filter_map(|id| known.name(*id)).collect();
            let names = names.join(", ");
            Err(Error::BadInput(format!(
                "several bureaus bear the name {name:?}: {names}"
            )))
        }
    }
}

/// The bureaus that records of the scope name, deleted ones included: wherever they are in its province.
///
/// # Errors
/// When the database does not answer.
pub async fn named(scope: &Scope, hub: &Hub, ids: &[BureauId]) -> Result<Vec<Bureau>> {
    repo::named(hub.db.reader(), scope.home(), ids).await
}

/// Whether the scope may read a bureau's record, and not only name it.
#[must_use]
pub fn readable(scope: &Scope, bureau: &Bureau) -> bool {
    let place = scope.tree().by_id(bureau.region);
    place.is_some_and(|place| scope.allows(place, &[], Resource::Bureau, Action::Read))
}
