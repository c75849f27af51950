//! Use cases that all registers share.

use super::{
    model::{Cursor, List, Stored},
    repo::{self, Kept, Record},
};
use crate::{
    audit::write::{Act, Write},
    error::{Error, Result},
    hub::Hub,
    issue::{Issue, blocks},
    region::tree::Place,
    scope::{
        Scope,
        policy::{Action, Resource},
    },
};

/// The region of a list, and the rows that it may hold.
///
/// # Errors
/// `FORBIDDEN` outside of the scope, `NOT_FOUND` for an unknown region.
pub fn place<'a>(scope: &'a Scope, list: &List, resource: Resource) -> Result<Place<'a>> {
    scope.region_or_home(list.region.as_deref(), resource)
}

/// The region of a record that is to be written: one that this token may write.
///
/// # Errors
/// `FORBIDDEN` for another region than the token's or without a function that keeps the register.
pub fn writable<'a>(scope: &'a Scope, code: Option<&str>, resource: Resource) -> Result<Place<'a>> {
    let place = scope.region_or_home(code, resource)?;
    scope.require(place, resource.keepers().unwrap_or(&[]), resource, Action::Write)?;
    Ok(place)
}

/// Whether the scope may read a resource of its own region and below at all: else its lists are refused
/// and its look-ups find nothing.
#[must_use]
pub fn readable(scope: &Scope, resource: Resource) -> bool {
    scope.allows(scope.home(), &[], resource, Action::Read)
}

/// Whether the scope may read a resource of `place`. Asked before a loader, where one refused region would
/// fail its whole batch.
///
/// # Errors
/// `FORBIDDEN`.
pub fn check(scope: &Scope, place: Place<'_>, resource: Resource) -> Result<()> {
    scope.require(place, &[], resource, Action::Read)
}

/// A page of a list, one more than `limit` if there are more.
///
/// # Errors
/// `FORBIDDEN` outside of the scope.
#[tracing::instrument(name = "register.page", skip_all, fields(kind = C::KIND))]
pub async fn page<C: Kept>(
    scope: &Scope,
    hub: &Hub,
    list: &List,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Vec<Record<C>>> {
    let place = place(scope, list, C::RESOURCE)?;
    repo::page(&hub.db, repo::listed::<C::Table>(place, list), list, after, limit).await
}

/// How many records a list has.
///
/// # Errors
/// As [`page`].
pub async fn count<C: Kept>(scope: &Scope, hub: &Hub, list: &List) -> Result<u64> {
    let place = place(scope, list, C::RESOURCE)?;
    repo::count(&hub.db, repo::listed::<C::Table>(place, list)).await
}

/// The records of these keys inside the scope.
///
/// # Errors
/// When the database does not answer.
pub async fn by_ids<C: Kept>(scope: &Scope, hub: &Hub, ids: &[C::Id]) -> Result<Vec<Record<C>>> {
    if !readable(scope, C::RESOURCE) {
        return Ok(Vec::new());
    }
    repo::by_ids(&hub.db, scope.home(), ids).await
}

/// A record that is to be changed, and its region. It is read before the transaction begins (a transaction
/// that asks the pool for a second connection can wait for itself): its version guards what was read.
///
/// # Errors
/// `NOT_FOUND` outside of the scope, `FORBIDDEN` where this token may not write.
pub async fn to_change<'a, C: Kept>(
    scope: &'a Scope,
    hub: &Hub,
    id: C::Id,
) -> Result<(Record<C>, Place<'a>)> {
    let found = by_ids::<C>(scope, hub, &[id]).await?.pop();
    let record = found.ok_or_else(|| Error::NotFound(format!("there is no such {}", C::KIND)))?;
    let place = scope
        .tree()
        .by_id(record.region)
        .ok_or_else(|| Error::internal("a record of no region"))?;
    Ok((record, writable(scope, Some(&place.code), C::RESOURCE)?))
}

/// What a write came to: the record as it is stored, or none where an issue blocked it.
pub type Outcome<C> = (Option<Record<C>>, Vec<Issue>);

/// Stores a new record of `place` and ends the transaction, unless an issue blocks it.
///
/// # Errors
/// When the database does not answer.
pub async fn create<C: Kept>(
    mut write: Write<'_>,
    hub: &Hub,
    place: Place<'_>,
    content: C,
    issues: Vec<Issue>,
) -> Result<Outcome<C>> {
    if blocks(&issues) {
        return Ok((None, issues));
    }
    let (id, at) = (hub.ids.next(write.at()), write.at());
    let record = Stored {
        id: id.into(),
        region: place.id,
        version: 1,
        created_at: at,
        updated_at: at,
        content,
    };
    repo::insert::<C>(write.connection(), place, &record).await?;
    write.note(Act::Created, C::KIND, id, 1, place, None, Some(&record.content))?;
    write.commit(hub).await?;
    Ok((Some(record), issues))
}

/// Stores the next version of a record and ends the transaction, unless an issue blocks it or another version
/// came first: then nothing has happened.
///
/// # Errors
/// When the database does not answer.
pub async fn change<C: Kept>(
    mut write: Write<'_>,
    hub: &Hub,
    place: Place<'_>,
    before: Record<C>,
    content: C,
    mut issues: Vec<Issue>,
) -> Result<Outcome<C>> {
    if blocks(&issues) {
        return Ok((None, issues));
    }
    let (read, old) = (before.version, before.content.clone());
    let after = Stored {
        version: read + 1,
        updated_at: write.at(),
        content,
        ..before
    };
    if !repo::update::<C>(write.connection(), &after).await? {
        issues.push(Issue::version_conflict(read, read + 1));
        return Ok((None, issues));
    }
    write.note(
        Act::Updated,
        C::KIND,
        after.id.into(),
        after.version,
        place,
        Some(&old),
        Some(&after.content),
    )?;
    write.commit(hub).await?;
    Ok((Some(after), issues))
}

/// The issue of a name that another record of `place` bears.
///
/// # Errors
/// When the database does not answer.
pub async fn name_taken<C: Kept>(
    write: &Write<'_>,
    place: Place<'_>,
    name: &str,
    own: Option<C::Id>,
) -> Result<Option<Issue>> {
    repo::name_taken::<C::Table>(write.connection(), place, name, own.map(Into::into)).await
}
