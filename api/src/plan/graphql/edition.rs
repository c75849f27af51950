//! Editions of plans in the API.

use std::{collections::HashMap, sync::Arc};

use async_graphql::{
    Context, ID, MergedObject, Object,
    dataloader::{DataLoader, HashMapCache},
};
use entities::ids::{PlanId, RegionId};

use super::text::PlanText;
use crate::{
    error::Result,
    graphql::{
        global_id::{self, Kind},
        scalars::DateTime,
    },
    plan::{loader::EditionLoader, repo::editions::Edition},
    region::graphql::{Region, region_of},
};

/// What an edition has beside its content.
#[derive(Clone, Debug)]
pub struct EditionFields {
    plan: PlanId,
    region: RegionId,
    frozen_at: Option<chrono::DateTime<chrono::Utc>>,
}

/// What an edition has beside its content.
#[Object]
impl EditionFields {
    /// Global id of the plan, by which `plan` and `publishedPlan` find it.
    async fn plan_id(&self) -> ID {
        global_id::encode(Kind::Plan, self.plan.0)
    }

    /// The region 所属地区 of the plan.
    async fn region(&self, ctx: &Context<'_>) -> Result<Region> {
        region_of(ctx, self.region)
    }

    /// When the next edition was begun and this one frozen; null for the present one.
    async fn frozen_at(&self) -> Option<DateTime> {
        self.frozen_at.map(DateTime)
    }
}

/// An edition 版本 of a plan, as it was sealed.
#[derive(Clone, Debug, MergedObject)]
pub struct PlanEdition(PlanText, EditionFields);

impl PlanEdition {
    /// The object of an edition.
    #[must_use]
    pub fn of(edition: Edition) -> Self {
        let fields = EditionFields {
            plan: edition.plan,
            region: edition.region,
            frozen_at: edition.frozen_at,
        };
        Self(PlanText(edition.content), fields)
    }
}

/// The editions of a plan before the present one, loaded for all plans of the request together.
///
/// # Errors
/// When the database does not answer.
pub async fn earlier(ctx: &Context<'_>, plan: PlanId) -> Result<Vec<PlanEdition>> {
    let loader = ctx.data_unchecked::<Arc<DataLoader<EditionLoader, HashMapCache>>>();
    let found = loader.load_one(plan).await?.unwrap_or_default();
    Ok(found.into_iter().map(PlanEdition::of).collect())
}

/// The published editions of plans by key, loaded together.
///
/// # Errors
/// When the database does not answer.
pub async fn published(ctx: &Context<'_>, plan: PlanId) -> Result<Option<PlanEdition>> {
    let loader = ctx.data_unchecked::<Arc<DataLoader<crate::plan::loader::PublishedLoader, HashMapCache>>>();
    let mut found: HashMap<PlanId, Edition> = loader.load_many([plan]).await?;
    Ok(found.remove(&plan).map(PlanEdition::of))
}
