//! What is in memory, behind the lock. Pure.

use std::{collections::HashMap, sync::Arc};

use entities::ids::RegionId;

use super::{Changed, Changes, Found, Key, slot, slots};
use crate::{
    region::tree::{Place, Tree},
    rollup::{
        column::Column,
        counts::{Count, CountKey, Wanted},
        definitions::Definitions,
        repo::Position,
        shelf::Shelf,
        targets::{TargetKey, Targets},
    },
};

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) position: Option<Position>,
    /// How often the database had been replaced when the position was first taken.
    pub(super) replaced: u64,
    pub(super) tick: u64,
    pub(super) bytes: usize,
    /// Counts the changes of definitions, so that none read before a change is kept after it.
    pub(super) generation: u64,
    pub(super) definitions: Option<Arc<Definitions>>,
    pub(super) provinces: HashMap<RegionId, Province>,
}

#[derive(Debug)]
pub(super) struct Province {
    tree: Arc<Tree>,
    /// One load at a time: who comes second finds what the first has loaded.
    loading: Arc<tokio::sync::Mutex<()>>,
    pub(super) columns: HashMap<Key, Kept>,
    pub(super) counts: Shelf<CountKey, Count>,
    pub(super) targets: Shelf<TargetKey, Targets>,
}

#[derive(Debug)]
pub(super) struct Kept {
    column: Arc<Column>,
    used: u64,
    /// False while it is read from the database and takes changes only.
    loaded: bool,
}

impl State {
    pub(super) fn clear(&mut self) {
        self.provinces.clear();
        self.bytes = 0;
        self.forget_definitions();
    }

    pub(super) fn forget_definitions(&mut self) {
        self.definitions = None;
        self.generation += 1;
    }

    pub(super) fn apply(&mut self, changes: &Changes) {
        for changed in &changes.cells {
            if let Some(province) = self.provinces.get_mut(&changed.province) {
                self.bytes = self.bytes.saturating_sub(province.apply(changed));
            }
        }
        for (kind, changed) in &changes.kinds {
            match kind.as_str() {
                "observation" => {}
                "indicator" => self.forget_definitions(),
                // An enterprise that came from another province counts there for the days before, and so do its
                // recognitions; a term may be one that all share.
                "enterprise" | "enterprise_move" | "recognition" | "term" => {
                    let kind = if kind == "enterprise_move" {
                        "enterprise"
                    } else {
                        kind
                    };
                    for province in self.provinces.values_mut() {
                        self.bytes = self.bytes.saturating_sub(province.counts.forget(kind));
                    }
                }
                kind => {
                    if let Some(province) = self.provinces.get_mut(changed) {
                        let gone = province.counts.forget(kind) + province.targets.forget(kind);
                        self.bytes = self.bytes.saturating_sub(gone);
                    }
                }
            }
        }
    }

    /// What is in memory, what is not, and the turn for loading that.
    pub(super) fn find(
        &mut self,
        tree: &Arc<Tree>,
        province: RegionId,
        keys: &[Key],
    ) -> (Found, Vec<Key>, Arc<tokio::sync::Mutex<()>>) {
        self.tick += 1;
        let tick = self.tick;
        let (mut found, mut missing) = (Found::new(), Vec::new());
        let kept = self.province(tree, province);
        for key in keys {
            match kept.columns.get_mut(key).filter(|kept| kept.loaded) {
                Some(kept) => {
                    kept.used = tick;
                    found.insert(*key, Arc::clone(&kept.column));
                }
                None => missing.push(*key),
            }
        }
        (found, missing, Arc::clone(&kept.loading))
    }

    /// As [`State::find`], and puts empty columns in the places of those that this request is going to load, under
    /// the number of its claim.
    pub(super) fn claim(
        &mut self,
        tree: &Arc<Tree>,
        province: Place<'_>,
        keys: &[Key],
    ) -> (Found, Vec<Key>, u64) {
        let (found, missing, _) = self.find(tree, province.id, keys);
        let (tick, slots) = (self.tick, slots(province));
        let kept = self.province(tree, province.id);
        for key in &missing {
            kept.columns.insert(
                *key,
                Kept {
                    column: Arc::new(Column::new(slots)),
                    used: tick,
                    loaded: false,
                },
            );
        }
        (found, missing, tick)
    }

    /// The counts that are in memory, and the turn for reading the others.
    pub(super) fn find_counts(
        &mut self,
        tree: &Arc<Tree>,
        province: RegionId,
        wanted: &[Wanted],
    ) -> (HashMap<CountKey, Arc<Count>>, Turn) {
        self.tick += 1;
        let tick = self.tick;
        let kept = self.province(tree, province);
        let found = |wanted: &Wanted| Some((wanted.key, kept.counts.get(wanted.key, tick)?));
        (
            wanted.iter().filter_map(found).collect(),
            Arc::clone(&kept.loading),
        )
    }

    /// The targets of a key, if they are in memory, and the turn for reading them.
    pub(super) fn find_targets(
        &mut self,
        tree: &Arc<Tree>,
        province: RegionId,
        key: TargetKey,
    ) -> (Option<Arc<Targets>>, Turn) {
        self.tick += 1;
        let tick = self.tick;
        let kept = self.province(tree, province);
        (kept.targets.get(key, tick), Arc::clone(&kept.loading))
    }

    /// As [`State::find_targets`], and takes their place under the number of the claim.
    pub(super) fn claim_targets(
        &mut self,
        tree: &Arc<Tree>,
        province: RegionId,
        key: TargetKey,
    ) -> (Option<Arc<Targets>>, u64) {
        self.tick += 1;
        let tick = self.tick;
        (
            self.province(tree, province).targets.claim(key, &["plan"], tick),
            tick,
        )
    }

    pub(super) fn claim_counts(
        &mut self,
        tree: &Arc<Tree>,
        province: RegionId,
        wanted: &[Wanted],
    ) -> (HashMap<CountKey, Arc<Count>>, Vec<Wanted>, u64) {
        self.tick += 1;
        let tick = self.tick;
        let counts = &mut self.province(tree, province).counts;
        let (mut found, mut missing) = (HashMap::new(), Vec::new());
        for wanted in wanted {
            match counts.claim(wanted.key, wanted.rule.kinds(), tick) {
                Some(count) => drop(found.insert(wanted.key, count)),
                None => missing.push(wanted.clone()),
            }
        }
        (found, missing, tick)
    }

    /// Forgets the least recently used until the budget holds, but nothing of this `tick` or later.
    pub(super) fn shrink(&mut self, budget: usize, tick: u64) {
        while self.bytes > budget && self.drop_oldest(tick) {}
    }

    /// The columns of a province in the slots of this tree; those of another tree are forgotten.
    pub(super) fn province(&mut self, tree: &Arc<Tree>, province: RegionId) -> &mut Province {
        let stale = self
            .provinces
            .get(&province)
            .is_some_and(|kept| !Arc::ptr_eq(&kept.tree, tree));
        if stale && let Some(gone) = self.provinces.remove(&province) {
            self.bytes = self.bytes.saturating_sub(gone.bytes());
        }
        self.provinces.entry(province).or_insert_with(|| Province {
            tree: Arc::clone(tree),
            loading: Arc::default(),
            columns: HashMap::new(),
            counts: Shelf::default(),
            targets: Shelf::default(),
        })
    }

    /// Brings what was loaded together with what changed meanwhile, and keeps it within the budget. Where the claim
    /// was forgotten meanwhile nothing is kept; what was read is whole for the request, which had come before.
    pub(super) fn keep(&mut self, claim: u64, province: RegionId, loaded: Found, budget: usize) -> Found {
        self.tick += 1;
        let tick = self.tick;
        let Some(kept) = self.provinces.get_mut(&province) else {
            return loaded;
        };
        let (mut whole, mut grown) = (Found::new(), 0);
        for (key, column) in loaded {
            let place = kept.columns.get_mut(&key);
            let Some(place) = place.filter(|place| !place.loaded && place.used == claim) else {
                whole.insert(key, column);
                continue;
            };
            let mut column = Arc::unwrap_or_clone(column);
            column.merge(&place.column);
            place.column = Arc::new(column);
            (place.loaded, place.used) = (true, tick);
            grown += place.column.bytes();
            whole.insert(key, Arc::clone(&place.column));
        }
        self.bytes += grown;
        self.shrink(budget, tick);
        whole
    }

    /// Takes the places of columns that could not be loaded away again.
    pub(super) fn abandon(&mut self, claim: u64, province: RegionId) {
        if let Some(kept) = self.provinces.get_mut(&province) {
            kept.columns.retain(|_, kept| kept.loaded || kept.used != claim);
        }
    }

    /// Drops the column or count that was not used for the longest time, but none of this `tick`. Says whether it found
    /// one.
    pub(super) fn drop_oldest(&mut self, tick: u64) -> bool {
        let oldest = self
            .provinces
            .iter()
            .flat_map(|(province, kept)| kept.oldest().map(|(used, what)| (used, *province, what)))
            .filter(|(used, ..)| *used < tick)
            .min_by_key(|(used, ..)| *used);
        let Some((_, province, what)) = oldest else {
            return false;
        };
        let gone = self.provinces.get_mut(&province).map(|kept| kept.remove(what));
        self.bytes = self.bytes.saturating_sub(gone.unwrap_or_default());
        true
    }
}

/// The turn for loading what a province keeps.
pub(super) type Turn = Arc<tokio::sync::Mutex<()>>;

/// What a province keeps.
pub(super) enum What {
    Column(Key),
    Count(CountKey),
    Targets(TargetKey),
}

impl Province {
    pub(super) fn bytes(&self) -> usize {
        let loaded = self.columns.values().filter(|kept| kept.loaded);
        loaded.map(|kept| kept.column.bytes()).sum::<usize>() + self.counts.bytes() + self.targets.bytes()
    }

    /// The least recently used column and the least recently used count.
    pub(super) fn oldest(&self) -> impl Iterator<Item = (u64, What)> {
        let loaded = self.columns.iter().filter(|(_, kept)| kept.loaded);
        let column = loaded
            .map(|(key, kept)| (kept.used, *key))
            .min_by_key(|(used, _)| *used);
        let count = self.counts.oldest();
        let column = column.map(|(used, key)| (used, What::Column(key)));
        let count = count.map(|(used, key)| (used, What::Count(key)));
        let targets = self
            .targets
            .oldest()
            .map(|(used, key)| (used, What::Targets(key)));
        [column, count, targets].into_iter().flatten()
    }

    pub(super) fn remove(&mut self, what: What) -> usize {
        match what {
            What::Column(key) => self.columns.remove(&key).map_or(0, |gone| gone.column.bytes()),
            What::Count(key) => self.counts.remove(key),
            What::Targets(key) => self.targets.remove(key),
        }
    }

    /// Sets a changed cell, and gives the bytes of the columns that had to go: those of a past moment which the
    /// change belongs to, committed late.
    pub(super) fn apply(&mut self, changed: &Changed) -> usize {
        let Changed {
            indicator, period, ..
        } = changed;
        let key = Key {
            indicator: *indicator,
            period: *period,
            as_of: None,
        };
        if let Some(kept) = self.columns.get_mut(&key)
            && let Some(slot) = slot(&self.tree, changed.region)
        {
            Arc::make_mut(&mut kept.column).set(slot, &changed.cell);
        }
        let mut gone = 0;
        self.columns.retain(|key, kept| {
            let late = key.as_of.is_some_and(|as_of| changed.at <= as_of);
            let stale = late && (key.indicator, key.period) == (*indicator, *period);
            gone += if stale && kept.loaded {
                kept.column.bytes()
            } else {
                0
            };
            !stale
        });
        gone
    }
}

#[cfg(test)]
mod tests;
