//! Idempotency keys: the answer to a write, kept for a day so that a repeated call gets it again.

use sea_orm::entity::prelude::*;

/// One answered call.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency")]
pub struct Model {
    /// Issuer, subject and region of the token, as a JSON list: two clients may use the same key, and so may one in
    /// two regions.
    #[sea_orm(primary_key, auto_increment = false)]
    pub caller: String,
    /// The client's key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// Hash of the request, so that a key is not reused for another one.
    pub request_hash: String,
    /// The answer, as JSON.
    pub response: String,
    /// When it was answered.
    pub created_at: DateTimeUtc,
}

/// No relations: joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
