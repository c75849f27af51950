//! Observations in the database.
//!
//! What others see of an observation is not always its newest version: a draft over an accepted value is
//! seen by its own region alone, and the others go on seeing the version that counts.

mod store;
mod trail;

use chrono::{DateTime, Utc};
use entities::{
    ids::{IndicatorId, ObservationId, RegionId},
    observation::{Column, Entity, Model},
    observation_version as history,
};
use sea_orm::{
    ColumnTrait, Condition, ExprTrait, PaginatorTrait, QueryFilter, QuerySelect, Select, sea_query::Expr,
};

use super::model::{Head, Key, Status, Value};
use crate::{
    code::{from_text, to_text},
    db::{Db, shared, within},
    error::{Error, Result},
    indicator::period::Period,
    region::tree::Place,
};

pub use store::{Version, heads, store};
pub use trail::{trails, trails_of};

/// A stored observation, in the version that the reader sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// Region, indicator and period.
    pub key: Key,
    /// The version seen.
    pub head: Head,
    /// When that was made.
    pub at: DateTime<Utc>,
    /// Subject who made it.
    pub by: String,
    /// When what others see was made, which orders the lists.
    pub listed_at: DateTime<Utc>,
}

/// Which observations are listed.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of these indicators; of all where it is empty.
    pub indicators: Vec<IndicatorId>,
    /// Of these periods; of all where it is empty.
    pub periods: Vec<Period>,
    /// Of this status, as the reader sees it.
    pub status: Option<Status>,
}

/// The region whose drafts and returned values the reader sees, with those that continue as it: its own, if it may.
pub type Own<'a> = Option<Place<'a>>;

fn listed(place: Place<'_>, own: Own<'_>, filter: &Filter) -> Result<Select<Entity>> {
    let mut select = within::<Entity>(place);
    if !filter.indicators.is_empty() {
        select = select.filter(Column::IndicatorId.is_in(filter.indicators.iter().copied()));
    }
    if !filter.periods.is_empty() {
        select = select.filter(Column::Period.is_in(filter.periods.iter().map(ToString::to_string)));
    }
    // Of other regions the version that counts is seen, if there is one.
    let mut others = Condition::all().add(Column::SubmittedVersion.is_not_null());
    let mut mine = own.map(|own| Condition::all().add(Column::RegionId.is_in(own.ids())));
    if let Some(own) = own {
        others = others.add(Column::RegionId.is_not_in(own.ids()));
    }
    if let Some(status) = filter.status {
        let accepted = Expr::col(Column::SubmittedVersion).eq(Expr::col(Column::AcceptedVersion));
        others = match status {
            Status::Accepted => others.add(accepted),
            Status::Submitted => others.add(
                Condition::any()
                    .add(Column::AcceptedVersion.is_null())
                    .add(accepted.not()),
            ),
            Status::Draft | Status::Returned => others.add(Expr::value(false)),
        };
        let status = to_text(&status)?;
        mine = mine.map(|mine| mine.add(Column::Status.eq(status)));
    }
    let seen = Condition::any().add(others);
    Ok(select.filter(match mine {
        Some(mine) => seen.add(mine),
        None => seen,
    }))
}

/// A page of the observations of a region and all below, the latest listed first.
///
/// # Errors
/// When the database does not answer.
pub async fn page(
    db: &Db,
    place: Place<'_>,
    own: Own<'_>,
    filter: &Filter,
    after: Option<(DateTime<Utc>, i64)>,
    limit: u64,
) -> Result<Vec<Observation>> {
    let mut cursor = listed(place, own, filter)?.cursor_by((Column::ListedAt, Column::Id));
    cursor.desc();
    if let Some(after) = after {
        cursor.after(after);
    }
    let rows = cursor.first(limit).all(db.reader()).await?;
    seen(db, place, own, rows).await
}

/// How many observations pass the filter.
///
/// # Errors
/// When the database does not answer.
pub async fn count(db: &Db, place: Place<'_>, own: Own<'_>, filter: &Filter) -> Result<u64> {
    Ok(listed(place, own, filter)?.count(db.reader()).await?)
}

/// How many observations are kept under each of these regions of a province.
///
/// # Errors
/// When the database does not answer.
pub async fn census(db: &Db, province: Place<'_>, regions: &[RegionId]) -> Result<Vec<(RegionId, u64)>> {
    let rows: Vec<(RegionId, i64)> = within::<Entity>(province)
        .select_only()
        .column(Column::RegionId)
        .column_as(Column::Id.count(), "rows")
        .filter(Column::RegionId.is_in(regions.iter().copied()))
        .group_by(Column::RegionId)
        .into_tuple()
        .all(db.reader())
        .await?;
    let counted = rows
        .into_iter()
        .map(|(region, rows)| (region, rows.unsigned_abs()));
    Ok(counted.collect())
}

/// The observations of these keys that lie in `place` or below, as the reader sees them.
///
/// # Errors
/// When the database does not answer.
pub async fn by_ids(
    db: &Db,
    place: Place<'_>,
    own: Own<'_>,
    ids: &[ObservationId],
) -> Result<Vec<Observation>> {
    let rows = within::<Entity>(place)
        .filter(Column::Id.is_in(ids.iter().copied()))
        .all(db.reader())
        .await?;
    seen(db, place, own, rows).await
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
    let then = versions(db, place, &[(id, version)]).await?.pop();
    then.map(|then| from_history(from_row(head)?, then)).transpose()
}

/// The rows as the reader sees them: of other regions, the version that counts instead of a draft or a
/// returned value. One statement more, and only if there is such a row.
async fn seen(db: &Db, place: Place<'_>, own: Own<'_>, rows: Vec<Model>) -> Result<Vec<Observation>> {
    let is_own = |region: RegionId| own.is_some_and(|own| own.answers_for(region));
    let hidden: Vec<(ObservationId, i64)> = rows
        .iter()
        .filter(|row| !is_own(row.region_id))
        .filter_map(|row| {
            row.submitted_version
                .filter(|counts| *counts != row.version)
                .map(|counts| (row.id, counts))
        })
        .collect();
    let history = if hidden.is_empty() {
        Vec::new()
    } else {
        versions(db, place, &hidden).await?
    };
    let mut observations = Vec::with_capacity(rows.len());
    for row in rows {
        let (mine, counts) = (is_own(row.region_id), row.submitted_version);
        let then = history.iter().find(|then| !mine && then.observation_id == row.id);
        match then {
            Some(then) => observations.push(from_history(from_row(row)?, then.clone())?),
            None if mine || counts.is_some() => observations.push(from_row(row)?),
            None => {}
        }
    }
    Ok(observations)
}

async fn versions(db: &Db, place: Place<'_>, wanted: &[(ObservationId, i64)]) -> Result<Vec<history::Model>> {
    let any = wanted.iter().fold(Condition::any(), |any, (id, version)| {
        any.add(
            history::Column::ObservationId
                .eq(*id)
                .and(history::Column::Version.eq(*version)),
        )
    });
    let select = shared::<history::Entity>()
        .filter(history::Column::ProvinceId.eq(place.province().id))
        .filter(any);
    Ok(select.all(db.reader()).await?)
}

fn from_history(mut observation: Observation, then: history::Model) -> Result<Observation> {
    observation.head.version = then.version;
    observation.head.status = from_text(&then.status)?;
    observation.head.value = Value {
        num: then.num,
        den: then.den,
        unit: then.unit,
        note: then.note,
    };
    (observation.at, observation.by) = (then.at, then.by);
    Ok(observation)
}

fn from_row(row: Model) -> Result<Observation> {
    let period = row.period.parse().map_err(malformed)?;
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
        listed_at: row.listed_at,
    })
}

fn malformed(_: crate::indicator::period::BadPeriod) -> Error {
    Error::internal("a stored period is malformed")
}
