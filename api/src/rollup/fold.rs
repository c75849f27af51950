//! The arithmetic of rolling up. Pure, exact: integers in, a decimal out, rounded by nobody but the display.

use rust_decimal::{Decimal, RoundingStrategy};

use super::column::{Basis, Column, Parts};
use crate::indicator::{
    model::{AcrossSpace, Measure},
    unit::Unit,
};

/// What a figure adds up to before it is turned into a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Total {
    /// Sum of values, or of numerators.
    pub num: i128,
    /// Sum of denominators.
    pub den: i128,
    /// Regions whose values are in the sums.
    pub included: usize,
    /// Regions expected.
    pub expected: usize,
    /// Regions whose observation is submitted or accepted.
    pub reported: usize,
    /// Regions whose observation is accepted.
    pub accepted: usize,
}

/// Why there is no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoValue {
    /// No region has reported (on this basis).
    NothingReported,
    /// The denominators add up to zero.
    ZeroDenominator,
    /// The region lies below the tier that reports this indicator.
    BelowCollection,
    /// The rule across space is NONE: there is no figure above the collecting tier.
    NotAdditive,
    /// The result does not fit a decimal of 28 digits.
    OutOfRange,
}

/// Adds up the cells of `collectors`, which are regions of the column in ascending order.
#[must_use]
pub fn total(column: &Column, collectors: &[u32], basis: Basis) -> Total {
    let mut total = Total {
        expected: collectors.len(),
        ..Total::default()
    };
    for region in collectors {
        let cell = column.get(*region);
        total.reported += usize::from(cell.submitted.is_some());
        total.accepted += usize::from(cell.accepted.is_some());
        if let Some(Parts { num, den }) = cell.on(basis) {
            total.num += i128::from(num);
            total.den += i128::from(den);
            total.included += 1;
        }
    }
    total
}

/// The value of a total in the indicator's unit, not rounded.
///
/// `own` says that the region is itself the only one that reports: then even a rule of NONE has a value.
///
/// # Errors
/// [`NoValue`], the reason why there is none.
pub fn value(measure: &Measure, total: &Total, own: bool) -> Result<Decimal, NoValue> {
    if total.expected == 0 {
        return Err(NoValue::BelowCollection);
    }
    if measure.across_space == AcrossSpace::None && !own {
        return Err(NoValue::NotAdditive);
    }
    if total.included == 0 {
        return Err(NoValue::NothingReported);
    }
    match measure.across_space {
        AcrossSpace::Sum | AcrossSpace::None => measure
            .unit
            .show(total.num, measure.scale)
            .ok_or(NoValue::OutOfRange),
        AcrossSpace::Ratio => ratio(measure.unit, total.num, total.den),
    }
}

/// Numerator by denominator, both of the same scale in their base units, in the ratio's unit.
fn ratio(unit: Unit, num: i128, den: i128) -> Result<Decimal, NoValue> {
    if den == 0 {
        return Err(NoValue::ZeroDenominator);
    }
    let whole = |part| Decimal::try_from_i128_with_scale(part, 0).map_err(|_| NoValue::OutOfRange);
    whole(num)?
        .checked_div(whole(den)?)
        .and_then(|share| share.checked_div(unit.factor()))
        .ok_or(NoValue::OutOfRange)
}

/// A value rounded for display, half away from zero (四舍五入, the rule of Chinese statistics).
#[must_use]
pub fn display(value: Decimal, precision: u32) -> String {
    let rounded = value.round_dp_with_strategy(precision, RoundingStrategy::MidpointAwayFromZero);
    format!("{rounded:.*}", precision as usize)
}

#[cfg(test)]
mod tests;
