//! Kept answers in the database.

use chrono::{DateTime, Utc};
use entities::idempotency::{ActiveModel, Column, Entity};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::OnConflict};

use super::Call;
use crate::{audit::write::Write, db::shared, error::Result};

/// Hash of the request and the answer, unless they are older than `since`.
pub(super) async fn find(
    write: &Write<'_>,
    call: &Call,
    since: DateTime<Utc>,
) -> Result<Option<(String, String)>> {
    let found = shared::<Entity>()
        .filter(Column::Caller.eq(&call.caller))
        .filter(Column::Key.eq(&call.key))
        .filter(Column::CreatedAt.gte(since))
        .one(write.connection())
        .await?;
    Ok(found.map(|row| (row.request_hash, row.response)))
}

/// Keeps an answer and forgets those older than `since`. Says no when another transaction has kept one
/// under the same key meanwhile.
#[expect(
    clippy::disallowed_methods,
    reason = "old answers of all subjects are forgotten"
)]
pub(super) async fn keep(
    write: &Write<'_>,
    call: &Call,
    response: String,
    since: DateTime<Utc>,
) -> Result<bool> {
    Entity::delete_many()
        .filter(Column::CreatedAt.lt(since))
        .exec(write.connection())
        .await?;
    let row = ActiveModel {
        caller: Set(call.caller.clone()),
        key: Set(call.key.clone()),
        request_hash: Set(call.request.clone()),
        response: Set(response),
        created_at: Set(write.at()),
    };
    let unless_kept = OnConflict::columns([Column::Caller, Column::Key])
        .do_nothing()
        .to_owned();
    let kept = Entity::insert(row)
        .on_conflict(unless_kept)
        .exec_without_returning(write.connection())
        .await?;
    Ok(kept == 1)
}
