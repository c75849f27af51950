//! Recording a published list of recognitions, of subjects in many regions.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    SubjectKey, alone,
    decide::{may_decide, step, unless_standing},
    subjects::{self, Subject},
};
use crate::{
    audit::write::Write,
    error::{Error, Result},
    hub::Hub,
    idempotency,
    issue::{Issue, check_note},
    recognition::{
        model::{Content, Details, Entry, Evidence, State, Step, last_day},
        programme::{
            model::{Programme, SubjectKind},
            service as programmes,
        },
    },
    region::tree::Place,
    register::{
        model::{china_day, duplicate_row},
        service::{
            batch::{Mode, Upserted, check_rows, keep, too_busy},
            write::{Change, Rules},
        },
    },
    scope::{
        Scope,
        policy::{Action, Function, Resource},
    },
};

/// How a row names its subject.
#[derive(Clone, Debug)]
pub enum Named {
    /// By its key.
    Key(SubjectKey),
    /// By the credit code of an enterprise.
    Code(String),
    /// By nothing that could be understood.
    Nothing,
}

/// A row of a published list.
#[derive(Clone, Debug)]
pub struct Row {
    /// Code of the programme.
    pub programme: String,
    /// The subject.
    pub subject: Named,
    /// The first day of validity.
    pub on: NaiveDate,
    /// The last one; by the programme's months, or as it was, where it is none.
    pub to: Option<NaiveDate>,
    /// Number of the certificate; as it was where it is none.
    pub certificate: Option<String>,
    /// Evidence; as it was where it is none.
    pub evidence: Option<Vec<Evidence>>,
    /// Note.
    pub note: Option<String>,
}

/// Records recognitions of subjects below the token's region. An entry that waits for a decision is recognised; one
/// that was recognised on the same day is corrected, or stays; the others are new. A repeated call with the same
/// idempotency key gets the first answer again; `request` is what the key stands for.
///
/// # Errors
/// `FORBIDDEN` where a row is not this token's to decide, `LIMIT_EXCEEDED`, `IDEMPOTENCY_KEY_REUSED`.
#[tracing::instrument(name = "recognition.record", skip_all, fields(rows = rows.len()))]
pub async fn record(
    scope: &Scope,
    hub: &Hub,
    rows: &[Row],
    mode: Mode,
    key: Option<&str>,
    request: &impl Serialize,
) -> Result<Upserted> {
    check_rows(rows.len())?;
    // Before any row is looked at: whether this token decides on anything.
    let below = scope.home().children().next().unwrap_or(scope.home());
    scope.require(below, &Function::ALL, Resource::Recognition, Action::Decide)?;
    let call = idempotency::Call::new(scope, "recordRecognitions", key, request)?;
    for _ in 0..3 {
        if let Some(upserted) = attempt(scope, hub, rows, mode, call.as_ref()).await? {
            return Ok(upserted);
        }
    }
    Err(too_busy())
}

async fn attempt(
    scope: &Scope,
    hub: &Hub,
    rows: &[Row],
    mode: Mode,
    call: Option<&idempotency::Call>,
) -> Result<Option<Upserted>> {
    let write = Write::begin(scope, hub).await?;
    if let Some(call) = call
        && let Some(answered) = call.answered(&write).await?
    {
        return Ok(Some(answered));
    }
    let mut listed = read(&write, rows).await?;
    let home = scope.home();
    <Content as Rules>::check(&write, home, &mut listed.changes).await?;
    for (change, refused) in listed.changes.iter_mut().zip(listed.refused) {
        // What is said of a subject that is not there would only confuse.
        if !refused.is_empty() {
            change.issues = refused;
        }
    }
    let places = listed.places;
    keep(
        write,
        hub,
        &listed.changes,
        |index| places.get(index).copied().unwrap_or(home),
        mode,
        call,
    )
    .await
}

/// The rows as changes, with the regions of their subjects and why some are refused before any rule is asked.
struct Listed<'a> {
    changes: Vec<Change<Content>>,
    places: Vec<Place<'a>>,
    refused: Vec<Vec<Issue>>,
}

async fn read<'a>(write: &Write<'a>, rows: &[Row]) -> Result<Listed<'a>> {
    let scope = write.scope();
    let subjects = find(write, rows).await?;
    let codes = rows.iter().map(|row| row.programme.as_str());
    let programmes = programmes::known(write, codes).await?;
    let keys: HashSet<SubjectKey> = subjects.iter().flatten().map(|subject| subject.key).collect();
    let entries = alone(write, keys).await?;
    let mut listed = Listed {
        changes: Vec::with_capacity(rows.len()),
        places: Vec::with_capacity(rows.len()),
        refused: Vec::with_capacity(rows.len()),
    };
    let mut taken = HashMap::new();
    for (index, (row, subject)) in rows.iter().zip(subjects).enumerate() {
        let programme = programmes.get(&row.programme);
        let mut place = scope.home();
        let mut refused = Vec::new();
        match &subject {
            None => refused.push(unknown_subject(row)),
            Some(subject) => {
                let found = scope.tree().by_id(subject.region);
                place = found.ok_or_else(|| Error::internal("a subject of no region"))?;
                if let Some(programme) = programme {
                    may_decide(scope, place, programme)?;
                }
            }
        }
        let before = subject
            .as_ref()
            .and_then(|subject| about(entries.get(&subject.key)?, row));
        let mut issues = Vec::new();
        check_note(&["note"], row.note.as_deref(), &mut issues);
        issues.extend(subject.as_ref().and_then(unless_standing));
        if let Some(first) = before.and_then(|before| taken.insert(before.id, index)) {
            refused.push(duplicate_row(first));
        }
        let step = step(write, row.note.clone());
        let content = content(row, subject.as_ref(), before, programme, step);
        if let Some(before) = before.filter(|before| before.content.state == State::Revoked) {
            let from = [State::Nominated, State::UnderReview, State::Recognised];
            refused.extend(before.content.unless_in(&from, china_day(write.at())));
        }
        listed.changes.push(Change {
            before: before.cloned(),
            content,
            issues,
        });
        listed.places.push(place);
        listed.refused.push(refused);
    }
    Ok(listed)
}

/// The subjects of the rows inside the scope, in their order.
async fn find(write: &Write<'_>, rows: &[Row]) -> Result<Vec<Option<Subject>>> {
    let (mut keys, mut codes) = (Vec::new(), Vec::new());
    for row in rows {
        match &row.subject {
            Named::Key(key) => keys.push(*key),
            Named::Code(code) => codes.push(code.as_str()),
            Named::Nothing => {}
        }
    }
    let by_key = subjects::find(write, &keys).await?;
    let by_code = subjects::of_codes(write, &codes).await?;
    let subject = |row: &Row| match &row.subject {
        Named::Key(key) => by_key.get(key).cloned(),
        Named::Code(code) => by_code.get(code).cloned(),
        Named::Nothing => None,
    };
    Ok(rows.iter().map(subject).collect())
}

fn unknown_subject(row: &Row) -> Issue {
    let path = match row.subject {
        Named::Code(_) => ["creditCode"],
        _ => ["subject"],
    };
    let message = "there is no such subject inside the token's region";
    let issue = Issue::error(&path, "UNKNOWN_SUBJECT", message, "本地区范围内没有该对象");
    let code = match &row.subject {
        Named::Code(code) => Some(code),
        _ => None,
    };
    issue.with(code)
}

/// The entry of a subject that a row is about: one of the same day, else one that waits for a decision.
fn about<'e>(entries: &'e [Entry], row: &Row) -> Option<&'e Entry> {
    let mut same = entries
        .iter()
        .filter(|entry| entry.content.programme == row.programme);
    let mut open = same.clone().filter(|entry| entry.content.is_open());
    same.find(|entry| entry.content.valid_from == Some(row.on) && entry.content.state != State::Rejected)
        .or_else(|| open.next())
}

fn content(
    row: &Row,
    subject: Option<&Subject>,
    before: Option<&Entry>,
    programme: Option<&Programme>,
    step: Step,
) -> Content {
    let key = subject.map(|subject| subject.key);
    let kind = key.map(|(kind, _)| kind);
    let kind = kind.or(programme.map(|programme| programme.attributes.subject));
    let new = || Content {
        name: subject.map(|subject| subject.name.clone()).unwrap_or_default(),
        programme: row.programme.clone(),
        subject_kind: kind.unwrap_or(SubjectKind::Enterprise),
        subject_id: key.map_or(0, |(_, id)| id),
        state: State::Nominated,
        valid_from: None,
        valid_to: None,
        details: Details::default(),
    };
    let old = before.map_or_else(new, |before| before.content.clone());
    let mut content = old.clone();
    let months = programme.and_then(|programme| programme.attributes.months);
    let by_months = || months.and_then(|months| last_day(row.on, months));
    content.valid_to = match (row.to, content.is_recognised()) {
        (Some(to), _) => Some(to),
        (None, true) => content.valid_to,
        (None, false) => by_months(),
    };
    content.state = State::Recognised;
    content.valid_from = Some(row.on);
    if row.certificate.is_some() {
        content.details.certificate.clone_from(&row.certificate);
    }
    if let Some(evidence) = &row.evidence {
        content.details.evidence.clone_from(evidence);
    }
    if content != old {
        content.details.decided = Some(step);
    }
    content
}
