//! Enterprises 企业, each registered once in a province.

use sea_orm::entity::prelude::*;

use crate::ids::{EnterpriseId, RegionId};

/// One enterprise.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "enterprise")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EnterpriseId,
    /// The province above.
    pub province_id: RegionId,
    /// The region of its main operation.
    pub region_id: RegionId,
    /// 统一社会信用代码, normalised; unique in its province.
    pub credit_code: Option<String>,
    /// Registered name.
    pub name: String,
    /// Industry class of GB/T 4754.
    pub industry: Option<String>,
    /// Free note.
    pub note: Option<String>,
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
