//! What lives as long as the program: the database, the tree, the columns, the clock.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use chrono::NaiveDate;
use tokio::sync::{Mutex as AsyncMutex, Notify, Semaphore, watch};

use crate::{
    auth::{keys::KeySet, verify::Verifier},
    clock::Clock,
    config::Config,
    db::Db,
    error::Result,
    exchange::{self, feed::Feed},
    id::Ids,
    region::{self, tree::Tree},
    register::model::china_day,
    rollup::columns::Columns,
};

/// The program's state, shared by all requests. It holds nothing that belongs to one principal.
#[derive(Debug)]
pub struct Hub {
    /// The database.
    pub db: Db,
    /// The clock.
    pub clock: Clock,
    /// Keys for new records.
    pub ids: Ids,
    /// The settings.
    pub config: Config,
    /// Checks tokens.
    pub verifier: Verifier,
    /// Values in memory.
    pub columns: Columns,
    /// Tells subscribers of changes.
    pub feed: Feed,
    /// Woken after every commit of this process.
    pub changed: Notify,
    /// Turns for answers that are heavy: few at a time.
    pub heavy: Arc<Semaphore>,
    /// True once the program is told to stop.
    pub stopping: watch::Sender<bool>,
    tree: RwLock<Arc<Tree>>,
    /// Trees of other days, the last used first.
    dated: Mutex<Vec<Arc<Tree>>>,
    /// Held while the tree is loaded: of two loads the later one is the newer.
    loading: AsyncMutex<()>,
}

/// Heavy answers that are written at a time; the others wait.
const HEAVY_AT_ONCE: usize = 2;

/// Trees of other days that are kept.
const DATED: usize = 8;

impl Hub {
    /// A hub on a migrated database; settles the change log of a restored one, and loads the tree.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn open(config: Config, db: Db, keys: KeySet, clock: Clock) -> Result<Arc<Self>> {
        exchange::repo::settle(&db).await?;
        let history = Arc::new(region::repo::load(db.reader()).await?);
        let tree = Arc::new(Tree::of(&history, china_day(clock.now())));
        Ok(Arc::new(Self {
            verifier: Verifier::new(keys, &config.auth, clock.clone()),
            columns: Columns::new(config.columns.max_megabytes),
            ids: Ids::default(),
            feed: Feed::default(),
            changed: Notify::new(),
            heavy: Arc::new(Semaphore::new(HEAVY_AT_ONCE)),
            stopping: watch::Sender::new(false),
            tree: RwLock::new(tree),
            dated: Mutex::default(),
            loading: AsyncMutex::default(),
            db,
            clock,
            config,
        }))
    }

    /// The tree of this moment. A change of boundaries that was recorded for this day takes effect with the first
    /// request after midnight in China, which finds the tree to be of another day.
    #[must_use]
    pub fn tree(&self) -> Arc<Tree> {
        let today = self.today();
        let tree = Arc::clone(&self.tree.read().unwrap_or_else(PoisonError::into_inner));
        if tree.is_of(today) {
            return tree;
        }
        let mut kept = self.tree.write().unwrap_or_else(PoisonError::into_inner);
        if !kept.is_of(today) {
            *kept = Arc::new(Tree::of(kept.history(), today));
        }
        Arc::clone(&kept)
    }

    /// The tree of a day, as far as it is known at this moment.
    #[must_use]
    pub fn tree_on(&self, day: NaiveDate) -> Arc<Tree> {
        let now = self.tree();
        if now.is_of(day) {
            return now;
        }
        let mut dated = self.dated.lock().unwrap_or_else(PoisonError::into_inner);
        dated.retain(|tree| Arc::ptr_eq(tree.history(), now.history()));
        let tree = match dated.iter().position(|tree| tree.is_of(day)) {
            Some(at) => dated.remove(at),
            None => Arc::new(Tree::of(now.history(), day)),
        };
        dated.insert(0, Arc::clone(&tree));
        dated.truncate(DATED);
        tree
    }

    /// Today, in China.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        china_day(self.clock.now())
    }

    /// Loads the tree again, after an import or a change of boundaries.
    ///
    /// # Errors
    /// When the database does not answer; the old tree stays.
    pub async fn reload_tree(&self) -> Result<()> {
        let _alone = self.loading.lock().await;
        let history = Arc::new(region::repo::load(self.db.reader()).await?);
        let tree = Arc::new(Tree::of(&history, self.today()));
        *self.tree.write().unwrap_or_else(PoisonError::into_inner) = tree;
        Ok(())
    }
}
