//! Every version of every observation, appended and never changed.

use sea_orm::entity::prelude::*;

use crate::ids::{ObservationId, RegionId};

/// One version.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "observation_version")]
pub struct Model {
    /// The observation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub observation_id: ObservationId,
    /// Version, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    /// The province above.
    pub province_id: RegionId,
    /// Status that this version brought.
    pub status: String,
    /// Value or numerator, scaled.
    pub num: i64,
    /// Denominator, scaled.
    pub den: Option<i64>,
    /// Unit in which it was given.
    pub unit: String,
    /// Note of the writer, or reason of a return.
    pub note: Option<String>,
    /// When it was made.
    pub at: DateTimeUtc,
    /// Subject who made it.
    pub by: String,
}

/// No relations: joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
