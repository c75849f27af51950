//! Following the change log.

use std::{sync::Arc, time::Duration};

use entities::ids::{ObservationId, RegionId};
use moka::sync::Cache;
use tokio::sync::{OnceCell, broadcast};

use super::repo;
use crate::{
    auth::Viewer,
    error::Result,
    hub::Hub,
    indicator::observation::{repo::Observation, service},
    scope::Scope,
};

/// A place in the change log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Transaction; 0 on SQLite.
    pub txid: i64,
    /// Entry.
    pub id: i64,
}

/// An entry of the change log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Kind of the record.
    pub kind: String,
    /// What happened to it.
    pub action: String,
    /// Its key.
    pub record: i64,
    /// The version that the change made.
    pub version: i64,
    /// Its region.
    pub region: RegionId,
}

/// Kind of the entry that an import of the tree leaves.
pub const TREE: &str = "tree";

/// Entries read at once.
const BATCH: u64 = 1_000;
/// Other processes' entries are looked for this often; our own wake us at once.
const INTERVAL: Duration = Duration::from_secs(1);

/// The subscribers of this process, and what was read for them.
#[derive(Clone, Debug)]
pub struct Feed {
    changes: broadcast::Sender<Arc<Change>>,
    /// What a viewer sees of an event: read once for all that he has subscribed to.
    seen: Cache<Seen, Arc<OnceCell<Option<Observation>>>>,
}

/// An event as a viewer sees it: who, which observation, which version.
type Seen = (Arc<Viewer>, ObservationId, i64);

impl Default for Feed {
    fn default() -> Self {
        Self {
            changes: broadcast::Sender::new(16_384),
            seen: Cache::builder()
                .max_capacity(10_000)
                .time_to_live(Duration::from_secs(30))
                .build(),
        }
    }
}

impl Feed {
    /// Every change from now on. A subscriber who falls 16,384 changes behind is told so and has to read again.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Change>> {
        self.changes.subscribe()
    }

    /// The accepted observation of an event, as far as the scope sees it. Its subscriptions share the reading.
    ///
    /// # Errors
    /// When the database does not answer; who asks next reads again.
    pub async fn accepted(
        &self,
        scope: &Scope,
        hub: &Hub,
        viewer: &Arc<Viewer>,
        change: &Change,
    ) -> Result<Option<Observation>> {
        let (id, version) = (ObservationId(change.record), change.version);
        let cell = self
            .seen
            .get_with((Arc::clone(viewer), id, version), Arc::default);
        let read = || service::accepted_version(scope, hub, id, version);
        cell.get_or_try_init(read).await.cloned()
    }
}

/// Follows the change log until the program ends.
pub async fn follow(hub: Arc<Hub>) {
    let mut follower = Follower::default();
    loop {
        // Registered before reading, so that a commit in between is not slept over.
        let changed = hub.changed.notified();
        match follower.step(&hub).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(error = %error.told(), "the change log cannot be read; trying again")
            }
        }
        let _woken = tokio::time::timeout(INTERVAL, changed).await;
    }
}

#[derive(Debug)]
struct Follower {
    position: Option<Position>,
    /// How often the database had been replaced when the position was taken.
    replaced: u64,
    /// The tree in memory may be older than the log says.
    stale: bool,
}

impl Default for Follower {
    fn default() -> Self {
        Self {
            position: None,
            replaced: 0,
            // The tree was loaded before the log was first read: an import in between would go unnoticed.
            stale: true,
        }
    }
}

impl Follower {
    /// Reads on; says whether there may be more at once. What was read is not read again, whatever fails after.
    async fn step(&mut self, hub: &Hub) -> Result<bool> {
        let position = match self.position {
            Some(position) if self.replaced == hub.db.replaced() => position,
            _ => return self.begin(hub).await,
        };
        let Some(changes) = repo::after(&hub.db, position, BATCH).await? else {
            return self.begin(hub).await;
        };
        let full = changes.len() as u64 == BATCH;
        for (reached, change) in changes {
            self.stale |= change.kind == TREE;
            self.position = Some(reached);
            // An error says that nobody listens.
            let _listeners = hub.feed.changes.send(Arc::new(change));
        }
        if self.stale {
            hub.reload_tree().await?;
            self.stale = false;
        }
        Ok(full)
    }

    /// Takes the place behind the newest entry: at first, and when the log is not the one of before.
    async fn begin(&mut self, hub: &Hub) -> Result<bool> {
        self.replaced = hub.db.replaced();
        repo::settle(&hub.db).await?;
        self.position = Some(repo::newest(&hub.db).await?);
        self.stale = true;
        Ok(true)
    }
}
