//! Groups of problems in the API.

use async_graphql::{Context, Object, SimpleObject};

use super::ProblemFilter;
use crate::{
    error::Result,
    graphql::{
        context::{hub, scope},
        weight::Rows,
    },
    problem::{groups::Group, service},
    region::graphql::{Region, Tier},
};

/// The problems of a group by state 问题台账统计, 个.
#[derive(Clone, Debug, SimpleObject)]
pub struct ProblemGroup {
    /// The region.
    region: Region,
    /// 待交办: how many are open.
    open: u64,
    /// 办理中: how many are assigned.
    assigned: u64,
    /// 已办结: how many are resolved, and not closed.
    resolved: u64,
    /// 已销号: how many are closed.
    closed: u64,
    /// 逾期: how many of the open and the assigned are overdue today.
    overdue: u64,
}

/// Queries of groups of problems.
#[derive(Debug, Default)]
pub struct ProblemGroupQuery;

#[Object]
impl ProblemGroupQuery {
    /// Counts of problems by state, grouped by the region that raised them. Every problem of the list is in it: no page
    /// cuts it. In the order of the tree.
    async fn problem_groups(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Conditions.")] filter: Option<ProblemFilter>,
        #[graphql(
            desc = "By regions of this tier; where a branch has none of it, the nearest region above stands in. \
                          Left out, the region of the filter is one group."
        )]
        tier: Option<Tier>,
    ) -> Result<Rows<ProblemGroup>> {
        let scope = scope(ctx)?;
        let list = filter.unwrap_or_default().read(ctx, None)?;
        let groups = service::groups(scope, hub(ctx), &list, tier.map(Into::into)).await?;
        let shown = |group: Group| ProblemGroup {
            region: Region::of(scope, scope.tree().at(group.region)),
            open: group.open,
            assigned: group.assigned,
            resolved: group.resolved,
            closed: group.closed,
            overdue: group.overdue,
        };
        Ok(groups.into_iter().map(shown).collect())
    }
}
