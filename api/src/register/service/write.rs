//! Writing one record: registering, changing, deleting, restoring.

use std::collections::{HashMap, HashSet};

use entities::ids::RegionId;
use serde_json::{Value, json};

use super::{by_id, readable, writable};
use crate::{
    audit::write::{Act, Write},
    error::{Error, Result},
    hub::Hub,
    issue::{Issue, blocks},
    region::tree::Place,
    register::{
        model::{Deletion, Draft, Stored, check_reason, name_taken},
        repo::{self, Kept, Record, store},
    },
    scope::Scope,
};

/// A record that is about to be written: what it was, what it becomes, and what is wrong with it.
#[derive(Clone)]
pub struct Change<C: Kept> {
    /// The record before; none for a new one.
    pub before: Option<Record<C>>,
    /// The content that it gets.
    pub content: C,
    /// Every issue so far.
    pub issues: Vec<Issue>,
}

/// The rules of a register.
pub trait Rules: Kept {
    /// Adds every issue of the changes of records of `place`: the pure rules, and those that only the database
    /// can tell. Asked with all changes of a batch, so that it costs a fixed number of statements; it may put
    /// what was named by a client in the place of its name.
    ///
    /// # Errors
    /// When the database does not answer.
    fn check(
        write: &Write<'_>,
        place: Place<'_>,
        changes: &mut [Change<Self>],
    ) -> impl Future<Output = Result<()>> + Send;
}

/// What a write came to: the record as it is stored, or none where an issue blocked it.
pub type Outcome<C> = (Option<Record<C>>, Vec<Issue>);

/// Registers a record in `region`, which must be one that the token writes. The issues say why it did not.
///
/// # Errors
/// `FORBIDDEN`.
#[tracing::instrument(name = "register.register", skip_all, fields(kind = C::KIND))]
pub async fn register<C: Rules>(
    scope: &Scope,
    hub: &Hub,
    region: Option<&str>,
    draft: impl Into<Draft<C>>,
) -> Result<Outcome<C>> {
    let place = writable(scope, region, C::RESOURCE)?;
    let Draft { content, issues } = draft.into();
    let change = Change {
        before: None,
        content,
        issues,
    };
    let write = Write::begin(scope, hub).await?;
    finish(write, hub, place, change, Act::Created).await
}

/// Changes a record of a region that the token writes.
///
/// # Errors
/// `NOT_FOUND` outside of the scope, `FORBIDDEN` for one of another region.
#[tracing::instrument(name = "register.update", skip_all, fields(kind = C::KIND))]
pub async fn update<C: Rules>(
    scope: &Scope,
    hub: &Hub,
    id: C::Id,
    expected: i64,
    change: impl FnOnce(&C) -> Draft<C>,
) -> Result<Outcome<C>> {
    // Read before the transaction begins (a transaction that asks the pool for a second connection can wait
    // for itself): the version guards what was read.
    let (before, place) = to_change::<C>(scope, hub, id).await?;
    let Draft { content, mut issues } = change(&before.content);
    issues.extend(before.unless_standing());
    issues.extend(before.unless_at(expected));
    let change = Change {
        before: Some(before),
        content,
        issues,
    };
    let write = Write::begin(scope, hub).await?;
    finish(write, hub, place, change, Act::Updated).await
}

/// How often [`amend`] tries: another writer may come between its reading and its writing.
const TRIES: usize = 10;

/// Changes a record of a region that the token writes, whatever its version: for a change that stands beside others,
/// such as an entry more. It is made again where another came between.
///
/// # Errors
/// `NOT_FOUND` outside of the scope, `FORBIDDEN` for one of another region.
#[tracing::instrument(name = "register.amend", skip_all, fields(kind = C::KIND))]
pub async fn amend<C: Rules>(
    scope: &Scope,
    hub: &Hub,
    id: C::Id,
    change: impl Fn(&C) -> Draft<C>,
) -> Result<Outcome<C>> {
    let mut tries = 1;
    loop {
        // Read inside the transaction, which is alone on SQLite: there nothing comes between.
        let write = Write::begin(scope, hub).await?;
        let before = in_scope::<C>(&write, id).await?;
        let place = may_change(scope, &before)?;
        let Draft { content, mut issues } = change(&before.content);
        issues.extend(before.unless_standing());
        if content == before.content && !blocks(&issues) {
            return Ok((Some(before), issues));
        }
        let change = Change {
            before: Some(before),
            content,
            issues,
        };
        let outcome = finish(write, hub, place, change, Act::Updated).await?;
        let conflict = |issue: &Issue| issue.code == "VERSION_CONFLICT";
        if tries == TRIES || !outcome.1.iter().any(conflict) {
            return Ok(outcome);
        }
        tries += 1;
    }
}

/// A record and its region, which this token may write.
///
/// # Errors
/// `NOT_FOUND` outside of the scope, `FORBIDDEN` where this token may not write.
pub async fn to_change<'a, C: Kept>(
    scope: &'a Scope,
    hub: &Hub,
    id: C::Id,
) -> Result<(Record<C>, Place<'a>)> {
    let record = by_id::<C>(scope, hub, id).await?;
    let place = may_change(scope, &record)?;
    Ok((record, place))
}

/// The region of a record, where this token may write it.
fn may_change<'a, C: Kept>(scope: &'a Scope, record: &Record<C>) -> Result<Place<'a>> {
    let place = place_of(scope, record)?;
    scope.require(
        place,
        record.content.keepers(),
        C::RESOURCE,
        crate::scope::policy::Action::Write,
    )?;
    Ok(place)
}

/// The one record of a key inside the scope of a write.
async fn in_scope<C: Kept>(write: &Write<'_>, id: C::Id) -> Result<Record<C>> {
    let found = if readable(write.scope(), C::RESOURCE) {
        repo::by_ids::<C>(write.connection(), write.scope().home(), &[id]).await?
    } else {
        Vec::new()
    };
    let found = found.into_iter().next();
    found.ok_or_else(|| Error::NotFound(format!("there is no such {}", C::KIND)))
}

/// The region of a record.
///
/// # Errors
/// Our fault, where it belongs to none.
pub fn place_of<'a, I, C>(scope: &'a Scope, record: &Stored<I, C>) -> Result<Place<'a>> {
    let place = scope.tree().by_id(record.region);
    place.ok_or_else(|| Error::internal("a record of no region"))
}

/// Asks the rules, stores the change of a record of `place` and ends the transaction, unless an issue blocks it
/// or another version came first: then nothing has happened.
///
/// # Errors
/// When the database does not answer.
pub async fn finish<C: Rules>(
    write: Write<'_>,
    hub: &Hub,
    place: Place<'_>,
    mut change: Change<C>,
    act: Act,
) -> Result<Outcome<C>> {
    examine(&write, place, &mut change).await?;
    put(write, hub, place, change, act).await
}

/// Adds every issue of a change of a record of `place`.
///
/// # Errors
/// When the database does not answer.
pub async fn examine<C: Rules>(write: &Write<'_>, place: Place<'_>, change: &mut Change<C>) -> Result<()> {
    names_taken(write, place, std::slice::from_mut(change)).await?;
    C::check(write, place, std::slice::from_mut(change)).await
}

/// Stores a change that was checked, as a record of `place`, and ends the transaction.
///
/// # Errors
/// When the database does not answer.
pub async fn put<C: Kept>(
    mut write: Write<'_>,
    hub: &Hub,
    place: Place<'_>,
    mut change: Change<C>,
    act: Act,
) -> Result<Outcome<C>> {
    let after = keep(&mut write, hub, place, &mut change, act).await?;
    if after.is_some() {
        write.commit(hub).await?;
    }
    Ok((after, change.issues))
}

/// Stores a change that was checked, as a record of `place`, in a transaction that goes on: none where an issue
/// blocks it or another version came first. Then the transaction must not be committed.
///
/// # Errors
/// When the database does not answer.
pub async fn keep<C: Kept>(
    write: &mut Write<'_>,
    hub: &Hub,
    place: Place<'_>,
    change: &mut Change<C>,
    act: Act,
) -> Result<Option<Record<C>>> {
    if blocks(&change.issues) {
        return Ok(None);
    }
    let after = next(write, hub, place, change);
    let tree = write.scope().tree().clone();
    if !store::store::<C>(write, &tree, std::slice::from_ref(&after)).await? {
        let read = after.version - 1;
        change.issues.push(Issue::version_conflict(read, read + 1));
        return Ok(None);
    }
    note(write, act, place, change.before.as_ref(), &after)?;
    Ok(Some(after))
}

/// The record that a change makes.
pub(super) fn next<C: Kept>(write: &Write<'_>, hub: &Hub, place: Place<'_>, change: &Change<C>) -> Record<C> {
    let (content, at) = (change.content.clone(), write.at());
    match &change.before {
        None => Stored {
            id: hub.ids.next(at).into(),
            region: place.id,
            version: 1,
            created_at: at,
            updated_at: at,
            deleted: None,
            content,
        },
        Some(before) => Stored {
            id: before.id,
            // What was kept under a region that continues as this one stays there.
            region: if place.answers_for(before.region) {
                before.region
            } else {
                place.id
            },
            version: before.version + 1,
            created_at: before.created_at,
            updated_at: at,
            deleted: before.deleted.clone(),
            content,
        },
    }
}

/// Notes a change in the trail, with the deletion as a part of the content.
pub(super) fn note<C: Kept>(
    write: &mut Write<'_>,
    act: Act,
    place: Place<'_>,
    before: Option<&Record<C>>,
    after: &Record<C>,
) -> Result<()> {
    let content = |record: &Record<C>| -> Result<Value> {
        let mut content = serde_json::to_value(&record.content).map_err(Error::internal)?;
        if let Some(deletion) = &record.deleted {
            content["deleted"] = json!(deletion.reason);
        }
        Ok(content)
    };
    let (old, new) = (before.map(content).transpose()?, content(after)?);
    let id = after.id.into();
    write.note(act, C::KIND, id, after.version, place, old.as_ref(), Some(&new))
}

/// Adds the issue of a name that another record of `place` bears to every change of such a name.
pub(super) async fn names_taken<C: Kept>(
    write: &Write<'_>,
    place: Place<'_>,
    changes: &mut [Change<C>],
) -> Result<()> {
    if !C::UNIQUE_NAME {
        return Ok(());
    }
    let key = |change: &Change<C>| format!("{}:{}", place.id.0, change.content.name());
    store::alone::<C::Table>(write, changes.iter().map(key)).await?;
    let names: Vec<&str> = changes.iter().map(|change| change.content.name()).collect();
    let bearers = store::by_names::<C>(write, place, &names).await?;
    let mut given = HashSet::new();
    for change in changes {
        let own: Option<i64> = change.before.as_ref().map(|before| before.id.into());
        let mut others = bearers.get(change.content.name()).into_iter().flatten();
        let twice = !given.insert(change.content.name().to_owned());
        if twice || others.any(|other| Some(other.id.into()) != own) {
            let taken = name_taken(change.content.name());
            change.issues.push(taken);
        }
    }
    Ok(())
}

/// The standing records of these codes anywhere in the hub, which no other transaction gives away until this one
/// ends.
///
/// # Errors
/// When the database does not answer.
pub async fn by_codes<C: Kept>(write: &Write<'_>, codes: &[String]) -> Result<Vec<Record<C>>> {
    store::alone::<C::Table>(write, codes.iter().cloned()).await?;
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    store::by_codes(write, &codes).await
}

/// The standing records of these codes anywhere in the hub, as they are at this moment: for a record that names them,
/// and does not give them away. No lock is taken, of which PostgreSQL holds some thousands only.
///
/// # Errors
/// When the database does not answer.
pub async fn bearing<C: Kept>(write: &Write<'_>, codes: &[String]) -> Result<Vec<Record<C>>> {
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    store::by_codes(write, &codes).await
}

/// The regions to which the records of these keys belong, wherever in the hub, and deleted or not: for a record that
/// names one outside of the scope. Nothing else of them is told.
///
/// # Errors
/// When the database does not answer.
pub async fn homes<C: Kept>(write: &Write<'_>, ids: &[C::Id]) -> Result<HashMap<i64, RegionId>> {
    store::homes::<C>(write, ids).await
}

/// Deletes a record, with a reason. Its content and history stay, and it can be restored; it is not counted or
/// listed any more, and its name and code may be given to another.
///
/// # Errors
/// `NOT_FOUND` outside of the scope, `FORBIDDEN` for one of another region.
#[tracing::instrument(name = "register.delete", skip_all, fields(kind = C::KIND))]
pub async fn delete<C: Rules>(
    scope: &Scope,
    hub: &Hub,
    id: C::Id,
    expected: i64,
    reason: &str,
) -> Result<Outcome<C>> {
    let (before, place) = to_change::<C>(scope, hub, id).await?;
    let mut issues = Vec::new();
    check_reason(&["reason"], reason, &mut issues);
    issues.extend(before.unless_standing());
    issues.extend(before.content.undeletable());
    issues.extend(before.unless_at(expected));
    let write = Write::begin(scope, hub).await?;
    let mut deleted = before.clone();
    deleted.deleted = Some(Deletion {
        at: write.at(),
        reason: reason.to_owned(),
    });
    turn(write, hub, place, before, deleted, issues, Act::Deleted).await
}

/// Restores a deleted record, unless another has taken its name or code meanwhile.
///
/// # Errors
/// `NOT_FOUND` outside of the scope, `FORBIDDEN` for one of another region.
#[tracing::instrument(name = "register.restore", skip_all, fields(kind = C::KIND))]
pub async fn restore<C: Rules>(scope: &Scope, hub: &Hub, id: C::Id, expected: i64) -> Result<Outcome<C>> {
    let (before, place) = to_change::<C>(scope, hub, id).await?;
    let mut change = Change {
        content: before.content.clone(),
        issues: Vec::new(),
        before: Some(before.clone()),
    };
    if before.deleted.is_none() {
        let (message, message_zh) = ("the record is not deleted", "该记录未被删除");
        change
            .issues
            .push(Issue::error(&["id"], "NOT_DELETED", message, message_zh));
    }
    change.issues.extend(before.unless_at(expected));
    let write = Write::begin(scope, hub).await?;
    examine(&write, place, &mut change).await?;
    let mut restored = before.clone();
    restored.deleted = None;
    turn(write, hub, place, before, restored, change.issues, Act::Restored).await
}

async fn turn<C: Kept>(
    mut write: Write<'_>,
    hub: &Hub,
    place: Place<'_>,
    before: Record<C>,
    turned: Record<C>,
    mut issues: Vec<Issue>,
    act: Act,
) -> Result<Outcome<C>> {
    if blocks(&issues) {
        return Ok((None, issues));
    }
    let after = Stored {
        version: before.version + 1,
        updated_at: write.at(),
        ..turned
    };
    let tree = write.scope().tree().clone();
    if !store::store::<C>(&write, &tree, std::slice::from_ref(&after)).await? {
        issues.push(Issue::version_conflict(before.version, before.version + 1));
        return Ok((None, issues));
    }
    note(&mut write, act, place, Some(&before), &after)?;
    write.commit(hub).await?;
    Ok((Some(after), issues))
}
