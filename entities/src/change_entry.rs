//! The change log: one row for every change of a record, written in the change's own transaction.

use sea_orm::entity::prelude::*;

use crate::ids::RegionId;

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "change_entry")]
pub struct Model {
    /// Position in the log of one engine's writing order.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// PostgreSQL: id of the writing transaction, by which readers know what may still be invisible.
    /// SQLite has one writer and leaves it 0.
    pub txid: i64,
    /// When it happened.
    pub at: DateTimeUtc,
    /// Kind of the record: `observation`, `enterprise`, …
    pub kind: String,
    /// What happened to it: `created`, `updated`, `submitted`, `accepted`, `returned`.
    pub action: String,
    /// Key of the record in its table.
    pub record_id: i64,
    /// The version that the change made.
    pub version: i64,
    /// The province above.
    pub province_id: RegionId,
    /// The region whose record it is.
    pub region_id: RegionId,
}

/// No relations: joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
