//! Use cases of bureaus.

use entities::ids::BureauId;

use super::{
    model::Content,
    repo::{self, Bureau},
};
use crate::{
    audit::write::{Act, Write},
    error::{Error, Result},
    hub::Hub,
    issue::{Issue, blocks},
    register::{
        model::{Cursor, List},
        service as register,
    },
    scope::{Scope, policy::Resource},
};

const KIND: &str = "bureau";

/// A page of bureaus, one more than `limit` if there are more.
///
/// # Errors
/// `FORBIDDEN` outside of the scope.
#[tracing::instrument(name = "bureau.page", skip_all)]
pub async fn page(
    scope: &Scope,
    hub: &Hub,
    list: &List,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Vec<Bureau>> {
    let place = register::place(scope, list, Resource::Bureau)?;
    repo::page(&hub.db, place, list, after, limit).await
}

/// How many bureaus a list has.
///
/// # Errors
/// As [`page`].
pub async fn count(scope: &Scope, hub: &Hub, list: &List) -> Result<u64> {
    let place = register::place(scope, list, Resource::Bureau)?;
    repo::count(&hub.db, place, list).await
}

/// The bureaus of these keys inside the scope.
///
/// # Errors
/// When the database does not answer.
pub async fn by_ids(scope: &Scope, hub: &Hub, ids: &[BureauId]) -> Result<Vec<Bureau>> {
    if !register::readable(scope, Resource::Bureau) {
        return Ok(Vec::new());
    }
    repo::by_ids(hub.db.reader(), scope.home(), ids).await
}

/// Registers a bureau in `region`: the token's own or one below. The issues say why it did not.
///
/// # Errors
/// `FORBIDDEN`.
#[tracing::instrument(name = "bureau.register", skip_all)]
pub async fn register(
    scope: &Scope,
    hub: &Hub,
    region: Option<&str>,
    content: Content,
) -> Result<(Option<Bureau>, Vec<Issue>)> {
    let place = register::writable(scope, region, Resource::Bureau)?;
    let content = content.tidy()?;
    let mut issues = content.check();
    let mut write = Write::begin(scope, hub).await?;
    issues.extend(repo::name_taken(write.connection(), place, &content.name, None).await?);
    if blocks(&issues) {
        return Ok((None, issues));
    }
    let bureau = Bureau {
        id: BureauId(hub.ids.next(write.at())),
        region: place.id,
        version: 1,
        created_at: write.at(),
        updated_at: write.at(),
        content,
    };
    repo::insert(write.connection(), place, &bureau).await?;
    write.note(
        Act::Created,
        KIND,
        bureau.id.0,
        1,
        place,
        None,
        Some(&bureau.content),
    )?;
    write.commit(hub).await?;
    Ok((Some(bureau), issues))
}

/// Changes a bureau of the token's own region or of one below.
///
/// # Errors
/// `NOT_FOUND` outside of the scope, `FORBIDDEN` without the role.
#[tracing::instrument(name = "bureau.update", skip_all)]
pub async fn update(
    scope: &Scope,
    hub: &Hub,
    id: BureauId,
    expected: i64,
    change: impl FnOnce(&Content) -> Content,
) -> Result<(Option<Bureau>, Vec<Issue>)> {
    let mut write = Write::begin(scope, hub).await?;
    let found = repo::by_ids(write.connection(), scope.home(), &[id]).await?.pop();
    let before = found
        .filter(|_| register::readable(scope, Resource::Bureau))
        .ok_or_else(|| Error::NotFound("there is no such bureau".to_owned()))?;
    let place = scope
        .tree()
        .by_id(before.region)
        .ok_or_else(|| Error::internal("a record of no region"))?;
    register::writable(scope, Some(&place.code), Resource::Bureau)?;

    let content = change(&before.content).tidy()?;
    let mut issues = content.check();
    if before.version != expected {
        issues.push(Issue::version_conflict(expected, before.version));
    }
    issues.extend(repo::name_taken(write.connection(), place, &content.name, Some(id)).await?);
    if blocks(&issues) {
        return Ok((None, issues));
    }
    let after = Bureau {
        version: before.version + 1,
        updated_at: write.at(),
        content,
        ..before.clone()
    };
    if !repo::update(write.connection(), &after).await? {
        issues.push(Issue::version_conflict(expected, after.version));
        return Ok((None, issues));
    }
    write.note(
        Act::Updated,
        KIND,
        id.0,
        after.version,
        place,
        Some(&before.content),
        Some(&after.content),
    )?;
    write.commit(hub).await?;
    Ok((Some(after), issues))
}
