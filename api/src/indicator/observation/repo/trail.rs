//! Reading the versions of observations.

use std::collections::HashMap;

use entities::ids::{IndicatorId, ObservationId, RegionId};
use sea_orm::{ConnectionTrait, QueryResult};
use serde_json::json;

use super::malformed;
use crate::{
    code::from_text,
    db::{Db, column},
    error::Result,
    indicator::observation::{
        model::{Key, Value},
        trail::{Step, Trail},
    },
};

const COLUMNS: &str = "o.id, o.region_id, o.indicator_id, o.period, v.version, v.status, v.num, v.den, v.unit, v.note, v.at, v.by";

/// All versions of the observations of a province with these keys, in one statement.
///
/// # Errors
/// When the database does not answer.
pub async fn trails(db: &Db, province: RegionId, keys: &[Key]) -> Result<HashMap<Key, Trail>> {
    let wanted: Vec<_> = keys
        .iter()
        .map(|key| json!({"r": key.region.0, "i": key.indicator.0, "p": key.period.to_string()}))
        .collect();
    let engine = db.engine();
    let sql = engine.pick(
        "FROM json_each(?) k CROSS JOIN observation o
         ON o.province_id = ? AND o.indicator_id = k.value ->> 'i' AND o.period = k.value ->> 'p'
            AND o.region_id = k.value ->> 'r'
         CROSS JOIN observation_version v ON v.observation_id = o.id",
        "FROM jsonb_to_recordset($1::jsonb) AS k (r bigint, i bigint, p text)
         JOIN observation o ON o.province_id = $2 AND o.indicator_id = k.i AND o.period = k.p AND o.region_id = k.r
         JOIN observation_version v ON v.observation_id = o.id",
    );
    let sql = format!("SELECT {COLUMNS} {sql} ORDER BY o.id, v.version");
    let values = [
        serde_json::Value::from(wanted).to_string().into(),
        province.0.into(),
    ];
    read(db.reader().query_all_raw(engine.statement(sql, values)).await?)
}

/// All versions of the observations of these ids in a province, in one statement.
///
/// # Errors
/// When the database does not answer.
pub async fn trails_of(db: &Db, province: RegionId, ids: &[ObservationId]) -> Result<HashMap<Key, Trail>> {
    let wanted: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let engine = db.engine();
    let sql = engine.pick(
        "FROM json_each(?) k CROSS JOIN observation o ON o.id = k.value AND o.province_id = ?
         CROSS JOIN observation_version v ON v.observation_id = o.id",
        "FROM jsonb_array_elements_text($1::jsonb) AS k (id)
         JOIN observation o ON o.id = k.id::bigint AND o.province_id = $2
         JOIN observation_version v ON v.observation_id = o.id",
    );
    let sql = format!("SELECT {COLUMNS} {sql} ORDER BY o.id, v.version");
    let values = [json!(wanted).to_string().into(), province.0.into()];
    read(db.reader().query_all_raw(engine.statement(sql, values)).await?)
}

fn read(rows: Vec<QueryResult>) -> Result<HashMap<Key, Trail>> {
    let mut trails: HashMap<Key, Trail> = HashMap::new();
    for row in rows {
        let period: String = column(&row, "period")?;
        let key = Key {
            region: RegionId(column(&row, "region_id")?),
            indicator: IndicatorId(column(&row, "indicator_id")?),
            period: period.parse().map_err(malformed)?,
        };
        let id = ObservationId(column(&row, "id")?);
        let trail = trails.entry(key).or_insert_with(|| Trail {
            id,
            steps: Vec::new(),
        });
        trail.steps.push(step(&row)?);
    }
    Ok(trails)
}

fn step(row: &QueryResult) -> Result<Step> {
    let status: String = column(row, "status")?;
    Ok(Step {
        version: column(row, "version")?,
        status: from_text(&status)?,
        value: Value {
            num: column(row, "num")?,
            den: column(row, "den")?,
            unit: column(row, "unit")?,
            note: column(row, "note")?,
        },
        at: column(row, "at")?,
        by: column(row, "by")?,
    })
}
