//! What a plan is, and its rules. Pure.

pub mod action;
pub mod claim;
pub mod state;
pub mod target;
pub mod text;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entities::ids::IndicatorId;
use serde::{Deserialize, Serialize};

use self::{
    action::{Action, Party},
    claim::{Body, Claim, NamedEntity, NamedSet, TableRow, check_others},
    state::{Explanation, InForce, PlanState, Seal},
    target::Target,
    text::{check_most, check_short, check_year},
};
use crate::{
    indicator::period::Period,
    issue::{Issue, check_name, check_note},
    region::tree::Tier,
    register::model::check_length,
};

/// The most targets of a plan.
pub const MOST_TARGETS: usize = 500;
/// The most actions of a plan.
pub const MOST_ACTIONS: usize = 300;
/// The most claims of a plan, and table rows, and names.
pub const MOST_CLAIMS: usize = 1000;

/// The content of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    /// Title.
    pub name: String,
    /// How far it has come.
    pub state: PlanState,
    /// Edition, from 1.
    pub edition: i32,
    /// The first year.
    pub from_year: Option<i32>,
    /// The last year.
    pub to_year: Option<i32>,
    /// When it was issued, by its own words: a month or a day.
    pub issued: Option<String>,
    /// Note.
    pub note: Option<String>,
    /// All that is not a column.
    #[serde(flatten)]
    pub details: Details,
}

/// What is needed of an indicator to keep the figures of its targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measured {
    /// Key.
    pub id: IndicatorId,
    /// Decimals kept of the base unit.
    pub scale: u32,
}

/// What belongs to a plan alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Details {
    /// The year from which it starts.
    pub baseline_year: Option<i32>,
    /// Who issues it, as printed.
    pub issuer: Option<String>,
    /// The bureau that leads it.
    pub lead: Option<Party>,
    /// 文号.
    pub document_number: Option<String>,
    /// The tier of its own region.
    pub tier: Option<Tier>,
    /// The seals that it asks for.
    pub seals: Vec<Seal>,
    /// When its own region sealed it.
    pub sealed_on: Option<NaiveDate>,
    /// Targets.
    pub targets: Vec<Target>,
    /// Actions.
    pub actions: Vec<Action>,
    /// Statements of figures.
    pub claims: Vec<Claim>,
    /// Table rows as printed.
    pub table_rows: Vec<TableRow>,
    /// What sections name together.
    pub named_sets: Vec<NamedSet>,
    /// Names as spelled.
    pub named_entities: Vec<NamedEntity>,
    /// Bodies that it sets up.
    pub bodies: Vec<Body>,
    /// Explanations of findings.
    pub explanations: Vec<Explanation>,
    /// The indicators of the targets' codes, once they are found.
    pub indicators: BTreeMap<String, Measured>,
    /// What counts while this edition is a draft.
    pub in_force: Option<InForce>,
}

impl Content {
    /// The first day of the month or day on which it was issued.
    #[must_use]
    pub fn issued_on(&self) -> Option<NaiveDate> {
        let period = self.issued.as_deref()?.parse::<Period>().ok()?;
        Some(period.first_day())
    }

    /// Every issue of the content, but for those that only the registers can tell.
    #[must_use]
    pub fn check(&self) -> Vec<Issue> {
        let mut issues = Vec::new();
        check_name(&["name"], &self.name, &mut issues);
        check_note(&["note"], self.note.as_deref(), &mut issues);
        check_year(&["fromYear"], self.from_year, &mut issues);
        check_year(&["toYear"], self.to_year, &mut issues);
        if let Some((from, to)) = self.from_year.zip(self.to_year).filter(|(from, to)| from > to) {
            let (message, message_zh) = ("the last year comes before the first", "结束年份早于起始年份");
            let issue = Issue::error(&["toYear"], "ENDS_BEFORE_IT_BEGINS", message, message_zh);
            issues.push(issue.with([from, to]));
        }
        self.check_issued(&mut issues);
        self.details.check(&mut issues);
        issues
    }

    /// Adds the issue of a moment of issue that is neither a month nor a day.
    pub fn check_issued(&self, issues: &mut Vec<Issue>) {
        let period = self.issued.as_deref().map(str::parse::<Period>);
        if !matches!(period, None | Some(Ok(Period::Month(..) | Period::Day(_)))) {
            let message = "a month YYYY-MM or a day YYYY-MM-DD";
            issues.push(Issue::error(&["issued"], "BAD_PERIOD", message, "须为月份或日期"));
        }
    }
}

impl Details {
    fn check(&self, issues: &mut Vec<Issue>) {
        check_year(&["baselineYear"], self.baseline_year, issues);
        check_short(&["issuer"], self.issuer.as_deref(), issues);
        check_short(&["documentNumber"], self.document_number.as_deref(), issues);
        if let Some(lead) = &self.lead {
            check_name(&["leadBureau"], &lead.printed, issues);
        }
        check_length(&["seals"], &self.seals, issues);
        for (index, seal) in self.seals.iter().enumerate() {
            check_name(&["seals", &index.to_string(), "body"], &seal.body, issues);
        }
        check_most(&["targets"], &self.targets, MOST_TARGETS, issues);
        check_most(&["actions"], &self.actions, MOST_ACTIONS, issues);
        check_most(&["claims"], &self.claims, MOST_CLAIMS, issues);
        check_most(&["tableRows"], &self.table_rows, MOST_CLAIMS, issues);
        check_most(&["namedSets"], &self.named_sets, MOST_ACTIONS, issues);
        check_most(&["namedEntities"], &self.named_entities, MOST_TARGETS, issues);
        check_length(&["bodies"], &self.bodies, issues);
        for (index, target) in self.targets.iter().enumerate() {
            target.check(index, issues);
        }
        for (index, action) in self.actions.iter().enumerate() {
            action.check(index, issues);
        }
        for (index, claim) in self.claims.iter().enumerate() {
            claim.check(index, issues);
        }
        check_others(self, issues);
    }
}
