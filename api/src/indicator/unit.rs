//! Units of measure, their dimensions and exact scales. Pure.

use rust_decimal::Decimal;

/// What a unit measures: only units of one dimension can be converted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// Money; base unit 元.
    Money,
    /// Things counted; base unit 个.
    Count,
    /// People; base unit 人.
    People,
    /// Visits: one person may make several; base unit 人次.
    Visits,
    /// Area; base unit 亩, of which every other is an exact decimal (1 平方米 = 0.0015 亩).
    Area,
    /// Days; base unit 天.
    Days,
    /// A share; base unit 1.
    Share,
    /// Money by area; base unit 元/亩.
    MoneyPerArea,
    /// Area by count; base unit 亩/户.
    AreaPerCount,
}

/// A unit of measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Symbol as it is printed.
    pub symbol: &'static str,
    /// What it measures.
    pub dimension: Dimension,
    factor: (i64, u32),
}

const fn unit(symbol: &'static str, dimension: Dimension, factor: (i64, u32)) -> Unit {
    Unit {
        symbol,
        dimension,
        factor,
    }
}

/// All units. The factor to the base unit is written as an integer and the number of its decimals.
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
    unit("%", Dimension::Share, (1, 2)),
    unit("万元/亩", Dimension::MoneyPerArea, (10_000, 0)),
    unit("亩/户", Dimension::AreaPerCount, (1, 0)),
];

impl Unit {
    /// The unit of a symbol.
    #[must_use]
    pub fn of(symbol: &str) -> Option<Self> {
        UNITS.iter().find(|unit| unit.symbol == symbol).copied()
    }

    /// How many base units it is, exactly.
    #[must_use]
    pub fn factor(self) -> Decimal {
        Decimal::new(self.factor.0, self.factor.1)
    }

    /// `value` in this unit as an integer of base units with `scale` decimals.
    ///
    /// # Errors
    /// [`NotStorable`] when it has more decimals than the scale keeps or does not fit: a value is never rounded.
    pub fn store(self, value: Decimal, scale: u32) -> Result<i64, NotStorable> {
        // 19 digits are room for every value that fits; with more, the product could be rounded by the
        // decimal library before it can be checked.
        let value = value.normalize();
        if value.mantissa().unsigned_abs() >= 10_u128.pow(19) {
            return Err(NotStorable);
        }
        let base = value.checked_mul(self.factor()).ok_or(NotStorable)?.normalize();
        if base.scale() > scale {
            return Err(NotStorable);
        }
        let shift = 10_i128.pow(scale - base.scale());
        let scaled = base.mantissa().checked_mul(shift).ok_or(NotStorable)?;
        i64::try_from(scaled).map_err(|_| NotStorable)
    }

    /// The decimal in this unit of an integer of base units with `scale` decimals; exact where a decimal
    /// of 28 digits can be.
    #[must_use]
    pub fn show(self, scaled: i128, scale: u32) -> Option<Decimal> {
        let base = Decimal::try_from_i128_with_scale(scaled, scale).ok()?;
        base.checked_div(self.factor()).map(|value| value.normalize())
    }

    /// A value of this unit in another one of the same dimension; none where it has more than 28 digits.
    #[must_use]
    pub fn convert(self, value: Decimal, other: Self) -> Option<Decimal> {
        if self == other {
            return Some(value);
        }
        value
            .checked_mul(self.factor())?
            .checked_div(other.factor())
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

    proptest! {
        #[test]
        fn what_is_stored_is_shown_again(value in any::<i32>(), decimals in 0_u32..3, which in 0..UNITS.len()) {
            let given = Decimal::new(i64::from(value), decimals);
            if let Ok(scaled) = UNITS[which].store(given, 8) {
                prop_assert_eq!(UNITS[which].show(i128::from(scaled), 8), Some(given.normalize()));
            } else {
                // Refused is only what does not fit: it has never more than 8 decimals here.
                let exact = given * UNITS[which].factor() * Decimal::from(100_000_000);
                prop_assert!(exact.abs() > Decimal::from(i64::MAX), "{exact}");
            }
        }
    }
}
