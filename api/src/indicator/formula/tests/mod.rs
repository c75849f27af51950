//! Tests of the formula language; here are the random expressions.

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{Expr, Operand, Operator, Shift};
use crate::indicator::unit::Dimension;

mod evaluate;
mod parse;
mod references;
mod typing;

/// The indicators of these tests.
const INDICATORS: [(&str, Dimension); 7] = [
    ("MONEY", Dimension::Money),
    ("COST", Dimension::Money),
    ("FIRMS", Dimension::Count),
    ("POP_2", Dimension::People),
    ("LAND", Dimension::Area),
    ("SHARE", Dimension::Share),
    ("INCOME", Dimension::MoneyPerPeople),
];

fn dimension_of(code: &str) -> Option<Dimension> {
    let found = INDICATORS.iter().find(|(known, _)| *known == code);
    found.map(|(_, dimension)| *dimension)
}

fn formula(text: &str) -> Expr {
    super::parse(text).unwrap_or_else(|issues| panic!("{text}: {issues:?}"))
}

fn operator() -> impl Strategy<Value = Operator> {
    prop_oneof![
        Just(Operator::Add),
        Just(Operator::Subtract),
        Just(Operator::Multiply),
        Just(Operator::Divide),
    ]
}

fn shift() -> impl Strategy<Value = Shift> {
    prop_oneof![
        4 => Just(Shift::None),
        1 => (1_u8..100).prop_map(Shift::Previous),
        1 => (1_u8..100).prop_map(Shift::YearAgo),
        1 => Just(Shift::YearToDate),
    ]
}

fn leaf() -> impl Strategy<Value = Expr> {
    let code = || (0..INDICATORS.len()).prop_map(|which| INDICATORS[which].0);
    prop_oneof![
        2 => (0_i64..2_000, 0_u32..4).prop_map(|(n, scale)| Expr::Number(Decimal::new(n, scale).normalize())),
        6 => (code(), shift()).prop_map(|(code, shift)| Expr::Value(Operand::new(code, shift))),
        1 => code().prop_map(|code| Expr::Growth(code.to_owned())),
    ]
}

/// Any expression of at most 16 leaves.
fn expr() -> impl Strategy<Value = Expr> {
    leaf().prop_recursive(4, 16, 2, |inner| {
        prop_oneof![
            1 => inner.clone().prop_map(|inner| Expr::Negative(Box::new(inner))),
            6 => (operator(), inner.clone(), inner)
                .prop_map(|(operator, left, right)| Expr::binary(operator, left, right)),
        ]
    })
}
