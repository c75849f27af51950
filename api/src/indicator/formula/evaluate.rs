//! Computes a formula.

use rust_decimal::Decimal;

use super::{Exact, Expr, Operand, Operator, Shift};
use crate::rollup::fold::NoValue;

/// The value of a formula **in base units**: the caller gives each operand in the base unit of its dimension (元 and
/// not 万元, a share and not %), and gets the result in that of the formula's.
///
/// Nothing is rounded before the end, so a result with at most 28 digits is exact. To turn it into a unit without
/// rounding twice, take [`exact`] and [`Exact::in_unit`]. An operand that is named twice is asked for twice.
///
/// # Errors
/// The reason of the first operand, from the left, that has none; [`NoValue::ZeroDenominator`];
/// [`NoValue::OutOfRange`] where the result does not fit a decimal.
pub fn evaluate<V: Into<Exact>>(
    expr: &Expr,
    value: &mut impl FnMut(&Operand) -> Result<V, NoValue>,
) -> Result<Decimal, NoValue> {
    exact(expr, value)?.decimal()
}

/// The value of a formula in base units as an exact fraction. Operands may be decimals or such fractions: a formula on
/// a formula, or on the two totals of a ratio, is computed without rounding in between.
///
/// # Errors
/// As [`evaluate`]; [`NoValue::OutOfRange`] where the fraction becomes too long.
pub fn exact<V: Into<Exact>>(
    expr: &Expr,
    value: &mut impl FnMut(&Operand) -> Result<V, NoValue>,
) -> Result<Exact, NoValue> {
    match expr {
        Expr::Number(number) => Ok((*number).into()),
        Expr::Value(operand) => value(operand).map(Into::into),
        Expr::Growth(code) => {
            let now: Exact = value(&Operand::new(code, Shift::None))?.into();
            let then: Exact = value(&Operand::new(code, Shift::YearAgo(1)))?.into();
            now.minus(&then)?.over(&then)
        }
        Expr::Negative(inner) => Ok(exact(inner, value)?.negative()),
        Expr::Binary(operator, left, right) => {
            let (left, right) = (exact(left, value)?, exact(right, value)?);
            match operator {
                Operator::Add => left.plus(&right),
                Operator::Subtract => left.minus(&right),
                Operator::Multiply => left.times(&right),
                Operator::Divide => left.over(&right),
            }
        }
    }
}
