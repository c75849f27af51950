//! Use cases of enterprises.

use entities::ids::EnterpriseId;

use super::{
    model::Content,
    repo::{self, Enterprise, Filter},
};
use crate::{
    audit::write::Write,
    error::Result,
    hub::Hub,
    issue::Issue,
    register::{model::Cursor, service as register},
    scope::{Scope, policy::Resource},
};

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
    register::by_ids(scope, hub, ids).await
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
    let write = Write::begin(scope, hub).await?;
    check_taken(&write, &content, None, &mut issues).await?;
    register::create(write, hub, place, content, issues).await
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
    let (before, place) = register::to_change::<Content>(scope, hub, id).await?;
    let write = Write::begin(scope, hub).await?;

    let content = change(&before.content);
    let mut issues = content.check();
    issues.extend(before.unless_at(expected));
    check_taken(&write, &content, Some(id), &mut issues).await?;
    register::change(write, hub, place, before, content, issues).await
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
