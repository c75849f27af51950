use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{INDICATORS, dimension_of, expr, formula};
use crate::{
    indicator::{
        formula::{
            Exact, Expr, Operand, Operator,
            evaluate::exact,
            typing::{check, dimension},
        },
        unit::{Base, Exponents, Unit},
    },
    rollup::fold::NoValue,
};

fn codes(text: &str, unit: &str) -> Vec<String> {
    let issues = check(&formula(text), Unit::of(unit).unwrap(), dimension_of);
    assert!(issues.iter().all(|issue| issue.path == ["formula"]));
    issues.into_iter().map(|issue| issue.code).collect()
}

#[test]
fn dimensions_that_agree_have_no_issue() {
    for (text, unit) in [
        ("MONEY - COST", "亿元"),
        ("MONEY / POP_2", "元/人"),
        ("per_capita(MONEY, POP_2)", "万元/人"),
        ("INCOME * POP_2", "万元"),
        ("INCOME + MONEY / POP_2", "元/人"),
        ("MONEY / FIRMS", "万元/家"),
        ("FIRMS / POP_2", "件/万人"),
        ("POP_2 / LAND", "人/平方公里"),
        ("FIRMS / LAND", "家/平方公里"),
        ("MONEY / LAND", "万元/平方公里"),
        ("MONEY / LAND", "万元/亩"),
        ("(MONEY - year_ago(MONEY)) / year_ago(MONEY)", "%"),
        ("growth(MONEY)", "%"),
        ("growth(MONEY) - growth(COST)", "百分点"),
        ("MONEY / prev(MONEY, 3)", "倍"),
        ("0.6 * MONEY / COST + 0.4 * SHARE", "%"),
        ("1 - SHARE", "‰"),
        ("MONEY * 1.05", "元"),
        ("ytd(MONEY) / 2", "元"),
        ("SHARE * 100", "倍"),
    ] {
        assert_eq!(codes(text, unit), [""; 0], "{text} in {unit}");
    }
}

#[test]
fn dimensions_that_differ_are_told_all() {
    for (text, unit, issues) in [
        ("MONEY + POP_2", "元", vec!["FORMULA_TYPE"]),
        ("MONEY + 1", "元", vec!["FORMULA_TYPE"]),
        (
            "(MONEY + 1) / (POP_2 - FIRMS)",
            "元/人",
            vec!["FORMULA_TYPE", "FORMULA_TYPE"],
        ),
        ("MONEY / POP_2", "元", vec!["FORMULA_UNIT"]),
        ("MONEY * MONEY", "元", vec!["FORMULA_UNIT"]),
        ("GHOST + MONEY", "元", vec!["UNKNOWN_INDICATOR"]),
        (
            "GHOST + GHOST * SPIRIT",
            "元",
            vec!["UNKNOWN_INDICATOR", "UNKNOWN_INDICATOR"],
        ),
        (
            "GHOST * (MONEY + 1)",
            "元",
            vec!["UNKNOWN_INDICATOR", "FORMULA_TYPE"],
        ),
        ("growth(GHOST)", "%", vec!["UNKNOWN_INDICATOR"]),
        ("1 + 1", "倍", vec!["FORMULA_NO_OPERAND"]),
        ("MONEY / 0", "元", vec!["FORMULA_DIVIDES_BY_ZERO"]),
        ("MONEY / COST * 100", "%", vec!["FORMULA_PERCENT"]),
        ("1000 * SHARE", "‰", vec!["FORMULA_PERCENT"]),
    ] {
        assert_eq!(codes(text, unit), issues, "{text} in {unit}");
    }
    let unit = Unit::of("元").unwrap();
    let issues = check(&formula("MONEY + MONEY / POP_2"), unit, dimension_of);
    assert_eq!(issues[0].figures, ["元", "元/人", "MONEY + MONEY / POP_2"]);
    let issues = check(&formula("MONEY / POP_2"), unit, dimension_of);
    assert_eq!(issues[0].figures, ["元/人", "元", "元"]);
}

/// An expression with products in place of the sums that do not type-check.
fn typed(expr: Expr) -> Expr {
    match expr {
        Expr::Negative(inner) => Expr::Negative(Box::new(typed(*inner))),
        Expr::Binary(operator, left, right) => {
            let (left, right) = (typed(*left), typed(*right));
            let of = |expr| dimension(expr, &dimension_of, &mut Vec::new());
            let sum = matches!(operator, Operator::Add | Operator::Subtract);
            let operator = if sum && of(&left) != of(&right) {
                Operator::Multiply
            } else {
                operator
            };
            Expr::binary(operator, left, right)
        }
        leaf => leaf,
    }
}

fn scaled(value: Exact, exponents: Exponents, base: Base, by: i128) -> Result<Exact, NoValue> {
    let power = exponents.power(base);
    let factor = Exact::scaled(by, 0);
    (0..power.unsigned_abs()).try_fold(value, |value, _| {
        if power > 0 {
            value.times(&factor)
        } else {
            value.over(&factor)
        }
    })
}

proptest! {
    /// Counting money in another unit counts the result in another unit, and nothing else of it changes.
    #[test]
    fn a_formula_that_type_checks_scales_with_its_units(expr in expr(), values in prop::collection::vec(-9_i64..60, 7), by in 2_i128..9) {
        let expr = typed(expr);
        let mut issues = Vec::new();
        let of = dimension(&expr, &dimension_of, &mut issues);
        prop_assert!(of.is_some(), "{issues:?}");
        let value = |operand: &Operand| {
            let which = INDICATORS.iter().position(|(code, _)| *code == operand.code).unwrap();
            Exact::from(Decimal::from(values[which]))
        };
        let plain = exact(&expr, &mut |operand: &Operand| Ok(value(operand)));
        for base in [Base::Money, Base::People, Base::Count, Base::Area] {
            let found = exact(&expr, &mut |operand: &Operand| {
                scaled(value(operand), dimension_of(&operand.code).unwrap().exponents(), base, by)
            });
            let wanted = plain.clone().and_then(|value| scaled(value, of.unwrap(), base, by));
            prop_assert_eq!(found, wanted);
        }
    }
}
