//! Groups of platforms in the API.

use async_graphql::{Context, Enum, Object};

use super::PlatformFilter;
use crate::{
    error::Result,
    graphql::{
        context::{hub, scope},
        weight::Rows,
    },
    platform::{groups, repo::groups::Key, service},
    region::graphql::{Region, Tier},
    vocabulary::{
        graphql::{Term, term_of},
        model::Vocabulary,
    },
};

/// By what platforms are grouped beside their region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum PlatformGroupBy {
    /// By region alone.
    Region,
    /// By type 平台类型.
    Kind,
    /// By family of the type, such as INCUBATION.
    Family,
    /// By level 级别.
    Level,
}

/// A group of platforms.
#[derive(Clone, Debug)]
pub struct PlatformGroup {
    group: groups::Group,
    by: PlatformGroupBy,
    region: Region,
}

/// A group of platforms: how many. A platform that several regions run together is counted once, in the nearest region
/// that holds them all.
#[Object]
impl PlatformGroup {
    /// The region.
    async fn region(&self) -> &Region {
        &self.region
    }

    /// The key of the group: code of a type, family or level; null where the platforms have none, or where they are
    /// grouped by region alone.
    async fn key(&self) -> Option<&str> {
        self.group.key.as_deref()
    }

    /// The term 字典项 of the type; null where they are not grouped by type.
    #[graphql(name = "type")]
    async fn term(&self, ctx: &Context<'_>) -> Result<Option<Term>> {
        match &self.group.key {
            Some(kind) if self.by == PlatformGroupBy::Kind => {
                term_of(ctx, Vocabulary::PlatformType, kind).await
            }
            _ => Ok(None),
        }
    }

    /// How many platforms 平台数, 个; each once. The counts of regions beside each other and of those above them
    /// add up.
    async fn count(&self) -> u64 {
        self.group.count
    }

    /// How many more the region runs together with others 共建, 个: they are shown here, and counted in the nearest
    /// region that holds all of their sponsors.
    async fn shown(&self) -> u64 {
        self.group.shown
    }
}

/// Queries of groups of platforms.
#[derive(Debug, Default)]
pub struct PlatformGroupQuery;

#[Object]
impl PlatformGroupQuery {
    /// Counts of platforms by group: by region at a tier, and by type, family or level. Every platform of the list is
    /// in it: no page cuts it. In the order of the tree, then of the keys.
    async fn platform_groups(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Conditions.")] filter: Option<PlatformFilter>,
        #[graphql(
            desc = "By what, beside the region.",
            default_with = "PlatformGroupBy::Region"
        )]
        by: PlatformGroupBy,
        #[graphql(
            desc = "By regions of this tier; where a branch has none of it, the nearest region above stands in. \
                          Left out, the region of the filter is one group."
        )]
        tier: Option<Tier>,
    ) -> Result<Rows<PlatformGroup>> {
        let scope = scope(ctx)?;
        let key = match by {
            PlatformGroupBy::Region => Key::None,
            PlatformGroupBy::Kind => Key::Kind,
            PlatformGroupBy::Family => Key::Family,
            PlatformGroupBy::Level => Key::Level,
        };
        let list = filter.unwrap_or_default().read(None)?;
        let groups = service::groups(scope, hub(ctx), &list, key, tier.map(Into::into)).await?;
        let shown = |group: groups::Group| PlatformGroup {
            region: Region::of(scope, scope.tree().at(group.region)),
            group,
            by,
        };
        Ok(groups.into_iter().map(shown).collect())
    }
}
