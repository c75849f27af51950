//! Sealing, issuing, revising, explaining.

use chrono::{DateTime, Utc};
use entities::ids::PlanId;

use super::{indicators, measured};
use crate::{
    audit::write::{Act, Write},
    error::Result,
    hub::Hub,
    issue::blocks,
    plan::{
        model::{
            Content,
            state::{Explanation, sealed_already},
        },
        repo::{Plan, editions},
    },
    region::tree::{Place, Tier},
    register::{
        model::Draft,
        service::{
            self as register,
            write::{self, Change, Outcome},
        },
    },
    scope::{
        Scope,
        policy::{Action, Resource},
    },
};

/// Registers a draft in `region`, which must be one that the token writes.
///
/// # Errors
/// `FORBIDDEN`.
#[tracing::instrument(name = "plan.register", skip_all)]
pub async fn register(
    scope: &Scope,
    hub: &Hub,
    region: Option<&str>,
    draft: Draft<Content>,
) -> Result<Outcome<Content>> {
    register::writable(scope, region, Resource::Plan)?;
    let known = indicators(scope, hub, &draft.content.details.targets).await?;
    write::register(scope, hub, region, measured(draft, &known)).await
}

/// Changes a draft.
///
/// # Errors
/// `NOT_FOUND` outside of the scope, `FORBIDDEN` for one of another region.
#[tracing::instrument(name = "plan.update", skip_all)]
pub async fn update(
    scope: &Scope,
    hub: &Hub,
    id: PlanId,
    expected: i64,
    change: impl FnOnce(&Content) -> Draft<Content>,
) -> Result<Outcome<Content>> {
    let (plan, place) = write::to_change::<Content>(scope, hub, id).await?;
    let mut draft = change(&plan.content);
    if plan.content.state.is_sealed() {
        draft.issues.push(sealed_already());
    }
    let known = indicators(scope, hub, &draft.content.details.targets).await?;
    let draft = measured(draft, &known);
    let Draft { content, mut issues } = draft;
    issues.extend(plan.unless_standing());
    issues.extend(plan.unless_at(expected));
    let change = Change {
        before: Some(plan),
        content,
        issues,
    };
    let write = Write::begin(scope, hub).await?;
    write::finish(write, hub, place, change, Act::Updated).await
}

/// Seals a plan: its own region first, and then the regions above whose seals it asks for.
///
/// # Errors
/// `NOT_FOUND` outside of the scope, `FORBIDDEN` for who neither writes nor decides on it.
#[tracing::instrument(name = "plan.seal", skip_all)]
pub async fn seal(scope: &Scope, hub: &Hub, id: PlanId, expected: i64) -> Result<Outcome<Content>> {
    let plan = register::by_id::<Content>(scope, hub, id).await?;
    let place = write::place_of(scope, &plan)?;
    let keepers = Resource::Plan.keepers().unwrap_or(&[]);
    if place.id == scope.home().id {
        scope.require(place, keepers, Resource::Plan, Action::Write)?;
        let draft = plan.content.sealed_by_own(hub.today());
        return step(scope, hub, place, plan, draft, (expected, Act::Submitted)).await;
    }
    scope.require(place, keepers, Resource::Plan, Action::Decide)?;
    // Where the branch has no region of a seal's tier, the nearest one above puts it.
    let theirs: Vec<Tier> = Tier::ALL
        .into_iter()
        .filter(|tier| *tier < place.tier && place.at_tier(*tier).id == scope.home().id)
        .collect();
    let draft = plan.content.sealed_by_above(&theirs, hub.today());
    step(scope, hub, place, plan, draft, (expected, Act::Accepted)).await
}

/// Issues a sealed plan.
///
/// # Errors
/// `NOT_FOUND` outside of the scope, `FORBIDDEN` for one of another region.
#[tracing::instrument(name = "plan.issue", skip_all)]
pub async fn issue(
    scope: &Scope,
    hub: &Hub,
    id: PlanId,
    expected: i64,
    issued: Option<String>,
    number: Option<String>,
) -> Result<Outcome<Content>> {
    let (plan, place) = write::to_change::<Content>(scope, hub, id).await?;
    let stated = issued.or_else(|| plan.content.issued.clone());
    let draft = plan
        .content
        .issued(stated.unwrap_or_else(|| hub.today().to_string()), number);
    step(scope, hub, place, plan, draft, (expected, Act::Updated)).await
}

/// Begins the next edition of a sealed plan. The present one is frozen.
///
/// # Errors
/// `NOT_FOUND` outside of the scope, `FORBIDDEN` for one of another region.
#[tracing::instrument(name = "plan.revise", skip_all)]
pub async fn revise(scope: &Scope, hub: &Hub, id: PlanId, expected: i64) -> Result<Outcome<Content>> {
    let (plan, place) = write::to_change::<Content>(scope, hub, id).await?;
    let draft = plan.content.revised();
    step(scope, hub, place, plan, draft, (expected, Act::Updated)).await
}

/// Explains a finding that must be explained.
///
/// # Errors
/// `NOT_FOUND` outside of the scope, `FORBIDDEN` for one of another region.
#[tracing::instrument(name = "plan.explain", skip_all)]
pub async fn explain(
    scope: &Scope,
    hub: &Hub,
    id: PlanId,
    expected: i64,
    finding: String,
    text: String,
) -> Result<Outcome<Content>> {
    let (plan, place) = write::to_change::<Content>(scope, hub, id).await?;
    let at: DateTime<Utc> = hub.clock.now();
    let by = scope.principal().subject.to_string();
    let draft = plan.content.explained(Explanation {
        finding,
        text,
        by,
        at,
    });
    step(scope, hub, place, plan, draft, (expected, Act::Updated)).await
}

async fn step(
    scope: &Scope,
    hub: &Hub,
    place: Place<'_>,
    plan: Plan,
    draft: Draft<Content>,
    (expected, act): (i64, Act),
) -> Result<Outcome<Content>> {
    let Draft { content, mut issues } = draft;
    issues.extend(plan.unless_standing());
    issues.extend(plan.unless_at(expected));
    let write = Write::begin(scope, hub).await?;
    let begun = content.edition > plan.content.edition && !blocks(&issues);
    if begun && !editions::freeze(&write, place, &plan).await? {
        issues.push(crate::issue::Issue::version_conflict(expected, plan.version + 1));
    }
    let change = Change {
        before: Some(plan),
        content,
        issues,
    };
    write::put(write, hub, place, change, act).await
}
