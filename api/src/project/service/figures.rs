//! Figures of projects: groups, the three batches, the work of bureaus.

use std::collections::HashMap;

use chrono::NaiveDate;
use entities::ids::BureauId;

use crate::{
    bureau::{self, repo::Bureau},
    error::{Error, Result},
    hub::Hub,
    project::{
        groups::{Batches, Group, THREE, batches, fold},
        repo::{
            Filter,
            groups::{self, Key},
            workload,
        },
        workload::Workload,
    },
    region::tree::Tier,
    register::{
        model::{Cursor, List},
        service as register,
    },
    scope::{Scope, policy::Resource},
};

/// Counts and investment of the projects of a list, by group.
///
/// # Errors
/// `FORBIDDEN` outside of the scope, `BAD_USER_INPUT` for a filter without a meaning.
#[tracing::instrument(name = "project.groups", skip_all)]
pub async fn grouped(
    scope: &Scope,
    hub: &Hub,
    list: &List<Filter>,
    key: Key,
    tier: Option<Tier>,
) -> Result<Vec<Group>> {
    let place = scope.region_or_home(list.region.as_deref(), Resource::Project)?;
    let cells = groups::cells(&hub.db, place, list, key).await?;
    register::bounded(scope, hub, fold(scope.tree(), place, cells, tier))
}

/// 三个一批: the projects that were signed, started and put into production from one day to another.
///
/// # Errors
/// `FORBIDDEN` outside of the scope, `BAD_USER_INPUT` for a span that ends before it begins.
#[tracing::instrument(name = "project.three_batches", skip_all)]
pub async fn three_batches(
    scope: &Scope,
    hub: &Hub,
    region: Option<&str>,
    tier: Option<Tier>,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<Batches>> {
    let place = scope.region_or_home(region, Resource::Project)?;
    if to < from {
        return Err(Error::BadInput(format!(
            "the span ends on {to}, before it begins on {from}"
        )));
    }
    let cells = groups::entered(&hub.db, place, &THREE, (from, to)).await?;
    register::bounded(
        scope,
        hub,
        batches(place, fold(scope.tree(), place, cells, tier), tier),
    )
}

/// How many bureaus a region and those below have.
///
/// # Errors
/// As [`workload`].
pub async fn bureaus(scope: &Scope, hub: &Hub, region: Option<&str>) -> Result<u64> {
    let list = List {
        region: region.map(str::to_owned),
        ..List::default()
    };
    register::count::<bureau::model::Content>(scope, hub, &list).await
}

/// The work of these bureaus in the projects and meetings of a region and below, as it stood on a day.
///
/// # Errors
/// `FORBIDDEN` outside of the scope or for a token that reads no projects.
#[tracing::instrument(name = "project.workload", skip_all)]
pub async fn workload(
    scope: &Scope,
    hub: &Hub,
    region: Option<&str>,
    page: (Option<Cursor>, usize),
    on: NaiveDate,
) -> Result<(Vec<Bureau>, HashMap<BureauId, Workload>)> {
    let place = scope.region_or_home(region, Resource::Project)?;
    let list = List {
        region: Some(place.code.clone()),
        ..List::default()
    };
    let (after, limit) = page;
    let bureaus = register::page::<bureau::model::Content>(scope, hub, &list, after, limit).await?;
    let ids: Vec<BureauId> = bureaus.iter().map(|bureau| bureau.id).collect();
    let work = workload::of(&hub.db, place, &ids, on).await?;
    Ok((bureaus, work))
}
