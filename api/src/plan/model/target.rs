//! Targets of a plan, as it prints them and as they are read. Pure.

use std::collections::HashSet;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::text::{check_short, check_text, check_value, check_year, missing};
use crate::{
    indicator::{
        model::{Direction, unknown_unit},
        unit::Unit,
    },
    issue::{Issue, check_name},
    register::model::{check_length, twice},
};

/// How a figure stands to its number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Operator {
    /// 达到.
    #[default]
    Eq,
    /// 以上.
    Ge,
    /// 突破, 超.
    Gt,
    /// 以内.
    Le,
    /// 不足, 低于.
    Lt,
    /// From the value to the upper one.
    Range,
    /// 约.
    Approx,
    /// 提升: more than before, without a number.
    Increase,
}

impl Operator {
    /// Its sign before a number.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Eq => "=",
            Self::Ge => "≥",
            Self::Gt => ">",
            Self::Le => "≤",
            Self::Lt => "<",
            Self::Range => "",
            Self::Approx => "≈",
            Self::Increase => "↑",
        }
    }
}

/// What kind of a series it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Nature {
    /// What is made in the year.
    FlowAnnual,
    /// What was made since the beginning.
    FlowCumulative,
    /// What is there.
    Stock,
    /// What has come together since the beginning.
    StockCumulative,
    /// A share or rate.
    Ratio,
    /// Growth over the base year.
    GrowthVsBase,
    /// Growth a year, on average.
    Cagr,
    /// Growth, and the text does not say over what.
    GrowthAmbiguous,
    /// The text says both.
    AmbiguousFlowOrCumulative,
}

/// Where the plan begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Baseline {
    /// Year.
    pub year: i32,
    /// How the value is meant.
    pub operator: Operator,
    /// Value, in the target's unit.
    pub value: Decimal,
    /// The text or the records that it rests on.
    pub evidence: Option<String>,
}

/// The target of one year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct YearTarget {
    /// Year; none where the plan names none.
    pub year: Option<i32>,
    /// How the value is meant.
    pub operator: Operator,
    /// Value, in the target's unit.
    pub value: Option<Decimal>,
    /// The upper end of a range.
    pub upper: Option<Decimal>,
}

/// A target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    /// Number in the document or its digest.
    pub number: Option<String>,
    /// Name as printed.
    pub name: String,
    /// Code of the indicator that it is about.
    pub indicator_code: Option<String>,
    /// Key of the series, where it is no indicator of the hub or another one.
    pub series: Option<String>,
    /// Series of which it is a part.
    pub part_of: Option<String>,
    /// What it covers.
    pub scope: Option<String>,
    /// 一级指标.
    pub category: Option<String>,
    /// Unit as printed.
    pub printed_unit: Option<String>,
    /// Unit as it is read.
    pub unit: Option<String>,
    /// What kind of a series it is.
    pub nature: Option<Nature>,
    /// Which way is better.
    pub direction: Option<Direction>,
    /// Where it begins.
    pub baseline: Option<Baseline>,
    /// Targets by year.
    pub years: Vec<YearTarget>,
    /// The table that quantifies it; none for a target of the text alone.
    pub table: Option<String>,
    /// Section.
    pub section: Option<String>,
    /// Words by which it is found in the text.
    pub anchor: Option<String>,
    /// Note.
    pub note: Option<String>,
}

impl Target {
    /// The key of its series.
    #[must_use]
    pub fn series(&self) -> &str {
        let key = self.series.as_ref().or(self.indicator_code.as_ref());
        key.unwrap_or(&self.name)
    }

    /// The unit in which its figures are read.
    #[must_use]
    pub fn read_unit(&self) -> Option<Unit> {
        self.unit.as_deref().and_then(Unit::of)
    }

    /// Adds its issues.
    pub fn check(&self, index: usize, issues: &mut Vec<Issue>) {
        let at = index.to_string();
        let base = issues.len();
        check_name(&["name"], &self.name, issues);
        for (field, text) in [
            ("number", &self.number),
            ("indicatorCode", &self.indicator_code),
            ("series", &self.series),
            ("partOf", &self.part_of),
            ("category", &self.category),
            ("printedUnit", &self.printed_unit),
            ("table", &self.table),
            ("section", &self.section),
        ] {
            check_short(&[field], text.as_deref(), issues);
        }
        for (field, text) in [
            ("scope", &self.scope),
            ("anchor", &self.anchor),
            ("note", &self.note),
        ] {
            check_text(&[field], text.as_deref(), issues);
        }
        if let Some(unit) = self.unit.as_deref().filter(|unit| Unit::of(unit).is_none()) {
            issues.push(unknown_unit(&["unit"], unit));
        }
        if let Some(baseline) = &self.baseline {
            check_year(&["baseline", "year"], Some(baseline.year), issues);
            check_value(&["baseline", "value"], Some(baseline.value), issues);
            check_text(&["baseline", "evidence"], baseline.evidence.as_deref(), issues);
        }
        check_length(&["years"], &self.years, issues);
        let mut seen = HashSet::new();
        for (index, year) in self.years.iter().enumerate() {
            let at = index.to_string();
            year.check(&["years", &at], issues);
            if !seen.insert(year.year) {
                issues.push(twice(&["years", &at, "year"]));
            }
        }
        for issue in &mut issues[base..] {
            *issue = issue.clone().below(&["targets", &at]);
        }
    }
}

impl YearTarget {
    fn check(&self, path: &[&str; 2], issues: &mut Vec<Issue>) {
        let of = |field| [path[0], path[1], field];
        check_year(&of("year"), self.year, issues);
        check_operands(&of(""), self.operator, self.value, self.upper, issues);
    }
}

/// Adds the issues of a number and its operator: only 提升 has none, only a range has an upper end, which lies above.
/// The last part of `path` is taken by the field.
pub fn check_operands(
    path: &[&str],
    operator: Operator,
    value: Option<Decimal>,
    upper: Option<Decimal>,
    issues: &mut Vec<Issue>,
) {
    let of = |field| {
        let outer = &path[..path.len() - 1];
        outer.iter().copied().chain([field]).collect::<Vec<_>>()
    };
    check_value(&of("value"), value, issues);
    check_value(&of("upper"), upper, issues);
    if value.is_none() && operator != Operator::Increase {
        issues.push(missing(&of("value")));
    }
    match (operator, value, upper) {
        (Operator::Range, Some(value), Some(upper)) if upper < value => {
            let (message, message_zh) = ("the upper end lies below the lower one", "上限不得小于下限");
            let issue = Issue::error(&of("upper"), "OUT_OF_RANGE", message, message_zh);
            issues.push(issue.with([value, upper]));
        }
        (Operator::Range, _, None) => issues.push(missing(&of("upper"))),
        (Operator::Range, ..) | (_, _, None) => {}
        _ => {
            let (message, message_zh) = ("only a range has an upper end", "只有区间才有上限");
            issues.push(Issue::error(&of("upper"), "NOT_A_RANGE", message, message_zh));
        }
    }
}
