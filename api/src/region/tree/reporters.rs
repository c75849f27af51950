//! Who reported in a period, as seen from a tree of another day. Pure.

use std::ops::Range;

use entities::ids::RegionId;

use super::{Place, Tier, Tree};

/// The regions whose values are the raw material of a period, in the order of the places that answer for them today:
/// those of one place and all below are a range.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reporters {
    /// For each the index of its heir, ascending.
    heirs: Vec<u32>,
    /// For each its slot in the columns of its province.
    slots: Vec<u32>,
    /// For each its key.
    ids: Vec<RegionId>,
}

impl Reporters {
    /// The collectors of a tier in the tree `then`, as the tree `now` sees them. In a merge the predecessors report
    /// under the one that continues them; in a split the old region reports under the nearest region above its parts,
    /// and the parts have no reporter before it.
    #[must_use]
    pub fn new(now: &Tree, then: &Tree, tier: Tier) -> Self {
        Self::seen(now, now, then, tier)
    }

    /// As [`Reporters::new`], with the slots of another tree: `columns` is the one by which columns are numbered, and
    /// `now` the one whose places are asked for.
    #[must_use]
    pub fn seen(now: &Tree, columns: &Tree, then: &Tree, tier: Tier) -> Self {
        let all = then.collectors[tier as usize - 1].iter();
        let mut found: Vec<(u32, u32, RegionId)> = all
            .filter_map(|collector| {
                let id = then.at(*collector).id;
                Some((now.by_id(id)?.index, columns.slot(id)?.1, id))
            })
            .collect();
        found.sort_unstable_by_key(|(heir, slot, _)| (*heir, *slot));
        Self {
            heirs: found.iter().map(|(heir, ..)| *heir).collect(),
            slots: found.iter().map(|(_, slot, _)| *slot).collect(),
            ids: found.iter().map(|(.., id)| *id).collect(),
        }
    }

    /// The reporters of a place of the tree `now` and of all below it.
    #[must_use]
    pub fn of(&self, place: Place<'_>) -> Range<usize> {
        let at = |index: u32| self.heirs.partition_point(|heir| *heir < index);
        at(place.index)..at(place.end())
    }

    /// For each reporter the index of its heir in the tree `now`.
    #[must_use]
    pub fn heirs(&self) -> &[u32] {
        &self.heirs
    }

    /// For each reporter its slot in the columns of its province, as the tree `now` numbers them.
    #[must_use]
    pub fn slots(&self) -> &[u32] {
        &self.slots
    }

    /// For each reporter its key.
    #[must_use]
    pub fn ids(&self) -> &[RegionId] {
        &self.ids
    }
}
