//! The checker: what a plan states against what else it states. Pure; a small file for each family of rules.
//!
//! A rule has a stable code. Its findings are of one of two grades, as in 直报: what must be zero keeps the plan from
//! being sealed; what must be explained needs a written reason. Every failing check is told, with the figures of both
//! sides, where they stand, what would be right and the likely cause, where these can be told.

mod bodies;
mod book;
mod conflict;
mod coverage;
mod increment;
mod layout;
mod names;
mod nature;
mod percent;
mod sets;
mod share;
mod subset;
#[cfg(test)]
mod tests;
mod time;
mod unit;

use rust_decimal::Decimal;

use self::book::Book;
use super::model::Content;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// 强制性: keeps the plan from being sealed.
    MustBeZero,
    /// 核实性: needs a written reason.
    MustBeExplained,
}

/// Where in the document and in the record something stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spot {
    /// Section or table.
    pub section: Option<String>,
    /// Words of the text.
    pub quotation: Option<String>,
    /// Where in the record: a list and an index, such as `["targets", "3"]`.
    pub path: Vec<String>,
}

/// A figure or text that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Where it stands.
    pub spot: Spot,
    /// Operator, number and unit, or the text.
    pub text: String,
}

/// What a rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub code: &'static str,
    /// How grave.
    pub grade: Grade,
    /// What it is about: a series, an action, a table, a name.
    pub subject: String,
    /// The year, where it is about one.
    pub year: Option<i32>,
    /// In English.
    pub message: String,
    /// In Chinese.
    pub message_zh: String,
    /// The figures of both sides.
    pub figures: Vec<Figure>,
    /// What would be right, where it follows from the rest.
    pub expected: Option<String>,
    /// The likely cause, in English and Chinese.
    pub cause: Option<(String, String)>,
}

impl Finding {
    fn new(
        code: &'static str,
        grade: Grade,
        subject: &str,
        message: impl Into<String>,
        message_zh: impl Into<String>,
    ) -> Self {
        Self {
            code,
            grade,
            subject: subject.to_owned(),
            year: None,
            message: message.into(),
            message_zh: message_zh.into(),
            figures: Vec::new(),
            expected: None,
            cause: None,
        }
    }

    fn in_year(mut self, year: i32) -> Self {
        self.year = Some(year);
        self
    }

    fn with(mut self, figures: impl IntoIterator<Item = Figure>) -> Self {
        self.figures.extend(figures);
        self
    }

    fn expecting(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    fn because(mut self, cause: Option<(String, String)>) -> Self {
        self.cause = cause;
        self
    }

    /// What names it as long as the figures are the same: an explanation holds for these figures alone.
    #[must_use]
    pub fn key(&self) -> String {
        let year = self.year.map(|year| year.to_string()).unwrap_or_default();
        let figures = self.figures.iter().map(|figure| figure.text.as_str());
        let parts = [self.code, &self.subject, &year].into_iter().chain(figures);
        // FNV-1a: the same in every release, which the standard library's hasher does not promise.
        let hash = parts
            .flat_map(|part| part.bytes().chain([0]))
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
            });
        format!("{}-{hash:016x}", self.code)
    }
}

/// A family of rules.
type Rule = fn(&Book<'_>) -> Vec<Finding>;

const RULES: &[Rule] = &[
    conflict::conflicting_targets,
    percent::wrong_percents,
    increment::increments_against_levels,
    unit::missing_units,
    nature::flow_against_stock,
    subset::subsets,
    share::shares,
    share::parts,
    names::variants,
    names::drift,
    sets::mismatches,
    sets::steps,
    coverage::text_only,
    coverage::missing_baselines,
    coverage::unsupported_baselines,
    coverage::no_numbers,
    coverage::no_deadlines,
    layout::rows,
    layout::categories,
    bodies::leading,
    bodies::lead_and_cooperating,
    time::late,
    time::missing_seals,
];

/// Everything that is wrong with a plan.
#[must_use]
pub fn findings(content: &Content) -> Vec<Finding> {
    let book = Book::of(content);
    RULES.iter().flat_map(|rule| rule(&book)).collect()
}

/// A number as it is shown: at most two decimals.
fn shown(value: Decimal) -> String {
    value.round_dp(2).normalize().to_string()
}
