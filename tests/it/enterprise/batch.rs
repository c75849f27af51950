//! Batches of enterprises.

use harness::{Answer, TestHub, Who, credit_code, on_both_engines, who, xiantang};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

use super::{enterprise, pairs};

on_both_engines!(
    a_batch_creates_changes_and_leaves_alone,
    every_row_is_judged_by_itself,
    one_record_named_in_two_ways_is_one_record,
    all_or_nothing_and_dry_runs_write_nothing,
    the_same_batch_twice_is_one_batch,
    two_batches_at_once_count_nothing_twice,
    the_cost_does_not_grow_with_the_rows,
);

const UPSERT: &str = "mutation ($input: UpsertEnterprisesInput!) { upsertEnterprises(input: $input) {
    created updated unchanged refused rows { index outcome id version } issues { path code severity figures } } }";

async fn upsert(hub: &TestHub, who: &Who, input: Value) -> Answer {
    hub.gql(who, UPSERT, json!({ "input": input })).await
}

fn outcomes(answer: &Answer) -> Vec<&str> {
    let rows = answer.at("/upsertEnterprises/rows").as_array().unwrap();
    rows.iter().map(|row| row["outcome"].as_str().unwrap()).collect()
}

async fn a_batch_creates_changes_and_leaves_alone(hub: TestHub) {
    let coded =
        |name: &str, note: &str| json!({ "name": name, "creditCode": credit_code(name), "note": note });
    let named = |name: &str, note: &str| json!({ "name": name, "note": note });
    let first = upsert(
        &hub,
        &xiantang(),
        json!({ "rows": [coded("甲", "一"), coded("乙", "一"), named("丙", "一"), named("丁", "一")] }),
    )
    .await;
    assert_eq!(outcomes(&first), ["CREATED"; 4]);
    let id = first.at("/upsertEnterprises/rows/3/id").clone();
    // By code with another name, by code unchanged, by name, by id, and a new one.
    let mut renamed = coded("甲", "一");
    renamed["name"] = json!("甲甲");
    let rows = json!([renamed, coded("乙", "一"), named("丙", "二"), { "id": id, "expectedVersion": 1, "note": null }, named("戊", "一")]);
    let second = upsert(&hub, &xiantang(), json!({ "rows": rows })).await;
    assert_eq!(
        outcomes(&second),
        ["UPDATED", "UNCHANGED", "UPDATED", "UPDATED", "CREATED"]
    );
    let payload = second.at("/upsertEnterprises");
    assert_eq!(
        (
            &payload["created"],
            &payload["updated"],
            &payload["unchanged"],
            &payload["refused"]
        ),
        (&json!(1), &json!(3), &json!(1), &json!(0))
    );
    let versions: Vec<_> = payload["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["version"].clone())
        .collect();
    assert_eq!(versions, [2, 1, 2, 2, 1]);
    let read = enterprise().read(&hub, &xiantang(), &id).await;
    assert_eq!(
        (&read["name"], &read["note"], &read["version"]),
        (&json!("丁"), &Value::Null, &json!(2))
    );
    assert_eq!(hub.audited("enterprise").await.len(), 8);
    assert_eq!(hub.changed("enterprise").await.len(), 8);
}

async fn every_row_is_judged_by_itself(hub: TestHub) {
    let other = enterprise()
        .add(
            &hub,
            &who("441625101", Role::Reporter),
            &json!({ "name": "邻", "creditCode": credit_code("邻") }),
        )
        .await;
    let rows = json!([
        { "name": "好", "creditCode": credit_code("好") },
        { "name": " 坏", "creditCode": "1" },
        { "name": "邻", "creditCode": credit_code("邻") },
        { "name": "好二", "creditCode": credit_code("好") },
        { "id": other["id"], "name": "抢" },
        { "creditCode": credit_code("无名") },
        { "name": "旧", "creditCode": credit_code("旧") },
    ]);
    let old = enterprise()
        .add(
            &hub,
            &xiantang(),
            &json!({ "name": "旧", "creditCode": credit_code("旧") }),
        )
        .await;
    let mut rows = rows;
    rows[6]["expectedVersion"] = json!(9);
    let answer = upsert(&hub, &xiantang(), json!({ "rows": rows })).await;
    assert_eq!(
        outcomes(&answer),
        [
            "CREATED", "REFUSED", "REFUSED", "REFUSED", "REFUSED", "REFUSED", "REFUSED"
        ]
    );
    let mut issues = answer.issues();
    issues.retain(|(code, _)| code != "CREDIT_CODE_MISSING");
    assert_eq!(
        issues,
        pairs(&[
            ("ALREADY_REGISTERED", "rows.2.creditCode"),
            ("BAD_CREDIT_CODE", "rows.1.creditCode"),
            ("BAD_NAME", "rows.1.name"),
            ("BAD_NAME", "rows.5.name"),
            ("DUPLICATE_ROW", "rows.3"),
            ("DUPLICATE_ROW", "rows.3.creditCode"),
            ("NOT_FOUND", "rows.4.id"),
            ("VERSION_CONFLICT", "rows.6.expectedVersion"),
        ])
    );
    assert_eq!(
        enterprise().read(&hub, &xiantang(), &old["id"]).await["version"],
        1
    );
    let viewer = upsert(&hub, &who("441625100", Role::Viewer), json!({ "rows": [] })).await;
    assert_eq!(viewer.error_codes(), ["FORBIDDEN"]);
    let many: Vec<_> = (0..1001).map(|at| json!({ "name": format!("厂{at}") })).collect();
    let refused = upsert(&hub, &xiantang(), json!({ "rows": many })).await;
    assert_eq!(refused.error_codes(), ["LIMIT_EXCEEDED"]);
}

async fn one_record_named_in_two_ways_is_one_record(hub: TestHub) {
    let code = credit_code("甲");
    let added = enterprise()
        .add(&hub, &xiantang(), &json!({ "name": "甲", "creditCode": code }))
        .await;
    let rows = json!([
        { "name": "乙" },
        { "creditCode": code, "note": "一" },
        { "id": added["id"], "note": "二" },
    ]);
    let answer = upsert(&hub, &xiantang(), json!({ "rows": rows })).await;
    assert_eq!(outcomes(&answer), ["CREATED", "UPDATED", "REFUSED"]);
    let issues = answer.at("/upsertEnterprises/issues").as_array().unwrap();
    let issue = issues
        .iter()
        .find(|issue| issue["code"] == "DUPLICATE_ROW")
        .unwrap();
    assert_eq!(
        (&issue["path"], &issue["figures"]),
        (&json!(["rows", "2"]), &json!(["1"]))
    );
}

async fn all_or_nothing_and_dry_runs_write_nothing(hub: TestHub) {
    let rows = json!([{ "name": "甲", "creditCode": credit_code("甲") }, { "name": "" }]);
    let answer = upsert(&hub, &xiantang(), json!({ "rows": rows, "allOrNothing": true })).await;
    assert_eq!(outcomes(&answer), ["WITHHELD", "REFUSED"]);
    let dry = upsert(&hub, &xiantang(), json!({ "rows": rows, "dryRun": true })).await;
    assert_eq!(outcomes(&dry), ["CREATED", "REFUSED"]);
    assert_eq!(dry.at("/upsertEnterprises/rows/0/id"), &Value::Null);
    assert_eq!(hub.audited("enterprise").await.len(), 0);
    assert_eq!(hub.rows("SELECT 1 AS one FROM name_part").await.len(), 0);
}

async fn the_same_batch_twice_is_one_batch(hub: TestHub) {
    let rows = json!([{ "name": "甲" }, { "name": "乙" }]);
    let input = json!({ "rows": rows, "idempotencyKey": "夜间同步-1" });
    let first = upsert(&hub, &xiantang(), input.clone()).await;
    let again = upsert(&hub, &xiantang(), input).await;
    assert_eq!(first.body, again.body, "the first answer again, not 'unchanged'");
    let other = json!({ "rows": [{ "name": "丙" }], "idempotencyKey": "夜间同步-1" });
    assert_eq!(
        upsert(&hub, &xiantang(), other).await.error_codes(),
        ["IDEMPOTENCY_KEY_REUSED"]
    );
    // Without a key, the second time nothing changes.
    let plain = upsert(&hub, &xiantang(), json!({ "rows": rows })).await;
    assert_eq!(outcomes(&plain), ["UNCHANGED"; 2]);
    assert_eq!(hub.audited("enterprise").await.len(), 2);
}

async fn two_batches_at_once_count_nothing_twice(hub: TestHub) {
    let codes: Vec<_> = (0..20).map(|at| credit_code(&format!("并发{at}"))).collect();
    let rows = |reverse: bool| {
        let mut rows: Vec<_> = codes
            .iter()
            .enumerate()
            .map(|(at, code)| json!({ "name": format!("厂{at}"), "creditCode": code }))
            .collect();
        if reverse {
            rows.reverse();
        }
        json!({ "rows": rows })
    };
    let towns = ["441625100", "441625101", "441625100", "441625102"].map(|town| who(town, Role::Reporter));
    let tries = towns
        .iter()
        .enumerate()
        .map(|(at, who)| upsert(&hub, who, rows(at % 2 == 1)));
    let answers = futures_util::future::join_all(tries).await;
    let created: u64 = answers
        .iter()
        .map(|answer| answer.at("/upsertEnterprises/created").as_u64().unwrap())
        .sum();
    assert_eq!(created, 20);
    assert_eq!(hub.audited("enterprise").await.len(), 20);
}

async fn the_cost_does_not_grow_with_the_rows(hub: TestHub) {
    let rows = |from: usize, to: usize, note: &str| -> Vec<Value> {
        let row = |at| json!({ "name": format!("厂{at}"), "creditCode": credit_code(&format!("厂{at}")), "note": note });
        (from..to).map(row).collect()
    };
    let (one, few) = hub
        .statements(upsert(&hub, &xiantang(), json!({ "rows": rows(0, 1, "一") })))
        .await;
    let (all, many) = hub
        .statements(upsert(&hub, &xiantang(), json!({ "rows": rows(0, 300, "二") })))
        .await;
    assert_eq!((outcomes(&one).len(), outcomes(&all).len()), (1, 300));
    // The one that was there has old index rows to delete: one statement a table.
    assert!(many <= few + 7, "{many} statements for 300 rows, {few} for one");
}
