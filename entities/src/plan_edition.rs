//! Earlier editions of plans, frozen when the next one was begun.

use sea_orm::entity::prelude::*;

use crate::ids::{PlanId, RegionId};

/// One edition.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "plan_edition")]
pub struct Model {
    /// The plan.
    #[sea_orm(primary_key, auto_increment = false)]
    pub plan_id: PlanId,
    /// Edition, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub edition: i32,
    /// The province above.
    pub province_id: RegionId,
    /// The region of the plan.
    pub region_id: RegionId,
    /// The content as it was, as JSON.
    pub content: String,
    /// When it was frozen.
    pub frozen_at: DateTimeUtc,
}

/// No relations: joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
