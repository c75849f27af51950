//! Groups of visits in the API.

use async_graphql::{Context, Object, SimpleObject};

use super::VisitFilter;
use crate::{
    error::Result,
    graphql::{
        context::{hub, scope},
        weight::Rows,
    },
    region::graphql::{Region, Tier},
    visit::{groups::Group, service},
};

/// A group of visits 走访统计.
#[derive(Clone, Debug, SimpleObject)]
pub struct VisitGroup {
    /// The region.
    region: Region,
    /// How many visits 走访次数, 次.
    visits: u64,
    /// How many enterprises were visited 走访企业数, 家; each once.
    enterprises: u64,
    /// How many problems the visits raised 收集问题数, 个; each once.
    problems: u64,
}

/// Queries of groups of visits.
#[derive(Debug, Default)]
pub struct VisitGroupQuery;

#[Object]
impl VisitGroupQuery {
    /// Counts of visits, of the enterprises visited and of the problems raised, grouped by the region that visited. Every
    /// visit of the list is in it: no page cuts it. In the order of the tree.
    async fn visit_groups(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Conditions.")] filter: Option<VisitFilter>,
        #[graphql(
            desc = "By regions of this tier; where a branch has none of it, the nearest region above stands in. \
                          Left out, the region of the filter is one group."
        )]
        tier: Option<Tier>,
    ) -> Result<Rows<VisitGroup>> {
        let scope = scope(ctx)?;
        let list = filter.unwrap_or_default().read(None)?;
        let groups = service::groups(scope, hub(ctx), &list, tier.map(Into::into)).await?;
        let shown = |group: Group| VisitGroup {
            region: Region::of(scope, scope.tree().at(group.region)),
            visits: group.visits,
            enterprises: group.enterprises,
            problems: group.problems,
        };
        Ok(groups.into_iter().map(shown).collect())
    }
}
