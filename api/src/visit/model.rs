//! What a visit is, and its rules. Pure.

use std::collections::HashSet;

use chrono::NaiveDate;
use entities::ids::{BureauId, EnterpriseId, ProblemId};
use serde::{Deserialize, Serialize};

use crate::{
    issue::{Issue, check_name},
    register::model::{check_come, check_length},
};

/// The most officers of one visit.
pub const MOST_OFFICERS: usize = 20;

/// The content of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    /// The enterprise's name and the day.
    pub name: String,
    /// The enterprise.
    pub enterprise: EnterpriseId,
    /// The day.
    pub visited_on: NaiveDate,
    /// The bureau that visited.
    pub bureau: Option<BureauId>,
    /// All that is not a column.
    #[serde(flatten)]
    pub details: Details,
}

/// What belongs to a visit alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Details {
    /// The enterprise's name when the visit named it.
    pub enterprise_name: String,
    /// Who went.
    pub officers: Vec<String>,
    /// What was seen and said.
    pub summary: String,
    /// The problems that the visit raised.
    pub problems: Vec<ProblemId>,
}

impl Content {
    /// With the name that the enterprise's and the day make.
    #[must_use]
    pub fn named(mut self) -> Self {
        self.name = format!("{} {}", self.details.enterprise_name, self.visited_on);
        self
    }

    /// Every issue of the content on the day `today`, but for those that only the registers can tell.
    #[must_use]
    pub fn check(&self, today: NaiveDate) -> Vec<Issue> {
        let mut issues = Vec::new();
        check_come(&["visitedOn"], Some(self.visited_on), today, &mut issues);
        let details = &self.details;
        let officers = details.officers.len();
        if !(1..=MOST_OFFICERS).contains(&officers) {
            let (message, message_zh) = ("1 to 20 officers", "走访人员须为1至20人");
            issues.push(Issue::error(&["officers"], "OFFICERS", message, message_zh).with([officers]));
        }
        for (index, officer) in details.officers.iter().enumerate() {
            check_name(&["officers", &index.to_string()], officer, &mut issues);
        }
        let length = details.summary.chars().count();
        if details.summary.trim().is_empty() || length > 2000 {
            let (message, message_zh) = ("1 to 2,000 characters", "须填写1至2000字的走访情况");
            issues.push(Issue::error(&["summary"], "BAD_SUMMARY", message, message_zh).with([length]));
        }
        check_length(&["problems"], &details.problems, &mut issues);
        let mut seen = HashSet::new();
        for (index, problem) in details.problems.iter().enumerate() {
            if !seen.insert(*problem) {
                let (message, message_zh) = ("stands twice in the list", "列表中重复");
                let path = ["problems", &index.to_string()];
                issues.push(Issue::error(&path, "TWICE", message, message_zh));
            }
        }
        issues
    }
}

/// The issue of an enterprise that is not inside the scope.
#[must_use]
pub fn enterprise_unknown() -> Issue {
    let message = "no such enterprise is registered inside the scope of the token";
    Issue::error(
        &["enterprise"],
        "ENTERPRISE_UNKNOWN",
        message,
        "权限范围内没有登记该企业",
    )
}

/// The issue of a problem that is not inside the scope.
#[must_use]
pub fn problem_unknown(index: usize) -> Issue {
    let message = "no such problem stands in the ledger inside the scope of the token";
    let path = ["problems", &index.to_string()];
    Issue::error(&path, "PROBLEM_UNKNOWN", message, "权限范围内没有该问题")
}
