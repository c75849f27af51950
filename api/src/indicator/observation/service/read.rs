//! Reading observations: lists, and single ones by key or version.

use chrono::{DateTime, Utc};
use entities::ids::{IndicatorId, ObservationId};

use crate::{
    error::Result,
    hub::Hub,
    indicator::{
        self,
        observation::{
            model::Status,
            repo::{self, Filter, Observation},
        },
    },
    region::tree::Place,
    scope::{
        Scope,
        policy::{Action, Resource},
    },
};

/// Which observations are asked for.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// Of this region and all below; the token's own where it is none.
    pub region: Option<String>,
    /// Of these indicators.
    pub indicators: Vec<String>,
    /// Of these periods.
    pub periods: Vec<indicator::period::Period>,
    /// Of this status.
    pub status: Option<Status>,
}

/// The region of what is asked for: the token's own where none is named.
///
/// # Errors
/// `FORBIDDEN` outside of the scope, `NOT_FOUND` for an unknown region.
pub fn root<'a>(scope: &'a Scope, region: Option<&str>) -> Result<Place<'a>> {
    scope.region_or_home(region, Resource::Observation)
}

async fn filter<'a>(scope: &'a Scope, hub: &Hub, ask: &Ask) -> Result<(Place<'a>, Filter)> {
    let place = root(scope, ask.region.as_deref())?;
    let drafts = scope
        .allows(scope.home(), &[], Resource::Observation, Action::ReadDraft)
        .then(|| scope.home().id);
    let indicators: Vec<IndicatorId> = if ask.indicators.is_empty() {
        Vec::new()
    } else {
        indicator::service::by_codes(scope, hub, &ask.indicators)
            .await?
            .iter()
            .map(|known| known.id)
            .collect()
    };
    Ok((
        place,
        Filter {
            indicators,
            periods: ask.periods.clone(),
            status: ask.status,
            drafts,
        },
    ))
}

/// A page of observations, one more than `limit` if there are more.
///
/// # Errors
/// `FORBIDDEN` outside of the scope, `NOT_FOUND` for an unknown region or indicator.
pub async fn page(
    scope: &Scope,
    hub: &Hub,
    ask: &Ask,
    after: Option<(DateTime<Utc>, i64)>,
    limit: u64,
) -> Result<Vec<Observation>> {
    let (place, filter) = filter(scope, hub, ask).await?;
    repo::page(&hub.db, place, &filter, after, limit).await
}

/// How many observations pass the filter.
///
/// # Errors
/// As [`page`].
pub async fn count(scope: &Scope, hub: &Hub, ask: &Ask) -> Result<u64> {
    let (place, filter) = filter(scope, hub, ask).await?;
    repo::count(&hub.db, place, &filter).await
}

/// The observations of these keys inside the scope, drafts of others left out.
///
/// # Errors
/// When the database does not answer.
pub async fn by_ids(scope: &Scope, hub: &Hub, ids: &[ObservationId]) -> Result<Vec<Observation>> {
    let found = repo::by_ids(hub.db.reader(), scope.home(), ids).await?;
    Ok(found
        .into_iter()
        .filter(|observation| shows(scope, observation))
        .collect())
}

/// An observation as a version of it was, inside the scope.
///
/// # Errors
/// When the database does not answer.
pub async fn at_version(
    scope: &Scope,
    hub: &Hub,
    id: ObservationId,
    version: i64,
) -> Result<Option<Observation>> {
    let found = repo::at_version(&hub.db, scope.home(), id, version).await?;
    Ok(found.filter(|observation| shows(scope, observation)))
}

fn shows(scope: &Scope, observation: &Observation) -> bool {
    let Some(place) = scope.tree().by_id(observation.key.region) else {
        return false;
    };
    let action = match observation.head.status {
        Status::Submitted | Status::Accepted => Action::Read,
        Status::Draft | Status::Returned => Action::ReadDraft,
    };
    scope.allows(place, &[], Resource::Observation, action)
}
