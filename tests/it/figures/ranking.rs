//! Regions in the order of their figures.

use harness::{TestHub, guangdong, on_both_engines, who};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

use super::kit::{define, extend, put};

on_both_engines!(
    the_best_come_first_and_those_without_a_value_last,
    regions_are_ranked_by_their_growth,
    pages_walk_through_all_once,
);

const TOWNS: [&str; 4] = ["441625100", "441625101", "441625102", "441625103"];

const QUERY: &str = "query ($input: RankingInput!, $first: Int, $after: String) {
    ranking(input: $input, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }
        nodes { rank measure display noValueReason figure { region { code } value } } } }";

async fn page(hub: &TestHub, change: Value, first: u32, after: &Value) -> Value {
    let mut input = json!({ "region": "441625", "indicator": "A", "period": "2025", "basis": "SUBMITTED" });
    extend(&mut input, change);
    let variables = json!({ "input": input, "first": first, "after": after });
    let answer = hub.gql(&guangdong(), QUERY, variables).await;
    answer.at("/ranking").clone()
}

/// Rank and measure of the towns of the test, in their order.
async fn ranked(hub: &TestHub, change: Value) -> Vec<(String, Value, Value)> {
    let found = page(hub, change, 50, &Value::Null).await;
    assert_eq!(found["totalCount"], 21);
    let nodes = found["nodes"].as_array().unwrap();
    assert_eq!(nodes.len(), 21);
    let row = |node: &Value| {
        let code = node["figure"]["region"]["code"].as_str().unwrap();
        (
            code[..9].to_owned(),
            node["rank"].clone(),
            node["measure"].clone(),
        )
    };
    nodes.iter().map(row).collect()
}

fn expect(found: &[(String, Value, Value)], expected: &[(usize, u32, &str)]) {
    for (row, (town, rank, measure)) in found.iter().zip(expected) {
        assert_eq!(row, &(TOWNS[*town].to_owned(), json!(rank), json!(measure)));
    }
    // The rest have no measure and no rank, in the order of the tree.
    let rest = &found[expected.len()..];
    assert!(
        rest.iter()
            .all(|(_, rank, measure)| rank.is_null() && measure.is_null())
    );
    assert!(rest.is_sorted_by_key(|(code, ..)| code.clone()), "{rest:?}");
}

async fn the_best_come_first_and_those_without_a_value_last(hub: TestHub) {
    define(&hub, "A", json!({ "direction": "UP" })).await;
    define(&hub, "DOWN", json!({ "direction": "DOWN" })).await;
    for code in ["A", "DOWN"] {
        for (town, value) in TOWNS.into_iter().zip(["5", "0", "5", "-2"]) {
            put(&hub, town, code, "2025", value).await;
        }
    }
    let best = [(0, 1, "5"), (2, 1, "5"), (1, 3, "0"), (3, 4, "-2")];
    let least = [(3, 1, "-2"), (1, 2, "0"), (0, 3, "5"), (2, 3, "5")];
    expect(&ranked(&hub, json!({})).await, &best);
    expect(&ranked(&hub, json!({ "worstFirst": true })).await, &least);
    expect(&ranked(&hub, json!({ "indicator": "DOWN" })).await, &least);
    expect(
        &ranked(&hub, json!({ "indicator": "DOWN", "worstFirst": true })).await,
        &best,
    );
    // Cities of a province, and towns of all of it.
    let cities = page(&hub, json!({ "region": "44" }), 50, &Value::Null).await;
    assert_eq!(
        (&cities["totalCount"], &cities["nodes"][0]["measure"]),
        (&json!(21), &json!("8"))
    );
    let towns = page(&hub, json!({ "region": "44", "tier": "TOWN" }), 4, &Value::Null).await;
    assert_eq!(
        (&towns["nodes"][3]["measure"], &towns["nodes"][3]["rank"]),
        (&json!("-2"), &json!(4))
    );
    let none = page(
        &hub,
        json!({ "region": "4419", "tier": "COUNTY" }),
        4,
        &Value::Null,
    )
    .await;
    assert_eq!(none["totalCount"], 0);
    let variables = json!({ "input": { "region": "4416", "indicator": "A", "period": "2025" } });
    let county = hub.gql(&who("441625", Role::Viewer), QUERY, variables).await;
    assert_eq!(county.error_codes(), ["FORBIDDEN"]);
}

async fn regions_are_ranked_by_their_growth(hub: TestHub) {
    define(&hub, "A", json!({})).await;
    for (town, before, now) in [
        (TOWNS[0], "10", "11"),
        (TOWNS[1], "1", "2"),
        (TOWNS[2], "0", "9"),
        (TOWNS[3], "4", "1"),
    ] {
        put(&hub, town, "A", "2024", before).await;
        put(&hub, town, "A", "2025", now).await;
    }
    let growth = json!({ "by": "YEAR_ON_YEAR" });
    expect(
        &ranked(&hub, growth.clone()).await,
        &[(1, 1, "100"), (0, 2, "10"), (3, 3, "-75")],
    );
    let found = page(&hub, growth, 50, &Value::Null).await;
    let zero = found["nodes"].as_array().unwrap().iter();
    let zero: Vec<_> = zero
        .filter(|node| node["noValueReason"] == "ZERO_DENOMINATOR")
        .collect();
    assert_eq!(zero.len(), 1);
    assert_eq!(zero[0]["figure"]["value"], "9");
    assert_eq!(found["nodes"][1]["display"], "10.00");
}

async fn pages_walk_through_all_once(hub: TestHub) {
    define(&hub, "A", json!({})).await;
    for (town, value) in TOWNS.into_iter().zip(["5", "0", "5", "-2"]) {
        put(&hub, town, "A", "2025", value).await;
    }
    let whole = page(&hub, json!({}), 50, &Value::Null).await;
    let (mut walked, mut after) = (Vec::new(), Value::Null);
    loop {
        let next = page(&hub, json!({}), 4, &after).await;
        assert_eq!(next["totalCount"], 21);
        walked.extend(next["nodes"].as_array().unwrap().clone());
        after = next["pageInfo"]["endCursor"].clone();
        if next["pageInfo"]["hasNextPage"] == false {
            break;
        }
        assert_eq!(walked.len() % 4, 0);
    }
    assert_eq!(Value::from(walked), whole["nodes"]);
    let input = json!({ "region": "441625", "indicator": "A", "period": "2025" });
    for bad in ["x", "IjQ0Ig=="] {
        let variables = json!({ "input": input, "after": bad });
        let refused = hub.gql(&guangdong(), QUERY, variables).await;
        assert_eq!(refused.error_codes(), ["BAD_USER_INPUT"], "{bad}");
    }
    let variables = json!({ "input": input, "first": 501 });
    let refused = hub.gql(&guangdong(), QUERY, variables).await;
    assert_eq!(refused.error_codes(), ["LIMIT_EXCEEDED"]);
}
