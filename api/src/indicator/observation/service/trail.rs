//! Where values come from.

use std::collections::HashMap;

use entities::ids::ObservationId;

use crate::{
    error::Result,
    hub::Hub,
    indicator::observation::{
        model::{Key, Status},
        repo,
        trail::Trail,
    },
    region::tree::Place,
    scope::{
        Scope,
        policy::{Action, Resource},
    },
};

/// The versions of the observations of these keys, which lie in `place` or below.
///
/// # Errors
/// `FORBIDDEN` outside of the scope.
pub async fn trails(scope: &Scope, hub: &Hub, place: Place<'_>, keys: &[Key]) -> Result<HashMap<Key, Trail>> {
    scope.require(place, &[], Resource::Observation, Action::Read)?;
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    repo::trails(&hub.db, place.province().id, keys).await
}

/// The versions of these observations that the scope sees: all of its own region, and of the others none that was a
/// draft.
///
/// # Errors
/// When the database does not answer.
pub async fn versions(
    scope: &Scope,
    hub: &Hub,
    ids: &[ObservationId],
) -> Result<HashMap<ObservationId, Trail>> {
    let home = scope.home();
    if !scope.allows(home, &[], Resource::Observation, Action::Read) {
        return Ok(HashMap::new());
    }
    let own = super::own(scope);
    let found = repo::trails_of(&hub.db, home.province().id, ids).await?;
    let seen = found.into_iter().filter_map(|(key, mut trail)| {
        let place = scope.tree().by_id(key.region)?;
        if !scope.allows(place, &[], Resource::Observation, Action::Read) {
            return None;
        }
        if !own.is_some_and(|own| own.answers_for(key.region)) {
            trail.steps.retain(|step| step.status != Status::Draft);
        }
        Some((trail.id, trail))
    });
    Ok(seen.collect())
}
