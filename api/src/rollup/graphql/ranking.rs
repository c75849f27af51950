//! Rankings in the API.

use async_graphql::{Enum, SimpleObject};

use super::{figure::Figure, terms::NoValueReason};
use crate::{
    graphql::scalars::Decimal,
    rollup::{fold, ranking},
};

/// By what regions are ranked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::rollup::ranking::By")]
pub enum RankingBy {
    /// 数值: the value.
    Value,
    /// 同比增幅: the growth in percent since the same period of the year before.
    YearOnYear,
    /// 目标完成率: the value in percent of the region's target for the year; the greatest first.
    Attainment,
}

/// A region at its rank 排名.
#[derive(Debug, SimpleObject)]
pub struct RankedFigure {
    /// 1 for the first. Regions of one measure share a rank, and the next ranks are left out. Null without a measure:
    /// such regions stand last.
    pub rank: Option<usize>,
    /// The figure, with its region and its coverage.
    pub figure: Figure,
    /// By what it is ranked: in the indicator's unit, or in percent; exact.
    pub measure: Option<Decimal>,
    /// The measure rounded for display, half away from zero: to the indicator's precision, or two decimals of percent.
    pub display: Option<String>,
    /// Why there is no measure; null where there is one.
    pub no_value_reason: Option<NoValueReason>,
}

impl RankedFigure {
    /// A region of a ranking by `by`.
    #[must_use]
    pub fn new(by: ranking::By, ranked: ranking::Ranked) -> Self {
        let precision = match by {
            ranking::By::Value => ranked.figure.indicator().definition.precision.into(),
            ranking::By::YearOnYear | ranking::By::Attainment => 2,
        };
        Self {
            rank: ranked.rank,
            measure: ranked.measure.ok().map(Decimal),
            display: ranked
                .measure
                .ok()
                .map(|measure| fold::display(measure, precision)),
            no_value_reason: ranked.measure.err().map(Into::into),
            figure: Figure(ranked.figure),
        }
    }
}
