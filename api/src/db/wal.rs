//! SQLite's write-ahead log is kept short: while readers never pause, it is not begun anew by itself.

use std::{path::PathBuf, sync::Arc, time::Duration};

use sea_orm::{ConnectionTrait, DbErr};

use super::{Db, Engine};
use crate::hub::Hub;

/// What stays of the log's file after it was written back.
pub(super) const KEPT_BYTES: u64 = 16 << 20;
/// A longer log is written back, and begun anew.
const LONG_BYTES: u64 = 64 << 20;
/// How often its length is looked at.
const INTERVAL: Duration = Duration::from_secs(5);

/// Keeps the log short until the program ends. Nothing to do on PostgreSQL.
pub async fn keep_short(hub: Arc<Hub>) {
    let Some(log) = log_of(&hub) else { return };
    loop {
        tokio::time::sleep(INTERVAL).await;
        let long = tokio::fs::metadata(&log)
            .await
            .is_ok_and(|log| log.len() > LONG_BYTES);
        if long && let Err(error) = shorten(&hub.db).await {
            tracing::warn!(%error, "the write-ahead log cannot be written back; trying again");
        }
    }
}

/// Writes the log back into the database. Writers wait meanwhile, and it waits for the readers of older states as long
/// as a writer waits for a lock.
async fn shorten(db: &Db) -> Result<(), DbErr> {
    db.writer()
        .execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)")
        .await
        .map(drop)
}

fn log_of(hub: &Hub) -> Option<PathBuf> {
    let url = &hub.config.database.url;
    let path = url
        .strip_prefix("sqlite:")
        .filter(|_| hub.db.engine() == Engine::Sqlite)?;
    let path = path.trim_start_matches("//").split('?').next()?;
    Some(PathBuf::from(format!("{path}-wal")))
}
