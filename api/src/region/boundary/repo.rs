//! Changes of boundaries in the database.

use std::collections::HashMap;

use chrono::NaiveDate;
use entities::{
    boundary_event, boundary_link,
    ids::{BoundaryEventId, RegionId},
    region,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::plan::{Plan, Successor};
use crate::{
    code::{from_text, to_text},
    db::shared,
    error::Result,
    region::tree::{Event, Link},
};

/// All changes.
///
/// # Errors
/// When the database does not answer.
pub async fn events(connection: &impl ConnectionTrait) -> Result<Vec<Event>> {
    let mut links: HashMap<BoundaryEventId, Vec<Link>> = HashMap::new();
    for row in shared::<boundary_link::Entity>().all(connection).await? {
        links.entry(row.event_id).or_default().push(Link {
            predecessor: row.predecessor_id,
            successor: row.successor_id,
        });
    }
    let rows = shared::<boundary_event::Entity>().all(connection).await?;
    rows.into_iter()
        .map(|row| {
            let mut links = links.remove(&row.id).unwrap_or_default();
            links.sort_by_key(|link| (link.predecessor, link.successor));
            Ok(Event {
                id: row.id,
                date: row.on_day,
                kind: from_text(&row.kind)?,
                basis: row.basis,
                note: row.note,
                recorded_by: row.recorded_by,
                recorded_at: row.recorded_at,
                links,
            })
        })
        .collect()
}

/// Ends and begins the regions of a plan, and stores its event, as one of a region of a province.
///
/// # Errors
/// When the database does not answer.
pub async fn store(
    connection: &impl ConnectionTrait,
    plan: &Plan,
    event: &Event,
    (province, region): (RegionId, RegionId),
) -> Result<()> {
    let eve = event.date.pred_opt();
    retire(connection, &plan.retired, eve).await?;
    let rows = plan.begun.iter().map(|begun| row(begun, province, event.date));
    region::Entity::insert_many(rows)
        .exec_without_returning(connection)
        .await?;
    let stored = boundary_event::ActiveModel {
        id: Set(event.id),
        province_id: Set(province),
        region_id: Set(region),
        on_day: Set(event.date),
        kind: Set(to_text(&event.kind)?),
        basis: Set(event.basis.clone()),
        note: Set(event.note.clone()),
        recorded_by: Set(event.recorded_by.clone()),
        recorded_at: Set(event.recorded_at),
    };
    boundary_event::Entity::insert(stored)
        .exec_without_returning(connection)
        .await?;
    let links = event.links.iter().map(|link| boundary_link::ActiveModel {
        event_id: Set(event.id),
        predecessor_id: Set(link.predecessor),
        successor_id: Set(link.successor),
    });
    boundary_link::Entity::insert_many(links)
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "regions are no region's data; who may end them was checked on the plan"
)]
async fn retire(
    connection: &impl ConnectionTrait,
    regions: &[RegionId],
    last: Option<NaiveDate>,
) -> Result<()> {
    let row = region::ActiveModel {
        valid_to: Set(last),
        ..Default::default()
    };
    region::Entity::update_many()
        .set(row)
        .filter(region::Column::Id.is_in(regions.iter().copied()))
        .exec(connection)
        .await?;
    Ok(())
}

fn row(begun: &Successor, province: RegionId, from: NaiveDate) -> region::ActiveModel {
    region::ActiveModel {
        id: Set(begun.region.id),
        parent_id: Set(begun.region.parent),
        province_id: Set(province),
        tier: Set(begun.region.tier.number()),
        code: Set(begun.region.code.clone()),
        name: Set(begun.region.name.clone()),
        valid_from: Set(Some(from)),
        valid_to: Set(None),
    }
}
