//! Use cases of innovation platforms.

use std::collections::HashMap;

use entities::ids::{EnterpriseId, PlatformId};

use super::{
    model::{self, Content},
    repo::{self, Platform},
};
use crate::{
    audit::write::{Act, Write},
    enterprise,
    error::{Error, Result},
    hub::Hub,
    issue::{Issue, blocks},
    region::tree::Place,
    register::{
        loader::Firsts,
        model::{Cursor, List, china_day},
        service as register,
    },
    scope::{Scope, policy::Resource},
};

const KIND: &str = "platform";

/// A page of platforms, one more than `limit` if there are more.
///
/// # Errors
/// `FORBIDDEN` outside of the scope.
#[tracing::instrument(name = "platform.page", skip_all)]
pub async fn page(
    scope: &Scope,
    hub: &Hub,
    list: &List,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Vec<Platform>> {
    let place = register::place(scope, list, Resource::Platform)?;
    repo::page(&hub.db, place, list, after, limit).await
}

/// How many platforms a list has.
///
/// # Errors
/// As [`page`].
pub async fn count(scope: &Scope, hub: &Hub, list: &List) -> Result<u64> {
    let place = register::place(scope, list, Resource::Platform)?;
    repo::count(&hub.db, place, list).await
}

/// The platforms of these keys inside the scope.
///
/// # Errors
/// When the database does not answer.
pub async fn by_ids(scope: &Scope, hub: &Hub, ids: &[PlatformId]) -> Result<Vec<Platform>> {
    if !register::readable(scope, Resource::Platform) {
        return Ok(Vec::new());
    }
    repo::by_ids(hub.db.reader(), scope.home(), ids).await
}

/// Registers a platform in `region`, which must be the token's own. The issues say why it did not.
///
/// # Errors
/// `FORBIDDEN`.
#[tracing::instrument(name = "platform.register", skip_all)]
pub async fn register(
    scope: &Scope,
    hub: &Hub,
    region: Option<&str>,
    content: Content,
) -> Result<(Option<Platform>, Vec<Issue>)> {
    let place = register::writable(scope, region, Resource::Platform)?;
    // Before the transaction: a transaction that asks the pool for a second connection can wait for itself.
    let host = check_host(scope, hub, content.host).await?;
    let mut write = Write::begin(scope, hub).await?;
    let mut issues = content.check(china_day(write.at()));
    issues.extend(host);
    issues.extend(repo::name_taken(write.connection(), place, &content.name, None).await?);
    if blocks(&issues) {
        return Ok((None, issues));
    }
    let platform = Platform {
        id: PlatformId(hub.ids.next(write.at())),
        region: place.id,
        version: 1,
        created_at: write.at(),
        updated_at: write.at(),
        content,
    };
    repo::insert(write.connection(), place, &platform).await?;
    write.note(
        Act::Created,
        KIND,
        platform.id.0,
        1,
        place,
        None,
        Some(&platform.content),
    )?;
    write.commit(hub).await?;
    Ok((Some(platform), issues))
}

/// Changes a platform of the token's own region.
///
/// # Errors
/// `NOT_FOUND` outside of the scope, `FORBIDDEN` for one of another region.
#[tracing::instrument(name = "platform.update", skip_all)]
pub async fn update(
    scope: &Scope,
    hub: &Hub,
    id: PlatformId,
    expected: i64,
    change: impl FnOnce(&Content) -> Content,
) -> Result<(Option<Platform>, Vec<Issue>)> {
    // The record and its host are read before the transaction begins: a transaction that asks the pool
    // for a second connection can wait for itself. The version guards what was read.
    let found = by_ids(scope, hub, &[id]).await?.pop();
    let before = found.ok_or_else(|| Error::NotFound("there is no such platform".to_owned()))?;
    let place = scope
        .tree()
        .by_id(before.region)
        .ok_or_else(|| Error::internal("a record of no region"))?;
    register::writable(scope, Some(&place.code), Resource::Platform)?;

    let content = change(&before.content);
    // A host that stays was checked when it was named.
    let named = content.host.filter(|host| before.content.host != Some(*host));
    let host = check_host(scope, hub, named).await?;
    let mut write = Write::begin(scope, hub).await?;
    let mut issues = content.check(china_day(write.at()));
    issues.extend(host);
    if before.version != expected {
        issues.push(Issue::version_conflict(expected, before.version));
    }
    issues.extend(repo::name_taken(write.connection(), place, &content.name, Some(id)).await?);
    if blocks(&issues) {
        return Ok((None, issues));
    }
    let after = Platform {
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

/// The host must be an enterprise that the scope may read: what lies outside is as unknown as what is nowhere.
async fn check_host(scope: &Scope, hub: &Hub, host: Option<EnterpriseId>) -> Result<Option<Issue>> {
    let Some(host) = host else { return Ok(None) };
    let found = enterprise::service::by_ids(scope, hub, &[host]).await?;
    Ok(found.is_empty().then(model::host_unknown))
}

impl Firsts for Platform {
    const RESOURCE: Resource = Resource::Platform;

    async fn firsts(hub: &Hub, roots: &[Place<'_>], limit: usize) -> Result<HashMap<u32, Vec<Self>>> {
        repo::firsts(&hub.db, roots, limit).await
    }

    async fn counts(hub: &Hub, roots: &[Place<'_>]) -> Result<HashMap<u32, u64>> {
        repo::counts(&hub.db, roots).await
    }
}
