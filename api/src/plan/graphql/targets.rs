//! Targets that count, in the API.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use entities::ids::PlanId;

use super::{
    edition::{PlanEdition, published},
    kinds::PlanOperator,
};
use crate::{
    error::Result,
    graphql::{
        context::{hub, scope},
        global_id::{self, Kind},
        scalars::{Decimal, RegionCode},
        weight::{Rows, times},
    },
    indicator::{graphql::Indicator, model},
    plan::service::targets::{self, Target},
    region::graphql::{Region, region_of},
};

/// A target that counts.
#[derive(Clone, Debug)]
pub struct TargetInForce {
    target: Target,
    indicator: Arc<model::Indicator>,
}

/// A target 目标 that counts: of a plan that its own region has sealed, in the newest such edition.
#[Object]
impl TargetInForce {
    /// Global id of the plan.
    async fn plan_id(&self) -> ID {
        global_id::encode(Kind::Plan, self.target.plan)
    }

    /// The edition of the plan that counts.
    async fn plan(&self, ctx: &Context<'_>) -> Result<Option<PlanEdition>> {
        published(ctx, PlanId(self.target.plan)).await
    }

    /// The region that set it: the one asked for, or one above.
    async fn region(&self, ctx: &Context<'_>) -> Result<Region> {
        region_of(ctx, self.target.region)
    }

    /// The indicator 指标.
    async fn indicator(&self) -> Indicator {
        Indicator(std::sync::Arc::clone(&self.indicator))
    }

    /// The year 年度.
    async fn year(&self) -> i32 {
        self.target.year
    }

    /// How the value is meant.
    async fn operator(&self) -> PlanOperator {
        self.target.operator.into()
    }

    /// The value 目标值, exactly, in `unit`.
    async fn value(&self) -> Decimal {
        Decimal(self.target.value)
    }

    /// The upper end of a RANGE, in `unit`.
    async fn upper(&self) -> Option<Decimal> {
        self.target.upper.map(Decimal)
    }

    /// Unit 计量单位: the indicator's.
    async fn unit(&self) -> &str {
        self.indicator.measure.unit.symbol
    }

    /// The year 基期年 from which it starts; null where the plan gives no baseline.
    async fn baseline_year(&self) -> Option<i32> {
        self.target.baseline.map(|(year, _)| year)
    }

    /// The value 基期值 from which it starts, in `unit`; null where the plan gives no baseline.
    async fn baseline(&self) -> Option<Decimal> {
        self.target.baseline.map(|(_, value)| Decimal(value))
    }
}

/// Queries of targets.
#[derive(Debug, Default)]
pub struct PlanTargetQuery;

#[Object]
impl PlanTargetQuery {
    /// The targets 目标 that count for a region: its own, and those that the regions above it have published; the
    /// province's first. Of two plans for one region, indicator and year the later issued counts. Counted against the
    /// figures of a request.
    #[graphql(complexity = "times(50, child_complexity)")]
    async fn plan_targets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The region; the token's own by default.")] region: Option<RegionCode>,
        #[graphql(desc = "Only of these indicators: codes, at most 200.", default)] indicators: Vec<String>,
        #[graphql(desc = "Only of this year.")] year: Option<i32>,
    ) -> Result<Rows<TargetInForce>> {
        let region = region.map(|code| code.0);
        let found = targets::of_region(scope(ctx)?, hub(ctx), region.as_deref(), &indicators, year).await?;
        let shown = |(target, indicator)| TargetInForce { target, indicator };
        Ok(found.into_iter().map(shown).collect())
    }
}
