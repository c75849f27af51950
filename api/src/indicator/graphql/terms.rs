//! The terms of a definition.

use async_graphql::{Enum, InputObject, SimpleObject};

use crate::{graphql::scalars::Decimal, indicator::model};

/// The rule by which values of several regions become one figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::indicator::model::AcrossSpace")]
pub enum AcrossSpace {
    /// 求和: values add up.
    Sum,
    /// 比率: numerators and denominators add up apart and then divide. A ratio is never summed or averaged.
    Ratio,
    /// 加权平均: the mean of the values of the regions, each with its weight (the indicator `weight`).
    WeightedMean,
    /// 最小值: the least value of the regions.
    Min,
    /// 最大值: the greatest value of the regions.
    Max,
    /// 去重计数: each subject of a register counts once, in however many of the regions it is present.
    DistinctCount,
    /// 不汇总: there is no figure above the tier that reports.
    None,
}

/// What the figures of an indicator are made of 数据来源.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::indicator::model::Source")]
pub enum IndicatorSource {
    /// 填报: values that regions report.
    Declared,
    /// 登记册统计: records of the registers, counted.
    Counted,
    /// 公式计算: figures of other indicators, by a formula.
    Formula,
}

/// Which of the three figures of a region is shown as its value 采用口径.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::indicator::model::Headline")]
pub enum Headline {
    /// 派生数: what the source makes: the roll-up of what was declared, the count, or the formula's result.
    Derived,
    /// 本级数: what the region declared for itself.
    Declared,
}

/// Who sees the figures of an indicator 公开范围.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::indicator::model::Visibility")]
pub enum Visibility {
    /// 按辖区: whoever has the region in scope.
    Scope,
    /// 职能内部: of these, only tokens that hold the indicator's function.
    Function,
    /// 向下公布: whoever has the region in scope, and the regions below it, which see its accepted figures.
    Published,
}

/// Which differences between the figures of one thing are only rounding 允许误差. A difference within either passes.
#[derive(Clone, Debug, SimpleObject, InputObject)]
#[graphql(input_name = "ToleranceInput")]
pub struct Tolerance {
    /// At most this much, in the indicator's unit.
    pub absolute: Option<Decimal>,
    /// At most this many percent of the greater of the two.
    pub percent: Option<Decimal>,
}

impl From<model::Tolerance> for Tolerance {
    fn from(tolerance: model::Tolerance) -> Self {
        Self {
            absolute: tolerance.absolute.map(Decimal),
            percent: tolerance.percent.map(Decimal),
        }
    }
}

impl From<Tolerance> for model::Tolerance {
    fn from(tolerance: Tolerance) -> Self {
        Self {
            absolute: tolerance.absolute.map(|value| value.0),
            percent: tolerance.percent.map(|value| value.0),
        }
    }
}

/// The rule by which values of several periods become one figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::indicator::model::AcrossTime")]
pub enum AcrossTime {
    /// 流量: adds up (output of a year).
    Flow,
    /// 存量: the last value of the period (number of platforms).
    Stock,
    /// 累计: from the beginning of the year; a month is the difference of two.
    YearToDate,
    /// No rule.
    None,
}

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::indicator::model::Direction")]
pub enum Direction {
    /// More is better 越大越好.
    Up,
    /// Less is better 越小越好.
    Down,
    /// Neither.
    None,
}

/// How often an indicator is reported 报送周期.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::indicator::period::Cadence")]
pub enum Cadence {
    /// 年, periods such as `2024`.
    Year,
    /// 半年, periods such as `2024-H1`.
    Half,
    /// 季度, periods such as `2024-Q1`.
    Quarter,
    /// 月, periods such as `2024-03`, and `2024-01/P2M` for 1–2月.
    Month,
    /// 两周, periods such as `2024-01-08/P2W`.
    Fortnight,
    /// 周, periods such as `2024-W05`.
    Week,
    /// 日, periods such as `2024-03-15`.
    Day,
}
