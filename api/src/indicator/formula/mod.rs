//! The formula language of indicators that are computed of others. Pure, typed, total.
//!
//! ```text
//! expr   = term   (('+' | '-') term)*
//! term   = factor (('*' | '/') factor)*
//! factor = '-' factor | NUMBER | CODE | call | '(' expr ')'
//! call   = 'prev'       '(' CODE (',' N)? ')'     the period before, or N periods before 上期
//!        | 'year_ago'   '(' CODE (',' N)? ')'     the same period of the year before, or N years before 上年同期
//!        | 'ytd'        '(' CODE ')'              from the beginning of the year with this period 本年累计
//!        | 'per_capita' '(' CODE ',' CODE ')'     the first by the second, the population 人均
//!        | 'growth'     '(' CODE ')'              (CODE - year_ago(CODE)) / year_ago(CODE) 同比增速
//! CODE   = a capital letter, then capital letters, digits and '_', 64 in all
//! NUMBER = digits ('.' digits)?                   an exact decimal without a dimension
//! N      = 1 to 99
//! ```
//!
//! Full-width characters are read as their plain ones, and × ÷ − as `*` `/` `-`. A formula has at most 500 characters
//! without its spaces, is nested at most 20 deep (parentheses, signs and calls), and names at most 30 numbers and
//! values (a growth is two).
//!
//! - [`parse`] reads a text and tells every issue; [`Expr`] prints itself in one canonical way that is read back as
//!   the same expression and is within the limits when the text was.
//! - [`typing::check`] tells whether the dimensions agree.
//! - [`references`] finds formulas that need themselves, or stand on too many others.
//! - [`evaluate`] computes with exact fractions and divides once, at the end.

use std::fmt;

use rust_decimal::Decimal;

pub mod evaluate;
pub mod exact;
mod lex;
pub mod parse;
pub mod references;
pub mod typing;

pub use evaluate::evaluate;
pub use exact::Exact;
pub use parse::parse;

#[cfg(test)]
mod tests;

/// Characters of a formula, spaces not counted.
pub const LONGEST: usize = 500;
/// How deep parentheses, signs and calls stand in each other.
pub const DEEPEST: usize = 20;
/// Numbers and values that a formula names.
pub const MOST_OPERANDS: usize = 30;
/// Periods or years that an operand is shifted by.
pub const FURTHEST: u8 = 99;

/// A formula that has been read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Expr {
    /// A literal, zero or above, without zeros at its end; it has no dimension.
    Number(Decimal),
    /// The value of an indicator.
    Value(Operand),
    /// 同比增速 of an indicator: its value less that of a year ago, by that of a year ago.
    Growth(String),
    /// With the other sign.
    Negative(Box<Expr>),
    /// Two joined by an operator.
    Binary(Operator, Box<Expr>, Box<Expr>),
}

/// What joins two expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `+`.
    Add,
    /// `-`.
    Subtract,
    /// `*`.
    Multiply,
    /// `/`.
    Divide,
}

/// An indicator's value that a formula needs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Operand {
    /// Code of the indicator.
    pub code: String,
    /// Of which period, seen from that of the formula.
    pub shift: Shift,
}

/// Of which period a value is taken, seen from that of the formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shift {
    /// Of the same period.
    None,
    /// Of a period before 上期: 1 is the one before.
    Previous(u8),
    /// Of the same period of an earlier year 上年同期: 1 is the year before.
    YearAgo(u8),
    /// From the beginning of the year up to and with the period 本年累计.
    YearToDate,
}

impl Operand {
    /// An indicator's value, of the period that `shift` names.
    #[must_use]
    pub fn new(code: &str, shift: Shift) -> Self {
        Self {
            code: code.to_owned(),
            shift,
        }
    }
}

impl Expr {
    /// Two expressions joined.
    #[must_use]
    pub fn binary(operator: Operator, left: Self, right: Self) -> Self {
        Self::Binary(operator, Box::new(left), Box::new(right))
    }

    /// The values that it needs, each once, in the order in which they are first named.
    #[must_use]
    pub fn operands(&self) -> Vec<Operand> {
        let mut found = Vec::new();
        self.each_operand(&mut |operand| {
            if !found.contains(&operand) {
                found.push(operand);
            }
        });
        found
    }

    /// The codes of the indicators that it needs, each once, in the order in which they are first named.
    #[must_use]
    pub fn codes(&self) -> Vec<String> {
        let mut found = Vec::new();
        self.each_operand(&mut |operand| {
            if !found.contains(&operand.code) {
                found.push(operand.code);
            }
        });
        found
    }

    fn each_operand(&self, see: &mut impl FnMut(Operand)) {
        match self {
            Self::Number(_) => {}
            Self::Value(operand) => see(operand.clone()),
            Self::Growth(code) => {
                see(Operand::new(code, Shift::None));
                see(Operand::new(code, Shift::YearAgo(1)));
            }
            Self::Negative(inner) => inner.each_operand(see),
            Self::Binary(_, left, right) => {
                left.each_operand(see);
                right.each_operand(see);
            }
        }
    }

    /// How tightly it holds together: sums 1, products 2, all else 3.
    fn rank(&self) -> u8 {
        match self {
            Self::Binary(operator, ..) => operator.rank(),
            Self::Number(_) | Self::Value(_) | Self::Growth(_) | Self::Negative(_) => 3,
        }
    }

    /// Prints it, in parentheses where it holds together less tightly than `rank`.
    fn print(&self, rank: u8, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.rank() < rank {
            write!(f, "({self})")
        } else {
            write!(f, "{self}")
        }
    }
}

impl Operator {
    fn rank(self) -> u8 {
        match self {
            Self::Add | Self::Subtract => 1,
            Self::Multiply | Self::Divide => 2,
        }
    }

    fn symbol(self) -> char {
        match self {
            Self::Add => '+',
            Self::Subtract => '-',
            Self::Multiply => '*',
            Self::Divide => '/',
        }
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Value(operand) => write!(f, "{operand}"),
            Self::Growth(code) => write!(f, "growth({code})"),
            Self::Negative(inner) => {
                f.write_str("-")?;
                inner.print(3, f)
            }
            Self::Binary(operator, left, right) => {
                left.print(operator.rank(), f)?;
                write!(f, " {} ", operator.symbol())?;
                right.print(operator.rank() + 1, f)
            }
        }
    }
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = &self.code;
        match self.shift {
            Shift::None => write!(f, "{code}"),
            Shift::Previous(1) => write!(f, "prev({code})"),
            Shift::Previous(periods) => write!(f, "prev({code}, {periods})"),
            Shift::YearAgo(1) => write!(f, "year_ago({code})"),
            Shift::YearAgo(years) => write!(f, "year_ago({code}, {years})"),
            Shift::YearToDate => write!(f, "ytd({code})"),
        }
    }
}
