//! What the columns read.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Utc};
use entities::ids::{IndicatorId, RegionId};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use serde_json::json;

use super::{
    column::{Cell, Column, Parts},
    columns::{Changed, Changes, Found, Key, MAX_CHANGES, slot, slots},
    counts::Count,
};
use crate::{
    counting::{self, model::CountRule},
    db::{Db, Engine, column},
    error::{Error, Result},
    hub::Hub,
    indicator::period::Period,
    region::tree::{Place, Tree},
};

/// Up to where the change log is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Position {
    /// The entry that comes next: SQLite has one writer, and its entries become visible in their order.
    Sqlite(i64),
    /// A snapshot of PostgreSQL: what its transactions wrote is known, but for those that were running then and those
    /// that began later. So every entry is read once, however long a transaction runs beside it.
    Postgres {
        /// The first transaction that had not begun.
        next: i64,
        /// Those that were running.
        running: Vec<i64>,
    },
}

impl Position {
    /// Whether the log was shorter here than there: transactions are never counted backwards.
    fn is_before(&self, other: &Self) -> bool {
        matches!((self, other), (Self::Postgres { next, .. }, Self::Postgres { next: other, .. }) if next < other)
    }
}

const SNAPSHOT: &str = "SELECT pg_current_snapshot()::text AS snapshot";

/// The position of this moment.
pub(super) async fn position(db: &Db) -> Result<Position> {
    let engine = db.engine();
    let sql = engine.pick(
        "SELECT COALESCE(MAX(id), 0) + 1 AS next FROM change_entry",
        SNAPSHOT,
    );
    let row = db.reader().query_one_raw(engine.statement(sql, [])).await?;
    let row = row.ok_or_else(|| Error::internal("no position in the change log"))?;
    match engine {
        Engine::Sqlite => Ok(Position::Sqlite(column(&row, "next")?)),
        Engine::Postgres => snapshot(&column::<String>(&row, "snapshot")?),
    }
}

/// Reads `xmin:xmax:xip,xip,…`.
fn snapshot(text: &str) -> Result<Position> {
    let malformed = || Error::internal(format!("a snapshot of another form: {text}"));
    let mut parts = text.split(':').skip(1);
    let (next, running) = (
        parts.next().ok_or_else(malformed)?,
        parts.next().ok_or_else(malformed)?,
    );
    let number = |text: &str| text.parse().map_err(|_| malformed());
    Ok(Position::Postgres {
        next: number(next)?,
        running: running
            .split(',')
            .filter(|text| !text.is_empty())
            .map(number)
            .collect::<Result<_>>()?,
    })
}

/// What was committed since a position, and the position after it; nothing where it is too much, or where the database
/// was restored to an earlier state than the position's. One statement sees
/// one state of the database.
pub(super) async fn changes(db: &Db, from: &Position) -> Result<Option<(Changes, Position)>> {
    const COLUMNS: &str = "c.kind, c.province_id, c.at, o.indicator_id, o.period, o.region_id, o.version,
        o.submitted_num, o.submitted_den, o.accepted_num, o.accepted_den";
    const HEAD: &str = "LEFT JOIN observation o ON c.kind = 'observation' AND o.id = c.record_id AND o.province_id = c.province_id";
    let engine = db.engine();
    let limit = MAX_CHANGES + 1;
    let (sql, values): (String, Vec<Value>) = match from {
        Position::Sqlite(next) => (
            format!(
                "SELECT {COLUMNS}, c.id FROM change_entry c {HEAD} WHERE c.txid = 0 AND c.id >= ? LIMIT {limit}"
            ),
            vec![(*next).into()],
        ),
        Position::Postgres { next, running } => (
            // The snapshot comes with a row even where nothing changed. Two ranges of one index: with an OR the whole log
            // would be read.
            format!(
                "SELECT s.snapshot, x.* FROM ({SNAPSHOT}) s LEFT JOIN (
                     SELECT {COLUMNS} FROM change_entry c {HEAD} WHERE c.txid >= $1
                     UNION ALL
                     SELECT {COLUMNS} FROM change_entry c {HEAD}
                     WHERE c.txid = ANY (string_to_array($2, ',')::bigint[])
                     LIMIT {limit}
                 ) x ON true"
            ),
            vec![
                (*next).into(),
                running
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join(",")
                    .into(),
            ],
        ),
    };
    let rows = db.reader().query_all_raw(engine.statement(sql, values)).await?;
    if rows.len() as u64 > MAX_CHANGES {
        return Ok(None);
    }
    let mut position = from.clone();
    let mut changes = Changes::default();
    for row in rows {
        position = match position {
            Position::Sqlite(next) => Position::Sqlite(next.max(column::<i64>(&row, "id")? + 1)),
            Position::Postgres { .. } if changes.kinds.is_empty() => {
                snapshot(&column::<String>(&row, "snapshot")?)?
            }
            read => read,
        };
        let Some(kind) = column::<Option<String>>(&row, "kind")? else {
            continue;
        };
        let province = RegionId(column(&row, "province_id")?);
        changes.cells.extend(changed(&row, province)?);
        changes.kinds.insert((kind, province));
    }
    Ok((!position.is_before(from)).then_some((changes, position)))
}

/// The observation of a changed row; none where the row is of another kind.
fn changed(row: &QueryResult, province: RegionId) -> Result<Option<Changed>> {
    let Some(period) = column::<Option<String>>(row, "period")? else {
        return Ok(None);
    };
    Ok(Some(Changed {
        province,
        region: RegionId(column(row, "region_id")?),
        indicator: IndicatorId(column(row, "indicator_id")?),
        period: period
            .parse()
            .map_err(|_| Error::internal("a stored period is malformed"))?,
        cell: Cell {
            version: column(row, "version")?,
            submitted: parts(column(row, "submitted_num")?, column(row, "submitted_den")?),
            accepted: parts(column(row, "accepted_num")?, column(row, "accepted_den")?),
        },
        at: column(row, "at")?,
    }))
}

fn parts(num: Option<i64>, den: Option<i64>) -> Option<Parts> {
    num.map(|num| Parts {
        num,
        den: den.unwrap_or(0),
    })
}

/// Every indicator and period of which a province has a value.
pub(super) async fn stored(db: &Db, province: RegionId) -> Result<Vec<Key>> {
    let engine = db.engine();
    let sql = engine.pick(
        "SELECT DISTINCT indicator_id, period FROM observation WHERE province_id = ? ORDER BY indicator_id, period",
        "SELECT DISTINCT indicator_id, period FROM observation WHERE province_id = $1 ORDER BY indicator_id, period",
    );
    let rows = db
        .reader()
        .query_all_raw(engine.statement(sql, [province.0.into()]))
        .await?;
    rows.iter()
        .map(|row| {
            let period: String = column(row, "period")?;
            Ok(Key {
                indicator: IndicatorId(column(row, "indicator_id")?),
                period: period
                    .parse()
                    .map_err(|_| Error::internal("a stored period is malformed"))?,
                as_of: None,
            })
        })
        .collect()
}

/// The columns of a province, empty ones where nothing is stored: one statement for what is known now, and one for each
/// past moment.
pub(super) async fn load(db: &Db, tree: &Tree, province: Place<'_>, keys: &[Key]) -> Result<Found> {
    let mut by_moment: HashMap<Option<DateTime<Utc>>, Vec<Key>> = HashMap::new();
    for key in keys {
        by_moment.entry(key.as_of).or_default().push(*key);
    }
    let mut found = Found::new();
    for (as_of, keys) in by_moment {
        let mut columns: HashMap<Key, Column> = keys
            .iter()
            .map(|key| (*key, Column::new(slots(province))))
            .collect();
        let rows = match as_of {
            None => {
                db.reader()
                    .query_all_raw(now(db.engine(), province, &keys))
                    .await?
            }
            Some(moment) => {
                db.reader()
                    .query_all_raw(then(db.engine(), province, &keys, moment))
                    .await?
            }
        };
        for row in rows {
            read(&row, tree, as_of, &mut columns)?;
        }
        found.extend(columns.into_iter().map(|(key, column)| (key, Arc::new(column))));
    }
    Ok(found)
}

/// Indicators and periods as one parameter.
fn wanted(keys: &[Key]) -> String {
    let mut wanted: Vec<(i64, String)> = keys
        .iter()
        .map(|key| (key.indicator.0, key.period.to_string()))
        .collect();
    wanted.sort_unstable();
    let wanted: Vec<_> = wanted
        .into_iter()
        .map(|(indicator, period)| json!({"i": indicator, "p": period}))
        .collect();
    serde_json::Value::from(wanted).to_string()
}

/// The heads of the observations.
fn now(engine: Engine, province: Place<'_>, keys: &[Key]) -> sea_orm::Statement {
    let sql = engine.pick(
        "SELECT o.indicator_id, o.period, o.region_id, o.version,
                o.submitted_num, o.submitted_den, o.accepted_num, o.accepted_den
         FROM json_each(?) k CROSS JOIN observation o
         ON o.province_id = ? AND o.indicator_id = k.value ->> 'i' AND o.period = k.value ->> 'p'",
        "SELECT o.indicator_id, o.period, o.region_id, o.version,
                o.submitted_num, o.submitted_den, o.accepted_num, o.accepted_den
         FROM jsonb_to_recordset($1::jsonb) AS k (i bigint, p text)
         JOIN observation o ON o.province_id = $2 AND o.indicator_id = k.i AND o.period = k.p",
    );
    engine.statement(sql, [wanted(keys).into(), province.id.0.into()])
}

/// Every version that was made up to a moment, in its order: the reader replays them.
fn then(engine: Engine, province: Place<'_>, keys: &[Key], moment: DateTime<Utc>) -> sea_orm::Statement {
    let sql = engine.pick(
        "SELECT o.indicator_id, o.period, o.region_id, v.version, v.status, v.num, v.den
         FROM json_each(?) k CROSS JOIN observation o
         ON o.province_id = ? AND o.indicator_id = k.value ->> 'i' AND o.period = k.value ->> 'p'
         CROSS JOIN observation_version v ON v.observation_id = o.id AND v.at <= ?
         ORDER BY o.id, v.version",
        "SELECT o.indicator_id, o.period, o.region_id, v.version, v.status, v.num, v.den
         FROM jsonb_to_recordset($1::jsonb) AS k (i bigint, p text)
         JOIN observation o ON o.province_id = $2 AND o.indicator_id = k.i AND o.period = k.p
         JOIN observation_version v ON v.observation_id = o.id AND v.at <= $3
         ORDER BY o.id, v.version",
    );
    engine.statement(sql, [wanted(keys).into(), province.id.0.into(), moment.into()])
}

/// Sets the cell of a row; nothing where its region is not in this tree.
fn read(
    row: &QueryResult,
    tree: &Tree,
    as_of: Option<DateTime<Utc>>,
    columns: &mut HashMap<Key, Column>,
) -> Result<()> {
    let period: String = row.try_get_by_index(1)?;
    let region: i64 = row.try_get_by_index(2)?;
    let (Ok(period), Some(slot)) = (period.parse::<Period>(), slot(tree, RegionId(region))) else {
        return Ok(());
    };
    let indicator = IndicatorId(row.try_get_by_index(0)?);
    let Some(column) = columns.get_mut(&Key {
        indicator,
        period,
        as_of,
    }) else {
        return Ok(());
    };
    let version = row.try_get_by_index(3)?;
    let cell = if as_of.is_none() {
        Cell {
            version,
            submitted: parts(row.try_get_by_index(4)?, row.try_get_by_index(5)?),
            accepted: parts(row.try_get_by_index(6)?, row.try_get_by_index(7)?),
        }
    } else {
        let status: String = row.try_get_by_index(4)?;
        column.get(slot).after(
            version,
            &status,
            parts(row.try_get_by_index(5)?, row.try_get_by_index(6)?),
        )
    };
    column.set(slot, &cell);
    Ok(())
}

/// A count of a province: the points of its subjects, and the regions that keep records.
pub(super) async fn count(
    hub: &Hub,
    tree: &Tree,
    province: Place<'_>,
    rule: &CountRule,
    period: Period,
) -> Result<Count> {
    let points = counting::service::points(hub, tree, province, rule, period).await?;
    let regions = counting::service::keeping(hub, province, rule).await?;
    let mut keeping: Vec<u32> = regions
        .into_iter()
        .filter_map(|region| Some(tree.by_id(region)?.index))
        .collect();
    keeping.sort_unstable();
    keeping.dedup();
    Ok(Count { points, keeping })
}
