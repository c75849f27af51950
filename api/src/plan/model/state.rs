//! From a draft to an issued plan, and to its next edition. Pure.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{Content, Measured, target::Target, text::check_text};
use crate::{
    issue::Issue,
    plan::check::{Finding, Grade, findings},
    region::tree::Tier,
    register::model::Draft,
};

/// How far the plan has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PlanState {
    /// 征求意见稿.
    #[default]
    DraftForComment,
    /// 本级盖章.
    SealedByOwn,
    /// 上级盖章: every seal of a region above that the plan asks for.
    SealedByAbove,
    /// 印发.
    Issued,
}

impl PlanState {
    /// Whether it counts and is published downward; then it is not edited.
    #[must_use]
    pub fn is_sealed(self) -> bool {
        self != Self::DraftForComment
    }
}

/// A seal that the plan asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Seal {
    /// Whose seal, as printed.
    pub body: String,
    /// The tier of its region.
    pub tier: Tier,
    /// When it was put.
    pub sealed_on: Option<NaiveDate>,
}

/// What a region says to a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// Key of the finding.
    pub finding: String,
    /// The reason.
    pub text: String,
    /// Subject of the token.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What counts of the last sealed edition while the next one is a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InForce {
    /// The edition.
    pub edition: i32,
    /// From when it counts.
    pub counts_from: NaiveDate,
    /// Its targets.
    pub targets: Vec<Target>,
    /// The indicators of their codes.
    pub indicators: std::collections::BTreeMap<String, Measured>,
}

/// The issue of a change that the state does not allow.
#[must_use]
pub fn wrong_state(message: &str, message_zh: &str) -> Issue {
    Issue::error(&["state"], "WRONG_STATE", message, message_zh)
}

/// The issue of an edit of what is sealed.
#[must_use]
pub fn sealed_already() -> Issue {
    let message = "a sealed plan is not edited: revise it, which makes a new edition";
    Issue::error(
        &["state"],
        "PLAN_SEALED",
        message,
        "已盖章的规划不得修改，请先修订形成新版本",
    )
}

impl Content {
    /// The edition that counts now: this one once it is sealed, else the last one that was.
    #[must_use]
    pub fn edition_in_force(&self) -> Option<i32> {
        let earlier = self.details.in_force.as_ref().map(|earlier| earlier.edition);
        if self.state.is_sealed() {
            Some(self.edition)
        } else {
            earlier
        }
    }

    /// From when its targets count: when it was issued, else when it was sealed.
    #[must_use]
    pub fn counts_from(&self) -> Option<NaiveDate> {
        self.issued_on().or(self.details.sealed_on)
    }

    /// The explanation of a finding.
    #[must_use]
    pub fn explanation(&self, finding: &Finding) -> Option<&Explanation> {
        let key = finding.key();
        let mut given = self.details.explanations.iter();
        given.find(|given| given.finding == key)
    }

    /// The seals of the regions above that are not there.
    pub fn missing_seals(&self) -> impl Iterator<Item = &Seal> {
        let seals = self.details.seals.iter();
        seals.filter(move |seal| seal.sealed_on.is_none() && Some(seal.tier) != self.details.tier)
    }

    /// Sealed by its own region.
    #[must_use]
    pub fn sealed_by_own(&self, today: NaiveDate) -> Draft<Self> {
        let mut content = self.clone();
        let mut issues = Vec::new();
        if self.state.is_sealed() {
            issues.push(wrong_state("the plan is sealed already", "规划已盖章"));
        }
        for finding in findings(self) {
            issues.extend(self.blocks(&finding));
        }
        let own = content.details.tier;
        let seals = content.details.seals.iter_mut();
        seals
            .filter(|seal| Some(seal.tier) == own)
            .for_each(|seal| seal.sealed_on = Some(today));
        content.state = PlanState::SealedByOwn;
        content.details.sealed_on = Some(today);
        content.details.in_force = None;
        Draft { content, issues }
    }

    /// Why a finding keeps the plan from being sealed.
    fn blocks(&self, finding: &Finding) -> Option<Issue> {
        let key = finding.key();
        // That a seal of above is missing keeps it from being issued, not from the seal before it.
        let waits = finding.code == "SEAL_MISSING";
        let explained = finding.grade == Grade::MustBeExplained && self.explanation(finding).is_some();
        if waits || explained {
            return None;
        }
        let (hint, hint_zh) = match finding.grade {
            Grade::MustBeZero => ("must be put right before the plan is sealed", "须更正后方可盖章"),
            Grade::MustBeExplained => (
                "must be put right, or explained by explainPlanFinding",
                "须更正，或说明情况",
            ),
        };
        let message = format!("{}; {hint}", finding.message);
        let message_zh = format!("{}；{hint_zh}", finding.message_zh);
        let figures = finding.figures.iter().map(|figure| figure.text.clone());
        Some(Issue::error(&["findings", &key], finding.code, message, message_zh).with(figures))
    }

    /// Sealed by a region above, of those of the tiers `theirs`.
    #[must_use]
    pub fn sealed_by_above(&self, theirs: &[Tier], today: NaiveDate) -> Draft<Self> {
        let mut content = self.clone();
        let mut issues = Vec::new();
        if !matches!(self.state, PlanState::SealedByOwn) {
            let message = "a region above seals what the region itself has sealed, once";
            issues.push(wrong_state(message, "须由本级先盖章，上级只盖章一次"));
        }
        let seals = content.details.seals.iter_mut();
        let mut asked = seals
            .filter(|seal| theirs.contains(&seal.tier) && seal.sealed_on.is_none())
            .peekable();
        if asked.peek().is_none() {
            let message = "the plan asks for no seal of this region, or has it";
            issues.push(Issue::error(
                &["seals"],
                "SEAL_NOT_REQUIRED",
                message,
                "规划不需要本级盖章或已盖章",
            ));
        }
        asked.for_each(|seal| seal.sealed_on = Some(today));
        if content.missing_seals().next().is_none() {
            content.state = PlanState::SealedByAbove;
        }
        Draft { content, issues }
    }

    /// Issued, with every seal.
    #[must_use]
    pub fn issued(&self, issued: String, number: Option<String>) -> Draft<Self> {
        let mut content = self.clone();
        let mut issues = Vec::new();
        if !matches!(self.state, PlanState::SealedByOwn | PlanState::SealedByAbove) {
            issues.push(wrong_state(
                "only a sealed plan is issued, once",
                "须盖章后方可印发，且只印发一次",
            ));
        }
        for seal in self.missing_seals() {
            let (message, message_zh) = ("a seal that the plan asks for is missing", "缺少所需公章");
            issues.push(Issue::error(&["seals"], "SEAL_MISSING", message, message_zh).with([&seal.body]));
        }
        content.state = PlanState::Issued;
        content.issued = Some(issued);
        content.details.document_number = number.or(content.details.document_number);
        content.check_issued(&mut issues);
        Draft { content, issues }
    }

    /// The draft of the next edition. What is sealed counts until that is sealed, too.
    #[must_use]
    pub fn revised(&self) -> Draft<Self> {
        let mut content = self.clone();
        let mut issues = Vec::new();
        let Some(counts_from) = self.counts_from().filter(|_| self.state.is_sealed()) else {
            issues.push(wrong_state(
                "only a sealed plan is revised: a draft is edited",
                "只有已盖章的规划才能修订",
            ));
            return Draft { content, issues };
        };
        content.state = PlanState::DraftForComment;
        content.edition += 1;
        content.issued = None;
        let details = &mut content.details;
        details.in_force = Some(InForce {
            edition: self.edition,
            counts_from,
            targets: details.targets.clone(),
            indicators: details.indicators.clone(),
        });
        details.sealed_on = None;
        details.document_number = None;
        details.seals.iter_mut().for_each(|seal| seal.sealed_on = None);
        Draft { content, issues }
    }

    /// With the explanation of a finding, in the place of an earlier one. Those of findings that are gone go, too.
    #[must_use]
    pub fn explained(&self, explanation: Explanation) -> Draft<Self> {
        let mut content = self.clone();
        let mut issues = Vec::new();
        if self.state.is_sealed() {
            issues.push(sealed_already());
        }
        check_text(&["explanation"], Some(&explanation.text), &mut issues);
        if explanation.text.trim().is_empty() {
            issues.push(super::text::missing(&["explanation"]));
        }
        let found = findings(self);
        let keys: Vec<String> = found.iter().map(Finding::key).collect();
        match found.iter().find(|found| found.key() == explanation.finding) {
            None => {
                let message = "the plan has no such finding now";
                let issue = Issue::error(&["finding"], "FINDING_UNKNOWN", message, "规划目前没有该核查结果");
                issues.push(issue.with([&explanation.finding]));
            }
            Some(found) if found.grade == Grade::MustBeZero => {
                let message = "a finding that must be zero is put right, not explained";
                let message_zh = "强制性核查结果须更正，不能说明";
                let issue = Issue::error(&["finding"], "MUST_BE_ZERO", message, message_zh);
                issues.push(issue.with([found.code]));
            }
            Some(_) => {}
        }
        let explanations = &mut content.details.explanations;
        explanations.retain(|given| given.finding != explanation.finding && keys.contains(&given.finding));
        explanations.push(explanation);
        Draft { content, issues }
    }
}
