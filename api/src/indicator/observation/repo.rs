//! Observations in the database.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entities::{
    ids::{IndicatorId, ObservationId, RegionId},
    observation::{Column, Entity, Model},
    observation_version,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, PaginatorTrait, QueryFilter, Select,
};
use serde_json::json;

use super::model::{Head, Key, Status, Value};
use crate::{
    audit::write::Write,
    code::{from_text, to_text},
    db::{Db, Engine, column, shared, within},
    error::Result,
    indicator::period::Period,
    region::tree::Place,
};

/// A stored observation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// Region, indicator and period.
    pub key: Key,
    /// Its newest version.
    pub head: Head,
    /// When that was made.
    pub at: DateTime<Utc>,
    /// Subject who made it.
    pub by: String,
}

/// Which observations are listed.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of these indicators; of all where it is empty.
    pub indicators: Vec<IndicatorId>,
    /// Of these periods; of all where it is empty.
    pub periods: Vec<Period>,
    /// Of this status.
    pub status: Option<Status>,
    /// The region whose drafts and returned values are listed too: the one that writes them.
    pub drafts: Option<RegionId>,
}

fn listed(place: Place<'_>, filter: &Filter) -> Result<Select<Entity>> {
    let mut select = within::<Entity>(place);
    if !filter.indicators.is_empty() {
        select = select.filter(Column::IndicatorId.is_in(filter.indicators.iter().copied()));
    }
    if !filter.periods.is_empty() {
        select = select.filter(Column::Period.is_in(filter.periods.iter().map(ToString::to_string)));
    }
    if let Some(status) = filter.status {
        select = select.filter(Column::Status.eq(to_text(&status)?));
    }
    let open = Column::Status.is_in([to_text(&Status::Submitted)?, to_text(&Status::Accepted)?]);
    let mut seen = Condition::any().add(open);
    if let Some(region) = filter.drafts {
        seen = seen.add(Column::RegionId.eq(region));
    }
    Ok(select.filter(seen))
}

/// A page of the observations of a region and all below, the latest changed first.
///
/// # Errors
/// When the database does not answer.
pub async fn page(
    db: &Db,
    place: Place<'_>,
    filter: &Filter,
    after: Option<(DateTime<Utc>, i64)>,
    limit: u64,
) -> Result<Vec<Observation>> {
    let mut cursor = listed(place, filter)?.cursor_by((Column::UpdatedAt, Column::Id));
    cursor.desc();
    if let Some(after) = after {
        cursor.after(after);
    }
    cursor
        .first(limit)
        .all(db.reader())
        .await?
        .into_iter()
        .map(from_row)
        .collect()
}

/// How many observations pass the filter.
///
/// # Errors
/// When the database does not answer.
pub async fn count(db: &Db, place: Place<'_>, filter: &Filter) -> Result<u64> {
    Ok(listed(place, filter)?.count(db.reader()).await?)
}

/// The observations of these keys that lie in `place` or below.
///
/// # Errors
/// When the database does not answer.
pub async fn by_ids(
    connection: &impl ConnectionTrait,
    place: Place<'_>,
    ids: &[ObservationId],
) -> Result<Vec<Observation>> {
    let select = within::<Entity>(place).filter(Column::Id.is_in(ids.iter().copied()));
    select.all(connection).await?.into_iter().map(from_row).collect()
}

/// An observation of `place` or below as a version of it was.
///
/// # Errors
/// When the database does not answer.
pub async fn at_version(
    db: &Db,
    place: Place<'_>,
    id: ObservationId,
    version: i64,
) -> Result<Option<Observation>> {
    let Some(head) = within::<Entity>(place)
        .filter(Column::Id.eq(id))
        .one(db.reader())
        .await?
    else {
        return Ok(None);
    };
    if head.version == version {
        return from_row(head).map(Some);
    }
    let then = shared::<observation_version::Entity>()
        .filter(observation_version::Column::ObservationId.eq(id))
        .filter(observation_version::Column::Version.eq(version))
        .one(db.reader())
        .await?;
    let Some(then) = then else { return Ok(None) };
    let mut observation = from_row(head)?;
    observation.head.version = then.version;
    observation.head.status = from_text(&then.status)?;
    observation.head.value = Value {
        num: then.num,
        den: then.den,
        unit: then.unit,
        note: then.note,
    };
    (observation.at, observation.by) = (then.at, then.by);
    Ok(Some(observation))
}

fn from_row(row: Model) -> Result<Observation> {
    let period = row
        .period
        .parse()
        .map_err(|_| crate::error::Error::internal("a stored period is malformed"))?;
    Ok(Observation {
        key: Key {
            region: row.region_id,
            indicator: row.indicator_id,
            period,
        },
        head: Head {
            id: row.id,
            version: row.version,
            status: from_text(&row.status)?,
            value: Value {
                num: row.num,
                den: row.den,
                unit: row.unit,
                note: row.note,
            },
        },
        at: row.updated_at,
        by: row.updated_by,
    })
}

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
            period: period
                .parse()
                .map_err(|_| crate::error::Error::internal("a stored period is malformed"))?,
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
    append_history(write.connection(), write, province, &rows).await?;
    Ok(true)
}

async fn store_heads(write: &Write<'_>, province: RegionId, rows: &str) -> Result<u64> {
    let columns = "id, province_id, indicator_id, period, region_id, version, status, num, den, unit, note,
                   submitted_num, submitted_den, accepted_num, accepted_den, updated_at, updated_by";
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
                    CASE WHEN value ->> 's' IN ('SUBMITTED', 'ACCEPTED') THEN value ->> 'n' END,
                    CASE WHEN value ->> 's' IN ('SUBMITTED', 'ACCEPTED') THEN value ->> 'd' END,
                    CASE WHEN value ->> 's' = 'ACCEPTED' THEN value ->> 'n' END,
                    CASE WHEN value ->> 's' = 'ACCEPTED' THEN value ->> 'd' END, ?2, ?3
             FROM json_each(?4) WHERE true {upsert}"
        ),
        Engine::Postgres => format!(
            "INSERT INTO observation ({columns})
             SELECT x.id, $1, x.i, x.p, x.r, x.v, x.s, x.n, x.d, x.u, x.t,
                    CASE WHEN x.s IN ('SUBMITTED', 'ACCEPTED') THEN x.n END,
                    CASE WHEN x.s IN ('SUBMITTED', 'ACCEPTED') THEN x.d END,
                    CASE WHEN x.s = 'ACCEPTED' THEN x.n END,
                    CASE WHEN x.s = 'ACCEPTED' THEN x.d END, $2, $3
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

async fn append_history(
    connection: &DatabaseTransaction,
    write: &Write<'_>,
    province: RegionId,
    rows: &str,
) -> Result<()> {
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
    connection
        .execute_raw(write.engine().statement(sql, values))
        .await?;
    Ok(())
}

fn subject<'a>(write: &'a Write<'_>) -> &'a str {
    write.scope().principal().subject.as_ref()
}
