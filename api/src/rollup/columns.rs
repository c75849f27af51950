//! Columns in memory, kept coherent with the database by the change log.
//!
//! Before a column answers, one indexed read asks for the changes since the province's *horizon*: the
//! position in the change log below which every change is in the columns already. On PostgreSQL the
//! position is the oldest transaction that may still be running (`pg_snapshot_xmin`), because entries
//! become visible out of order; SQLite has one writer and its entries count up. Changes from the horizon
//! on may be read more than once; a cell takes only newer versions, so that does no harm.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use entities::ids::{IndicatorId, RegionId};

use super::{
    column::{Cell, Column},
    repo,
};
use crate::{
    error::Result,
    hub::Hub,
    indicator::period::Period,
    region::tree::{Place, Tree},
    scope::Scope,
};

/// What a column holds.
pub type Key = (IndicatorId, Period);

type Found = HashMap<Key, Arc<Column>>;

/// More changes than this since the horizon, and reading the columns again is cheaper.
pub(super) const MAX_CHANGES: u64 = 10_000;

/// What changed in a province since a horizon.
#[derive(Debug)]
pub(super) struct Changes {
    /// The changed cells as they are now.
    pub(super) cells: Vec<(Key, u32, Cell)>,
    /// The horizon to ask from next time; none where nothing changed.
    pub(super) next: Option<i64>,
}

impl Changes {
    fn set(&self, columns: &mut Found) {
        for (key, region, cell) in &self.cells {
            if let Some(column) = columns.get_mut(key) {
                Arc::make_mut(column).set(*region, cell);
            }
        }
    }
}

/// The columns of all provinces, within a budget of memory.
#[derive(Debug)]
pub struct Columns {
    budget: usize,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    tick: u64,
    bytes: usize,
    provinces: HashMap<RegionId, Province>,
}

#[derive(Debug)]
struct Province {
    tree: Arc<Tree>,
    horizon: i64,
    columns: HashMap<Key, Loaded>,
}

#[derive(Debug)]
struct Loaded {
    column: Arc<Column>,
    used: u64,
}

impl Columns {
    /// Empty, with a budget of memory.
    #[must_use]
    pub fn new(max_megabytes: usize) -> Self {
        Self {
            budget: max_megabytes * 1024 * 1024,
            state: Mutex::default(),
        }
    }

    /// Bytes that the columns hold.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.lock().bytes
    }

    /// The columns of a province as they are now: at most three statements, one when they are in memory.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn get(
        &self,
        scope: &Scope,
        hub: &Hub,
        province: Place<'_>,
        keys: &[Key],
    ) -> Result<HashMap<Key, Arc<Column>>> {
        let tree = scope.tree();
        let (horizon, mut found, mut missing) = self.find(tree, province.id, keys);
        if !found.is_empty() {
            // Read after the request began, and applied to what was found together with the horizon: so the
            // answer holds every earlier commit, whatever other requests do to the shared columns meanwhile.
            if let Some(changes) = repo::changes(&hub.db, tree, province.id, horizon).await? {
                self.apply(tree, province.id, horizon, &changes);
                changes.set(&mut found);
            } else {
                self.forget(province.id);
                found.clear();
                missing = keys.to_vec();
            }
        }
        if !missing.is_empty() {
            let horizon = repo::horizon(&hub.db).await?;
            let loaded = repo::load(&hub.db, tree, province, &missing).await?;
            self.keep(tree, province.id, horizon, &loaded);
            found.extend(loaded);
        }
        Ok(found)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets the changed cells. The changes name regions by their place in `tree`: columns of another tree, which
    /// another request may have put there meanwhile, are left alone.
    ///
    /// The horizon moves on only from where it stood when the changes were asked for: if it went back meanwhile,
    /// a column came that may miss changes before `asked`, and they are still to be read.
    fn apply(&self, tree: &Arc<Tree>, province: RegionId, asked: i64, changes: &Changes) {
        let mut state = self.lock();
        let kept = state.provinces.get_mut(&province);
        let Some(province) = kept.filter(|kept| Arc::ptr_eq(&kept.tree, tree)) else {
            return;
        };
        for (key, region, cell) in &changes.cells {
            if let Some(loaded) = province.columns.get_mut(key) {
                Arc::make_mut(&mut loaded.column).set(*region, cell);
            }
        }
        if let Some(next) = changes.next
            && province.horizon == asked
        {
            province.horizon = next.max(asked);
        }
    }

    /// The province's horizon with those of the columns that are in memory, and the keys of the others.
    fn find(&self, tree: &Arc<Tree>, province: RegionId, keys: &[Key]) -> (i64, Found, Vec<Key>) {
        let mut state = self.lock();
        state.tick += 1;
        let tick = state.tick;
        let (mut found, mut missing) = (Found::new(), Vec::new());
        let kept = state
            .provinces
            .get_mut(&province)
            .filter(|kept| Arc::ptr_eq(&kept.tree, tree));
        let Some(kept) = kept else {
            return (0, found, keys.to_vec());
        };
        for key in keys {
            if let Some(loaded) = kept.columns.get_mut(key) {
                loaded.used = tick;
                found.insert(*key, Arc::clone(&loaded.column));
            } else {
                missing.push(*key);
            }
        }
        (kept.horizon, found, missing)
    }

    /// Keeps what was loaded after `horizon` was read. Another request may have moved the province's
    /// horizon on meanwhile, past changes that these columns do not have: then it goes back.
    fn keep(&self, tree: &Arc<Tree>, province: RegionId, horizon: i64, loaded: &HashMap<Key, Arc<Column>>) {
        let mut state = self.lock();
        state.tick += 1;
        let tick = state.tick;
        if state
            .provinces
            .get(&province)
            .is_some_and(|kept| !Arc::ptr_eq(&kept.tree, tree))
        {
            forget(&mut state, province);
        }
        let kept = state.provinces.entry(province).or_insert_with(|| Province {
            tree: Arc::clone(tree),
            horizon,
            columns: HashMap::new(),
        });
        kept.horizon = if kept.columns.is_empty() {
            horizon
        } else {
            kept.horizon.min(horizon)
        };
        let mut grown = 0;
        for (key, column) in loaded {
            // What another request put there meanwhile is coherent with the horizon, too.
            kept.columns.entry(*key).or_insert_with(|| {
                grown += column.bytes();
                Loaded {
                    column: Arc::clone(column),
                    used: tick,
                }
            });
        }
        state.bytes += grown;
        while state.bytes > self.budget && drop_oldest(&mut state, tick) {}
    }

    fn forget(&self, province: RegionId) {
        forget(&mut self.lock(), province);
    }
}

fn forget(state: &mut State, province: RegionId) {
    if let Some(gone) = state.provinces.remove(&province) {
        let bytes: usize = gone.columns.values().map(|loaded| loaded.column.bytes()).sum();
        state.bytes = state.bytes.saturating_sub(bytes);
    }
}

/// Drops the column that was not used for the longest time, but none of this `tick`. Says whether it found one.
fn drop_oldest(state: &mut State, tick: u64) -> bool {
    let oldest = state
        .provinces
        .iter()
        .flat_map(|(province, kept)| {
            kept.columns
                .iter()
                .map(|(key, loaded)| (loaded.used, *province, *key))
        })
        .filter(|(used, ..)| *used < tick)
        .min_by_key(|(used, ..)| *used);
    let Some((_, province, key)) = oldest else {
        return false;
    };
    let gone = state
        .provinces
        .get_mut(&province)
        .and_then(|kept| kept.columns.remove(&key));
    state.bytes = state
        .bytes
        .saturating_sub(gone.map_or(0, |gone| gone.column.bytes()));
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::region::tree::{Region, Tier};

    /// A column that is slow to load comes while another request moves the horizon on: the changes that it
    /// misses must be read again.
    #[test]
    fn a_horizon_that_went_back_is_not_moved_on_by_an_older_answer() {
        let region = Region {
            id: RegionId(1),
            parent: None,
            tier: Tier::Province,
            code: "440000000000".to_owned(),
            name: "广东省".to_owned(),
        };
        let tree = Arc::new(Tree::new(vec![region]));
        let columns = Columns::new(1);
        let column =
            |year| HashMap::from([((IndicatorId(1), Period::Year(year)), Arc::new(Column::new(0, 1)))]);
        let province = RegionId(1);
        let moved_on = Changes {
            cells: Vec::new(),
            next: Some(20),
        };

        columns.keep(&tree, province, 10, &column(2023));
        columns.keep(&tree, province, 5, &column(2024));
        columns.apply(&tree, province, 10, &moved_on);
        assert_eq!(columns.find(&tree, province, &[]).0, 5);

        columns.apply(&tree, province, 5, &moved_on);
        assert_eq!(columns.find(&tree, province, &[]).0, 20);
        columns.keep(&tree, province, 30, &column(2025));
        assert_eq!(columns.find(&tree, province, &[]).0, 20);
    }
}
