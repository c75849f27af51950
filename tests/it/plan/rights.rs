//! Who reads, writes and seals plans; what an upper tier has sealed is published downward, its drafts are not.

use harness::{TestHub, Who, dongyuan, guangdong, on_both_engines, shanxi, who, xiantang};
use serde_json::{Value, json};
use tributary::scope::policy::{Function, Role};

use super::{add, change, sound, step, target};

on_both_engines!(
    plans_are_written_by_their_region_and_sealed_above,
    sealed_plans_of_above_are_read_below_and_drafts_are_not,
);

async fn titles(hub: &TestHub, who: &Who, region: Option<&str>) -> Vec<Value> {
    let query = "query ($region: RegionCode) { publishedPlans(region: $region) { totalCount nodes {
        name edition region { name } targets { years { value } } } } }";
    let answer = hub.gql(who, query, json!({ "region": region })).await;
    let nodes = answer.at("/publishedPlans/nodes").as_array().unwrap();
    assert_eq!(answer.at("/publishedPlans/totalCount"), nodes.len());
    nodes
        .iter()
        .map(|node| json!([node["name"], node["edition"]]))
        .collect()
}

async fn plans_are_written_by_their_region_and_sealed_above(hub: TestHub) {
    let mut input = sound("专业镇规划");
    input["seals"] = json!([{ "body": "县科技局", "tier": "COUNTY" }]);
    let statistics = Who {
        functions: vec![Function::Statistics],
        ..who("441625100", Role::Steward)
    };
    let draft = add(&hub, &statistics, &input).await;
    let tax = Who {
        functions: vec![Function::Tax],
        ..xiantang()
    };
    let id = json!({ "id": draft["id"], "expectedVersion": 1 });
    for (who, expected) in [
        (who("441625", Role::Reporter), "FORBIDDEN"),
        (who("441625100", Role::Viewer), "FORBIDDEN"),
        (tax, "FORBIDDEN"),
        (shanxi(), "NOT_FOUND"),
        (who("441625101", Role::Reporter), "NOT_FOUND"),
    ] {
        let refused = change(&hub, &who, "sealPlan", id.clone()).await;
        assert_eq!(refused.error_codes(), [expected], "{who:?}");
    }
    let sealed = step(&hub, &xiantang(), "sealPlan", &draft).await;
    let id = json!({ "id": draft["id"], "expectedVersion": 2 });
    // The province is above, too; the plan asks for the county's seal alone.
    let province = change(&hub, &who("44", Role::Reviewer), "sealPlan", id.clone()).await;
    assert_eq!(
        province.issues(),
        [("SEAL_NOT_REQUIRED".to_owned(), "seals".to_owned())]
    );
    let bare = Who {
        functions: vec![],
        ..dongyuan()
    };
    assert_eq!(
        change(&hub, &bare, "sealPlan", id).await.error_codes(),
        ["FORBIDDEN"]
    );
    let full = step(&hub, &dongyuan(), "sealPlan", &sealed).await;
    assert_eq!(full["state"], "SEALED_BY_ABOVE");
}

async fn sealed_plans_of_above_are_read_below_and_drafts_are_not(hub: TestHub) {
    let county = who("441625", Role::Reporter);
    let draft = add(&hub, &county, &sound("县规划")).await;
    add(&hub, &who("441625101", Role::Reporter), &sound("邻镇规划")).await;
    let plan = "query ($id: ID!) { plan(id: $id) { name } publishedPlan(id: $id) { name edition note } node(id: $id) { id } }";
    let id = json!({ "id": draft["id"] });
    let nothing = json!({ "plan": null, "publishedPlan": null, "node": null });
    assert_eq!(hub.gql(&xiantang(), plan, id.clone()).await.data(), &nothing);
    assert_eq!(titles(&hub, &xiantang(), None).await, Vec::<Value>::new());
    let sealed = step(&hub, &county, "sealPlan", &draft).await;
    let first = json!([json!(["县规划", 1])]);
    assert_eq!(json!(titles(&hub, &xiantang(), None).await), first);
    assert_eq!(json!(titles(&hub, &xiantang(), Some("441625")).await), first);
    assert_eq!(json!(titles(&hub, &guangdong(), Some("441625100")).await), first);
    // The next draft is the county's own business; the town goes on reading the edition that counts.
    let next = step(&hub, &county, "revisePlan", &sealed).await;
    let mut change_of = json!({ "id": next["id"], "expectedVersion": next["version"], "note": "草稿" });
    change_of["targets"] = json!([target(
        "HIGH_TECH_ENTERPRISES",
        "高新技术企业数量",
        "家",
        &["6", "7", "8", "12"]
    )]);
    let changed = change(&hub, &county, "updatePlan", change_of).await;
    assert_eq!(changed.issues(), []);
    let read = hub.gql(&xiantang(), plan, id.clone()).await;
    let shown = json!({ "plan": null, "publishedPlan": { "name": "县规划", "edition": 1, "note": null }, "node": null });
    assert_eq!(read.data(), &shown);
    assert_eq!(json!(titles(&hub, &xiantang(), None).await), first);
    step(&hub, &county, "sealPlan", changed.at("/payload/plan")).await;
    assert_eq!(
        json!(titles(&hub, &xiantang(), None).await),
        json!([["县规划", 2]])
    );
    // Beside it, and in another province, nothing is read.
    for (who, region) in [
        (xiantang(), "441625101"),
        (shanxi(), "441625"),
        (who("44", Role::Admin), "44"),
    ] {
        let query = "query ($region: RegionCode) { publishedPlans(region: $region) { totalCount } }";
        let refused = hub.gql(&who, query, json!({ "region": region })).await;
        assert_eq!(refused.error_codes(), ["FORBIDDEN"], "{who:?}");
    }
    assert_eq!(hub.gql(&shanxi(), plan, id).await.data(), &nothing);
    let above = hub
        .gql(
            &xiantang(),
            r#"{ plans(filter: { region: "441625" }) { totalCount } }"#,
            json!({}),
        )
        .await;
    assert_eq!(above.error_codes(), ["FORBIDDEN"]);
}
