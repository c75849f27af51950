//! Editions of plans: the earlier ones, and those that are published downward.

use std::collections::HashMap;

use entities::ids::PlanId;

use super::super::repo::{
    Filter,
    editions::{self, Edition},
};
use crate::{
    error::Result,
    hub::Hub,
    scope::{
        Scope,
        policy::{Action, Resource},
    },
};

/// The earlier editions of plans of the scope.
///
/// # Errors
/// When the database does not answer.
pub async fn earlier(scope: &Scope, hub: &Hub, plans: &[PlanId]) -> Result<HashMap<PlanId, Vec<Edition>>> {
    if !scope.allows(scope.home(), &[], Resource::Plan, Action::Read) {
        return Ok(HashMap::new());
    }
    editions::earlier(&hub.db, scope.home(), plans).await
}

/// A page of what a region and those above it have published, one more than `limit` if there are more.
///
/// # Errors
/// `FORBIDDEN` outside of the scope.
#[tracing::instrument(name = "plan.published", skip_all)]
pub async fn page(
    scope: &Scope,
    hub: &Hub,
    region: Option<&str>,
    filter: &Filter,
    after: Option<(String, i64)>,
    limit: usize,
) -> Result<Vec<Edition>> {
    let place = scope.region_or_home(region, Resource::PublishedPlan)?;
    editions::page(&hub.db, place, filter, after, limit).await
}

/// How many a region and those above it have published.
///
/// # Errors
/// As [`page`].
pub async fn count(scope: &Scope, hub: &Hub, region: Option<&str>, filter: &Filter) -> Result<u64> {
    let place = scope.region_or_home(region, Resource::PublishedPlan)?;
    editions::count(&hub.db, place, filter).await
}

/// The editions in force of these plans that the scope may read.
///
/// # Errors
/// When the database does not answer.
pub async fn published(scope: &Scope, hub: &Hub, plans: &[PlanId]) -> Result<Vec<Edition>> {
    let found = editions::by_ids(&hub.db, scope.home(), plans).await?;
    let tree = scope.tree();
    let readable = |edition: &Edition| {
        let place = tree.by_id(edition.region);
        place.is_some_and(|place| scope.allows(place, &[], Resource::PublishedPlan, Action::Read))
    };
    Ok(found.into_iter().filter(readable).collect())
}
