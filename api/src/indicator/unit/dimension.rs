//! What units measure, and how dimensions multiply and divide. Pure.

use std::fmt;

use super::UNITS;

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
    /// Energy of all kinds, as standard coal; base unit 吨标准煤.
    Energy,
    /// Electricity; base unit 千瓦时. Apart from energy: what a 千瓦时 is in standard coal is a convention that
    /// changes from year to year.
    Electricity,
    /// Length; base unit 公里. An area is not a product of lengths here: its base unit is another.
    Length,
    /// A plain number or a share; base unit 1.
    Share,
    /// Money by area; base unit 元/亩.
    MoneyPerArea,
    /// Money by people; base unit 元/人.
    MoneyPerPeople,
    /// Money by count; base unit 元/个.
    MoneyPerCount,
    /// Money by visits; base unit 元/人次.
    MoneyPerVisits,
    /// Area by count; base unit 亩/户.
    AreaPerCount,
    /// Count by people; base unit 个/人.
    CountPerPeople,
    /// Count by area; base unit 个/亩.
    CountPerArea,
    /// People by area; base unit 人/亩.
    PeoplePerArea,
    /// Energy by money; base unit 吨标准煤/元.
    EnergyPerMoney,
}

impl Dimension {
    /// Its exponents.
    #[must_use]
    pub const fn exponents(self) -> Exponents {
        use Base::{Area, Count, Days, Electricity, Energy, Length, Money, People, Visits};
        match self {
            Self::Money => Exponents::of(Money),
            Self::Count => Exponents::of(Count),
            Self::People => Exponents::of(People),
            Self::Visits => Exponents::of(Visits),
            Self::Area => Exponents::of(Area),
            Self::Days => Exponents::of(Days),
            Self::Energy => Exponents::of(Energy),
            Self::Electricity => Exponents::of(Electricity),
            Self::Length => Exponents::of(Length),
            Self::Share => Exponents::NONE,
            Self::MoneyPerArea => Exponents::of(Money).over(Exponents::of(Area)),
            Self::MoneyPerPeople => Exponents::of(Money).over(Exponents::of(People)),
            Self::MoneyPerCount => Exponents::of(Money).over(Exponents::of(Count)),
            Self::MoneyPerVisits => Exponents::of(Money).over(Exponents::of(Visits)),
            Self::AreaPerCount => Exponents::of(Area).over(Exponents::of(Count)),
            Self::CountPerPeople => Exponents::of(Count).over(Exponents::of(People)),
            Self::CountPerArea => Exponents::of(Count).over(Exponents::of(Area)),
            Self::PeoplePerArea => Exponents::of(People).over(Exponents::of(Area)),
            Self::EnergyPerMoney => Exponents::of(Energy).over(Exponents::of(Money)),
        }
    }

    /// The dimension of these exponents, if a unit has it.
    #[must_use]
    pub fn with(exponents: Exponents) -> Option<Self> {
        let mut dimensions = UNITS.iter().map(|unit| unit.dimension);
        dimensions.find(|dimension| dimension.exponents() == exponents)
    }

    /// The dimension of a quotient, if a unit has it.
    #[must_use]
    pub fn quotient(self, denominator: Self) -> Option<Self> {
        Self::with(self.exponents().over(denominator.exponents()))
    }

    /// The dimension of a product, if a unit has it.
    #[must_use]
    pub fn product(self, other: Self) -> Option<Self> {
        Self::with(self.exponents().times(other.exponents()))
    }
}

/// What cannot be expressed by anything else. The number is the place in [`Exponents`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Base {
    /// 元.
    Money = 0,
    /// 个.
    Count = 1,
    /// 人.
    People = 2,
    /// 人次.
    Visits = 3,
    /// 亩.
    Area = 4,
    /// 天.
    Days = 5,
    /// 吨标准煤.
    Energy = 6,
    /// 千瓦时.
    Electricity = 7,
    /// 公里.
    Length = 8,
}

/// The symbols of the base units, in the order of [`Base`].
const SYMBOLS: [&str; 9] = ["元", "个", "人", "人次", "亩", "天", "吨标准煤", "千瓦时", "公里"];

/// A dimension as the powers of its bases: 元/人 is 1 of money and −1 of people. It knows every product and
/// quotient, also those that no unit has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Exponents([i16; SYMBOLS.len()]);

impl Exponents {
    /// Of a plain number.
    pub const NONE: Self = Self([0; SYMBOLS.len()]);

    /// Of a base alone.
    #[must_use]
    pub const fn of(base: Base) -> Self {
        let mut powers = [0; SYMBOLS.len()];
        powers[base as usize] = 1;
        Self(powers)
    }

    /// The power of a base.
    #[must_use]
    pub const fn power(self, base: Base) -> i16 {
        self.0[base as usize]
    }

    /// Of a product.
    #[must_use]
    pub const fn times(self, other: Self) -> Self {
        let mut powers = self.0;
        let mut at = 0;
        while at < powers.len() {
            powers[at] = powers[at].saturating_add(other.0[at]);
            at += 1;
        }
        Self(powers)
    }

    /// Of a quotient.
    #[must_use]
    pub const fn over(self, other: Self) -> Self {
        let mut powers = self.0;
        let mut at = 0;
        while at < powers.len() {
            powers[at] = powers[at].saturating_sub(other.0[at]);
            at += 1;
        }
        Self(powers)
    }
}

/// In base units: `元/人`, `1/人`, `元^2`; a plain number is `1`.
impl fmt::Display for Exponents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |sign: i16| -> Vec<String> {
            let powers = self.0.iter().zip(SYMBOLS);
            powers
                .filter(|(power, _)| power.signum() == sign)
                .map(|(power, symbol)| match power.unsigned_abs() {
                    1 => symbol.to_owned(),
                    power => format!("{symbol}^{power}"),
                })
                .collect()
        };
        let (above, below) = (side(1), side(-1));
        if above.is_empty() {
            f.write_str("1")?;
        }
        f.write_str(&above.join("·"))?;
        if !below.is_empty() {
            write!(f, "/{}", below.join("/"))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::unit::Unit;

    #[test]
    fn exponents_tell_dimensions_apart() {
        for one in UNITS {
            let exponents = one.dimension.exponents();
            assert_eq!(Dimension::with(exponents), Some(one.dimension), "{}", one.symbol);
            assert_eq!(one.dimension.quotient(one.dimension), Some(Dimension::Share));
            assert_eq!(one.dimension.product(Dimension::Share), Some(one.dimension));
            for other in UNITS {
                let product = exponents.times(other.dimension.exponents());
                assert_eq!(product.over(other.dimension.exponents()), exponents);
            }
        }
    }

    #[test]
    fn a_unit_that_is_a_quotient_is_worth_the_quotient_of_its_units() {
        let mut seen = 0;
        for unit in UNITS {
            let Some((above, below)) = unit.symbol.split_once('/') else {
                continue;
            };
            let (above, below) = (Unit::of(above).unwrap(), Unit::of(below).unwrap());
            assert_eq!(
                above.dimension.quotient(below.dimension),
                Some(unit.dimension),
                "{}",
                unit.symbol
            );
            let (a, b) = (above.fraction(), below.fraction());
            let (num, den) = unit.fraction();
            assert_eq!(a.0 * b.1 * den, a.1 * b.0 * num, "{}", unit.symbol);
            seen += 1;
        }
        assert!(seen >= 10, "{seen} quotients");
    }

    #[test]
    fn exponents_are_printed_in_base_units() {
        let money = Exponents::of(Base::Money);
        let people = Exponents::of(Base::People);
        assert_eq!(Exponents::NONE.to_string(), "1");
        assert_eq!(Dimension::MoneyPerPeople.exponents().to_string(), "元/人");
        assert_eq!(Exponents::NONE.over(people).to_string(), "1/人");
        assert_eq!(
            money.times(money).over(people).over(people).to_string(),
            "元^2/人^2"
        );
        assert_eq!(money.times(people).to_string(), "元·人");
        assert_eq!(money.times(money).power(Base::Money), 2);
    }
}
