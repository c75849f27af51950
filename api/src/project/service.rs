//! Use cases of projects.

use entities::ids::ProjectId;

use super::{
    model::{Content, Draft},
    repo::Project,
};
use crate::{
    audit::write::Write,
    error::Result,
    hub::Hub,
    issue::Issue,
    register::{model::china_day, service as register},
    scope::{Scope, policy::Resource},
};

/// The projects of these keys inside the scope.
///
/// # Errors
/// When the database does not answer.
pub async fn by_ids(scope: &Scope, hub: &Hub, ids: &[ProjectId]) -> Result<Vec<Project>> {
    register::by_ids(scope, hub, ids).await
}

/// Registers a project in `region`, which must be the token's own. The issues say why it did not.
///
/// # Errors
/// `FORBIDDEN`.
#[tracing::instrument(name = "project.register", skip_all)]
pub async fn register(
    scope: &Scope,
    hub: &Hub,
    region: Option<&str>,
    draft: impl Into<Draft>,
) -> Result<(Option<Project>, Vec<Issue>)> {
    let place = register::writable(scope, region, Resource::Project)?;
    let Draft { content, mut issues } = draft.into();
    let write = Write::begin(scope, hub).await?;
    issues.extend(content.check(china_day(write.at())));
    issues.extend(register::name_taken::<Content>(&write, place, &content.name, None).await?);
    register::create(write, hub, place, content, issues).await
}

/// Changes a project of the token's own region.
///
/// # Errors
/// `NOT_FOUND` outside of the scope, `FORBIDDEN` for one of another region.
#[tracing::instrument(name = "project.update", skip_all)]
pub async fn update(
    scope: &Scope,
    hub: &Hub,
    id: ProjectId,
    expected: i64,
    change: impl FnOnce(&Content) -> Draft,
) -> Result<(Option<Project>, Vec<Issue>)> {
    let (before, place) = register::to_change::<Content>(scope, hub, id).await?;
    let write = Write::begin(scope, hub).await?;

    let Draft { content, mut issues } = change(&before.content);
    issues.extend(content.check(china_day(write.at())));
    issues.extend(before.unless_at(expected));
    issues.extend(register::name_taken::<Content>(&write, place, &content.name, Some(id)).await?);
    register::change(write, hub, place, before, content, issues).await
}
