//! Enterprises in the database.

use entities::{
    enterprise::{ActiveModel, Column, Entity, Model},
    ids::EnterpriseId,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, QueryFilter, Select};

use super::model::Content;
use crate::{
    db::Db,
    error::Result,
    region::tree::Place,
    register::{
        model::{Cursor, List},
        repo::{self as register, Kept, Record, listed},
    },
    scope::policy::Resource,
};

/// A stored enterprise.
pub type Enterprise = Record<Content>;

impl Kept for Content {
    type Id = EnterpriseId;
    type Table = Entity;
    const RESOURCE: Resource = Resource::Enterprise;
    const KIND: &'static str = "enterprise";

    fn name(&self) -> &str {
        &self.name
    }

    fn read(row: Model) -> Result<Self> {
        Ok(Self {
            name: row.name,
            credit_code: row.credit_code,
            industry: row.industry,
            note: row.note,
        })
    }

    fn row(&self) -> Result<ActiveModel> {
        Ok(ActiveModel {
            credit_code: Set(self.credit_code.clone()),
            name: Set(self.name.clone()),
            industry: Set(self.industry.clone()),
            note: Set(self.note.clone()),
            ..Default::default()
        })
    }
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
    register::page(db, select(place, filter), &filter.list, after, limit).await
}

/// How many a list has.
///
/// # Errors
/// When the database does not answer.
pub async fn count(db: &Db, place: Place<'_>, filter: &Filter) -> Result<u64> {
    register::count(db, select(place, filter)).await
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
    register::alone::<Entity>(connection, place.province().id, code).await?;
    register::one(connection, place.province(), Column::CreditCode.eq(code)).await
}
