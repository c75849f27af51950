//! Use cases of plans.

pub mod editions;
pub mod steps;
pub mod targets;

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use super::model::{Content, Measured, action::Party, state::PlanState, target::Target};
use crate::{
    audit::write::Write,
    bureau::{model::Reference, service::naming},
    error::Result,
    hub::Hub,
    indicator::{self, model::Indicator},
    issue::{Issue, Severity},
    region::tree::{Place, Tier},
    register::{
        model::Draft,
        service::write::{Change, Rules},
    },
    scope::Scope,
};

/// The indicators that a plan's targets name, by code.
pub type Indicators = HashMap<String, Arc<Indicator>>;

/// The indicators of codes that the scope knows, in one statement.
///
/// # Errors
/// When the database does not answer.
pub async fn indicators(scope: &Scope, hub: &Hub, targets: &[Target]) -> Result<Indicators> {
    let codes: Vec<&str> = targets
        .iter()
        .filter_map(|target| target.indicator_code.as_deref())
        .collect();
    if codes.is_empty() {
        return Ok(Indicators::new());
    }
    indicator::service::known(scope, hub, codes.into_iter()).await
}

/// A draft whose targets know their indicators. An unknown code is an issue; a unit of another dimension is worth a
/// look, and the target then counts nowhere.
#[must_use]
pub fn measured(mut draft: Draft<Content>, known: &Indicators) -> Draft<Content> {
    let Draft { content, issues } = &mut draft;
    let mut indicators = BTreeMap::new();
    for (index, target) in content.details.targets.iter().enumerate() {
        let Some(code) = &target.indicator_code else {
            continue;
        };
        let at = index.to_string();
        let Some(indicator) = known.get(code) else {
            let (message, message_zh) = ("there is no indicator of this code", "没有该代码的指标");
            let path = ["targets", at.as_str(), "indicatorCode"];
            issues.push(Issue::error(&path, "UNKNOWN_INDICATOR", message, message_zh).with([code]));
            continue;
        };
        let wanted = indicator.measure.unit;
        if let Some(unit) = target
            .read_unit()
            .filter(|unit| unit.dimension != wanted.dimension)
        {
            let message = "the unit is of another dimension than the indicator's: the target counts nowhere";
            let message_zh = "计量单位与指标的量纲不同，该目标不参与计算";
            let issue = Issue::warning(&["targets", &at, "unit"], "UNIT_MISMATCH", message, message_zh);
            issues.push(issue.with([unit.symbol, wanted.symbol]));
        } else {
            let measured = Measured {
                id: indicator.id,
                scale: indicator.measure.scale,
            };
            indicators.insert(code.clone(), measured);
        }
    }
    content.details.indicators = indicators;
    draft
}

impl Rules for Content {
    async fn check(write: &Write<'_>, place: Place<'_>, changes: &mut [Change<Self>]) -> Result<()> {
        let named: Vec<Reference> = changes.iter().flat_map(|change| named(&change.content)).collect();
        let bureaus = naming::Known::of(write, place, &named).await?;
        for change in changes {
            let content = &mut change.content;
            content.edition = content.edition.max(1);
            content.details.tier = Some(place.tier);
            change.issues.extend(content.check());
            change.issues.extend(wrong_seals(content, place.tier));
            settle(&bureaus, content, &mut change.issues);
        }
        Ok(())
    }
}

/// Seals of tiers below the plan's own.
fn wrong_seals(content: &Content, own: Tier) -> Vec<Issue> {
    let seals = content.details.seals.iter().enumerate();
    let below = seals.filter(|(_, seal)| seal.tier > own);
    below
        .map(|(index, _)| {
            let (message, message_zh) = ("no tier below the plan's seals it", "下级不对本规划盖章");
            Issue::error(
                &["seals", &index.to_string(), "tier"],
                "BAD_TIER",
                message,
                message_zh,
            )
        })
        .collect()
}

fn parties(content: &mut Content) -> Vec<(Vec<String>, &mut Party)> {
    let details = &mut content.details;
    let lead = details
        .lead
        .iter_mut()
        .map(|party| (vec!["leadBureau".to_owned()], party));
    let of_actions = details
        .actions
        .iter_mut()
        .enumerate()
        .flat_map(|(index, action)| {
            let lists = [
                ("leadBureaus", &mut action.lead),
                ("cooperatingBureaus", &mut action.cooperating),
            ];
            lists.into_iter().flat_map(move |(field, parties)| {
                parties.iter_mut().enumerate().map(move |(at, party)| {
                    let path = [
                        "actions".to_owned(),
                        index.to_string(),
                        field.to_owned(),
                        at.to_string(),
                    ];
                    (path.to_vec(), party)
                })
            })
        });
    lead.chain(of_actions).collect()
}

fn named(content: &Content) -> Vec<Reference> {
    let mut content = content.clone();
    let parties = parties(&mut content).into_iter();
    parties
        .map(|(_, party)| Reference::Name(party.printed.clone()))
        .collect()
}

/// Finds the bureaus of the printed names. What no bureau bears, or several, stays as it is printed, and is told.
fn settle(bureaus: &naming::Known, content: &mut Content, issues: &mut Vec<Issue>) {
    let draft = content.state == PlanState::DraftForComment;
    for (path, party) in parties(content).into_iter().filter(|_| draft) {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let mut unknown = Vec::new();
        let reference = Reference::Name(party.printed.clone());
        party.bureau = bureaus.resolve(&path, &reference, &[], &mut unknown);
        issues.extend(unknown.into_iter().map(|issue| Issue {
            severity: Severity::Warning,
            ..issue
        }));
    }
}
