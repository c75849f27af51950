//! Dated stages of a project: when it entered which, and what explains an unusual way. Pure.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    issue::{Issue, check_note},
    register::model::{check_come, check_length},
};

/// That a project entered a stage.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageChange {
    /// Code of the stage.
    pub stage: String,
    /// When; none where it is not known.
    pub on: Option<NaiveDate>,
    /// What explains an unusual order.
    pub explanation: Option<String>,
}

/// What becomes of the stages where a stage or its day is given. Another stage is entered, on that day or on one that
/// is not known; the same one gets the day, which is left alone where it was left out.
pub fn change(stages: &mut Vec<StageChange>, stage: Option<String>, since: Option<Option<NaiveDate>>) {
    match (stage, stages.last_mut()) {
        (Some(stage), Some(present)) if present.stage == stage => {
            present.on = since.unwrap_or(present.on);
        }
        (Some(stage), _) => stages.push(StageChange {
            stage,
            on: since.flatten(),
            explanation: None,
        }),
        (None, Some(present)) => present.on = since.unwrap_or(present.on),
        (None, None) => {}
    }
}

/// Where the issues of an entry are told: those of the present stage by the fields of its own, if it alone changed.
#[derive(Clone, Debug)]
pub struct At {
    index: String,
    alone: bool,
}

impl At {
    /// Those of all entries; `before` are the stages of the record before.
    pub fn of(stages: &[StageChange], before: &[StageChange]) -> Vec<Self> {
        let last = stages.len().saturating_sub(1);
        let alone = before.len() <= stages.len() && before.starts_with(&stages[..last]);
        let entries = 0..stages.len();
        let at = |index| Self {
            index: usize::to_string(&index),
            alone: alone && index == last,
        };
        entries.map(at).collect()
    }

    /// The path of a field of the entry.
    #[must_use]
    pub fn path<'a>(&'a self, field: &'a str) -> Vec<&'a str> {
        match field {
            "on" if self.alone => vec!["stageSince"],
            field if self.alone => vec![field],
            field => vec!["stages", &self.index, field],
        }
    }
}

/// Adds every issue of the stages: none at all, a stage that is entered twice running, a day in the future. A stage
/// before its predecessor in the vocabulary's `order`, or a day before that of an earlier entry, is to be explained.
pub fn check(
    stages: &[StageChange],
    before: &[StageChange],
    today: NaiveDate,
    order: impl Fn(&str) -> Option<i32>,
    issues: &mut Vec<Issue>,
) {
    check_length(&["stages"], stages, issues);
    if stages.is_empty() {
        let (message, message_zh) = ("a project has a stage", "须填写项目阶段");
        issues.push(Issue::error(&["stage"], "VALUE_MISSING", message, message_zh));
    }
    let mut latest: Option<NaiveDate> = None;
    for (index, (entry, at)) in stages.iter().zip(At::of(stages, before)).enumerate() {
        check_come(&at.path("on"), entry.on, today, issues);
        check_note(&at.path("explanation"), entry.explanation.as_deref(), issues);
        let previous = index.checked_sub(1).and_then(|index| stages.get(index));
        if previous.is_some_and(|previous| previous.stage == entry.stage) {
            let (message, message_zh) = ("the project is in this stage already", "项目已处于该阶段");
            issues.push(Issue::error(&at.path("stage"), "TWICE", message, message_zh).with([&entry.stage]));
        }
        let explained = entry
            .explanation
            .as_ref()
            .is_some_and(|text| !text.trim().is_empty());
        if !explained {
            let goes_back = |previous: &&StageChange| {
                let places = order(&entry.stage).zip(order(&previous.stage));
                places.is_some_and(|(here, there)| here < there)
            };
            if let Some(previous) = previous.filter(goes_back) {
                issues.push(unusual(&at.path("stage"), &previous.stage, &entry.stage));
            }
            if let (Some(earlier), Some(on)) = (latest, entry.on)
                && on < earlier
            {
                issues.push(unusual(&at.path("on"), earlier, on));
            }
        }
        latest = entry.on.or(latest);
    }
}

fn unusual(path: &[&str], earlier: impl ToString, later: impl ToString) -> Issue {
    let message = "the stage or its day goes back behind the one before: explain it";
    let message_zh = "阶段或日期早于前一阶段，请说明原因";
    Issue::warning(path, "STAGE_ORDER", message, message_zh).with([earlier.to_string(), later.to_string()])
}
