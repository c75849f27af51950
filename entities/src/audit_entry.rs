//! The audit trail: who did what to which record, with its content before and after.

use sea_orm::entity::prelude::*;

use crate::ids::RegionId;

/// One entry, written in the transaction of the change it tells of and never changed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_entry")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// When it happened.
    pub at: DateTimeUtc,
    /// Subject of the token.
    pub subject: String,
    /// Region of the token.
    pub actor_region_id: RegionId,
    /// Id of the request.
    pub request_id: String,
    /// What was done.
    pub action: String,
    /// Kind of the record.
    pub kind: String,
    /// Key of the record in its table.
    pub record_id: i64,
    /// The version that the change made.
    pub version: i64,
    /// The province above.
    pub province_id: RegionId,
    /// The region whose record it is.
    pub region_id: RegionId,
    /// Content before, as JSON; none for a new record.
    pub before: Option<String>,
    /// Content after, as JSON.
    pub after: Option<String>,
}

/// No relations: joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
