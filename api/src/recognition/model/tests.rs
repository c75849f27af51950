//! The days of entries, and who recognises.

use proptest::prelude::*;

use super::*;
use crate::region::tree::{Region, Tree};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn entry(state: State, from: Option<&str>, to: Option<&str>) -> Content {
    Content {
        name: "仙塘厂".to_owned(),
        programme: "HIGH_TECH".to_owned(),
        subject_kind: SubjectKind::Enterprise,
        subject_id: 7,
        state,
        valid_from: from.map(day),
        valid_to: to.map(day),
        details: Details::default(),
    }
}

fn codes(issues: &[Issue]) -> Vec<&str> {
    issues.iter().map(|issue| issue.code.as_str()).collect()
}

#[test]
fn a_recognition_expires_by_its_days_alone() {
    let entry = entry(State::Recognised, Some("2023-06-01"), Some("2026-05-31"));
    assert_eq!(entry.shown(day("2026-05-31")), Shown::Recognised);
    assert_eq!(entry.shown(day("2026-06-01")), Shown::Expired);
    for (on, valid) in [
        ("2023-05-31", false),
        ("2023-06-01", true),
        ("2026-05-31", true),
        ("2026-06-01", false),
    ] {
        assert_eq!(entry.valid_on(day(on)), valid, "{on}");
    }
}

#[test]
fn a_revocation_ends_it_the_day_before() {
    let today = day("2026-06-01");
    let valid = entry(State::Recognised, Some("2025-06-01"), None);
    let mut revoked = valid.clone();
    assert_eq!(revoked.revoke(day("2026-01-01"), today), []);
    assert!(revoked.valid_on(day("2025-12-31")) && !revoked.valid_on(day("2026-01-01")));
    assert_eq!(revoked.shown(today), Shown::Revoked);
    let mut at_once = valid.clone();
    assert_eq!(at_once.revoke(day("2025-06-01"), today), []);
    assert!(!at_once.valid_on(day("2025-06-01")), "it never was valid");
    assert!(!at_once.overlaps(&valid));
    let refused = |on: &str| codes(&valid.clone().revoke(day(on), today)).join(" ");
    assert_eq!(refused("2025-05-31"), "NOT_VALID_THEN");
    assert_eq!(refused("2026-06-02"), "IN_THE_FUTURE");
}

#[test]
fn the_wrong_state_names_the_right_ones() {
    let today = day("2026-06-01");
    let expired = entry(State::Recognised, Some("2023-06-01"), Some("2026-05-31"));
    let issue = expired
        .unless_in(&[State::Nominated, State::UnderReview], today)
        .unwrap();
    assert_eq!(issue.figures, ["EXPIRED", "NOMINATED", "UNDER_REVIEW"]);
    assert_eq!(expired.unless_in(&[State::Recognised], today), None);
}

#[test]
fn months_end_the_day_before() {
    assert_eq!(last_day(day("2024-12-01"), 36), Some(day("2027-11-30")));
    assert_eq!(last_day(day("2024-02-29"), 12), Some(day("2025-02-27")));
}

#[test]
fn a_renewal_is_nominated_in_the_last_months() {
    let valid = entry(State::Recognised, Some("2023-09-01"), Some("2026-08-31"));
    let new = entry(State::Nominated, None, None);
    let programmes = HashMap::new();
    let check = |today: &str| {
        let beside = Beside {
            siblings: vec![&valid],
            programmes: &programmes,
            today: day(today),
        };
        codes(&beside.check_nominated(&new)).contains(&"ALREADY_VALID")
    };
    assert!(check("2026-05-30"));
    assert!(!check("2026-05-31"));
    assert!(!check("2027-01-01"));
}

#[test]
fn what_is_recognised_lies_below_whoever_recognises() {
    let region = |id, parent: Option<i64>, tier, code: &str| Region {
        id: RegionId(id),
        parent: parent.map(RegionId),
        tier,
        code: code.to_owned(),
        name: code.to_owned(),
    };
    let tree = Tree::new(vec![
        region(1, None, Tier::Province, "440000000000"),
        region(2, Some(1), Tier::City, "441600000000"),
        region(3, Some(2), Tier::County, "441625000000"),
        region(4, Some(3), Tier::Town, "441625100000"),
        region(5, Some(1), Tier::City, "441900000000"),
        region(6, Some(5), Tier::Town, "441900101000"),
    ]);
    let by = |code: &str, tier| {
        let place = tree.by_code(code).unwrap();
        recogniser(place, tier).map(|place| place.code.clone())
    };
    assert_eq!(by("441625100", Tier::County).as_deref(), Some("441625000000"));
    assert_eq!(by("441625100", Tier::City).as_deref(), Some("441600000000"));
    assert_eq!(by("441625100", Tier::Province).as_deref(), Some("440000000000"));
    // Dongguan has no counties; a county's own are recognised above it.
    assert_eq!(by("441900101", Tier::County).as_deref(), Some("441900000000"));
    assert_eq!(by("441625", Tier::County).as_deref(), Some("441600000000"));
    assert_eq!(by("44", Tier::Province), None);
}

proptest! {
    /// The oracle looks at every day.
    #[test]
    fn entries_overlap_where_a_day_is_valid_in_both(
        left in (0_u64..20, prop::option::of(0_u64..20)),
        right in (0_u64..20, prop::option::of(0_u64..20)),
    ) {
        let first = day("2025-01-01");
        let of = |(from, to): (u64, Option<u64>)| Content {
            valid_from: Some(first + Days::new(from)),
            valid_to: to.map(|to| first + Days::new(to)),
            ..entry(State::Recognised, None, None)
        };
        let (left, right) = (of(left), of(right));
        let common = (0..60).any(|at| {
            let at = first + Days::new(at);
            left.valid_on(at) && right.valid_on(at)
        });
        prop_assert_eq!(left.overlaps(&right), common);
    }
}
