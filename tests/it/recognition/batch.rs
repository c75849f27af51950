//! Published lists: one batch of many regions, told row by row, and safe to repeat.

use harness::{Answer, TestHub, Who, credit_code, on_both_engines};
use serde_json::{Value, json};

use super::{XIANTANG, call, clerk, enterprise, issues, nominate, region, reviewer};

on_both_engines!(
    a_list_is_recorded_once,
    rows_are_refused_one_by_one,
    all_or_nothing_and_a_dry_run_write_nothing,
    a_key_gets_the_first_answer_again,
    only_the_recogniser_records,
    a_longer_list_costs_no_more_statements,
);

async fn record(hub: &TestHub, who: &Who, input: &Value) -> Answer {
    let text = "mutation ($input: RecordRecognitionsInput!) { recordRecognitions(input: $input) {
        created updated unchanged refused rows { index outcome id version } issues { path code figures } } }";
    hub.gql(who, text, json!({ "input": input })).await
}

fn row(code: &str, certificate: &str) -> Value {
    json!({ "programme": "HIGH_TECH", "creditCode": code, "recognisedOn": "2025-12-01", "certificate": certificate })
}

fn counts(answer: &Answer) -> [u64; 4] {
    ["created", "updated", "unchanged", "refused"].map(|name| {
        answer
            .at(&format!("/recordRecognitions/{name}"))
            .as_u64()
            .unwrap()
    })
}

async fn a_list_is_recorded_once(hub: TestHub) {
    let first = enterprise(&hub, XIANTANG, "仙塘电子").await;
    enterprise(&hub, "441900101", "石碣装备").await;
    enterprise(&hub, "441900003", "东城模具").await;
    let open = nominate(&hub, XIANTANG, "HIGH_TECH", &first).await;
    let list = json!({ "rows": [
        row(&credit_code("仙塘电子"), "GR1"),
        row(&credit_code("石碣装备").to_lowercase(), "GR2"),
        row(&credit_code("东城模具"), "GR3"),
    ] });
    let recorded = record(&hub, &reviewer("44"), &list).await;
    assert_eq!(recorded.issues(), []);
    assert_eq!(counts(&recorded), [2, 1, 0, 0]);
    assert_eq!(
        recorded.at("/recordRecognitions/rows/0/id"),
        &open["id"],
        "what was nominated"
    );
    let again = record(&hub, &reviewer("44"), &list).await;
    assert_eq!(counts(&again), [0, 0, 3, 0]);
    assert_eq!(hub.audited("recognition").await.len(), 4);
    // A correction of one row changes one entry.
    let mut corrected = list.clone();
    corrected["rows"][2]["certificate"] = json!("GR4");
    assert_eq!(
        counts(&record(&hub, &reviewer("44"), &corrected).await),
        [0, 1, 2, 0]
    );

    let text = r#"{ recognitions { nodes { name state validTo certificate region { code } nominated { by } } }
        recognitionGroups(programmes: ["HIGH_TECH"], on: "2025-12-31", tier: CITY) { region { name } count } }"#;
    let read = hub.gql(&reviewer("44"), text, json!({})).await;
    let entry = |name: &str, certificate: &str, code: &str, by: Value| {
        json!({ "name": name, "state": "RECOGNISED", "validTo": "2028-11-30", "certificate": certificate,
                "region": { "code": code }, "nominated": by })
    };
    assert_eq!(
        read.at("/recognitions/nodes"),
        &json!([
            entry("东城模具", "GR4", "441900003000", Value::Null),
            entry("仙塘电子", "GR1", "441625100000", json!({ "by": "clerk" })),
            entry("石碣装备", "GR2", "441900101000", Value::Null),
        ])
    );
    assert_eq!(
        read.at("/recognitionGroups"),
        &json!([{ "region": { "name": "河源市" }, "count": 1 }, { "region": { "name": "东莞市" }, "count": 2 }])
    );
}

async fn rows_are_refused_one_by_one(hub: TestHub) {
    let subject = enterprise(&hub, XIANTANG, "仙塘电子").await;
    enterprise(&hub, "140110", "晋源花卉").await;
    let good = row(&credit_code("仙塘电子"), "GR1");
    let mut later = good.clone();
    later["recognisedOn"] = json!("2026-01-01");
    let mut future = good.clone();
    future["recognisedOn"] = json!("2027-01-01");
    let mut kind = good.clone();
    kind["programme"] = json!("INNOVATION_TOWN");
    let mut unknown = good.clone();
    unknown["programme"] = json!("NO_SUCH");
    let list = json!({ "rows": [
        good, row("91310110666007217T", "GR2"), row(&credit_code("晋源花卉"), "GR3"),
        { "programme": "HIGH_TECH", "recognisedOn": "2025-12-01" }, later, good, future, unknown,
    ] });
    let recorded = record(&hub, &reviewer("44"), &list).await;
    assert_eq!(counts(&recorded), [1, 0, 0, 7]);
    let expected = [
        ("DUPLICATE_ROW", "rows.4"),
        ("DUPLICATE_ROW", "rows.5"),
        ("DUPLICATE_ROW", "rows.6"),
        ("IN_THE_FUTURE", "rows.6.recognisedOn"),
        ("UNKNOWN_SUBJECT", "rows.1.creditCode"),
        ("UNKNOWN_SUBJECT", "rows.2.creditCode"),
        ("UNKNOWN_SUBJECT", "rows.3.subject"),
        ("UNKNOWN_TERM", "rows.7.programme"),
    ];
    assert_eq!(recorded.issues(), issues(&expected));
    // Against what is stored: an overlap, and a town's programme for an enterprise.
    kind["subject"] = subject.clone();
    let recorded = record(&hub, &reviewer("44"), &json!({ "rows": [later] })).await;
    assert_eq!(recorded.issues(), issues(&[("OVERLAP", "rows.0.recognisedOn")]));
    let recorded = record(&hub, &reviewer("4416"), &json!({ "rows": [kind] })).await;
    assert_eq!(
        recorded.issues(),
        issues(&[("WRONG_SUBJECT_KIND", "rows.0.programme")])
    );
    // What was revoked does not come back with the same list.
    let text = "{ recognitions { nodes { id version } } }";
    let read = hub.gql(&reviewer("44"), text, json!({})).await;
    let entry = read.at("/recognitions/nodes/0");
    let revoke = json!({ "id": entry["id"], "expectedVersion": entry["version"], "on": "2026-03-01", "reason": "虚假材料" });
    assert_eq!(
        call(&hub, &reviewer("44"), "revokeRecognition", &revoke)
            .await
            .issues(),
        []
    );
    let recorded = record(&hub, &reviewer("44"), &json!({ "rows": [good] })).await;
    assert_eq!(recorded.issues(), issues(&[("WRONG_STATE", "rows.0.id")]));
    // A town's own list: 示范镇 that are no 创新强镇.
    let town = region(&hub, XIANTANG).await;
    let row = json!({ "programme": "DEMONSTRATION_TOWN", "subject": town, "recognisedOn": "2026-01-01" });
    let recorded = record(&hub, &reviewer("4416"), &json!({ "rows": [row] })).await;
    assert_eq!(
        recorded.issues(),
        issues(&[("PREREQUISITE_MISSING", "rows.0.subject")])
    );
}

async fn all_or_nothing_and_a_dry_run_write_nothing(hub: TestHub) {
    enterprise(&hub, XIANTANG, "仙塘电子").await;
    let rows = json!([
        row(&credit_code("仙塘电子"), "GR1"),
        row("91310110666007217T", "GR2")
    ]);
    let whole = json!({ "rows": rows, "allOrNothing": true });
    let recorded = record(&hub, &reviewer("44"), &whole).await;
    assert_eq!(recorded.at("/recordRecognitions/rows/0/outcome"), "WITHHELD");
    let dry = json!({ "rows": rows, "dryRun": true });
    let recorded = record(&hub, &reviewer("44"), &dry).await;
    assert_eq!(counts(&recorded), [1, 0, 0, 1]);
    assert_eq!(recorded.at("/recordRecognitions/rows/0/id"), &Value::Null);
    assert_eq!(hub.audited("recognition").await, []);
    let many = vec![row("91310110666007217T", "GR"); 1001];
    let refused = record(&hub, &reviewer("44"), &json!({ "rows": many })).await;
    assert_eq!(refused.error_codes(), ["LIMIT_EXCEEDED"]);
}

async fn a_key_gets_the_first_answer_again(hub: TestHub) {
    enterprise(&hub, XIANTANG, "仙塘电子").await;
    let list = json!({ "rows": [row(&credit_code("仙塘电子"), "GR1")], "idempotencyKey": "2025-12" });
    let first = record(&hub, &reviewer("44"), &list).await;
    let second = record(&hub, &reviewer("44"), &list).await;
    assert_eq!(first.data(), second.data());
    assert_eq!(counts(&second), [1, 0, 0, 0]);
    let other = json!({ "rows": [], "idempotencyKey": "2025-12" });
    let refused = record(&hub, &reviewer("44"), &other).await;
    assert_eq!(refused.error_codes(), ["IDEMPOTENCY_KEY_REUSED"]);
}

async fn only_the_recogniser_records(hub: TestHub) {
    enterprise(&hub, XIANTANG, "仙塘电子").await;
    let list = json!({ "rows": [row(&credit_code("仙塘电子"), "GR1")] });
    for by in [
        reviewer("4416"),
        reviewer("441625"),
        reviewer(XIANTANG),
        clerk("44"),
    ] {
        assert_eq!(
            record(&hub, &by, &list).await.error_codes(),
            ["FORBIDDEN"],
            "{by:?}"
        );
    }
    let elsewhere = record(&hub, &reviewer("14"), &list).await;
    assert_eq!(
        elsewhere.issues(),
        issues(&[("UNKNOWN_SUBJECT", "rows.0.creditCode")])
    );
    assert_eq!(hub.audited("recognition").await, []);
}

async fn a_longer_list_costs_no_more_statements(hub: TestHub) {
    let names: Vec<String> = (0..12).map(|number| format!("仙塘{number}厂")).collect();
    for name in &names {
        enterprise(&hub, XIANTANG, name).await;
    }
    let list = |names: &[String]| -> Value {
        let rows = names.iter().map(|name| row(&credit_code(name), name));
        json!({ "rows": rows.collect::<Vec<_>>() })
    };
    let (short, long) = (list(&names[..2]), list(&names[2..]));
    let province = reviewer("44");
    let (recorded, few) = hub.statements(record(&hub, &province, &short)).await;
    assert_eq!(counts(&recorded), [2, 0, 0, 0]);
    let (recorded, many) = hub.statements(record(&hub, &province, &long)).await;
    assert_eq!(counts(&recorded), [10, 0, 0, 0]);
    assert_eq!(few, many);
}
