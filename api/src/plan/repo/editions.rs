//! Editions of plans: the earlier ones, and those that are published.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entities::{
    ids::{PlanId, RegionId},
    plan,
    plan_edition::{ActiveModel, Column, Entity, Model},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, Select};

use super::{Filter, Plan};
use crate::{
    audit::write::Write,
    db::{Db, shared, within},
    error::{Error, Result},
    plan::model::Content,
    region::tree::Place,
    register::repo::Kept,
};

/// An edition of a plan.
#[derive(Clone, Debug)]
pub struct Edition {
    /// The plan.
    pub plan: PlanId,
    /// The region of the plan.
    pub region: RegionId,
    /// The content as it was.
    pub content: Content,
    /// When it was frozen; none for the one that the plan still is.
    pub frozen_at: Option<DateTime<Utc>>,
}

impl Edition {
    /// The edition that a plan is now.
    #[must_use]
    pub fn present(plan: Plan) -> Self {
        Self {
            plan: plan.id,
            region: plan.region,
            content: plan.content,
            frozen_at: None,
        }
    }
}

fn edition(row: Model) -> Result<Edition> {
    Ok(Edition {
        plan: row.plan_id,
        region: row.region_id,
        content: serde_json::from_str(&row.content).map_err(Error::internal)?,
        frozen_at: Some(row.frozen_at),
    })
}

/// Keeps a sealed edition as it is, before the next one is begun. Says no where another transaction did so first.
///
/// # Errors
/// When the database does not answer.
pub async fn freeze(write: &Write<'_>, place: Place<'_>, plan: &Plan) -> Result<bool> {
    let row = ActiveModel {
        plan_id: Set(plan.id),
        edition: Set(plan.content.edition),
        province_id: Set(place.province().id),
        region_id: Set(place.id),
        content: Set(serde_json::to_string(&plan.content).map_err(Error::internal)?),
        frozen_at: Set(write.at()),
    };
    let unless_there = sea_orm::sea_query::OnConflict::columns([Column::PlanId, Column::Edition])
        .do_nothing()
        .to_owned();
    let stored = Entity::insert(row)
        .on_conflict(unless_there)
        .exec_without_returning(write.connection())
        .await?;
    Ok(stored == 1)
}

/// The earlier editions of plans in the scope of `place`, the first first.
///
/// # Errors
/// When the database does not answer.
pub async fn earlier(db: &Db, place: Place<'_>, plans: &[PlanId]) -> Result<HashMap<PlanId, Vec<Edition>>> {
    let rows = within::<Entity>(place)
        .filter(Column::PlanId.is_in(plans.iter().copied()))
        .order_by_asc(Column::PlanId)
        .order_by_asc(Column::Edition)
        .all(db.reader())
        .await?;
    let mut found: HashMap<PlanId, Vec<Edition>> = HashMap::new();
    for row in rows {
        found.entry(row.plan_id).or_default().push(edition(row)?);
    }
    Ok(found)
}

/// The plans of `place` and its ancestors that have an edition in force: what a region's tiers have published to it.
fn published(place: Place<'_>) -> Select<plan::Entity> {
    let chain = place.ancestors().into_iter().chain([place]);
    within::<plan::Entity>(place.province())
        .filter(plan::Column::RegionId.is_in(chain.map(|place| place.id)))
        .filter(plan::Column::EditionInForce.is_not_null())
        .filter(plan::Column::DeletedAt.is_null())
}

/// A page of the published editions for a region, by title, and one more if there are more: two statements.
///
/// # Errors
/// When the database does not answer.
pub async fn page(
    db: &Db,
    place: Place<'_>,
    filter: &Filter,
    after: Option<(String, i64)>,
    limit: usize,
) -> Result<Vec<Edition>> {
    let mut cursor =
        Content::filtered(published(place), filter)?.cursor_by((plan::Column::Name, plan::Column::Id));
    if let Some(after) = after {
        cursor.after(after);
    }
    let rows = cursor.first(limit as u64 + 1).all(db.reader()).await?;
    in_force(db, rows).await
}

/// How many editions are published for a region.
///
/// # Errors
/// When the database does not answer.
pub async fn count(db: &Db, place: Place<'_>, filter: &Filter) -> Result<u64> {
    use sea_orm::PaginatorTrait;
    Ok(Content::filtered(published(place), filter)?
        .count(db.reader())
        .await?)
}

/// The editions in force of these plans, wherever in the province of `place`: the caller asks whether the scope may
/// read them.
///
/// # Errors
/// When the database does not answer.
pub async fn by_ids(db: &Db, place: Place<'_>, plans: &[PlanId]) -> Result<Vec<Edition>> {
    let rows = within::<plan::Entity>(place.province())
        .filter(plan::Column::Id.is_in(plans.iter().copied()))
        .filter(plan::Column::EditionInForce.is_not_null())
        .filter(plan::Column::DeletedAt.is_null())
        .all(db.reader())
        .await?;
    in_force(db, rows).await
}

/// The edition in force of each row: that of the row itself, or the one that was frozen before it.
async fn in_force(db: &Db, rows: Vec<plan::Model>) -> Result<Vec<Edition>> {
    let old = |row: &plan::Model| row.edition_in_force.filter(|edition| *edition != row.edition);
    let wanted = rows
        .iter()
        .filter_map(|row| Some((row.id, row.province_id, old(row)?)));
    let wanted: Vec<_> = wanted.collect();
    let mut frozen: HashMap<PlanId, Edition> = HashMap::new();
    if !wanted.is_empty() {
        let any = wanted
            .into_iter()
            .fold(Condition::any(), |any, (plan, province, number)| {
                any.add(
                    Condition::all()
                        .add(Column::PlanId.eq(plan))
                        .add(Column::Edition.eq(number))
                        .add(Column::ProvinceId.eq(province)),
                )
            });
        let select = shared::<Entity>().filter(any);
        for row in select.all(db.reader()).await? {
            frozen.insert(row.plan_id, edition(row)?);
        }
    }
    let mut editions = Vec::with_capacity(rows.len());
    for row in rows {
        let earlier = old(&row).is_some();
        match frozen.remove(&row.id) {
            Some(edition) if earlier => editions.push(edition),
            _ if earlier => return Err(Error::internal("an edition in force that was not frozen")),
            _ => editions.push(Edition {
                plan: row.id,
                region: row.region_id,
                content: Content::read(row)?,
                frozen_at: None,
            }),
        }
    }
    Ok(editions)
}
