//! Which region continues as which, many to many.

use sea_orm::entity::prelude::*;

use crate::ids::{BoundaryEventId, RegionId};

/// One region that continues, as a whole or in part, as another.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "boundary_link")]
pub struct Model {
    /// The change.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: BoundaryEventId,
    /// The region that ended.
    #[sea_orm(primary_key, auto_increment = false)]
    pub predecessor_id: RegionId,
    /// The region that began.
    #[sea_orm(primary_key, auto_increment = false)]
    pub successor_id: RegionId,
}

/// No relations: joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
