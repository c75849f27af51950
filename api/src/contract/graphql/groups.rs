//! Groups of contracts in the API.

use async_graphql::{Context, Enum, Object};

use super::ContractFilter;
use crate::{
    contract::{
        groups::{Group, Key},
        service,
    },
    error::Result,
    graphql::{
        context::{hub, scope},
        weight::Rows,
    },
    region::graphql::{Region, Tier},
    register::graphql::amount::Amount,
};

/// By what contracts are grouped beside their region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ContractGroupBy {
    /// By region alone.
    Region,
    /// By kind 类型.
    Kind,
    /// By year in which they were signed 签订年份.
    Year,
}

/// A group of contracts 合同统计.
#[derive(Clone, Debug)]
pub struct ContractGroup {
    group: Group,
    region: Region,
}

/// A group of contracts 合同统计: how many, and the sum of their amounts. A joint contract is in one group.
#[Object]
impl ContractGroup {
    /// The region. A contract of several regions is put to the nearest one that holds those inside the region asked for.
    async fn region(&self) -> &Region {
        &self.region
    }

    /// Kind or year; null where they are grouped by region alone.
    async fn key(&self) -> Option<&str> {
        self.group.key.as_deref()
    }

    /// How many contracts 合同数, 项; each once.
    async fn count(&self) -> u64 {
        self.group.count
    }

    /// How many of them are of several regions 跨地区合同数, 项.
    async fn joint(&self) -> u64 {
        self.group.joint
    }

    /// Sum of the amounts 合同金额; null where none of them has one, which is not zero.
    async fn amount(&self) -> Result<Option<Amount>> {
        let known = self.group.amounts > 0;
        known.then(|| Amount::sum(self.group.amount)).transpose()
    }

    /// How many have an amount.
    async fn amount_of(&self) -> u64 {
        self.group.amounts
    }
}

/// Queries of groups of contracts.
#[derive(Debug, Default)]
pub struct ContractGroupQuery;

#[Object]
impl ContractGroupQuery {
    /// Counts and sums of contracts: by region at a tier, and by kind or year. Every contract of the list is in it once,
    /// however many of its regions are shown: no page cuts it. In the order of the tree, then of the keys.
    async fn contract_groups(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Conditions.")] filter: Option<ContractFilter>,
        #[graphql(
            desc = "By what, beside the region.",
            default_with = "ContractGroupBy::Region"
        )]
        by: ContractGroupBy,
        #[graphql(
            desc = "By regions of this tier; where a branch has none of it, the nearest region above stands in. \
                          Left out, the region of the filter is one group."
        )]
        tier: Option<Tier>,
    ) -> Result<Rows<ContractGroup>> {
        let scope = scope(ctx)?;
        let key = match by {
            ContractGroupBy::Region => Key::None,
            ContractGroupBy::Kind => Key::Kind,
            ContractGroupBy::Year => Key::Year,
        };
        let list = filter.unwrap_or_default().read(None)?;
        let groups = service::groups(scope, hub(ctx), &list, key, tier.map(Into::into)).await?;
        let shown = |group: Group| ContractGroup {
            region: Region::of(scope, scope.tree().at(group.region)),
            group,
        };
        Ok(groups.into_iter().map(shown).collect())
    }
}
