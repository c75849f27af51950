//! What an observation is, and the rules of writing one. Pure.

use std::collections::HashMap;

use entities::ids::{IndicatorId, ObservationId, RegionId};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    indicator::{
        model::{AcrossSpace, Indicator, Source, unknown_unit},
        period::Period,
        unit::Unit,
    },
    issue::{Issue, blocks, check_note},
};

/// Where an observation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// 草稿: seen by its region alone.
    Draft,
    /// 已报送: put before the tier above.
    Submitted,
    /// 已审核: accepted by the tier above.
    Accepted,
    /// 已退回: returned by the tier above, with a reason.
    Returned,
}

/// A value as a client gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Region code.
    pub region: String,
    /// Indicator code.
    pub indicator: String,
    /// Period.
    pub period: String,
    /// Value; none for a ratio.
    pub value: Option<Decimal>,
    /// Numerator of a ratio.
    pub numerator: Option<Decimal>,
    /// Denominator of a ratio.
    pub denominator: Option<Decimal>,
    /// Unit of the value or numerator; the definition's where it is none.
    pub unit: Option<String>,
    /// Unit of the denominator; the definition's where it is none.
    pub denominator_unit: Option<String>,
    /// Note.
    pub note: Option<String>,
    /// The version that the client read; not checked where it is none.
    pub expected_version: Option<i64>,
}

/// The key of an observation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Region.
    pub region: RegionId,
    /// Indicator.
    pub indicator: IndicatorId,
    /// Period.
    pub period: Period,
}

/// A value that may be stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Value {
    /// Value or numerator, scaled.
    pub num: i64,
    /// Denominator, scaled.
    pub den: Option<i64>,
    /// Symbol of the unit in which it was given.
    pub unit: String,
    /// Note.
    pub note: Option<String>,
}

/// The head of a stored observation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Key in the table.
    pub id: ObservationId,
    /// Newest version.
    pub version: i64,
    /// Its status.
    pub status: Status,
    /// Its value.
    pub value: Value,
}

/// What becomes of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A new version, from 1.
    Write(i64),
    /// It is stored so already.
    Unchanged(i64),
    /// It is refused.
    Refuse(Issue),
}

/// The key and value of a row, or every issue that blocks it. The second list holds warnings.
///
/// # Errors
/// All blocking issues, with paths below the row.
pub fn parse(
    row: &Row,
    region: RegionId,
    indicator: Option<&Indicator>,
) -> Result<(Key, Value, Vec<Issue>), Vec<Issue>> {
    let mut issues = Vec::new();
    check_note(&["note"], row.note.as_deref(), &mut issues);
    let period = match row.period.parse::<Period>() {
        Ok(period) => Some(period),
        Err(_) => {
            let issue = Issue::error(
                &["period"],
                "BAD_PERIOD",
                "not a period: 2024, 2024-H1, 2024-Q1, 2024-03, 2024-01/P2M, 2024-01-08/P2W, 2024-W05 or 2024-03-15",
                "不是有效的统计期",
            );
            issues.push(issue.with([&row.period]));
            None
        }
    };
    let Some(indicator) = indicator else {
        issues.push(unknown_indicator(&row.indicator));
        return Err(issues);
    };
    if period.is_some_and(|period| period.cadence() != indicator.definition.cadence) {
        let issue = Issue::error(
            &["period"],
            "CADENCE_MISMATCH",
            "the period is not of the indicator's cadence",
            "统计期与指标的报送周期不符",
        );
        issues.push(issue.with([&row.period]));
    }
    if indicator.definition.source == Source::Formula {
        let issue = Issue::error(
            &["indicator"],
            "NOT_DECLARED",
            "this indicator is computed by its formula: record its operands",
            "该指标由公式计算，不得填报，请填报其计算项",
        );
        issues.push(issue.with([&row.indicator]));
        return Err(issues);
    }
    let stored = store(row, indicator, &mut issues);
    match (period, stored) {
        (Some(period), Some((num, den, unit))) if !blocks(&issues) => {
            let key = Key {
                region,
                indicator: indicator.id,
                period,
            };
            let value = Value {
                num,
                den,
                unit: unit.symbol.to_owned(),
                note: row.note.clone(),
            };
            Ok((key, value, issues))
        }
        _ => Err(issues),
    }
}

fn store(row: &Row, indicator: &Indicator, issues: &mut Vec<Issue>) -> Option<(i64, Option<i64>, Unit)> {
    let (unit, denominator_unit) = indicator.units();
    let unit = given_unit("unit", row.unit.as_deref(), unit, issues);
    let scale = indicator.measure.scale;
    if indicator.measure.across_space != AcrossSpace::Ratio {
        if row.numerator.is_some() || row.denominator.is_some() {
            issues.push(Issue::error(
                &["numerator"],
                "NOT_A_RATIO",
                "this indicator takes a value, not a numerator and a denominator",
                "该指标填报数值，不填分子分母",
            ));
        }
        let Some(value) = row.value else {
            issues.push(Issue::error(
                &["value"],
                "VALUE_MISSING",
                "a value is needed",
                "缺少数值",
            ));
            return None;
        };
        return Some((exact("value", value, unit?, scale, issues)?, None, unit?));
    }
    if row.value.is_some() {
        issues.push(Issue::error(
            &["value"],
            "RATIO_NEEDS_PARTS",
            "a ratio is given as numerator and denominator: a value alone cannot be rolled up",
            "比率须填报分子和分母，单独的数值无法汇总",
        ));
    }
    let denominator_unit = given_unit(
        "denominatorUnit",
        row.denominator_unit.as_deref(),
        denominator_unit.or(unit)?,
        issues,
    );
    let mut part = |field: &str, part: Option<Decimal>, unit: Option<Unit>| match part {
        Some(part) => exact(field, part, unit?, scale, issues),
        None => {
            let issue = Issue::error(
                &[field],
                "RATIO_NEEDS_PARTS",
                "a ratio needs both parts",
                "比率须同时填报分子和分母",
            );
            issues.push(issue);
            None
        }
    };
    let num = part("numerator", row.numerator, unit);
    let den = part("denominator", row.denominator, denominator_unit);
    if den.is_some_and(|den| den < 0) {
        issues.push(Issue::error(
            &["denominator"],
            "NEGATIVE_DENOMINATOR",
            "a denominator is not negative",
            "分母不得为负",
        ));
        return None;
    }
    if den == Some(0) {
        issues.push(Issue::warning(
            &["denominator"],
            "ZERO_DENOMINATOR",
            "with a zero denominator the ratio has no value",
            "分母为零，比率无值",
        ));
    }
    Some((num?, Some(den?), unit?))
}

/// The unit of a row: the definition's, or the named one if it measures the same thing.
fn given_unit(field: &str, symbol: Option<&str>, expected: Unit, issues: &mut Vec<Issue>) -> Option<Unit> {
    let Some(symbol) = symbol else {
        return Some(expected);
    };
    let Some(unit) = Unit::of(symbol) else {
        issues.push(unknown_unit(&[field], symbol));
        return None;
    };
    if unit.dimension != expected.dimension {
        let issue = Issue::error(
            &[field],
            "UNIT_MISMATCH",
            format!("{symbol} does not measure what {} measures", expected.symbol),
            format!("计量单位{symbol}与{}量纲不符", expected.symbol),
        );
        issues.push(issue.with([symbol, expected.symbol]));
        return None;
    }
    Some(unit)
}

fn exact(field: &str, value: Decimal, unit: Unit, scale: u32, issues: &mut Vec<Issue>) -> Option<i64> {
    let stored = unit.store(value, scale).ok();
    if stored.is_none() {
        let issue = Issue::error(
            &[field],
            "NOT_EXACT",
            format!(
                "cannot be kept exactly: at most {scale} decimals of the base unit, and 18 digits in all"
            ),
            format!("无法精确保存：以基本单位计至多{scale}位小数，共18位数字"),
        );
        issues.push(issue.with([value]));
    }
    stored
}

/// The issue of a code that the scope does not know.
#[must_use]
pub fn unknown_indicator(code: &str) -> Issue {
    Issue::error(
        &["indicator"],
        "UNKNOWN_INDICATOR",
        "there is no such indicator",
        "没有这个指标",
    )
    .with([code])
}

/// Rows that name the same key as an earlier one: index → index of the first.
#[must_use]
pub fn duplicates<'a>(keys: impl IntoIterator<Item = (usize, &'a Key)>) -> HashMap<usize, usize> {
    let mut first: HashMap<&Key, usize> = HashMap::new();
    let mut again = HashMap::new();
    for (index, key) in keys {
        match first.get(key) {
            Some(earlier) => {
                again.insert(index, *earlier);
            }
            None => {
                first.insert(key, index);
            }
        }
    }
    again
}

/// What becomes of a value, given what is stored.
#[must_use]
pub fn decide(head: Option<&Head>, value: &Value, status: Status, expected: Option<i64>) -> Outcome {
    let actual = head.map_or(0, |head| head.version);
    if let Some(expected) = expected
        && expected != actual
    {
        return Outcome::Refuse(Issue::version_conflict(expected, actual));
    }
    let Some(head) = head else {
        return Outcome::Write(1);
    };
    let stands = match status {
        // What was submitted and accepted need not be submitted again.
        Status::Submitted => matches!(head.status, Status::Submitted | Status::Accepted),
        status => head.status == status,
    };
    if stands && head.value == *value {
        Outcome::Unchanged(actual)
    } else {
        Outcome::Write(actual + 1)
    }
}
