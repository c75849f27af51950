//! Brands in the database.

pub mod groups;
pub mod members;

use chrono::NaiveDate;
use entities::{
    brand::{ActiveModel, Column, Entity, Model},
    ids::{BrandId, EnterpriseId},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, QueryFilter, Select, sea_query::ExprTrait};

use super::model::{Content, Details, HonourLevel};
use crate::{
    code::from_text,
    error::Result,
    register::repo::{Kept, Record, from_details, to_details},
    scope::policy::Resource,
};

/// A stored brand.
pub type Brand = Record<Content>;

/// What brands are listed by.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only of this type.
    pub kind: Option<String>,
    /// Only of this level.
    pub level: Option<HonourLevel>,
    /// Only those that this enterprise holds.
    pub holder: Option<EnterpriseId>,
    /// Only those of an enterprise, or only those of a region itself.
    pub of_enterprise: Option<bool>,
    /// Only those that are valid on this day.
    pub valid_on: Option<NaiveDate>,
}

impl Kept for Content {
    type Id = BrandId;
    type Table = Entity;
    type Filter = Filter;
    const RESOURCE: Resource = Resource::Brand;
    const KIND: &'static str = "brand";
    const SEARCHED: bool = true;
    const UNIQUE_NAME: bool = false;

    fn name(&self) -> &str {
        &self.name
    }

    fn code(&self) -> Option<&str> {
        Some(&self.identity)
    }

    fn read(row: Model) -> Result<Self> {
        Ok(Self {
            name: row.name,
            kind: row.kind,
            level: from_text(&row.level)?,
            holder: row.holder_id,
            awarded_on: row.awarded_on,
            valid_to: row.valid_to,
            identity: row.identity,
            details: from_details::<Details>(&row.details)?,
        })
    }

    fn row(&self) -> Result<ActiveModel> {
        Ok(ActiveModel {
            kind: Set(self.kind.clone()),
            level: Set(self.level.code().to_owned()),
            holder_id: Set(self.holder),
            awarded_on: Set(self.awarded_on),
            valid_to: Set(self.valid_to),
            identity: Set(self.identity.clone()),
            details: Set(to_details(&self.details)?),
            ..Default::default()
        })
    }

    fn filtered(mut select: Select<Entity>, filter: &Filter) -> Result<Select<Entity>> {
        if let Some(kind) = &filter.kind {
            select = select.filter(Column::Kind.eq(kind));
        }
        if let Some(level) = filter.level {
            select = select.filter(Column::Level.eq(level.code()));
        }
        if let Some(holder) = filter.holder {
            select = select.filter(Column::HolderId.eq(holder));
        }
        select = match filter.of_enterprise {
            None => select,
            Some(true) => select.filter(Column::HolderId.is_not_null()),
            Some(false) => select.filter(Column::HolderId.is_null()),
        };
        if let Some(day) = filter.valid_on {
            select = select
                .filter(Column::AwardedOn.is_null().or(Column::AwardedOn.lte(day)))
                .filter(Column::ValidTo.is_null().or(Column::ValidTo.gte(day)));
        }
        Ok(select)
    }
}
