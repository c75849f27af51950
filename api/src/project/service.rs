//! Use cases of projects.

use std::collections::HashMap;

use entities::ids::ProjectId;

use super::{
    model::{Content, Draft},
    repo::{self, Project},
};
use crate::{
    audit::write::{Act, Write},
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

const KIND: &str = "project";

/// A page of projects, one more than `limit` if there are more.
///
/// # Errors
/// `FORBIDDEN` outside of the scope.
#[tracing::instrument(name = "project.page", skip_all)]
pub async fn page(
    scope: &Scope,
    hub: &Hub,
    list: &List,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Vec<Project>> {
    let place = register::place(scope, list, Resource::Project)?;
    repo::page(&hub.db, place, list, after, limit).await
}

/// How many projects a list has.
///
/// # Errors
/// As [`page`].
pub async fn count(scope: &Scope, hub: &Hub, list: &List) -> Result<u64> {
    let place = register::place(scope, list, Resource::Project)?;
    repo::count(&hub.db, place, list).await
}

/// The projects of these keys inside the scope.
///
/// # Errors
/// When the database does not answer.
pub async fn by_ids(scope: &Scope, hub: &Hub, ids: &[ProjectId]) -> Result<Vec<Project>> {
    if !register::readable(scope, Resource::Project) {
        return Ok(Vec::new());
    }
    repo::by_ids(hub.db.reader(), scope.home(), ids).await
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
    let mut write = Write::begin(scope, hub).await?;
    issues.extend(content.check(china_day(write.at())));
    issues.extend(repo::name_taken(write.connection(), place, &content.name, None).await?);
    if blocks(&issues) {
        return Ok((None, issues));
    }
    let project = Project {
        id: ProjectId(hub.ids.next(write.at())),
        region: place.id,
        version: 1,
        created_at: write.at(),
        updated_at: write.at(),
        content,
    };
    repo::insert(write.connection(), place, &project).await?;
    write.note(
        Act::Created,
        KIND,
        project.id.0,
        1,
        place,
        None,
        Some(&project.content),
    )?;
    write.commit(hub).await?;
    Ok((Some(project), issues))
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
    let mut write = Write::begin(scope, hub).await?;
    let found = repo::by_ids(write.connection(), scope.home(), &[id]).await?.pop();
    let before = found
        .filter(|_| register::readable(scope, Resource::Project))
        .ok_or_else(|| Error::NotFound("there is no such project".to_owned()))?;
    let place = scope
        .tree()
        .by_id(before.region)
        .ok_or_else(|| Error::internal("a record of no region"))?;
    register::writable(scope, Some(&place.code), Resource::Project)?;

    let Draft { content, mut issues } = change(&before.content);
    issues.extend(content.check(china_day(write.at())));
    if before.version != expected {
        issues.push(Issue::version_conflict(expected, before.version));
    }
    issues.extend(repo::name_taken(write.connection(), place, &content.name, Some(id)).await?);
    if blocks(&issues) {
        return Ok((None, issues));
    }
    let after = Project {
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

impl Firsts for Project {
    const RESOURCE: Resource = Resource::Project;

    async fn firsts(hub: &Hub, roots: &[Place<'_>], limit: usize) -> Result<HashMap<u32, Vec<Self>>> {
        repo::firsts(&hub.db, roots, limit).await
    }

    async fn counts(hub: &Hub, roots: &[Place<'_>]) -> Result<HashMap<u32, u64>> {
        repo::counts(&hub.db, roots).await
    }
}
