//! Use cases of observations: record, decide (accept or return), list.

mod decide;
mod record;
mod trail;

use chrono::{DateTime, Utc};
use entities::ids::{IndicatorId, ObservationId, RegionId};

use super::{
    model::Status,
    repo::{self, Filter, Observation, Own},
};
use crate::{
    error::{Error, Result},
    hub::Hub,
    indicator,
    region::tree::Place,
    scope::{
        Scope,
        policy::{Action, Resource},
    },
};

pub use decide::{Named, decide};
pub use record::{Batch, Recorded, RowOutcome, record};
pub use trail::{trails, versions};

/// Kind of the entries in both logs.
const KIND: &str = "observation";

fn check_size(hub: &Hub, rows: usize) -> Result<()> {
    let limit = hub.config.graphql.max_batch;
    if rows > limit {
        return Err(Error::LimitExceeded(format!(
            "{rows} rows are given; one call may have {limit}"
        )));
    }
    Ok(())
}

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

/// The region whose drafts and returned values the scope sees: its own, if its role may.
fn own(scope: &Scope) -> Own<'_> {
    let home = scope.home();
    scope
        .allows(home, &[], Resource::Observation, Action::ReadDraft)
        .then_some(home)
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
    let indicators: Vec<IndicatorId> = if ask.indicators.is_empty() {
        Vec::new()
    } else {
        let known = indicator::service::by_codes(scope, hub, &ask.indicators).await?;
        known.iter().map(|known| known.id).collect()
    };
    Ok((
        place,
        Filter {
            indicators,
            periods: ask.periods.clone(),
            status: ask.status,
        },
    ))
}

/// A page of observations, one more than `limit` if there are more.
///
/// # Errors
/// `FORBIDDEN` outside of the scope, `NOT_FOUND` for an unknown region or indicator.
#[tracing::instrument(name = "observation.page", skip_all)]
pub async fn page(
    scope: &Scope,
    hub: &Hub,
    ask: &Ask,
    after: Option<(DateTime<Utc>, i64)>,
    limit: u64,
) -> Result<Vec<Observation>> {
    let (place, filter) = filter(scope, hub, ask).await?;
    repo::page(&hub.db, place, own(scope), &filter, after, limit).await
}

/// How many observations pass the filter.
///
/// # Errors
/// As [`page`].
pub async fn count(scope: &Scope, hub: &Hub, ask: &Ask) -> Result<u64> {
    let (place, filter) = filter(scope, hub, ask).await?;
    repo::count(&hub.db, place, own(scope), &filter).await
}

/// How many observations are kept under each of these regions of a province.
///
/// # Errors
/// When the database does not answer.
pub async fn census(hub: &Hub, province: Place<'_>, regions: &[RegionId]) -> Result<Vec<(RegionId, u64)>> {
    repo::census(&hub.db, province, regions).await
}

/// The observations of these keys inside the scope, as it sees them.
///
/// # Errors
/// When the database does not answer.
pub async fn by_ids(scope: &Scope, hub: &Hub, ids: &[ObservationId]) -> Result<Vec<Observation>> {
    if !scope.allows(scope.home(), &[], Resource::Observation, Action::Read) {
        return Ok(Vec::new());
    }
    repo::by_ids(&hub.db, scope.home(), own(scope), ids).await
}

/// An observation as an accepted version of it was, inside the scope.
///
/// # Errors
/// When the database does not answer.
pub async fn accepted_version(
    scope: &Scope,
    hub: &Hub,
    id: ObservationId,
    version: i64,
) -> Result<Option<Observation>> {
    if !scope.allows(scope.home(), &[], Resource::Observation, Action::Read) {
        return Ok(None);
    }
    let found = repo::at_version(&hub.db, scope.home(), id, version).await?;
    Ok(found.filter(|observation| observation.head.status == Status::Accepted))
}
