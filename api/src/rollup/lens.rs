//! Through which trees figures are seen: the tree whose regions have the figures, the tree of each period, whose regions
//! reported, and the tree of today, by which columns are numbered.

use std::sync::{Arc, Mutex, PoisonError};

use entities::ids::RegionId;

use crate::{
    hub::Hub,
    indicator::period::Period,
    region::tree::{Place, Reporters, Tier, Tree},
};

/// Kept at once: the tiers of a few trees.
const KEPT: usize = 32;

/// Reporters in memory: they are the same for all figures of two trees and a tier.
#[derive(Debug, Default)]
pub struct ReporterCache(Mutex<Vec<Entry>>);

#[derive(Debug)]
struct Entry {
    lens: Lens,
    then: Arc<Tree>,
    tier: Tier,
    reporters: Arc<Reporters>,
}

/// The trees of a request's figures.
#[derive(Clone, Debug)]
pub struct Lens {
    /// Whose regions have the figures.
    pub seen: Arc<Tree>,
    /// By which columns are numbered: today's.
    pub columns: Arc<Tree>,
}

impl PartialEq for Lens {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.seen, &other.seen) && Arc::ptr_eq(&self.columns, &other.columns)
    }
}

/// Who reported in a period, as a tree sees them.
#[derive(Clone, Debug)]
pub struct Reporting {
    /// The trees.
    pub lens: Lens,
    /// The tree of the period's last day, or of today if that is yet to come.
    pub then: Arc<Tree>,
    /// The reporters.
    pub reporters: Arc<Reporters>,
}

impl Lens {
    /// Who reports what is collected at a tier in a period.
    #[must_use]
    pub fn reporting(&self, hub: &Hub, tier: Tier, period: Period) -> Reporting {
        let then = hub.tree_on(period.last_day().min(hub.today()));
        let mut kept = hub
            .columns
            .reporters()
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        kept.retain(|entry| Arc::ptr_eq(entry.lens.columns.history(), self.columns.history()));
        let found = kept
            .iter()
            .position(|entry| entry.lens == *self && Arc::ptr_eq(&entry.then, &then) && entry.tier == tier);
        let entry = match found {
            Some(at) => kept.remove(at),
            None => Entry {
                lens: self.clone(),
                reporters: Arc::new(Reporters::seen(&self.seen, &self.columns, &then, tier)),
                then,
                tier,
            },
        };
        let reporting = Reporting {
            lens: self.clone(),
            then: Arc::clone(&entry.then),
            reporters: Arc::clone(&entry.reporters),
        };
        kept.insert(0, entry);
        kept.truncate(KEPT);
        reporting
    }
}

impl Reporting {
    /// The slots of the reporters of a place and of all below it.
    #[must_use]
    pub fn slots(&self, place: Place<'_>) -> &[u32] {
        &self.reporters.slots()[self.reporters.of(place)]
    }

    /// For each reporter of a place the index of the place that answers for it, its slot and its key.
    pub fn each(&self, place: Place<'_>) -> impl Iterator<Item = (u32, u32, RegionId)> {
        let range = self.reporters.of(place);
        let (heirs, slots, ids) = (
            self.reporters.heirs(),
            self.reporters.slots(),
            self.reporters.ids(),
        );
        range.map(move |at| (heirs[at], slots[at], ids[at]))
    }

    /// Whether a place is the only one that reports for itself: there is nothing to roll up.
    #[must_use]
    pub fn is_own(&self, place: Place<'_>) -> bool {
        let range = self.reporters.of(place);
        range.len() == 1 && self.reporters.heirs()[range] == [place.index]
    }

    /// The slot in which a place's own declaration is: its own, or that of the one region that it continues.
    #[must_use]
    pub fn own_slot(&self, place: Place<'_>) -> Option<u32> {
        let mut of_then = place
            .ids()
            .filter(|id| self.then.exact(*id).is_some_and(|then| then.tier == place.tier));
        let id = of_then.next()?;
        // What several declared apart, nobody declared for them together.
        if of_then.next().is_some() {
            return None;
        }
        self.lens.columns.slot(id).map(|(_, slot)| slot)
    }
}
