//! What is declared beside what is rolled up.

use harness::{Answer, TestHub, Who, guangdong, on_both_engines, who};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

use super::kit::{accept, define, extend, put};

on_both_engines!(
    the_greatest_difference_comes_first,
    tolerance_is_absolute_or_in_percent,
    pages_and_scopes_hold,
);

const COUNTIES: [(&str, &str); 4] = [
    ("441621", "441621100"),
    ("441622", "441622100"),
    ("441623", "441623100"),
    ("441625", "441625100"),
];

async fn ask(hub: &TestHub, who: &Who, change: Value, page: Value) -> Answer {
    let query = "query ($input: ReconciliationInput!, $first: Int, $after: String) {
        reconciliation(input: $input, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }
            nodes { figure { region { code } period indicator { code } coverage { included } }
                comparison { first firstValue second secondValue difference percent verdict unit } } } }";
    let mut input =
        json!({ "region": "4416", "indicators": ["A"], "periods": ["2025"], "basis": "SUBMITTED" });
    extend(&mut input, change);
    let mut variables = json!({ "input": input });
    extend(&mut variables, page);
    hub.gql(who, query, variables).await
}

/// Region, difference, percentage and verdict of every row.
fn rows(answer: &Answer) -> Vec<(String, Value, Value, Value)> {
    let nodes = answer.at("/reconciliation/nodes").as_array().unwrap().iter();
    nodes
        .map(|node| {
            let region = node["figure"]["region"]["code"].as_str().unwrap();
            let found = &node["comparison"];
            let of = |field: &str| found[field].clone();
            (
                region[..6].to_owned(),
                of("difference"),
                of("percent"),
                of("verdict"),
            )
        })
        .collect()
}

fn row(
    region: &str,
    difference: &str,
    percent: Option<&str>,
    verdict: &str,
) -> (String, Value, Value, Value) {
    (
        region.to_owned(),
        json!(difference),
        json!(percent),
        json!(verdict),
    )
}

/// What each town has, and what its county declares.
async fn declare(hub: &TestHub, code: &str, values: [(&str, &str); 4]) {
    for ((county, town), (below, own)) in COUNTIES.into_iter().zip(values) {
        put(hub, town, code, "2025", below).await;
        put(hub, county, code, "2025", own).await;
    }
}

async fn the_greatest_difference_comes_first(hub: TestHub) {
    define(&hub, "A", json!({})).await;
    declare(
        &hub,
        "A",
        [("100", "110"), ("100", "100"), ("0", "3"), ("100", "50")],
    )
    .await;
    let different = [
        row("441623", "3", None, "DIFFERS"),
        row("441625", "-50", Some("-50"), "DIFFERS"),
        row("441621", "10", Some("10"), "DIFFERS"),
    ];
    let answer = ask(&hub, &guangdong(), json!({}), json!({})).await;
    assert_eq!(rows(&answer), different);
    let comparison = json!({ "first": "DECLARED", "firstValue": "50", "second": "ROLLED_UP", "secondValue": "100",
        "difference": "-50", "percent": "-50", "verdict": "DIFFERS", "unit": "项" });
    assert_eq!(answer.at("/reconciliation/nodes/1/comparison"), &comparison);
    let all = ask(&hub, &guangdong(), json!({ "onlyDifferent": false }), json!({})).await;
    let mut expected = different.to_vec();
    expected.push(row("441622", "0", Some("0"), "EQUAL"));
    assert_eq!(rows(&all), expected);
    // The figure says the same beside itself, and is not forced to agree.
    let query = r#"{ figure(region: "441625", indicator: "A", period: "2025", basis: SUBMITTED) { value declared rolledUp
        comparisons { verdict difference } } }"#;
    let figure = hub.gql(&guangdong(), query, json!({})).await;
    let expected = json!({ "value": "100", "declared": "50", "rolledUp": "100",
        "comparisons": [{ "verdict": "DIFFERS", "difference": "-50" }] });
    assert_eq!(figure.at("/figure"), &expected);
    // Another basis has other figures.
    accept(&hub, "4416", ("441625", "A", "2025")).await;
    let accepted = ask(&hub, &guangdong(), json!({ "basis": "ACCEPTED" }), json!({})).await;
    assert_eq!(rows(&accepted), []);
    accept(&hub, "441625", ("441625100", "A", "2025")).await;
    let accepted = ask(&hub, &guangdong(), json!({ "basis": "ACCEPTED" }), json!({})).await;
    assert_eq!(rows(&accepted), [row("441625", "-50", Some("-50"), "DIFFERS")]);
}

async fn tolerance_is_absolute_or_in_percent(hub: TestHub) {
    define(
        &hub,
        "A",
        json!({ "tolerance": { "absolute": "2", "percent": "1" } }),
    )
    .await;
    define(&hub, "STRICT", json!({})).await;
    for code in ["A", "STRICT"] {
        declare(
            &hub,
            code,
            [("10", "12"), ("1000", "1010"), ("1000", "1011"), ("10", "13")],
        )
        .await;
    }
    let all = ask(&hub, &guangdong(), json!({ "onlyDifferent": false }), json!({})).await;
    let expected = [
        row("441625", "3", Some("30"), "DIFFERS"),
        row("441621", "2", Some("20"), "WITHIN_TOLERANCE"),
        row("441623", "11", Some("1.1"), "DIFFERS"),
        row("441622", "10", Some("1"), "WITHIN_TOLERANCE"),
    ];
    assert_eq!(rows(&all), expected);
    let different = ask(&hub, &guangdong(), json!({}), json!({})).await;
    assert_eq!(rows(&different), [expected[0].clone(), expected[2].clone()]);
    let strict = ask(&hub, &guangdong(), json!({ "indicators": ["STRICT"] }), json!({})).await;
    assert_eq!(rows(&strict).len(), 4);
    let bad = super::kit::try_define(&hub, "BAD", json!({ "tolerance": { "absolute": "-1" } })).await;
    assert_eq!(
        bad.issues(),
        [("OUT_OF_RANGE".to_owned(), "tolerance".to_owned())]
    );
}

async fn pages_and_scopes_hold(hub: TestHub) {
    define(&hub, "A", json!({})).await;
    declare(
        &hub,
        "A",
        [("100", "110"), ("100", "90"), ("0", "3"), ("100", "50")],
    )
    .await;
    put(&hub, "4416", "A", "2025", "1000").await;
    let whole = rows(&ask(&hub, &guangdong(), json!({}), json!({})).await);
    let order: Vec<&str> = whole.iter().map(|(region, ..)| region.as_str()).collect();
    // 1000 against 300; then what differs by as many percent, in the order of the tree.
    assert_eq!(order, ["441623", "441600", "441625", "441621", "441622"]);
    let (mut walked, mut after) = (Vec::new(), Value::Null);
    loop {
        let next = ask(
            &hub,
            &guangdong(),
            json!({}),
            json!({ "first": 2, "after": after }),
        )
        .await;
        assert_eq!(next.at("/reconciliation/totalCount"), 5);
        walked.extend(rows(&next));
        after = next.at("/reconciliation/pageInfo/endCursor").clone();
        if next.at("/reconciliation/pageInfo/hasNextPage") == false {
            break;
        }
    }
    assert_eq!(walked, whole);
    // A county sees its subtree only.
    let county = who("441625", Role::Viewer);
    let own = ask(&hub, &county, json!({ "region": "441625" }), json!({})).await;
    assert_eq!(rows(&own), [row("441625", "-50", Some("-50"), "DIFFERS")]);
    let above = ask(&hub, &county, json!({}), json!({})).await;
    assert_eq!(above.error_codes(), ["FORBIDDEN"]);
    let beside = ask(&hub, &county, json!({ "region": "441621" }), json!({})).await;
    assert_eq!(beside.error_codes(), ["FORBIDDEN"]);
}
