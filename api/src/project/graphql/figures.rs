//! Figures of projects in the API: groups, the three batches, the work of bureaus.

use async_graphql::{Context, Enum, Object, SimpleObject};

use super::ProjectFilter;
use crate::{
    bureau::graphql::Bureau,
    error::Result,
    graphql::{
        context::{hub, scope},
        page::{self, Page, Total},
        scalars::{Date, RegionCode},
        weight::Rows,
    },
    project::{
        groups::{Group, Sum},
        repo::groups::Key,
        service::figures as service,
        workload,
    },
    region::graphql::{Region, Tier, page_complexity},
    register::{
        graphql::{amount::Amount, cursor},
        model::OrderBy,
    },
};

/// By what projects are grouped beside their region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ProjectGroupBy {
    /// By region alone.
    Region,
    /// By kind 类型.
    Kind,
    /// By stage 阶段 in which they are.
    Stage,
}

/// A group of projects.
#[derive(Clone, Debug)]
pub struct ProjectGroup {
    group: Group,
    region: Region,
}

/// A group of projects: how many, and their total investment.
#[Object]
impl ProjectGroup {
    /// The region.
    async fn region(&self) -> &Region {
        &self.region
    }

    /// The code of the kind or stage; null where they are grouped by region alone.
    async fn key(&self) -> Option<&str> {
        self.group.key.as_deref()
    }

    /// How many projects 项目数, 个.
    async fn count(&self) -> u64 {
        self.group.sum.count
    }

    /// Their total investment 总投资, in 万元; null where none of them has one, which is not zero.
    async fn investment(&self) -> Result<Option<Amount>> {
        invested(&self.group.sum)
    }

    /// How many have a total investment.
    async fn investment_of(&self) -> u64 {
        self.group.sum.investment_of
    }
}

fn invested(sum: &Sum) -> Result<Option<Amount>> {
    (sum.investment_of > 0)
        .then(|| Amount::sum(sum.investment))
        .transpose()
}

/// The projects of a region that entered a stage in a span of days.
#[derive(Clone, Debug)]
pub struct ProjectBatch(Sum);

/// The projects 一批 of a region that entered a stage in a span of days.
#[Object]
impl ProjectBatch {
    /// How many projects 项目数, 个; each once, however often it entered the stage.
    async fn count(&self) -> u64 {
        self.0.count
    }

    /// Their total investment 总投资, in 万元; null where none of them has one, which is not zero.
    async fn investment(&self) -> Result<Option<Amount>> {
        invested(&self.0)
    }

    /// How many have a total investment.
    async fn investment_of(&self) -> u64 {
        self.0.investment_of
    }
}

/// The three batches 三个一批 of a region in a span of days. A project that passed two of the stages is in both.
#[derive(Clone, Debug, SimpleObject)]
pub struct ThreeBatches {
    /// The region.
    region: Region,
    /// Signed 签约.
    signed: ProjectBatch,
    /// Started 开工.
    started: ProjectBatch,
    /// Put into production 投产.
    put_into_production: ProjectBatch,
}

/// Dated work as it stood on a day.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct WorkTally {
    /// Done 已完成 on that day or before.
    done: u64,
    /// Open 未完成.
    open: u64,
    /// Late 逾期: of the open ones those after their due day, of the done ones those that were done after it.
    late: u64,
}

impl From<workload::Tally> for WorkTally {
    fn from(tally: workload::Tally) -> Self {
        Self {
            done: tally.done,
            open: tally.open,
            late: tally.late,
        }
    }
}

/// What a bureau 部门 has on its desk, in the projects and meetings of a region and below.
#[derive(Clone, Debug, SimpleObject)]
pub struct BureauWorkload {
    /// The bureau.
    bureau: Bureau,
    /// Projects that it leads 牵头, 个.
    leads: u64,
    /// Projects in which it cooperates 配合, 个.
    cooperates: u64,
    /// Steps 步骤 of the projects that it leads. A step of a project that several bureaus lead counts for each.
    steps: WorkTally,
    /// Decisions 议定事项 of coordination meetings that it owns.
    decisions: WorkTally,
}

/// Queries of figures of projects.
#[derive(Debug, Default)]
pub struct ProjectFigureQuery;

#[Object]
impl ProjectFigureQuery {
    /// Counts and total investment of projects by group: by region at a tier, and by kind or stage. Every project of the
    /// list is in it: no page cuts it. In the order of the tree, then of the codes.
    async fn project_groups(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Conditions.")] filter: Option<ProjectFilter>,
        #[graphql(desc = "By what, beside the region.", default_with = "ProjectGroupBy::Region")]
        by: ProjectGroupBy,
        #[graphql(
            desc = "By regions of this tier; where a branch has none of it, the nearest region above stands in. \
                    Left out, the region of the filter is one group."
        )]
        tier: Option<Tier>,
    ) -> Result<Rows<ProjectGroup>> {
        let key = match by {
            ProjectGroupBy::Region => Key::None,
            ProjectGroupBy::Kind => Key::Kind,
            ProjectGroupBy::Stage => Key::Stage,
        };
        let list = filter.unwrap_or_default().read(ctx, None)?;
        let scope = scope(ctx)?;
        let groups = service::grouped(scope, hub(ctx), &list, key, tier.map(Into::into)).await?;
        let shown = |group: Group| ProjectGroup {
            region: Region::of(scope, scope.tree().at(group.region)),
            group,
        };
        Ok(groups.into_iter().map(shown).collect())
    }

    /// The three batches 三个一批 of projects: those that were signed 签约, started 开工 and put into production 投产 from
    /// one day to another. Every region of the tier is in the answer. A stage of which the day is not known is in no span.
    async fn three_batches(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of this region and all below; the token's own by default.")] region: Option<
            RegionCode,
        >,
        #[graphql(
            desc = "By regions of this tier; where a branch has none of it, the nearest region above stands in. \
                    Left out, the region is one group."
        )]
        tier: Option<Tier>,
        #[graphql(desc = "The first day.")] from: Date,
        #[graphql(desc = "The last day.")] to: Date,
    ) -> Result<Rows<ThreeBatches>> {
        let (scope, region, tier) = (scope(ctx)?, region.map(|code| code.0), tier.map(Into::into));
        let span = (from.0, to.0);
        let batches = service::three_batches(scope, hub(ctx), region.as_deref(), tier, span).await?;
        let shown = batches.into_iter().map(|batches| {
            let [signed, started, put_into_production] = batches.sums.map(ProjectBatch);
            ThreeBatches {
                region: Region::of(scope, scope.tree().at(batches.region)),
                signed,
                started,
                put_into_production,
            }
        });
        Ok(shown.collect())
    }

    /// What the bureaus 部门 of a region and all below have on their desks, in the projects and coordination meetings there:
    /// also those that have nothing. In the order of their names.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn bureau_workload(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The region; the token's own by default.")] region: Option<RegionCode>,
        #[graphql(desc = "The day on which is told what is done, open and late; today by default.")]
        on: Option<Date>,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Page<BureauWorkload>> {
        let (scope, hub) = (scope(ctx)?.clone(), hub(ctx).clone());
        let region = region.map(|code| code.0);
        let on = on.map_or_else(|| hub.today(), |day| day.0);
        let limit = page::limit(ctx, first)?;
        let from = (page::key(after.as_deref())?, limit);
        let (bureaus, work) = service::workload(&scope, &hub, region.as_deref(), from, on).await?;
        let total = Total::new(move || {
            let (scope, hub, region) = (scope.clone(), hub.clone(), region.clone());
            async move { service::bureaus(&scope, &hub, region.as_deref()).await }
        });
        let node = |bureau: crate::bureau::repo::Bureau| {
            let work = work.get(&bureau.id).copied().unwrap_or_default();
            BureauWorkload {
                bureau: Bureau::of(bureau),
                leads: work.leads,
                cooperates: work.cooperates,
                steps: work.steps.into(),
                decisions: work.decisions.into(),
            }
        };
        let key = |bureau: &crate::bureau::repo::Bureau| cursor(OrderBy::Name, bureau);
        Ok(page::connection(
            bureaus,
            limit,
            after.is_some(),
            total,
            key,
            node,
        ))
    }
}
