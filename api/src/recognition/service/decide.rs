//! The steps of an entry: nomination, review, recognition, rejection, revocation.

use chrono::NaiveDate;
use entities::ids::RecognitionId;

use super::{SubjectKey, subjects};
use crate::{
    audit::write::{Act, Write},
    error::{Error, Result},
    hub::Hub,
    issue::{Issue, check_note},
    recognition::{
        model::{Content, Details, Evidence, State, Step, last_day, recogniser},
        programme::{model::Programme, service as programmes},
        service::subjects::Subject,
    },
    region::tree::Place,
    register::{
        model::{check_reason, china_day},
        repo::{Kept, Record},
        service::{
            by_id,
            write::{self, Change, Outcome},
        },
    },
    scope::{
        Scope,
        policy::{Action, Resource},
    },
};

/// A nomination.
#[derive(Clone, Debug)]
pub struct Nomination {
    /// Code of the programme.
    pub programme: String,
    /// The subject.
    pub subject: SubjectKey,
    /// Evidence.
    pub evidence: Vec<Evidence>,
    /// Note.
    pub note: Option<String>,
}

/// The step that the scope of a write takes today.
pub(super) fn step(write: &Write<'_>, reason: Option<String>) -> Step {
    let scope = write.scope();
    Step {
        region: scope.home().id,
        by: scope.principal().subject.to_string(),
        on: china_day(write.at()),
        reason,
    }
}

/// Nominates a subject of the token's own region.
///
/// # Errors
/// `NOT_FOUND` for a subject outside of the scope, `FORBIDDEN` for one of another region or kept by other functions.
#[tracing::instrument(name = "recognition.nominate", skip_all)]
pub async fn nominate(scope: &Scope, hub: &Hub, given: Nomination) -> Result<Outcome<Content>> {
    let write = Write::begin(scope, hub).await?;
    let mut found = subjects::find(&write, &[given.subject]).await?;
    let subject = found.remove(&given.subject);
    let subject = subject.ok_or_else(|| Error::NotFound("there is no such subject".to_owned()))?;
    let place = place(scope, &subject)?;
    let mut issues = Vec::new();
    check_note(&["note"], given.note.as_deref(), &mut issues);
    issues.extend(unless_standing(&subject));
    let programmes = programmes::known(&write, [given.programme.as_str()]).await?;
    let programme = programmes.get(&given.programme);
    if programme.is_some_and(|programme| recogniser(place, programme.attributes.recognised_by).is_none()) {
        let (message, message_zh) = ("no region above could recognise it", "没有上级地区可以认定该对象");
        issues.push(Issue::error(&["subject"], "NO_RECOGNISER", message, message_zh));
    }
    let content = Content {
        name: subject.name,
        programme: given.programme,
        subject_kind: subject.key.0,
        subject_id: subject.key.1,
        state: State::Nominated,
        valid_from: None,
        valid_to: None,
        details: Details {
            evidence: given.evidence,
            nominated: Some(step(&write, given.note)),
            ..Details::default()
        },
    };
    scope.require(place, content.keepers(), Resource::Recognition, Action::Write)?;
    let change = Change {
        before: None,
        content,
        issues,
    };
    write::finish(write, hub, place, change, Act::Created).await
}

fn place<'a>(scope: &'a Scope, subject: &Subject) -> Result<Place<'a>> {
    let place = scope.tree().by_id(subject.region);
    place.ok_or_else(|| Error::internal("a subject of no region"))
}

/// The issue of a subject that is deleted.
pub(super) fn unless_standing(subject: &Subject) -> Option<Issue> {
    let (message, message_zh) = ("the subject is deleted", "该对象已删除");
    let issue = Issue::error(&["subject"], "DELETED", message, message_zh);
    (!subject.standing).then(|| issue.with([&subject.name]))
}

/// Which entry is taken a step further, and from which version.
#[derive(Clone, Copy, Debug)]
pub struct At {
    /// The entry.
    pub id: RecognitionId,
    /// The version that the caller read.
    pub expected: i64,
}

/// A recognition.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The first day of validity.
    pub on: NaiveDate,
    /// The last one; by the programme's months where it is none.
    pub to: Option<NaiveDate>,
    /// Number of the certificate.
    pub certificate: Option<String>,
    /// Note.
    pub note: Option<String>,
}

/// Takes a nomination into review.
///
/// # Errors
/// As [`recognise`].
#[tracing::instrument(name = "recognition.review", skip_all)]
pub async fn review(scope: &Scope, hub: &Hub, at: At, note: Option<String>) -> Result<Outcome<Content>> {
    let mut deciding = Deciding::begin(scope, hub, at, &[State::Nominated]).await?;
    check_note(&["note"], note.as_deref(), &mut deciding.issues);
    deciding.content.state = State::UnderReview;
    deciding.content.details.reviewed = Some(step(&deciding.write, note));
    deciding.finish(hub).await
}

/// Recognises what was nominated.
///
/// # Errors
/// `NOT_FOUND` outside of the scope; `FORBIDDEN` for another region than the one that recognises in the programme,
/// another function, and whoever nominated.
#[tracing::instrument(name = "recognition.recognise", skip_all)]
pub async fn recognise(scope: &Scope, hub: &Hub, at: At, grant: Grant) -> Result<Outcome<Content>> {
    let mut deciding = Deciding::begin(scope, hub, at, &[State::Nominated, State::UnderReview]).await?;
    check_note(&["note"], grant.note.as_deref(), &mut deciding.issues);
    let months = deciding.programme.attributes.months;
    let content = &mut deciding.content;
    content.state = State::Recognised;
    content.valid_from = Some(grant.on);
    content.valid_to = grant.to.or(months.and_then(|months| last_day(grant.on, months)));
    content.details.certificate = grant.certificate;
    content.details.decided = Some(step(&deciding.write, grant.note));
    deciding.finish(hub).await
}

/// Rejects what was nominated, with a reason.
///
/// # Errors
/// As [`recognise`].
#[tracing::instrument(name = "recognition.reject", skip_all)]
pub async fn reject(scope: &Scope, hub: &Hub, at: At, reason: String) -> Result<Outcome<Content>> {
    let mut deciding = Deciding::begin(scope, hub, at, &[State::Nominated, State::UnderReview]).await?;
    check_reason(&["reason"], &reason, &mut deciding.issues);
    deciding.content.state = State::Rejected;
    deciding.content.details.decided = Some(step(&deciding.write, Some(reason)));
    deciding.finish(hub).await
}

/// Revokes a recognition from a day on, with a reason.
///
/// # Errors
/// As [`recognise`].
#[tracing::instrument(name = "recognition.revoke", skip_all)]
pub async fn revoke(
    scope: &Scope,
    hub: &Hub,
    at: At,
    on: NaiveDate,
    reason: String,
) -> Result<Outcome<Content>> {
    let mut deciding = Deciding::begin(scope, hub, at, &[State::Recognised]).await?;
    check_reason(&["reason"], &reason, &mut deciding.issues);
    if deciding.issues.is_empty() {
        let today = china_day(deciding.write.at());
        deciding.issues.extend(deciding.content.revoke(on, today));
    }
    deciding.content.details.revoked = Some(step(&deciding.write, Some(reason)));
    deciding.finish(hub).await
}

/// An entry that is being decided on.
struct Deciding<'a> {
    write: Write<'a>,
    place: Place<'a>,
    programme: Programme,
    before: Record<Content>,
    content: Content,
    issues: Vec<Issue>,
}

impl<'a> Deciding<'a> {
    /// Reads the entry and asks whether this token decides on it, from one of some states.
    async fn begin(scope: &'a Scope, hub: &Hub, at: At, from: &[State]) -> Result<Self> {
        // Read before the transaction begins: the version guards what was read.
        let before = by_id::<Content>(scope, hub, at.id).await?;
        let place = write::place_of(scope, &before)?;
        let write = Write::begin(scope, hub).await?;
        let code = before.content.programme.as_str();
        let programme = programmes::known(&write, [code]).await?.remove(code);
        let programme = programme.ok_or_else(|| Error::NotFound(format!("there is no programme {code}")))?;
        may_decide(scope, place, &programme)?;
        let own = before
            .content
            .details
            .nominated
            .as_ref()
            .is_some_and(|nominated| {
                scope.home().answers_for(nominated.region) || *nominated.by == *scope.principal().subject
            });
        if own {
            return Err(Error::Forbidden(
                "nobody decides on its own nomination".to_owned(),
            ));
        }
        let mut issues = Vec::new();
        issues.extend(before.unless_standing());
        issues.extend(before.unless_at(at.expected));
        issues.extend(before.content.unless_in(from, china_day(write.at())));
        Ok(Self {
            write,
            place,
            programme,
            content: before.content.clone(),
            before,
            issues,
        })
    }

    async fn finish(self, hub: &Hub) -> Result<Outcome<Content>> {
        let change = Change {
            before: Some(self.before),
            content: self.content,
            issues: self.issues,
        };
        write::finish(self.write, hub, self.place, change, Act::Updated).await
    }
}

/// Whether this token decides on subjects of `place` in a programme: a reviewer of the region that recognises, with
/// its function.
///
/// # Errors
/// `FORBIDDEN`.
pub(super) fn may_decide(scope: &Scope, place: Place<'_>, programme: &Programme) -> Result<()> {
    let attributes = &programme.attributes;
    scope.require(
        place,
        &[attributes.function],
        Resource::Recognition,
        Action::Decide,
    )?;
    let home = scope.home();
    match recogniser(place, attributes.recognised_by) {
        Some(recogniser) if recogniser == home => Ok(()),
        Some(recogniser) => Err(Error::Forbidden(format!(
            "in the programme {} region {} recognises what region {} nominates, not region {}",
            programme.code(),
            recogniser.code,
            place.code,
            home.code,
        ))),
        None => Err(Error::Forbidden(format!(
            "in the programme {} nobody recognises what region {} has",
            programme.code(),
            place.code,
        ))),
    }
}
