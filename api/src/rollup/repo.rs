//! What the columns read.

use std::{collections::HashMap, sync::Arc};

use entities::ids::{IndicatorId, RegionId};
use sea_orm::{ConnectionTrait, QueryResult, Value};

use super::{
    column::{Cell, Column, Parts},
    columns::{Changes, Key, MAX_CHANGES},
};
use crate::{
    db::{Db, Engine, column},
    error::Result,
    region::tree::{Place, Tree},
};

/// The columns of a cell, in the order in which [`cell`] reads them.
const CELL: &str = "o.indicator_id, o.period, o.region_id, o.version,
    o.submitted_num, o.submitted_den, o.accepted_num, o.accepted_den";

/// The position below which every change is visible to whoever reads from now on.
pub(super) async fn horizon(db: &Db) -> Result<i64> {
    let sql = db.engine().pick(
        "SELECT COALESCE(MAX(id), 0) + 1 AS horizon FROM change_entry",
        "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon",
    );
    let row = db.reader().query_one_raw(db.engine().statement(sql, [])).await?;
    row.map_or(Ok(0), |row| column(&row, "horizon"))
}

/// The observations of a province that changed at or after `horizon`, as they are now, and the horizon
/// to ask from next time; nothing where there are too many. One statement sees one state of the database.
pub(super) async fn changes(
    db: &Db,
    tree: &Tree,
    province: RegionId,
    horizon: i64,
) -> Result<Option<Changes>> {
    let engine = db.engine();
    let position = engine.pick(
        "c.id + 1",
        "pg_snapshot_xmin(pg_current_snapshot())::text::bigint",
    );
    let since = engine.pick("c.txid = 0 AND c.id >= ?", "c.txid >= $2");
    let first = engine.pick("?", "$1");
    let sql = format!(
        "SELECT {CELL}, {position} AS position
         FROM change_entry c JOIN observation o ON o.id = c.record_id AND o.province_id = c.province_id
         WHERE c.province_id = {first} AND {since} AND c.kind = 'observation'
         LIMIT {}",
        MAX_CHANGES + 1
    );
    let rows = db
        .reader()
        .query_all_raw(engine.statement(sql, [province.0.into(), horizon.into()]))
        .await?;
    if rows.len() as u64 > MAX_CHANGES {
        return Ok(None);
    }
    let mut next = None;
    let mut cells = Vec::with_capacity(rows.len());
    for row in rows {
        next = next.max(Some(column::<i64>(&row, "position")?));
        cells.extend(cell(&row, tree)?);
    }
    Ok(Some(Changes { cells, next }))
}

/// The columns of a province, in one statement: empty ones where nothing is stored.
pub(super) async fn load(
    db: &Db,
    tree: &Tree,
    province: Place<'_>,
    keys: &[Key],
) -> Result<HashMap<Key, Arc<Column>>> {
    let mut columns: HashMap<Key, Column> = keys
        .iter()
        .map(|key| (*key, Column::new(province.index, province.end())))
        .collect();
    let mut indicators: Vec<i64> = keys.iter().map(|(indicator, _)| indicator.0).collect();
    let mut periods: Vec<String> = keys.iter().map(|(_, period)| period.to_string()).collect();
    indicators.sort_unstable();
    indicators.dedup();
    periods.sort_unstable();
    periods.dedup();

    let engine = db.engine();
    let mut values: Vec<Value> = vec![province.id.0.into()];
    let mut placeholders = |list: Vec<Value>| {
        let marks: Vec<String> = list
            .into_iter()
            .map(|value| {
                values.push(value);
                mark(engine, values.len())
            })
            .collect();
        marks.join(", ")
    };
    let indicators = placeholders(indicators.into_iter().map(Value::from).collect());
    let periods = placeholders(periods.into_iter().map(Value::from).collect());
    let sql = format!(
        "SELECT {CELL} FROM observation o
         WHERE o.province_id = {} AND o.indicator_id IN ({indicators}) AND o.period IN ({periods})",
        mark(engine, 1)
    );
    for row in db.reader().query_all_raw(engine.statement(sql, values)).await? {
        if let Some((key, region, cell)) = cell(&row, tree)?
            && let Some(column) = columns.get_mut(&key)
        {
            column.set(region, &cell);
        }
    }
    Ok(columns
        .into_iter()
        .map(|(key, column)| (key, Arc::new(column)))
        .collect())
}

fn mark(engine: Engine, number: usize) -> String {
    match engine {
        Engine::Sqlite => "?".to_owned(),
        Engine::Postgres => format!("${number}"),
    }
}

/// One row as a cell; none where its region is not in this tree.
fn cell(row: &QueryResult, tree: &Tree) -> Result<Option<(Key, u32, Cell)>> {
    let period: String = row.try_get_by_index(1)?;
    let region: i64 = row.try_get_by_index(2)?;
    let (Ok(period), Some(place)) = (period.parse(), tree.exact(RegionId(region))) else {
        return Ok(None);
    };
    let parts = |num: usize| -> Result<Option<Parts>> {
        let den: Option<i64> = row.try_get_by_index(num + 1)?;
        Ok(row.try_get_by_index::<Option<i64>>(num)?.map(|num| Parts {
            num,
            den: den.unwrap_or(0),
        }))
    };
    let cell = Cell {
        version: row.try_get_by_index(3)?,
        submitted: parts(4)?,
        accepted: parts(6)?,
    };
    Ok(Some((
        (IndicatorId(row.try_get_by_index(0)?), period),
        place.index,
        cell,
    )))
}
