//! The days of a recognition: the clock ends it, a revocation ends it earlier, and two do not overlap.

use chrono::TimeDelta;
use harness::{TestHub, on_both_engines};
use serde_json::{Value, json};

use super::{XIANTANG, call, clerk, enterprise, issues, nominate, recognise, reviewer};

on_both_engines!(
    it_expires_with_the_clock,
    it_is_revoked_from_a_day_on,
    days_are_checked,
    two_do_not_overlap,
);

async fn state(hub: &TestHub, id: &Value) -> Value {
    let text = "query ($id: ID!) { node(id: $id) { ... on Recognition { state } } }";
    let read = hub.gql(&reviewer("44"), text, json!({ "id": id })).await;
    read.at("/node/state").clone()
}

async fn it_expires_with_the_clock(hub: TestHub) {
    let subject = enterprise(&hub, XIANTANG, "仙塘电子").await;
    let entry = nominate(&hub, XIANTANG, "TECH_SME", &subject).await;
    let entry = recognise(&hub, &reviewer("44"), &entry, "2025-06-03").await;
    assert_eq!(entry["validTo"], "2026-06-02");
    let count = async || {
        let text = r#"{ recognitionGroups(programmes: ["TECH_SME"]) { count } }"#;
        let read = hub.gql(&reviewer("44"), text, json!({})).await;
        read.at("/recognitionGroups/0/count").clone()
    };
    hub.clock.advance(TimeDelta::days(1));
    assert_eq!(
        (state(&hub, &entry["id"]).await, count().await),
        (json!("RECOGNISED"), json!(1))
    );
    // 16:00 UTC is midnight in China.
    hub.clock.advance(TimeDelta::hours(8));
    assert_eq!(
        (state(&hub, &entry["id"]).await, count().await),
        (json!("EXPIRED"), json!(0))
    );
    assert_eq!(hub.audited("recognition").await.len(), 2, "nothing was written");
    let text = "{ recognitions(filter: { state: EXPIRED }) { totalCount } }";
    let read = hub.gql(&reviewer("44"), text, json!({})).await;
    assert_eq!(read.at("/recognitions/totalCount"), 1);
    nominate(&hub, XIANTANG, "TECH_SME", &subject).await;
}

async fn it_is_revoked_from_a_day_on(hub: TestHub) {
    let subject = enterprise(&hub, XIANTANG, "仙塘电子").await;
    let entry = nominate(&hub, XIANTANG, "HIGH_TECH", &subject).await;
    let entry = recognise(&hub, &reviewer("44"), &entry, "2024-12-01").await;
    let revoke =
        |on: &str| json!({ "id": entry["id"], "expectedVersion": 2, "on": on, "reason": "提供虚假材料" });
    for (on, code) in [("2024-11-30", "NOT_VALID_THEN"), ("2026-06-02", "IN_THE_FUTURE")] {
        let refused = call(&hub, &reviewer("44"), "revokeRecognition", &revoke(on)).await;
        assert_eq!(refused.issues(), issues(&[(code, "on")]));
    }
    let revoked = call(&hub, &reviewer("44"), "revokeRecognition", &revoke("2026-01-01")).await;
    assert_eq!(revoked.at("/payload/recognition/state"), "REVOKED");
    assert_eq!(revoked.at("/payload/recognition/validTo"), "2025-12-31");
    let text = r#"{ then: recognitionGroups(programmes: ["HIGH_TECH"], on: "2025-12-31") { count }
        now: recognitionGroups(programmes: ["HIGH_TECH"], on: "2026-01-01") { count }
        enterprises(filter: { recognised: { programme: "HIGH_TECH", on: "2025-12-31" } }) { totalCount } }"#;
    let read = hub.gql(&reviewer("44"), text, json!({})).await;
    assert_eq!(
        (read.at("/then/0/count"), read.at("/now/0/count")),
        (&json!(1), &json!(0))
    );
    assert_eq!(read.at("/enterprises/totalCount"), 1);
}

async fn days_are_checked(hub: TestHub) {
    let subject = enterprise(&hub, XIANTANG, "仙塘电子").await;
    let entry = nominate(&hub, XIANTANG, "HIGH_TECH", &subject).await;
    let grant = |on: &str, to: Value, certificate: &str| json!({ "id": entry["id"], "expectedVersion": 1, "recognisedOn": on, "validTo": to, "certificate": certificate });
    for (input, expected) in [
        (
            grant("2026-06-02", Value::Null, "GR1"),
            vec![("IN_THE_FUTURE", "recognisedOn")],
        ),
        (
            grant("2026-05-01", json!("2026-04-30"), " GR1"),
            vec![("BAD_NAME", "certificate"), ("ENDS_BEFORE_IT_BEGINS", "validTo")],
        ),
    ] {
        let refused = call(&hub, &reviewer("44"), "recognise", &input).await;
        assert_eq!(refused.issues(), issues(&expected));
    }
    let input = grant("2026-05-01", json!("2026-05-01"), "GR1");
    let answer = call(&hub, &reviewer("44"), "recognise", &input).await;
    assert_eq!(
        answer.at("/payload/recognition/state"),
        "EXPIRED",
        "valid for one day"
    );
}

async fn two_do_not_overlap(hub: TestHub) {
    let subject = enterprise(&hub, XIANTANG, "仙塘电子").await;
    let entry = nominate(&hub, XIANTANG, "TECH_SME", &subject).await;
    recognise(&hub, &reviewer("44"), &entry, "2025-07-01").await;
    // In its last month it may be renewed, from the day after on.
    let renewal = nominate(&hub, XIANTANG, "TECH_SME", &subject).await;
    let input = json!({ "id": renewal["id"], "expectedVersion": 1, "recognisedOn": "2026-06-01" });
    let refused = call(&hub, &reviewer("44"), "recognise", &input).await;
    assert_eq!(refused.issues(), issues(&[("OVERLAP", "recognisedOn")]));
    assert_eq!(
        refused.at("/payload/issues/0/figures"),
        &json!(["2025-07-01", "2026-06-30"])
    );
    hub.clock.advance(TimeDelta::days(31));
    recognise(&hub, &reviewer("44"), &renewal, "2026-07-01").await;
    let text =
        "{ enterprises { nodes { recognitions(programme: \"TECH_SME\") { validFrom validTo state } } } }";
    let read = hub.gql(&clerk(XIANTANG), text, json!({})).await;
    assert_eq!(
        read.at("/enterprises/nodes/0/recognitions"),
        &json!([{ "validFrom": "2025-07-01", "validTo": "2026-06-30", "state": "EXPIRED" },
                { "validFrom": "2026-07-01", "validTo": "2027-06-30", "state": "RECOGNISED" }])
    );
}
