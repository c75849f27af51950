//! Who reported in a period, as seen from a tree of another day. Pure.

use std::ops::Range;

use super::{Place, Tier, Tree};

/// The regions whose values are the raw material of a period, in the order of the places that answer for them today:
/// those of one place and all below are a range.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reporters {
    /// For each the index of its heir, ascending.
    heirs: Vec<u32>,
    /// For each its slot in the columns of its province.
    slots: Vec<u32>,
}

impl Reporters {
    /// The collectors of a tier in the tree `then`, as the tree `now` sees them. In a merge the predecessors report
    /// under the one that continues them; in a split the old region reports under the nearest region above its parts,
    /// and the parts have no reporter before it.
    #[must_use]
    pub fn new(now: &Tree, then: &Tree, tier: Tier) -> Self {
        let all = then.collectors[tier as usize - 1].iter();
        let mut found: Vec<(u32, u32)> = all
            .filter_map(|collector| {
                let id = then.at(*collector).id;
                Some((now.by_id(id)?.index, now.slot(id)?.1))
            })
            .collect();
        found.sort_unstable();
        let (heirs, slots) = found.into_iter().unzip();
        Self { heirs, slots }
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
}
