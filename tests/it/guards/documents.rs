//! Documents just beyond the hub's own limits, which the libraries behind would bear.

use harness::{Answer, Engine, TestHub, guangdong, on_both_engines, xiantang};
use serde_json::{Value, json};

on_both_engines!(
    a_list_has_an_end,
    a_text_without_a_place_in_a_database_is_refused,
    the_year_zero_is_no_year,
    the_longest_lists_are_answered,
);

async fn lite() -> TestHub {
    TestHub::new(Engine::Sqlite).await
}

async fn codes(hub: &TestHub, query: &str) -> Vec<String> {
    let answer = hub.gql(&guangdong(), query, json!({})).await;
    answer.error_codes().into_iter().map(ToOwned::to_owned).collect()
}

/// A field that takes any literal, nested so deep.
fn literal(depth: usize) -> String {
    format!(
        "{{ node(id: {}1{}) {{ id }} }}",
        "[".repeat(depth),
        "]".repeat(depth)
    )
}

#[tokio::test]
async fn brackets_nest_up_to_the_limit() {
    let hub = lite().await;
    let most = hub.hub.config.graphql.max_nesting;
    // The braces of the operation and the parentheses of the field are two.
    assert_eq!(
        codes(&hub, &literal(most - 2)).await,
        ["GRAPHQL_VALIDATION_FAILED"]
    );
    assert_eq!(codes(&hub, &literal(most - 1)).await, ["LIMIT_EXCEEDED"]);
    let hidden = format!("{{ me {{ subject }} }} # {}", "[{(".repeat(most));
    assert_eq!(codes(&hub, &hidden).await, [""; 0]);
}

#[tokio::test]
async fn fragments_count_wherever_they_are_spread() {
    let hub = TestHub::with(Engine::Sqlite, |config| config.graphql.max_complexity = 100).await;
    let doubling = |levels: usize| {
        let mut text = "{ me { ...f0 } }".to_owned();
        for level in 0..levels {
            text += &format!(" fragment f{level} on Me {{ ...f{0} ...f{0} }}", level + 1);
        }
        text + &format!(" fragment f{levels} on Me {{ subject }}")
    };
    assert_eq!(codes(&hub, &doubling(2)).await, [""; 0]);
    assert_eq!(codes(&hub, &doubling(5)).await, ["LIMIT_EXCEEDED"]);
}

#[tokio::test]
async fn a_document_has_so_many_tokens() {
    let hub = lite().await;
    let most = hub.hub.config.graphql.max_tokens;
    let fields = |count: usize| format!("{{ me {{ {} }} }}", "subject ".repeat(count));
    assert_eq!(codes(&hub, &fields(1_000)).await, [""; 0]);
    assert_eq!(codes(&hub, &fields(most)).await, ["LIMIT_EXCEEDED"]);
}

#[tokio::test]
async fn json_nests_up_to_the_limit_and_is_only_so_large() {
    let hub = TestHub::with(Engine::Sqlite, |config| {
        config.http.max_bodies_bytes = 2 << 20;
        config.http.max_body_bytes = 1 << 20;
    })
    .await;
    let token = hub.token(&xiantang());
    let send = async |variables: String| {
        let body = format!("{{\"query\":\"{{ me {{ subject }} }}\",\"variables\":{{\"x\":{variables}}}}}");
        Answer::read(hub.send(Some(&token), body).await).await
    };
    let most = hub.hub.config.graphql.max_nesting;
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    // The body and its variables are two.
    assert_eq!(send(nested(most - 2)).await.error_codes(), [""; 0]);
    assert_eq!(send(nested(most - 1)).await.error_codes(), ["LIMIT_EXCEEDED"]);
    let objects = |count: usize| format!("[{}]", vec!["{\"a\":1}"; count].join(","));
    assert_eq!(send(objects(500)).await.error_codes(), [""; 0]);
    assert_eq!(send(objects(5_000)).await.error_codes(), ["LIMIT_EXCEEDED"]);
}

#[tokio::test]
async fn a_syntax_error_repeats_little_of_the_document() {
    let hub = lite().await;
    let answer = hub
        .gql(
            &guangdong(),
            &format!("{{ me {{ {} ] }} }}", "x ".repeat(5_000)),
            json!({}),
        )
        .await;
    let told = answer.body["errors"][0]["message"].as_str().unwrap();
    assert!(told.chars().count() <= 201, "{told}");
}

#[tokio::test]
async fn a_hundred_errors_are_told() {
    let hub = lite().await;
    let unknown: String = (0..250).map(|index| format!("x{index} ")).collect();
    let answer = hub
        .gql(&guangdong(), &format!("{{ me {{ {unknown} }} }}"), json!({}))
        .await;
    assert_eq!(answer.error_codes().len(), 100);
    assert_eq!(answer.body["extensions"]["errorsLeftOut"], 150);
}

#[tokio::test]
async fn figures_weigh_their_regions() {
    let hub = TestHub::with(Engine::Sqlite, |config| config.graphql.max_values = 1_000).await;
    let query = |fields: &str| {
        format!(
            "{{ figures(region: \"44\", tier: TOWN, indicators: [\"TECH_TRANSFERS\"], periods: [\"2024\"]) {{ {fields} }} }}"
        )
    };
    // Some 1,700 towns.
    assert_eq!(codes(&hub, &query("value")).await, ["LIMIT_EXCEEDED"]);
    let cities = query("value").replace("TOWN", "CITY");
    assert_eq!(codes(&hub, &cities).await, [""; 0]);
}

#[tokio::test]
async fn an_answer_has_so_many_bytes() {
    let hub = TestHub::with(Engine::Sqlite, |config| config.graphql.max_answer_bytes = 1_000).await;
    assert_eq!(codes(&hub, "{ me { subject } }").await, [""; 0]);
    assert_eq!(
        codes(&hub, "{ regions(first: 50) { nodes { name code } } }").await,
        ["LIMIT_EXCEEDED"]
    );
}

/// A weight that would be more than the machine can count is more than the limit, not less.
#[tokio::test]
async fn a_weight_never_wraps_round() {
    let hub = lite().await;
    let mut text = "name".to_owned();
    for _ in 0..5 {
        text = format!("children(first: 2147483647) {{ nodes {{ {text} }} }}");
    }
    let query = format!("{{ region(code: \"44\") {{ {text} }} }}");
    assert_eq!(codes(&hub, &query).await, ["GRAPHQL_VALIDATION_FAILED"]);
}

async fn a_list_has_an_end(hub: TestHub) {
    let most = hub.hub.config.graphql.max_batch;
    let nodes = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    let ids = vec!["x"; most + 1];
    let answer = hub.gql(&guangdong(), nodes, json!({ "ids": ids })).await;
    assert_eq!(answer.error_codes(), ["LIMIT_EXCEEDED"]);
    let literal = format!("{{ nodes(ids: [{}]) {{ id }} }}", "\"x\" ".repeat(most + 1));
    assert_eq!(codes(&hub, &literal).await, ["LIMIT_EXCEEDED"]);
}

/// Lists as long as they may be, on both engines, whose statements bind a bounded number of values.
async fn the_longest_lists_are_answered(hub: TestHub) {
    let most = hub.hub.config.graphql.max_batch;
    let many = |make: fn(usize) -> String| (0..most).map(make).collect::<Vec<_>>();
    let names = many(|index| format!("X{index}"));
    let periods = many(|index| format!("{}-{:02}", 1900 + index % 250, 1 + index % 12));
    for (query, variables) in [
        (
            "query ($i: [String!]!, $p: [Period!]!) { observations(filter: { indicators: $i, periods: $p }) { totalCount } }",
            json!({ "i": names, "p": periods }),
        ),
        (
            "query ($i: [String!]!) { figures(region: \"4416\", indicators: $i, periods: [\"2024\"]) { value } }",
            json!({ "i": names }),
        ),
        (
            "query ($i: [ID!]!) { nodes(ids: $i) { id } }",
            json!({ "i": names }),
        ),
    ] {
        let answer = hub.gql(&guangdong(), query, variables).await;
        let codes = answer.error_codes();
        assert!(
            !codes.contains(&"INTERNAL"),
            "{:?} for {query}",
            answer.body["errors"]
        );
        let limits = [
            "GRAPHQL_VALIDATION_FAILED",
            "LIMIT_EXCEEDED",
            "NOT_FOUND",
            "BAD_USER_INPUT",
        ];
        assert!(
            codes.iter().all(|code| limits.contains(code)),
            "{codes:?} for {query}"
        );
    }
}

async fn a_text_without_a_place_in_a_database_is_refused(hub: TestHub) {
    let register = "mutation ($name: String!, $note: String) {
        registerEnterprise(input: { name: $name, note: $note }) { enterprise { id } issues { path code } } }";
    for variables in [
        json!({ "name": "a\u{0}b" }),
        json!({ "name": "甲", "note": "\u{0}" }),
    ] {
        let answer = hub.gql(&xiantang(), register, variables).await;
        assert_eq!(answer.error_codes(), ["BAD_USER_INPUT"]);
        assert!(
            answer.body["errors"][0]["message"]
                .as_str()
                .unwrap()
                .contains("U+0000")
        );
    }
    for query in [
        "{ enterprises(filter: { search: \"a\\u0000b\" }) { totalCount } }",
        "mutation { registerEnterprise(input: { name: \"a\\u0000\" }) { issues { code } } }",
        "{ regions(search: \"\\u0000\") { totalCount } }",
    ] {
        let answer = hub.gql(&xiantang(), query, json!({})).await;
        assert_eq!(answer.error_codes(), ["BAD_USER_INPUT"], "{query}");
    }
    assert_eq!(hub.audited("enterprise").await.len(), 0);
}

async fn the_year_zero_is_no_year(hub: TestHub) {
    for query in [
        "{ region(code: \"44\", on: \"0000-01-01\") { name } }",
        "{ enterprises(filter: { aboveScaleOn: \"0000-12-31\" }) { totalCount } }",
        "{ enterpriseGroups(by: REGION, on: \"0000-01-01\") { count } }",
        "{ figure(region: \"44\", indicator: \"TECH_TRANSFERS\", period: \"2024\", on: { asOf: \"0000-01-01T00:00:00Z\" }) { value } }",
        "{ observations(filter: { periods: [\"0000\"] }) { totalCount } }",
        "{ enterprises(filter: { changedSince: \"0000-01-01T00:00:00Z\" }) { totalCount } }",
    ] {
        let answer = hub.gql(&guangdong(), query, Value::Null).await;
        assert!(!answer.error_codes().is_empty(), "{query}");
        assert!(
            !answer.error_codes().contains(&"INTERNAL"),
            "{} for {query}",
            answer.body
        );
    }
}
