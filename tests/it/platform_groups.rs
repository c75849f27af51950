//! Counting platforms by group: each once, wherever it is shown.

use harness::{Register, TestHub, Who, guangdong, on_both_engines, shanxi, who};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

on_both_engines!(
    a_joint_platform_is_counted_once,
    platforms_are_grouped_by_type_family_and_level,
    groups_are_those_of_the_scope,
);

async fn groups(
    hub: &TestHub,
    who: &Who,
    filter: Value,
    by: &str,
    tier: &str,
) -> Vec<(String, Value, u64, u64)> {
    let tier = if tier.is_empty() { Value::Null } else { json!(tier) };
    let query = "query ($filter: PlatformFilter, $by: PlatformGroupBy!, $tier: Tier) {
        platformGroups(filter: $filter, by: $by, tier: $tier) { region { name } key count shown } }";
    let work = hub.gql(who, query, json!({ "filter": filter, "by": by, "tier": tier }));
    let (answer, statements) = hub.statements(work).await;
    let groups = answer.at("/platformGroups").as_array().unwrap();
    assert_eq!(statements, 1, "one statement, however many regions");
    let group = |group: &Value| {
        let name = group["region"]["name"].as_str().unwrap().to_owned();
        let number = |field: &str| group[field].as_u64().unwrap();
        (name, group["key"].clone(), number("count"), number("shown"))
    };
    groups.iter().map(group).collect()
}

fn of(name: &str, count: u64, shown: u64) -> (String, Value, u64, u64) {
    (name.to_owned(), Value::Null, count, shown)
}

fn keyed(key: Value, count: u64) -> (Value, u64) {
    (key, count)
}

async fn add(hub: &TestHub, region: &'static str, input: Value) -> Value {
    let platform = Register::of("Platform");
    platform.add(hub, &platform.clerk(region), &input).await
}

/// 东莞市 with 松山湖; 松山湖 with 莞城; 仙塘镇 with 东莞市; and one of each alone.
async fn fill(hub: &TestHub) {
    for (region, name, kind, sponsors) in [
        (
            "4419",
            "双创综合体",
            "DUAL_INNOVATION_COMPLEX",
            json!(["441900401"]),
        ),
        ("441900401", "联合实验室", "KEY_LABORATORY", json!(["441900006"])),
        ("441625100", "结对孵化器", "INCUBATOR", json!(["4419"])),
        ("4419", "市重点实验室", "KEY_LABORATORY", json!([])),
        ("441900401", "松山湖孵化器", "INCUBATOR", json!([])),
        ("441625100", "仙塘众创空间", "MAKERSPACE", json!([])),
    ] {
        add(
            hub,
            region,
            json!({ "name": name, "kind": kind, "sponsors": sponsors }),
        )
        .await;
    }
}

async fn a_joint_platform_is_counted_once(hub: TestHub) {
    fill(&hub).await;
    let all = json!({});
    let whole = groups(&hub, &guangdong(), all.clone(), "REGION", "").await;
    assert_eq!(whole, [of("广东省", 6, 0)]);
    // What 仙塘镇 and 东莞市 run together stands with the province that holds them both.
    let cities = groups(&hub, &guangdong(), all.clone(), "REGION", "CITY").await;
    assert_eq!(
        cities,
        [of("广东省", 1, 0), of("河源市", 1, 1), of("东莞市", 4, 1)]
    );
    let dongguan = json!({ "region": "4419" });
    assert_eq!(
        groups(&hub, &guangdong(), dongguan.clone(), "REGION", "").await,
        [of("东莞市", 4, 1)]
    );
    let towns = groups(&hub, &guangdong(), dongguan, "REGION", "TOWN").await;
    assert_eq!(
        towns,
        [of("东莞市", 3, 1), of("莞城街道", 0, 1), of("松山湖", 1, 2)],
        "listed under both, counted once for the city"
    );
    let counted: u64 = towns.iter().map(|(_, _, count, _)| count).sum();
    assert_eq!(counted, 4, "the towns and the city add up to the city");
    let zone = groups(&hub, &who("441900401", Role::Viewer), all, "REGION", "").await;
    assert_eq!(zone, [of("松山湖", 1, 2)]);
}

async fn platforms_are_grouped_by_type_family_and_level(hub: TestHub) {
    fill(&hub).await;
    let level = json!({ "name": "省级实验室", "kind": "KEY_LABORATORY", "level": "PROVINCIAL" });
    add(&hub, "441900006", level).await;
    let counts = async |by: &str, filter: Value| -> Vec<(Value, u64)> {
        let groups = groups(&hub, &guangdong(), filter, by, "").await;
        groups
            .into_iter()
            .map(|(_, key, count, _)| keyed(key, count))
            .collect()
    };
    assert_eq!(
        counts("KIND", json!({})).await,
        [
            keyed(json!("DUAL_INNOVATION_COMPLEX"), 1),
            keyed(json!("INCUBATOR"), 2),
            keyed(json!("KEY_LABORATORY"), 3),
            keyed(json!("MAKERSPACE"), 1),
        ]
    );
    let families = [keyed(json!("INCUBATION"), 4), keyed(json!("RD"), 3)];
    assert_eq!(counts("FAMILY", json!({})).await, families);
    let levels = [keyed(Value::Null, 6), keyed(json!("PROVINCIAL"), 1)];
    assert_eq!(counts("LEVEL", json!({})).await, levels);
    let labs = json!({ "kind": "KEY_LABORATORY", "search": "实验室" });
    assert_eq!(
        counts("LEVEL", labs).await,
        [keyed(Value::Null, 2), keyed(json!("PROVINCIAL"), 1)]
    );
    // The name of the type comes beside its code.
    let query = "{ platformGroups(by: KIND, filter: { kind: INCUBATOR }) { key type { nameZh } } }";
    let answer = hub.gql(&guangdong(), query, json!({})).await;
    assert_eq!(
        answer.at("/platformGroups"),
        &json!([{ "key": "INCUBATOR", "type": { "nameZh": "孵化器" } }])
    );
}

async fn groups_are_those_of_the_scope(hub: TestHub) {
    fill(&hub).await;
    assert_eq!(groups(&hub, &shanxi(), json!({}), "REGION", "CITY").await, []);
    let query = "{ platformGroups(filter: { region: \"4419\" }) { count } }";
    for region in ["441900401", "4416", "14"] {
        let refused = hub.gql(&who(region, Role::Viewer), query, json!({})).await;
        assert_eq!(refused.error_codes(), ["FORBIDDEN"], "{region}");
    }
    let refused = hub.gql(&who("4419", Role::Admin), query, json!({})).await;
    assert_eq!(
        refused.error_codes(),
        ["FORBIDDEN"],
        "an admin has no part in the data"
    );
}
