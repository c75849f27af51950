//! Innovation platforms in the database.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entities::{
    ids::{PlatformId, RegionId},
    platform::{ActiveModel, Entity, Model},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};

use super::model::Content;
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

/// A stored platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Platform {
    /// Key.
    pub id: PlatformId,
    /// The region where it stands.
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
) -> Result<Vec<Platform>> {
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
    ids: &[PlatformId],
) -> Result<Vec<Platform>> {
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    register::repo::by_ids::<Entity>(connection, place, &ids)
        .await?
        .into_iter()
        .map(from_row)
        .collect()
}

/// The issue of a name that another platform of the region bears.
///
/// # Errors
/// When the database does not answer.
pub async fn name_taken(
    connection: &impl ConnectionTrait,
    place: Place<'_>,
    name: &str,
    own: Option<PlatformId>,
) -> Result<Option<Issue>> {
    register::repo::name_taken::<Entity>(connection, place, name, own.map(|id| id.0)).await
}

/// Stores a new platform.
///
/// # Errors
/// When the database does not answer.
pub async fn insert(connection: &impl ConnectionTrait, place: Place<'_>, platform: &Platform) -> Result<()> {
    let mut row = to_row(&platform.content, platform.version, platform.updated_at)?;
    row.id = Set(platform.id);
    row.province_id = Set(place.province().id);
    row.region_id = Set(place.id);
    row.created_at = Set(platform.created_at);
    Entity::insert(row).exec_without_returning(connection).await?;
    Ok(())
}

/// Stores the next version, if the one before it is still there.
///
/// # Errors
/// When the database does not answer.
pub async fn update(connection: &impl ConnectionTrait, platform: &Platform) -> Result<bool> {
    let row = to_row(&platform.content, platform.version, platform.updated_at)?;
    register::repo::update::<Entity>(connection, row, platform.id.0, platform.version - 1).await
}

fn to_row(content: &Content, version: i64, at: DateTime<Utc>) -> Result<ActiveModel> {
    Ok(ActiveModel {
        name: Set(content.name.clone()),
        kind: Set(to_text(&content.kind)?),
        level: Set(content.level.as_ref().map(to_text).transpose()?),
        host_id: Set(content.host),
        established_on: Set(content.established_on),
        note: Set(content.note.clone()),
        version: Set(version),
        updated_at: Set(at),
        ..Default::default()
    })
}

fn from_row(row: Model) -> Result<Platform> {
    Ok(Platform {
        id: row.id,
        region: row.region_id,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
        content: Content {
            name: row.name,
            kind: from_text(&row.kind)?,
            level: row.level.as_deref().map(from_text).transpose()?,
            host: row.host_id,
            established_on: row.established_on,
            note: row.note,
        },
    })
}

/// The first of each of several regions, by index of the region in the tree.
///
/// # Errors
/// When the database does not answer.
pub async fn firsts(db: &Db, roots: &[Place<'_>], limit: usize) -> Result<HashMap<u32, Vec<Platform>>> {
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
