//! Groups of enterprises in the API.

use async_graphql::{Context, Enum, Object};

use super::EnterpriseFilter;
use crate::{
    enterprise::{
        groups::{self, Class},
        repo::groups::Key,
        service::{self, Grouping},
    },
    error::Result,
    graphql::{
        context::{hub, scope},
        scalars::Date,
        weight::Rows,
    },
    region::graphql::{Region, Tier},
    register::graphql::amount::Amount,
};

/// By what enterprises are grouped beside their region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum EnterpriseGroupBy {
    /// By region alone.
    Region,
    /// By section 门类 of GB/T 4754, a letter.
    IndustrySection,
    /// By division 大类 of GB/T 4754, two digits; those of which the section alone is known are under its letter.
    IndustryDivision,
    /// By size class 企业规模 of the latest day.
    Size,
    /// By programme 认定类别 in which they are recognised on the day. An enterprise of two programmes is in both
    /// groups: the groups do not add up to the enterprises.
    Programme,
    /// By year of which they have figures: an enterprise is in the group of every year.
    Year,
}

/// A group of enterprises: how many, and the sums of their figures of a year.
#[derive(Clone, Debug)]
pub struct EnterpriseGroup {
    group: groups::Group,
    region: Region,
}

/// A group of enterprises: how many, and the sums of their figures of a year. A sum is null where none of them has
/// the figure, which is not zero; `…Of` says how many have it.
#[Object]
impl EnterpriseGroup {
    /// The region.
    async fn region(&self) -> &Region {
        &self.region
    }

    /// The key of the group: an industry, size class, programme or year; null where the enterprises have none, or
    /// where they are grouped by region alone.
    async fn key(&self) -> Option<&str> {
        self.group.key.as_deref()
    }

    /// How many enterprises 企业数, 家; each once.
    async fn count(&self) -> u64 {
        self.group.count
    }

    /// Output 产值.
    async fn output(&self) -> Result<Option<Amount>> {
        self.amount(0)
    }

    /// How many have an output.
    async fn output_of(&self) -> u64 {
        self.group.sums[0].1
    }

    /// Revenue 营业收入.
    async fn revenue(&self) -> Result<Option<Amount>> {
        self.amount(1)
    }

    /// How many have a revenue.
    async fn revenue_of(&self) -> u64 {
        self.group.sums[1].1
    }

    /// R&D expenditure 研发经费.
    async fn rd_expenditure(&self) -> Result<Option<Amount>> {
        self.amount(2)
    }

    /// How many have an R&D expenditure.
    async fn rd_expenditure_of(&self) -> u64 {
        self.group.sums[2].1
    }

    /// Employees 从业人员, 人.
    async fn employees(&self) -> Option<i64> {
        self.number(3)
    }

    /// How many have a number of employees.
    async fn employees_of(&self) -> u64 {
        self.group.sums[3].1
    }

    /// Patents granted 专利授权, 件.
    async fn patents(&self) -> Option<i64> {
        self.number(4)
    }

    /// How many have a number of patents.
    async fn patents_of(&self) -> u64 {
        self.group.sums[4].1
    }

    /// Standards 标准, 项.
    async fn standards(&self) -> Option<i64> {
        self.number(5)
    }

    /// How many have a number of standards.
    async fn standards_of(&self) -> u64 {
        self.group.sums[5].1
    }
}

impl EnterpriseGroup {
    fn amount(&self, at: usize) -> Result<Option<Amount>> {
        let (sum, of) = self.group.sums[at];
        (of > 0).then(|| Amount::sum(sum)).transpose()
    }

    fn number(&self, at: usize) -> Option<i64> {
        let (sum, of) = self.group.sums[at];
        i64::try_from(sum).ok().filter(|_| of > 0)
    }
}

/// Queries of groups of enterprises.
#[derive(Debug, Default)]
pub struct EnterpriseGroupQuery;

#[Object]
impl EnterpriseGroupQuery {
    /// Counts and sums of enterprises by group: by region at a tier, and by industry, size, programme or year. Every
    /// enterprise of the list is in it: no page cuts it. In the order of the tree, then of the keys.
    async fn enterprise_groups(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Conditions.")] filter: Option<EnterpriseFilter>,
        #[graphql(
            desc = "By what, beside the region.",
            default_with = "EnterpriseGroupBy::Region"
        )]
        by: EnterpriseGroupBy,
        #[graphql(
            desc = "By regions of this tier; where a branch has none of it, the nearest region above stands in. \
                          Left out, the region of the filter is one group."
        )]
        tier: Option<Tier>,
        #[graphql(desc = "Where they were, and in which programmes, on this day; today's by default.")]
        on: Option<Date>,
        #[graphql(desc = "The year of the figures that are summed; grouped by year, only this one.")]
        year: Option<i32>,
    ) -> Result<Rows<EnterpriseGroup>> {
        let scope = scope(ctx)?;
        let on = on.map(|day| day.0);
        let (key, class) = match by {
            EnterpriseGroupBy::Region => (Key::None, Class::Exact),
            EnterpriseGroupBy::IndustrySection => (Key::Industry, Class::Section),
            EnterpriseGroupBy::IndustryDivision => (Key::Industry, Class::Division),
            EnterpriseGroupBy::Size => (Key::Size, Class::Exact),
            EnterpriseGroupBy::Programme => (
                Key::Programme(on.unwrap_or_else(|| hub(ctx).today())),
                Class::Exact,
            ),
            EnterpriseGroupBy::Year => (Key::Year, Class::Exact),
        };
        let by = Grouping {
            key,
            class,
            tier: tier.map(Into::into),
            on,
            year,
        };
        let list = filter.unwrap_or_default().read(ctx, None);
        let groups = service::groups(scope, hub(ctx), &list, by).await?;
        let shown = |group: groups::Group| EnterpriseGroup {
            region: Region::of(scope, scope.tree().at(group.region)),
            group,
        };
        Ok(groups.into_iter().map(shown).collect())
    }
}
