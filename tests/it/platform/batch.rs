//! Batches of platforms.

use harness::{TestHub, on_both_engines, who, xiantang};
use serde_json::json;
use tributary::scope::policy::Role;

use super::{host_in, institution_in, names, pairs, platform};

on_both_engines!(
    a_batch_registers_and_changes,
    a_batch_costs_a_fixed_number_of_statements,
);

const UPSERT: &str = "mutation ($input: UpsertPlatformsInput!) { upsertPlatforms(input: $input) {
    created updated unchanged refused rows { outcome id version } issues { path code } } }";

async fn a_batch_registers_and_changes(hub: TestHub) {
    let outside = host_in(&hub, "441625101").await;
    let first = platform().add(&hub, &xiantang(), &platform().input("甲")).await;
    let rows = json!([
        { "id": first["id"], "expectedVersion": 1, "name": "甲孵化器", "level": "CITY" },
        { "name": "乙", "kind": "MAKERSPACE", "sponsors": ["441625101"] },
        { "name": "丙", "kind": "NOWHERE" },
        { "name": "丁", "kind": "INCUBATOR", "host": outside },
        { "name": "戊", "kind": "INCUBATOR", "tenants": [{ "enterprise": outside }, { "name": "某厂" }] },
    ]);
    let batch =
        |dry: bool, whole: bool| json!({ "input": { "rows": rows, "dryRun": dry, "allOrNothing": whole } });
    let issues = pairs(&[
        ("HOST_UNKNOWN", "rows.3.host"),
        ("TENANT_UNKNOWN", "rows.4.tenants.0.enterprise"),
        ("UNKNOWN_TERM", "rows.2.kind"),
    ]);
    for (dry, whole, listed) in [(true, false, 1), (false, true, 1), (false, false, 2)] {
        let answer = hub.gql(&xiantang(), UPSERT, batch(dry, whole)).await;
        assert_eq!(answer.issues(), issues);
        assert_eq!(answer.at("/upsertPlatforms/refused"), 3);
        assert_eq!(
            names(&hub, &xiantang(), json!({})).await.len(),
            listed,
            "{dry} {whole}"
        );
    }
    let shown = names(&hub, &who("441625101", Role::Viewer), json!({})).await;
    assert_eq!(shown, ["乙"]);
    let again = json!({ "input": { "rows": [{ "name": "乙", "kind": "MAKERSPACE" }, { "name": "甲孵化器", "level": null }] } });
    let answer = hub.gql(&xiantang(), UPSERT, again).await;
    let payload = answer.at("/upsertPlatforms");
    assert_eq!(
        (&payload["unchanged"], &payload["updated"]),
        (&json!(1), &json!(1)),
        "{payload}"
    );
}

async fn a_batch_costs_a_fixed_number_of_statements(hub: TestHub) {
    let (enterprise, college) = (
        host_in(&hub, "441625100").await,
        institution_in(&hub, "441625100").await,
    );
    let mut costs = Vec::new();
    for (batch, size) in [("小", 2_usize), ("大", 1000)] {
        let rows: Vec<_> = (0..size)
            .map(|row| {
                let mut input = json!({ "name": format!("{batch}{row}"), "kind": "INCUBATOR", "sponsors": ["4416"],
                    "tenants": [{ "enterprise": enterprise }, { "name": "某厂" }] });
                let host = if row % 2 == 0 { "host" } else { "hostInstitution" };
                input[host] = if row % 2 == 0 { enterprise.clone() } else { college.clone() };
                input
            })
            .collect();
        let (clerk, input) = (xiantang(), json!({ "input": { "rows": rows } }));
        let work = hub.gql(&clerk, UPSERT, input);
        let (answer, statements) = hub.statements(work).await;
        assert_eq!(
            answer.at("/upsertPlatforms/created"),
            size,
            "{:?}",
            answer.issues()
        );
        costs.push(statements);
    }
    // The rows of the register itself are inserted 500 at a time.
    assert_eq!(costs[1], costs[0] + 1, "{costs:?}");
    assert_eq!(hub.rows("SELECT * FROM platform_tenant").await.len(), 2004);
    let many = vec![json!({ "name": "多", "kind": "INCUBATOR" }); 1001];
    let refused = hub
        .gql(&xiantang(), UPSERT, json!({ "input": { "rows": many } }))
        .await;
    assert_eq!(refused.error_codes(), ["LIMIT_EXCEEDED"]);
}
