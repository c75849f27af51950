//! Use cases of recognition.

pub mod batch;
pub mod counts;
pub mod decide;
pub mod subjects;

use std::collections::HashMap;

use super::{
    model::{Beside, Content, Entry},
    programme::{model::SubjectKind, service as programmes},
    repo::{self, members},
};
use crate::{
    audit::write::{Act, Write},
    counting::{fold::Cell, model::Recognitions},
    error::Result,
    hub::Hub,
    issue::Issue,
    region::tree::Place,
    register::repo::members::Asked,
    register::{
        model::{china_day, duplicate_row},
        repo::{Kept, store},
        service::write::{Change, Rules, keep},
    },
};

/// A subject's kind and key.
pub type SubjectKey = (SubjectKind, i64);

/// The standing entries of subjects that the scope reads, by subject, the first first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_subjects(hub: &Hub, subjects: &[SubjectKey]) -> Result<HashMap<SubjectKey, Vec<Entry>>> {
    let mut found: HashMap<SubjectKey, Vec<Entry>> = HashMap::new();
    for entry in repo::of_subjects(hub.db.reader(), subjects).await? {
        found.entry(entry.content.subject()).or_default().push(entry);
    }
    Ok(found)
}

/// The standing entries of subjects, to which no other transaction adds one until this one ends.
async fn alone(
    write: &Write<'_>,
    entries: impl IntoIterator<Item = SubjectKey>,
) -> Result<HashMap<SubjectKey, Vec<Entry>>> {
    let subjects: Vec<SubjectKey> = entries.into_iter().collect();
    let keys = subjects.iter().map(|(kind, id)| format!("{kind:?}:{id}"));
    store::alone::<<Content as Kept>::Table>(write, keys).await?;
    let mut found: HashMap<SubjectKey, Vec<Entry>> = HashMap::new();
    for entry in repo::of_subjects(write.connection(), &subjects).await? {
        found.entry(entry.content.subject()).or_default().push(entry);
    }
    Ok(found)
}

/// The standing entries of a subject go with it to the region that holds it now: that region lists them, and the one
/// above it decides on those that are open. Where the subject was when is not told by its entries. An issue says that
/// one of them changed meanwhile: then the transaction must not be committed.
///
/// # Errors
/// When the database does not answer.
pub async fn follow(
    write: &mut Write<'_>,
    hub: &Hub,
    subject: SubjectKey,
    place: Place<'_>,
) -> Result<Vec<Issue>> {
    let entries = alone(write, [subject]).await?.remove(&subject);
    let mut issues = Vec::new();
    for entry in entries.unwrap_or_default() {
        let mut change = Change {
            content: entry.content.clone(),
            before: Some(entry),
            issues: Vec::new(),
        };
        keep(write, hub, place, &mut change, Act::Updated).await?;
        issues.extend(change.issues);
    }
    Ok(issues)
}

impl Rules for Content {
    async fn check(write: &Write<'_>, _place: Place<'_>, changes: &mut [Change<Self>]) -> Result<()> {
        let stored = alone(write, changes.iter().map(|change| change.content.subject())).await?;
        let codes = changes.iter().map(|change| change.content.programme.as_str());
        let programmes = programmes::known(write, codes).await?;
        let today = china_day(write.at());
        let mut earlier: HashMap<SubjectKey, Vec<(usize, Content)>> = HashMap::new();
        for (index, change) in changes.iter_mut().enumerate() {
            let subject = change.content.subject();
            let own = change.before.as_ref().map(|before| before.id);
            let others = stored.get(&subject).into_iter().flatten();
            let others = others.filter(|entry| Some(entry.id) != own);
            let beside = Beside {
                siblings: others.map(|entry| &entry.content).collect(),
                programmes: &programmes,
                today,
            };
            change.issues.extend(change.content.check(today));
            let before = change.before.as_ref().filter(|before| before.deleted.is_none());
            let was = before.map(|before| &before.content);
            let days = |entry: &Content| (entry.state, entry.valid_from, entry.valid_to);
            if change.content.is_open() && was.is_none() {
                change.issues.extend(beside.check_nominated(&change.content));
            } else if change.content.is_recognised() && was.map(days) != Some(days(&change.content)) {
                change
                    .issues
                    .extend(beside.check_granted(&change.content, was.is_none()));
            }
            let rows = earlier.entry(subject).or_default();
            if let Some((first, _)) = rows.iter().find(|(_, other)| change.content.clashes(other)) {
                change.issues.push(duplicate_row(*first));
            }
            rows.push((index, change.content.clone()));
        }
        Ok(())
    }
}

/// What a rule counts of the register. The caller has checked the rights.
///
/// # Errors
/// When the database does not answer.
pub async fn counted(hub: &Hub, asked: &Asked<'_>, filter: &Recognitions) -> Result<Vec<Cell>> {
    members::counted(&hub.db, asked, filter).await
}
