//! What a meeting is, and its rules. Pure.

use chrono::NaiveDate;
use entities::ids::ProjectId;
use serde::{Deserialize, Serialize};

use crate::{
    bureau::model::Reference,
    issue::{Issue, check_name, check_note},
    register::model::{check_come, check_length, is_late, twice},
};

/// A decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Decision {
    /// What was decided.
    pub text: String,
    /// The bureau that owns it.
    pub owner: Option<Reference>,
    /// By when.
    pub due: Option<NaiveDate>,
    /// When it was done.
    pub done_on: Option<NaiveDate>,
}

impl Decision {
    /// Whether it is late on a day.
    #[must_use]
    pub fn is_late(&self, today: NaiveDate) -> bool {
        is_late(self.due, self.done_on, today)
    }
}

/// The content of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    /// Title.
    pub name: String,
    /// The day on which it was held.
    pub held_on: NaiveDate,
    /// Note.
    pub note: Option<String>,
    /// All that is not a column.
    #[serde(flatten)]
    pub details: Details,
}

/// What belongs to a meeting alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Details {
    /// The projects that were spoken of.
    pub projects: Vec<ProjectId>,
    /// The bureaus that came.
    pub attending: Vec<Reference>,
    /// What was decided.
    pub decisions: Vec<Decision>,
}

impl Content {
    /// Every issue of the content on the day `today`, but for those that only the registers can tell.
    #[must_use]
    pub fn check(&self, today: NaiveDate) -> Vec<Issue> {
        let mut issues = Vec::new();
        check_name(&["name"], &self.name, &mut issues);
        check_come(&["heldOn"], Some(self.held_on), today, &mut issues);
        check_note(&["note"], self.note.as_deref(), &mut issues);
        let details = &self.details;
        check_length(&["projects"], &details.projects, &mut issues);
        for (index, project) in details.projects.iter().enumerate() {
            if details.projects[..index].contains(project) {
                issues.push(twice(&["projects", &index.to_string()]));
            }
        }
        check_length(&["attendingBureaus"], &details.attending, &mut issues);
        check_length(&["decisions"], &details.decisions, &mut issues);
        for (index, decision) in details.decisions.iter().enumerate() {
            let at = index.to_string();
            check_note(&["decisions", &at, "text"], Some(&decision.text), &mut issues);
            if decision.text.trim().is_empty() {
                let (message, message_zh) = ("a decision is told in words", "须填写议定事项内容");
                let path = ["decisions", &at, "text"];
                issues.push(Issue::error(&path, "VALUE_MISSING", message, message_zh));
            }
            check_come(
                &["decisions", &at, "doneOn"],
                decision.done_on,
                today,
                &mut issues,
            );
        }
        issues
    }
}

/// The issue of a project that is not known in the scope.
#[must_use]
pub fn project_unknown(index: usize) -> Issue {
    let message = "there is no such project inside the scope of the token";
    let path = ["projects", &index.to_string()];
    Issue::error(&path, "PROJECT_UNKNOWN", message, "权限范围内没有登记该项目")
}
