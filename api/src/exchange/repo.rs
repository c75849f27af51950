//! The change log in its order.

use entities::ids::RegionId;
use sea_orm::ConnectionTrait;

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

/// The entries after a position, in the order of the log, at most `limit`.
///
/// On PostgreSQL an entry is read only when every transaction older than its own has ended: entries become
/// visible out of order, and one that comes late would be skipped for ever.
pub(super) async fn after(db: &Db, position: Position, limit: u64) -> Result<Vec<(Position, Change)>> {
    let engine = db.engine();
    let (parameters, settled) = match engine {
        Engine::Sqlite => ("(?, ?)", ""),
        Engine::Postgres => (
            "($1, $2)",
            "AND txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint",
        ),
    };
    let sql = format!(
        "SELECT txid, id, kind, action, record_id, version, province_id, region_id FROM change_entry
         WHERE (txid, id) > {parameters} {settled} ORDER BY txid, id LIMIT {limit}"
    );
    let values = [position.txid.into(), position.id.into()];
    let rows = db.reader().query_all_raw(engine.statement(sql, values)).await?;
    rows.into_iter()
        .map(|row| {
            let position = Position {
                txid: column(&row, "txid")?,
                id: column(&row, "id")?,
            };
            let change = Change {
                kind: column(&row, "kind")?,
                action: column(&row, "action")?,
                record: column(&row, "record_id")?,
                version: column(&row, "version")?,
                region: RegionId(column(&row, "region_id")?),
            };
            Ok((position, change))
        })
        .collect()
}
