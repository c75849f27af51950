//! A county is split, and its towns go with the parts.

use harness::{Register, TestHub, on_both_engines, who, xiantang};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

use super::{change, changed};

on_both_engines!(
    a_county_is_split_with_its_towns,
    a_preview_tells_what_would_happen_and_writes_nothing
);

/// 东源县 becomes two, the new one with all its towns but two, which go to the other.
fn split(hub: &TestHub, named: usize) -> Value {
    let tree = hub.hub.tree();
    let county = tree.by_code("441625").unwrap();
    let towns = county.children().enumerate().take(named);
    let child = |(at, town): (usize, tributary::region::tree::Place<'_>)| json!({ "region": town.code, "into": if (1..3).contains(&at) { "441628" } else { "441627" } });
    json!({ "kind": "SPLIT", "date": "2026-06-01", "regions": ["441625"], "basis": "国函",
            "successors": [{ "code": "441627", "name": "东源县" }, { "code": "441628", "name": "新东县" }],
            "children": towns.map(child).collect::<Vec<_>>() })
}

async fn a_county_is_split_with_its_towns(hub: TestHub) {
    let enterprise = Register::of("Enterprise");
    let kept = enterprise
        .add(&hub, &xiantang(), &json!({ "name": "仙塘厂" }))
        .await;
    let above = enterprise
        .add(
            &hub,
            &who("441625", Role::Reporter),
            &json!({ "name": "县属厂", "creditCode": "91310110666007217T" }),
        )
        .await;
    hub.record(&xiantang(), &[("TECH_TRANSFERS", "2025", "3", "项")])
        .await;
    let steward = who("4416", Role::Steward);
    let refused = change(&hub, &steward, split(&hub, 19)).await;
    let unassigned = ("CHILD_UNASSIGNED".to_owned(), "children".to_owned());
    assert_eq!(refused.issues(), [unassigned.clone(), unassigned]);
    let event = changed(&hub, &steward, split(&hub, 21)).await;
    assert_eq!(event["links"].as_array().unwrap().len(), 23);

    let tree = hub.hub.tree();
    assert!(tree.by_code("441625").is_none());
    assert_eq!(tree.by_code("441627").unwrap().children().count(), 19);
    assert_eq!(tree.by_code("441628").unwrap().children().count(), 2);
    // The town goes on with its code and all that it has.
    let query =
        "query ($id: ID!) { node(id: $id) { id } region(code: \"441625100\") { path predecessors { path } }
        enterprises { totalCount nodes { name } } observations { totalCount } }";
    let found = hub.gql(&xiantang(), query, json!({ "id": kept["id"] })).await;
    assert_eq!(found.at("/node/id"), &kept["id"]);
    let parts = [tree.by_code("441627").unwrap(), tree.by_code("441628").unwrap()];
    let part = parts
        .iter()
        .find(|part| part.contains(tree.by_code("441625100").unwrap()))
        .unwrap();
    assert_eq!(
        found.at("/region/path"),
        &json!(["广东省", "河源市", part.name, "仙塘镇"])
    );
    assert_eq!(
        found.at("/region/predecessors/0/path"),
        &json!(["广东省", "河源市", "东源县", "仙塘镇"])
    );
    assert_eq!(found.at("/enterprises/totalCount"), 1);
    assert_eq!(found.at("/observations/totalCount"), 1);
    let county: &'static str = part.code.clone().leak();
    let accepted = hub
        .accept(
            &who(county, Role::Reviewer),
            &[("441625100", "TECH_TRANSFERS", "2025")],
        )
        .await;
    assert_eq!(
        accepted.at("/acceptObservations/accepted"),
        1,
        "{}",
        accepted.body
    );
    // What the county itself kept stays with the city above the parts: nobody invents to which it belongs.
    for (region, count) in [("4416", 1), ("441627", 0), ("441628", 0)] {
        let query = "{ enterprises(filter: { search: \"县属\" }) { totalCount } }";
        let found = hub.gql(&who(region, Role::Viewer), query, json!({})).await;
        assert_eq!(found.at("/enterprises/totalCount"), count, "{region}");
    }
    let update = json!({ "id": above["id"], "expectedVersion": 1, "note": "待划分" });
    let updated = enterprise
        .update(&hub, &who("4416", Role::Reporter), &update)
        .await;
    assert_eq!(updated.at("/payload/enterprise/version"), 2, "{}", updated.body);
    // A part claims it, and the city, which answers for it, lets it go.
    let claim = "mutation { claimEnterprise(input: { creditCode: \"91310110666007217T\", since: \"2026-06-01\", reason: \"划入\" }) {
        enterpriseMove { id } issues { code path } } }";
    let claimed = hub.gql(&who("441628", Role::Reporter), claim, json!({})).await;
    assert_eq!(claimed.issues(), [], "{}", claimed.body);
    let decide = "mutation ($id: ID!) { decideEnterpriseMove(input: { id: $id, expectedVersion: 1, accept: true, reason: \"属实\" }) {
        issues { code path } } }";
    let id = claimed.at("/claimEnterprise/enterpriseMove/id");
    let decided = hub
        .gql(&who("4416", Role::Reporter), decide, json!({ "id": id }))
        .await;
    assert_eq!(decided.issues(), [], "{}", decided.body);
    let query = "{ enterprises { totalCount nodes { name region { code } } } }";
    let found = hub.gql(&who("441628", Role::Reporter), query, json!({})).await;
    assert_eq!(
        found.at("/enterprises/nodes/0"),
        &json!({ "name": "县属厂", "region": { "code": "441628000000" } })
    );
}

async fn a_preview_tells_what_would_happen_and_writes_nothing(hub: TestHub) {
    let enterprise = Register::of("Enterprise");
    enterprise
        .add(&hub, &xiantang(), &json!({ "name": "仙塘厂" }))
        .await;
    enterprise
        .add(&hub, &xiantang(), &json!({ "name": "仙塘二厂" }))
        .await;
    hub.record(&xiantang(), &[("TECH_TRANSFERS", "2025", "3", "项")])
        .await;
    let before = hub.entries().await;
    let query = "query ($input: ChangeBoundaryInput!) { boundaryChangePreview(input: $input) {
        retired { code } created { code name path validFrom predecessors { code } } following { code }
        holdings { region { code } foundUnder { code } records { register count } observations }
        codes { code stays becomes } breaks { code } issues { code } } }";
    let input = json!({ "kind": "MERGE", "date": "2026-09-01", "regions": ["441625100", "441625101"], "basis": "文",
        "successors": [{ "code": "441625100", "name": "仙塘街道" }] });
    let steward = who("441625", Role::Steward);
    let preview = hub.gql(&steward, query, json!({ "input": input })).await;
    assert_eq!(
        preview.at("/boundaryChangePreview"),
        &json!({
            "retired": [{ "code": "441625100000" }, { "code": "441625101000" }],
            "created": [{ "code": "441625100000", "name": "仙塘街道", "validFrom": "2026-09-01",
                          "path": ["广东省", "河源市", "东源县", "仙塘街道"],
                          "predecessors": [{ "code": "441625100000" }, { "code": "441625101000" }] }],
            "following": [],
            "holdings": [
                { "region": { "code": "441625100000" }, "foundUnder": { "code": "441625100000" },
                  "records": [{ "register": "enterprise", "count": 2 }], "observations": 1 },
                { "region": { "code": "441625101000" }, "foundUnder": { "code": "441625100000" },
                  "records": [], "observations": 0 }],
            "codes": [{ "code": "441625100000", "stays": true, "becomes": ["441625100000"] },
                      { "code": "441625101000", "stays": false, "becomes": ["441625100000"] }],
            "breaks": [{ "code": "441625100000" }],
            "issues": []
        })
    );
    // A transfer takes a town out of one county and puts it into another; its towns follow.
    let input = json!({ "kind": "TRANSFER", "date": "2026-06-01", "regions": ["441625100"], "basis": "文",
        "successors": [{ "parent": "441621", "code": "441621199" }] });
    let preview = hub
        .gql(&who("4416", Role::Steward), query, json!({ "input": input }))
        .await;
    let broken: Vec<_> = preview
        .at("/boundaryChangePreview/breaks")
        .as_array()
        .unwrap()
        .clone();
    assert_eq!(
        broken,
        [
            json!({ "code": "441621000000" }),
            json!({ "code": "441625000000" })
        ]
    );
    assert_eq!(hub.entries().await, before);
    assert!(hub.hub.tree().history().events().is_empty());
}
