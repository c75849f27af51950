//! Use cases of enterprises.

use std::collections::HashMap;

use entities::ids::EnterpriseId;

use super::{
    model::Content,
    repo::{self, Enterprise, Filter},
};
use crate::{
    audit::write::{Act, Write},
    error::{Error, Result},
    hub::Hub,
    issue::{Issue, blocks},
    region::tree::Place,
    register::{loader::Firsts, model::Cursor, service as register},
    scope::{Scope, policy::Resource},
};

const KIND: &str = "enterprise";

/// A page of enterprises, one more than `limit` if there are more.
///
/// # Errors
/// `FORBIDDEN` outside of the scope.
#[tracing::instrument(name = "enterprise.page", skip_all)]
pub async fn page(
    scope: &Scope,
    hub: &Hub,
    filter: &Filter,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Vec<Enterprise>> {
    let place = register::place(scope, &filter.list, Resource::Enterprise)?;
    repo::page(&hub.db, place, filter, after, limit).await
}

/// How many enterprises pass the filter.
///
/// # Errors
/// As [`page`].
pub async fn count(scope: &Scope, hub: &Hub, filter: &Filter) -> Result<u64> {
    let place = register::place(scope, &filter.list, Resource::Enterprise)?;
    repo::count(&hub.db, place, filter).await
}

/// The enterprises of these keys inside the scope.
///
/// # Errors
/// When the database does not answer.
pub async fn by_ids(scope: &Scope, hub: &Hub, ids: &[EnterpriseId]) -> Result<Vec<Enterprise>> {
    if !register::readable(scope, Resource::Enterprise) {
        return Ok(Vec::new());
    }
    repo::by_ids(hub.db.reader(), scope.home(), ids).await
}

/// Registers an enterprise in `region`, which must be the token's own. The issues say why it did not.
///
/// # Errors
/// `FORBIDDEN`.
#[tracing::instrument(name = "enterprise.register", skip_all)]
pub async fn register(
    scope: &Scope,
    hub: &Hub,
    region: Option<&str>,
    content: Content,
) -> Result<(Option<Enterprise>, Vec<Issue>)> {
    let place = register::writable(scope, region, Resource::Enterprise)?;
    let mut issues = content.check();
    let mut write = Write::begin(scope, hub).await?;
    check_taken(&write, &content, None, &mut issues).await?;
    if blocks(&issues) {
        return Ok((None, issues));
    }
    let enterprise = Enterprise {
        id: EnterpriseId(hub.ids.next(write.at())),
        region: place.id,
        version: 1,
        created_at: write.at(),
        updated_at: write.at(),
        content,
    };
    repo::insert(write.connection(), place, &enterprise).await?;
    write.note(
        Act::Created,
        KIND,
        enterprise.id.0,
        1,
        place,
        None,
        Some(&enterprise.content),
    )?;
    write.commit(hub).await?;
    Ok((Some(enterprise), issues))
}

/// Changes an enterprise of the token's own region.
///
/// # Errors
/// `NOT_FOUND` outside of the scope, `FORBIDDEN` for one of another region.
#[tracing::instrument(name = "enterprise.update", skip_all)]
pub async fn update(
    scope: &Scope,
    hub: &Hub,
    id: EnterpriseId,
    expected: i64,
    change: impl FnOnce(&Content) -> Content,
) -> Result<(Option<Enterprise>, Vec<Issue>)> {
    let mut write = Write::begin(scope, hub).await?;
    let found = repo::by_ids(write.connection(), scope.home(), &[id]).await?.pop();
    let before = found
        .filter(|_| register::readable(scope, Resource::Enterprise))
        .ok_or_else(|| Error::NotFound("there is no such enterprise".to_owned()))?;
    let place = scope
        .tree()
        .by_id(before.region)
        .ok_or_else(|| Error::internal("a record of no region"))?;
    register::writable(scope, Some(&place.code), Resource::Enterprise)?;

    let content = change(&before.content);
    let mut issues = content.check();
    if before.version != expected {
        issues.push(Issue::version_conflict(expected, before.version));
    }
    check_taken(&write, &content, Some(id), &mut issues).await?;
    if blocks(&issues) {
        return Ok((None, issues));
    }
    let after = Enterprise {
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

/// The credit code must not name another enterprise of the province. Where that is registered is told to
/// those alone who may read it.
async fn check_taken(
    write: &Write<'_>,
    content: &Content,
    own: Option<EnterpriseId>,
    issues: &mut Vec<Issue>,
) -> Result<()> {
    let Some(code) = &content.credit_code else {
        return Ok(());
    };
    let scope = write.scope();
    let Some(other) = repo::by_credit_code(write.connection(), scope.home(), code).await? else {
        return Ok(());
    };
    if Some(other.id) == own {
        return Ok(());
    }
    let place = scope
        .tree()
        .by_id(other.region)
        .filter(|place| scope.home().contains(*place));
    let place = place.map_or_else(
        || "another region of the province".to_owned(),
        |place| place.name.clone(),
    );
    issues.push(
        Issue::error(
            &["creditCode"],
            "ALREADY_REGISTERED",
            format!("an enterprise of this credit code is registered in {place}: it would be counted twice"),
            "该统一社会信用代码的企业已在本省登记，重复登记将被重复统计",
        )
        .with([code]),
    );
    Ok(())
}

impl Firsts for Enterprise {
    const RESOURCE: Resource = Resource::Enterprise;

    async fn firsts(hub: &Hub, roots: &[Place<'_>], limit: usize) -> Result<HashMap<u32, Vec<Self>>> {
        repo::firsts(&hub.db, roots, limit).await
    }

    async fn counts(hub: &Hub, roots: &[Place<'_>]) -> Result<HashMap<u32, u64>> {
        repo::counts(&hub.db, roots).await
    }
}
