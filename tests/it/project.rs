//! Projects: exact money, dated stages, bureaus by any name, steps and progress, and the figures made of them.

mod bureaus;
mod figures;
mod stages;
mod work;

use harness::{Register, TestHub, Who, on_both_engines, xiantang};
use serde_json::{Value, json};

on_both_engines!(
    money_is_stored_and_given_back_exactly,
    money_that_cannot_be_kept_exactly_is_refused,
    another_unit_needs_the_value,
    the_day_of_a_stage_is_not_that_of_the_next,
);

fn project() -> Register {
    Register::of("Project")
}

fn invested(name: &str, value: &str, unit: &str) -> Value {
    json!({ "name": name, "kind": "INVESTMENT", "stage": "SIGNED", "totalInvestment": value, "investmentUnit": unit })
}

/// A change of a version of a record.
fn change(record: &Value, version: u32, fields: Value) -> Value {
    let mut input = json!({ "id": record["id"], "expectedVersion": version });
    input
        .as_object_mut()
        .unwrap()
        .extend(fields.as_object().unwrap().clone());
    input
}

/// A field of a project, with its selection, by its id.
async fn field(hub: &TestHub, who: &Who, id: &Value, selection: &str) -> Value {
    let query = format!("query ($id: ID!) {{ node(id: $id) {{ ... on Project {{ {selection} }} }} }}");
    let answer = hub.gql(who, &query, json!({ "id": id })).await;
    answer.at("/node").clone()
}

/// The names of the projects that a filter finds.
async fn found(hub: &TestHub, who: &Who, filter: Value) -> Vec<String> {
    let query = "query ($filter: ProjectFilter) { projects(filter: $filter) { totalCount nodes { name } } }";
    let answer = hub.gql(who, query, json!({ "filter": filter })).await;
    let nodes = answer.at("/projects/nodes").as_array().unwrap();
    assert_eq!(answer.at("/projects/totalCount"), nodes.len());
    let name = |node: &Value| node["name"].as_str().unwrap().to_owned();
    nodes.iter().map(name).collect()
}

fn one(code: &str, path: &str) -> [(String, String); 1] {
    [(code.to_owned(), path.to_owned())]
}

async fn money_is_stored_and_given_back_exactly(hub: TestHub) {
    // The value and unit as they are given, and the 分 that are stored.
    let amounts = [
        ("10.4", "亿元", 104_000_000_000_i64),
        ("0.00000001", "亿元", 100),
        ("70.263517", "万元", 70_263_517),
        ("0.01", "元", 1),
        ("0", "万元", 0),
        // Beyond 2^53: a floating point number would lose the last digits.
        ("92233720368547758.07", "元", i64::MAX),
    ];
    for (value, unit, scaled) in amounts {
        let name = format!("{value}{unit}");
        let created = project()
            .add(&hub, &xiantang(), &invested(&name, value, unit))
            .await;
        for record in [&created, &project().read(&hub, &xiantang(), &created["id"]).await] {
            assert_eq!(record["totalInvestment"], value);
            assert_eq!(record["investmentUnit"], unit);
        }
        let sql = format!("SELECT total_investment, investment_unit FROM project WHERE name = '{name}'");
        let rows = hub.rows(&sql).await;
        assert_eq!(rows[0].try_get::<i64>("", "total_investment").unwrap(), scaled);
        assert_eq!(rows[0].try_get::<String>("", "investment_unit").unwrap(), unit);
    }
    let absent = project().add(&hub, &xiantang(), &project().input("未定")).await;
    assert_eq!(absent["totalInvestment"], Value::Null, "missing is not zero");
    assert_eq!(absent["investmentUnit"], Value::Null);
}

async fn money_that_cannot_be_kept_exactly_is_refused(hub: TestHub) {
    let refused = [
        ("0.001", "元", one("NOT_EXACT", "totalInvestment")),
        ("92233720368547758.08", "元", one("NOT_EXACT", "totalInvestment")),
        ("-1", "万元", one("NEGATIVE", "totalInvestment")),
        ("1", "亩", one("UNIT_MISMATCH", "investmentUnit")),
        ("1", "美元", one("UNKNOWN_UNIT", "investmentUnit")),
    ];
    for (value, unit, issues) in refused {
        let answer = project()
            .register(&hub, &xiantang(), &invested("不准", value, unit))
            .await;
        assert_eq!(answer.issues(), issues, "{value} {unit}");
        assert_eq!(answer.at("/payload/project"), &Value::Null);
    }
    let bad = json!({ "name": " 坏", "kind": "PARK", "stage": "SIGNED", "stageSince": "2027-01-01",
                      "totalInvestment": "-0.001", "investmentUnit": "元" });
    let answer = project().register(&hub, &xiantang(), &bad).await;
    let codes: Vec<_> = answer.issues().into_iter().map(|(code, _)| code).collect();
    assert_eq!(
        codes,
        ["BAD_NAME", "IN_THE_FUTURE", "NEGATIVE", "NOT_EXACT"],
        "all together"
    );
    assert_eq!(hub.audited("project").await, []);
}

async fn another_unit_needs_the_value(hub: TestHub) {
    let created = project()
        .add(&hub, &xiantang(), &invested("产业园", "10.4", "亿元"))
        .await;
    let change = |version: u32, fields: Value| super::project::change(&created, version, fields);
    let refused = project()
        .update(&hub, &xiantang(), &change(1, json!({ "investmentUnit": "万元" })))
        .await;
    assert_eq!(refused.issues(), one("VALUE_MISSING", "totalInvestment"));

    // A value alone keeps the unit that the record has.
    let changed = project()
        .update(&hub, &xiantang(), &change(1, json!({ "totalInvestment": "11" })))
        .await;
    assert_eq!(changed.at("/payload/project/totalInvestment"), "11");
    assert_eq!(changed.at("/payload/project/investmentUnit"), "亿元");

    let emptied = project()
        .update(&hub, &xiantang(), &change(2, json!({ "totalInvestment": null })))
        .await;
    assert_eq!(emptied.at("/payload/project/totalInvestment"), &Value::Null);
    assert_eq!(emptied.at("/payload/project/investmentUnit"), &Value::Null);

    let bare = project()
        .update(
            &hub,
            &xiantang(),
            &change(3, json!({ "totalInvestment": "104000" })),
        )
        .await;
    assert_eq!(bare.at("/payload/project/investmentUnit"), "万元", "by default");
}

async fn the_day_of_a_stage_is_not_that_of_the_next(hub: TestHub) {
    let input = json!({ "name": "产业园", "kind": "PARK", "stage": "SIGNED", "stageSince": "2026-03-01" });
    let created = project().add(&hub, &xiantang(), &input).await;
    let steps = [
        (json!({ "note": "无变化" }), "SIGNED", json!("2026-03-01")),
        (json!({ "stage": "SIGNED" }), "SIGNED", json!("2026-03-01")),
        (json!({ "stage": "STARTED" }), "STARTED", Value::Null),
        (
            json!({ "stage": "STARTED", "stageSince": "2026-05-01" }),
            "STARTED",
            json!("2026-05-01"),
        ),
        (json!({ "stageSince": null }), "STARTED", Value::Null),
    ];
    for (version, (fields, stage, since)) in (1..).zip(steps) {
        let input = change(&created, version, fields.clone());
        assert_eq!(project().update(&hub, &xiantang(), &input).await.issues(), []);
        let read = project().read(&hub, &xiantang(), &created["id"]).await;
        assert_eq!(
            (&read["stage"], &read["stageSince"]),
            (&json!(stage), &since),
            "{fields}"
        );
    }
}
