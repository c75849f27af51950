//! The change log in its order.

use entities::ids::RegionId;
use sea_orm::{ConnectionTrait, QueryResult};

use super::feed::{Change, Position};
use crate::{
    db::{Db, Engine, column},
    error::Result,
};

/// The position of the newest entry that a reader can rely on.
pub(super) async fn newest(db: &Db) -> Result<Position> {
    let sql = db.engine().pick(
        "SELECT 0 AS txid, COALESCE(MAX(id), 0) AS id FROM change_entry",
        // All transactions below xmin have ended; the entries of the others are still to come.
        "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1 AS txid, 9223372036854775807 AS id",
    );
    let row = db.reader().query_one_raw(db.engine().statement(sql, [])).await?;
    row.map_or(Ok(Position::default()), |row| {
        Ok(Position {
            txid: column(&row, "txid")?,
            id: column(&row, "id")?,
        })
    })
}

/// Brings the log of a database that was restored into another cluster to the transactions of this one. Their ids are
/// lower there than those of the entries, which would be taken for new ones until the cluster has caught up. Entries
/// of the past get the id 0, which is before all; their order among each other is that of their keys.
///
/// # Errors
/// When the database does not answer.
pub async fn settle(db: &Db) -> Result<()> {
    if db.engine() == Engine::Sqlite {
        return Ok(());
    }
    // What a statement sees was written by transactions that ended before it: none has an id of its snapshot's end.
    const AHEAD: &str = "txid >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint";
    let engine = db.engine();
    let ahead = engine.statement(format!("SELECT 1 FROM change_entry WHERE {AHEAD} LIMIT 1"), []);
    // Looked for first: a database that takes no writes is opened as well.
    if db.reader().query_one_raw(ahead).await?.is_none() {
        return Ok(());
    }
    let transaction = db.begin().await?;
    let settled = transaction
        .execute_raw(engine.statement(format!("UPDATE change_entry SET txid = 0 WHERE {AHEAD}"), []))
        .await?
        .rows_affected();
    transaction.commit().await?;
    tracing::warn!(
        settled,
        "the database was restored from another cluster: its change log was settled"
    );
    Ok(())
}

/// The entries after a position, in the order of the log, at most `limit`; none at all where the log is not the one
/// that the position was taken in, because the database was restored.
///
/// On PostgreSQL an entry is read only when every transaction older than its own has ended: entries become
/// visible out of order, and one that comes late would be skipped for ever.
pub(super) async fn after(
    db: &Db,
    position: Position,
    limit: u64,
) -> Result<Option<Vec<(Position, Change)>>> {
    const COLUMNS: &str = "txid, id, kind, action, record_id, version, region_id";
    let engine = db.engine();
    let sql = match engine {
        Engine::Sqlite => format!(
            "SELECT 1 AS settled, {COLUMNS} FROM change_entry WHERE (txid, id) > (?, ?) ORDER BY txid, id LIMIT {limit}"
        ),
        Engine::Postgres => format!(
            "SELECT s.settled, c.* FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS settled) s
             LEFT JOIN LATERAL (
                 SELECT {COLUMNS} FROM change_entry WHERE (txid, id) > ($1, $2) AND txid < s.settled
                 ORDER BY txid, id LIMIT {limit}
             ) c ON true"
        ),
    };
    let values = [position.txid.into(), position.id.into()];
    let rows = db.reader().query_all_raw(engine.statement(sql, values)).await?;
    let mut changes = Vec::with_capacity(rows.len());
    for row in rows {
        if column::<i64>(&row, "settled")? <= position.txid {
            return Ok(None);
        }
        // PostgreSQL answers with one row where nothing changed.
        let Some(id) = column(&row, "id")? else { continue };
        let txid = column(&row, "txid")?;
        changes.push((Position { txid, id }, change(&row)?));
    }
    Ok(Some(changes))
}

fn change(row: &QueryResult) -> Result<Change> {
    Ok(Change {
        kind: column(row, "kind")?,
        action: column(row, "action")?,
        record: column(row, "record_id")?,
        version: column(row, "version")?,
        region: RegionId(column(row, "region_id")?),
    })
}
