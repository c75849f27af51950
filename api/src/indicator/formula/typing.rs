//! Whether the dimensions of a formula agree.
//!
//! Numbers and shares have none. What is added or subtracted has one dimension; products and quotients have that of
//! their product or quotient; a growth is a share. The whole has the dimension of the definition's unit.

use rust_decimal::Decimal;

use super::{Expr, Operand, Operator};
use crate::{
    indicator::unit::{Dimension, Exponents, Unit},
    issue::Issue,
};

/// Every issue of a formula whose result is shown in `unit`; `lookup` gives the dimension of an indicator's unit.
///
/// Codes, at `["formula"]`: `UNKNOWN_INDICATOR`, `FORMULA_TYPE` (dimensions that cannot be added; the figures are
/// both and the place), `FORMULA_UNIT` (not the dimension of the unit), `FORMULA_NO_OPERAND` (names no indicator),
/// `FORMULA_DIVIDES_BY_ZERO`; and the warning `FORMULA_PERCENT` (multiplied by 100 and shown in %).
#[must_use]
pub fn check(expr: &Expr, unit: Unit, lookup: impl Fn(&str) -> Option<Dimension>) -> Vec<Issue> {
    let mut issues = Vec::new();
    let codes = expr.codes();
    for code in &codes {
        if lookup(code).is_none() {
            let (message, message_zh) = ("there is no indicator of this code", "没有该代码的指标");
            issues.push(issue("UNKNOWN_INDICATOR", message, message_zh).with([code]));
        }
    }
    if codes.is_empty() {
        let (message, message_zh) = ("a formula names at least one indicator", "公式至少须引用一个指标");
        issues.push(issue("FORMULA_NO_OPERAND", message, message_zh));
    }
    let found = dimension(expr, &lookup, &mut issues);
    let wanted = unit.dimension.exponents();
    if let Some(found) = found.filter(|found| *found != wanted) {
        let (message, message_zh) = (
            "the result has not the dimension of the unit",
            "公式结果的量纲与计量单位不符",
        );
        let figures = [found.to_string(), wanted.to_string(), unit.symbol.to_owned()];
        issues.push(issue("FORMULA_UNIT", message, message_zh).with(figures));
    }
    issues.extend(percent(expr, unit));
    issues
}

/// The dimension of an expression; none where it has an issue, which is told, or names an unknown indicator.
pub(super) fn dimension(
    expr: &Expr,
    lookup: &impl Fn(&str) -> Option<Dimension>,
    issues: &mut Vec<Issue>,
) -> Option<Exponents> {
    match expr {
        Expr::Number(_) => Some(Exponents::NONE),
        Expr::Value(Operand { code, .. }) => lookup(code).map(Dimension::exponents),
        Expr::Growth(code) => lookup(code).map(|_| Exponents::NONE),
        Expr::Negative(inner) => dimension(inner, lookup, issues),
        Expr::Binary(operator, left, right) => {
            if *operator == Operator::Divide && **right == Expr::Number(Decimal::ZERO) {
                let (message, message_zh) = ("divides by zero", "除数为零");
                issues.push(issue("FORMULA_DIVIDES_BY_ZERO", message, message_zh).with([expr]));
            }
            let sides = (dimension(left, lookup, issues), dimension(right, lookup, issues));
            let (left, right) = (sides.0?, sides.1?);
            match operator {
                Operator::Multiply => Some(left.times(right)),
                Operator::Divide => Some(left.over(right)),
                Operator::Add | Operator::Subtract if left == right => Some(left),
                Operator::Add | Operator::Subtract => {
                    let (message, message_zh) = (
                        "what is added or subtracted has one dimension",
                        "相加或相减的两项量纲须相同",
                    );
                    let figures = [left.to_string(), right.to_string(), expr.to_string()];
                    issues.push(issue("FORMULA_TYPE", message, message_zh).with(figures));
                    None
                }
            }
        }
    }
}

/// A share is a share: % is how it is shown, and ×100 would show it a hundredfold.
fn percent(expr: &Expr, unit: Unit) -> Option<Issue> {
    let hundred = match unit.symbol {
        "%" | "百分点" => Decimal::ONE_HUNDRED,
        "‰" => Decimal::ONE_THOUSAND,
        _ => return None,
    };
    let Expr::Binary(Operator::Multiply, left, right) = expr else {
        return None;
    };
    let named = [left, right]
        .into_iter()
        .any(|side| **side == Expr::Number(hundred));
    let (message, message_zh) = (
        "the unit says it already: a share of 0.5 is shown as 50 %, with this factor as 5,000 %",
        "计量单位已含该倍数：0.5显示为50%，再乘以100将显示为5000%",
    );
    named.then(|| Issue::warning(&["formula"], "FORMULA_PERCENT", message, message_zh).with([unit.symbol]))
}

fn issue(code: &str, message: &str, message_zh: &str) -> Issue {
    Issue::error(&["formula"], code, message, message_zh)
}
