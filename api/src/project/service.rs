//! Use cases of projects.

pub mod figures;

use entities::ids::{EnterpriseId, ProjectId};

use super::{
    model::{
        Content, lead_and_cooperating,
        work::{Progress, participant_unknown},
    },
    repo::{Project, members},
};
use crate::{
    audit::write::Write,
    bureau::{model::Reference, service::naming},
    counting::{fold::Cell, model::Projects},
    enterprise,
    error::Result,
    hub::Hub,
    issue::Issue,
    region::tree::Place,
    register::repo::members::Asked,
    register::{
        model::{Draft, china_day},
        service::{
            self as register, standing,
            write::{Change, Outcome, Rules, amend},
        },
    },
    scope::Scope,
    vocabulary::{model::Vocabulary, service::Known},
};

/// The projects of these keys inside the scope.
///
/// # Errors
/// When the database does not answer.
pub async fn by_ids(scope: &Scope, hub: &Hub, ids: &[ProjectId]) -> Result<Vec<Project>> {
    register::by_ids::<Content>(scope, hub, ids).await
}

/// Appends an entry of progress, whatever the version. The same entry given again is not appended twice.
///
/// # Errors
/// `NOT_FOUND` outside of the scope, `FORBIDDEN` where the token may not write.
#[tracing::instrument(name = "project.add_progress", skip_all)]
pub async fn add_progress(
    scope: &Scope,
    hub: &Hub,
    id: ProjectId,
    entry: &Progress,
) -> Result<Outcome<Content>> {
    let append = |old: &Content| {
        let mut content = old.clone();
        let progress = &mut content.details.progress;
        if !progress.contains(entry) {
            let place = progress.partition_point(|earlier| earlier.on <= entry.on);
            progress.insert(place, entry.clone());
        }
        Draft {
            content,
            issues: entry.check(hub.today()),
        }
    };
    amend(scope, hub, id, append).await
}

impl Rules for Content {
    async fn check(write: &Write<'_>, place: Place<'_>, changes: &mut [Change<Self>]) -> Result<()> {
        let today = china_day(write.at());
        let codes: Vec<String> = changes.iter().flat_map(codes).collect();
        let terms = Known::of(write, codes.iter().map(String::as_str)).await?;
        let bureaus: Vec<Reference> = changes.iter().flat_map(named).collect();
        let bureaus = naming::Known::of(write, place, &bureaus).await?;
        let enterprises: Vec<_> = changes.iter().flat_map(new_participants).collect();
        let enterprises = enterprises.into_iter().map(|(_, id)| id).collect::<Vec<_>>();
        let known = standing::<enterprise::model::Content>(write, &enterprises).await?;
        for change in changes {
            let before = change.before.as_ref().map(|before| &before.content);
            let order = |stage: &str| Some(terms.get(Vocabulary::ProjectStage, stage)?.position);
            let issues = change.content.check(before, today, order);
            change.issues.extend(issues);
            check_terms(&terms, change);
            settle_bureaus(&bureaus, change);
            let unknown = new_participants(change);
            let unknown = unknown.into_iter().filter(|(_, id)| !known.contains(&id.0));
            let issues: Vec<Issue> = unknown.map(|(index, _)| participant_unknown(index)).collect();
            change.issues.extend(issues);
        }
        Ok(())
    }
}

fn codes(change: &Change<Content>) -> Vec<String> {
    let stages = change.content.details.stages.iter().map(|stage| &stage.stage);
    stages.chain([&change.content.kind]).cloned().collect()
}

fn named(change: &Change<Content>) -> Vec<Reference> {
    let details = &change.content.details;
    let named = details.lead_bureaus.iter().chain(&details.cooperating_bureaus);
    named.cloned().collect()
}

/// Kind and stages are terms in use; those that the record had before stay.
fn check_terms(terms: &Known, change: &mut Change<Content>) {
    use crate::project::model::stage::At;
    let Change {
        before,
        content,
        issues,
    } = change;
    let before = before.as_ref().map(|before| &before.content);
    let kind = before.map(|before| before.kind.as_str());
    if !content.kind.is_empty() {
        terms.check(&["kind"], Vocabulary::ProjectKind, &content.kind, kind, issues);
    }
    let earlier = before.map_or(&[][..], |before| &before.details.stages);
    let stages = &content.details.stages;
    for (entry, at) in stages.iter().zip(At::of(stages, earlier)) {
        let kept = earlier.iter().any(|earlier| earlier.stage == entry.stage);
        let kept = kept.then_some(entry.stage.as_str());
        terms.check(
            &at.path("stage"),
            Vocabulary::ProjectStage,
            &entry.stage,
            kept,
            issues,
        );
    }
}

/// Puts the bureaus in the place of their names. None leads and cooperates.
fn settle_bureaus(bureaus: &naming::Known, change: &mut Change<Content>) {
    let Change {
        before,
        content,
        issues,
    } = change;
    let before = before.as_ref().map(|before| &before.content.details);
    let (lead, cooperating) = before.map_or((&[][..], &[][..]), |before| {
        (&before.lead_bureaus[..], &before.cooperating_bureaus[..])
    });
    let details = &mut content.details;
    bureaus.settle("leadBureaus", &mut details.lead_bureaus, lead, issues);
    let named = details.cooperating_bureaus.clone();
    let cooperate = &mut details.cooperating_bureaus;
    bureaus.settle("cooperatingBureaus", cooperate, cooperating, issues);
    for (index, reference) in named.iter().enumerate() {
        let path = ["cooperatingBureaus", &index.to_string()];
        let settled = bureaus.resolve(&path, reference, cooperating, &mut Vec::new());
        let both = settled.filter(|id| details.lead_bureaus.iter().any(|lead| lead.id() == Some(*id)));
        if let Some(id) = both {
            issues.push(lead_and_cooperating(index, bureaus.name(id).unwrap_or_default()));
        }
    }
}

/// The enterprises that a change names as participants and that were none before, with their places in the list.
fn new_participants(change: &Change<Content>) -> Vec<(usize, EnterpriseId)> {
    let before = change.before.as_ref();
    let earlier = before.map_or(&[][..], |before| &before.content.details.participants);
    let was = |id: EnterpriseId| earlier.iter().any(|earlier| earlier.enterprise == Some(id));
    let participants = change.content.details.participants.iter().enumerate();
    let named = participants.filter_map(|(index, one)| Some((index, one.enterprise?)));
    named.filter(|(_, id)| !was(*id)).collect()
}

/// What a rule counts of the register. The caller has checked the rights.
///
/// # Errors
/// When the database does not answer.
pub async fn counted(hub: &Hub, asked: &Asked<'_>, filter: &Projects) -> Result<Vec<Cell>> {
    members::counted(&hub.db, asked, filter).await
}
