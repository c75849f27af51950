//! Use cases of changes of boundaries.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use entities::ids::BoundaryEventId;

use super::{
    model::Change,
    plan::{self, Plan},
    preview::Preview,
    repo,
};
use crate::{
    audit::write::{Act, Write},
    error::Result,
    hub::Hub,
    issue::Issue,
    region::{
        self,
        tree::{Event, Place, Tree},
    },
    scope::{
        Scope,
        policy::{Action, Resource},
    },
};

/// Kind of the entries in both logs.
pub const KIND: &str = "boundary_event";

/// Changes boundaries. The issues say why it did not.
///
/// # Errors
/// `FORBIDDEN` where the token's region does not stand above all regions that change, or without the role.
#[tracing::instrument(name = "boundary.change", skip_all)]
pub async fn change(scope: &Scope, hub: &Hub, change: &Change) -> Result<(Option<Event>, Vec<Issue>)> {
    authorise(scope, change)?;
    let mut write = Write::begin(scope, hub).await?;
    let (history, next) = region::service::locked(&write).await?;
    // As the regions are now: what another process changed meanwhile counts for the rights, too.
    let mut now = scope.clone();
    now.renew(Arc::new(Tree::of(&history, hub.today())))?;
    authorise(&now, change)?;
    let (plan, issues) = plan::plan(change, &history, next, hub.today());
    let Some(plan) = plan else {
        return Ok((None, issues));
    };
    let id = BoundaryEventId(hub.ids.next(write.at()));
    let event = event(change, &plan, id, scope, write.at());
    let (province, home) = (scope.home().province().id, scope.home());
    repo::store(write.connection(), &plan, &event, (province, home.id)).await?;
    region::service::tell(&write).await?;
    write.note(Act::Created, KIND, id.0, 1, home, None, Some(&event))?;
    write.commit(hub).await?;
    hub.reload_tree().await?;
    Ok((Some(event), issues))
}

/// The event of a plan.
fn event(change: &Change, plan: &Plan, id: BoundaryEventId, scope: &Scope, at: DateTime<Utc>) -> Event {
    Event {
        id,
        date: change.date,
        kind: change.kind,
        basis: change.basis.clone(),
        note: change.note.clone(),
        recorded_by: scope.principal().subject.to_string(),
        recorded_at: at,
        links: plan.links(),
    }
}

/// What a change would do. Nothing is locked or written.
///
/// # Errors
/// As [`change`].
#[tracing::instrument(name = "boundary.preview", skip_all)]
pub async fn preview(scope: &Scope, hub: &Hub, change: &Change) -> Result<Preview> {
    authorise(scope, change)?;
    let history = scope.tree().history();
    let last = history.regions().map(|dated| dated.region.id.0).max();
    let (plan, issues) = plan::plan(change, history, last.unwrap_or(0) + 1, hub.today());
    let Some(plan) = plan else {
        return Ok(Preview::refused(scope, issues));
    };
    let event = event(change, &plan, BoundaryEventId(0), scope, hub.clock.now());
    let mut preview = Preview::new(scope, plan, &event, hub.today(), issues);
    let province = scope.home().province();
    let ids: Vec<_> = preview.kept.iter().flat_map(|kept| kept.ids.clone()).collect();
    let records = crate::register::service::census(hub, province, &ids).await?;
    let observations = crate::indicator::observation::service::census(hub, province, &ids).await?;
    for kept in &mut preview.kept {
        kept.count(&records, &observations);
    }
    Ok(preview)
}

/// Whether the token may change these boundaries: it stands strictly above all regions that end, and above or at those
/// below which others begin.
fn authorise(scope: &Scope, change: &Change) -> Result<()> {
    let tree = scope.tree();
    let place = |code: &String| {
        let id = plan::named(tree.history(), change, code);
        id.and_then(|id| tree.by_id(id))
    };
    let parties: Vec<Place<'_>> = change.regions.iter().filter_map(place).collect();
    // Whoever may change nothing at all learns so, though all codes be unknown.
    let below = scope.home().children().next().unwrap_or(scope.home());
    for party in parties.iter().copied().chain(parties.is_empty().then_some(below)) {
        scope.require(party, &[], Resource::Boundary, Action::Write)?;
    }
    for parent in change
        .successors
        .iter()
        .filter_map(|begun| begun.parent.as_ref())
        .filter_map(place)
    {
        scope.require(parent, &[], Resource::Boundary, Action::Read)?;
    }
    Ok(())
}

/// The changes that concern a region or one below, as the regions are now, from one day to another; the latest first.
///
/// # Errors
/// `FORBIDDEN` outside of the scope, `NOT_FOUND` for an unknown region.
pub fn events<'a>(
    scope: &'a Scope,
    region: Option<&str>,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> Result<Vec<&'a Event>> {
    let root = scope.region_or_home(region, Resource::Boundary)?;
    let tree = scope.tree();
    let concerns = |event: &&Event| {
        let parties = event
            .links
            .iter()
            .flat_map(|link| [link.predecessor, link.successor]);
        let mut places = parties.filter_map(|id| tree.by_id(id));
        places.any(|place| root.contains(place))
    };
    let events = tree.history().events().iter().rev();
    Ok(events
        .filter(|event| from.is_none_or(|from| from <= event.date) && to.is_none_or(|to| event.date <= to))
        .filter(concerns)
        .collect())
}

/// The change of a key, if it concerns the scope.
///
/// # Errors
/// `FORBIDDEN` without the right to read changes.
pub fn by_id(scope: &Scope, id: BoundaryEventId) -> Result<Option<&Event>> {
    Ok(events(scope, None, None, None)?
        .into_iter()
        .find(|event| event.id == id))
}
