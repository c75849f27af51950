//! Projects in the database.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entities::{
    ids::{ProjectId, RegionId},
    project::{ActiveModel, Entity, Model},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};

use super::model::{Content, Investment};
use crate::{
    code::{from_text, to_text},
    db::Db,
    error::Result,
    issue::Issue,
    region::tree::Place,
    register::{
        self,
        model::{Cursor, List},
        repo::listed,
    },
};

/// A stored project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// Key.
    pub id: ProjectId,
    /// The region that carries it.
    pub region: RegionId,
    /// Version, from 1.
    pub version: i64,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// The content.
    pub content: Content,
}

/// A page of a list, and one more if there are more.
///
/// # Errors
/// When the database does not answer.
pub async fn page(
    db: &Db,
    place: Place<'_>,
    list: &List,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Vec<Project>> {
    let rows = register::repo::page(db, listed::<Entity>(place, list), list, after, limit).await?;
    rows.into_iter().map(from_row).collect()
}

/// How many a list has.
///
/// # Errors
/// When the database does not answer.
pub async fn count(db: &Db, place: Place<'_>, list: &List) -> Result<u64> {
    register::repo::count(db, listed::<Entity>(place, list)).await
}

/// Those of these keys in `place` and below.
///
/// # Errors
/// When the database does not answer.
pub async fn by_ids(
    connection: &impl ConnectionTrait,
    place: Place<'_>,
    ids: &[ProjectId],
) -> Result<Vec<Project>> {
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    register::repo::by_ids::<Entity>(connection, place, &ids)
        .await?
        .into_iter()
        .map(from_row)
        .collect()
}

/// The issue of a name that another project of the region bears.
///
/// # Errors
/// When the database does not answer.
pub async fn name_taken(
    connection: &impl ConnectionTrait,
    place: Place<'_>,
    name: &str,
    own: Option<ProjectId>,
) -> Result<Option<Issue>> {
    register::repo::name_taken::<Entity>(connection, place, name, own.map(|id| id.0)).await
}

/// Stores a new project.
///
/// # Errors
/// When the database does not answer.
pub async fn insert(connection: &impl ConnectionTrait, place: Place<'_>, project: &Project) -> Result<()> {
    let mut row = to_row(&project.content, project.version, project.updated_at)?;
    row.id = Set(project.id);
    row.province_id = Set(place.province().id);
    row.region_id = Set(place.id);
    row.created_at = Set(project.created_at);
    Entity::insert(row).exec_without_returning(connection).await?;
    Ok(())
}

/// Stores the next version, if the one before it is still there.
///
/// # Errors
/// When the database does not answer.
pub async fn update(connection: &impl ConnectionTrait, project: &Project) -> Result<bool> {
    let row = to_row(&project.content, project.version, project.updated_at)?;
    register::repo::update::<Entity>(connection, row, project.id.0, project.version - 1).await
}

fn to_row(content: &Content, version: i64, at: DateTime<Utc>) -> Result<ActiveModel> {
    let investment = content.total_investment.as_ref();
    Ok(ActiveModel {
        name: Set(content.name.clone()),
        kind: Set(to_text(&content.kind)?),
        stage: Set(to_text(&content.stage)?),
        stage_since: Set(content.stage_since),
        total_investment: Set(investment.map(|investment| investment.scaled)),
        investment_unit: Set(investment.map(|investment| investment.unit.clone())),
        note: Set(content.note.clone()),
        version: Set(version),
        updated_at: Set(at),
        ..Default::default()
    })
}

fn from_row(row: Model) -> Result<Project> {
    let investment = row.total_investment.zip(row.investment_unit);
    Ok(Project {
        id: row.id,
        region: row.region_id,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
        content: Content {
            name: row.name,
            kind: from_text(&row.kind)?,
            stage: from_text(&row.stage)?,
            stage_since: row.stage_since,
            total_investment: investment.map(|(scaled, unit)| Investment { scaled, unit }),
            note: row.note,
        },
    })
}

/// The first of each of several regions, by index of the region in the tree.
///
/// # Errors
/// When the database does not answer.
pub async fn firsts(db: &Db, roots: &[Place<'_>], limit: usize) -> Result<HashMap<u32, Vec<Project>>> {
    let firsts = register::repo::firsts::<Entity>(db, roots, limit).await?;
    let parsed = |rows: Vec<Model>| rows.into_iter().map(from_row).collect::<Result<Vec<_>>>();
    firsts
        .into_iter()
        .map(|(root, rows)| Ok((root, parsed(rows)?)))
        .collect()
}

/// How many there are in each of several regions, by index of the region in the tree.
///
/// # Errors
/// When the database does not answer.
pub async fn counts(db: &Db, roots: &[Place<'_>]) -> Result<HashMap<u32, u64>> {
    register::repo::counts::<Entity>(db, roots).await
}
