//! What a definition of an indicator is, and its rules. Pure.

use entities::ids::{IndicatorId, RegionId};
use serde::{Deserialize, Serialize};

use super::{
    period::Cadence,
    unit::{Dimension, Unit},
};
use crate::{
    issue::{Issue, check_name},
    region::tree::Tier,
    scope::policy::Function,
};

/// The rule across space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AcrossSpace {
    /// Values add up.
    Sum,
    /// Numerators and denominators add up apart, then divide.
    Ratio,
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
}

/// A stored definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// Key.
    pub id: IndicatorId,
    /// The region whose steward defined it; none for the shared catalogue.
    pub owner: Option<RegionId>,
    /// Version, from 1.
    pub version: i64,
    /// The content.
    pub definition: Definition,
    /// The units of `definition`, looked up.
    pub measure: Measure,
}

impl Indicator {
    /// Units in which a value (or the numerator) and the denominator are given when none is named.
    #[must_use]
    pub fn units(&self) -> (Unit, Option<Unit>) {
        let of = |symbol: &Option<String>| symbol.as_deref().and_then(Unit::of);
        match self.measure.across_space {
            AcrossSpace::Ratio => (
                of(&self.definition.numerator_unit).unwrap_or(self.measure.unit),
                of(&self.definition.denominator_unit),
            ),
            AcrossSpace::Sum | AcrossSpace::None => (self.measure.unit, None),
        }
    }
}

impl Definition {
    /// What the arithmetic needs, once the units are known ones.
    #[must_use]
    pub fn measure(&self) -> Option<Measure> {
        Some(Measure {
            unit: Unit::of(&self.unit)?,
            scale: u32::from(self.scale),
            across_space: self.across_space,
        })
    }

    /// Every issue of the definition.
    #[must_use]
    pub fn check(&self) -> Vec<Issue> {
        let mut issues = Vec::new();
        let well_formed = (1..=64).contains(&self.code.len())
            && self.code.starts_with(|first: char| first.is_ascii_uppercase())
            && self
                .code
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
        if !well_formed {
            issues.push(Issue::error(
                &["code"],
                "BAD_CODE",
                "1 to 64 capital letters, digits and underscores, a letter first",
                "须为1至64个大写字母、数字或下划线，以字母开头",
            ));
        }
        check_name(&["nameZh"], &self.name_zh, &mut issues);
        check_name(&["nameEn"], &self.name_en, &mut issues);
        if self.scale > 8 || self.precision > 8 {
            issues.push(Issue::error(
                &["scale"],
                "OUT_OF_RANGE",
                "at most 8 decimals",
                "小数位数不得超过8",
            ));
        }
        if self.definition.chars().count() > 2000 {
            issues.push(Issue::error(
                &["definition"],
                "TOO_LONG",
                "at most 2,000 characters",
                "不得超过2000个字符",
            ));
        }
        self.check_units(&mut issues);
        issues
    }

    fn check_units(&self, issues: &mut Vec<Issue>) {
        let mut known = |field: &str, symbol: &str| {
            let unit = Unit::of(symbol);
            if unit.is_none() {
                issues.push(unknown_unit(&[field], symbol));
            }
            unit
        };
        let unit = known("unit", &self.unit);
        let parts = (self.numerator_unit.as_deref(), self.denominator_unit.as_deref());
        match (self.across_space, parts) {
            (AcrossSpace::Ratio, (Some(numerator), Some(denominator))) => {
                let (numerator, denominator) = (
                    known("numeratorUnit", numerator),
                    known("denominatorUnit", denominator),
                );
                if let (Some(unit), Some(numerator), Some(denominator)) = (unit, numerator, denominator)
                    && quotient(numerator.dimension, denominator.dimension) != Some(unit.dimension)
                {
                    issues.push(
                        Issue::error(
                            &["unit"],
                            "UNIT_MISMATCH",
                            "the unit is not the numerator's by the denominator's",
                            "计量单位与分子、分母单位之商不符",
                        )
                        .with([unit.symbol, numerator.symbol, denominator.symbol]),
                    );
                }
            }
            (AcrossSpace::Ratio, _) => issues.push(Issue::error(
                &["numeratorUnit"],
                "RATIO_NEEDS_PARTS",
                "a ratio needs the units of its numerator and denominator",
                "比率指标须给出分子和分母的计量单位",
            )),
            (_, (None, None)) => {}
            _ => issues.push(Issue::error(
                &["numeratorUnit"],
                "NOT_A_RATIO",
                "only a ratio has a numerator and a denominator",
                "只有比率指标才有分子和分母",
            )),
        }
    }
}

/// The issue of a unit that the hub does not know.
#[must_use]
pub fn unknown_unit(path: &[&str], symbol: &str) -> Issue {
    Issue::error(
        path,
        "UNKNOWN_UNIT",
        "the hub does not know this unit",
        "未知的计量单位",
    )
    .with([symbol])
}

/// The dimension of a quotient.
fn quotient(numerator: Dimension, denominator: Dimension) -> Option<Dimension> {
    match (numerator, denominator) {
        (a, b) if a == b => Some(Dimension::Share),
        (Dimension::Money, Dimension::Area) => Some(Dimension::MoneyPerArea),
        (Dimension::Area, Dimension::Count) => Some(Dimension::AreaPerCount),
        _ => None,
    }
}
