//! Use cases of problems.

use chrono::NaiveDate;
use entities::ids::{BureauId, ProblemId};

use super::{
    groups::{Group, fold},
    model::{About, Content, Raised, about_unknown, bureau_unknown},
    repo::{Filter, groups},
};
use crate::{
    audit::write::{Act, Write},
    bureau, enterprise,
    error::{Error, Result},
    hub::Hub,
    platform, project,
    region::tree::{Place, Tier},
    register::{
        model::{Draft, List, china_day},
        repo::Record,
        service::{
            self as register,
            write::{self, Change, Outcome, Rules},
        },
    },
    scope::{
        Scope,
        policy::{Action, Resource},
    },
};

impl Rules for Content {
    async fn check(write: &Write<'_>, _place: Place<'_>, changes: &mut [Change<Self>]) -> Result<()> {
        let today = china_day(write.at());
        let abouts: Vec<About> = changes.iter().filter_map(named_about).collect();
        let known = known(write, &abouts).await?;
        let owners: Vec<BureauId> = changes.iter().filter_map(named_owner).collect();
        let bureaus = register::standing::<bureau::model::Content>(write, &owners).await?;
        for change in changes {
            change.issues.extend(change.content.check(today));
            if named_about(change).is_some_and(|about| !known.contains(&about)) {
                change.issues.push(about_unknown());
            }
            if named_owner(change).is_some_and(|owner| !bureaus.contains(&owner.0)) {
                change.issues.push(bureau_unknown("ownerBureau"));
            }
        }
        Ok(())
    }
}

/// What a change says that the problem is about, unless it was so before: then it was checked when it was named.
fn named_about(change: &Change<Content>) -> Option<About> {
    let old = change.before.as_ref().map(|before| before.content.about);
    Some(change.content.about).filter(|about| old != Some(*about))
}

fn named_owner(change: &Change<Content>) -> Option<BureauId> {
    let old = change
        .before
        .as_ref()
        .and_then(|before| before.content.owner_bureau);
    change.content.owner_bureau.filter(|owner| old != Some(*owner))
}

/// Those that stand inside the scope of a write.
async fn known(write: &Write<'_>, abouts: &[About]) -> Result<Vec<About>> {
    let (mut enterprises, mut projects, mut platforms) = (Vec::new(), Vec::new(), Vec::new());
    let mut known = Vec::new();
    for about in abouts {
        match about {
            About::Enterprise(id) => enterprises.push(*id),
            About::Project(id) => projects.push(*id),
            About::Platform(id) => platforms.push(*id),
            About::Region(id) => {
                let (tree, home) = (write.scope().tree(), write.scope().home());
                if tree.by_id(*id).is_some_and(|place| home.contains(place)) {
                    known.push(*about);
                }
            }
        }
    }
    let enterprises = register::standing::<enterprise::model::Content>(write, &enterprises).await?;
    known.extend(enterprises.into_iter().map(|id| About::Enterprise(id.into())));
    let projects = register::standing::<project::model::Content>(write, &projects).await?;
    known.extend(projects.into_iter().map(|id| About::Project(id.into())));
    let platforms = register::standing::<platform::model::Content>(write, &platforms).await?;
    known.extend(platforms.into_iter().map(|id| About::Platform(id.into())));
    Ok(known)
}

/// Raises a problem in the token's own region.
///
/// # Errors
/// `FORBIDDEN`.
#[tracing::instrument(name = "problem.raise", skip_all)]
pub async fn raise(
    scope: &Scope,
    hub: &Hub,
    region: Option<&str>,
    raised: Raised,
) -> Result<Outcome<Content>> {
    let place = register::writable(scope, region, Resource::Problem)?;
    write::register(scope, hub, region, raised.by(place.id, hub.today())).await
}

/// Puts a problem into the hands of a bureau, until a day. By the region where it stands.
///
/// # Errors
/// `NOT_FOUND` outside of the scope, `FORBIDDEN` where it does not stand.
#[tracing::instrument(name = "problem.assign", skip_all)]
pub async fn assign(
    scope: &Scope,
    hub: &Hub,
    id: ProblemId,
    expected: i64,
    owner: BureauId,
    due: Option<NaiveDate>,
) -> Result<Outcome<Content>> {
    let (problem, place) = read(scope, hub, id).await?;
    stands_here(scope, &problem, place)?;
    let draft = problem.content.assigned(owner, due);
    step(scope, hub, problem, place, draft, expected).await
}

/// Says how a problem was resolved. By the region where it stands.
///
/// # Errors
/// `NOT_FOUND` outside of the scope, `FORBIDDEN` where it does not stand.
#[tracing::instrument(name = "problem.resolve", skip_all)]
pub async fn resolve(
    scope: &Scope,
    hub: &Hub,
    id: ProblemId,
    expected: i64,
    resolution: String,
) -> Result<Outcome<Content>> {
    let (problem, place) = read(scope, hub, id).await?;
    stands_here(scope, &problem, place)?;
    let draft = problem.content.resolved(resolution, hub.today());
    step(scope, hub, problem, place, draft, expected).await
}

/// Closes a resolved problem. By the region that raised it alone.
///
/// # Errors
/// `NOT_FOUND` outside of the scope, `FORBIDDEN` for one that another region raised.
#[tracing::instrument(name = "problem.close", skip_all)]
pub async fn close(scope: &Scope, hub: &Hub, id: ProblemId, expected: i64) -> Result<Outcome<Content>> {
    let (problem, place) = write::to_change::<Content>(scope, hub, id).await?;
    let draft = problem.content.closed(hub.today());
    step(scope, hub, problem, place, draft, expected).await
}

/// Gives a resolved problem back. By the region that raised it alone.
///
/// # Errors
/// `NOT_FOUND` outside of the scope, `FORBIDDEN` for one that another region raised.
#[tracing::instrument(name = "problem.reopen", skip_all)]
pub async fn reopen(
    scope: &Scope,
    hub: &Hub,
    id: ProblemId,
    expected: i64,
    reason: String,
) -> Result<Outcome<Content>> {
    let (problem, place) = write::to_change::<Content>(scope, hub, id).await?;
    let draft = problem.content.reopened(reason, hub.today());
    step(scope, hub, problem, place, draft, expected).await
}

/// Takes a problem one tier up. By the region that raised it, or that where it stands.
///
/// # Errors
/// `NOT_FOUND` outside of the scope, `FORBIDDEN` for another region.
#[tracing::instrument(name = "problem.escalate", skip_all)]
pub async fn escalate(
    scope: &Scope,
    hub: &Hub,
    id: ProblemId,
    expected: i64,
    reason: String,
) -> Result<Outcome<Content>> {
    let (problem, place) = read(scope, hub, id).await?;
    if !scope.allows(place, &[], Resource::Problem, Action::Write) {
        stands_here(scope, &problem, place)?;
    }
    let stands_at = scope.tree().by_id(problem.content.stands_at);
    let above = stands_at.and_then(Place::parent).map(|above| above.id);
    let draft = problem.content.escalated(above, reason, hub.today());
    step(scope, hub, problem, place, draft, expected).await
}

async fn read<'a>(scope: &'a Scope, hub: &Hub, id: ProblemId) -> Result<(Record<Content>, Place<'a>)> {
    let problem = register::by_id::<Content>(scope, hub, id).await?;
    let place = write::place_of(scope, &problem)?;
    Ok((problem, place))
}

/// A problem of `place` is decided on by the region where it stands.
fn stands_here(scope: &Scope, problem: &Record<Content>, place: Place<'_>) -> Result<()> {
    scope.require(place, &[], Resource::Problem, Action::Decide)?;
    if scope.home().answers_for(problem.content.stands_at) {
        return Ok(());
    }
    Err(Error::Forbidden(format!(
        "the problem does not stand at region {}",
        scope.home().code
    )))
}

async fn step(
    scope: &Scope,
    hub: &Hub,
    problem: Record<Content>,
    place: Place<'_>,
    draft: Draft<Content>,
    expected: i64,
) -> Result<Outcome<Content>> {
    let Draft { content, mut issues } = draft;
    issues.extend(problem.unless_standing());
    issues.extend(problem.unless_at(expected));
    let change = Change {
        before: Some(problem),
        content,
        issues,
    };
    let write = Write::begin(scope, hub).await?;
    write::finish(write, hub, place, change, Act::Updated).await
}

/// The problems of a list by state, grouped by region.
///
/// # Errors
/// `FORBIDDEN` outside of the scope.
#[tracing::instrument(name = "problem.groups", skip_all)]
pub async fn groups(scope: &Scope, hub: &Hub, list: &List<Filter>, tier: Option<Tier>) -> Result<Vec<Group>> {
    let place = scope.region_or_home(list.region.as_deref(), Resource::Problem)?;
    let cells = groups::cells(&hub.db, place, list, hub.today()).await?;
    register::bounded(scope, hub, fold(scope.tree(), place, &cells, tier))
}
