//! Use cases of bureaus.

use entities::ids::BureauId;

use super::{model::Content, repo::Bureau};
use crate::{
    audit::write::Write,
    error::Result,
    hub::Hub,
    issue::Issue,
    register::service as register,
    scope::{Scope, policy::Resource},
};

/// The bureaus of these keys inside the scope.
///
/// # Errors
/// When the database does not answer.
pub async fn by_ids(scope: &Scope, hub: &Hub, ids: &[BureauId]) -> Result<Vec<Bureau>> {
    register::by_ids(scope, hub, ids).await
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
    let write = Write::begin(scope, hub).await?;
    issues.extend(register::name_taken::<Content>(&write, place, &content.name, None).await?);
    register::create(write, hub, place, content, issues).await
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
    let (before, place) = register::to_change::<Content>(scope, hub, id).await?;
    let write = Write::begin(scope, hub).await?;

    let content = change(&before.content).tidy()?;
    let mut issues = content.check();
    issues.extend(before.unless_at(expected));
    issues.extend(register::name_taken::<Content>(&write, place, &content.name, Some(id)).await?);
    register::change(write, hub, place, before, content, issues).await
}
