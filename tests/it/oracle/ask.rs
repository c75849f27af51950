//! A question, asked of the hub and of the log.

use chrono::SecondsFormat;
use harness::{TestHub, who};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

use super::{
    fraction::Fraction,
    log::Log,
    naive::{self, Figure, On},
    plan::{INDICATORS, REGIONS, REPORTED, Span},
    random::Random,
};
use crate::figures::kit;

/// A question.
#[derive(Debug)]
pub(crate) struct Asked {
    indicator: usize,
    place: usize,
    span: Span,
    on: On,
    /// The region whose viewer asks: the province's, or the place's own.
    asker: usize,
}

impl Asked {
    /// Of any indicator, place and period, on any basis and reading, at any moment that was remembered.
    pub(crate) fn random(random: &mut Random, log: &Log) -> Self {
        let months = *random.of(&[1, 1, 2, 3, 3, 6, 12]);
        // Most questions are about what was written, there or above; the others are about anything.
        let (mut place, indicator, year, month) = if log.keys.is_empty() || random.one_in(4) {
            let indicator = random.below(INDICATORS.len());
            let (year, month) = (2024 + random.below(2), random.below(12));
            let at = |n: usize| u32::try_from(n).unwrap();
            (random.below(REGIONS.len()), indicator, at(year), at(month))
        } else {
            let (place, indicator, span) = *random.of(&log.keys);
            let formulas = INDICATORS.len() - REPORTED;
            let computed = random.one_in(3).then(|| REPORTED + random.below(formulas));
            (place, computed.unwrap_or(indicator), span.year(), span.first % 12)
        };
        while let Some(above) = REGIONS[place].parent.filter(|_| random.one_in(2)) {
            place = above;
        }
        let part = if months == 2 { 0 } else { month / months };
        Self {
            indicator,
            place,
            span: Span::new(year, part * months, months),
            on: On {
                accepted: random.one_in(2),
                to_date: *random.of(&[None, Some(true), Some(false)]),
                as_of: if log.moments.is_empty() || !random.one_in(3) {
                    None
                } else {
                    Some(*random.of(&log.moments))
                },
            },
            asker: if random.one_in(4) { place } else { 0 },
        }
    }

    /// Asks the hub, and compares. Says whether there is a value.
    pub(crate) async fn compare(&self, hub: &TestHub, log: &Log, step: usize) -> bool {
        let indicator = &INDICATORS[self.indicator];
        let key = (REGIONS[self.place].code, indicator.code, &*self.span.text());
        let on = json!({
            "reading": self.on.to_date.map(|to_date| if to_date { "YEAR_TO_DATE" } else { "PERIOD" }),
            "asOf": self.on.as_of.map(|moment| moment.to_rfc3339_opts(SecondsFormat::Micros, true)),
        });
        let basis = if self.on.accepted { "ACCEPTED" } else { "SUBMITTED" };
        let asker = who(REGIONS[self.asker].code, Role::Viewer);
        let answer = kit::ask(hub, &asker, key, json!({ "basis": basis, "on": on })).await;
        let told = |what: &str| {
            format!(
                "{what} of {self:?} ({}) at step {step}: {}",
                indicator.code, answer.body
            )
        };
        let Ok(expected) = naive::figure(log, self.indicator, self.place, self.span, self.on) else {
            assert_eq!(answer.error_codes(), ["BAD_USER_INPUT"], "{}", told("the period"));
            return false;
        };
        let figure = answer.at("/figure");
        let coverage = ["expected", "reported", "accepted", "included"]
            .map(|field| figure["coverage"][field].as_u64().unwrap());
        let Figure {
            value,
            coverage: covered,
            declared,
        } = expected;
        assert_eq!(coverage, covered, "{}", told("the coverage"));
        match &value {
            Err(reason) => {
                assert_eq!(figure["noValueReason"], *reason, "{}", told("the reason"));
                assert_eq!(figure["value"], Value::Null, "{}", told("the value"));
            }
            Ok(value) => {
                let found = figure["value"]
                    .as_str()
                    .unwrap_or_else(|| panic!("{}", told("a value")));
                assert!(self.shown(*value).is(found), "{value:?}: {}", told("the value"));
            }
        }
        let beside = figure["declared"].as_str();
        assert_eq!(
            beside.is_some(),
            declared.is_some(),
            "{}",
            told("what is declared")
        );
        if let (Some(beside), Some(declared)) = (beside, declared) {
            assert!(
                self.shown(declared).is(beside),
                "{declared:?}: {}",
                told("what is declared")
            );
        }
        value.is_ok()
    }

    /// In the unit of the indicator.
    fn shown(&self, value: Fraction) -> Fraction {
        let hundred = if INDICATORS[self.indicator].percent {
            100
        } else {
            1
        };
        value.times(Fraction::whole(hundred))
    }
}
