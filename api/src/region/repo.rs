//! Regions in the database.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entities::{change_entry, ids::RegionId, region};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::{
    import::Division,
    tree::{Region, Tier, Tree},
};
use crate::{
    audit::write::Act,
    db::{Db, shared},
    error::{Error, Result},
    exchange::feed::TREE,
};

/// The tree of the regions that are valid today.
///
/// # Errors
/// When the database does not answer.
pub async fn load(db: &Db) -> Result<Tree> {
    Ok(Tree::new(valid(db.reader()).await?))
}

async fn valid(connection: &impl ConnectionTrait) -> Result<Vec<Region>> {
    let rows = shared::<region::Entity>()
        .filter(region::Column::ValidTo.is_null())
        .order_by_asc(region::Column::Id)
        .all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let tier = Tier::from_number(row.tier)?;
            Some(Region {
                id: row.id,
                parent: row.parent_id,
                tier,
                code: row.code,
                name: row.name,
            })
        })
        .collect())
}

/// What an import changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// New regions.
    pub added: usize,
    /// Regions that were there as they are.
    pub unchanged: usize,
    /// Regions whose name changed.
    pub renamed: usize,
    /// Valid regions that the tables do not name; they are left alone.
    pub missing: usize,
}

/// Brings the table of regions to what was read, in one transaction; `progress` is told of every
/// region. Running it again changes nothing.
///
/// # Errors
/// When the database does not answer, or a region that is known hangs elsewhere or has another tier now: that
/// is a change of boundaries, which an import does not make. Then nothing has changed.
pub async fn import(
    db: &Db,
    divisions: &[Division],
    now: DateTime<Utc>,
    progress: impl Fn(usize),
) -> Result<Imported> {
    let transaction = db.begin().await?;
    let known: HashMap<String, Region> = valid(&transaction)
        .await?
        .into_iter()
        .map(|region| (region.code.clone(), region))
        .collect();
    let last: Option<RegionId> = shared::<region::Entity>()
        .select_only()
        .column_as(region::Column::Id.max(), "last")
        .into_tuple::<Option<RegionId>>()
        .one(&transaction)
        .await?
        .flatten();
    let mut next = last.map_or(0, |id| id.0);
    let mut ids: HashMap<&str, (RegionId, RegionId)> = HashMap::new();
    let mut imported = Imported::default();
    let mut fresh = Vec::new();
    let mut moved = Vec::new();
    for division in divisions {
        let above = division
            .parent
            .as_deref()
            .and_then(|parent| ids.get(parent))
            .copied();
        let id = if let Some(region) = known.get(&division.code) {
            if (region.parent, region.tier) != (above.map(|(parent, _)| parent), division.tier) {
                moved.push(division.code.as_str());
            }
            if region.name == division.name {
                imported.unchanged += 1;
                progress(1);
            } else {
                rename(&transaction, region.id, &division.name).await?;
                imported.renamed += 1;
                progress(1);
            }
            region.id
        } else {
            next += 1;
            imported.added += 1;
            fresh.push(region::ActiveModel {
                id: Set(RegionId(next)),
                parent_id: Set(above.map(|(parent, _)| parent)),
                province_id: Set(above.map_or(RegionId(next), |(_, province)| province)),
                tier: Set(division.tier.number()),
                code: Set(division.code.clone()),
                name: Set(division.name.clone()),
                valid_from: Set(None),
                valid_to: Set(None),
            });
            RegionId(next)
        };
        ids.insert(&division.code, (id, above.map_or(id, |(_, province)| province)));
    }
    if !moved.is_empty() {
        return Err(Error::BadInput(format!(
            "{} regions have another parent or tier than the database says, {} first: boundaries are not changed by an import",
            moved.len(),
            moved[0]
        )));
    }
    imported.missing = known.len() - imported.unchanged - imported.renamed;
    // 8 parameters a row: far below SQLite's 32,766 of one statement.
    for chunk in fresh.chunks(2_000) {
        region::Entity::insert_many(chunk.iter().cloned())
            .exec_without_returning(&transaction)
            .await?;
        progress(chunk.len());
    }
    if imported.added + imported.renamed > 0 {
        tell(&transaction, now).await?;
    }
    transaction.commit().await?;
    Ok(imported)
}

/// Tells the running hubs, through the change log, to load the tree again.
async fn tell(connection: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<()> {
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

async fn rename(connection: &impl ConnectionTrait, id: RegionId, name: &str) -> Result<()> {
    let row = region::ActiveModel {
        id: Set(id),
        name: Set(name.to_owned()),
        ..Default::default()
    };
    region::Entity::update(row).exec(connection).await?;
    Ok(())
}
