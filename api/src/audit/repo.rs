//! Appending to the two logs, and reading the trail.

use chrono::{DateTime, Utc};
use entities::{
    audit_entry::{Column, Entity, Model},
    ids::RegionId,
};
use sea_orm::{ColumnTrait, ConnectionTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use serde_json::{Value, json};

use super::write::{Act, Entry};
use crate::{
    code::from_text,
    db::{Db, Engine, Transaction, shared},
    error::{Error, Result},
    scope::Scope,
};

/// An entry of the trail as it is stored.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) version: i64,
    pub(super) act: Act,
    pub(super) at: DateTime<Utc>,
    pub(super) subject: String,
    pub(super) actor: RegionId,
    pub(super) before: Option<Value>,
    pub(super) after: Option<Value>,
}

/// The entries of one record, wherever it was when they were made: it was read in scope.
fn trail(kind: &str, record: i64) -> Select<Entity> {
    shared::<Entity>()
        .filter(Column::Kind.eq(kind))
        .filter(Column::RecordId.eq(record))
}

pub(super) async fn of_record(
    db: &Db,
    kind: &str,
    record: i64,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<Row>> {
    let mut select = trail(kind, record)
        .order_by_desc(Column::Version)
        .limit(limit as u64);
    if let Some(before) = before {
        select = select.filter(Column::Version.lt(before));
    }
    select.all(db.reader()).await?.into_iter().map(row).collect()
}

fn row(row: Model) -> Result<Row> {
    let content = |text: Option<String>| {
        let read = text.as_deref().map(serde_json::from_str);
        read.transpose().map_err(Error::internal)
    };
    Ok(Row {
        version: row.version,
        act: from_text(&row.action)?,
        at: row.at,
        subject: row.subject,
        actor: row.actor_region_id,
        before: content(row.before)?,
        after: content(row.after)?,
    })
}

pub(super) async fn count(db: &Db, kind: &str, record: i64) -> Result<u64> {
    Ok(trail(kind, record).count(db.reader()).await?)
}

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
    transaction: &Transaction,
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
