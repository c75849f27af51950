//! Bureaus 部门: the offices of a region and their functions.

use sea_orm::entity::prelude::*;

use crate::ids::{BureauId, RegionId};

/// One bureau.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bureau")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BureauId,
    /// The province above.
    pub province_id: RegionId,
    /// The region whose office it is.
    pub region_id: RegionId,
    /// Official name, unique in its region.
    pub name: String,
    /// Name in daily use.
    pub short_name: Option<String>,
    /// Functions, comma-separated codes in alphabetical order.
    pub functions: String,
    /// Version, from 1.
    pub version: i64,
    /// When it was registered.
    pub created_at: DateTimeUtc,
    /// When it last changed.
    pub updated_at: DateTimeUtc,
}

/// No relations: joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
