//! The targets that count: for a region with those above it, and for the engine of figures.

use std::sync::Arc;

use harness::{TestHub, Who, on_both_engines, who, xiantang};
use serde_json::{Value, json};
use tributary::{
    indicator::{model::Indicator, service::known},
    plan::service::targets::in_force,
    scope::{Scope, policy::Role},
};

use super::{add, change, sound, step, target};

on_both_engines!(
    targets_of_a_region_and_of_those_above,
    the_engine_gets_the_newest_sealed_ones,
);

async fn targets(hub: &TestHub, who: &Who, arguments: &str) -> Vec<Value> {
    let query = format!(
        "{{ planTargets({arguments}) {{ region {{ name }} indicator {{ code }} year operator value unit baseline
            baselineYear plan {{ name edition }} }} }}"
    );
    let answer = hub.gql(who, &query, json!({})).await;
    let rows = answer.at("/planTargets").as_array().unwrap().iter();
    rows.map(|row| {
        json!([
            row["region"]["name"],
            row["indicator"]["code"],
            row["year"],
            row["value"],
            row["plan"]["name"]
        ])
    })
    .collect()
}

async fn targets_of_a_region_and_of_those_above(hub: TestHub) {
    let county = who("441625", Role::Reporter);
    let mut of_county = sound("县规划");
    of_county["targets"] = json!([target(
        "SPECIALTY_OUTPUT",
        "特色产业总产值",
        "亿元",
        &["100", "110", "120"]
    )]);
    let of_county = add(&hub, &county, &of_county).await;
    let of_town = add(&hub, &xiantang(), &sound("专业镇规划")).await;
    assert_eq!(
        targets(&hub, &xiantang(), "year: 2025").await,
        Vec::<Value>::new()
    );
    step(&hub, &county, "sealPlan", &of_county).await;
    step(&hub, &xiantang(), "sealPlan", &of_town).await;
    let output = |year: i32, value: &str| json!(["东源县", "SPECIALTY_OUTPUT", year, value, "县规划"]);
    let firms =
        |year: i32, value: &str| json!(["仙塘镇", "HIGH_TECH_ENTERPRISES", year, value, "专业镇规划"]);
    let both = [output(2025, "1100000"), firms(2025, "7")];
    assert_eq!(targets(&hub, &xiantang(), "year: 2025").await, both);
    assert_eq!(
        targets(
            &hub,
            &who("44", Role::Viewer),
            r#"region: "441625100", year: 2025"#
        )
        .await,
        both
    );
    let of_indicator = r#"indicators: ["HIGH_TECH_ENTERPRISES"]"#;
    assert_eq!(
        targets(&hub, &xiantang(), of_indicator).await,
        [firms(2025, "7"), firms(2026, "8"), firms(2027, "9")]
    );
    let of_neighbour = targets(&hub, &who("441625101", Role::Viewer), "year: 2026").await;
    assert_eq!(of_neighbour, [output(2026, "1200000")]);
    for arguments in [r#"region: "441625101""#, r#"region: "14""#] {
        let query = format!("{{ planTargets({arguments}) {{ year }} }}");
        assert_eq!(
            hub.gql(&xiantang(), &query, json!({})).await.error_codes(),
            ["FORBIDDEN"]
        );
    }
    let query = r#"{ planTargets { plan { name } indicator { code } region { code } } }"#;
    let (_, statements) = hub.statements(hub.gql(&xiantang(), query, json!({}))).await;
    assert_eq!(statements, 3);
}

async fn indicators(hub: &TestHub, codes: &[&str]) -> Vec<Arc<Indicator>> {
    let principal = tributary::auth::Principal {
        issuer: "test".into(),
        subject: "engine".into(),
        region: "440000000000".into(),
        functions: vec![],
        roles: vec![Role::Viewer],
        expires_at: chrono::DateTime::<chrono::Utc>::MAX_UTC,
    };
    let scope = Scope::new(Arc::new(principal), hub.hub.tree(), "test".into()).unwrap();
    let found = known(&scope, &hub.hub, codes.iter().copied()).await.unwrap();
    codes.iter().map(|code| Arc::clone(&found[*code])).collect()
}

/// (year, value, upper, baseline) of the province's targets.
async fn counting(
    hub: &TestHub,
    codes: &[&str],
    years: &[i32],
) -> Vec<(i32, String, Option<String>, Option<String>)> {
    let (tree, indicators) = (hub.hub.tree(), indicators(hub, codes).await);
    let province = tree.by_code("440000000000").unwrap();
    let work = in_force(&hub.hub, province, &indicators, years);
    let (found, statements) = hub.statements(work).await;
    assert_eq!(statements, 1);
    found
        .unwrap()
        .into_iter()
        .map(|target| {
            assert_eq!(tree.by_id(target.region).unwrap().name, "仙塘镇");
            let baseline = target.baseline.map(|(year, value)| format!("{year}: {value}"));
            (
                target.year,
                target.value.to_string(),
                target.upper.map(|upper| upper.to_string()),
                baseline,
            )
        })
        .collect()
}

async fn the_engine_gets_the_newest_sealed_ones(hub: TestHub) {
    let mut input = sound("专业镇规划");
    let mut rate = target("GOOD_AIR_RATE", "空气质量优良率", "%", &["94.5"]);
    rate["nature"] = json!("RATIO");
    rate["years"] = json!([{ "year": 2027, "operator": "RANGE", "value": "95", "upper": "96.25" }]);
    let mut twice = target("HIGH_TECH_ENTERPRISES", "高新技术企业", "家", &["6", "7"]);
    twice["table"] = Value::Null;
    twice["years"] = json!([{ "year": 2025, "operator": "GT", "value": "7" }]);
    input["targets"] = json!([twice, input["targets"][0], rate]);
    let codes = ["HIGH_TECH_ENTERPRISES", "GOOD_AIR_RATE"];
    let years = [2025, 2027];
    let plan = add(&hub, &xiantang(), &input).await;
    assert_eq!(counting(&hub, &codes, &years).await, []);
    let sealed = step(&hub, &xiantang(), "sealPlan", &plan).await;
    let firms = |year: i32, value: &str| (year, value.to_owned(), None, Some("2024: 6".to_owned()));
    let air = (
        2027,
        "95".to_owned(),
        Some("96.25".to_owned()),
        Some("2024: 94.5".to_owned()),
    );
    let mut first = vec![firms(2025, "7"), firms(2027, "9"), air];
    let mut found = counting(&hub, &codes, &years).await;
    found.sort();
    first.sort();
    assert_eq!(found, first);
    assert_eq!(counting(&hub, &codes[..1], &[2026]).await, [firms(2026, "8")]);
    // A draft of the next edition changes nothing until it is sealed.
    let next = step(&hub, &xiantang(), "revisePlan", &sealed).await;
    let levels = ["6", "7", "8", "12"];
    let better = json!({ "id": next["id"], "expectedVersion": next["version"],
        "targets": [target("HIGH_TECH_ENTERPRISES", "高新技术企业数量", "家", &levels)] });
    let changed = change(&hub, &xiantang(), "updatePlan", better).await;
    assert_eq!(changed.issues(), []);
    let mut found = counting(&hub, &codes, &years).await;
    found.sort();
    assert_eq!(found, first);
    step(&hub, &xiantang(), "sealPlan", changed.at("/payload/plan")).await;
    assert_eq!(
        counting(&hub, &codes, &years).await,
        [firms(2025, "7"), firms(2027, "12")]
    );
    // Of two plans the later issued counts.
    let mut old = sound("旧规划");
    old["issued"] = json!("2024-12");
    old["targets"] = json!([target(
        "HIGH_TECH_ENTERPRISES",
        "高新技术企业数量",
        "家",
        &["6", "7", "8", "20"]
    )]);
    let old = add(&hub, &xiantang(), &old).await;
    step(&hub, &xiantang(), "sealPlan", &old).await;
    assert_eq!(counting(&hub, &codes, &[2027]).await, [firms(2027, "12")]);
}
