//! Writing many records at once: new ones and changes of those that are there, by id, by code or by name.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{
    writable,
    write::{Change, Rules, names_taken, next, note},
};
use crate::{
    audit::write::{Act, Write},
    db::Outage,
    error::{Error, Result},
    hub::Hub,
    idempotency,
    issue::{Issue, blocks},
    region::tree::Place,
    register::{
        model::{Draft, duplicate_row},
        repo::{self, Kept, Record, store},
    },
    scope::Scope,
};

/// No batch may have more rows.
pub const MOST_ROWS: usize = 1000;

/// By what a row names the record that it is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// Key of a record.
    Id(i64),
    /// The code that names it in the whole hub.
    Code(String),
    /// Its name in its region.
    Name(String),
}

/// What becomes of a content: of that before, or of none.
pub type Make<C> = Box<dyn Fn(Option<&C>) -> Draft<C> + Send + Sync>;

/// One row of a batch.
pub struct Row<C> {
    /// The record that it is about.
    pub key: Key,
    /// The version that it changes, if the caller guards it.
    pub expected: Option<i64>,
    /// The content that the record gets.
    pub make: Make<C>,
}

/// A batch.
pub struct Batch<C> {
    /// The region whose records they are; the token's own by default.
    pub region: Option<String>,
    /// The rows.
    pub rows: Vec<Row<C>>,
    /// Write nothing if one row is refused; else write the others.
    pub all_or_nothing: bool,
    /// Check and tell, but write nothing.
    pub dry_run: bool,
}

/// How a batch is written.
#[derive(Clone, Copy, Debug)]
pub struct Mode {
    /// Write nothing if one row is refused; else write the others.
    pub all_or_nothing: bool,
    /// Check and tell, but write nothing.
    pub dry_run: bool,
}

/// What became of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RowOutcome {
    /// A new record is stored (or would be, in a dry run).
    Created,
    /// A new version is stored (or would be, in a dry run).
    Updated,
    /// It was stored so already.
    Unchanged,
    /// It is refused.
    Refused,
    /// It is sound, but another row was not and the batch is all or nothing.
    Withheld,
}

/// What became of a batch. Kept for a day under its idempotency key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upserted {
    /// For each row: its outcome, and the record's key and version as they are stored now.
    pub rows: Vec<(RowOutcome, Option<(i64, i64)>)>,
    /// Every issue of every row.
    pub issues: Vec<Issue>,
}

/// Writes a batch of records of one region that the token writes. A repeated call with the same idempotency
/// key gets the first answer again; `request` is what the key stands for.
///
/// # Errors
/// `FORBIDDEN`, `LIMIT_EXCEEDED`, `IDEMPOTENCY_KEY_REUSED`.
#[tracing::instrument(name = "register.upsert", skip_all, fields(kind = C::KIND, rows = batch.rows.len()))]
pub async fn upsert<C: Rules>(
    scope: &Scope,
    hub: &Hub,
    batch: &Batch<C>,
    key: Option<&str>,
    request: &impl Serialize,
) -> Result<Upserted> {
    check_rows(batch.rows.len())?;
    let place = writable(scope, batch.region.as_deref(), C::RESOURCE)?;
    let call = idempotency::Call::new(scope, C::KIND, key, request)?;
    // Another transaction may write the same record between our reading and our writing: then read again.
    for _ in 0..3 {
        if let Some(upserted) = attempt(scope, hub, place, batch, call.as_ref()).await? {
            return Ok(upserted);
        }
    }
    Err(too_busy())
}

/// Whether a batch of so many rows is taken.
///
/// # Errors
/// `LIMIT_EXCEEDED`.
pub fn check_rows(rows: usize) -> Result<()> {
    if rows > MOST_ROWS {
        return Err(Error::LimitExceeded(format!(
            "a batch has at most {MOST_ROWS} rows"
        )));
    }
    Ok(())
}

/// The error after the last attempt.
#[must_use]
pub fn too_busy() -> Error {
    Error::outage(
        Outage::Busy,
        "three attempts met a concurrent write of the same records",
    )
}

async fn attempt<C: Rules>(
    scope: &Scope,
    hub: &Hub,
    place: Place<'_>,
    batch: &Batch<C>,
    call: Option<&idempotency::Call>,
) -> Result<Option<Upserted>> {
    let write = Write::begin(scope, hub).await?;
    if let Some(call) = call
        && let Some(answered) = call.answered(&write).await?
    {
        return Ok(Some(answered));
    }
    let mut changes = read(&write, place, &batch.rows).await?;
    names_taken(&write, place, &mut changes).await?;
    C::check(&write, place, &mut changes).await?;
    let mode = Mode {
        all_or_nothing: batch.all_or_nothing,
        dry_run: batch.dry_run,
    };
    keep(write, hub, &changes, |_| place, mode, call).await
}

/// Stores what the issues of checked changes let through, each as a record of its place, and ends the transaction.
/// Says nothing where another transaction came first: then nothing has happened, and the caller tries again.
///
/// # Errors
/// When the database does not answer.
pub async fn keep<'p, C: Kept>(
    mut write: Write<'_>,
    hub: &Hub,
    changes: &[Change<C>],
    place: impl Fn(usize) -> Place<'p> + Send,
    mode: Mode,
    call: Option<&idempotency::Call>,
) -> Result<Option<Upserted>> {
    let (mut rows, records) = plan(&write, hub, changes, &place, mode);
    let issues = changes.iter().enumerate().flat_map(|(index, change)| {
        let index = index.to_string();
        let below = move |issue: &Issue| issue.clone().below(&["rows", &index]);
        change.issues.iter().map(below)
    });
    let issues = issues.collect();
    if mode.dry_run {
        // Nothing is stored: a new record has no key yet.
        for (outcome, stored) in &mut rows {
            if *outcome == RowOutcome::Created {
                *stored = None;
            }
        }
        return Ok(Some(Upserted { rows, issues }));
    }
    let upserted = Upserted { rows, issues };
    let after: Vec<Record<C>> = records.iter().map(|(_, record)| record.clone()).collect();
    if !store::store::<C>(&write, write.scope().tree(), &after).await? {
        return Ok(None);
    }
    for (index, record) in &records {
        let before = changes[*index].before.as_ref();
        let act = if before.is_some() {
            Act::Updated
        } else {
            Act::Created
        };
        note(&mut write, act, place(*index), before, record)?;
    }
    if let Some(call) = call
        && !call.answer(&write, &upserted).await?
    {
        return Ok(None);
    }
    write.commit(hub).await?;
    Ok(Some(upserted))
}

/// The records that the rows are about, and what becomes of them.
async fn read<C: Rules>(write: &Write<'_>, place: Place<'_>, rows: &[Row<C>]) -> Result<Vec<Change<C>>> {
    let found = find(write, place, rows).await?;
    let mut seen: HashMap<Key, usize> = HashMap::new();
    let mut about: HashMap<i64, usize> = HashMap::new();
    let mut changes = Vec::with_capacity(rows.len());
    for (index, row) in rows.iter().enumerate() {
        let records = found.get(&row.key).map(Vec::as_slice).unwrap_or_default();
        let before = records.first().cloned();
        let Draft { content, mut issues } = (row.make)(before.as_ref().map(|before| &before.content));
        // Two rows may name one record by different keys.
        let id: Option<i64> = before.as_ref().map(|before| before.id.into());
        let named = || id.and_then(|id| about.get(&id));
        if let Some(first) = seen.get(&row.key).or_else(named) {
            issues.push(duplicate_row(*first));
        } else {
            seen.insert(row.key.clone(), index);
            about.extend(id.map(|id| (id, index)));
        }
        if records.len() > 1 {
            let (message, message_zh) = (
                "several records of the region bear this name: name one by its id",
                "本地区有多条同名记录，请用id指明",
            );
            issues.push(Issue::error(&["name"], "AMBIGUOUS", message, message_zh));
        }
        match (&before, &row.key) {
            (None, Key::Id(_)) => {
                let (message, message_zh) = ("there is no such record in the region", "本地区没有该记录");
                issues.push(Issue::error(&["id"], "NOT_FOUND", message, message_zh));
            }
            (Some(before), _) => {
                issues.extend(before.unless_standing());
                issues.extend(row.expected.and_then(|expected| before.unless_at(expected)));
            }
            _ => {}
        }
        changes.push(Change {
            before,
            content,
            issues,
        });
    }
    Ok(changes)
}

/// The records of `place` itself that the rows name.
async fn find<C: Kept>(
    write: &Write<'_>,
    place: Place<'_>,
    rows: &[Row<C>],
) -> Result<HashMap<Key, Vec<Record<C>>>> {
    let (mut ids, mut codes, mut names) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        match &row.key {
            Key::Id(id) => ids.push(C::Id::from(*id)),
            Key::Code(code) => codes.push(code.as_str()),
            Key::Name(name) => names.push(name.as_str()),
        }
    }
    let mut found: HashMap<Key, Vec<Record<C>>> = HashMap::new();
    if !ids.is_empty() {
        let records: Vec<Record<C>> = repo::by_ids(write.connection(), place, &ids).await?;
        for record in records
            .into_iter()
            .filter(|record| place.answers_for(record.region))
        {
            found.entry(Key::Id(record.id.into())).or_default().push(record);
        }
    }
    if !codes.is_empty() {
        for record in store::by_codes::<C>(write, &codes).await? {
            if let Some(code) = record.content.code().filter(|_| place.answers_for(record.region)) {
                found.entry(Key::Code(code.to_owned())).or_default().push(record);
            }
        }
    }
    if !names.is_empty() {
        for (name, records) in store::by_names::<C>(write, place, &names).await? {
            found.insert(Key::Name(name), records);
        }
    }
    Ok(found)
}

/// What becomes of every row, and the records that are to be stored, with the rows that they come from.
#[expect(clippy::type_complexity, reason = "two lists that belong together")]
fn plan<'p, C: Kept>(
    write: &Write<'_>,
    hub: &Hub,
    changes: &[Change<C>],
    place: impl Fn(usize) -> Place<'p>,
    mode: Mode,
) -> (Vec<(RowOutcome, Option<(i64, i64)>)>, Vec<(usize, Record<C>)>) {
    let mut rows = Vec::with_capacity(changes.len());
    let mut records = Vec::new();
    for (index, change) in changes.iter().enumerate() {
        let before = change.before.as_ref();
        let stored = before.map(|before| (before.id.into(), before.version));
        rows.push(if blocks(&change.issues) {
            (RowOutcome::Refused, stored)
        } else if before.is_some_and(|before| before.content == change.content) {
            (RowOutcome::Unchanged, stored)
        } else {
            let record = next(write, hub, place(index), change);
            let stored = Some((record.id.into(), record.version));
            records.push((index, record));
            let outcome = if before.is_some() {
                RowOutcome::Updated
            } else {
                RowOutcome::Created
            };
            (outcome, stored)
        });
    }
    if mode.all_or_nothing && rows.iter().any(|(outcome, _)| *outcome == RowOutcome::Refused) {
        for (index, record) in records.drain(..) {
            let before = changes[index].before.as_ref();
            rows[index] = (
                RowOutcome::Withheld,
                before.map(|before| (record.id.into(), before.version)),
            );
        }
    }
    (rows, records)
}
