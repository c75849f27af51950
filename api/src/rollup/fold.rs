//! The arithmetic of rolling up. Pure, exact: integers in, a decimal out, rounded by nobody but the display.

use rust_decimal::{Decimal, RoundingStrategy};

use super::{column::Basis, time::Wide};
use crate::indicator::{
    formula::Exact,
    model::{AcrossSpace, Measure},
};

/// What a figure adds up to before it is turned into a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Total {
    /// Sum of values, of numerators, or of values times their weights; or the extreme.
    pub num: i128,
    /// Sum of denominators or weights.
    pub den: i128,
    /// Regions whose values are in it.
    pub included: usize,
    /// Regions expected.
    pub expected: usize,
    /// Regions whose observation is submitted or accepted.
    pub reported: usize,
    /// Regions whose observation is accepted.
    pub accepted: usize,
    /// The result does not fit.
    pub overflow: bool,
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
    /// No register is counted, or the formula has no value of an operand, for a period of this kind.
    NoSuchPeriod,
    /// The region has no target for the year.
    NoTarget,
    /// The rule across space is NONE: there is no figure above the collecting tier.
    NotAdditive,
    /// The result does not fit a decimal of 28 digits.
    OutOfRange,
}

/// Folds the values of `slots`, those that are expected to report, by the rule across space. `cell` gives what counts in
/// a slot on a basis, `weight` its weight.
#[must_use]
pub fn total(
    across: AcrossSpace,
    slots: impl ExactSizeIterator<Item = u32>,
    basis: Basis,
    cell: impl Fn(u32, Basis) -> Option<Wide>,
    weight: impl Fn(u32, Basis) -> Option<Wide>,
) -> Total {
    let mut total = Total {
        expected: slots.len(),
        ..Total::default()
    };
    for slot in slots {
        let submitted = cell(slot, Basis::Submitted);
        let accepted = cell(slot, Basis::Accepted);
        total.reported += usize::from(submitted.is_some());
        total.accepted += usize::from(accepted.is_some());
        let counted = match basis {
            Basis::Submitted => submitted,
            Basis::Accepted => accepted,
        };
        let Some(value) = counted else { continue };
        total.overflow |= !match across {
            AcrossSpace::WeightedMean => match weight(slot, basis) {
                Some(weight) => total.weigh(value, weight),
                // A value without a weight has no place in the mean; the coverage tells.
                None => continue,
            },
            AcrossSpace::Min => total.extreme(value, value.num < total.num),
            AcrossSpace::Max => total.extreme(value, value.num > total.num),
            AcrossSpace::Sum | AcrossSpace::Ratio | AcrossSpace::DistinctCount | AcrossSpace::None => {
                total.add(value.num, value.den)
            }
        };
        total.included += 1;
    }
    total
}

impl Total {
    /// What one region has for itself.
    #[must_use]
    pub fn one(value: Wide) -> Self {
        Self {
            num: value.num,
            den: value.den,
            included: 1,
            expected: 1,
            ..Self::default()
        }
    }

    /// Adds; says whether it fits.
    fn add(&mut self, num: i128, den: i128) -> bool {
        let sums = (self.num.checked_add(num), self.den.checked_add(den));
        if let (Some(num), Some(den)) = sums {
            (self.num, self.den) = (num, den);
        }
        matches!(sums, (Some(_), Some(_)))
    }

    fn weigh(&mut self, value: Wide, weight: Wide) -> bool {
        let weighed = value.num.checked_mul(weight.num);
        weighed.is_some_and(|weighed| self.add(weighed, weight.num))
    }

    fn extreme(&mut self, value: Wide, beyond: bool) -> bool {
        if self.included == 0 || beyond {
            self.num = value.num;
        }
        true
    }
}

/// The value of a total in the indicator's unit, not rounded.
///
/// `own` says that it is what one region has for itself: then even a rule of NONE has a value, and none is a mean.
///
/// # Errors
/// [`NoValue`], the reason why there is none.
pub fn value(measure: &Measure, total: &Total, own: bool) -> Result<Decimal, NoValue> {
    has_value(measure, total, own)?;
    match measure.across_space {
        AcrossSpace::Ratio => exact(measure, total, own)?.in_unit(measure.unit),
        AcrossSpace::WeightedMean if !own => exact(measure, total, own)?.in_unit(measure.unit),
        // As the exact number has it, and faster.
        _ => measure
            .unit
            .show(total.num, measure.scale)
            .ok_or(NoValue::OutOfRange),
    }
}

/// The value of a total in base units, for formulas.
///
/// # Errors
/// As [`value`].
pub fn exact(measure: &Measure, total: &Total, own: bool) -> Result<Exact, NoValue> {
    has_value(measure, total, own)?;
    match measure.across_space {
        AcrossSpace::Ratio => Exact::ratio(total.num, total.den),
        AcrossSpace::WeightedMean if !own => {
            let mean = Exact::ratio(total.num, total.den)?;
            mean.times(&Exact::scaled(1, measure.scale))
        }
        _ => Ok(Exact::scaled(total.num, measure.scale)),
    }
}

fn has_value(measure: &Measure, total: &Total, own: bool) -> Result<(), NoValue> {
    if total.expected == 0 {
        return Err(NoValue::BelowCollection);
    }
    if measure.across_space == AcrossSpace::None && !own {
        return Err(NoValue::NotAdditive);
    }
    if total.included == 0 {
        return Err(NoValue::NothingReported);
    }
    if total.overflow {
        return Err(NoValue::OutOfRange);
    }
    Ok(())
}

/// A value rounded for display, half away from zero (四舍五入, the rule of Chinese statistics).
#[must_use]
pub fn display(value: Decimal, precision: u32) -> String {
    let rounded = value.round_dp_with_strategy(precision, RoundingStrategy::MidpointAwayFromZero);
    format!("{rounded:.*}", precision as usize)
}

#[cfg(test)]
mod tests;
