//! Findings of the checker in the API.

use async_graphql::{Object, SimpleObject};

use super::kinds::PlanFindingGrade;
use crate::{
    graphql::scalars::DateTime,
    plan::{
        check::{self, Finding, Grade},
        model::{Content, state::Explanation},
    },
};

/// Where in a plan something stands.
#[derive(Clone, Debug, SimpleObject)]
pub struct PlanSpot {
    /// Section 章节 or table; null where it is not stored.
    section: Option<String>,
    /// Words of the text 原文; null where they are not stored.
    quotation: Option<String>,
    /// Where in the record: names and indexes, such as `["targets", "3"]`.
    path: Vec<String>,
}

/// A figure or text that a finding is about.
#[derive(Clone, Debug, SimpleObject)]
pub struct PlanFigure {
    /// Operator, number and unit, or the words.
    text: String,
    /// Where it stands.
    spot: PlanSpot,
}

/// What the region says to a finding 情况说明.
#[derive(Clone, Debug, SimpleObject)]
pub struct PlanExplanation {
    /// The reason.
    text: String,
    /// Who: the subject of the token.
    by: String,
    /// When.
    at: DateTime,
}

impl PlanExplanation {
    fn of(given: Explanation) -> Self {
        Self {
            text: given.text,
            by: given.by,
            at: DateTime(given.at),
        }
    }
}

/// What the checker found 核查结果.
#[derive(Clone, Debug)]
pub struct PlanFinding {
    finding: Finding,
    explanation: Option<Explanation>,
}

/// What the checker found 核查结果: one failing check of a plan, computed from its content of this moment.
#[Object]
impl PlanFinding {
    /// Its key, by which it is explained. It changes with the figures: an explanation holds for them alone.
    async fn key(&self) -> String {
        self.finding.key()
    }

    /// The rule: a stable code, such as `CONFLICTING_TARGET`.
    async fn code(&self) -> &str {
        self.finding.code
    }

    /// How grave it is.
    async fn grade(&self) -> PlanFindingGrade {
        self.finding.grade.into()
    }

    /// What it is about: the key of a series, an action, a table, a name.
    async fn subject(&self) -> &str {
        &self.finding.subject
    }

    /// The year of which it speaks; null where it is about none.
    async fn year(&self) -> Option<i32> {
        self.finding.year
    }

    /// What is wrong, in English.
    async fn message(&self) -> &str {
        &self.finding.message
    }

    /// What is wrong, in Chinese 中文说明.
    async fn message_zh(&self) -> &str {
        &self.finding.message_zh
    }

    /// The figures of both sides, with their places.
    async fn figures(&self) -> Vec<PlanFigure> {
        let figures = self.finding.figures.iter().cloned();
        let shown = |check::Figure { spot, text }| PlanFigure {
            text,
            spot: PlanSpot {
                section: spot.section,
                quotation: spot.quotation,
                path: spot.path,
            },
        };
        figures.map(shown).collect()
    }

    /// What would be right 应为, with its unit; null where it does not follow from the rest of the plan.
    async fn expected(&self) -> Option<&str> {
        self.finding.expected.as_deref()
    }

    /// The likely cause 可能原因, in English; null where none is known.
    async fn cause(&self) -> Option<&str> {
        self.finding.cause.as_ref().map(|(text, _)| text.as_str())
    }

    /// The likely cause 可能原因, in Chinese; null where none is known.
    async fn cause_zh(&self) -> Option<&str> {
        self.finding.cause.as_ref().map(|(_, text)| text.as_str())
    }

    /// The written reason 情况说明; null while there is none.
    async fn explanation(&self) -> Option<PlanExplanation> {
        self.explanation.clone().map(PlanExplanation::of)
    }
}

/// The findings of a plan, the graver ones first.
#[must_use]
pub fn findings(content: &Content, grade: Option<Grade>, open: bool) -> Vec<PlanFinding> {
    let mut found = check::findings(content);
    found.sort_by_key(|finding| finding.grade);
    found
        .into_iter()
        .filter(|finding| grade.is_none_or(|grade| grade == finding.grade))
        .map(|finding| PlanFinding {
            explanation: content.explanation(&finding).cloned(),
            finding,
        })
        .filter(|found| !open || found.explanation.is_none())
        .collect()
}
