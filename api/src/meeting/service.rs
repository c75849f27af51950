//! Use cases of meetings.

use entities::ids::ProjectId;

use super::model::{Content, project_unknown};
use crate::{
    audit::write::Write,
    bureau::{model::Reference, service::naming::Known},
    error::Result,
    issue::Issue,
    project,
    region::tree::Place,
    register::{
        model::china_day,
        service::{
            standing,
            write::{Change, Rules},
        },
    },
};

impl Rules for Content {
    async fn check(write: &Write<'_>, place: Place<'_>, changes: &mut [Change<Self>]) -> Result<()> {
        let today = china_day(write.at());
        let named: Vec<Reference> = changes.iter().flat_map(named).collect();
        let bureaus = Known::of(write, place, &named).await?;
        let projects: Vec<_> = changes.iter().flat_map(new_projects).collect();
        let projects: Vec<ProjectId> = projects.into_iter().map(|(_, id)| id).collect();
        let known = standing::<project::model::Content>(write, &projects).await?;
        for change in changes {
            change.issues.extend(change.content.check(today));
            let unknown = new_projects(change);
            let unknown = unknown.into_iter().filter(|(_, id)| !known.contains(&id.0));
            let issues: Vec<Issue> = unknown.map(|(index, _)| project_unknown(index)).collect();
            change.issues.extend(issues);
            settle_bureaus(&bureaus, change);
        }
        Ok(())
    }
}

fn named(change: &Change<Content>) -> Vec<Reference> {
    let details = &change.content.details;
    let owners = details
        .decisions
        .iter()
        .filter_map(|decision| decision.owner.as_ref());
    details.attending.iter().chain(owners).cloned().collect()
}

/// Puts the bureaus in the place of their names.
fn settle_bureaus(bureaus: &Known, change: &mut Change<Content>) {
    let Change {
        before,
        content,
        issues,
    } = change;
    let before = before.as_ref().map(|before| &before.content.details);
    let attended = before.map_or(&[][..], |before| &before.attending);
    bureaus.settle(
        "attendingBureaus",
        &mut content.details.attending,
        attended,
        issues,
    );
    let decisions = before.map_or(&[][..], |before| &before.decisions);
    let owners: Vec<Reference> = decisions
        .iter()
        .filter_map(|decision| decision.owner.clone())
        .collect();
    for (index, decision) in content.details.decisions.iter_mut().enumerate() {
        let path = ["decisions", &index.to_string(), "owner"];
        let owner = decision.owner.take();
        let settled = owner.and_then(|owner| bureaus.resolve(&path, &owner, &owners, issues));
        decision.owner = settled.map(Reference::Id);
    }
}

/// The projects that a change names and that the record did not name before, with their places in the list.
fn new_projects(change: &Change<Content>) -> Vec<(usize, ProjectId)> {
    let before = change.before.as_ref();
    let earlier = before.map_or(&[][..], |before| &before.content.details.projects);
    let projects = change.content.details.projects.iter().copied().enumerate();
    projects.filter(|(_, id)| !earlier.contains(id)).collect()
}
