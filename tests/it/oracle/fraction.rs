//! Fractions of small integers.

/// A numerator by a denominator, reduced, the denominator above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fraction {
    num: i128,
    den: i128,
}

impl Fraction {
    /// None for a denominator of zero.
    pub(crate) fn new(num: i128, den: i128) -> Option<Self> {
        let (mut a, mut b) = (num.abs(), den.abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        (den != 0).then(|| Self {
            num: num / a * den.signum(),
            den: den / a * den.signum(),
        })
    }

    /// A whole number.
    pub(crate) fn whole(num: i128) -> Self {
        Self { num, den: 1 }
    }

    pub(crate) fn minus(self, other: Self) -> Self {
        Self::new(self.num * other.den - other.num * self.den, self.den * other.den).unwrap()
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        self.minus(Self::whole(0).minus(other))
    }

    pub(crate) fn times(self, other: Self) -> Self {
        Self::new(self.num * other.num, self.den * other.den).unwrap()
    }

    /// None for zero.
    pub(crate) fn over(self, other: Self) -> Option<Self> {
        Self::new(self.num * other.den, self.den * other.num)
    }

    /// Whether a decimal is this number: exactly, or with 28 digits as near as they can be.
    pub(crate) fn is(self, decimal: &str) -> bool {
        let (whole, part) = decimal.split_once('.').unwrap_or((decimal, ""));
        let digits: i128 = format!("{whole}{part}").parse().unwrap();
        let ten = 10_i128.pow(u32::try_from(part.len()).unwrap());
        let off = (digits * self.den - self.num * ten).abs();
        let count = digits.abs().to_string().len().max(part.len());
        off == 0 || (count >= 27 && off * 2 <= self.den)
    }
}
