//! `CONFLICTING_TARGET`: one series in one year has one value.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::{
    Finding, Grade,
    book::{Book, Statement},
    nature::{Kind, kind},
};
use crate::plan::model::target::Operator;

/// What a number with its operator may be: 突破 and 以上 are how one speaks of a value that lies a little above, so
/// they agree with what is at most a tenth more; 以内 and 不足 likewise below; 约 with what differs by a twentieth.
fn span(operator: Operator, value: Decimal, upper: Option<Decimal>) -> (Decimal, Decimal) {
    let part = |divisor: i64| {
        value
            .abs()
            .checked_div(Decimal::from(divisor))
            .unwrap_or_default()
    };
    match operator {
        Operator::Eq | Operator::Increase => (value, value),
        Operator::Ge | Operator::Gt => (value, value.saturating_add(part(10))),
        Operator::Le | Operator::Lt => (value.saturating_sub(part(10)), value),
        Operator::Approx => (value.saturating_sub(part(20)), value.saturating_add(part(20))),
        Operator::Range => (value, upper.unwrap_or(value)),
    }
}

/// Whether two statements of one thing agree.
pub(super) fn agree(
    (left, a, a_upper): (Operator, Decimal, Option<Decimal>),
    (right, b, b_upper): (Operator, Decimal, Option<Decimal>),
) -> bool {
    if left == Operator::Increase || right == Operator::Increase {
        return true;
    }
    // Two bounds of one side are two statements of one bound.
    let side = |operator| match operator {
        Operator::Ge | Operator::Gt => 1,
        Operator::Le | Operator::Lt => 2,
        Operator::Range => 3,
        _ => 0,
    };
    if side(left) == side(right) && side(left) != 0 {
        return a == b && a_upper == b_upper;
    }
    let ((a_low, a_high), (b_low, b_high)) = (span(left, a, a_upper), span(right, b, b_upper));
    a_low <= b_high && b_low <= a_high
}

fn statements_agree(a: &Statement<'_>, b: &Statement<'_>) -> bool {
    // A total since the beginning and the value of a year are told apart by FLOW_VS_STOCK.
    let kinds = (kind(a.nature), kind(b.nature));
    let apart = matches!(
        kinds,
        (Some(Kind::Annual), Some(Kind::Together)) | (Some(Kind::Together), Some(Kind::Annual))
    );
    apart || !a.comparable(b) || agree((a.operator, a.value, a.upper), (b.operator, b.value, b.upper))
}

/// The values of one series and year that do not agree, all of them in one finding. Which one is right the checker
/// does not choose.
pub(super) fn conflicting_targets(book: &Book<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (series, statements) in &book.series {
        let years: BTreeSet<i32> = statements.iter().map(|statement| statement.year).collect();
        for year in years {
            let stated: Vec<_> = statements.iter().filter(|stated| stated.year == year).collect();
            let disagrees = |one: &&&Statement<'_>| stated.iter().any(|other| !statements_agree(one, other));
            let first = stated.iter().find(disagrees);
            let Some(first) = first else { continue };
            let mut finding = Finding::new(
                "CONFLICTING_TARGET",
                Grade::MustBeZero,
                series,
                "one series has several values in one year",
                "同一指标同一年度的数值不一致",
            );
            let other = stated.iter().find(|other| !statements_agree(first, other));
            finding = finding.because(other.and_then(|other| slip(first.value, other.value)));
            let figures = stated.iter().map(|stated| stated.figure.clone());
            found.push(finding.in_year(year).with(figures));
        }
    }
    found
}

/// A slip of the unit: one is the other times a power of ten.
fn slip(a: Decimal, b: Decimal) -> Option<(String, String)> {
    let (small, large) = if a.abs() < b.abs() { (a, b) } else { (b, a) };
    let times = large.checked_div(small)?;
    [10, 100, 1_000, 10_000, 100_000_000]
        .into_iter()
        .find(|power| times == Decimal::from(*power))
        .map(|power| {
            (
                format!("one is {power} times the other: a slip of the unit"),
                format!("相差{power}倍，疑为计量单位错误"),
            )
        })
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    #[test]
    fn over_29_is_290000_of_another_unit_and_not_46() {
        let eq = |value: i64| (Operator::Eq, Decimal::from(value), None);
        let over = |value: i64| (Operator::Gt, Decimal::from(value), None);
        assert!(agree(over(29), eq(29)) && agree(eq(29), over(29)) && agree(over(70), eq(71)));
        assert!(!agree(over(29), eq(46)) && !agree(over(29), eq(28)) && !agree(eq(29), eq(46)));
        assert!(agree(over(29), over(29)) && !agree(over(29), over(30)));
        let about = (Operator::Approx, Decimal::from(19), None);
        assert!(agree(about, eq(19)) && !agree(about, eq(21)));
        let range = |low: i64, high: i64| (Operator::Range, Decimal::from(low), Some(Decimal::from(high)));
        assert!(agree(range(3, 4), eq(4)) && !agree(range(3, 4), eq(5)) && !agree(range(3, 4), range(3, 5)));
        let less = (Operator::Eq, Decimal::from(-25), None);
        assert!(agree((Operator::Ge, Decimal::from(-25), None), less) && !agree(less, eq(25)));
        assert!(agree((Operator::Increase, Decimal::ZERO, None), eq(5)));
    }
}
