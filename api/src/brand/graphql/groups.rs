//! Groups of brands in the API.

use async_graphql::{Context, Enum, Object, SimpleObject};

use super::{BrandFilter, day};
use crate::{
    brand::{
        groups::{Group, Key},
        service,
    },
    error::Result,
    graphql::{
        context::{hub, scope},
        scalars::Date,
        weight::Rows,
    },
    region::graphql::{Region, Tier},
};

/// By what brands are grouped beside their region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum BrandGroupBy {
    /// By region alone.
    Region,
    /// By type 类型.
    Type,
    /// By level 级别.
    Level,
}

/// A group of brands 品牌荣誉统计.
#[derive(Clone, Debug, SimpleObject)]
pub struct BrandGroup {
    /// The region.
    region: Region,
    /// Code of the type or level; null where they are grouped by region alone.
    key: Option<String>,
    /// How many brands 品牌数, 个: those of one name, type and level are one, whoever holds it.
    count: u64,
    /// How many records 持有数, 项: a brand counts once for each holder.
    records: u64,
}

/// Queries of groups of brands.
#[derive(Debug, Default)]
pub struct BrandGroupQuery;

#[Object]
impl BrandGroupQuery {
    /// Counts of the brands that are valid on a day: by region at a tier, and by type or level. Every brand of the list
    /// is in it: no page cuts it. In the order of the tree, then of the keys.
    async fn brand_groups(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Conditions.")] filter: Option<BrandFilter>,
        #[graphql(desc = "By what, beside the region.", default_with = "BrandGroupBy::Region")]
        by: BrandGroupBy,
        #[graphql(
            desc = "By regions of this tier; where a branch has none of it, the nearest region above stands in. \
                          Left out, the region of the filter is one group."
        )]
        tier: Option<Tier>,
        #[graphql(
            desc = "The day on which they are valid 有效; that of the filter by default, today without one."
        )]
        on: Option<Date>,
    ) -> Result<Rows<BrandGroup>> {
        let scope = scope(ctx)?;
        let key = match by {
            BrandGroupBy::Region => Key::None,
            BrandGroupBy::Type => Key::Kind,
            BrandGroupBy::Level => Key::Level,
        };
        let mut list = filter.unwrap_or_default().read(None)?;
        list.filter.valid_on = Some(day(ctx, on, &list.filter));
        let groups = service::groups(scope, hub(ctx), &list, key, tier.map(Into::into)).await?;
        let shown = |group: Group| BrandGroup {
            region: Region::of(scope, scope.tree().at(group.region)),
            key: group.key,
            count: group.count,
            records: group.records,
        };
        Ok(groups.into_iter().map(shown).collect())
    }
}
