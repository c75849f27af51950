//! Who answers in a tree for the regions that are not in it. Pure.

use std::{collections::HashMap, ops::Range};

use chrono::NaiveDate;
use entities::ids::RegionId;

use super::{History, Place, Tree};

/// The place that answers for a region of another day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Heir {
    /// Its index.
    pub(super) index: u32,
    /// Whether the region continues as this one alone, and not as several below it.
    pub(super) direct: bool,
}

/// The regions of other days.
#[derive(Debug, Default)]
pub(super) struct Heirs {
    by_id: HashMap<RegionId, Heir>,
    /// Those that ended before, by the index of their heir and their key.
    formers: Vec<(u32, RegionId)>,
    /// The slots of all that are not in the tree: their province and number.
    slots: HashMap<RegionId, (RegionId, u32)>,
    /// How many slots a province has, if more than regions.
    sizes: HashMap<RegionId, u32>,
}

impl Heirs {
    /// Of a tree whose places are made.
    pub(super) fn of(tree: &Tree, history: &History, day: NaiveDate) -> Self {
        let mut heirs = Self::default();
        let mut others: Vec<_> = history
            .regions()
            .filter(|dated| tree.exact(dated.region.id).is_none())
            .collect();
        others.sort_by_key(|dated| dated.region.id);
        for dated in others {
            let id = dated.region.id;
            if let Some(heir) = heir(tree, history, id, day) {
                heirs.by_id.insert(id, heir);
                if dated.ended_before(day) {
                    heirs.formers.push((heir.index, id));
                }
            }
            if let Some(province) = tree.exact(dated.province) {
                let size = heirs
                    .sizes
                    .entry(dated.province)
                    .or_insert_with(|| province.end() - province.index);
                heirs.slots.insert(id, (dated.province, *size));
                *size += 1;
            }
        }
        heirs.formers.sort_unstable();
        heirs
    }

    pub(super) fn get(&self, id: RegionId) -> Option<Heir> {
        self.by_id.get(&id).copied()
    }

    pub(super) fn slot(&self, id: RegionId) -> Option<(RegionId, u32)> {
        self.slots.get(&id).copied()
    }

    pub(super) fn size(&self, province: RegionId) -> Option<u32> {
        self.sizes.get(&province).copied()
    }

    /// Those that ended before, whose heirs have these indexes.
    pub(super) fn formers(&self, heirs: Range<u32>) -> &[(u32, RegionId)] {
        let at = |index: u32| self.formers.partition_point(|(heir, _)| *heir < index);
        &self.formers[at(heirs.start)..at(heirs.end)]
    }
}

/// A single one that it continues as, or the nearest region above all of several; where nothing continues it, whoever
/// answers for the region that was above it.
fn heir(tree: &Tree, history: &History, id: RegionId, day: NaiveDate) -> Option<Heir> {
    let (mut region, mut direct) = (id, true);
    for _ in 0..8 {
        let found = history.on(region, day);
        let places: Vec<Place<'_>> = found.iter().filter_map(|id| tree.exact(*id)).collect();
        direct &= places.len() == 1;
        if let Some(common) = common(&places) {
            let index = common.index;
            return Some(Heir { index, direct });
        }
        region = history.get(region)?.region.parent?;
        direct = false;
    }
    None
}

/// The nearest region that holds all of several.
fn common<'a>(places: &[Place<'a>]) -> Option<Place<'a>> {
    let holds = |above: &Place<'a>| places.iter().all(|place| above.contains(*place));
    std::iter::successors(places.first().copied(), |place| place.parent()).find(holds)
}

impl Tree {
    /// How many slots a column of values of a province has: one for each of its regions of any day.
    #[must_use]
    pub fn slots(&self, province: Place<'_>) -> u32 {
        let size = self.heirs.size(province.id);
        size.unwrap_or_else(|| province.end() - province.index)
    }

    /// The slot of a region of any day in the columns of its province: the regions of this tree come first, in its
    /// order, then those of other days, in the order of their keys.
    #[must_use]
    pub fn slot(&self, id: RegionId) -> Option<(RegionId, u32)> {
        match self.exact(id) {
            Some(place) => {
                let province = place.province();
                Some((province.id, place.index - province.index))
            }
            None => self.heirs.slot(id),
        }
    }

    /// Whether a region continues as a place alone, through whatever names, codes and merges, or is it.
    #[must_use]
    pub fn leads_to(&self, id: RegionId, place: Place<'_>) -> bool {
        let heir = self.heirs.get(id);
        id == place.id || heir.is_some_and(|heir| heir.direct && heir.index == place.index)
    }
}

impl<'a> Place<'a> {
    /// The regions that ended before the tree's day and for which this one answers.
    pub fn formers(self) -> impl Iterator<Item = RegionId> + use<'a> {
        let formers = self.tree.heirs.formers(self.index..self.index + 1);
        formers.iter().map(|(_, id)| *id)
    }

    /// The keys under which the records of this region alone are kept: its own, and those of its formers.
    pub fn ids(self) -> impl Iterator<Item = RegionId> + use<'a> {
        std::iter::once(self.id).chain(self.formers())
    }

    /// The keys under which the records of this region and of all below are kept.
    pub fn all_ids(self) -> impl Iterator<Item = RegionId> + use<'a> {
        let formers = self.tree.heirs.formers(self.index..self.end());
        let formers = formers.iter().map(|(_, id)| *id);
        self.subtree().map(|place| place.id).chain(formers)
    }

    /// Whether a record that is kept under a region belongs to this one.
    #[must_use]
    pub fn answers_for(self, id: RegionId) -> bool {
        let found = self.tree.by_id(id);
        found.is_some_and(|found| found.index == self.index)
    }
}
