//! Counts of subjects in the API.

use async_graphql::{Context, Object, SimpleObject};

use crate::{
    error::Result,
    graphql::{
        context::{hub, scope},
        scalars::{Date, RegionCode},
        weight::{Rows, times},
    },
    recognition::{
        programme::graphql::Programme,
        service::counts::{self, Count},
    },
    region::graphql::{Region, Tier},
};

/// A count of distinct subjects of a region.
#[derive(Clone, Debug, SimpleObject)]
pub struct RecognitionGroup {
    /// The region.
    region: Region,
    /// How many subjects 对象数; each once.
    count: u64,
}

fn groups(ctx: &Context<'_>, counts: Vec<Count>) -> Result<Rows<RecognitionGroup>> {
    let scope = scope(ctx)?;
    let group = |count: Count| RecognitionGroup {
        region: Region::of(scope, scope.tree().at(count.region)),
        count: count.count,
    };
    Ok(counts.into_iter().map(group).collect())
}

/// A step of a gradient with its count.
#[derive(Clone, Debug, SimpleObject)]
pub struct GradientStep {
    /// Which step, from 1.
    order: i32,
    /// The programmes 认定类别 at this step.
    programmes: Vec<Programme>,
    /// How many subjects have this as their highest step on the day; each once.
    count: u64,
}

/// A gradient 梯度: programmes as the steps by which subjects rise.
#[derive(Clone, Debug, SimpleObject)]
pub struct Gradient {
    /// Code.
    code: String,
    /// Name 名称.
    name: String,
    /// The steps, from the lowest.
    steps: Vec<GradientStep>,
}

/// Queries of counts.
#[derive(Debug, Default)]
pub struct RecognitionCountQuery;

#[Object]
impl RecognitionCountQuery {
    /// How many distinct subjects are valid 有效 on a day in one of some programmes, by region at a tier: an enterprise
    /// counts where it was on the day, a subject of several programmes once. In the order of the tree; regions
    /// without any are left out.
    async fn recognition_groups(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Codes of the programmes; one at least.")] programmes: Vec<String>,
        #[graphql(desc = "The day; today by default.")] on: Option<Date>,
        #[graphql(
            desc = "By regions of this tier; where a branch has none of it, the nearest region above stands in. \
                          Left out, the region is one group, with 0 where there are none."
        )]
        tier: Option<Tier>,
        #[graphql(desc = "Only inside this region; the token's own by default.")] region: Option<RegionCode>,
    ) -> Result<Rows<RecognitionGroup>> {
        let (region, tier) = (region.map(|code| code.0), tier.map(Into::into));
        let day = on.map_or_else(|| hub(ctx).today(), |day| day.0);
        let found = counts::groups(scope(ctx)?, hub(ctx), region.as_deref(), &programmes, day, tier);
        groups(ctx, found.await?)
    }

    /// How many distinct subjects that had been recognised in one programme were first recognised in another in a span
    /// of days, such as 科技型中小企业 that became 高新技术企业 in a year, by region at a tier: an enterprise counts where
    /// it was on that day. In the order of the tree; regions without any are left out.
    #[expect(clippy::too_many_arguments, reason = "one question has that many conditions")]
    async fn recognition_transitions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the programme in which they had been before, valid still or not.")]
        from: String,
        #[graphql(desc = "Code of the programme in which they were first recognised.")] to: String,
        #[graphql(desc = "In this year; or else between two days.")] year: Option<i32>,
        #[graphql(desc = "From this day on, in the place of `year`.")] first_day: Option<Date>,
        #[graphql(desc = "To this day, itself included.")] last_day: Option<Date>,
        #[graphql(
            desc = "By regions of this tier; where a branch has none of it, the nearest region above stands in. \
                          Left out, the region is one group, with 0 where there are none."
        )]
        tier: Option<Tier>,
        #[graphql(desc = "Only inside this region; the token's own by default.")] region: Option<RegionCode>,
    ) -> Result<Rows<RecognitionGroup>> {
        let days = counts::span(year, first_day.map(|day| day.0), last_day.map(|day| day.0))?;
        let (region, tier) = (region.map(|code| code.0), tier.map(Into::into));
        let codes = [from, to];
        let found = counts::transitions(scope(ctx)?, hub(ctx), region.as_deref(), codes, days, tier);
        groups(ctx, found.await?)
    }

    /// A gradient 梯度, and how many subjects inside a region have each of its steps as their highest on a day. An
    /// unknown gradient is an error `NOT_FOUND`.
    #[graphql(complexity = "times(10, child_complexity)")]
    async fn gradient(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the gradient, such as `INNOVATION_CHAIN`.")] code: String,
        #[graphql(desc = "Only inside this region; the token's own by default.")] region: Option<RegionCode>,
        #[graphql(desc = "The day; today by default.")] on: Option<Date>,
    ) -> Result<Gradient> {
        let region = region.map(|code| code.0);
        let day = on.map_or_else(|| hub(ctx).today(), |day| day.0);
        let found = counts::gradient(scope(ctx)?, hub(ctx), region.as_deref(), &code, day).await?;
        let step = |(order, programmes, count): (i32, Vec<_>, u64)| GradientStep {
            order,
            programmes: programmes.into_iter().map(Programme).collect(),
            count,
        };
        Ok(Gradient {
            code: found.code,
            name: found.name,
            steps: found.steps.into_iter().map(step).collect(),
        })
    }
}
