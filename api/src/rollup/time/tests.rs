//! The rule across time against a calendar of true months.

use std::collections::HashMap;

use proptest::prelude::*;

use super::*;
use crate::indicator::period::Cadence::{Month, Quarter, Year};

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

fn wide(num: i128) -> Wide {
    Wide { num, den: 0 }
}

/// What the months of 2024 truly were, and how January and February are reported.
#[derive(Clone, Debug)]
struct Truth {
    months: Vec<i64>,
    /// Reported as 1–2月, apart, or both.
    together: bool,
    apart: bool,
    /// Months that are not reported, from March on.
    missing: Vec<u32>,
}

fn truth() -> impl Strategy<Value = Truth> {
    let months = prop::collection::vec(-1_000_000_i64..1_000_000, 12);
    let missing = prop::collection::vec(3_u32..=12, 0..3);
    (months, any::<bool>(), any::<bool>(), missing).prop_map(|(months, together, apart, missing)| Truth {
        months,
        together,
        apart,
        missing,
    })
}

impl Truth {
    /// What is reported of a flow (`running` false) or from the beginning of the year.
    fn reported(&self, running: bool) -> HashMap<Period, Wide> {
        let sum = |from: usize, to: usize| {
            wide(
                self.months[from - 1..to]
                    .iter()
                    .map(|month| i128::from(*month))
                    .sum(),
            )
        };
        let value = |month: usize| if running { sum(1, month) } else { sum(month, month) };
        let mut reported = HashMap::new();
        if self.together {
            reported.insert(period("2024-01/P2M"), sum(1, 2));
        }
        for month in (1..=12_u32).filter(|month| !self.missing.contains(month)) {
            if month > 2 || self.apart {
                reported.insert(Period::Month(2024, month), value(month as usize));
            }
        }
        reported
    }

    /// The sum of the months `from..=to`, as a person with the reported flows would make it; none where one lacks.
    fn sum(&self, from: u32, to: u32) -> Option<Wide> {
        let start = self.together || self.apart;
        let known = |month: u32| match month {
            1 | 2 => start && (self.apart || (from == 1 && to >= 2)),
            month => !self.missing.contains(&month),
        };
        (from..=to).all(known).then(|| {
            wide(
                (from..=to)
                    .map(|month| i128::from(self.months[month as usize - 1]))
                    .sum(),
            )
        })
    }
}

fn fold(rule: AcrossTime, asked: Period, reading: Reading, reported: &HashMap<Period, Wide>) -> Option<Wide> {
    recipe(rule, Month, asked, reading)
        .unwrap()
        .fold(|period| reported.get(&period).copied())
}

fn months(asked: Period) -> (u32, u32) {
    use chrono::Datelike;
    (asked.first_day().month(), asked.last_day().month())
}

fn asked() -> impl Strategy<Value = Period> {
    let texts = [
        "2024",
        "2024-H1",
        "2024-H2",
        "2024-Q1",
        "2024-Q2",
        "2024-Q4",
        "2024-01/P2M",
        "2024-01",
        "2024-02",
        "2024-05",
    ];
    prop::sample::select(texts.to_vec()).prop_map(period)
}

proptest! {
    #[test]
    fn a_flow_adds_up_and_a_missing_month_is_not_zero(truth in truth(), asked in asked()) {
        let (from, to) = months(asked);
        let reported = truth.reported(false);
        prop_assert_eq!(fold(AcrossTime::Flow, asked, Reading::Period, &reported), truth.sum(from, to));
        prop_assert_eq!(fold(AcrossTime::Flow, asked, Reading::YearToDate, &reported), truth.sum(1, to));
    }

    /// What is reported from the beginning of the year gives the same values as the flows, where it gives one.
    #[test]
    fn a_difference_of_two_is_the_flow_between(truth in truth(), asked in asked()) {
        let (from, to) = months(asked);
        let reported = truth.reported(true);
        let whole = Truth { missing: Vec::new(), together: true, apart: true, ..truth };
        if let Some(value) = fold(AcrossTime::YearToDate, asked, Reading::Period, &reported) {
            prop_assert_eq!(Some(value), whole.sum(from, to));
        }
        if let Some(value) = fold(AcrossTime::YearToDate, asked, Reading::YearToDate, &reported) {
            prop_assert_eq!(Some(value), whole.sum(1, to));
        }
        let all = whole.reported(true);
        prop_assert_eq!(fold(AcrossTime::YearToDate, asked, Reading::Period, &all), whole.sum(from, to));
    }

    #[test]
    fn a_stock_is_the_last_that_is_reported(truth in truth(), asked in asked()) {
        let (from, to) = months(asked);
        let reported = truth.reported(false);
        let last = (from..=to).rev().find_map(|month| reported.get(&Period::Month(2024, month)).copied());
        let got = fold(AcrossTime::Stock, asked, Reading::Period, &reported);
        // 1–2月 stands between January and February.
        if to > 2 && last.is_some() && !truth.missing.contains(&to) {
            prop_assert_eq!(got, last);
        }
        prop_assert_eq!(got.is_some(), last.is_some() || (from == 1 && to >= 2 && truth.together));
    }

    /// Whatever a recipe uses is there and among the periods it reads.
    #[test]
    fn what_is_used_is_there(truth in truth(), asked in asked(), rule in 0..3_usize) {
        let rule = [AcrossTime::Flow, AcrossTime::Stock, AcrossTime::YearToDate][rule];
        let reported = truth.reported(rule == AcrossTime::YearToDate);
        let recipe = recipe(rule, Month, asked, natural(rule)).unwrap();
        let used = recipe.used(|period| reported.contains_key(&period));
        let value = recipe.fold(|period| reported.get(&period).copied());
        prop_assert_eq!(value.is_some(), !used.is_empty());
        prop_assert!(used.iter().all(|period| reported.contains_key(period) && recipe.periods().contains(period)));
    }
}

#[test]
fn what_has_no_way_says_so() {
    assert_eq!(
        recipe(AcrossTime::None, Month, period("2024-Q1"), Reading::Period),
        None
    );
    assert_eq!(
        recipe(AcrossTime::Flow, Year, period("2024-Q1"), Reading::Period),
        None
    );
    assert_eq!(
        recipe(
            AcrossTime::Flow,
            Cadence::Week,
            period("2024-01"),
            Reading::Period
        ),
        None
    );
    assert!(recipe(AcrossTime::Flow, Quarter, period("2024"), Reading::Period).is_some());
    assert!(
        recipe(
            AcrossTime::Flow,
            Cadence::Day,
            period("2024-W05"),
            Reading::Period
        )
        .is_some()
    );
}

#[test]
fn quarters_and_halves_add_up_to_a_year_and_to_date() {
    let reported: HashMap<Period, Wide> = [("2024-Q1", 1), ("2024-Q2", 20), ("2024-Q3", 300)]
        .map(|(text, value)| (period(text), wide(value)))
        .into();
    let of = |asked: &str, reading| {
        recipe(AcrossTime::Flow, Quarter, period(asked), reading)
            .unwrap()
            .fold(|period| reported.get(&period).copied())
    };
    assert_eq!(of("2024-H1", Reading::Period), Some(wide(21)));
    assert_eq!(of("2024-Q3", Reading::YearToDate), Some(wide(321)));
    assert_eq!(of("2024", Reading::Period), None, "the fourth quarter lacks");
}

#[test]
fn every_question_has_an_answer_or_none() {
    use Cadence::{Day, Fortnight, Half, Week};
    let periods = [
        "2024",
        "2024-H1",
        "2024-H2",
        "2024-Q1",
        "2024-Q2",
        "2024-01/P2M",
        "2024-01",
        "2024-02",
        "2024-07",
        "2024-01-01/P2W",
        "2024-02-12/P2W",
        "2024-W01",
        "2024-W07",
        "2024-01-01",
        "2024-02-29",
    ];
    let rules = [
        AcrossTime::Flow,
        AcrossTime::Stock,
        AcrossTime::YearToDate,
        AcrossTime::None,
    ];
    for (rule, asked) in rules
        .into_iter()
        .flat_map(|rule| periods.map(|text| (rule, period(text))))
    {
        for cadence in [Year, Half, Quarter, Month, Fortnight, Week, Day] {
            for reading in [Reading::Period, Reading::YearToDate] {
                let found = recipe(rule, cadence, asked, reading);
                // As it is reported there is always a way, whatever the cadence.
                let own = cadence == asked.cadence() && reading == natural(rule);
                assert!(found.is_some() || !own, "{rule:?} {cadence:?} {asked}");
                let periods = found.map(|found| found.periods()).unwrap_or_default();
                assert!(periods.iter().all(|period| period.cadence() == cadence));
            }
        }
    }
}
