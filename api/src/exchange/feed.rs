//! Following the change log.

use std::{sync::Arc, time::Duration};

use entities::ids::RegionId;
use tokio::sync::broadcast;

use super::repo;
use crate::{error::Result, hub::Hub};

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

/// The subscribers of this process.
#[derive(Clone, Debug)]
pub struct Feed(broadcast::Sender<Arc<Change>>);

impl Default for Feed {
    fn default() -> Self {
        Self(broadcast::Sender::new(16_384))
    }
}

impl Feed {
    /// Every change from now on. A subscriber who falls 16,384 changes behind is told so and has to read again.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Change>> {
        self.0.subscribe()
    }
}

/// Follows the change log until the program ends.
pub async fn follow(hub: Arc<Hub>) {
    let mut position = None;
    loop {
        // Registered before reading, so that a commit in between is not slept over.
        let changed = hub.changed.notified();
        match step(&hub, position).await {
            Ok((reached, full)) => {
                position = Some(reached);
                if full {
                    continue;
                }
            }
            Err(error) => {
                tracing::warn!(error = %source(&error), "the change log cannot be read; trying again")
            }
        }
        let _woken = tokio::time::timeout(INTERVAL, changed).await;
    }
}

/// Reads on from a position; says where it came to and whether there may be more.
async fn step(hub: &Hub, position: Option<Position>) -> Result<(Position, bool)> {
    let Some(mut position) = position else {
        let newest = repo::newest(&hub.db).await?;
        // The hub read its tree before we looked at the log: an import in between is taken over here.
        hub.reload_tree().await?;
        return Ok((newest, false));
    };
    let changes = repo::after(&hub.db, position, BATCH).await?;
    let full = changes.len() as u64 == BATCH;
    for (reached, change) in changes {
        if change.kind == TREE {
            hub.reload_tree().await?;
        }
        position = reached;
        // An error says that nobody listens.
        let _listeners = hub.feed.0.send(Arc::new(change));
    }
    Ok((position, full))
}

fn source(error: &crate::error::Error) -> String {
    std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string)
}
