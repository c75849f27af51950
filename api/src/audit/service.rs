//! The history of a record. Who may read it is decided by the record's own register.

use chrono::{DateTime, Utc};
use entities::ids::RegionId;

use super::{
    model::{FieldChange, diff},
    repo,
    write::Act,
};
use crate::{error::Result, hub::Hub};

/// What one write did to a record.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The version that it made.
    pub version: i64,
    /// What was done.
    pub act: Act,
    /// When.
    pub at: DateTime<Utc>,
    /// Subject of the token.
    pub subject: String,
    /// Region of the token.
    pub actor: RegionId,
    /// Every field that changed.
    pub changes: Vec<FieldChange>,
}

/// The entries of a record of a kind, the last first, before a version: one more than `limit` if there are more.
/// The caller has read the record in its scope.
///
/// # Errors
/// When the database does not answer.
pub async fn history(
    hub: &Hub,
    kind: &str,
    record: i64,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<Entry>> {
    let rows = repo::of_record(&hub.db, kind, record, before, limit + 1).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Entry {
                version: row.version,
                act: row.act,
                at: row.at,
                subject: row.subject,
                actor: row.actor,
                changes: diff(row.before.as_ref(), row.after.as_ref()),
            })
        })
        .collect()
}

/// How many entries a record has.
///
/// # Errors
/// When the database does not answer.
pub async fn count(hub: &Hub, kind: &str, record: i64) -> Result<u64> {
    repo::count(&hub.db, kind, record).await
}
