//! Use cases of visits.

use entities::ids::{BureauId, EnterpriseId, ProblemId};

use super::{
    groups::{Group, fold},
    model::{Content, enterprise_unknown, problem_unknown},
    repo::{Filter, groups},
};
use crate::{
    audit::write::{Act, Write},
    bureau, enterprise,
    error::Result,
    hub::Hub,
    issue::blocks,
    problem::{
        self,
        model::{About, Raised, bureau_unknown},
    },
    region::tree::{Place, Tier},
    register::{
        model::{Draft, List, china_day},
        service::{
            self as register,
            write::{self, Change, Outcome, Rules},
        },
    },
    scope::{Scope, policy::Resource},
};

impl Rules for Content {
    async fn check(write: &Write<'_>, _place: Place<'_>, changes: &mut [Change<Self>]) -> Result<()> {
        let today = china_day(write.at());
        let enterprises: Vec<EnterpriseId> = changes.iter().filter_map(named_enterprise).collect();
        let enterprises = register::found::<enterprise::model::Content>(write, &enterprises).await?;
        let bureaus: Vec<BureauId> = changes.iter().filter_map(named_bureau).collect();
        let bureaus = register::standing::<bureau::model::Content>(write, &bureaus).await?;
        let problems: Vec<ProblemId> = changes
            .iter()
            .flat_map(named_problems)
            .map(|(_, id)| id)
            .collect();
        let problems = register::standing::<problem::model::Content>(write, &problems).await?;
        for change in changes {
            if let Some(named) = named_enterprise(change) {
                match enterprises.get(&named.0) {
                    Some(found) => change
                        .content
                        .details
                        .enterprise_name
                        .clone_from(&found.content.name),
                    None => change.issues.push(enterprise_unknown()),
                }
            }
            change.content = change.content.clone().named();
            change.issues.extend(change.content.check(today));
            if named_bureau(change).is_some_and(|bureau| !bureaus.contains(&bureau.0)) {
                change.issues.push(bureau_unknown("bureau"));
            }
            let unknown = named_problems(change)
                .into_iter()
                .filter(|(_, id)| !problems.contains(&id.0));
            change
                .issues
                .extend(unknown.map(|(index, _)| problem_unknown(index)));
        }
        Ok(())
    }
}

/// The enterprise that a change names, unless it was so before: then it was checked when it was named.
fn named_enterprise(change: &Change<Content>) -> Option<EnterpriseId> {
    let old = change.before.as_ref().map(|before| before.content.enterprise);
    Some(change.content.enterprise).filter(|enterprise| old != Some(*enterprise))
}

fn named_bureau(change: &Change<Content>) -> Option<BureauId> {
    let old = change.before.as_ref().and_then(|before| before.content.bureau);
    change.content.bureau.filter(|bureau| old != Some(*bureau))
}

fn named_problems(change: &Change<Content>) -> Vec<(usize, ProblemId)> {
    let old = change
        .before
        .as_ref()
        .map(|before| before.content.details.problems.as_slice())
        .unwrap_or_default();
    let named = change.content.details.problems.iter().copied().enumerate();
    named.filter(|(_, problem)| !old.contains(problem)).collect()
}

/// Registers a visit in the token's own region, and the problem that it raised: both, or neither.
///
/// # Errors
/// `FORBIDDEN`.
#[tracing::instrument(name = "visit.register", skip_all)]
pub async fn register(
    scope: &Scope,
    hub: &Hub,
    region: Option<&str>,
    content: Content,
    raised: Option<Raised>,
) -> Result<Outcome<Content>> {
    let Some(raised) = raised else {
        return write::register(scope, hub, region, content).await;
    };
    let place = register::writable(scope, region, Resource::Visit)?;
    register::writable(scope, Some(&place.code), Resource::Problem)?;
    let about = Some(About::Enterprise(content.enterprise));
    let raised = Raised { about, ..raised }.by(place.id, hub.today());
    let (mut problem, mut visit) = (new(raised), new(content));
    let mut write = Write::begin(scope, hub).await?;
    write::examine(&write, place, &mut visit).await?;
    write::examine(&write, place, &mut problem).await?;
    // What the problem takes from the visit, the enterprise and the day, the visit's own issues tell.
    let taken = [["about"], ["raisedOn"]];
    let told = problem
        .issues
        .drain(..)
        .filter(|issue| taken.iter().all(|path| issue.path != *path));
    visit.issues.extend(told.map(|issue| issue.below(&["problem"])));
    if blocks(&visit.issues) {
        return Ok((None, visit.issues));
    }
    let stored = write::keep(&mut write, hub, place, &mut problem, Act::Created).await?;
    let stored = stored.map(|stored| stored.id);
    visit.content.details.problems.extend(stored);
    write::put(write, hub, place, visit, Act::Created).await
}

fn new<C: Rules>(content: C) -> Change<C> {
    let Draft { content, issues } = content.into();
    Change {
        before: None,
        content,
        issues,
    }
}

/// The visits of a list, grouped by region.
///
/// # Errors
/// `FORBIDDEN` outside of the scope.
#[tracing::instrument(name = "visit.groups", skip_all)]
pub async fn groups(scope: &Scope, hub: &Hub, list: &List<Filter>, tier: Option<Tier>) -> Result<Vec<Group>> {
    let place = scope.region_or_home(list.region.as_deref(), Resource::Visit)?;
    let cells = groups::cells(&hub.db, place, list).await?;
    register::bounded(scope, hub, fold(scope.tree(), place, &cells, tier))
}
