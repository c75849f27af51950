//! Bureaus in the database.

use chrono::{DateTime, Utc};
use entities::{
    bureau::{ActiveModel, Entity, Model},
    ids::{BureauId, RegionId},
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

/// A stored bureau.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bureau {
    /// Key.
    pub id: BureauId,
    /// The region whose office it is.
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
) -> Result<Vec<Bureau>> {
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
    ids: &[BureauId],
) -> Result<Vec<Bureau>> {
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    register::repo::by_ids::<Entity>(connection, place, &ids)
        .await?
        .into_iter()
        .map(from_row)
        .collect()
}

/// The issue of a name that another bureau of the region bears.
///
/// # Errors
/// When the database does not answer.
pub async fn name_taken(
    connection: &impl ConnectionTrait,
    place: Place<'_>,
    name: &str,
    own: Option<BureauId>,
) -> Result<Option<Issue>> {
    register::repo::name_taken::<Entity>(connection, place, name, own.map(|id| id.0)).await
}

/// Stores a new bureau.
///
/// # Errors
/// When the database does not answer.
pub async fn insert(connection: &impl ConnectionTrait, place: Place<'_>, bureau: &Bureau) -> Result<()> {
    let mut row = to_row(&bureau.content, bureau.version, bureau.updated_at)?;
    row.id = Set(bureau.id);
    row.province_id = Set(place.province().id);
    row.region_id = Set(place.id);
    row.created_at = Set(bureau.created_at);
    Entity::insert(row).exec_without_returning(connection).await?;
    Ok(())
}

/// Stores the next version, if the one before it is still there.
///
/// # Errors
/// When the database does not answer.
pub async fn update(connection: &impl ConnectionTrait, bureau: &Bureau) -> Result<bool> {
    let row = to_row(&bureau.content, bureau.version, bureau.updated_at)?;
    register::repo::update::<Entity>(connection, row, bureau.id.0, bureau.version - 1).await
}

fn to_row(content: &Content, version: i64, at: DateTime<Utc>) -> Result<ActiveModel> {
    let functions = content
        .functions
        .iter()
        .map(to_text)
        .collect::<Result<Vec<String>>>()?;
    Ok(ActiveModel {
        name: Set(content.name.clone()),
        short_name: Set(content.short_name.clone()),
        functions: Set(functions.join(",")),
        version: Set(version),
        updated_at: Set(at),
        ..Default::default()
    })
}

fn from_row(row: Model) -> Result<Bureau> {
    // An empty text is no function, not one function of an empty code.
    let codes = row.functions.split(',').filter(|code| !code.is_empty());
    let functions = codes.map(from_text).collect::<Result<Vec<_>>>()?;
    Ok(Bureau {
        id: row.id,
        region: row.region_id,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
        content: Content {
            name: row.name,
            short_name: row.short_name,
            functions,
        },
    })
}
