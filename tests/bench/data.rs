//! Data for every town, the same in every run: written by SQL, for the benchmark measures reading.
//!
//! - A town has a size by its key, an indicator a magnitude by its unit, and values grow by the year.
//! - About 3 % of the towns lack a whole year, and about 5 % of the values are submitted and not accepted.
//! - Counties and cities declare totals of every third indicator, of which a tenth differ from their towns' sum.
//! - Every county has a target of one indicator for the last year.
//! - On request an indicator is reported by month, January and February together by every second town.

use std::time::Instant;

use harness::TestHub;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend};
use tributary::{
    indicator::{
        catalogue,
        model::{AcrossSpace, Definition},
        unit::{Dimension, Unit},
    },
    region::tree::Tier,
};

use crate::line;

/// The last year that is filled.
pub(crate) const LAST: i32 = 2025;
/// The indicator that is reported by month.
pub(crate) const MONTHLY: &str = "BENCH_MONTHLY_OUTPUT";
/// The indicator of which counties have targets.
pub(crate) const TARGETED: &str = "ABOVE_SCALE_OUTPUT";
/// The number of the monthly indicator, behind those of the year; its months follow.
const MONTHLY_NUMBER: usize = 40;

/// What is filled.
pub(crate) struct Fill {
    /// Years, up to the last.
    pub(crate) years: i32,
    /// With an indicator by month.
    pub(crate) months: bool,
    /// Codes of the provinces, two digits; all where there are none.
    pub(crate) provinces: Vec<String>,
}

/// What has been filled.
pub(crate) struct Filled {
    /// Codes of the indicators of the year.
    pub(crate) codes: Vec<String>,
    /// Codes of the provinces.
    pub(crate) provinces: Vec<&'static str>,
    /// Whether there is an indicator by month.
    pub(crate) months: bool,
}

impl Filled {
    /// The province whose figures are asked for.
    pub(crate) fn home(&self) -> &'static str {
        let guangdong = self.provinces.iter().find(|code| **code == "44");
        guangdong.unwrap_or(&self.provinces[0])
    }
}

/// 30 indicators that towns report and that add up.
fn indicators() -> Vec<Definition> {
    let mut definitions: Vec<Definition> = catalogue::definitions()
        .unwrap()
        .into_iter()
        .filter(|definition| {
            definition.across_space == AcrossSpace::Sum && definition.collected_at == Tier::Town
        })
        .collect();
    definitions.sort_by(|a, b| a.code.cmp(&b.code));
    definitions.truncate(30);
    definitions
}

/// Their codes.
pub(crate) fn codes() -> Vec<String> {
    indicators()
        .into_iter()
        .map(|definition| definition.code)
        .collect()
}

/// What a town of the middle size has, as it is stored.
fn magnitude(definition: &Definition) -> i64 {
    let unit = Unit::of(&definition.unit).unwrap();
    let base = match (unit.dimension, unit.symbol) {
        (Dimension::Money, "亿元") => 800_000_000,
        (Dimension::Money, _) => 90_000_000,
        (Dimension::People, "万人") => 40_000,
        (Dimension::People, _) => 300,
        (Dimension::Visits, _) => 200_000,
        (Dimension::Area, "平方公里") => 150_000,
        (Dimension::Area, _) => 400,
        _ => 20,
    };
    base * 10_i64.pow(definition.scale.into())
}

/// Whether counties and cities declare it for themselves. Areas have no exact difference in their units.
fn is_declared(number: usize, definition: &Definition) -> bool {
    number.is_multiple_of(3) && Unit::of(&definition.unit).unwrap().dimension != Dimension::Area
}

/// Fills observations with their versions, declared totals and targets.
pub(crate) async fn fill(hub: &TestHub, fill: &Fill) -> Filled {
    let db = hub.hub.db.writer();
    let start = Instant::now();
    prepare(db, fill).await;
    let mut rows = 0;
    for year in LAST + 1 - fill.years..=LAST {
        rows += run(db, &yearly(year)).await;
        rows += run(db, &declared(year)).await;
        for month in (1..=13).filter(|_| fill.months) {
            rows += run(db, &monthly(year, month)).await;
        }
    }
    line("observations stored by SQL", rows, start.elapsed());
    let start = Instant::now();
    let versions = run(db, VERSIONS).await;
    line("versions stored by SQL", versions, start.elapsed());
    let start = Instant::now();
    run(db, PLANS).await;
    let targets = run(db, &targets()).await;
    line("targets of counties stored by SQL", targets, start.elapsed());
    // What PostgreSQL does by itself in the background: without it an index alone answers nothing.
    let settle = match db.get_database_backend() {
        DbBackend::Postgres => "VACUUM ANALYZE",
        _ => "ANALYZE",
    };
    run(db, settle).await;
    // What is written beside the API is in no change log.
    hub.hub.columns.clear();
    Filled {
        codes: codes(),
        provinces: provinces(hub, &fill.provinces),
        months: fill.months,
    }
}

async fn run(db: &DatabaseConnection, sql: &str) -> usize {
    let done = db.execute_unprepared(sql).await.unwrap();
    usize::try_from(done.rows_affected()).unwrap()
}

fn provinces(hub: &TestHub, wanted: &[String]) -> Vec<&'static str> {
    let tree = hub.hub.tree();
    let all = tree.iter().filter(|place| place.tier == Tier::Province);
    let codes = all.map(|place| place.code[..2].to_owned());
    codes
        .filter(|code| wanted.is_empty() || wanted.contains(code))
        // Whoever bears a token names its region for as long as the program runs.
        .map(|code| &*code.leak())
        .collect()
}

/// Empties the tables, and makes some of the benchmark: its indicators with their numbers, the towns that are filled, and
/// what is above each of them.
async fn prepare(db: &DatabaseConnection, fill: &Fill) {
    for table in ["observation_version", "observation"] {
        run(db, &format!("DELETE FROM {table}")).await;
    }
    run(
        db,
        "CREATE TABLE bench_indicator (number BIGINT, id BIGINT, unit TEXT, magnitude BIGINT, declared BIGINT)",
    )
    .await;
    for (at, definition) in indicators().iter().enumerate() {
        number(
            db,
            at + 1,
            &definition.code,
            magnitude(definition),
            is_declared(at, definition),
        )
        .await;
    }
    if fill.months {
        run(
            db,
            &format!(
                "INSERT INTO indicator (id, owner_id, province_key, code, name_zh, name_en, category, unit, scale, precision,
                     cadence, function, direction, collected_at, across_space, across_time, definition, rules, editions,
                     version, created_at, updated_at)
                 SELECT 1, owner_id, province_key, '{MONTHLY}', '月度产值', 'Output by month', category, unit, scale, precision,
                     'MONTH', function, direction, collected_at, 'SUM', 'FLOW', definition, '{{}}', '[]', 1, created_at,
                     updated_at
                 FROM indicator WHERE code = '{TARGETED}'"
            ),
        )
        .await;
        number(db, MONTHLY_NUMBER, MONTHLY, 6_000_000_000, false).await;
    }
    let chosen = match fill.provinces.is_empty() {
        true => String::new(),
        false => format!(
            "AND province_id IN (SELECT id FROM region WHERE tier = 1 AND substr(code, 1, 2) IN ('{}'))",
            fill.provinces.join("', '")
        ),
    };
    let size = "20 + id * 7919 % 1000003 % 160";
    for sql in [
        format!(
            "CREATE TABLE bench_town AS SELECT id, parent_id, province_id, code, {size} AS size FROM region
             WHERE tier = 4 AND valid_to IS NULL {chosen}"
        ),
        "CREATE TABLE bench_above AS
             SELECT t.id AS town, p.id AS region FROM bench_town t JOIN region p ON p.id = t.parent_id
             UNION ALL
             SELECT t.id, c.id FROM bench_town t JOIN region p ON p.id = t.parent_id
             JOIN region c ON c.id = p.parent_id AND c.tier = 2"
            .to_owned(),
    ] {
        run(db, &sql).await;
    }
}

async fn number(db: &DatabaseConnection, number: usize, code: &str, magnitude: i64, declared: bool) {
    let sql = format!(
        "INSERT INTO bench_indicator SELECT {number}, id, unit, {magnitude}, {} FROM indicator WHERE code = '{code}'",
        i32::from(declared)
    );
    assert_eq!(run(db, &sql).await, 1, "{code}");
}

/// Heads of the first version, from rows of (number, province_id, indicator_id, region_id, unit, num, draw): of a draw
/// below 5 only submitted.
fn heads(year: i32, period: &str, rows: &str) -> String {
    format!(
        "INSERT INTO observation (id, province_id, indicator_id, period, region_id, version, status, num, unit,
             submitted_version, submitted_num, accepted_version, accepted_num, listed_at, updated_at, updated_by)
         SELECT number * 1000000000 + region_id * 10000 + {year}, province_id, indicator_id, '{period}', region_id, 1,
             CASE WHEN draw < 5 THEN 'SUBMITTED' ELSE 'ACCEPTED' END, num, unit, 1, num,
             CASE WHEN draw < 5 THEN NULL ELSE 1 END, CASE WHEN draw < 5 THEN NULL ELSE num END,
             '{0}-02-01 00:00:00+00:00', '{0}-02-01 00:00:00+00:00', 'bench'
         FROM ({rows}) x",
        year + 1
    )
}

fn yearly(year: i32) -> String {
    let growth = 100 + 6 * (year - 2020);
    heads(
        year,
        &year.to_string(),
        &format!(
            "SELECT k.number, t.province_id, k.id AS indicator_id, t.id AS region_id, k.unit,
                 k.magnitude * t.size * {growth} * (95 + (t.id + k.number) % 11) / 1000000 AS num,
                 (t.id * 2654435761 + k.number * 40503 + {year} * 69621) % 1000003 % 100 AS draw
             FROM bench_town t CROSS JOIN bench_indicator k
             WHERE k.number < {MONTHLY_NUMBER} AND (t.id * 104729 + {year} * 7919) % 1000003 % 100 >= 3"
        ),
    )
}

/// A month from 1; 13 is 1–2月.
fn monthly(year: i32, month: i32) -> String {
    let (period, towns, parts) = match month {
        13 => (format!("{year}-01/P2M"), "t.id % 2 = 1", 2),
        1 | 2 => (format!("{year}-{month:02}"), "t.id % 2 = 0", 1),
        _ => (format!("{year}-{month:02}"), "true", 1),
    };
    heads(
        year,
        &period,
        &format!(
            "SELECT k.number + {month} AS number, t.province_id, k.id AS indicator_id, t.id AS region_id, k.unit,
                 k.magnitude * {parts} * t.size * (95 + (t.id + {month}) % 11) / 10000 AS num,
                 (t.id * 2654435761 + {month} * 40503 + {year} * 69621) % 1000003 % 100 AS draw
             FROM bench_town t CROSS JOIN bench_indicator k
             WHERE k.number = {MONTHLY_NUMBER} AND {towns}
                 AND (t.id * 104729 + {year} * 7919 + {month} * 31) % 1000003 % 100 >= 1"
        ),
    )
}

/// What counties and cities declare: the sum of their towns, but for a tenth of them.
fn declared(year: i32) -> String {
    heads(
        year,
        &year.to_string(),
        &format!(
            "SELECT number, province_id, indicator_id, region_id, unit, 99 AS draw,
                 total + CASE WHEN lot < 10 THEN total * (lot + 1) / 50 + 1 ELSE 0 END AS num
             FROM (
                 SELECT k.number, o.province_id, o.indicator_id, a.region AS region_id, k.unit,
                     CAST(SUM(o.accepted_num) AS BIGINT) AS total,
                     (a.region * 2654435761 + k.number * 7919 + {year}) % 1000003 % 100 AS lot
                 FROM observation o JOIN bench_indicator k ON k.id = o.indicator_id AND k.declared = 1
                 JOIN bench_above a ON a.town = o.region_id
                 WHERE o.period = '{year}' AND o.accepted_num IS NOT NULL
                 GROUP BY k.number, o.province_id, o.indicator_id, a.region, k.unit
             ) s"
        ),
    )
}

const VERSIONS: &str =
    "INSERT INTO observation_version (observation_id, version, province_id, status, num, unit, at, by)
     SELECT id, version, province_id, status, num, unit, updated_at, updated_by FROM observation";

/// An issued plan for every county of the provinces that are filled.
const PLANS: &str = "INSERT INTO plan (id, province_id, region_id, name, state, edition, edition_in_force, from_year, to_year,
         issued, details, version, created_at, updated_at)
     SELECT id, province_id, id, 'bench', 'ISSUED', 1, 1, 2023, 2027, '2023-01', '{}', 1, '2023-01-01 00:00:00+00:00',
         '2023-01-01 00:00:00+00:00'
     FROM region WHERE tier = 3 AND valid_to IS NULL AND province_id IN (SELECT province_id FROM bench_town)";

/// From 70 % to 130 % of what the towns have; a round number where they have nothing.
fn targets() -> String {
    format!(
        "INSERT INTO plan_target (record_id, province_id, region_id, indicator_id, year, counts_from, operator, num, scale)
         SELECT p.id, p.province_id, p.region_id, i.id, {LAST}, '2023-01-01', 'GE',
             COALESCE(s.total * (70 + p.id * 7919 % 61) / 100, 100000000000), i.scale
         FROM plan p CROSS JOIN indicator i LEFT JOIN (
             SELECT a.region, CAST(SUM(o.accepted_num) AS BIGINT) AS total
             FROM observation o JOIN bench_above a ON a.town = o.region_id
             WHERE o.indicator_id = (SELECT id FROM indicator WHERE code = '{TARGETED}') AND o.period = '{LAST}'
             GROUP BY a.region
         ) s ON s.region = p.region_id
         WHERE i.code = '{TARGETED}'"
    )
}
