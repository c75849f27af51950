//! What lives as long as the program: the database, the tree, the columns, the clock.

use std::sync::{Arc, RwLock};

use chrono::NaiveDate;
use tokio::sync::{Notify, watch};

use crate::{
    auth::{keys::KeySet, verify::Verifier},
    clock::Clock,
    config::Config,
    db::Db,
    error::Result,
    exchange::feed::Feed,
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
    /// True once the program is told to stop.
    pub stopping: watch::Sender<bool>,
    tree: RwLock<Arc<Tree>>,
}

impl Hub {
    /// A hub on a migrated database; loads the tree.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn open(config: Config, db: Db, keys: KeySet, clock: Clock) -> Result<Arc<Self>> {
        let tree = Arc::new(region::repo::load(&db).await?);
        Ok(Arc::new(Self {
            verifier: Verifier::new(keys, &config.auth, clock.clone()),
            columns: Columns::new(config.columns.max_megabytes),
            ids: Ids::default(),
            feed: Feed::default(),
            changed: Notify::new(),
            stopping: watch::Sender::new(false),
            tree: RwLock::new(tree),
            db,
            clock,
            config,
        }))
    }

    /// The tree of this moment.
    #[must_use]
    pub fn tree(&self) -> Arc<Tree> {
        Arc::clone(
            &self
                .tree
                .read()
                .unwrap_or_else(std::sync::PoisonError::into_inner),
        )
    }

    /// Today, in China.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        china_day(self.clock.now())
    }

    /// Loads the tree again, after an import.
    ///
    /// # Errors
    /// When the database does not answer; the old tree stays.
    pub async fn reload_tree(&self) -> Result<()> {
        let tree = Arc::new(region::repo::load(&self.db).await?);
        *self
            .tree
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = tree;
        Ok(())
    }
}
