//! A change of boundaries as it is given, and every issue of its own form. Pure.

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{
    issue::{Issue, check_name, check_note},
    region::{code::normalise, tree::ChangeKind},
    register::model::{check_length, twice},
};

/// A region that begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// Code; that of the region that it continues where it is none.
    pub code: Option<String>,
    /// Name; that of the region that it continues where it is none.
    pub name: Option<String>,
    /// Code of the region above; the one above the regions that it continues where it is none.
    pub parent: Option<String>,
}

/// What becomes of a region directly below one that ends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Child {
    /// Its code.
    pub region: String,
    /// Code of the region that is above it from now on; the only new one where it is none.
    pub into: Option<String>,
    /// Its new code; the old one where it is none.
    pub code: Option<String>,
}

/// A change of boundaries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Kind.
    pub kind: ChangeKind,
    /// First day of the new state.
    pub date: NaiveDate,
    /// Codes of the regions that end, as they are on the day before.
    pub regions: Vec<String>,
    /// The regions that begin.
    pub successors: Vec<Begun>,
    /// The regions below that begin anew, too.
    pub children: Vec<Child>,
    /// The document that orders it.
    pub basis: String,
    /// Remark.
    pub note: Option<String>,
}

impl Change {
    /// Every issue that the change has by itself.
    #[must_use]
    pub fn check(&self, today: NaiveDate) -> Vec<Issue> {
        let mut issues = Vec::new();
        self.check_date(today, &mut issues);
        if self.basis.trim().is_empty() || self.basis.chars().count() > 500 {
            let (message, message_zh) = ("name the document that orders it", "须填写批准文件（1至500字）");
            issues.push(Issue::error(&["basis"], "BASIS_MISSING", message, message_zh));
        }
        check_note(&["note"], self.note.as_deref(), &mut issues);
        check_length(&["regions"], &self.regions, &mut issues);
        check_length(&["successors"], &self.successors, &mut issues);
        check_length(&["children"], &self.children, &mut issues);
        self.check_numbers(&mut issues);
        let regions = self.regions.iter().map(|code| normalise(code));
        for index in again(regions) {
            issues.push(twice(&["regions", &index.to_string()]));
        }
        let children = self.children.iter().map(|child| normalise(&child.region));
        for index in again(children) {
            issues.push(twice(&["children", &index.to_string(), "region"]));
        }
        for (index, begun) in self.successors.iter().enumerate() {
            self.check_begun(index, begun, &mut issues);
        }
        for (index, child) in self.children.iter().enumerate() {
            check_code(
                &["children", &index.to_string(), "code"],
                child.code.as_deref(),
                &mut issues,
            );
        }
        issues
    }

    fn check_date(&self, today: NaiveDate, issues: &mut Vec<Issue>) {
        let last = today.checked_add_months(Months::new(12));
        if last.is_none_or(|last| self.date > last) {
            let (message, message_zh) = ("at most one year ahead", "生效日期不得晚于一年之后");
            issues
                .push(Issue::error(&["date"], "TOO_FAR_AHEAD", message, message_zh).with([self.date, today]));
        }
    }

    /// How many regions end and begin in a change of each kind.
    fn check_numbers(&self, issues: &mut Vec<Issue>) {
        let (ends, begins): ((usize, usize), (usize, usize)) = match self.kind {
            ChangeKind::Rename | ChangeKind::Recode | ChangeKind::Transfer => ((1, 1), (1, 1)),
            ChangeKind::Merge => ((2, usize::MAX), (1, 1)),
            ChangeKind::Split => ((1, 1), (2, usize::MAX)),
        };
        let mut check = |path, code, given: usize, (least, most): (usize, usize)| {
            if given < least || given > most {
                let most = if most == least { "" } else { " or more" };
                let message = format!("a change of this kind has {least}{most}");
                let message_zh = format!(
                    "此类变更应有{least}个{}",
                    if most.is_empty() { "" } else { "或以上" }
                );
                issues.push(Issue::error(&[path], code, message, message_zh).with([given]));
            }
        };
        check("regions", "WRONG_NUMBER", self.regions.len(), ends);
        check("successors", "WRONG_NUMBER", self.successors.len(), begins);
    }

    fn check_begun(&self, index: usize, begun: &Begun, issues: &mut Vec<Issue>) {
        let at = index.to_string();
        let path = |field| ["successors", at.as_str(), field];
        check_code(&path("code"), begun.code.as_deref(), issues);
        if let Some(name) = &begun.name {
            check_name(&path("name"), name, issues);
        }
        let mut missing = |field, needed: bool, given: bool| {
            if needed && !given {
                let (message, message_zh) = ("a change of this kind says it", "此类变更必须填写");
                issues.push(Issue::error(&path(field), "MISSING", message, message_zh));
            }
        };
        let several = matches!(self.kind, ChangeKind::Merge | ChangeKind::Split);
        missing(
            "name",
            several || self.kind == ChangeKind::Rename,
            begun.name.is_some(),
        );
        missing(
            "code",
            several || self.kind == ChangeKind::Recode,
            begun.code.is_some(),
        );
        missing(
            "parent",
            self.kind == ChangeKind::Transfer,
            begun.parent.is_some(),
        );
        let mut surplus = |field, given: bool| {
            if given {
                let (message, message_zh) =
                    ("a change of this kind leaves it as it is", "此类变更不得更改此项");
                issues.push(Issue::error(
                    &path(field),
                    "NOT_OF_THIS_KIND",
                    message,
                    message_zh,
                ));
            }
        };
        surplus("code", self.kind == ChangeKind::Rename && begun.code.is_some());
        let stays = matches!(self.kind, ChangeKind::Rename | ChangeKind::Recode);
        surplus("parent", stays && begun.parent.is_some());
    }
}

fn check_code(path: &[&str], code: Option<&str>, issues: &mut Vec<Issue>) {
    if let Some(code) = code.filter(|code| normalise(code).is_none()) {
        let (message, message_zh) = (
            "a code has 2, 4, 6, 9 or 12 digits",
            "区划代码应为2、4、6、9或12位数字",
        );
        issues.push(Issue::error(path, "BAD_CODE", message, message_zh).with([code]));
    }
}

/// The indexes of those that stand before, too.
fn again(codes: impl Iterator<Item = Option<String>>) -> Vec<usize> {
    let mut seen = std::collections::HashSet::new();
    let twice = codes.enumerate().filter_map(|(index, code)| {
        let code = code?;
        (!seen.insert(code)).then_some(index)
    });
    twice.collect()
}
