//! Innovation platforms 创新平台.

use sea_orm::entity::prelude::*;

use crate::ids::{EnterpriseId, PlatformId, RegionId};

/// One innovation platform.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "platform")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PlatformId,
    /// The province above.
    pub province_id: RegionId,
    /// The region where it stands.
    pub region_id: RegionId,
    /// Name.
    pub name: String,
    /// Type code.
    pub kind: String,
    /// Level code, once recognised.
    pub level: Option<String>,
    /// The enterprise that hosts it, if one does.
    pub host_id: Option<EnterpriseId>,
    /// Day of establishment.
    pub established_on: Option<Date>,
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
