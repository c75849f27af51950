//! What a project is, and its rules. Pure.

pub mod stage;
pub mod work;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use self::{
    stage::StageChange,
    work::{Participant, Progress, Step, YearlyInvestment},
};
use crate::{
    bureau::model::Reference,
    issue::{Issue, check_name, check_note},
    register::{
        amount::{Amount, DEFAULT_UNIT},
        model::check_length,
    },
};

/// What becomes of the investment `old`: `value` is none where it was left out, and holds none where it was
/// emptied. A value without a unit keeps the unit of the old one.
///
/// # Errors
/// Every issue of the new one.
pub fn investment(
    old: Option<&Amount>,
    value: Option<Option<Decimal>>,
    unit: Option<&str>,
) -> Result<Option<Amount>, Vec<Issue>> {
    let old_unit = old.map(|old| old.unit.as_str());
    match value {
        None if unit.is_none() || unit == old_unit => Ok(old.cloned()),
        None => Err(vec![value_missing()]),
        Some(None) => Ok(None),
        Some(Some(value)) => {
            let unit = unit.or(old_unit).unwrap_or(DEFAULT_UNIT);
            Amount::read(value, unit, &["totalInvestment"], &["investmentUnit"]).map(Some)
        }
    }
}

/// Whether the number or the amount shall stay cannot be known.
fn value_missing() -> Issue {
    let (message, message_zh) = (
        "another unit needs the value, too",
        "更改计量单位时须同时给出数值",
    );
    Issue::error(&["totalInvestment"], "VALUE_MISSING", message, message_zh)
}

/// The content of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    /// Name, unique in its region.
    pub name: String,
    /// Code of the kind.
    pub kind: String,
    /// Total investment.
    pub total_investment: Option<Amount>,
    /// Note.
    pub note: Option<String>,
    /// All that is not a column.
    #[serde(flatten)]
    pub details: Details,
}

/// What belongs to a project alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Details {
    /// Other names.
    pub other_names: Vec<String>,
    /// Its stages as it entered them; the last is the one in which it is.
    pub stages: Vec<StageChange>,
    /// Investment by year.
    pub yearly_investments: Vec<YearlyInvestment>,
    /// Who takes part.
    pub participants: Vec<Participant>,
    /// The bureaus that lead it.
    pub lead_bureaus: Vec<Reference>,
    /// The bureaus that cooperate.
    pub cooperating_bureaus: Vec<Reference>,
    /// Steps by year.
    pub steps: Vec<Step>,
    /// Progress, in the order of the days.
    pub progress: Vec<Progress>,
}

impl Content {
    /// The stage in which it is.
    #[must_use]
    pub fn stage(&self) -> &str {
        self.details
            .stages
            .last()
            .map_or("", |change| change.stage.as_str())
    }

    /// The day on which it entered that stage.
    #[must_use]
    pub fn stage_since(&self) -> Option<NaiveDate> {
        self.details.stages.last().and_then(|change| change.on)
    }

    /// Every issue of the content on the day `today`, but for those that only the registers can tell. `order` gives
    /// the place of a stage in the vocabulary.
    #[must_use]
    pub fn check(
        &self,
        before: Option<&Self>,
        today: NaiveDate,
        order: impl Fn(&str) -> Option<i32>,
    ) -> Vec<Issue> {
        let mut issues = Vec::new();
        check_name(&["name"], &self.name, &mut issues);
        check_note(&["note"], self.note.as_deref(), &mut issues);
        if self.kind.is_empty() {
            let (message, message_zh) = ("a project has a kind", "须填写项目类型");
            issues.push(Issue::error(&["kind"], "VALUE_MISSING", message, message_zh));
        }
        let details = &self.details;
        check_length(&["otherNames"], &details.other_names, &mut issues);
        for (index, name) in details.other_names.iter().enumerate() {
            check_name(&["otherNames", &index.to_string()], name, &mut issues);
        }
        let stages = before.map_or(&[][..], |before| &before.details.stages);
        stage::check(&details.stages, stages, today, order, &mut issues);
        work::check_investments(
            &details.yearly_investments,
            self.total_investment.as_ref(),
            today,
            &mut issues,
        );
        work::check_participants(&details.participants, &mut issues);
        check_length(&["leadBureaus"], &details.lead_bureaus, &mut issues);
        check_length(&["cooperatingBureaus"], &details.cooperating_bureaus, &mut issues);
        work::check_steps(&details.steps, today, &mut issues);
        check_length(&["progress"], &details.progress, &mut issues);
        issues
    }
}

/// The issue of a bureau that leads and cooperates.
#[must_use]
pub fn lead_and_cooperating(index: usize, name: &str) -> Issue {
    let message = format!("{name} leads the project: it cannot cooperate, too");
    let message_zh = format!("{name}已是牵头部门，不得同时为配合部门");
    let path = ["cooperatingBureaus", &index.to_string()];
    Issue::error(&path, "LEAD_AND_COOPERATING", message, message_zh).with([name])
}

#[cfg(test)]
mod tests;
