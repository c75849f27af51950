//! Use cases of innovation platforms.

use entities::ids::{EnterpriseId, PlatformId};

use super::{
    model::{self, Content},
    repo::Platform,
};
use crate::{
    audit::write::Write,
    enterprise,
    error::Result,
    hub::Hub,
    issue::Issue,
    register::{model::china_day, service as register},
    scope::{Scope, policy::Resource},
};

/// The platforms of these keys inside the scope.
///
/// # Errors
/// When the database does not answer.
pub async fn by_ids(scope: &Scope, hub: &Hub, ids: &[PlatformId]) -> Result<Vec<Platform>> {
    register::by_ids(scope, hub, ids).await
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
    let write = Write::begin(scope, hub).await?;
    let mut issues = content.check(china_day(write.at()));
    issues.extend(host);
    issues.extend(register::name_taken::<Content>(&write, place, &content.name, None).await?);
    register::create(write, hub, place, content, issues).await
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
    let (before, place) = register::to_change::<Content>(scope, hub, id).await?;

    let content = change(&before.content);
    // A host that stays was checked when it was named.
    let named = content.host.filter(|host| before.content.host != Some(*host));
    let host = check_host(scope, hub, named).await?;
    let write = Write::begin(scope, hub).await?;
    let mut issues = content.check(china_day(write.at()));
    issues.extend(host);
    issues.extend(before.unless_at(expected));
    issues.extend(register::name_taken::<Content>(&write, place, &content.name, Some(id)).await?);
    register::change(write, hub, place, before, content, issues).await
}

/// The host must be an enterprise that the scope may read: what lies outside is as unknown as what is nowhere.
async fn check_host(scope: &Scope, hub: &Hub, host: Option<EnterpriseId>) -> Result<Option<Issue>> {
    let Some(host) = host else { return Ok(None) };
    let found = enterprise::service::by_ids(scope, hub, &[host]).await?;
    Ok(found.is_empty().then(model::host_unknown))
}
