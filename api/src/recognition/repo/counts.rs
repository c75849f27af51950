//! Counting subjects by the region where they were, in one statement.

use chrono::NaiveDate;
use entities::ids::RegionId;
use sea_orm::{ConnectionTrait, Value};
use serde_json::json;

use crate::{
    db::{Db, Engine, column},
    error::Result,
    region::tree::{Place, Tier},
};

/// Subjects of one region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The region.
    pub region: RegionId,
    /// How many.
    pub count: u64,
}

/// An entry that was granted, for one day at least.
fn granted(entry: &str) -> String {
    format!(
        "{entry}.state IN ('RECOGNISED', 'REVOKED') AND {entry}.deleted_at IS NULL
         AND ({entry}.valid_to IS NULL OR {entry}.valid_to >= {entry}.valid_from)"
    )
}

/// The regions of subjects: `m` is the list of (kind, id, day) of the subjects that are counted, with a step; an
/// enterprise is where it was on the day, the others where they are.
const LOCATED: &str = "
    SELECT m.subject_id, m.step, l.province_id, l.region_id FROM m
    JOIN enterprise_location l ON l.record_id = m.subject_id
         AND (l.since IS NULL OR l.since <= m.day) AND (l.until IS NULL OR l.until > m.day)
    WHERE m.subject_kind = 'ENTERPRISE'
    UNION ALL
    SELECT m.subject_id, m.step, p.province_id, p.region_id FROM m
    JOIN platform p ON p.id = m.subject_id AND p.deleted_at IS NULL WHERE m.subject_kind = 'PLATFORM'
    UNION ALL
    SELECT m.subject_id, m.step, p.province_id, p.region_id FROM m
    JOIN project p ON p.id = m.subject_id AND p.deleted_at IS NULL WHERE m.subject_kind = 'PROJECT'
    UNION ALL
    SELECT m.subject_id, m.step, m.province_id, m.subject_id FROM m WHERE m.subject_kind = 'REGION'";

/// How a statement is held inside a region.
struct Inside {
    /// Of the located subjects `s`: those that lie there.
    located: String,
    /// Of the entries `r`: those of subjects that were ever there, so that a town's count reads no province.
    near: String,
    values: Vec<Value>,
}

/// With the parameters from the number `first` on.
fn inside(engine: Engine, place: Place<'_>, first: usize) -> Inside {
    let parameter = |at: usize| match engine {
        Engine::Sqlite => format!("?{at}"),
        Engine::Postgres => format!("${at}"),
    };
    let province = parameter(first);
    let mut inside = Inside {
        located: format!("s.province_id = {province}"),
        near: String::new(),
        values: vec![place.province().id.0.into()],
    };
    if place.tier != Tier::Province {
        let below: Vec<i64> = place.all_ids().map(|id| id.0).collect();
        inside.values.push(json!(below).to_string().into());
        let list = parameter(first + 1);
        let ids = match engine {
            Engine::Sqlite => format!("SELECT value FROM json_each({list})"),
            Engine::Postgres => format!("SELECT value::bigint FROM jsonb_array_elements_text({list}::jsonb)"),
        };
        let of = |key: &str, table: &str| {
            format!(
                "SELECT {key} FROM {table} WHERE province_id = {province} AND region_id IN ({ids}) UNION ALL "
            )
        };
        let subjects = of("record_id", "enterprise_location") + &of("id", "platform") + &of("id", "project");
        inside.located = format!("{} AND s.region_id IN ({ids})", inside.located);
        inside.near = format!("AND r.subject_id IN ({subjects} {ids})");
    }
    inside
}

/// How many subjects inside `place` are valid on a day in one of some programmes, each once, by region.
///
/// # Errors
/// When the database does not answer.
pub async fn valid(db: &Db, place: Place<'_>, programmes: &[&str], day: NaiveDate) -> Result<Vec<Cell>> {
    let steps: Vec<(&str, i32)> = programmes.iter().map(|code| (*code, 1)).collect();
    let cells = highest(db, place, &steps, day).await?;
    Ok(cells.into_iter().map(|(_, cell)| cell).collect())
}

/// How many subjects inside `place` have on a day as their highest step each of the steps of some programmes, by step
/// and region.
///
/// # Errors
/// When the database does not answer.
pub async fn highest(
    db: &Db,
    place: Place<'_>,
    steps: &[(&str, i32)],
    day: NaiveDate,
) -> Result<Vec<(i64, Cell)>> {
    let engine = db.engine();
    let source = engine.pick(
        "SELECT value ->> 0 AS code, value ->> 1 AS step FROM json_each(?1)",
        "SELECT value ->> 0 AS code, (value ->> 1)::bigint AS step FROM jsonb_array_elements($1::jsonb)",
    );
    let (day_of, granted) = (engine.pick("?2", "$2::date"), granted("r"));
    // SQLite would read all entries and look each up in the few programmes; said so, it keeps the order.
    let join = engine.pick("CROSS JOIN", "JOIN");
    // PostgreSQL does not know that the programmes are few: told as an array, they are looked up in the index.
    let only = engine.pick("", "AND r.programme = ANY (ARRAY(SELECT code FROM g))");
    let Inside {
        located,
        near,
        values,
    } = inside(engine, place, 3);
    let sql = format!(
        "WITH g AS ({source}), m AS (
             SELECT r.subject_kind, r.subject_id, MAX(g.step) AS step, MIN(r.province_id) AS province_id,
                    {day_of} AS day
             FROM g {join} recognition r ON r.programme = g.code
             WHERE {granted} AND r.valid_from <= {day_of} AND (r.valid_to IS NULL OR r.valid_to >= {day_of}) {near} {only}
             GROUP BY r.subject_kind, r.subject_id
         )
         SELECT s.step AS step, s.region_id AS region, COUNT(*) AS subjects FROM ({LOCATED}) s
         WHERE {located} GROUP BY s.step, s.region_id"
    );
    let values = [json!(steps).to_string().into(), day.into()]
        .into_iter()
        .chain(values);
    let rows = db.reader().query_all_raw(engine.statement(sql, values)).await?;
    rows.iter()
        .map(|row| {
            let (step, count): (i64, i64) = (column(row, "step")?, column(row, "subjects")?);
            let region = column(row, "region")?;
            let count = count.unsigned_abs();
            Ok((step, Cell { region, count }))
        })
        .collect()
}

/// How many subjects inside `place` that had been recognised in one programme were first recognised in another in a
/// span of days, both ends included, by the region where they were on that day.
///
/// # Errors
/// When the database does not answer.
pub async fn became(
    db: &Db,
    place: Place<'_>,
    (from, to): (&str, &str),
    (first, last): (NaiveDate, NaiveDate),
) -> Result<Vec<Cell>> {
    let engine = db.engine();
    let [earlier, later, since, until] = match engine {
        Engine::Sqlite => ["?1", "?2", "?3", "?4"],
        Engine::Postgres => ["$1", "$2", "$3::date", "$4::date"],
    };
    let Inside {
        located,
        near,
        values,
    } = inside(engine, place, 5);
    let (granted, other) = (granted("r"), granted("o"));
    let same =
        "o.subject_id = r.subject_id AND o.subject_kind = r.subject_kind AND o.valid_from < r.valid_from";
    let sql = format!(
        "WITH m AS (
             SELECT r.subject_kind, r.subject_id, 1 AS step, r.province_id, r.valid_from AS day
             FROM recognition r
             WHERE r.programme = {later} AND {granted} AND r.valid_from >= {since} AND r.valid_from <= {until} {near}
               AND NOT EXISTS (SELECT 1 FROM recognition o WHERE o.programme = {later} AND {same} AND {other})
               AND EXISTS (SELECT 1 FROM recognition o WHERE o.programme = {earlier} AND {same} AND {other})
         )
         SELECT s.region_id AS region, COUNT(*) AS subjects FROM ({LOCATED}) s WHERE {located} GROUP BY s.region_id"
    );
    let values = [from.into(), to.into(), first.into(), last.into()]
        .into_iter()
        .chain(values);
    let rows = db.reader().query_all_raw(engine.statement(sql, values)).await?;
    rows.iter()
        .map(|row| {
            let count: i64 = column(row, "subjects")?;
            let count = count.unsigned_abs();
            let region = column(row, "region")?;
            Ok(Cell { region, count })
        })
        .collect()
}
