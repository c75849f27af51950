//! Regions in the database.

mod import;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use entities::{change_entry, ids::RegionId, region};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QuerySelect};

use super::{
    boundary,
    tree::{Dated, History, Region, Tier},
};
use crate::{
    audit::write::Act,
    db::{Engine, shared},
    error::Result,
    exchange::feed::TREE,
};

pub use import::{Imported, import};

/// All regions that ever were, and the changes between them.
///
/// # Errors
/// When the database does not answer.
pub async fn load(connection: &impl ConnectionTrait) -> Result<History> {
    let regions = shared::<region::Entity>().all(connection).await?;
    let dated = regions.into_iter().filter_map(|row| {
        let region = Region {
            id: row.id,
            parent: row.parent_id,
            tier: Tier::from_number(row.tier)?,
            code: row.code,
            name: row.name,
        };
        Some(Dated {
            region: Arc::new(region),
            province: row.province_id,
            from: row.valid_from,
            to: row.valid_to,
        })
    });
    Ok(History::new(dated, boundary::repo::events(connection).await?))
}

/// Lets no other import or change of boundaries begin until this transaction ends. SQLite's transaction is alone
/// anyway.
///
/// # Errors
/// When the database does not answer.
pub async fn alone(connection: &impl ConnectionTrait, engine: Engine) -> Result<()> {
    if engine == Engine::Postgres {
        let sql = "SELECT COUNT(pg_advisory_xact_lock(hashtextextended('region', 0)))";
        connection.query_one_raw(engine.statement(sql, [])).await?;
    }
    Ok(())
}

/// The key after the last that a region has.
///
/// # Errors
/// When the database does not answer.
pub async fn next_id(connection: &impl ConnectionTrait) -> Result<i64> {
    let last: Option<RegionId> = shared::<region::Entity>()
        .select_only()
        .column_as(region::Column::Id.max(), "last")
        .into_tuple::<Option<RegionId>>()
        .one(connection)
        .await?
        .flatten();
    Ok(last.map_or(0, |id| id.0) + 1)
}

/// Tells the running hubs, through the change log, to load the tree again.
///
/// # Errors
/// When the database does not answer.
pub async fn tell(connection: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<()> {
    let row = change_entry::ActiveModel {
        at: Set(now),
        kind: Set(TREE.to_owned()),
        action: Set(Act::Updated.code().to_owned()),
        record_id: Set(0),
        version: Set(0),
        province_id: Set(RegionId(0)),
        region_id: Set(RegionId(0)),
        ..Default::default()
    };
    change_entry::Entity::insert(row)
        .exec_without_returning(connection)
        .await?;
    Ok(())
}
