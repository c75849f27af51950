//! Where a figure comes from.

use chrono::{SecondsFormat, TimeDelta};
use harness::{Answer, RECORD, TestHub, Who, guangdong, on_both_engines, shanxi, who};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

use super::kit::{accept, define, extend, formula, put, put_ratio};

on_both_engines!(
    every_region_is_told_with_its_author,
    a_year_is_told_by_its_months,
    what_counted_at_a_moment_is_told,
    a_formula_is_told_by_its_operands,
    a_mean_is_told_by_what_has_a_weight,
);

const TOWNS: [&str; 3] = ["441625100", "441625101", "441625102"];
const COUNTY: &str = "441625";

async fn ask(hub: &TestHub, who: &Who, indicator: &str, change: Value) -> Answer {
    let query = "query ($region: RegionCode!, $indicator: String!, $period: Period!, $basis: Basis!, $on: FigureBasis,
            $first: Int, $after: String) {
        figure(region: $region, indicator: $indicator, period: $period, basis: $basis, on: $on) { value
            coverage { included } lineage(first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }
                nodes { region { code } value share sources { period value denominator givenIn status version
                    reportedBy reportedAt acceptedBy note } } } } }";
    let mut variables =
        json!({ "region": COUNTY, "indicator": indicator, "period": "2025", "basis": "SUBMITTED" });
    extend(&mut variables, change);
    hub.gql(who, query, variables).await
}

async fn put_as(hub: &TestHub, subject: &'static str, region: &'static str, (period, value): (&str, &str)) {
    let clerk = Who {
        subject,
        ..who(region, Role::Reporter)
    };
    let row =
        json!({ "region": region, "indicator": "A", "period": period, "value": value, "note": subject });
    let input = json!({ "input": { "rows": [row] } });
    let written = hub.gql(&clerk, RECORD, input).await;
    assert_eq!(written.at("/recordObservations/written"), 1);
}

async fn every_region_is_told_with_its_author(hub: TestHub) {
    define(&hub, "A", json!({})).await;
    for (town, subject, value) in [
        (TOWNS[0], "first", "1"),
        (TOWNS[1], "second", "2"),
        (TOWNS[2], "third", "5"),
    ] {
        put_as(&hub, subject, town, ("2025", value)).await;
    }
    accept(&hub, COUNTY, (TOWNS[0], "A", "2025")).await;
    let answer = ask(&hub, &guangdong(), "A", json!({})).await;
    let rows = answer.at("/figure/lineage/nodes").as_array().unwrap();
    assert_eq!(answer.at("/figure/lineage/totalCount"), 3);
    assert_eq!(answer.at("/figure/coverage/included"), 3);
    let shares: Vec<_> = rows.iter().map(|row| row["share"].as_str().unwrap()).collect();
    assert_eq!(shares, ["12.5", "25", "62.5"]);
    assert_eq!(rows[0]["region"]["code"], "441625100000");
    let source = json!([{ "period": "2025", "value": "1", "denominator": null, "givenIn": "项", "status": "ACCEPTED",
        "version": 2, "reportedBy": "first", "reportedAt": "2026-06-01T08:00:00.000000Z", "acceptedBy": "tester", "note": "first" }]);
    assert_eq!(rows[0]["sources"], source);
    assert_eq!(
        (
            &rows[1]["sources"][0]["status"],
            &rows[1]["sources"][0]["acceptedBy"]
        ),
        (&json!("SUBMITTED"), &Value::Null)
    );
    let accepted = ask(&hub, &guangdong(), "A", json!({ "basis": "ACCEPTED" })).await;
    assert_eq!(accepted.at("/figure/lineage/totalCount"), 1);
    assert_eq!(accepted.at("/figure/lineage/nodes/0/share"), "100");
    // Pages.
    let (mut walked, mut after) = (Vec::new(), Value::Null);
    for page in 0..2 {
        let next = ask(&hub, &guangdong(), "A", json!({ "first": 2, "after": after })).await;
        walked.extend(next.at("/figure/lineage/nodes").as_array().unwrap().clone());
        assert_eq!(next.at("/figure/lineage/pageInfo/hasNextPage"), page == 0);
        after = next.at("/figure/lineage/pageInfo/endCursor").clone();
    }
    assert_eq!(&walked, rows);
    let bad = ask(&hub, &guangdong(), "A", json!({ "after": "x" })).await;
    assert_eq!(bad.error_codes(), ["BAD_USER_INPUT"]);
    let abroad = ask(&hub, &shanxi(), "A", json!({})).await;
    assert_eq!(abroad.error_codes(), ["FORBIDDEN"], "another province");
    define(&hub, "P", json!({ "visibility": "PUBLISHED" })).await;
    let town = who(TOWNS[0], Role::Viewer);
    let published = ask(&hub, &town, "P", json!({ "basis": "ACCEPTED" })).await;
    assert_eq!(
        published.error_codes(),
        ["FORBIDDEN"],
        "published is the figure, not whose values it is made of"
    );
    let shared = ask(&hub, &shanxi(), "SPECIALTY_OUTPUT", json!({ "period": "2024" })).await;
    assert_eq!(shared.error_codes(), ["FORBIDDEN"]);
}

async fn a_year_is_told_by_its_months(hub: TestHub) {
    define(&hub, "A", json!({ "cadence": "MONTH" })).await;
    let mut months: Vec<String> = (3..=12).map(|month| format!("2025-{month:02}")).collect();
    for town in &TOWNS[..2] {
        for month in &months {
            put(&hub, town, "A", month, "3").await;
        }
    }
    put(&hub, TOWNS[0], "A", "2025-01/P2M", "6").await;
    put(&hub, TOWNS[1], "A", "2025-01", "1").await;
    put(&hub, TOWNS[1], "A", "2025-02", "1").await;
    put(&hub, TOWNS[2], "A", "2025-05", "1000").await;
    let answer = ask(&hub, &guangdong(), "A", json!({})).await;
    assert_eq!(answer.at("/figure/value"), "68");
    assert_eq!(
        answer.at("/figure/lineage/totalCount"),
        2,
        "who lacks a month is not in it"
    );
    let periods = |row: u32| -> Vec<String> {
        let sources = answer.at(&format!("/figure/lineage/nodes/{row}/sources"));
        let sources = sources.as_array().unwrap().iter();
        sources
            .map(|source| source["period"].as_str().unwrap().to_owned())
            .collect()
    };
    months.insert(0, "2025-01/P2M".to_owned());
    assert_eq!(periods(0), months);
    months.splice(0..1, ["2025-01".to_owned(), "2025-02".to_owned()]);
    assert_eq!(periods(1), months);
    assert_eq!(answer.at("/figure/lineage/nodes/0/value"), "36");
    assert_eq!(answer.at("/figure/lineage/nodes/1/value"), "32");
}

async fn what_counted_at_a_moment_is_told(hub: TestHub) {
    define(&hub, "A", json!({})).await;
    put_as(&hub, "early", TOWNS[0], ("2025", "4")).await;
    accept(&hub, COUNTY, (TOWNS[0], "A", "2025")).await;
    let then = hub.clock.now().to_rfc3339_opts(SecondsFormat::Micros, true);
    hub.clock.advance(TimeDelta::hours(1));
    put_as(&hub, "late", TOWNS[0], ("2025", "6")).await;
    put_as(&hub, "later", TOWNS[1], ("2025", "6")).await;
    let on = json!({ "on": { "asOf": then } });
    let past = ask(&hub, &guangdong(), "A", on).await;
    assert_eq!(past.at("/figure/lineage/totalCount"), 1);
    let source = past.at("/figure/lineage/nodes/0/sources/0");
    assert_eq!(
        (&source["value"], &source["version"], &source["reportedBy"]),
        (&json!("4"), &json!(2), &json!("early"))
    );
    let now = ask(&hub, &guangdong(), "A", json!({})).await;
    assert_eq!(now.at("/figure/lineage/nodes/0/sources/0/reportedBy"), "late");
    assert_eq!(now.at("/figure/lineage/nodes/1/share"), "50");
    // What was accepted still counts on its basis.
    let accepted = ask(&hub, &guangdong(), "A", json!({ "basis": "ACCEPTED" })).await;
    let source = accepted.at("/figure/lineage/nodes/0/sources/0");
    assert_eq!(
        (&source["value"], &source["version"], &source["note"]),
        (&json!("4"), &json!(2), &json!("early"))
    );
}

async fn a_formula_is_told_by_its_operands(hub: TestHub) {
    define(&hub, "A", json!({})).await;
    let ratio = json!({ "unit": "%", "acrossSpace": "RATIO", "acrossTime": "STOCK", "numeratorUnit": "家",
                        "denominatorUnit": "家" });
    define(&hub, "R", ratio).await;
    formula(&hub, "X", "A * R", json!({})).await;
    put(&hub, TOWNS[0], "A", "2025", "8").await;
    put_ratio(&hub, TOWNS[1], "R", "2025", ("1", "4")).await;
    let answer = ask(&hub, &guangdong(), "X", json!({})).await;
    assert_eq!(answer.at("/figure/value"), "2");
    assert_eq!(answer.at("/figure/lineage/totalCount"), 0);
    let query = r#"{ figure(region: "441625", indicator: "X", period: "2025", basis: SUBMITTED) { operands { operand
        figure { lineage { nodes { region { code } value share sources { value denominator } } } } } } }"#;
    let answer = hub.gql(&guangdong(), query, json!({})).await;
    let nodes = |operand: u32| answer.at(&format!("/figure/operands/{operand}/figure/lineage/nodes"));
    let of_a = json!([{ "region": { "code": "441625100000" }, "value": "8", "share": "100",
                        "sources": [{ "value": "8", "denominator": null }] }]);
    let of_r = json!([{ "region": { "code": "441625101000" }, "value": "25", "share": null,
                        "sources": [{ "value": "1", "denominator": "4" }] }]);
    assert_eq!((nodes(0), nodes(1)), (&of_a, &of_r));
}

async fn a_mean_is_told_by_what_has_a_weight(hub: TestHub) {
    define(&hub, "W", json!({ "acrossTime": "STOCK" })).await;
    let mean = json!({ "acrossSpace": "WEIGHTED_MEAN", "acrossTime": "STOCK", "weight": "W" });
    define(&hub, "M", mean).await;
    for (town, value) in TOWNS.into_iter().zip(["1", "2", "3"]) {
        put(&hub, town, "M", "2025", value).await;
    }
    put(&hub, TOWNS[1], "W", "2025", "7").await;
    let answer = ask(&hub, &guangdong(), "M", json!({})).await;
    assert_eq!(answer.at("/figure/coverage/included"), 1);
    assert_eq!(answer.at("/figure/lineage/totalCount"), 1);
    assert_eq!(answer.at("/figure/lineage/nodes/0/region/code"), "441625101000");
    let own = ask(&hub, &guangdong(), "M", json!({ "region": TOWNS[0] })).await;
    assert_eq!(
        own.at("/figure/lineage/totalCount"),
        1,
        "what one region has for itself needs no weight"
    );
}
