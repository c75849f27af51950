//! Two figures for one thing, beside each other. Pure.

use rust_decimal::Decimal;

use crate::indicator::model::Tolerance;

/// What a difference means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// They are equal.
    Equal,
    /// They differ by no more than the indicator's tolerance: rounding.
    WithinTolerance,
    /// They differ.
    Differs,
}

/// The difference of two values of one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The first less the second.
    pub amount: Decimal,
    /// In percent of the second; none where that is zero.
    pub percent: Option<Decimal>,
}

/// The first value less the second; none where it does not fit.
#[must_use]
pub fn between(first: Decimal, second: Decimal) -> Option<Difference> {
    let amount = first.checked_sub(second)?;
    let percent = amount
        .checked_div(second.abs())
        .and_then(|share| share.checked_mul(Decimal::ONE_HUNDRED));
    Some(Difference {
        amount: amount.normalize(),
        percent: percent.map(|percent| percent.normalize()),
    })
}

/// What the difference of two values means under a tolerance: it passes within either bound. The percentage is taken of
/// the greater of the two, so that the order of the two does not matter.
#[must_use]
pub fn verdict(first: Decimal, second: Decimal, tolerance: &Tolerance) -> Verdict {
    if first == second {
        return Verdict::Equal;
    }
    let Some(amount) = first.checked_sub(second).map(|amount| amount.abs()) else {
        return Verdict::Differs;
    };
    let greater = first.abs().max(second.abs());
    let absolute = tolerance.absolute.is_some_and(|most| amount <= most);
    let relative = tolerance.percent.is_some_and(|most| {
        let (amount, most) = (
            amount.checked_mul(Decimal::ONE_HUNDRED),
            most.checked_mul(greater),
        );
        amount.zip(most).is_some_and(|(amount, most)| amount <= most)
    });
    if absolute || relative {
        Verdict::WithinTolerance
    } else {
        Verdict::Differs
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn a_difference_is_told_in_percent_of_the_second() {
        let difference = between(decimal("46"), decimal("29")).unwrap();
        assert_eq!(difference.amount, decimal("17"));
        assert_eq!(difference.percent.unwrap().round_dp(2), decimal("58.62"));
        assert_eq!(between(decimal("1"), decimal("0")).unwrap().percent, None);
        assert_eq!(
            between(decimal("-1"), decimal("-2")).unwrap().percent,
            Some(decimal("50"))
        );
    }

    #[test]
    fn within_either_bound_it_is_rounding() {
        let tolerance = Tolerance {
            absolute: Some(decimal("0.5")),
            percent: Some(decimal("1")),
        };
        assert_eq!(
            verdict(decimal("10"), decimal("10.0"), &tolerance),
            Verdict::Equal
        );
        assert_eq!(
            verdict(decimal("10"), decimal("10.5"), &tolerance),
            Verdict::WithinTolerance
        );
        assert_eq!(
            verdict(decimal("1000"), decimal("1010"), &tolerance),
            Verdict::WithinTolerance
        );
        assert_eq!(
            verdict(decimal("10"), decimal("11"), &tolerance),
            Verdict::Differs
        );
        assert_eq!(
            verdict(decimal("10"), decimal("10.01"), &Tolerance::default()),
            Verdict::Differs
        );
    }

    proptest! {
        #[test]
        fn the_order_of_the_two_does_not_matter(a in any::<i32>(), b in any::<i32>(), absolute in 0_i64..1000, percent in 0_i64..50) {
            let tolerance = Tolerance { absolute: Some(absolute.into()), percent: Some(percent.into()) };
            let (a, b) = (Decimal::from(a), Decimal::from(b));
            prop_assert_eq!(verdict(a, b, &tolerance), verdict(b, a, &tolerance));
        }
    }
}
