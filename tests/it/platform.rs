//! Innovation platforms: their hosts, and days that have come.

use harness::{Register, TestHub, on_both_engines, xiantang};
use serde_json::{Value, json};

on_both_engines!(
    a_host_outside_the_scope_is_as_unknown_as_none,
    a_host_stays_until_it_is_emptied,
    the_day_is_that_of_china,
);

fn platform() -> Register {
    Register::of("Platform")
}

fn hosted(name: &str, host: &Value) -> Value {
    json!({ "name": name, "kind": "INCUBATOR", "host": host })
}

async fn host_in(hub: &TestHub, region: &'static str) -> Value {
    let enterprise = Register::of("Enterprise");
    let input = enterprise.input(&format!("{region}的厂"));
    enterprise.add(hub, &enterprise.clerk(region), &input).await["id"].clone()
}

async fn a_host_outside_the_scope_is_as_unknown_as_none(hub: TestHub) {
    // 晋源区 in another province, 灯塔镇 beside 仙塘镇, and the county above it.
    let mut ids = Vec::new();
    for region in ["140110", "441625101", "441625"] {
        ids.push(host_in(&hub, region).await);
    }
    ids.push(json!(tributary::graphql::global_id::encode(
        tributary::graphql::global_id::Kind::Enterprise,
        1
    )));
    let existing = platform()
        .add(&hub, &xiantang(), &platform().input("孵化器"))
        .await;
    let mut told = Vec::new();
    for id in &ids {
        let refused = platform()
            .register(&hub, &xiantang(), &hosted("仙塘孵化器", id))
            .await;
        assert_eq!(refused.issues(), [("HOST_UNKNOWN".to_owned(), "host".to_owned())]);
        assert_eq!(refused.at("/payload/platform"), &Value::Null);
        told.push(refused.body);
        let change = json!({ "id": existing["id"], "expectedVersion": 1, "host": id });
        let refused = platform().update(&hub, &xiantang(), &change).await;
        assert_eq!(refused.issues(), [("HOST_UNKNOWN".to_owned(), "host".to_owned())]);
    }
    assert!(
        told.iter().all(|body| *body == told[0]),
        "the answers tell hosts apart: {told:?}"
    );
    let malformed = platform()
        .register(&hub, &xiantang(), &hosted("仙塘孵化器", &existing["id"]))
        .await;
    assert_eq!(
        malformed.error_codes(),
        ["BAD_USER_INPUT"],
        "the id of a platform"
    );
    assert_eq!(hub.audited("platform").await.len(), 1);
}

async fn a_host_stays_until_it_is_emptied(hub: TestHub) {
    let host = host_in(&hub, "441625100").await;
    let mut input = hosted("仙塘孵化器", &host);
    input["level"] = json!("COUNTY");
    let created = platform().add(&hub, &xiantang(), &input).await;
    assert_eq!(
        (&created["host"]["id"], &created["level"]),
        (&host, &json!("COUNTY"))
    );
    let change = json!({ "id": created["id"], "expectedVersion": 1, "level": null });
    assert_eq!(platform().update(&hub, &xiantang(), &change).await.issues(), []);
    let read = platform().read(&hub, &xiantang(), &created["id"]).await;
    assert_eq!((&read["host"]["id"], &read["level"]), (&host, &Value::Null));
    let change = json!({ "id": created["id"], "expectedVersion": 2, "host": null });
    assert_eq!(platform().update(&hub, &xiantang(), &change).await.issues(), []);
    let read = platform().read(&hub, &xiantang(), &created["id"]).await;
    assert_eq!(read["host"], Value::Null);
}

async fn the_day_is_that_of_china(hub: TestHub) {
    // 08:00 in UTC is 16:00 in China; eight hours later the next day begins there, not yet in UTC.
    let dated = |name: &str, day: &str| json!({ "name": name, "kind": "INCUBATOR", "establishedOn": day });
    let refused = platform()
        .register(&hub, &xiantang(), &dated("明日", "2026-06-02"))
        .await;
    assert_eq!(
        refused.issues(),
        [("IN_THE_FUTURE".to_owned(), "establishedOn".to_owned())]
    );
    assert_eq!(
        refused.at("/payload/issues/0/figures"),
        &json!(["2026-06-02", "2026-06-01"])
    );
    platform()
        .add(&hub, &xiantang(), &dated("今日", "2026-06-01"))
        .await;
    hub.clock.advance(chrono::TimeDelta::hours(8));
    let tomorrow = platform()
        .add(&hub, &xiantang(), &dated("明日", "2026-06-02"))
        .await;
    assert_eq!(tomorrow["establishedOn"], "2026-06-02");
}
