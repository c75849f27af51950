//! What bureaus have on their desks, in one statement for all bureaus of a page.

use std::collections::HashMap;

use chrono::NaiveDate;
use entities::ids::BureauId;
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::{
    db::{Db, Engine, column},
    error::Result,
    project::workload::{Tally, Workload},
    region::tree::Place,
};

/// What is done, open and late on the day that was asked for: the columns of an index of dated work.
const TALLY: &str = "CAST(SUM(CASE WHEN done_on <= asked.day THEN 1 ELSE 0 END) AS BIGINT) AS done,
     CAST(SUM(CASE WHEN done_on <= asked.day THEN 0 ELSE 1 END) AS BIGINT) AS open,
     CAST(SUM(CASE WHEN due < CASE WHEN done_on <= asked.day THEN done_on ELSE asked.day END
                   THEN 1 ELSE 0 END) AS BIGINT) AS late";

/// The work of these bureaus in projects and meetings of `place` and below, as it stood on a day. A bureau without any
/// is not in the answer.
///
/// # Errors
/// When the database does not answer.
pub async fn of(
    db: &Db,
    place: Place<'_>,
    bureaus: &[BureauId],
    on: NaiveDate,
) -> Result<HashMap<BureauId, Workload>> {
    let regions: Vec<i64> = place.all_ids().map(|id| id.0).collect();
    let bureaus: Vec<i64> = bureaus.iter().map(|id| id.0).collect();
    let given = json!({ "bureaus": bureaus, "regions": regions, "on": on }).to_string();
    let engine = db.engine();
    let statement = engine.statement(sql(engine), [given.into()]);
    let mut found: HashMap<BureauId, Workload> = HashMap::new();
    for row in db.reader().query_all_raw(statement).await? {
        let work = found.entry(BureauId(column(&row, "bureau")?)).or_default();
        let number = |name| Ok::<u64, crate::error::Error>(column::<i64>(&row, name)?.unsigned_abs());
        let tally = Tally {
            done: number("done")?,
            open: number("open")?,
            late: number("late")?,
        };
        match column::<String>(&row, "what")?.as_str() {
            super::LEAD => work.leads = tally.done,
            super::COOPERATING => work.cooperates = tally.done,
            "STEPS" => work.steps = tally,
            _ => work.decisions = tally,
        }
    }
    Ok(found)
}

fn sql(engine: Engine) -> String {
    let given = engine.pick(
        "WITH given AS (SELECT ? AS json),
         wanted AS (SELECT value AS id FROM given, json_each(given.json, '$.bureaus')),
         places AS (SELECT value AS id FROM given, json_each(given.json, '$.regions')),
         asked AS (SELECT json ->> '$.on' AS day FROM given)",
        "WITH given AS (SELECT $1::jsonb AS json),
         wanted AS (SELECT id::bigint AS id FROM given, jsonb_array_elements_text(given.json -> 'bureaus') AS id),
         places AS (SELECT id::bigint AS id FROM given, jsonb_array_elements_text(given.json -> 'regions') AS id),
         asked AS (SELECT (json ->> 'on')::date AS day FROM given)",
    );
    let wanted = "JOIN wanted ON wanted.id = b.bureau_id JOIN places ON places.id = b.region_id";
    format!(
        "{given}
         SELECT b.bureau_id AS bureau, b.role AS what, COUNT(*) AS done,
                CAST(0 AS BIGINT) AS open, CAST(0 AS BIGINT) AS late
         FROM project_bureau b {wanted} GROUP BY b.bureau_id, b.role
         UNION ALL
         SELECT b.bureau_id, 'STEPS', {TALLY}
         FROM project_bureau b {wanted} JOIN project_step s ON s.record_id = b.record_id CROSS JOIN asked
         WHERE b.role = 'LEAD' GROUP BY b.bureau_id
         UNION ALL
         SELECT b.bureau_id, 'DECISIONS', {TALLY}
         FROM meeting_decision b {wanted} CROSS JOIN asked GROUP BY b.bureau_id"
    )
}
