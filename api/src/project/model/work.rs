//! What is planned and done in a project: investment by year, participants, steps, progress. Pure.

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate};
use entities::ids::EnterpriseId;
use serde::{Deserialize, Serialize};

use crate::{
    issue::{Issue, check_name, check_note},
    register::{
        amount::Amount,
        model::{check_come, check_length, is_late, twice},
    },
};

/// Investment of a year.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearlyInvestment {
    /// The year.
    pub year: i32,
    /// What is planned.
    pub planned: Option<Amount>,
    /// What was done.
    pub done: Option<Amount>,
}

/// Who takes part in a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// The enterprise, if it is one of the register.
    pub enterprise: Option<EnterpriseId>,
    /// Another's name.
    pub name: Option<String>,
    /// As what it takes part.
    pub role: String,
}

/// A step of a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// The year.
    pub year: i32,
    /// What is to be done.
    pub title: String,
    /// By when.
    pub due: Option<NaiveDate>,
    /// When it was done.
    pub done_on: Option<NaiveDate>,
    /// Note.
    pub note: Option<String>,
}

impl Step {
    /// Whether it is late on a day.
    #[must_use]
    pub fn is_late(&self, today: NaiveDate) -> bool {
        is_late(self.due, self.done_on, today)
    }
}

/// An entry of progress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The day of which it tells.
    pub on: NaiveDate,
    /// What was reached.
    pub text: String,
    /// How much of the whole, in percent.
    pub percent: Option<i32>,
}

impl Progress {
    /// Every issue of a new entry.
    #[must_use]
    pub fn check(&self, today: NaiveDate) -> Vec<Issue> {
        let mut issues = Vec::new();
        check_come(&["on"], Some(self.on), today, &mut issues);
        check_note(&["text"], Some(&self.text), &mut issues);
        if self.text.trim().is_empty() {
            let (message, message_zh) = ("progress is told in words", "须填写进展内容");
            issues.push(Issue::error(&["text"], "VALUE_MISSING", message, message_zh));
        }
        if let Some(percent) = self.percent.filter(|percent| !(0..=100).contains(percent)) {
            let (message, message_zh) = ("0 to 100 percent", "须为0至100");
            issues.push(Issue::error(&["percent"], "BAD_PERCENT", message, message_zh).with([percent]));
        }
        issues
    }
}

fn check_year(path: &[&str], year: i32, issues: &mut Vec<Issue>) {
    if !(1949..=2100).contains(&year) {
        let (message, message_zh) = ("a year from 1949 to 2100", "年份须在1949年至2100年之间");
        issues.push(Issue::error(path, "BAD_YEAR", message, message_zh).with([year]));
    }
}

/// Adds the issues of the investment by year: a year once, nothing done in a year to come; more done than the total
/// is worth a look.
pub fn check_investments(
    years: &[YearlyInvestment],
    total: Option<&Amount>,
    today: NaiveDate,
    issues: &mut Vec<Issue>,
) {
    let path = "yearlyInvestments";
    check_length(&[path], years, issues);
    let mut seen = HashSet::new();
    for (index, year) in years.iter().enumerate() {
        let at = index.to_string();
        check_year(&[path, &at, "year"], year.year, issues);
        if !seen.insert(year.year) {
            issues.push(twice(&[path, &at, "year"]));
        }
        if year.done.is_some() && year.year > today.year() {
            let (message, message_zh) = (
                "nothing was done yet in a year to come",
                "未来年份不得填写完成投资",
            );
            let issue = Issue::error(&[path, &at, "done"], "IN_THE_FUTURE", message, message_zh);
            issues.push(issue.with([year.year, today.year()]));
        }
    }
    let amounts = years.iter().filter_map(|year| year.done.as_ref());
    let done: i128 = amounts.map(|done| i128::from(done.scaled)).sum();
    if let Some(total) = total.filter(|total| done > i128::from(total.scaled)) {
        let message = "more was invested than the total investment";
        let message_zh = "累计完成投资超过总投资，请核实";
        let shown = |scaled| Amount::in_unit(scaled, &total.unit).unwrap_or_default();
        let figures = [shown(done), shown(total.scaled.into())];
        issues.push(Issue::warning(&[path], "MORE_THAN_TOTAL", message, message_zh).with(figures));
    }
}

/// Adds the issues of the participants: each is an enterprise or has a name.
pub fn check_participants(participants: &[Participant], issues: &mut Vec<Issue>) {
    check_length(&["participants"], participants, issues);
    for (index, participant) in participants.iter().enumerate() {
        let at = index.to_string();
        check_name(&["participants", &at, "role"], &participant.role, issues);
        match (&participant.enterprise, &participant.name) {
            (None, Some(name)) => check_name(&["participants", &at, "name"], name, issues),
            (Some(_), None) => {}
            _ => {
                let message = "either an enterprise of the register or a name";
                let message_zh = "须填写企业或名称之一";
                let path = ["participants", &at];
                issues.push(Issue::error(&path, "PARTICIPANT_UNCLEAR", message, message_zh));
            }
        }
    }
}

/// The issue of an enterprise that takes part and is not known in the scope.
#[must_use]
pub fn participant_unknown(index: usize) -> Issue {
    let message = "there is no such enterprise inside the scope of the token";
    let path = ["participants", &index.to_string(), "enterprise"];
    Issue::error(&path, "ENTERPRISE_UNKNOWN", message, "管辖范围内没有该企业")
}

/// Adds the issues of the steps: a title, a year, no day of doing in the future; a due day in another year is worth a
/// look.
pub fn check_steps(steps: &[Step], today: NaiveDate, issues: &mut Vec<Issue>) {
    check_length(&["steps"], steps, issues);
    for (index, step) in steps.iter().enumerate() {
        let at = index.to_string();
        check_year(&["steps", &at, "year"], step.year, issues);
        check_name(&["steps", &at, "title"], &step.title, issues);
        check_note(&["steps", &at, "note"], step.note.as_deref(), issues);
        check_come(&["steps", &at, "doneOn"], step.done_on, today, issues);
        if let Some(due) = step.due.filter(|due| due.year() != step.year) {
            let (message, message_zh) = (
                "the due day lies in another year than the step",
                "完成期限与步骤年份不一致",
            );
            let path = ["steps", &at, "due"];
            let issue = Issue::warning(&path, "DUE_OUTSIDE_YEAR", message, message_zh);
            issues.push(issue.with([due.to_string(), step.year.to_string()]));
        }
    }
}
