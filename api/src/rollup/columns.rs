//! Columns in memory, kept coherent with the database by the change log.
//!
//! Before figures are made, one indexed statement reads what was committed since the *position* up to which the
//! columns know the change log, and applies it to all of them. Requests that come at the same time share that
//! statement ([`Gate`]). What is loaded meanwhile misses nothing: a column stands in its place, empty, before it is
//! read from the database, so every later change is applied to it, and a cell takes only newer versions.

mod state;

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use chrono::{DateTime, Utc};
use entities::ids::{IndicatorId, RegionId};

use state::State;

use super::{
    column::{Cell, Column},
    counts::{Count, CountKey, Wanted},
    definitions::Definitions,
    fresh::Gate,
    lens::ReporterCache,
    repo,
    targets::Targets,
};
use crate::{
    error::Result,
    hub::Hub,
    indicator::{model::Indicator, period::Period},
    region::tree::{Place, Tree},
};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// The indicator.
    pub indicator: IndicatorId,
    /// The period as it is reported.
    pub period: Period,
    /// What was known at this moment; what is known now where it is none.
    pub as_of: Option<DateTime<Utc>>,
}

/// Columns by their keys.
pub type Found = HashMap<Key, Arc<Column>>;

/// More changes than this since the last look, and reading the columns again is cheaper.
pub(super) const MAX_CHANGES: u64 = 20_000;

/// What changed since a position.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// The changed observations as they are now.
    pub(super) cells: Vec<Changed>,
    /// Kinds of the records that changed, with their provinces.
    pub(super) kinds: HashSet<(String, RegionId)>,
}

/// An observation that changed.
#[derive(Debug)]
pub(super) struct Changed {
    pub(super) province: RegionId,
    pub(super) region: RegionId,
    pub(super) indicator: IndicatorId,
    pub(super) period: Period,
    pub(super) cell: Cell,
    /// When the change was made.
    pub(super) at: DateTime<Utc>,
}

/// The columns of all provinces, within a budget of memory, and the definitions.
#[derive(Debug)]
pub struct Columns {
    budget: usize,
    gate: Gate,
    state: Mutex<State>,
    counts: Counts,
    reporters: ReporterCache,
}

/// What has happened since the program began.
#[derive(Debug, Default)]
pub struct Counts {
    /// Columns that were in memory when they were asked for.
    pub found: AtomicU64,
    /// Columns that were read from the database.
    pub loaded: AtomicU64,
    /// Looks at the change log.
    pub looks: AtomicU64,
    /// Requests that waited for a look, shared or not.
    pub waits: AtomicU64,
    /// Changed observations that were applied.
    pub applied: AtomicU64,
    /// Times that all was forgotten because too much had changed.
    pub cleared: AtomicU64,
}

impl Columns {
    /// Empty, with a budget of memory.
    #[must_use]
    pub fn new(max_megabytes: usize) -> Self {
        Self {
            budget: max_megabytes * 1024 * 1024,
            gate: Gate::default(),
            state: Mutex::default(),
            counts: Counts::default(),
            reporters: ReporterCache::default(),
        }
    }

    /// Who reports, of the trees in use.
    pub(super) fn reporters(&self) -> &ReporterCache {
        &self.reporters
    }

    /// What has happened since the program began.
    #[must_use]
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Bytes that the columns may hold.
    #[must_use]
    pub fn budget(&self) -> usize {
        self.budget
    }

    /// Bytes that the columns hold.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.lock().bytes
    }

    /// How many columns are in memory.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lock()
            .provinces
            .values()
            .map(|kept| kept.columns.len())
            .sum()
    }

    /// Whether no column is in memory.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Forgets all columns and definitions; they are read again when they are asked for.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// Brings all that is in memory to what was committed before this call: one statement, shared with the requests
    /// that come at the same time.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn refresh(&self, hub: &Hub) -> Result<()> {
        self.counts.waits.fetch_add(1, Relaxed);
        self.gate.pass(|| self.read_changes(hub)).await
    }

    async fn read_changes(&self, hub: &Hub) -> Result<()> {
        self.counts.looks.fetch_add(1, Relaxed);
        let (position, replaced) = {
            let state = self.lock();
            (state.position.clone(), state.replaced)
        };
        let Some(position) = position else {
            // Nothing is in memory yet: what is loaded from now on is read after this position.
            return self.begin(hub).await;
        };
        // Asked for after the reading: a connection to another database tells of it before it reads.
        let changes = repo::changes(&hub.db, &position).await?;
        match changes.filter(|_| hub.db.replaced() == replaced) {
            Some((changes, position)) => {
                self.counts.applied.fetch_add(changes.cells.len() as u64, Relaxed);
                let mut state = self.lock();
                state.apply(&changes);
                state.position = Some(position);
            }
            None => {
                self.counts.cleared.fetch_add(1, Relaxed);
                self.begin(hub).await?;
            }
        }
        Ok(())
    }

    /// Begins at the log's end, and forgets all that was read in another log.
    async fn begin(&self, hub: &Hub) -> Result<()> {
        let replaced = hub.db.replaced();
        let position = repo::position(&hub.db).await?;
        let mut state = self.lock();
        if state.position.is_some() {
            state.clear();
        }
        (state.position, state.replaced) = (Some(position), replaced);
        Ok(())
    }

    /// The columns of a province, of the tree's slots: what is in memory, and the rest in one statement. They hold all
    /// that was committed before the last [`Columns::refresh`] that this request awaited.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn get(&self, hub: &Hub, tree: &Arc<Tree>, province: Place<'_>, keys: &[Key]) -> Result<Found> {
        let (mut found, missing, loading) = self.lock().find(tree, province.id, keys);
        self.counts.found.fetch_add(found.len() as u64, Relaxed);
        if missing.is_empty() {
            return Ok(found);
        }
        let _turn = loading.lock().await;
        let (more, missing, claim) = self.lock().claim(tree, province, &missing);
        found.extend(more);
        if missing.is_empty() {
            return Ok(found);
        }
        self.counts.loaded.fetch_add(missing.len() as u64, Relaxed);
        let loaded = repo::load(&hub.db, tree, province, &missing).await;
        let mut state = self.lock();
        match loaded {
            Ok(loaded) => found.extend(state.keep(claim, province.id, loaded, self.budget)),
            Err(error) => {
                state.abandon(claim, province.id);
                return Err(error);
            }
        }
        Ok(found)
    }

    /// The counts of a province: what is in memory, and the rest read one by one. They hold all that was committed before
    /// the last [`Columns::refresh`] that this request awaited.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn count(
        &self,
        hub: &Hub,
        tree: &Arc<Tree>,
        province: Place<'_>,
        wanted: &[Wanted],
    ) -> Result<HashMap<CountKey, Arc<Count>>> {
        if wanted.is_empty() {
            return Ok(HashMap::new());
        }
        let (found, loading) = self.lock().find_counts(tree, province.id, wanted);
        if found.len() == wanted.len() {
            return Ok(found);
        }
        // One at a time: who comes second finds what the first has read.
        let _turn = loading.lock().await;
        let (mut found, missing, claim) = self.lock().claim_counts(tree, province.id, wanted);
        for Wanted { key, rule } in missing {
            let count = Arc::new(repo::count(hub, tree, province, &rule, key.period).await?);
            let mut state = self.lock();
            let grown = state
                .provinces
                .get_mut(&province.id)
                .map(|kept| kept.counts.keep(key, &count, claim));
            state.bytes += grown.unwrap_or_default();
            state.shrink(self.budget, claim);
            found.insert(key, count);
        }
        Ok(found)
    }

    /// The targets of a province's regions for an indicator and a year: in memory, or read in one statement.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn targets(
        &self,
        hub: &Hub,
        tree: &Arc<Tree>,
        province: Place<'_>,
        indicator: &Arc<Indicator>,
        year: i32,
    ) -> Result<Arc<Targets>> {
        let key = (indicator.id, indicator.version, year);
        let (found, loading) = self.lock().find_targets(tree, province.id, key);
        if let Some(found) = found {
            return Ok(found);
        }
        let _turn = loading.lock().await;
        let (found, claim) = self.lock().claim_targets(tree, province.id, key);
        if let Some(found) = found {
            return Ok(found);
        }
        let targets = Arc::new(Targets::load(hub, province, indicator, year).await?);
        let mut state = self.lock();
        let kept = state.provinces.get_mut(&province.id);
        let grown = kept.map(|kept| kept.targets.keep(key, &targets, claim));
        state.bytes += grown.unwrap_or_default();
        state.shrink(self.budget, claim);
        Ok(targets)
    }

    /// All definitions of the hub as they are now, or were when they last changed.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn definitions(&self, hub: &Hub) -> Result<Arc<Definitions>> {
        let generation = {
            let state = self.lock();
            if let Some(definitions) = &state.definitions {
                return Ok(Arc::clone(definitions));
            }
            state.generation
        };
        let definitions = Arc::new(Definitions::load(hub).await?);
        let mut state = self.lock();
        if state.generation == generation {
            state.definitions = Some(Arc::clone(&definitions));
        }
        Ok(definitions)
    }

    /// Forgets the definitions: one was asked for that is not among them, as after the program's catalogue grew.
    pub fn forget_definitions(&self) {
        self.lock().forget_definitions();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many slots the columns of a province have.
pub(super) fn slots(province: Place<'_>) -> usize {
    province.tree().slots(province) as usize
}

/// The slot of a region in the columns of its province.
pub(super) fn slot(tree: &Tree, region: RegionId) -> Option<u32> {
    tree.slot(region).map(|(_, slot)| slot)
}
