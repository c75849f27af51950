//! Projects 项目.

use sea_orm::entity::prelude::*;

use crate::ids::{ProjectId, RegionId};

/// One project.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ProjectId,
    /// The province above.
    pub province_id: RegionId,
    /// The region that carries it.
    pub region_id: RegionId,
    /// Name.
    pub name: String,
    /// Kind code.
    pub kind: String,
    /// Stage code.
    pub stage: String,
    /// The day on which it entered the stage.
    pub stage_since: Option<Date>,
    /// Total investment in 分 (0.01 元).
    pub total_investment: Option<i64>,
    /// The unit in which the investment was given.
    pub investment_unit: Option<String>,
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
