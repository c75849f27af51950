//! What bureaus ask of the registers every day: a fixed number of statements, however many rows come, and on SQLite
//! each by an index.

use std::sync::{Arc, Mutex};

use harness::{Register, TestHub, dongyuan, guangdong, who};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

use super::{Engine, cost, count};

on_one_thread!(
    a_page_of_enterprises_costs_three_statements,
    the_largest_of_each_town_cost_one_statement_a_register,
    groups_cost_one_statement,
);

/// Eight towns of 东源县 with four enterprises and a project each; the province recognised every enterprise.
async fn fill(hub: &TestHub) {
    let (enterprise, project) = (Register::of("Enterprise"), Register::of("Project"));
    for town in [
        "441625100",
        "441625101",
        "441625102",
        "441625103",
        "441625104",
        "441625105",
        "441625106",
        "441625107",
    ] {
        let mut subjects = Vec::new();
        for (number, name) in ["甲", "乙", "丙", "丁"].into_iter().enumerate() {
            let mut input = enterprise.input(&format!("{town}{name}"));
            input["years"] = json!([{ "year": 2024, "output": { "value": number.to_string() } }]);
            subjects.push(enterprise.add(hub, &enterprise.clerk(town), &input).await["id"].clone());
        }
        project
            .add(hub, &project.clerk(town), &project.input("产业园"))
            .await;
        let rows: Vec<Value> = subjects
            .iter()
            .map(|subject| json!({ "programme": "HIGH_TECH", "subject": subject, "recognisedOn": "2025-12-01" }))
            .collect();
        let record = "mutation ($rows: [RecordRecognitionRow!]!) {
            recordRecognitions(input: { rows: $rows }) { created issues { code path } } }";
        let recorded = hub
            .gql(&who("44", Role::Reviewer), record, json!({ "rows": rows }))
            .await;
        assert_eq!(recorded.at("/recordRecognitions/created"), 4, "{}", recorded.body);
    }
}

const PAGE: &str = "query ($first: Int) { enterprises(first: $first, filter: { recognised: { programme: \"HIGH_TECH\" } }) {
    nodes { name creditCode region { name parent { name } } years { year output { value } } recognitions { programme { code } } } } }";

const LARGEST: &str =
    "query ($first: Int) { region(code: \"441625\") { children(first: $first) { nodes { name
    enterprises(first: 5, order: { field: MAGNITUDE, direction: DESC }) { nodes { name } }
    projects(first: 5, order: { field: MAGNITUDE, direction: DESC }) { nodes { name } } } } } }";

const GROUPS: &str = "{ enterpriseGroups(tier: COUNTY, by: PROGRAMME, year: 2024) { region { name } key count output { value } } }";

async fn a_page_of_enterprises_costs_three_statements(hub: TestHub) {
    fill(&hub).await;
    for first in [1, 30] {
        let (data, statements) = cost(&hub, &dongyuan(), PAGE, json!({ "first": first })).await;
        assert_eq!(count(&data, "/enterprises/nodes"), first);
        assert_eq!(
            data.pointer("/enterprises/nodes/0/recognitions/0/programme/code")
                .unwrap(),
            "HIGH_TECH"
        );
        // The page, the entries of its enterprises, and the programmes of these.
        assert_eq!(statements, 3, "{first} enterprises");
    }
    by_index(&hub, PAGE, json!({ "first": 30 })).await;
}

async fn the_largest_of_each_town_cost_one_statement_a_register(hub: TestHub) {
    fill(&hub).await;
    for towns in [1, 8] {
        let (data, statements) = cost(&hub, &guangdong(), LARGEST, json!({ "first": towns })).await;
        let last = format!("/region/children/nodes/{}", towns - 1);
        let names = data.pointer(&format!("{last}/enterprises/nodes")).unwrap();
        let ends = |at: usize, end: &str| names[at]["name"].as_str().unwrap().ends_with(end);
        assert!(ends(0, "丁") && ends(3, "甲"), "the largest first: {names}");
        assert_eq!(count(&data, &format!("{last}/projects/nodes")), 1);
        assert_eq!(statements, 2, "{towns} towns");
    }
    by_index(&hub, LARGEST, json!({ "first": 8 })).await;
}

async fn groups_cost_one_statement(hub: TestHub) {
    fill(&hub).await;
    let (data, statements) = cost(&hub, &guangdong(), GROUPS, json!({})).await;
    assert_eq!(data.pointer("/enterpriseGroups/0/count").unwrap(), 32);
    assert_eq!(statements, 1);
    by_index(&hub, GROUPS, json!({})).await;
}

/// No table of the registers is read from its beginning to its end. SQLite's plans do not depend on the rows;
/// PostgreSQL reads a small table whole and rightly so: its plans are the benchmark's.
async fn by_index(hub: &TestHub, query: &str, variables: Value) {
    let db = hub.hub.db.clone();
    if db.engine() != tributary::db::Engine::Sqlite {
        return;
    }
    let seen: Arc<Mutex<Vec<Statement>>> = Arc::default();
    let keep = Arc::clone(&seen);
    db.observe(move |statement| keep.lock().unwrap().push(statement.clone()));
    let _ = cost(hub, &guangdong(), query, variables).await;
    let statements = std::mem::take(&mut *seen.lock().unwrap());
    assert!(!statements.is_empty());
    for statement in statements {
        let mut asked = statement.clone();
        asked.sql = format!("EXPLAIN QUERY PLAN {}", statement.sql);
        for row in db.reader().query_all_raw(asked).await.unwrap() {
            let step: String = row.try_get("", "detail").unwrap();
            let whole = [
                "enterprise",
                "project",
                "platform",
                "recognition",
                "enterprise_location",
            ]
            .into_iter()
            .any(|table| step.starts_with(&format!("SCAN {table}")));
            // Over an index from end to end is a whole table, too.
            let mut words = step.split_whitespace();
            let scanned = (words.next() == Some("SCAN")).then(|| words.next()).flatten();
            let aliased = scanned.is_some_and(|alias| ["t", "r", "l", "y"].contains(&alias));
            assert!(!whole && !aliased, "{step}: {}", statement.sql);
        }
    }
}
