//! What an enterprise is, and its rules. Pure.

pub mod branch;

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate};
use entities::ids::RegionId;
use serde::{Deserialize, Serialize};

pub use self::branch::Branch;
use super::{
    credit_code::{self, Verdict},
    industry,
    span::{self, Span},
};
use crate::{
    issue::{Issue, check_name, check_note},
    register::{
        amount::Amount,
        model::{check_come, check_length, twice},
    },
};

/// Size class 企业规模 (统计上大中小微型企业划分办法).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SizeClass {
    /// 大型.
    Large,
    /// 中型.
    Medium,
    /// 小型.
    Small,
    /// 微型.
    Micro,
}

/// Position 链上位置 in an industrial chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ChainPosition {
    /// 链主: leads the chain.
    Master,
    /// 配套: supplies it.
    Supporting,
}

/// Where the main operation was in a span.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// The region.
    pub region: RegionId,
    /// When.
    #[serde(flatten)]
    pub span: Span,
}

/// A size class since a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SizeFact {
    /// The class.
    pub size: SizeClass,
    /// Since when.
    pub since: Option<NaiveDate>,
}

/// A position in a chain in a span.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainFact {
    /// The chain.
    pub chain: String,
    /// The position.
    pub position: ChainPosition,
    /// When.
    #[serde(flatten)]
    pub span: Span,
}

/// The figures of a year.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct YearFigures {
    /// The year.
    pub year: i32,
    /// 产值.
    pub output: Option<Amount>,
    /// 营业收入.
    pub revenue: Option<Amount>,
    /// 研发经费.
    pub rd_expenditure: Option<Amount>,
    /// 税收; restricted.
    pub tax: Option<Amount>,
    /// 从业人员.
    pub employees: Option<i64>,
    /// 专利授权.
    pub patents: Option<i64>,
    /// 标准.
    pub standards: Option<i64>,
}

/// Whom to call; restricted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Name.
    pub person: String,
    /// Telephone.
    pub phone: Option<String>,
}

/// The content of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    /// Registered name.
    pub name: String,
    /// 统一社会信用代码, normalised.
    pub credit_code: Option<String>,
    /// Class of GB/T 4754: a section letter, or 2 to 4 digits.
    pub industry: Option<String>,
    /// Note.
    pub note: Option<String>,
    /// All that is not a column.
    #[serde(flatten)]
    pub details: Details,
}

/// What belongs to an enterprise alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Details {
    /// Other names.
    pub other_names: Vec<String>,
    /// Where it was when; the last one is where it is.
    pub locations: Vec<Location>,
    /// Where it has branches beside, and had them when.
    pub branches: Vec<Branch>,
    /// Size classes.
    pub sizes: Vec<SizeFact>,
    /// When it was above scale.
    pub above_scale: Vec<Span>,
    /// Positions in chains.
    pub chains: Vec<ChainFact>,
    /// Figures by year.
    pub years: Vec<YearFigures>,
    /// Whom to call.
    pub contact: Option<Contact>,
}

impl Content {
    /// The size class of the latest day.
    #[must_use]
    pub fn size(&self) -> Option<SizeClass> {
        self.details
            .sizes
            .iter()
            .max_by_key(|fact| fact.since)
            .map(|fact| fact.size)
    }

    /// Output of the latest year that has one, in 分; -1 where none has.
    #[must_use]
    pub fn latest_output(&self) -> i64 {
        let years = self.details.years.iter();
        let known = years.filter_map(|year| Some((year.year, year.output.as_ref()?.scaled)));
        known.max().map_or(-1, |(_, output)| output)
    }

    /// Every issue of the content on the day `today`, but for those that only the registers can tell.
    #[must_use]
    pub fn check(&self, today: NaiveDate) -> Vec<Issue> {
        let mut issues = Vec::new();
        check_name(&["name"], &self.name, &mut issues);
        check_note(&["note"], self.note.as_deref(), &mut issues);
        self.check_code(&mut issues);
        if let Some(industry) = self.industry.as_ref().filter(|code| !industry::is_known(code)) {
            let message = "a section letter A to T, or 2 to 4 digits of GB/T 4754";
            let message_zh = "须为GB/T 4754门类字母A至T或2至4位数字代码";
            issues.push(Issue::error(&["industry"], "BAD_INDUSTRY", message, message_zh).with([industry]));
        }
        self.details.check(today, &mut issues);
        issues
    }

    fn check_code(&self, issues: &mut Vec<Issue>) {
        let path = ["creditCode"];
        let Some(code) = &self.credit_code else {
            let message = "without its credit code the enterprise cannot be told from another record of it";
            let message_zh = "缺少统一社会信用代码，无法识别重复登记";
            issues.push(Issue::warning(&path, "CREDIT_CODE_MISSING", message, message_zh));
            return;
        };
        let (reason, message, message_zh) = match credit_code::check(code) {
            Verdict::Good => return,
            Verdict::EarlyPilot => {
                let message =
                    "the last check character fails: legal for a few early pilot codes only, look again";
                let message_zh = "末位校验码不符：仅少数早期试点代码合法，请核实";
                issues.push(Issue::warning(&path, "CREDIT_CODE_PILOT", message, message_zh).with([code]));
                return;
            }
            Verdict::Length => ("LENGTH", "it must have 18 characters", "应为18位"),
            Verdict::Alphabet => (
                "ALPHABET",
                "it has digits and capital letters without I, O, S, V, Z",
                "只能含数字和大写字母（不含I、O、S、V、Z）",
            ),
            Verdict::Organisation => (
                "CHECK_17",
                "the check character of the organisation code in position 17 fails",
                "第17位（组织机构代码校验码）不符",
            ),
            Verdict::Whole => (
                "CHECK_18",
                "the check character in position 18 fails",
                "第18位校验码不符",
            ),
        };
        let message = format!("not a unified social credit code of GB 32100-2015: {message}");
        let message_zh = format!("不是有效的统一社会信用代码：{message_zh}");
        let issue = Issue::error(&path, "BAD_CREDIT_CODE", message, message_zh);
        issues.push(issue.with([code, reason]));
    }
}

impl Details {
    /// Its size classes with the span in which each holds: up to the next one.
    #[must_use]
    pub fn size_spans(&self) -> Vec<(SizeClass, Span)> {
        let mut facts: Vec<&SizeFact> = self.sizes.iter().collect();
        facts.sort_by_key(|fact| fact.since);
        let ends = facts.iter().skip(1).map(|next| next.since).chain([None]);
        let span = |(fact, until): (&&SizeFact, _)| {
            (
                fact.size,
                Span {
                    since: fact.since,
                    until,
                },
            )
        };
        facts.iter().zip(ends).map(span).collect()
    }

    /// Where it was on a day.
    #[must_use]
    pub fn location(&self, day: NaiveDate) -> Option<RegionId> {
        let mut locations = self.locations.iter();
        locations
            .find(|location| location.span.holds(day))
            .map(|location| location.region)
    }

    fn check(&self, today: NaiveDate, issues: &mut Vec<Issue>) {
        check_length(&["otherNames"], &self.other_names, issues);
        for (index, name) in self.other_names.iter().enumerate() {
            check_name(&["otherNames", &index.to_string()], name, issues);
        }
        check_length(&["locations"], &self.locations, issues);
        let locations = self.locations.iter().map(|location| &location.span);
        span::check("locations", locations, today, issues);
        branch::check(&self.branches, &self.locations, today, issues);
        check_length(&["aboveScale"], &self.above_scale, issues);
        span::check("aboveScale", &self.above_scale, today, issues);
        self.check_sizes(today, issues);
        self.check_chains(today, issues);
        self.check_years(today, issues);
        if let Some(contact) = &self.contact {
            check_name(&["contact", "person"], &contact.person, issues);
            let sound = |phone: &String| {
                let digits = phone.chars().filter(char::is_ascii_digit).count();
                (7..=20).contains(&digits) && phone.chars().all(|c| c.is_ascii_digit() || "+-() ".contains(c))
            };
            if contact.phone.as_ref().is_some_and(|phone| !sound(phone)) {
                let (message, message_zh) = (
                    "7 to 20 digits, with + - ( ) and spaces",
                    "电话号码须为7至20位数字",
                );
                issues.push(Issue::error(
                    &["contact", "phone"],
                    "BAD_PHONE",
                    message,
                    message_zh,
                ));
            }
        }
    }

    fn check_sizes(&self, today: NaiveDate, issues: &mut Vec<Issue>) {
        check_length(&["sizes"], &self.sizes, issues);
        let mut days = HashSet::new();
        for (index, fact) in self.sizes.iter().enumerate() {
            let at = index.to_string();
            check_come(&["sizes", &at, "since"], fact.since, today, issues);
            if !days.insert(fact.since) {
                issues.push(twice(&["sizes", &at, "since"]));
            }
        }
    }

    fn check_chains(&self, today: NaiveDate, issues: &mut Vec<Issue>) {
        check_length(&["chains"], &self.chains, issues);
        for (index, fact) in self.chains.iter().enumerate() {
            let at = index.to_string();
            check_name(&["chains", &at, "chain"], &fact.chain, issues);
            check_come(&["chains", &at, "since"], fact.span.since, today, issues);
            let same = |other: &ChainFact| other.chain == fact.chain && other.span.meets(&fact.span);
            if self.chains[..index].iter().any(same) {
                issues.push(twice(&["chains", &at]));
            }
        }
    }

    fn check_years(&self, today: NaiveDate, issues: &mut Vec<Issue>) {
        check_length(&["years"], &self.years, issues);
        let mut years = HashSet::new();
        for (index, figures) in self.years.iter().enumerate() {
            let at = index.to_string();
            let path = ["years", at.as_str(), "year"];
            if !(1949..=today.year()).contains(&figures.year) {
                let (message, message_zh) = ("a year from 1949 to this one", "年份须在1949年至今年之间");
                issues.push(Issue::error(&path, "BAD_YEAR", message, message_zh).with([figures.year]));
            }
            if !years.insert(figures.year) {
                issues.push(twice(&path));
            }
            for (name, number) in [
                ("employees", figures.employees),
                ("patents", figures.patents),
                ("standards", figures.standards),
            ] {
                if let Some(number) = number.filter(|number| *number < 0) {
                    let (message, message_zh) = ("a number is not negative", "数量不得为负");
                    issues.push(
                        Issue::error(&["years", &at, name], "NEGATIVE", message, message_zh).with([number]),
                    );
                }
            }
        }
    }
}
