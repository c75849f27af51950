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

#[test]
fn a_stage_has_its_own_day() {
    let day = |day| NaiveDate::from_ymd_opt(2025, 11, day).unwrap();
    let content = Content {
        name: "新材料产业园（一期）".to_owned(),
        kind: ProjectKind::Park,
        stage: ProjectStage::Signed,
        stage_since: Some(day(2)),
        total_investment: None,
        note: None,
    };
    assert_eq!(content.since(ProjectStage::Signed, None), Some(day(2)));
    assert_eq!(content.since(ProjectStage::Started, None), None);
    assert_eq!(
        content.since(ProjectStage::Started, Some(Some(day(3)))),
        Some(day(3))
    );
    assert!(content.check(day(2)).is_empty());
    assert_eq!(codes(&content.check(day(1))), ["IN_THE_FUTURE"]);
}
