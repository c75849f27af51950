//! Writing observations: heads and history.

use std::collections::HashMap;

use entities::ids::{IndicatorId, ObservationId, RegionId};
use sea_orm::ConnectionTrait;
use serde_json::json;

use super::malformed;
use crate::{
    audit::write::Write,
    code::{from_text, to_text},
    db::{Engine, column},
    error::Result,
    indicator::observation::model::{Head, Key, Value},
};

/// The heads of these keys, locked until the transaction ends (SQLite's transaction is alone anyway).
///
/// # Errors
/// When the database does not answer.
pub async fn heads(write: &Write<'_>, province: RegionId, keys: &[Key]) -> Result<HashMap<Key, Head>> {
    let wanted: Vec<_> = keys
        .iter()
        .map(|key| json!({"r": key.region.0, "i": key.indicator.0, "p": key.period.to_string()}))
        .collect();
    let columns =
        "o.id, o.region_id, o.indicator_id, o.period, o.version, o.status, o.num, o.den, o.unit, o.note";
    let sql = match write.engine() {
        Engine::Sqlite => format!(
            "SELECT {columns} FROM json_each(?) k CROSS JOIN observation o
             ON o.province_id = ? AND o.indicator_id = k.value ->> 'i' AND o.period = k.value ->> 'p'
                AND o.region_id = k.value ->> 'r'"
        ),
        Engine::Postgres => format!(
            "SELECT {columns} FROM jsonb_to_recordset($1::jsonb) AS k (r bigint, i bigint, p text)
             JOIN observation o
             ON o.province_id = $2 AND o.indicator_id = k.i AND o.period = k.p AND o.region_id = k.r
             ORDER BY o.id FOR UPDATE OF o"
        ),
    };
    let values = [
        serde_json::Value::from(wanted).to_string().into(),
        province.0.into(),
    ];
    let mut heads = HashMap::new();
    for row in write
        .connection()
        .query_all_raw(write.engine().statement(sql, values))
        .await?
    {
        let period: String = column(&row, "period")?;
        let status: String = column(&row, "status")?;
        let key = Key {
            region: RegionId(column(&row, "region_id")?),
            indicator: IndicatorId(column(&row, "indicator_id")?),
            period: period.parse().map_err(malformed)?,
        };
        let value = Value {
            num: column(&row, "num")?,
            den: column(&row, "den")?,
            unit: column(&row, "unit")?,
            note: column(&row, "note")?,
        };
        let head = Head {
            id: ObservationId(column(&row, "id")?),
            version: column(&row, "version")?,
            status: from_text(&status)?,
            value,
        };
        heads.insert(key, head);
    }
    Ok(heads)
}

/// A new version of an observation.
#[derive(Clone, Debug)]
pub struct Version {
    /// Key of the observation.
    pub key: Key,
    /// Its head as it becomes.
    pub head: Head,
}

/// What each status makes of the values that count: a draft leaves them, a return takes the submitted
/// value back to the accepted one.
const COUNTS: &str = "
    listed_at = CASE WHEN excluded.status = 'DRAFT' AND observation.submitted_version IS NOT NULL
                THEN observation.listed_at ELSE excluded.listed_at END,
    submitted_version = CASE excluded.status WHEN 'DRAFT' THEN observation.submitted_version
                        WHEN 'RETURNED' THEN observation.accepted_version ELSE excluded.submitted_version END,
    accepted_version = CASE excluded.status WHEN 'ACCEPTED' THEN excluded.accepted_version
                       ELSE observation.accepted_version END,
    submitted_num = CASE excluded.status WHEN 'DRAFT' THEN observation.submitted_num
                    WHEN 'RETURNED' THEN observation.accepted_num ELSE excluded.submitted_num END,
    submitted_den = CASE excluded.status WHEN 'DRAFT' THEN observation.submitted_den
                    WHEN 'RETURNED' THEN observation.accepted_den ELSE excluded.submitted_den END,
    accepted_num = CASE excluded.status WHEN 'ACCEPTED' THEN excluded.accepted_num
                   ELSE observation.accepted_num END,
    accepted_den = CASE excluded.status WHEN 'ACCEPTED' THEN excluded.accepted_den
                   ELSE observation.accepted_den END";

/// Stores new versions: heads and history in a statement each, however many. Says whether all heads were
/// written: one that another transaction wrote meanwhile is left alone, and the caller rolls back.
///
/// # Errors
/// When the database does not answer.
pub async fn store(write: &Write<'_>, province: RegionId, versions: &[Version]) -> Result<bool> {
    if versions.is_empty() {
        return Ok(true);
    }
    let mut rows = Vec::with_capacity(versions.len());
    for Version { key, head } in versions {
        rows.push(json!({
            "id": head.id.0, "v": head.version, "s": to_text(&head.status)?,
            "r": key.region.0, "i": key.indicator.0, "p": key.period.to_string(),
            "n": head.value.num, "d": head.value.den, "u": head.value.unit, "t": head.value.note,
        }));
    }
    let rows = serde_json::Value::from(rows).to_string();
    let written = store_heads(write, province, &rows).await?;
    if written != versions.len() as u64 {
        return Ok(false);
    }
    append_history(write, province, &rows).await?;
    Ok(true)
}

async fn store_heads(write: &Write<'_>, province: RegionId, rows: &str) -> Result<u64> {
    let columns = "id, province_id, indicator_id, period, region_id, version, status, num, den, unit, note,
                   submitted_version, submitted_num, submitted_den,
                   accepted_version, accepted_num, accepted_den, listed_at, updated_at, updated_by";
    // `excluded` is the new row; it takes the place of the old one only if it is the next version.
    let upsert = format!(
        "ON CONFLICT (province_id, indicator_id, period, region_id) DO UPDATE SET
            version = excluded.version, status = excluded.status, num = excluded.num, den = excluded.den,
            unit = excluded.unit, note = excluded.note, updated_at = excluded.updated_at,
            updated_by = excluded.updated_by, {COUNTS}
         WHERE observation.version = excluded.version - 1"
    );
    let sql = match write.engine() {
        Engine::Sqlite => format!(
            "INSERT INTO observation ({columns})
             SELECT value ->> 'id', ?1, value ->> 'i', value ->> 'p', value ->> 'r', value ->> 'v', value ->> 's',
                    value ->> 'n', value ->> 'd', value ->> 'u', value ->> 't',
                    CASE WHEN value ->> 's' IN ('SUBMITTED', 'ACCEPTED') THEN value ->> 'v' END,
                    CASE WHEN value ->> 's' IN ('SUBMITTED', 'ACCEPTED') THEN value ->> 'n' END,
                    CASE WHEN value ->> 's' IN ('SUBMITTED', 'ACCEPTED') THEN value ->> 'd' END,
                    CASE WHEN value ->> 's' = 'ACCEPTED' THEN value ->> 'v' END,
                    CASE WHEN value ->> 's' = 'ACCEPTED' THEN value ->> 'n' END,
                    CASE WHEN value ->> 's' = 'ACCEPTED' THEN value ->> 'd' END, ?2, ?2, ?3
             FROM json_each(?4) WHERE true {upsert}"
        ),
        Engine::Postgres => format!(
            "INSERT INTO observation ({columns})
             SELECT x.id, $1, x.i, x.p, x.r, x.v, x.s, x.n, x.d, x.u, x.t,
                    CASE WHEN x.s IN ('SUBMITTED', 'ACCEPTED') THEN x.v END,
                    CASE WHEN x.s IN ('SUBMITTED', 'ACCEPTED') THEN x.n END,
                    CASE WHEN x.s IN ('SUBMITTED', 'ACCEPTED') THEN x.d END,
                    CASE WHEN x.s = 'ACCEPTED' THEN x.v END,
                    CASE WHEN x.s = 'ACCEPTED' THEN x.n END,
                    CASE WHEN x.s = 'ACCEPTED' THEN x.d END, $2, $2, $3
             FROM jsonb_to_recordset($4::jsonb) AS x
                  (id bigint, v bigint, s text, r bigint, i bigint, p text, n bigint, d bigint, u text, t text)
             {upsert}"
        ),
    };
    let values = [
        province.0.into(),
        write.at().into(),
        subject(write).into(),
        rows.into(),
    ];
    let result = write
        .connection()
        .execute_raw(write.engine().statement(sql, values))
        .await?;
    Ok(result.rows_affected())
}

async fn append_history(write: &Write<'_>, province: RegionId, rows: &str) -> Result<()> {
    let sql = write.engine().pick(
        "INSERT INTO observation_version (observation_id, version, province_id, status, num, den, unit, note, at, by)
         SELECT value ->> 'id', value ->> 'v', ?1, value ->> 's', value ->> 'n', value ->> 'd', value ->> 'u',
                value ->> 't', ?2, ?3
         FROM json_each(?4)",
        "INSERT INTO observation_version (observation_id, version, province_id, status, num, den, unit, note, at, by)
         SELECT x.id, x.v, $1, x.s, x.n, x.d, x.u, x.t, $2, $3
         FROM jsonb_to_recordset($4::jsonb) AS x
              (id bigint, v bigint, s text, n bigint, d bigint, u text, t text)",
    );
    let values = [
        province.0.into(),
        write.at().into(),
        subject(write).into(),
        rows.into(),
    ];
    write
        .connection()
        .execute_raw(write.engine().statement(sql, values))
        .await?;
    Ok(())
}

fn subject<'a>(write: &'a Write<'_>) -> &'a str {
    write.scope().principal().subject.as_ref()
}
