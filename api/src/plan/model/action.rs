//! Actions 任务 of a plan: who leads, who cooperates, what is done in which year. Pure.

use chrono::NaiveDate;
use entities::ids::BureauId;
use serde::{Deserialize, Serialize};

use super::text::{check_most, check_short, check_text, check_year};
use crate::issue::{Issue, check_name};

/// A bureau as the document prints it, and as it is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Party {
    /// As printed.
    pub printed: String,
    /// The bureau that bears the name; none where none does, or several do.
    pub bureau: Option<BureauId>,
}

impl Party {
    /// A bureau that is still to be found.
    #[must_use]
    pub fn printed(name: String) -> Self {
        Self {
            printed: name,
            bureau: None,
        }
    }
}

/// What is done in a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// Year; none where the plan names none.
    pub year: Option<i32>,
    /// What.
    pub text: String,
    /// By when.
    pub due: Option<NaiveDate>,
}

/// An action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Action {
    /// Number as printed.
    pub number: Option<String>,
    /// Section.
    pub section: Option<String>,
    /// Title.
    pub title: String,
    /// What it must reach.
    pub goal: Option<String>,
    /// By when all of it.
    pub due: Option<NaiveDate>,
    /// What is done when.
    pub steps: Vec<Step>,
    /// Who leads.
    pub lead: Vec<Party>,
    /// Who cooperates.
    pub cooperating: Vec<Party>,
    /// Words by which it is found in the text.
    pub anchor: Option<String>,
}

/// The most bureaus of one list of an action.
const MOST_PARTIES: usize = 50;

/// The most steps of one action.
const MOST_STEPS: usize = 100;

impl Action {
    /// How it is named in findings.
    #[must_use]
    pub fn label(&self) -> &str {
        self.number.as_deref().unwrap_or(&self.title)
    }

    /// Whether anything of it has a time.
    #[must_use]
    pub fn is_timed(&self) -> bool {
        let timed = |step: &Step| step.year.is_some() || step.due.is_some();
        self.due.is_some() || self.steps.iter().any(timed)
    }

    /// Adds its issues.
    pub fn check(&self, index: usize, issues: &mut Vec<Issue>) {
        let at = index.to_string();
        let of = |field| ["actions", at.as_str(), field];
        check_name(&of("title"), &self.title, issues);
        check_short(&of("number"), self.number.as_deref(), issues);
        check_short(&of("section"), self.section.as_deref(), issues);
        check_text(&of("goal"), self.goal.as_deref(), issues);
        check_text(&of("anchor"), self.anchor.as_deref(), issues);
        check_most(&of("steps"), &self.steps, MOST_STEPS, issues);
        for (index, step) in self.steps.iter().enumerate() {
            let step_at = index.to_string();
            check_year(&["actions", &at, "steps", &step_at, "year"], step.year, issues);
            check_text(
                &["actions", &at, "steps", &step_at, "text"],
                Some(&step.text),
                issues,
            );
        }
        for (field, parties) in [
            ("leadBureaus", &self.lead),
            ("cooperatingBureaus", &self.cooperating),
        ] {
            check_most(&of(field), parties, MOST_PARTIES, issues);
            for (index, party) in parties.iter().enumerate() {
                let path = ["actions", &at, field, &index.to_string()];
                check_name(&path, &party.printed, issues);
            }
        }
    }
}
