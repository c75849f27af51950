//! Changes of boundaries 区划变更.

use sea_orm::entity::prelude::*;

use crate::ids::{BoundaryEventId, RegionId};

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "boundary_event")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BoundaryEventId,
    /// The province inside which it lies.
    pub province_id: RegionId,
    /// The region whose steward recorded it.
    pub region_id: RegionId,
    /// First day of the new state.
    pub on_day: Date,
    /// Kind: `RENAME`, `RECODE`, `MERGE`, `SPLIT`, `TRANSFER`.
    pub kind: String,
    /// The document that orders it 批准文件.
    pub basis: String,
    /// Remark.
    pub note: Option<String>,
    /// Subject who recorded it.
    pub recorded_by: String,
    /// When.
    pub recorded_at: DateTimeUtc,
}

/// No relations: joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
