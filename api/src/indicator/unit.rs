//! Units of measure, their dimensions and exact scales. Pure.

use rust_decimal::Decimal;

mod dimension;

pub use dimension::{Base, Dimension, Exponents};

/// A unit of measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Symbol as it is printed.
    pub symbol: &'static str,
    /// What it measures.
    pub dimension: Dimension,
    factor: (i64, u32),
    divisor: i64,
}

const fn unit(symbol: &'static str, dimension: Dimension, factor: (i64, u32)) -> Unit {
    Unit {
        symbol,
        dimension,
        factor,
        divisor: 1,
    }
}

/// A unit by 平方公里, which is 1,500 亩: no decimal says how many of it are one by 亩.
const fn per_square_kilometre(symbol: &'static str, dimension: Dimension, factor: i64) -> Unit {
    Unit {
        symbol,
        dimension,
        factor: (factor, 0),
        divisor: 1_500,
    }
}

/// All units. The factor to the base unit is written as an integer and the number of its decimals. The first unit
/// of a dimension names it in the API, so a new unit stands behind those of its dimension.
pub const UNITS: &[Unit] = &[
    unit("元", Dimension::Money, (1, 0)),
    unit("万元", Dimension::Money, (10_000, 0)),
    unit("亿元", Dimension::Money, (100_000_000, 0)),
    unit("个", Dimension::Count, (1, 0)),
    unit("家", Dimension::Count, (1, 0)),
    unit("项", Dimension::Count, (1, 0)),
    unit("条", Dimension::Count, (1, 0)),
    unit("件", Dimension::Count, (1, 0)),
    unit("户", Dimension::Count, (1, 0)),
    unit("所", Dimension::Count, (1, 0)),
    unit("座", Dimension::Count, (1, 0)),
    unit("镇", Dimension::Count, (1, 0)),
    unit("人", Dimension::People, (1, 0)),
    unit("万人", Dimension::People, (10_000, 0)),
    unit("人次", Dimension::Visits, (1, 0)),
    unit("万人次", Dimension::Visits, (10_000, 0)),
    unit("亩", Dimension::Area, (1, 0)),
    unit("公顷", Dimension::Area, (15, 0)),
    unit("平方公里", Dimension::Area, (1_500, 0)),
    unit("平方米", Dimension::Area, (15, 4)),
    unit("天", Dimension::Days, (1, 0)),
    unit("公里", Dimension::Length, (1, 0)),
    unit("吨标准煤", Dimension::Energy, (1, 0)),
    unit("千瓦时", Dimension::Electricity, (1, 0)),
    unit("万千瓦时", Dimension::Electricity, (10_000, 0)),
    unit("%", Dimension::Share, (1, 2)),
    unit("‰", Dimension::Share, (1, 3)),
    unit("倍", Dimension::Share, (1, 0)),
    unit("百分点", Dimension::Share, (1, 2)),
    unit("万元/亩", Dimension::MoneyPerArea, (10_000, 0)),
    per_square_kilometre("万元/平方公里", Dimension::MoneyPerArea, 10_000),
    unit("元/人", Dimension::MoneyPerPeople, (1, 0)),
    unit("万元/人", Dimension::MoneyPerPeople, (10_000, 0)),
    unit("元/家", Dimension::MoneyPerCount, (1, 0)),
    unit("万元/家", Dimension::MoneyPerCount, (10_000, 0)),
    unit("元/人次", Dimension::MoneyPerVisits, (1, 0)),
    unit("亩/户", Dimension::AreaPerCount, (1, 0)),
    unit("件/万人", Dimension::CountPerPeople, (1, 4)),
    per_square_kilometre("家/平方公里", Dimension::CountPerArea, 1),
    per_square_kilometre("人/平方公里", Dimension::PeoplePerArea, 1),
    unit("吨标准煤/万元", Dimension::EnergyPerMoney, (1, 4)),
];

impl Unit {
    /// The unit of a symbol.
    #[must_use]
    pub fn of(symbol: &str) -> Option<Self> {
        UNITS.iter().find(|unit| unit.symbol == symbol).copied()
    }

    /// How many base units it is: exactly, but for the units by 平方公里, where [`Unit::fraction`] is exact and
    /// this has 28 digits.
    #[must_use]
    pub fn factor(self) -> Decimal {
        Decimal::new(self.factor.0, self.factor.1) / Decimal::from(self.divisor)
    }

    /// How many base units it is, exactly: a dividend and a divisor, both above zero.
    #[must_use]
    pub fn fraction(self) -> (Decimal, Decimal) {
        (
            Decimal::new(self.factor.0, self.factor.1),
            Decimal::from(self.divisor),
        )
    }

    /// Whether values given in it can be kept. A unit by 平方公里 is for what is computed: a value of it is
    /// hardly ever a decimal number of its base unit.
    #[must_use]
    pub fn is_storable(self) -> bool {
        self.divisor == 1
    }

    /// `value` in this unit as an integer of base units with `scale` decimals.
    ///
    /// # Errors
    /// [`NotStorable`] when it has more decimals than the scale keeps or does not fit: a value is never rounded.
    pub fn store(self, value: Decimal, scale: u32) -> Result<i64, NotStorable> {
        // 29 digits by at most 9 are room enough.
        let dividend = value
            .mantissa()
            .checked_mul(self.factor.0.into())
            .ok_or(NotStorable)?;
        let (up, down) = (scale, value.scale() + self.factor.1);
        let ten = |power: u32| 10_i128.checked_pow(power).ok_or(NotStorable);
        let dividend = dividend
            .checked_mul(ten(up.saturating_sub(down))?)
            .ok_or(NotStorable)?;
        let divisor = ten(down.saturating_sub(up))?
            .checked_mul(self.divisor.into())
            .ok_or(NotStorable)?;
        if dividend % divisor != 0 {
            return Err(NotStorable);
        }
        i64::try_from(dividend / divisor).map_err(|_| NotStorable)
    }

    /// The decimal in this unit of an integer of base units with `scale` decimals; exact where a decimal
    /// of 28 digits can be.
    #[must_use]
    pub fn show(self, scaled: i128, scale: u32) -> Option<Decimal> {
        let (dividend, divisor) = self.fraction();
        Decimal::try_from_i128_with_scale(scaled, scale)
            .ok()?
            .checked_mul(divisor)?
            .checked_div(dividend)
            .map(|value| value.normalize())
    }

    /// A value of this unit in another one of the same dimension; none where it has more than 28 digits.
    #[must_use]
    pub fn convert(self, value: Decimal, other: Self) -> Option<Decimal> {
        if self == other {
            return Some(value);
        }
        let ((own, own_divisor), (theirs, their_divisor)) = (self.fraction(), other.fraction());
        value
            .checked_mul(own)?
            .checked_mul(their_divisor)?
            .checked_div(theirs.checked_mul(own_divisor)?)
            .map(|value| value.normalize())
    }
}

/// The value cannot be stored exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotStorable;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn one_thing_in_three_units_is_one_value() {
        let stored = |symbol, value| Unit::of(symbol).unwrap().store(decimal(value), 2);
        assert_eq!(stored("亿元", "29"), Ok(290_000_000_000));
        assert_eq!(stored("万元", "290000"), stored("亿元", "29"));
        assert_eq!(stored("元", "2900000000"), stored("亿元", "29"));
        assert_eq!(
            Unit::of("平方公里").unwrap().store(decimal("173"), 4),
            Unit::of("平方米").unwrap().store(decimal("173000000"), 4)
        );
    }

    #[test]
    fn what_would_be_rounded_is_refused() {
        let yuan = Unit::of("元").unwrap();
        assert_eq!(yuan.store(decimal("0.005"), 2), Err(NotStorable));
        assert_eq!(yuan.store(decimal("0.010"), 2), Ok(1));
        assert_eq!(yuan.store(decimal("92233720368547758.08"), 2), Err(NotStorable));
        assert_eq!(yuan.store(decimal("-92233720368547758.08"), 2), Ok(i64::MIN));
        assert_eq!(
            Unit::of("亿元").unwrap().store(decimal("0.00000000001"), 2),
            Err(NotStorable)
        );
        assert_eq!(Unit::of("个").unwrap().store(decimal("0.5"), 0), Err(NotStorable));
    }

    #[test]
    fn a_unit_by_square_kilometre_is_shown_exactly() {
        let density = Unit::of("人/平方公里").unwrap();
        // 1 人/亩.
        assert_eq!(density.show(1, 0), Some(decimal("1500")));
        assert_eq!(density.show(2, 3), Some(decimal("3")));
        assert!(!density.is_storable());
        assert_eq!(density.store(decimal("1"), 8), Err(NotStorable));
        assert_eq!(density.store(decimal("3"), 3), Ok(2));
        let (acre, square) = (Unit::of("万元/亩").unwrap(), Unit::of("万元/平方公里").unwrap());
        assert_eq!(acre.convert(decimal("2"), square), Some(decimal("3000")));
        assert_eq!(square.convert(decimal("3000"), acre), Some(decimal("2")));
    }

    #[test]
    fn shares_have_four_units() {
        let share = |symbol| Unit::of(symbol).unwrap();
        let half = decimal("0.5");
        assert_eq!(share("倍").convert(half, share("%")), Some(decimal("50")));
        assert_eq!(share("倍").convert(half, share("百分点")), Some(decimal("50")));
        assert_eq!(share("倍").convert(half, share("‰")), Some(decimal("500")));
    }

    proptest! {
        #[test]
        fn what_is_stored_is_shown_again(value in any::<i32>(), decimals in 0_u32..3, which in 0..UNITS.len()) {
            let given = Decimal::new(i64::from(value), decimals);
            if let Ok(scaled) = UNITS[which].store(given, 8) {
                prop_assert_eq!(UNITS[which].show(i128::from(scaled), 8), Some(given.normalize()));
            } else if UNITS[which].is_storable() {
                // Refused is only what does not fit: it has never more than 8 decimals here.
                let exact = given * UNITS[which].factor() * Decimal::from(100_000_000);
                prop_assert!(exact.abs() > Decimal::from(i64::MAX), "{exact}");
            }
        }
    }
}
