//! Regions 行政区划: the tree of provinces, cities, counties and towns.

use sea_orm::entity::prelude::*;

use crate::ids::RegionId;

/// One region, in one span of validity of its code.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "region")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RegionId,
    /// The region above; none for a province.
    pub parent_id: Option<RegionId>,
    /// The province at the top of the branch; the region itself for a province.
    pub province_id: RegionId,
    /// Tier: 1 province, 2 city, 3 county, 4 town.
    pub tier: i16,
    /// 统计用区划代码, 12 digits: upper levels padded with zeros.
    pub code: String,
    /// Official name.
    pub name: String,
    /// First day of validity; none where the beginning is not known.
    pub valid_from: Option<Date>,
    /// Last day of validity; none while it is valid.
    pub valid_to: Option<Date>,
}

/// No relations: joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
