//! Observations 指标数值: the head of each (region, indicator, period).

use sea_orm::entity::prelude::*;

use crate::ids::{IndicatorId, ObservationId, RegionId};

/// One observation as it stands: its newest version, and the values that count as submitted and as accepted.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "observation")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ObservationId,
    /// The province above.
    pub province_id: RegionId,
    /// The indicator.
    pub indicator_id: IndicatorId,
    /// Period in its canonical form.
    pub period: String,
    /// The region that declares it.
    pub region_id: RegionId,
    /// Newest version, from 1.
    pub version: i64,
    /// Status of the newest version.
    pub status: String,
    /// Newest value, or numerator, scaled to an integer of the base unit.
    pub num: i64,
    /// Newest denominator, scaled; none unless the indicator is a ratio.
    pub den: Option<i64>,
    /// Unit in which the newest value was given.
    pub unit: String,
    /// Note to the newest value.
    pub note: Option<String>,
    /// The version that counts as submitted: what others than the region itself see.
    pub submitted_version: Option<i64>,
    /// Value or numerator that counts as submitted.
    pub submitted_num: Option<i64>,
    /// Denominator that counts as submitted.
    pub submitted_den: Option<i64>,
    /// The version that counts as accepted.
    pub accepted_version: Option<i64>,
    /// Value or numerator that counts as accepted.
    pub accepted_num: Option<i64>,
    /// Denominator that counts as accepted.
    pub accepted_den: Option<i64>,
    /// When what others than the region itself see was made; of what they do not see yet, when its newest version was.
    /// It orders the lists, so that neither order nor cursor tells of a draft.
    pub listed_at: DateTimeUtc,
    /// When the newest version was made.
    pub updated_at: DateTimeUtc,
    /// Subject who made the newest version.
    pub updated_by: String,
}

/// No relations: joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
