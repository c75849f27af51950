//! Data for every town: written by SQL, for the benchmark measures reading.

use std::time::Instant;

use harness::TestHub;
use sea_orm::{ConnectionTrait, Statement};
use tributary::{
    indicator::{catalogue, model::AcrossSpace},
    region::tree::Tier,
};

use crate::line;

/// Codes of 30 indicators that towns report and that add up.
pub(crate) fn codes() -> Vec<String> {
    let mut codes: Vec<String> = catalogue::definitions()
        .unwrap()
        .into_iter()
        .filter(|definition| {
            definition.across_space == AcrossSpace::Sum && definition.collected_at == Tier::Town
        })
        .map(|definition| definition.code)
        .collect();
    codes.sort();
    codes.truncate(30);
    codes
}

/// Fills observations of 30 indicators and so many years from 2024 on for every town, all accepted. Returns
/// the indicators' codes.
pub(crate) async fn fill(hub: &TestHub, years: i32) -> Vec<String> {
    let codes = codes();
    let list = codes
        .iter()
        .map(|code| format!("'{code}'"))
        .collect::<Vec<_>>()
        .join(", ");
    let db = hub.hub.db.writer();
    let backend = db.get_database_backend();
    let clear = ["DELETE FROM observation_version", "DELETE FROM observation"];
    for statement in clear {
        db.execute_unprepared(statement).await.unwrap();
    }
    let start = Instant::now();
    let mut rows = 0;
    for year in 2024..2024 + years {
        let sql = format!(
            "INSERT INTO observation (id, province_id, indicator_id, period, region_id, version, status, num, unit,
                                      submitted_num, accepted_num, updated_at, updated_by)
             SELECT i.row * 1000000000 + r.id * 10000 + {year}, r.province_id, i.id, '{year}', r.id, 1, 'ACCEPTED',
                    r.id * 100, i.unit, r.id * 100, r.id * 100, '2026-01-01 00:00:00+00:00', 'bench'
             FROM region r CROSS JOIN (
                 SELECT row_number() OVER (ORDER BY code) AS row, id, unit FROM indicator WHERE code IN ({list})
             ) i WHERE r.tier = 4"
        );
        rows += db
            .execute_raw(Statement::from_string(backend, sql))
            .await
            .unwrap()
            .rows_affected();
    }
    db.execute_unprepared("ANALYZE").await.unwrap();
    line(
        "observations stored by SQL",
        usize::try_from(rows).unwrap(),
        start.elapsed(),
    );
    codes
}
