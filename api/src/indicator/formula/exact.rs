//! Exact fractions: no step rounds, so the only division is the last one.

use num_bigint::{BigInt, BigUint, Sign};
use rust_decimal::Decimal;

use crate::{indicator::unit::Unit, rollup::fold::NoValue};

/// Longest numerator or denominator in bits. Thirty decimals with all of their digits need 6,000; only formulas on
/// formulas could need more, and get no value.
const MOST_BITS: u64 = 8_192;
/// Digits of a decimal.
const DIGITS: usize = 28;

/// A fraction. It may be not reduced; the denominator is above zero.
#[derive(Clone, Debug)]
pub struct Exact {
    num: BigInt,
    den: BigInt,
}

impl Exact {
    /// A quotient of two integers, such as the two totals of a ratio.
    ///
    /// # Errors
    /// [`NoValue::ZeroDenominator`].
    pub fn ratio(num: i128, den: i128) -> Result<Self, NoValue> {
        Self::fraction(BigInt::from(num), BigInt::from(den))
    }

    /// An integer with `scale` decimals, such as the total of a sum.
    #[must_use]
    pub fn scaled(num: i128, scale: u32) -> Self {
        Self {
            num: BigInt::from(num),
            den: BigInt::from(10).pow(scale),
        }
    }

    /// Both added.
    ///
    /// # Errors
    /// [`NoValue::OutOfRange`].
    pub fn plus(&self, other: &Self) -> Result<Self, NoValue> {
        if self.den == other.den {
            return Self::kept(&self.num + &other.num, self.den.clone());
        }
        Self::kept(
            &self.num * &other.den + &other.num * &self.den,
            &self.den * &other.den,
        )
    }

    /// The other one taken away.
    ///
    /// # Errors
    /// [`NoValue::OutOfRange`].
    pub fn minus(&self, other: &Self) -> Result<Self, NoValue> {
        self.plus(&other.negative())
    }

    /// Multiplied.
    ///
    /// # Errors
    /// [`NoValue::OutOfRange`].
    pub fn times(&self, other: &Self) -> Result<Self, NoValue> {
        Self::kept(&self.num * &other.num, &self.den * &other.den)
    }

    /// Divided.
    ///
    /// # Errors
    /// [`NoValue::ZeroDenominator`], [`NoValue::OutOfRange`].
    pub fn over(&self, other: &Self) -> Result<Self, NoValue> {
        Self::fraction(&self.num * &other.den, &self.den * &other.num)
    }

    /// With the other sign.
    #[must_use]
    pub fn negative(&self) -> Self {
        Self {
            num: -&self.num,
            den: self.den.clone(),
        }
    }

    /// As a decimal: exactly where 28 digits are enough, and else rounded to 28, half away from zero.
    ///
    /// # Errors
    /// [`NoValue::OutOfRange`] where it does not fit a decimal.
    pub fn decimal(&self) -> Result<Decimal, NoValue> {
        let (num, den) = (self.num.magnitude(), self.den.magnitude());
        let whole = num / den;
        let digits = if whole == BigUint::ZERO {
            0
        } else {
            whole.to_string().len()
        };
        let decimals = u32::try_from(DIGITS.saturating_sub(digits)).map_err(|_| NoValue::OutOfRange)?;
        // Half of the divisor is added before dividing; both sides are doubled so that it is an integer.
        let doubled = num * BigUint::from(10_u8).pow(decimals) * 2_u8 + den;
        let rounded = i128::try_from(doubled / (den * 2_u8)).map_err(|_| NoValue::OutOfRange)?;
        let signed = if self.num.sign() == Sign::Minus {
            -rounded
        } else {
            rounded
        };
        Decimal::try_from_i128_with_scale(signed, decimals)
            .map(|value| value.normalize())
            .map_err(|_| NoValue::OutOfRange)
    }

    /// This number of base units as a decimal of `unit`, divided once.
    ///
    /// # Errors
    /// [`NoValue::OutOfRange`] where it does not fit a decimal.
    pub fn in_unit(&self, unit: Unit) -> Result<Decimal, NoValue> {
        let (dividend, divisor) = unit.fraction();
        self.times(&divisor.into())?.over(&dividend.into())?.decimal()
    }

    /// This number of `unit` in base units.
    ///
    /// # Errors
    /// [`NoValue::OutOfRange`].
    pub fn of_unit(&self, unit: Unit) -> Result<Self, NoValue> {
        let (dividend, divisor) = unit.fraction();
        self.times(&dividend.into())?.over(&divisor.into())
    }

    fn fraction(num: BigInt, den: BigInt) -> Result<Self, NoValue> {
        match den.sign() {
            Sign::NoSign => Err(NoValue::ZeroDenominator),
            Sign::Plus => Self::kept(num, den),
            Sign::Minus => Self::kept(-num, -den),
        }
    }

    fn kept(num: BigInt, den: BigInt) -> Result<Self, NoValue> {
        let short = |num: &BigInt, den: &BigInt| num.bits().max(den.bits()) <= MOST_BITS;
        if short(&num, &den) {
            return Ok(Self { num, den });
        }
        // Reducing costs more than all else, so it is left until there is need. Both operands were within the limit,
        // so what they make has hardly more than twice as many bits.
        let common = BigInt::from(common_divisor(num.magnitude().clone(), den.magnitude().clone()));
        let (num, den) = (num / &common, den / &common);
        short(&num, &den)
            .then_some(Self { num, den })
            .ok_or(NoValue::OutOfRange)
    }
}

/// Of two integers that are not both zero.
fn common_divisor(mut a: BigUint, mut b: BigUint) -> BigUint {
    while b != BigUint::ZERO {
        (a, b) = (b.clone(), a % b);
    }
    a
}

impl From<Decimal> for Exact {
    fn from(value: Decimal) -> Self {
        Self::scaled(value.mantissa(), value.scale())
    }
}

impl PartialEq for Exact {
    fn eq(&self, other: &Self) -> bool {
        &self.num * &other.den == &other.num * &self.den
    }
}

impl Eq for Exact {}
