//! What one request may ask for, and what it is told when something goes wrong inside.

use axum::http::StatusCode;
use harness::{Answer, Engine, Register, TestHub, dongyuan, guangdong, on_both_engines, shanxi, xiantang};
use serde_json::{Value, json};

on_both_engines!(
    too_many_figures_are_refused,
    too_many_rows_are_refused,
    our_own_faults_tell_nothing_but_the_request,
    a_write_that_fails_leaves_nothing,
);

async fn lite() -> TestHub {
    TestHub::new(Engine::Sqlite).await
}

/// A query that nests fields so deep.
fn nested(depth: usize) -> String {
    let parents = depth - 2;
    let (open, close) = ("{ parent ".repeat(parents), "}".repeat(parents));
    format!("{{ region(code: \"441625100\") {open} {{ name }} {close} }}")
}

#[tokio::test]
async fn a_query_may_be_so_deep_and_no_deeper() {
    let hub = lite().await;
    let most = hub.hub.config.graphql.max_depth;
    // The province has no parent: null from there on, and no error.
    let answer = hub.gql(&xiantang(), &nested(most), json!({})).await;
    assert_eq!(answer.error_codes(), [""; 0], "{}", answer.body);
    let answer = hub.gql(&xiantang(), &nested(most + 1), json!({})).await;
    assert_eq!(answer.error_codes(), ["GRAPHQL_VALIDATION_FAILED"]);
    assert_eq!(answer.body.get("data"), None, "nothing was executed");
}

#[tokio::test]
async fn a_query_may_be_so_complex_and_no_more() {
    let hub = TestHub::with(Engine::Sqlite, |config| config.graphql.max_complexity = 1_000).await;
    let query = "query ($first: Int) { regions(first: $first) { nodes { name code tier id } } }";
    // A page of 199 costs 1 + 199 × 5, one of 200 more than allowed.
    let answer = hub.gql(&guangdong(), query, json!({ "first": 199 })).await;
    assert_eq!(answer.at("/regions/nodes").as_array().unwrap().len(), 199);
    let (answer, statements) = hub
        .statements(hub.gql(&guangdong(), query, json!({ "first": 200 })))
        .await;
    assert_eq!(answer.error_codes(), ["GRAPHQL_VALIDATION_FAILED"]);
    assert_eq!(
        (answer.body.get("data"), statements),
        (None, 0),
        "nothing was executed"
    );
    // Names beside each other add up.
    let twice =
        "{ a: regions(first: 199) { nodes { name code tier id } } b: regions(first: 2) { nodes { id } } }";
    assert_eq!(
        hub.gql(&guangdong(), twice, json!({})).await.error_codes(),
        ["GRAPHQL_VALIDATION_FAILED"]
    );
}

#[tokio::test]
async fn introspection_can_be_switched_off() {
    let asked = "{ __schema { queryType { name } } }";
    let hub = lite().await;
    assert_eq!(
        hub.gql(&xiantang(), asked, json!({}))
            .await
            .at("/__schema/queryType/name"),
        "Query"
    );
    let hub = TestHub::with(Engine::Sqlite, |config| config.graphql.introspection = false).await;
    for asked in [asked, "{ __type(name: \"Query\") { name fields { name } } }"] {
        // The library answers null without an error.
        let answer = hub.gql(&xiantang(), asked, json!({})).await;
        let told = answer.data().as_object().unwrap();
        assert!(
            told.len() == 1 && told.values().all(Value::is_null),
            "{}",
            answer.body
        );
    }
    assert_eq!(
        hub.gql(&xiantang(), "{ me { subject } }", json!({}))
            .await
            .at("/me/subject"),
        "tester"
    );
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_unread() {
    let hub = TestHub::with(Engine::Sqlite, |config| config.http.max_body_bytes = 1_000).await;
    let token = hub.token(&xiantang());
    let body = |length: usize| {
        let start = "{\"query\":\"{ me { subject } }\",\"padding\":\"";
        format!("{start}{}\"}}", "x".repeat(length - start.len() - 2))
    };
    assert_eq!(body(1_000).len(), 1_000);
    let answer = Answer::read(hub.send(Some(&token), body(1_000)).await).await;
    assert_eq!(
        (answer.status, answer.at("/me/subject")),
        (StatusCode::OK, &json!("tester"))
    );
    let answer = Answer::read(hub.send(Some(&token), body(1_001)).await).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    // Who is asking is known before anything is read.
    assert_eq!(
        Answer::read(hub.send(None, body(1_001)).await).await.status,
        StatusCode::UNAUTHORIZED
    );
}

async fn too_many_figures_are_refused(hub: TestHub) {
    let limited = TestHub::with(engine(&hub), |config| config.graphql.max_figures = 21).await;
    let query = "query ($periods: [Period!]!) {
        figures(region: \"441625\", indicators: [\"SPECIALTY_OUTPUT\"], periods: $periods) { value }
    }";
    let answer = limited
        .gql(&dongyuan(), query, json!({ "periods": ["2024"] }))
        .await;
    assert_eq!(answer.at("/figures").as_array().unwrap().len(), 21);
    let (answer, statements) = limited
        .statements(limited.gql(&dongyuan(), query, json!({ "periods": ["2024", "2025"] })))
        .await;
    assert_eq!(answer.error_codes(), ["LIMIT_EXCEEDED"]);
    assert_eq!(statements, 0, "refused before anything is read");
    // The figures of one request's regions count together, too.
    let nested = "query ($periods: [Period!]!) {
        region(code: \"441625\") { children { nodes { figures(indicators: [\"SPECIALTY_OUTPUT\"], periods: $periods) { value } } } }
    }";
    let answer = limited
        .gql(&dongyuan(), nested, json!({ "periods": ["2024", "2025"] }))
        .await;
    assert!(answer.error_codes().iter().all(|code| *code == "LIMIT_EXCEEDED"));
    assert!(!answer.error_codes().is_empty());
    // Nor is the limit one of a field: the second alias of the same question is over it.
    let twice = "{
        a: figures(region: \"441625\", indicators: [\"SPECIALTY_OUTPUT\"], periods: [\"2024\"]) { value }
        b: figures(region: \"441625\", indicators: [\"SPECIALTY_OUTPUT\"], periods: [\"2024\"]) { value }
    }";
    let answer = limited.gql(&dongyuan(), twice, json!({})).await;
    assert_eq!(answer.error_codes(), ["LIMIT_EXCEEDED"]);
}

async fn too_many_rows_are_refused(hub: TestHub) {
    let limited = TestHub::with(engine(&hub), |config| config.graphql.max_batch = 2).await;
    let row = |indicator| (indicator, "2024", "1", "项");
    let two = [row("TECH_TRANSFERS"), row("SPECIALTY_BRANDS")];
    assert_eq!(
        limited
            .record(&xiantang(), &two)
            .await
            .at("/recordObservations/written"),
        2
    );
    let three = [
        row("TECH_TRANSFERS"),
        row("SPECIALTY_BRANDS"),
        row("IUR_COOPERATION_PROJECTS"),
    ];
    assert_eq!(
        limited.record(&xiantang(), &three).await.error_codes(),
        ["LIMIT_EXCEEDED"]
    );
    assert_eq!(limited.audited("observation").await.len(), 2);
    let keys = [("441625100", "TECH_TRANSFERS", "2024"); 3];
    assert_eq!(
        limited.accept(&dongyuan(), &keys).await.error_codes(),
        ["LIMIT_EXCEEDED"]
    );
}

fn engine(hub: &TestHub) -> Engine {
    match hub.hub.db.engine() {
        tributary::db::Engine::Sqlite => Engine::Sqlite,
        tributary::db::Engine::Postgres => Engine::Postgres,
    }
}

/// Words of the database, of its drivers and of the tables that are gone.
const SECRETS: [&str; 12] = [
    "select",
    "insert",
    "no such table",
    "relation",
    "sqlite",
    "postgres",
    "sqlx",
    "sea_orm",
    "execution error",
    "syntax",
    "change_entry",
    "total_investment",
];

async fn our_own_faults_tell_nothing_but_the_request(hub: TestHub) {
    let input = json!({ "input": Register::of("Project").input("产业园") });
    let register =
        "mutation ($input: RegisterProjectInput!) { registerProject(input: $input) { issues { code } } }";
    let cases = [
        ("{ projects { nodes { name } } }", json!({})),
        ("{ projects { totalCount } }", json!({})),
        (
            "{ region(code: \"441625100\") { projects { nodes { name } } } }",
            json!({}),
        ),
        (register, input),
        (
            "{ figure(region: \"441625100\", indicator: \"SPECIALTY_OUTPUT\", period: \"2024\") { value } }",
            json!({}),
        ),
    ];
    for (query, variables) in &cases {
        let answer = hub.gql(&xiantang(), query, variables.clone()).await;
        assert_eq!(
            answer.error_codes(),
            [""; 0],
            "all is well before: {}",
            answer.body
        );
    }
    for table in ["project", "change_entry"] {
        // Renamed and not dropped: other tables refer to it.
        hub.execute(&format!("ALTER TABLE {table} RENAME TO gone_{table}"))
            .await;
    }
    for (query, variables) in cases {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let response = hub.send(Some(&hub.token(&xiantang())), body).await;
        let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
        let answer = Answer::read(response).await;
        assert_eq!(answer.error_codes(), ["INTERNAL"], "{query}");
        let error = &answer.body["errors"][0];
        assert_eq!(error["message"], "internal error");
        assert_eq!(
            error["extensions"],
            json!({ "code": "INTERNAL", "requestId": id })
        );
        let told = answer.body.to_string().to_lowercase();
        for secret in SECRETS {
            assert!(!told.contains(secret), "{secret} in {told}");
        }
    }
    let other = hub.gql(&shanxi(), "{ me { subject } }", json!({})).await;
    assert_eq!(other.at("/me/subject"), "tester", "the hub lives on");
}

async fn a_write_that_fails_leaves_nothing(hub: TestHub) {
    let project = Register::of("Project");
    project.add(&hub, &xiantang(), &project.input("一期")).await;
    // The log cannot be written: then the record must not be, either.
    hub.execute("ALTER TABLE change_entry RENAME TO hidden").await;
    let failed = project.register(&hub, &xiantang(), &project.input("二期")).await;
    assert_eq!(failed.error_codes(), ["INTERNAL"]);
    assert_eq!(failed.body["data"], Value::Null);
    hub.execute("ALTER TABLE hidden RENAME TO change_entry").await;
    let listed = hub
        .gql(
            &xiantang(),
            "{ projects { totalCount nodes { name } } }",
            json!({}),
        )
        .await;
    assert_eq!(
        listed.at("/projects"),
        &json!({ "totalCount": 1, "nodes": [{ "name": "一期" }] })
    );
    assert_eq!(
        (
            hub.audited("project").await.len(),
            hub.changed("project").await.len()
        ),
        (1, 1)
    );
    project.add(&hub, &xiantang(), &project.input("二期")).await;
}
