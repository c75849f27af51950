//! The rule across time: which reported periods a period is made of, and how. Pure.
//!
//! | rule | a period that is coarser than the cadence |
//! |---|---|
//! | FLOW 流量 | the sum of the parts; a region that lacks one of them has no value (missing is not zero) |
//! | STOCK 存量 | the last value reported in the period |
//! | YEAR_TO_DATE 累计 | the value at the period's end; of the period alone, the difference to the value before it |
//! | NONE | there is none |
//!
//! January and February come together as 1–2月 or apart: whichever is there is taken, together first.

use super::column::Parts;
use crate::indicator::{
    model::AcrossTime,
    period::{Cadence, Period},
};

/// What of a period is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reading {
    /// 当期数: of the period alone.
    Period,
    /// 累计数: from the beginning of the year to the period's end.
    YearToDate,
}

/// One step of a sum: the first alternative whose periods are all reported.
pub type Step = Vec<Vec<Period>>;

/// How the value of a period is made from reported periods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipe {
    /// All steps add up.
    Sum(Vec<Step>),
    /// The first that is reported.
    First(Vec<Period>),
    /// The first reported of the ends less the first reported of what was before.
    Difference {
        /// Alternatives of the end.
        end: Vec<Period>,
        /// Alternatives of what was before.
        before: Vec<Period>,
    },
}

/// A value before it is rolled up across space. Wider than what is stored: values of periods add up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wide {
    /// Value, or numerator.
    pub num: i128,
    /// Denominator; 0 where the indicator is no ratio.
    pub den: i128,
}

impl From<Parts> for Wide {
    fn from(parts: Parts) -> Self {
        Self {
            num: parts.num.into(),
            den: parts.den.into(),
        }
    }
}

/// The reading that an indicator has when none is asked for: what it reports.
#[must_use]
pub fn natural(rule: AcrossTime) -> Reading {
    match rule {
        AcrossTime::YearToDate => Reading::YearToDate,
        _ => Reading::Period,
    }
}

/// How a period is made of the periods of a cadence; none where the rule or the cadence has no way.
#[must_use]
pub fn recipe(rule: AcrossTime, cadence: Cadence, asked: Period, reading: Reading) -> Option<Recipe> {
    let own = asked.cadence() == cadence;
    match (rule, reading) {
        (AcrossTime::None, _) => own.then(|| Recipe::First(vec![asked])),
        (AcrossTime::Flow, Reading::Period) => steps(cadence, asked).map(Recipe::Sum),
        (AcrossTime::Flow, Reading::YearToDate) => {
            // First the period itself: before one that is not made of the cadence there is nothing to look for.
            let own = steps(cadence, asked)?;
            let mut all = match before(cadence, asked)? {
                Some(before) => year_to(cadence, before)?,
                None => Vec::new(),
            };
            all.extend(own);
            Some(Recipe::Sum(together(all)))
        }
        (AcrossTime::Stock, _) => {
            let mut periods: Vec<Period> = steps(cadence, asked)?.concat().concat();
            periods.sort_by_key(|period| (period.last_day(), period.first_day()));
            periods.reverse();
            Some(Recipe::First(periods))
        }
        (AcrossTime::YearToDate, reading) => {
            let end = ends(cadence, asked)?;
            // What is reported is there for every cadence; of the period alone, for those that divide years.
            let before = match reading {
                Reading::Period => before(cadence, asked)?,
                Reading::YearToDate => None,
            };
            Some(match before {
                Some(before) => Recipe::Difference {
                    end,
                    before: ends(cadence, before)?,
                },
                None => Recipe::First(end),
            })
        }
    }
}

/// The steps of which a period is made.
fn steps(cadence: Cadence, asked: Period) -> Option<Vec<Step>> {
    use Period::{Day, Half, JanuaryFebruary, Month, Quarter, Year};
    let single = |periods: Vec<Period>| periods.into_iter().map(|period| vec![vec![period]]).collect();
    let months = |year, from: u32, to: u32| -> Vec<Step> {
        let rest = from.max(3)..=to;
        let rest = rest.map(|month| vec![vec![Month(year, month)]]);
        match (from, to) {
            (1, 2..) => std::iter::once(january_february(year)).chain(rest).collect(),
            _ => single((from..=to).map(|month| Month(year, month)).collect()),
        }
    };
    match (cadence, asked) {
        (Cadence::Month, JanuaryFebruary(year)) => Some(vec![january_february(year)]),
        (cadence, asked) if asked.cadence() == cadence => Some(vec![vec![vec![asked]]]),
        (Cadence::Half, Year(year)) => Some(single(vec![Half(year, 1), Half(year, 2)])),
        (Cadence::Quarter, Year(year)) => {
            Some(single((1..=4).map(|quarter| Quarter(year, quarter)).collect()))
        }
        (Cadence::Quarter, Half(year, half)) => {
            Some(single(vec![Quarter(year, half * 2 - 1), Quarter(year, half * 2)]))
        }
        (Cadence::Month, Year(year)) => Some(months(year, 1, 12)),
        (Cadence::Month, Half(year, half)) => Some(months(year, half * 6 - 5, half * 6)),
        (Cadence::Month, Quarter(year, quarter)) => Some(months(year, quarter * 3 - 2, quarter * 3)),
        (Cadence::Day, Month(..) | JanuaryFebruary(_) | Period::Week(..) | Period::Fortnight(_)) => {
            let days = asked.first_day().iter_days();
            Some(single(
                days.take_while(|day| *day <= asked.last_day()).map(Day).collect(),
            ))
        }
        _ => None,
    }
}

/// January and February: together, or each.
fn january_february(year: i32) -> Step {
    vec![
        vec![Period::JanuaryFebruary(year)],
        vec![Period::Month(year, 1), Period::Month(year, 2)],
    ]
}

/// January followed by February is a step that 1–2月 can take the place of.
fn together(steps: Vec<Step>) -> Vec<Step> {
    match steps.as_slice() {
        [first, second, rest @ ..] => match (first.as_slice(), second.as_slice()) {
            ([january], [february]) => match (january.as_slice(), february.as_slice()) {
                ([Period::Month(year, 1)], [Period::Month(_, 2)]) => std::iter::once(january_february(*year))
                    .chain(rest.iter().cloned())
                    .collect(),
                _ => steps,
            },
            _ => steps,
        },
        _ => steps,
    }
}

/// The reported periods that end where a period ends, the best first.
fn ends(cadence: Cadence, asked: Period) -> Option<Vec<Period>> {
    let last = steps(cadence, asked)?.pop()?;
    let february = last.iter().flatten().find_map(|period| match period {
        Period::JanuaryFebruary(year) | Period::Month(year, 2) => Some(*year),
        _ => None,
    });
    Some(match february {
        Some(year) => vec![Period::Month(year, 2), Period::JanuaryFebruary(year)],
        None => last.concat(),
    })
}

/// The period of the cadence that ends just before a period begins, in the same year; an inner none at the beginning
/// of a year, an outer one where the cadence does not divide years.
#[expect(clippy::option_option, reason = "no way, and nothing before, are two answers")]
fn before(cadence: Cadence, asked: Period) -> Option<Option<Period>> {
    use chrono::Datelike;
    let first = asked.first_day();
    let year = first.year();
    if first.ordinal() == 1 {
        return Some(None);
    }
    let month = first.month0();
    let before = match cadence {
        Cadence::Year => None,
        Cadence::Half => Some(Period::Half(year, month / 6)),
        Cadence::Quarter => Some(Period::Quarter(year, month / 3)),
        Cadence::Month => Some(Period::Month(year, month)),
        Cadence::Fortnight | Cadence::Week | Cadence::Day => None,
    };
    before.map(Some)
}

/// The steps from the beginning of the year to the end of a period of the cadence.
fn year_to(cadence: Cadence, last: Period) -> Option<Vec<Step>> {
    let mut steps = match before(cadence, last)? {
        Some(before) => year_to(cadence, before)?,
        None => Vec::new(),
    };
    steps.push(vec![vec![last]]);
    Some(steps)
}

impl Default for Recipe {
    /// Of nothing, so it has no value.
    fn default() -> Self {
        Self::First(Vec::new())
    }
}

impl Recipe {
    /// Every period that it reads.
    #[must_use]
    pub fn periods(&self) -> Vec<Period> {
        match self {
            Self::Sum(steps) => steps.concat().concat(),
            Self::First(periods) => periods.clone(),
            Self::Difference { end, before } => end.iter().chain(before).copied().collect(),
        }
    }

    /// The value from what a period has; none where what it needs is not there.
    pub fn fold(&self, on: impl Fn(Period) -> Option<Wide>) -> Option<Wide> {
        let first = |periods: &[Period]| periods.iter().find_map(|period| on(*period));
        match self {
            Self::Sum(steps) => steps
                .iter()
                .map(|step| {
                    step.iter()
                        .find_map(|periods| periods.iter().map(|period| on(*period)).sum::<Option<Wide>>())
                })
                .sum(),
            Self::First(periods) => first(periods),
            Self::Difference { end, before } => {
                let (end, before) = (first(end)?, first(before)?);
                Some(Wide {
                    num: end.num - before.num,
                    den: end.den - before.den,
                })
            }
        }
    }
}

impl Recipe {
    /// The periods that a value is made of, given those that are there.
    pub fn used(&self, there: impl Fn(Period) -> bool) -> Vec<Period> {
        let first = |periods: &[Period]| periods.iter().copied().find(|period| there(*period));
        match self {
            Self::Sum(steps) => {
                let step = |step: &Step| {
                    step.iter()
                        .find(|periods| periods.iter().all(|period| there(*period)))
                        .cloned()
                };
                let steps: Option<Vec<Vec<Period>>> = steps.iter().map(step).collect();
                steps.map(|steps| steps.concat()).unwrap_or_default()
            }
            Self::First(periods) => first(periods).into_iter().collect(),
            Self::Difference { end, before } => match (first(end), first(before)) {
                (Some(end), Some(before)) => vec![end, before],
                _ => Vec::new(),
            },
        }
    }
}

impl std::iter::Sum for Wide {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        // 366 days of 64 bits are far from 128.
        parts.fold(Self::default(), |sum, part| Self {
            num: sum.num + part.num,
            den: sum.den + part.den,
        })
    }
}

#[cfg(test)]
mod tests;
