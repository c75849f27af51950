//! Appending to the two logs.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use serde_json::json;

use super::write::Entry;
use crate::{db::Engine, error::Result, scope::Scope};

/// The rows of both logs travel as one JSON text: one statement each, however many entries.
const AUDIT: [&str; 2] = [
    "INSERT INTO audit_entry (at, subject, actor_region_id, request_id, action, kind, record_id, version,
                              province_id, region_id, before, after)
     SELECT ?, ?, ?, ?, e.value ->> 'a', e.value ->> 'k', e.value ->> 'i', e.value ->> 'v',
            e.value ->> 'p', e.value ->> 'r', e.value ->> 'before', e.value ->> 'after'
     FROM json_each(?) e ORDER BY e.key",
    "INSERT INTO audit_entry (at, subject, actor_region_id, request_id, action, kind, record_id, version,
                              province_id, region_id, before, after)
     SELECT $1, $2, $3, $4, e.a, e.k, e.i, e.v, e.p, e.r, e.before, e.after
     FROM jsonb_to_recordset($5::jsonb)
          AS e (a text, k text, i bigint, v bigint, p bigint, r bigint, before text, after text)",
];

const CHANGE: [&str; 2] = [
    "INSERT INTO change_entry (at, action, kind, record_id, version, province_id, region_id)
     SELECT ?, e.value ->> 'a', e.value ->> 'k', e.value ->> 'i', e.value ->> 'v', e.value ->> 'p', e.value ->> 'r'
     FROM json_each(?) e ORDER BY e.key",
    "INSERT INTO change_entry (at, action, kind, record_id, version, province_id, region_id)
     SELECT $1, e.a, e.k, e.i, e.v, e.p, e.r
     FROM jsonb_to_recordset($2::jsonb) AS e (a text, k text, i bigint, v bigint, p bigint, r bigint)",
];

pub(super) async fn append(
    transaction: &DatabaseTransaction,
    engine: Engine,
    scope: &Scope,
    at: DateTime<Utc>,
    entries: &[Entry],
) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let changes: Vec<_> = entries
        .iter()
        .map(|entry| {
            json!({
                "a": entry.act.code(), "k": entry.kind, "i": entry.record, "v": entry.version,
                "p": entry.province.0, "r": entry.region.0,
            })
        })
        .collect();
    let mut trail = changes.clone();
    for (row, entry) in trail.iter_mut().zip(entries) {
        row["before"] = json!(entry.before);
        row["after"] = json!(entry.after);
    }
    let changes = serde_json::Value::from(changes).to_string();
    let trail = serde_json::Value::from(trail).to_string();
    let audit = engine.statement(
        engine.pick(AUDIT[0], AUDIT[1]),
        [
            at.into(),
            scope.principal().subject.as_ref().into(),
            scope.home().id.0.into(),
            scope.request_id().into(),
            trail.into(),
        ],
    );
    transaction.execute_raw(audit).await?;
    let change = engine.statement(engine.pick(CHANGE[0], CHANGE[1]), [at.into(), changes.into()]);
    transaction.execute_raw(change).await?;
    Ok(())
}
