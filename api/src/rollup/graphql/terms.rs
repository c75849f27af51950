//! The terms of a figure, and on what it is asked.

use async_graphql::{Enum, InputObject};

use crate::{
    graphql::scalars::{Date, DateTime},
    rollup::service::On,
};

/// Which observations a figure is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::rollup::column::Basis")]
pub enum Basis {
    /// 已报送: submitted or accepted.
    Submitted,
    /// 已审核: accepted by the tier above.
    Accepted,
}

/// Where a figure comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::rollup::material::Origin")]
pub enum FigureOrigin {
    /// 本级填报: the region declared it itself.
    Declared,
    /// 逐级汇总: rolled up from the regions below that report it.
    RolledUp,
    /// 登记册统计: counted from the registers.
    Counted,
    /// 公式计算: computed from other figures of the region.
    Computed,
}

/// What of a period is read 口径.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::rollup::time::Reading")]
pub enum Reading {
    /// 当期数: of the period alone. Of what is reported as 累计 it is the difference of two reported values.
    Period,
    /// 累计数: from the beginning of the year to the period's end.
    YearToDate,
}

/// Why a figure has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::rollup::fold::NoValue")]
pub enum NoValueReason {
    /// No expected region has a value on this basis. Missing is not zero.
    NothingReported,
    /// The denominators add up to zero.
    ZeroDenominator,
    /// An operand of the formula is unknown, or has no such period.
    NoSuchPeriod,
    /// The region has no target for the year.
    NoTarget,
    /// The region lies below the tier that reports this indicator.
    BelowCollection,
    /// The indicator has no figure above the tier that reports it.
    NotAdditive,
    /// The result has more than 28 digits.
    OutOfRange,
}

/// On what figures are asked; all of it may be left out.
#[derive(Clone, Debug, Default, InputObject)]
pub struct FigureBasis {
    /// What of a period is read; what the indicator reports by default.
    pub reading: Option<Reading>,
    /// What was known at this moment 截至时点; what is known now by default. Of now are the
    /// definitions; what a transaction wrote counts from the transaction's beginning.
    pub as_of: Option<DateTime>,
    /// Of the regions as they were on this day 区划日期; as they are today by default. A region of today has the values of
    /// the regions that it continues; where one was split, its earlier values stay with the region above the parts.
    pub tree: Option<Date>,
}

/// The parts of the basis together.
#[must_use]
pub fn on(basis: Basis, on: Option<FigureBasis>) -> On {
    let on = on.unwrap_or_default();
    On {
        basis: basis.into(),
        reading: on.reading.map(Into::into),
        as_of: on.as_of.map(|moment| moment.0),
        tree: on.tree.map(|day| day.0),
    }
}
