//! Use cases that all registers share.

pub mod batch;
pub mod write;

use std::collections::{HashMap, HashSet};

use entities::ids::RegionId;

use super::{
    model::{Cursor, List},
    repo::{self, Kept, Record},
};
use crate::{
    audit::write::Write,
    error::{Error, Result},
    hub::Hub,
    region::tree::Place,
    scope::{
        Scope,
        policy::{Action, Resource},
    },
};

/// The region of a record that is to be written: one that this token may write.
///
/// # Errors
/// `FORBIDDEN` for another region than the token's or without a function that keeps the register.
pub fn writable<'a>(scope: &'a Scope, code: Option<&str>, resource: Resource) -> Result<Place<'a>> {
    let place = scope.region_or_home(code, resource)?;
    scope.require(place, resource.keepers().unwrap_or(&[]), resource, Action::Write)?;
    Ok(place)
}

/// Whether the scope may read a resource of its own region and below at all: else its lists are refused
/// and its look-ups find nothing.
#[must_use]
pub fn readable(scope: &Scope, resource: Resource) -> bool {
    scope.allows(scope.home(), &[], resource, Action::Read)
}

/// Whether the scope may read a resource of `place`. Asked before a loader, where one refused region would
/// fail its whole batch.
///
/// # Errors
/// `FORBIDDEN`.
pub fn check(scope: &Scope, place: Place<'_>, resource: Resource) -> Result<()> {
    scope.require(place, &[], resource, Action::Read)
}

/// A page of a list, one more than `limit` if there are more.
///
/// # Errors
/// `FORBIDDEN` outside of the scope, `NOT_FOUND` for an unknown region, `BAD_USER_INPUT` for a filter or order
/// that the register does not have.
#[tracing::instrument(name = "register.page", skip_all, fields(kind = C::KIND))]
pub async fn page<C: Kept>(
    scope: &Scope,
    hub: &Hub,
    list: &List<C::Filter>,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Vec<Record<C>>> {
    let place = scope.region_or_home(list.region.as_deref(), C::RESOURCE)?;
    repo::page::<C>(&hub.db, repo::listed::<C>(place, list)?, list.order, after, limit).await
}

/// How many records a list has.
///
/// # Errors
/// As [`page`].
pub async fn count<C: Kept>(scope: &Scope, hub: &Hub, list: &List<C::Filter>) -> Result<u64> {
    let place = scope.region_or_home(list.region.as_deref(), C::RESOURCE)?;
    repo::count(&hub.db, repo::listed::<C>(place, list)?).await
}

/// The groups of an answer, counted against the figures that one request may have: a client can ask for the towns of
/// a province by every industry.
///
/// # Errors
/// `LIMIT_EXCEEDED`.
pub fn bounded<T>(scope: &Scope, hub: &Hub, groups: Vec<T>) -> Result<Vec<T>> {
    scope.spend_figures(groups.len(), hub.config.graphql.max_figures)?;
    Ok(groups)
}

/// The records of these keys inside the scope, deleted ones included.
///
/// # Errors
/// When the database does not answer.
pub async fn by_ids<C: Kept>(scope: &Scope, hub: &Hub, ids: &[C::Id]) -> Result<Vec<Record<C>>> {
    if !readable(scope, C::RESOURCE) {
        return Ok(Vec::new());
    }
    repo::by_ids(hub.db.reader(), scope.home(), ids).await
}

/// The regions of a province that have records, in no order. The caller has checked the rights.
///
/// # Errors
/// When the database does not answer.
pub async fn keeping<C: Kept>(hub: &Hub, province: Place<'_>) -> Result<Vec<entities::ids::RegionId>> {
    repo::keeping::<C>(&hub.db, province).await
}

/// The names of records that a count shows, wherever they belong: who counts a subject may know whom it counts.
///
/// # Errors
/// When the database does not answer.
pub async fn names<C: Kept>(hub: &Hub, ids: &[i64]) -> Result<HashMap<i64, String>> {
    repo::names::<C>(&hub.db, ids).await
}

/// The one record of a key.
///
/// # Errors
/// `NOT_FOUND` outside of the scope.
pub async fn by_id<C: Kept>(scope: &Scope, hub: &Hub, id: C::Id) -> Result<Record<C>> {
    let found = by_ids::<C>(scope, hub, &[id]).await?.pop();
    found.ok_or_else(|| Error::NotFound(format!("there is no such {}", C::KIND)))
}

/// How many standing records of each kind are kept under regions of a province: kind, region, number.
///
/// # Errors
/// When the database does not answer.
pub async fn census(
    hub: &Hub,
    province: Place<'_>,
    regions: &[RegionId],
) -> Result<Vec<(&'static str, RegionId, u64)>> {
    repo::census(&hub.db, province, regions).await
}

/// Those of these keys that name a standing record inside the scope of a write.
///
/// # Errors
/// When the database does not answer.
pub async fn standing<C: Kept>(write: &Write<'_>, ids: &[C::Id]) -> Result<HashSet<i64>> {
    Ok(found::<C>(write, ids).await?.into_keys().collect())
}

/// The standing records of these keys inside the scope of a write.
///
/// # Errors
/// When the database does not answer.
pub async fn found<C: Kept>(write: &Write<'_>, ids: &[C::Id]) -> Result<HashMap<i64, Record<C>>> {
    let found = seen::<C>(write, ids).await?;
    let standing = found.into_iter().filter(|record| record.deleted.is_none());
    Ok(standing.map(|record| (record.id.into(), record)).collect())
}

/// The records of these keys inside the scope of a write, deleted ones included.
///
/// # Errors
/// When the database does not answer.
pub async fn seen<C: Kept>(write: &Write<'_>, ids: &[C::Id]) -> Result<Vec<Record<C>>> {
    let mut found = Vec::new();
    if readable(write.scope(), C::RESOURCE) {
        // A batch of platforms may name more enterprises than a statement of SQLite binds values.
        for ids in ids.chunks(10_000) {
            found.extend(repo::by_ids::<C>(write.connection(), write.scope().home(), ids).await?);
        }
    }
    Ok(found)
}
