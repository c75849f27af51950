//! A figure beside others, in the API.

use async_graphql::{Enum, Object, SimpleObject};
use rust_decimal::Decimal as Exact;

use super::{figure::Figure, terms::NoValueReason};
use crate::{
    graphql::scalars::Decimal,
    rollup::{compare, fold, fold::NoValue, reconcile, service},
};

/// Decimals of percentages for display.
const PERCENT: u32 = 2;

/// How a figure changed since another period.
#[derive(Debug)]
pub struct FigureChange(pub compare::Change);

/// How a figure changed since another period.
#[Object]
impl FigureChange {
    /// The figure of the other period 基期数.
    async fn base(&self) -> Figure {
        Figure(self.0.base.clone())
    }

    /// The difference 增减量 in the indicator's unit (of a percentage: in percentage points 百分点); null where one of the
    /// two has no value.
    async fn difference(&self) -> Option<Decimal> {
        self.0.difference.ok().map(Decimal)
    }

    /// The difference in percent of the base 增减幅, exact; null where there is none.
    async fn percent(&self) -> Option<Decimal> {
        self.0.percent.ok().map(Decimal)
    }

    /// The percentage with two decimals, rounded half away from zero.
    async fn display(&self) -> Option<String> {
        self.0.percent.ok().map(|percent| fold::display(percent, PERCENT))
    }

    /// Why there is no percentage; null where there is one.
    async fn no_value_reason(&self) -> Option<NoValueReason> {
        self.0.percent.err().map(Into::into)
    }

    /// Whether both figures are made of the values of the same regions 可比口径. Growth over other regions is none.
    async fn same_regions(&self) -> bool {
        self.0.same_regions
    }
}

/// The part of a figure in that of the region above.
#[derive(Debug, SimpleObject)]
pub struct FigureShare {
    /// The figure of the region above.
    pub whole: Figure,
    /// In percent, exact; null where there is none.
    pub percent: Option<Decimal>,
    /// The percentage with two decimals, rounded half away from zero.
    pub display: Option<String>,
    /// Why there is no percentage; null where there is one.
    pub no_value_reason: Option<NoValueReason>,
}

impl FigureShare {
    /// The part that `share` percent of `whole` is.
    #[must_use]
    pub fn new(whole: service::Figure, share: Result<Exact, NoValue>) -> Self {
        Self {
            whole: Figure(whole),
            percent: share.ok().map(Decimal),
            display: share.ok().map(|share| fold::display(share, PERCENT)),
            no_value_reason: share.err().map(Into::into),
        }
    }
}

/// The figures of a region for one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::rollup::reconcile::Side")]
pub enum FigureSide {
    /// 本级填报数: what the region declared for itself.
    Declared,
    /// 汇总数: what is rolled up from the regions below.
    RolledUp,
    /// 登记册统计数: what the registers count.
    Counted,
}

/// What a difference means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::rollup::difference::Verdict")]
pub enum ComparisonVerdict {
    /// 一致: they are equal.
    Equal,
    /// 误差范围内: they differ by no more than the indicator's tolerance, as rounding does.
    WithinTolerance,
    /// 不一致: they differ.
    Differs,
}

/// Two figures of one thing beside each other.
#[derive(Debug, SimpleObject)]
pub struct FigureComparison {
    /// Which is the first.
    pub first: FigureSide,
    /// Its value, in the indicator's unit.
    pub first_value: Decimal,
    /// Which is the second.
    pub second: FigureSide,
    /// Its value, in the indicator's unit.
    pub second_value: Decimal,
    /// The first less the second 差额, in the indicator's unit.
    pub difference: Decimal,
    /// In percent of the second 差率; null where that is zero.
    pub percent: Option<Decimal>,
    /// What the difference means under the indicator's tolerance.
    pub verdict: ComparisonVerdict,
    /// The unit of the values.
    pub unit: String,
}

impl FigureComparison {
    /// A pair of a figure.
    #[must_use]
    pub fn new(figure: &service::Figure, pair: reconcile::Pair) -> Self {
        Self {
            first: pair.first.0.into(),
            first_value: Decimal(pair.first.1),
            second: pair.second.0.into(),
            second_value: Decimal(pair.second.1),
            difference: Decimal(pair.difference),
            percent: pair.percent.map(Decimal),
            verdict: pair.verdict.into(),
            unit: figure.indicator().measure.unit.symbol.to_owned(),
        }
    }
}
