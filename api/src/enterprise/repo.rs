//! Enterprises in the database.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entities::{
    enterprise::{ActiveModel, Column, Entity, Model},
    ids::EnterpriseId,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Select};

use super::model::Content;
use crate::{
    db::{Db, within},
    error::Result,
    region::tree::Place,
    register::{
        self,
        model::{Cursor, List},
        repo::listed,
    },
};

/// A stored enterprise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enterprise {
    /// Key.
    pub id: EnterpriseId,
    /// The region of its main operation.
    pub region: entities::ids::RegionId,
    /// Version, from 1.
    pub version: i64,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// The content.
    pub content: Content,
}

/// Which enterprises are listed.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Region, name and order.
    pub list: List,
    /// Only the one of this credit code.
    pub credit_code: Option<String>,
}

fn select(place: Place<'_>, filter: &Filter) -> Select<Entity> {
    let select = listed::<Entity>(place, &filter.list);
    match &filter.credit_code {
        Some(code) => select.filter(Column::CreditCode.eq(code)),
        None => select,
    }
}

/// A page of a list, and one more if there are more.
///
/// # Errors
/// When the database does not answer.
pub async fn page(
    db: &Db,
    place: Place<'_>,
    filter: &Filter,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Vec<Enterprise>> {
    let rows = register::repo::page(db, select(place, filter), &filter.list, after, limit).await?;
    Ok(rows.into_iter().map(from_row).collect())
}

/// How many a list has.
///
/// # Errors
/// When the database does not answer.
pub async fn count(db: &Db, place: Place<'_>, filter: &Filter) -> Result<u64> {
    register::repo::count(db, select(place, filter)).await
}

/// Those of these keys in `place` and below.
///
/// # Errors
/// When the database does not answer.
pub async fn by_ids(
    connection: &impl ConnectionTrait,
    place: Place<'_>,
    ids: &[EnterpriseId],
) -> Result<Vec<Enterprise>> {
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    Ok(register::repo::by_ids::<Entity>(connection, place, &ids)
        .await?
        .into_iter()
        .map(from_row)
        .collect())
}

/// The enterprise of a credit code anywhere in a province, which no other transaction gives away until this
/// one ends.
///
/// # Errors
/// When the database does not answer.
pub async fn by_credit_code(
    connection: &impl ConnectionTrait,
    place: Place<'_>,
    code: &str,
) -> Result<Option<Enterprise>> {
    register::repo::alone::<Entity>(connection, place.province().id, code).await?;
    let select = within::<Entity>(place.province()).filter(Column::CreditCode.eq(code));
    Ok(select.one(connection).await?.map(from_row))
}

/// Stores a new enterprise.
///
/// # Errors
/// When the database does not answer.
pub async fn insert(
    connection: &impl ConnectionTrait,
    place: Place<'_>,
    enterprise: &Enterprise,
) -> Result<()> {
    let mut row = to_row(&enterprise.content, enterprise.version, enterprise.updated_at);
    row.id = Set(enterprise.id);
    row.province_id = Set(place.province().id);
    row.region_id = Set(place.id);
    row.created_at = Set(enterprise.created_at);
    Entity::insert(row).exec_without_returning(connection).await?;
    Ok(())
}

/// Stores the next version, if the one before it is still there.
///
/// # Errors
/// When the database does not answer.
pub async fn update(connection: &impl ConnectionTrait, enterprise: &Enterprise) -> Result<bool> {
    let row = to_row(&enterprise.content, enterprise.version, enterprise.updated_at);
    register::repo::update::<Entity>(connection, row, enterprise.id.0, enterprise.version - 1).await
}

fn to_row(content: &Content, version: i64, at: DateTime<Utc>) -> ActiveModel {
    ActiveModel {
        credit_code: Set(content.credit_code.clone()),
        name: Set(content.name.clone()),
        industry: Set(content.industry.clone()),
        note: Set(content.note.clone()),
        version: Set(version),
        updated_at: Set(at),
        ..Default::default()
    }
}

fn from_row(row: Model) -> Enterprise {
    Enterprise {
        id: row.id,
        region: row.region_id,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
        content: Content {
            name: row.name,
            credit_code: row.credit_code,
            industry: row.industry,
            note: row.note,
        },
    }
}

/// The first of each of several regions, by index of the region in the tree.
///
/// # Errors
/// When the database does not answer.
pub async fn firsts(db: &Db, roots: &[Place<'_>], limit: usize) -> Result<HashMap<u32, Vec<Enterprise>>> {
    let firsts = register::repo::firsts::<Entity>(db, roots, limit).await?;
    Ok(firsts
        .into_iter()
        .map(|(root, rows)| (root, rows.into_iter().map(from_row).collect()))
        .collect())
}

/// How many there are in each of several regions, by index of the region in the tree.
///
/// # Errors
/// When the database does not answer.
pub async fn counts(db: &Db, roots: &[Place<'_>]) -> Result<HashMap<u32, u64>> {
    register::repo::counts::<Entity>(db, roots).await
}
