//! The incubation chain in the API.

use std::sync::Arc;

use async_graphql::{Context, Object};

use crate::{
    error::Result,
    graphql::{
        context::{hub, scope},
        scalars::{Date, RegionCode},
        weight::Rows,
    },
    platform::{
        chain::{Chain, Counts, STEPS},
        service,
    },
    region::graphql::{Region, Tier},
    vocabulary::{graphql::Term, model::Stored},
};

/// A step of the incubation chain.
#[derive(Clone, Debug)]
pub struct IncubationStep {
    position: usize,
    counts: Counts,
    types: Arc<[Vec<Stored>; STEPS]>,
}

/// A step of the incubation chain 孵化链条: 众创空间, 孵化器, 加速器 or 专业园区.
#[Object]
impl IncubationStep {
    /// Its place in the chain, from 1 to 4: 1 众创空间, 2 孵化器, 3 加速器, 4 专业园区.
    async fn position(&self) -> usize {
        self.position + 1
    }

    /// The types 平台类型 of the step: the terms of the family INCUBATION at this position.
    async fn types(&self) -> Vec<Term> {
        self.types[self.position].iter().cloned().map(Term).collect()
    }

    /// Platforms 平台数, 个, that were established by the day.
    async fn platforms(&self) -> u64 {
        self.counts.platforms
    }

    /// Enterprises 在孵企业, 家, that were in them on the day; each once.
    async fn tenants(&self) -> u64 {
        self.counts.tenants
    }

    /// Enterprises 毕业企业, 家, that had graduated from them by the day; each once.
    async fn graduates(&self) -> u64 {
        self.counts.graduates
    }
}

/// The incubation chain of a region on a day.
#[derive(Clone, Debug)]
pub struct IncubationChain {
    region: Region,
    chain: Chain,
    types: Arc<[Vec<Stored>; STEPS]>,
}

/// The incubation chain 孵化链条 of a region on a day. A platform that several regions run together is counted once, in
/// the nearest region that holds them all; an enterprise that is in two platforms counts once.
#[Object]
impl IncubationChain {
    /// The region.
    async fn region(&self) -> &Region {
        &self.region
    }

    /// The four steps in their order.
    async fn steps(&self) -> Vec<IncubationStep> {
        let step = |(position, counts): (usize, &Counts)| IncubationStep {
            position,
            counts: *counts,
            types: Arc::clone(&self.types),
        };
        self.chain.steps.iter().enumerate().map(step).collect()
    }

    /// Platforms 平台数 of all steps, 个.
    async fn platforms(&self) -> u64 {
        self.chain.all.platforms
    }

    /// Enterprises 在孵企业 in any step, 家: one of two steps is one, so the steps may add up to more.
    async fn tenants(&self) -> u64 {
        self.chain.all.tenants
    }

    /// Enterprises 毕业企业 that had graduated from any step, 家: one of two steps is one.
    async fn graduates(&self) -> u64 {
        self.chain.all.graduates
    }
}

/// Queries of the incubation chain.
#[derive(Debug, Default)]
pub struct IncubationQuery;

#[Object]
impl IncubationQuery {
    /// The incubation chain 孵化链条 (众创空间 → 孵化器 → 加速器 → 专业园区) of a region, or of each region of a tier in it
    /// that has platforms of the chain: platforms, tenants and graduates of each step.
    async fn incubation_chain(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The region; the token's own by default.")] region: Option<RegionCode>,
        #[graphql(
            desc = "By regions of this tier; where a branch has none of it, the nearest region above stands in. \
                          Left out, the region is one chain."
        )]
        tier: Option<Tier>,
        #[graphql(desc = "As of this day; today by default.")] on: Option<Date>,
    ) -> Result<Rows<IncubationChain>> {
        let (scope, hub) = (scope(ctx)?, hub(ctx));
        let on = on.map_or_else(|| hub.today(), |day| day.0);
        let region = region.as_ref().map(|code| code.0.as_str());
        let (chains, types) = service::incubation(scope, hub, region, tier.map(Into::into), on).await?;
        let types = Arc::new(types);
        let shown = |chain: Chain| IncubationChain {
            region: Region::of(scope, scope.tree().at(chain.region)),
            chain,
            types: Arc::clone(&types),
        };
        Ok(chains.into_iter().map(shown).collect())
    }
}
