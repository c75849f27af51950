//! What a definition of an indicator is. Pure.

mod check;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{period::Cadence, unit::Unit};
use crate::{counting::model::CountRule, region::tree::Tier, scope::policy::Function};

/// The rule across space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AcrossSpace {
    /// Values add up.
    Sum,
    /// Numerators and denominators add up apart, then divide.
    Ratio,
    /// The mean of the values, each with the weight of its region.
    WeightedMean,
    /// The least value.
    Min,
    /// The greatest value.
    Max,
    /// Each subject counts once, in however many of the regions it is present.
    DistinctCount,
    /// There is no figure above the tier that reports.
    None,
}

/// The rule across time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AcrossTime {
    /// 流量: adds up.
    Flow,
    /// 存量: the last value of a period.
    Stock,
    /// 累计: from the beginning of the year.
    YearToDate,
    /// No rule.
    None,
}

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Direction {
    /// More is better.
    Up,
    /// Less is better.
    Down,
    /// Neither.
    None,
}

/// What a figure is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Source {
    /// Values that regions report.
    #[default]
    Declared,
    /// Records of the registers.
    Counted,
    /// Other indicators, by a formula.
    Formula,
}

/// Which of the three figures of a region is shown as its value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Headline {
    /// What the source makes: the roll-up of what was declared, the count, or the formula's result.
    #[default]
    Derived,
    /// What the region declared for itself.
    Declared,
}

/// Who sees the figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Visibility {
    /// Whoever has the region in scope.
    #[default]
    Scope,
    /// Of these, only tokens that hold the indicator's function.
    Function,
    /// Whoever has the region in scope, and the regions below it: its accepted figures are published downward.
    Published,
}

/// Which differences between the figures of one thing are only rounding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Tolerance {
    /// At most this much, in the indicator's unit.
    pub absolute: Option<Decimal>,
    /// At most this many percent of the greater of the two.
    pub percent: Option<Decimal>,
}

/// What the arithmetic needs of a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Unit of display.
    pub unit: Unit,
    /// Decimals kept of the base unit: of the value, or of both parts of a ratio.
    pub scale: u32,
    /// Rule across space.
    pub across_space: AcrossSpace,
}

/// The content of a definition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Definition {
    /// Stable code: capital letters, digits and underscores.
    pub code: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// 一级指标.
    pub category: Option<String>,
    /// Symbol of the unit of display.
    pub unit: String,
    /// Decimals kept of the base unit.
    pub scale: u8,
    /// Decimals shown.
    pub precision: u8,
    /// How often it is reported.
    pub cadence: Cadence,
    /// The function whose bureaus keep the definition and report the values.
    pub function: Function,
    /// Which way is better.
    pub direction: Direction,
    /// The tier whose values are the raw material.
    pub collected_at: Tier,
    /// Rule across space.
    pub across_space: AcrossSpace,
    /// Rule across time.
    pub across_time: AcrossTime,
    /// Unit of the numerator of a ratio.
    pub numerator_unit: Option<String>,
    /// Unit of the denominator of a ratio.
    pub denominator_unit: Option<String>,
    /// What it measures, whom it covers, where the rule comes from.
    pub definition: String,
    /// What its figures are made of.
    #[serde(default)]
    pub source: Source,
    /// The formula, where that is the source.
    #[serde(default)]
    pub formula: Option<String>,
    /// Code of the indicator whose values are the weights of a weighted mean.
    #[serde(default)]
    pub weight: Option<String>,
    /// What the registers count of it.
    #[serde(default)]
    pub counting: Option<CountRule>,
    /// Which figure is the value.
    #[serde(default)]
    pub headline: Headline,
    /// Which differences are only rounding.
    #[serde(default)]
    pub tolerance: Tolerance,
    /// Who sees the figures.
    #[serde(default)]
    pub visibility: Visibility,
}

impl Definition {
    /// Whether figures are made by the same rules from the same things.
    #[must_use]
    pub fn same_rules(&self, other: &Self) -> bool {
        self.collected_at == other.collected_at
            && self.across_space == other.across_space
            && self.across_time == other.across_time
            && self.formula == other.formula
            && self.weight == other.weight
            && self.counting == other.counting
    }

    /// What the arithmetic needs, once the units are known ones.
    #[must_use]
    pub fn measure(&self) -> Option<Measure> {
        Some(Measure {
            unit: Unit::of(&self.unit)?,
            scale: u32::from(self.scale),
            across_space: self.across_space,
        })
    }
}

pub use super::edition::Indicator;
pub use check::unknown_unit;
