//! Variables: what is left out is left out, and all are looked at before anything runs.

use harness::{Answer, Register, TestHub, on_both_engines, xiantang};
use serde_json::{Value, json};

on_both_engines!(
    an_absent_variable_leaves_its_field_alone,
    a_named_operation_is_looked_at_as_well,
    a_null_empties,
    nothing_runs_before_all_variables_are_checked,
    a_default_stands_in_for_an_absent_variable,
);

/// As an ordinary typed client writes it: every field a variable, and only some of them given.
const UPDATE: &str = "mutation (
        $id: ID!, $version: Int!, $name: String, $note: String, $industry: String, $code: CreditCode,
        $other: [String!], $sizes: [EnterpriseSizeInput!], $contact: EnterpriseContactInput
    ) {
        updateEnterprise(input: {
            id: $id, expectedVersion: $version, name: $name, note: $note, industry: $industry, creditCode: $code,
            otherNames: $other, sizes: $sizes, contact: $contact
        }) { enterprise { name note industry otherNames creditCode } issues { path code } }
    }";

async fn enterprise(hub: &TestHub) -> (Value, Value) {
    let register = Register::of("Enterprise");
    let input = json!({
        "name": "仙塘电子", "note": "一号厂房", "industry": "39", "otherNames": ["仙电"],
        "creditCode": harness::credit_code("仙塘电子"),
    });
    let record = register.add(hub, &xiantang(), &input).await;
    let (id, version) = (record["id"].clone(), record["version"].clone());
    (json!({ "id": id, "version": version }), record)
}

fn with(base: &Value, more: &Value) -> Value {
    let mut all = base.clone();
    for (name, value) in more.as_object().unwrap() {
        all[name] = value.clone();
    }
    all
}

async fn an_absent_variable_leaves_its_field_alone(hub: TestHub) {
    let (key, before) = enterprise(&hub).await;
    let given = with(&key, &json!({ "note": "二号厂房" }));
    let answer = hub.gql(&xiantang(), UPDATE, given).await;
    let after = answer.at("/updateEnterprise/enterprise");
    assert_eq!(after["note"], "二号厂房");
    for field in ["name", "industry", "otherNames", "creditCode"] {
        assert_eq!(after[field], before[field], "{field}");
    }
}

/// An operation with a name, which a client need not repeat beside the document.
async fn a_named_operation_is_looked_at_as_well(hub: TestHub) {
    let (key, before) = enterprise(&hub).await;
    let named = UPDATE.replacen("mutation", "mutation Change", 1);
    let answer = hub
        .gql(&xiantang(), &named, with(&key, &json!({ "note": "三号厂房" })))
        .await;
    let after = answer.at("/updateEnterprise/enterprise");
    assert_eq!(
        (&after["note"], &after["industry"]),
        (&json!("三号厂房"), &before["industry"])
    );
    let missing = hub.gql(&xiantang(), &named, json!({ "id": key["id"] })).await;
    assert_eq!(missing.error_codes(), ["BAD_USER_INPUT"]);
}

async fn a_null_empties(hub: TestHub) {
    let (key, before) = enterprise(&hub).await;
    let answer = hub
        .gql(&xiantang(), UPDATE, with(&key, &json!({ "note": null })))
        .await;
    let after = answer.at("/updateEnterprise/enterprise");
    assert_eq!(after["note"], Value::Null);
    assert_eq!(after["industry"], before["industry"]);
}

async fn nothing_runs_before_all_variables_are_checked(hub: TestHub) {
    let query = "mutation ($first: String!, $second: String!, $day: Date, $size: Int) {
        a: registerEnterprise(input: { name: $first }) { enterprise { id } }
        b: registerEnterprise(input: { name: $second, sizes: [{ since: $day, size: LARGE }] }) { enterprise { id } }
        c: registerEnterprise(input: { name: \"丙\", years: [{ year: $size }] }) { enterprise { id } }
    }";
    for (given, code) in [
        (json!({ "first": "甲" }), "BAD_USER_INPUT"),
        (json!({ "first": "甲", "second": null }), "BAD_USER_INPUT"),
        (json!({ "first": "甲", "second": 7 }), "BAD_USER_INPUT"),
        (
            json!({ "first": "甲", "second": "乙", "day": "2024-02-30" }),
            "BAD_USER_INPUT",
        ),
        (
            json!({ "first": "甲", "second": "乙", "size": 3_000_000_000_u64 }),
            "BAD_USER_INPUT",
        ),
    ] {
        let answer = hub.gql(&xiantang(), query, given.clone()).await;
        assert!(
            answer.error_codes().contains(&code),
            "{} for {given}",
            answer.body
        );
        assert_eq!(answer.body.get("data"), None, "nothing was executed");
    }
    // A literal that is none of its type, in the second mutation.
    let literal = "mutation {
        a: registerEnterprise(input: { name: \"甲\" }) { enterprise { id } }
        b: registerEnterprise(input: { name: \"乙\", sizes: [{ since: \"2024-13-01\", size: LARGE }] }) { enterprise { id } }
    }";
    let answer = hub.gql(&xiantang(), literal, json!({})).await;
    assert_eq!(answer.error_codes(), ["BAD_USER_INPUT"]);
    let told = answer.body["errors"][0]["message"].as_str().unwrap();
    assert!(told.starts_with("input.sizes.0.since: "), "{told}");
    assert_eq!(hub.audited("enterprise").await.len(), 0);
}

async fn a_default_stands_in_for_an_absent_variable(hub: TestHub) {
    enterprise(&hub).await;
    let list = "query ($first: Int = 1, $after: String, $search: String) {
        enterprises(first: $first, after: $after, filter: { search: $search }) { nodes { name } } }";
    let answer: Answer = hub.gql(&xiantang(), list, json!({})).await;
    assert_eq!(answer.at("/enterprises/nodes"), &json!([{ "name": "仙塘电子" }]));
    let wrong = list.replace("$first: Int = 1", "$first: Int = 0");
    assert_eq!(
        hub.gql(&xiantang(), &wrong, json!({})).await.error_codes(),
        ["BAD_USER_INPUT"]
    );
}
