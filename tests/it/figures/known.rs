//! What was known at a moment, and the versions of an observation.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use harness::{RECORD, TestHub, Who, dongyuan, guangdong, on_both_engines, who, xiantang};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

use super::kit::{accept, ask, define, put, send_back};

on_both_engines!(
    a_past_moment_is_answered_as_it_was,
    the_future_is_refused,
    drafts_are_never_known_above,
    versions_are_told_with_their_authors,
);

const TOWN: &str = "441625100";
const COUNTY: &str = "441625";

/// The moment before the clock is moved on.
fn moment(hub: &TestHub) -> DateTime<Utc> {
    let now = hub.clock.now();
    hub.clock.advance(TimeDelta::minutes(1));
    now
}

fn on(moment: DateTime<Utc>) -> Value {
    json!({ "asOf": moment.to_rfc3339_opts(SecondsFormat::Micros, true) })
}

/// On both bases, the value or none.
async fn known(hub: &TestHub, moment: DateTime<Utc>) -> [Value; 2] {
    let mut values = [Value::Null, Value::Null];
    for (slot, basis) in values.iter_mut().zip(["SUBMITTED", "ACCEPTED"]) {
        let change = json!({ "basis": basis, "on": on(moment) });
        let answer = ask(hub, &guangdong(), (COUNTY, "A", "2025"), change).await;
        *slot = answer.at("/figure/value").clone();
    }
    values
}

async fn a_past_moment_is_answered_as_it_was(hub: TestHub) {
    define(&hub, "A", json!({})).await;
    let twin = hub.twin().await;
    let key = (TOWN, "A", "2025");
    let nothing = Value::Null;
    let mut told: Vec<(DateTime<Utc>, [Value; 2])> = Vec::new();
    told.push((moment(&hub), [nothing.clone(), nothing.clone()]));
    put(&hub, TOWN, "A", "2025", "1").await;
    told.push((moment(&hub), [json!("1"), nothing]));
    accept(&hub, COUNTY, key).await;
    told.push((moment(&hub), [json!("1"), json!("1")]));
    put(&hub, TOWN, "A", "2025", "2").await;
    told.push((moment(&hub), [json!("2"), json!("1")]));
    // Between two versions nothing changed.
    told.push((moment(&hub), [json!("2"), json!("1")]));
    send_back(&hub, COUNTY, key).await;
    told.push((moment(&hub), [json!("1"), json!("1")]));
    put(&hub, TOWN, "A", "2025", "3").await;
    accept(&hub, COUNTY, key).await;
    told.push((moment(&hub), [json!("3"), json!("3")]));
    // Asked twice, and by another process, and after later writes: the same.
    for again in 0..2 {
        for (moment, values) in &told {
            assert_eq!(&known(&hub, *moment).await, values, "{moment} {again}");
            assert_eq!(
                &known(&twin, *moment).await,
                values,
                "{moment} {again} of the twin"
            );
        }
        put(&hub, TOWN, "A", "2025", &format!("7{again}")).await;
        put(&hub, "441625101", "A", "2025", &format!("5{again}")).await;
        moment(&hub);
    }
    let change = json!({ "on": on(told[3].0) });
    let answer = ask(&hub, &guangdong(), (COUNTY, "A", "2025"), change).await;
    assert_eq!(
        answer.at("/figure/coverage"),
        &json!({ "expected": 21, "reported": 1, "accepted": 1, "included": 1 })
    );
}

async fn the_future_is_refused(hub: TestHub) {
    define(&hub, "A", json!({})).await;
    for later in [TimeDelta::microseconds(1), TimeDelta::days(400)] {
        let change = json!({ "on": on(hub.clock.now() + later) });
        let answer = ask(&hub, &guangdong(), (COUNTY, "A", "2025"), change).await;
        assert_eq!(answer.error_codes(), ["BAD_USER_INPUT"]);
    }
    let now = json!({ "on": on(hub.clock.now()) });
    let answer = ask(&hub, &guangdong(), (COUNTY, "A", "2025"), now).await;
    assert_eq!(answer.at("/figure/noValueReason"), "NOTHING_REPORTED");
}

async fn draft(hub: &TestHub, value: &str) {
    let rows = json!([{ "region": TOWN, "indicator": "A", "period": "2025", "value": value }]);
    let input = json!({ "input": { "rows": rows, "submit": false } });
    let written = hub.gql(&xiantang(), RECORD, input).await;
    assert_eq!(written.at("/recordObservations/written"), 1);
}

async fn drafts_are_never_known_above(hub: TestHub) {
    define(&hub, "A", json!({})).await;
    draft(&hub, "1").await;
    let first = moment(&hub);
    put(&hub, TOWN, "A", "2025", "2").await;
    let second = moment(&hub);
    draft(&hub, "3").await;
    let third = moment(&hub);
    assert_eq!(known(&hub, first).await, [Value::Null, Value::Null]);
    assert_eq!(known(&hub, second).await, [json!("2"), Value::Null]);
    assert_eq!(known(&hub, third).await, [json!("2"), Value::Null]);
}

async fn versions_are_told_with_their_authors(hub: TestHub) {
    define(&hub, "A", json!({})).await;
    let clerk = Who {
        subject: "clerk",
        ..xiantang()
    };
    let write = |value: &'static str, submit: bool| {
        let (hub, clerk) = (&hub, &clerk);
        async move {
            let rows = json!([{ "region": TOWN, "indicator": "A", "period": "2025", "value": value, "note": value }]);
            let input = json!({ "input": { "rows": rows, "submit": submit } });
            let written = hub.gql(clerk, RECORD, input).await;
            assert_eq!(written.at("/recordObservations/written"), 1);
            moment(hub);
        }
    };
    write("1", false).await;
    write("1", true).await;
    let key = (TOWN, "A", "2025");
    send_back(&hub, COUNTY, key).await;
    moment(&hub);
    write("2", true).await;
    accept(&hub, COUNTY, key).await;
    moment(&hub);
    write("9", false).await;
    let query = r#"query ($first: Int, $after: String) { observations(first: 1, filter: { indicators: ["A"] }) { nodes { versions(first: $first, after: $after) {
        totalCount pageInfo { hasNextPage endCursor } nodes { version status value numerator unit note by at } } } } }"#;
    let seen = |who: Who, page: Value| {
        let hub = &hub;
        async move {
            let answer = hub.gql(&who, query, page).await;
            answer.at("/observations/nodes/0/versions").clone()
        }
    };
    let short = |versions: &Value| -> Vec<String> {
        let nodes = versions["nodes"].as_array().unwrap().iter();
        nodes
            .map(|node| {
                let text = |field: &str| node[field].as_str().unwrap_or("-").to_owned();
                format!(
                    "{} {} {} {} {}",
                    node["version"],
                    text("status"),
                    text("value"),
                    text("note"),
                    text("by")
                )
            })
            .collect()
    };
    let own = seen(xiantang(), json!({})).await;
    let expected = [
        "6 DRAFT 9 9 clerk",
        "5 ACCEPTED 2 2 tester",
        "4 SUBMITTED 2 2 clerk",
        "3 RETURNED 1 请核实 tester",
        "2 SUBMITTED 1 1 clerk",
        "1 DRAFT 1 1 clerk",
    ];
    assert_eq!(short(&own), expected);
    assert_eq!(own["nodes"][5]["at"], "2026-06-01T08:00:00.000000Z");
    // Drafts are their own region's.
    for above in [dongyuan(), who("4416", Role::Viewer), guangdong()] {
        let above = seen(above, json!({})).await;
        assert_eq!(short(&above), expected[1..5]);
        assert_eq!(above["totalCount"], 4);
    }
    let first = seen(guangdong(), json!({ "first": 3 })).await;
    assert_eq!(short(&first), expected[1..4]);
    let rest = seen(
        guangdong(),
        json!({ "first": 3, "after": first["pageInfo"]["endCursor"] }),
    )
    .await;
    assert_eq!(short(&rest), expected[4..5]);
    assert_eq!(rest["pageInfo"]["hasNextPage"], false);
}
