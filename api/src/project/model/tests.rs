use super::*;

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn codes(issues: &[Issue]) -> Vec<&str> {
    issues.iter().map(|issue| issue.code.as_str()).collect()
}

#[test]
fn an_investment_is_shown_as_it_was_given() {
    for (value, unit, scaled) in [
        ("10.4", "亿元", 104_000_000_000),
        ("0.000001", "万元", 1),
        ("0", "元", 0),
    ] {
        let read = Amount::read(decimal(value), unit, &["value"], &["unit"]).unwrap();
        assert_eq!(
            read,
            Amount {
                scaled,
                unit: unit.to_owned()
            }
        );
        assert_eq!(read.shown(), Some(decimal(value)));
    }
}

#[test]
fn every_issue_of_an_investment_is_told() {
    let refused = |value, unit| Amount::read(decimal(value), unit, &["value"], &["unit"]).unwrap_err();
    assert_eq!(codes(&refused("0.005", "元")), ["NOT_EXACT"]);
    assert_eq!(codes(&refused("1", "美元")), ["UNKNOWN_UNIT"]);
    assert_eq!(codes(&refused("-0.005", "元")), ["NEGATIVE", "NOT_EXACT"]);
    assert_eq!(codes(&refused("-1", "亩")), ["NEGATIVE", "UNIT_MISMATCH"]);
}

#[test]
fn a_value_keeps_the_unit_and_a_unit_needs_the_value() {
    let old = Amount::read(decimal("3"), "亿元", &["value"], &["unit"]).unwrap();
    let changed = |value, unit| investment(Some(&old), value, unit);
    assert_eq!(changed(None, None), Ok(Some(old.clone())));
    assert_eq!(changed(None, Some("亿元")), Ok(Some(old.clone())));
    assert_eq!(
        changed(Some(Some(decimal("30000"))), Some("万元"))
            .unwrap()
            .unwrap()
            .scaled,
        old.scaled
    );
    assert_eq!(changed(Some(Some(decimal("3"))), None), Ok(Some(old.clone())));
    assert_eq!(changed(Some(None), None), Ok(None));
    assert_eq!(
        codes(&changed(None, Some("万元")).unwrap_err()),
        ["VALUE_MISSING"]
    );
    let first = investment(None, Some(Some(decimal("3"))), None).unwrap().unwrap();
    assert_eq!(first.unit, DEFAULT_UNIT);
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 11, day).unwrap()
}

fn entered(stage: &str, on: Option<u32>) -> StageChange {
    StageChange {
        stage: stage.to_owned(),
        on: on.map(day),
        explanation: None,
    }
}

/// The place of a stage in a vocabulary of three.
fn order(stage: &str) -> Option<i32> {
    let place = ["LIBRARY", "SIGNED", "STARTED"]
        .iter()
        .position(|known| *known == stage);
    place.and_then(|place| i32::try_from(place).ok())
}

#[test]
fn a_stage_has_its_own_day() {
    let changed = |stage: Option<&str>, since| {
        let mut stages = vec![entered("SIGNED", Some(2))];
        stage::change(&mut stages, stage.map(str::to_owned), since);
        stages
    };
    assert_eq!(changed(None, None), [entered("SIGNED", Some(2))]);
    assert_eq!(changed(Some("SIGNED"), None), [entered("SIGNED", Some(2))]);
    assert_eq!(changed(None, Some(None)), [entered("SIGNED", None)]);
    assert_eq!(
        changed(Some("SIGNED"), Some(Some(day(3)))),
        [entered("SIGNED", Some(3))]
    );
    for (since, on) in [(None, None), (Some(Some(day(3))), Some(3))] {
        let expected = [entered("SIGNED", Some(2)), entered("STARTED", on)];
        assert_eq!(changed(Some("STARTED"), since), expected);
    }
}

#[test]
fn an_unusual_way_is_told_unless_it_is_explained() {
    let told = |stages: &[StageChange], before: usize| {
        let mut issues = Vec::new();
        stage::check(stages, &stages[..before], day(20), order, &mut issues);
        let told = issues.into_iter().map(|issue| (issue.code, issue.path.join(".")));
        told.collect::<Vec<_>>()
    };
    let one = |code: &str, path: &str| vec![(code.to_owned(), path.to_owned())];
    let usual = [
        entered("LIBRARY", None),
        entered("SIGNED", Some(3)),
        entered("STARTED", Some(3)),
    ];
    assert_eq!(told(&usual, 0), []);
    assert_eq!(told(&[], 0), one("VALUE_MISSING", "stage"));
    assert_eq!(
        told(&[entered("SIGNED", Some(21))], 0),
        one("IN_THE_FUTURE", "stageSince")
    );
    // Back to an earlier stage; an earlier day, also behind an unknown one.
    let mut back = [entered("SIGNED", Some(3)), entered("LIBRARY", Some(4))];
    assert_eq!(told(&back, 1), one("STAGE_ORDER", "stage"));
    assert_eq!(
        told(&back, 0),
        one("STAGE_ORDER", "stages.1.stage"),
        "a list of two is told by the list"
    );
    back[1].explanation = Some("退出后重新入库".to_owned());
    assert_eq!(told(&back, 1), []);
    let earlier = [
        entered("LIBRARY", Some(5)),
        entered("SIGNED", None),
        entered("STARTED", Some(4)),
    ];
    assert_eq!(told(&earlier, 2), one("STAGE_ORDER", "stageSince"));
    assert_eq!(
        told(&[entered("SIGNED", None), entered("SIGNED", None)], 1),
        one("TWICE", "stage")
    );
    // A stage that the vocabulary does not know has no place in its order.
    assert_eq!(told(&[entered("STARTED", None), entered("OTHER", None)], 1), []);
}

#[test]
fn a_step_is_late_when_it_is_open_or_was_done_after_its_day() {
    let late = |due: Option<u32>, done: Option<u32>, today| {
        let step = work::Step {
            year: 2025,
            title: "一期".to_owned(),
            due: due.map(day),
            done_on: done.map(day),
            note: None,
        };
        step.is_late(day(today))
    };
    assert!(!late(Some(5), None, 5), "the due day itself is in time");
    assert!(late(Some(5), None, 6));
    assert!(!late(Some(5), Some(5), 20));
    assert!(late(Some(5), Some(6), 20));
    assert!(!late(None, None, 20), "without a day it is never late");
}

#[test]
fn more_done_than_the_total_is_told() {
    let amount = |value: &str, unit: &str| Amount::read(decimal(value), unit, &["value"], &["unit"]).unwrap();
    let year = |year, done: &str| YearlyInvestment {
        year,
        planned: None,
        done: Some(amount(done, "万元")),
    };
    let told = |years: &[YearlyInvestment]| {
        let mut issues = Vec::new();
        work::check_investments(years, Some(&amount("1", "亿元")), day(1), &mut issues);
        issues
    };
    assert_eq!(told(&[year(2024, "4000"), year(2025, "6000")]), []);
    let more = told(&[year(2024, "4000"), year(2025, "6000.01")]);
    assert_eq!(codes(&more), ["MORE_THAN_TOTAL"]);
    assert_eq!(more[0].figures, ["1.000001", "1"]);
    assert_eq!(
        codes(&told(&[year(2026, "1"), year(2026, "1"), year(1848, "0")])),
        ["IN_THE_FUTURE", "TWICE", "IN_THE_FUTURE", "BAD_YEAR"]
    );
}
