//! Definitions of indicators 指标.

use sea_orm::entity::prelude::*;

use crate::ids::{IndicatorId, RegionId};

/// One definition.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "indicator")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: IndicatorId,
    /// The region whose steward defined it; none for the catalogue that all share.
    pub owner_id: Option<RegionId>,
    /// The province of the owner, 0 for the shared catalogue: a code is unique in its province.
    pub province_key: i64,
    /// Stable code.
    pub code: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// 一级指标.
    pub category: Option<String>,
    /// Unit of display, its symbol.
    pub unit: String,
    /// Decimals kept of the base unit in what is stored.
    pub scale: i16,
    /// Decimals shown in the unit of display.
    pub precision: i16,
    /// Cadence code.
    pub cadence: String,
    /// Steward function code.
    pub function: String,
    /// UP, DOWN or NONE.
    pub direction: String,
    /// Tier whose values are the raw material: 1 province to 4 town.
    pub collected_at: i16,
    /// Rule across space.
    pub across_space: String,
    /// Rule across time.
    pub across_time: String,
    /// Unit of the numerator of a ratio.
    pub numerator_unit: Option<String>,
    /// Unit of the denominator of a ratio.
    pub denominator_unit: Option<String>,
    /// What it measures.
    pub definition: String,
    /// Source, formula, weight, headline, tolerance, visibility, as JSON.
    pub rules: String,
    /// The editions of the rules, oldest first, as JSON; empty while they have never changed.
    pub editions: String,
    /// Version, from 1.
    pub version: i64,
    /// When it was defined.
    pub created_at: DateTimeUtc,
    /// When it last changed.
    pub updated_at: DateTimeUtc,
}

/// No relations: joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
