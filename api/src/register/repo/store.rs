//! Writing records in a fixed number of statements, however many.

use std::collections::HashMap;

use entities::{ids::RegionId, scoped::Scoped};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityName, EntityTrait, IdenStatic, Iterable,
    QueryFilter, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use serde_json::json;

use super::{Kept, Record, Register, index, kept};
use crate::{
    audit::write::Write,
    db::{Engine, within},
    error::{Error, Result},
    region::tree::{Place, Tree},
};

/// Rows of one INSERT: SQLite binds 32,766 values at most.
const CHUNK: usize = 500;

/// Keys of one SELECT: a batch of contracts may name 50,000 enterprises, more than SQLite binds values.
const KEYS: usize = 10_000;

/// Stores new records and next versions alike. Says no where another version came first: the caller rolls back.
///
/// # Errors
/// When the database does not answer.
pub async fn store<C: Kept>(write: &Write<'_>, tree: &Tree, records: &[Record<C>]) -> Result<bool> {
    let table = C::Table::default().table_name().to_owned();
    let kept = [C::Table::ID.as_str(), C::Table::CREATED_AT.as_str()];
    let columns = <C::Table as EntityTrait>::Column::iter().filter(|column| !kept.contains(&column.as_str()));
    // `excluded` is the new row; it takes the place of the old one only if it is the next version.
    let unless_newer = OnConflict::column(C::Table::ID)
        .update_columns(columns)
        .action_and_where(Expr::cust(format!("{table}.version = excluded.version - 1")))
        .to_owned();
    for chunk in records.chunks(CHUNK) {
        let rows = chunk
            .iter()
            .map(|record| row(tree, record))
            .collect::<Result<Vec<_>>>()?;
        let stored = C::Table::insert_many(rows)
            .on_conflict(unless_newer.clone())
            .exec_without_returning(write.connection())
            .await?;
        if stored != chunk.len() as u64 {
            return Ok(false);
        }
    }
    let old = records.iter().filter(|record| record.version > 1);
    let old: Vec<i64> = old.map(|record| record.id.into()).collect();
    index::write::<C>(write.connection(), write.engine(), tree, records, &old).await?;
    Ok(true)
}

fn row<C: Kept>(tree: &Tree, record: &Record<C>) -> Result<<C::Table as EntityTrait>::ActiveModel> {
    let mut row = record.content.row()?;
    let id: i64 = record.id.into();
    row.set(C::Table::ID, id.into());
    row.set(C::Table::province(), province(tree, record.region)?.0.into());
    row.set(C::Table::region(), record.region.0.into());
    row.set(C::Table::NAME, record.content.name().to_owned().into());
    row.set(C::Table::VERSION, record.version.into());
    row.set(C::Table::CREATED_AT, record.created_at.into());
    row.set(C::Table::UPDATED_AT, record.updated_at.into());
    let deleted = record.deleted.as_ref();
    row.set(C::Table::DELETED_AT, deleted.map(|deleted| deleted.at).into());
    row.set(
        C::Table::DELETED_REASON,
        deleted.map(|deleted| deleted.reason.clone()).into(),
    );
    if let Some(magnitude) = C::Table::MAGNITUDE {
        row.set(magnitude, record.content.magnitude().into());
    }
    Ok(row)
}

pub(super) fn province(tree: &Tree, region: RegionId) -> Result<RegionId> {
    let place = tree.by_id(region);
    place
        .map(|place| place.province().id)
        .ok_or_else(|| Error::internal("a record of no region"))
}

/// Lets no other transaction go past this point with one of the same keys until this one ends: two that
/// registered one key at once would both find it free, and the second would fail in the unique index.
/// SQLite's transaction is alone anyway. The keys are locked in their order, so that two batches never wait
/// for each other.
///
/// # Errors
/// When the database does not answer.
pub async fn alone<E: Register>(write: &Write<'_>, keys: impl IntoIterator<Item = String>) -> Result<()> {
    if write.engine() == Engine::Postgres {
        let table = E::default().table_name().to_owned();
        let mut keys: Vec<String> = keys.into_iter().map(|key| format!("{table}:{key}")).collect();
        keys.sort_unstable();
        keys.dedup();
        let sql = "SELECT COUNT(pg_advisory_xact_lock(hashtextextended(key, 0)))
                   FROM (SELECT value AS key FROM jsonb_array_elements_text($1::jsonb) WITH ORDINALITY
                         ORDER BY ordinality) AS keys";
        let lock = Engine::Postgres.statement(sql, [json!(keys).to_string().into()]);
        write.connection().query_one_raw(lock).await?;
    }
    Ok(())
}

/// The records of `place` itself that stand and bear one of these names.
///
/// # Errors
/// When the database does not answer.
pub async fn by_names<C: Kept>(
    write: &Write<'_>,
    place: Place<'_>,
    names: &[&str],
) -> Result<HashMap<String, Vec<Record<C>>>> {
    // From the province, so that the filter is the unique index (province, region, name) and no list of
    // all regions below.
    let rows = within::<C::Table>(place.province())
        .filter(C::Table::region().is_in(place.ids()))
        .filter(C::Table::NAME.is_in(names.iter().copied()))
        .filter(C::Table::DELETED_AT.is_null())
        .all(write.connection())
        .await?;
    let mut found: HashMap<String, Vec<Record<C>>> = HashMap::new();
    for row in rows {
        let record: Record<C> = kept::record(row)?;
        let name = record.content.name().to_owned();
        found.entry(name).or_default().push(record);
    }
    Ok(found)
}

/// The records of these codes anywhere in the hub that stand.
///
/// # Errors
/// When the database does not answer.
pub async fn by_codes<C: Kept>(write: &Write<'_>, codes: &[&str]) -> Result<Vec<Record<C>>> {
    let Some(code) = C::Table::CODE else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for codes in codes.chunks(KEYS) {
        let rows = crate::db::shared::<C::Table>()
            .filter(code.is_in(codes.iter().copied()))
            .filter(C::Table::DELETED_AT.is_null())
            .all(write.connection())
            .await?;
        found.extend(rows);
    }
    found.into_iter().map(kept::record).collect()
}

/// The regions to which the records of these keys belong, wherever in the hub, and deleted or not. Nothing else
/// of them is told: the scope may not cover them.
///
/// # Errors
/// When the database does not answer.
pub async fn homes<C: Kept>(write: &Write<'_>, ids: &[C::Id]) -> Result<HashMap<i64, RegionId>> {
    let mut homes = HashMap::new();
    for ids in ids.chunks(KEYS) {
        let keys = ids.iter().map(|id| -> i64 { (*id).into() });
        let found: Vec<(i64, i64)> = crate::db::shared::<C::Table>()
            .select_only()
            .column(C::Table::ID)
            .column(C::Table::region())
            .filter(C::Table::ID.is_in(keys))
            .into_tuple()
            .all(write.connection())
            .await?;
        homes.extend(found.into_iter().map(|(id, region)| (id, RegionId(region))));
    }
    Ok(homes)
}
