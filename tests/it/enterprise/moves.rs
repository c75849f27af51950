//! Enterprises that move: claimed by the region to which they came.

use harness::{Answer, TestHub, Who, dongyuan, guangdong, on_both_engines, who, xiantang};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

use super::{CODE, coded, enterprise, facts::facts, pairs};

const DENGTA: &str = "441625101";

on_both_engines!(
    a_claim_is_decided_by_who_holds_the_enterprise,
    it_counts_where_it_was_in_each_period,
    a_reviewer_above_both_decides_and_one_beside_does_not,
    two_towns_claim_at_once_and_one_claim_stands,
    bad_claims_say_why,
);

fn dengta() -> Who {
    who(DENGTA, Role::Reporter)
}

async fn claim(hub: &TestHub, who: &Who, code: &str, since: &str) -> Answer {
    let query = "mutation ($input: ClaimEnterpriseInput!) { claimEnterprise(input: $input) {
        enterpriseMove { id version state from { name } region { name } since } issues { code path } } }";
    hub.gql(
        who,
        query,
        json!({ "input": { "creditCode": code, "since": since, "reason": "已迁入本镇工业园" } }),
    )
    .await
}

async fn decide(hub: &TestHub, who: &Who, id: &Value, accept: bool) -> Answer {
    let query = "mutation ($input: DecideEnterpriseMoveInput!) { decideEnterpriseMove(input: $input) {
        enterpriseMove { state decision decidedBy { name } } issues { code path } } }";
    let input = json!({ "id": id, "expectedVersion": 1, "accept": accept, "reason": "属实" });
    hub.gql(who, query, json!({ "input": input })).await
}

async fn listed(hub: &TestHub, who: &Who) -> Value {
    let query = "{ enterpriseMoves(filter: { state: PENDING }) { nodes { creditCode } } enterprises { nodes { name } } }";
    hub.gql(who, query, json!({})).await.data().clone()
}

async fn a_claim_is_decided_by_who_holds_the_enterprise(hub: TestHub) {
    let added = enterprise().add(&hub, &xiantang(), &coded("万峰", CODE)).await;
    let nominate = "mutation ($id: ID!) { nominate(input: { programme: \"HIGH_TECH\", subject: $id }) { issues { code path } } }";
    let nominated = hub.gql(&xiantang(), nominate, json!({ "id": added["id"] })).await;
    assert_eq!(nominated.issues(), []);
    let claimed = claim(&hub, &dengta(), &CODE.to_lowercase(), "2026-03-01").await;
    assert_eq!(claimed.issues(), []);
    let open = claimed.at("/claimEnterprise/enterpriseMove").clone();
    assert_eq!(
        (&open["state"], &open["from"]["name"], &open["region"]["name"]),
        (&json!("PENDING"), &Value::Null, &json!("灯塔镇")),
        "the claimant is not told where it is"
    );
    // Both see the claim; the claimant does not see the enterprise yet.
    assert_eq!(
        listed(&hub, &xiantang()).await["enterpriseMoves"]["nodes"],
        json!([{ "creditCode": CODE }])
    );
    assert_eq!(
        listed(&hub, &dengta()).await,
        json!({ "enterpriseMoves": { "nodes": [{ "creditCode": CODE }] }, "enterprises": { "nodes": [] } })
    );
    assert_eq!(
        decide(&hub, &dengta(), &open["id"], true).await.error_codes(),
        ["FORBIDDEN"]
    );
    let accepted = decide(&hub, &xiantang(), &open["id"], true).await;
    assert_eq!(accepted.issues(), []);
    let decided = accepted.at("/decideEnterpriseMove/enterpriseMove");
    assert_eq!(
        decided,
        &json!({ "state": "ACCEPTED", "decision": "属实", "decidedBy": { "name": "仙塘镇" } })
    );

    assert_eq!(listed(&hub, &xiantang()).await["enterprises"]["nodes"], json!([]));
    assert_eq!(
        listed(&hub, &dengta()).await["enterprises"]["nodes"],
        json!([{ "name": "万峰" }])
    );
    let locations = facts(&hub, &dengta(), &added["id"]).await["locations"].clone();
    assert_eq!(
        locations,
        json!([
            { "region": { "name": "仙塘镇" }, "since": null, "until": "2026-03-01" },
            { "region": { "name": "灯塔镇" }, "since": "2026-03-01", "until": null },
        ])
    );
    // Its entry in a programme goes with it; the open one is now decided above its new region.
    let entries = "{ recognitions { nodes { name region { name } } } }";
    let seen = hub.gql(&dengta(), entries, json!({})).await;
    assert_eq!(
        seen.at("/recognitions/nodes"),
        &json!([{ "name": "万峰", "region": { "name": "灯塔镇" } }])
    );
    assert_eq!(
        hub.gql(&xiantang(), entries, json!({}))
            .await
            .at("/recognitions/nodes"),
        &json!([])
    );
    // The history goes with it, and its new region writes it.
    let change = json!({ "id": added["id"], "expectedVersion": 2, "name": "万峰石材" });
    assert_eq!(enterprise().update(&hub, &dengta(), &change).await.issues(), []);
    let again = decide(&hub, &xiantang(), &open["id"], false).await;
    assert_eq!(
        again.issues(),
        pairs(&[("NOT_PENDING", "id"), ("VERSION_CONFLICT", "expectedVersion")])
    );
}

async fn it_counts_where_it_was_in_each_period(hub: TestHub) {
    enterprise().add(&hub, &xiantang(), &coded("万峰", CODE)).await;
    let open = claim(&hub, &dengta(), CODE, "2026-03-01").await;
    decide(
        &hub,
        &xiantang(),
        open.at("/claimEnterprise/enterpriseMove/id"),
        true,
    )
    .await;
    let query = "query ($on: Date) { enterpriseGroups(tier: TOWN, on: $on) { region { name } count } }";
    for (on, town) in [
        ("2026-02-28", "仙塘镇"),
        ("2026-03-01", "灯塔镇"),
        ("2026-06-01", "灯塔镇"),
    ] {
        let counted = hub.gql(&guangdong(), query, json!({ "on": on })).await;
        assert_eq!(
            counted.at("/enterpriseGroups"),
            &json!([{ "region": { "name": town }, "count": 1 }]),
            "{on}"
        );
        // A town that looks back counts what was its own then.
        let own = hub.gql(&xiantang(), query, json!({ "on": on })).await;
        let there = own.at("/enterpriseGroups").as_array().unwrap().len();
        assert_eq!(there, usize::from(town == "仙塘镇"), "{on}");
    }
}

async fn a_reviewer_above_both_decides_and_one_beside_does_not(hub: TestHub) {
    enterprise().add(&hub, &xiantang(), &coded("万峰", CODE)).await;
    let open = claim(&hub, &who("441900401", Role::Reporter), CODE, "2026-03-01").await;
    let id = open.at("/claimEnterprise/enterpriseMove/id").clone();
    // The county of the holder sees the claim, but is not above both; a viewer decides nothing.
    assert_eq!(
        decide(&hub, &dongyuan(), &id, true).await.error_codes(),
        ["FORBIDDEN"]
    );
    assert_eq!(
        decide(&hub, &guangdong(), &id, true).await.error_codes(),
        ["FORBIDDEN"]
    );
    assert_eq!(
        decide(&hub, &who("14", Role::Reviewer), &id, true)
            .await
            .error_codes(),
        ["NOT_FOUND"]
    );
    let province = decide(&hub, &who("44", Role::Reviewer), &id, false).await;
    assert_eq!(
        province.at("/decideEnterpriseMove/enterpriseMove/state"),
        "REJECTED"
    );
    assert_eq!(
        listed(&hub, &xiantang()).await["enterprises"]["nodes"],
        json!([{ "name": "万峰" }])
    );
}

async fn two_towns_claim_at_once_and_one_claim_stands(hub: TestHub) {
    enterprise().add(&hub, &xiantang(), &coded("万峰", CODE)).await;
    let towns = [DENGTA, "441625102", "441625103", "140110"].map(|town| who(town, Role::Reporter));
    let tries = towns.each_ref().map(|who| claim(&hub, who, CODE, "2026-03-01"));
    let answers = futures_util::future::join_all(tries).await;
    let mut issues: Vec<_> = answers.iter().map(Answer::issues).collect();
    issues.sort();
    let taken = pairs(&[("ALREADY_CLAIMED", "creditCode")]);
    assert_eq!(issues, [vec![], taken.clone(), taken.clone(), taken]);
    assert_eq!(hub.audited("enterprise_move").await.len(), 1);
    // Withdrawn, it makes room for another claim.
    let (first, rest): (Vec<_>, Vec<_>) = towns
        .iter()
        .zip(&answers)
        .partition(|(_, answer)| answer.issues().is_empty());
    let id = first[0].1.at("/claimEnterprise/enterpriseMove/id");
    let withdraw = "mutation ($id: ID!) { withdrawEnterpriseMove(input: { id: $id, expectedVersion: 1 }) { enterpriseMove { state } issues { code path } } }";
    let withdrawn = hub.gql(first[0].0, withdraw, json!({ "id": id })).await;
    assert_eq!(
        withdrawn.at("/withdrawEnterpriseMove/enterpriseMove/state"),
        "WITHDRAWN"
    );
    assert_eq!(claim(&hub, rest[0].0, CODE, "2026-03-01").await.issues(), []);
}

async fn bad_claims_say_why(hub: TestHub) {
    let own = claim(&hub, &xiantang(), CODE, "2026-03-01").await;
    assert_eq!(own.issues(), pairs(&[("NOT_REGISTERED", "creditCode")]));
    let mut input = coded("万峰", CODE);
    input["locations"] = json!([{ "region": "441625100", "since": "2026-03-01" }]);
    enterprise().add(&hub, &xiantang(), &input).await;
    let own = claim(&hub, &xiantang(), CODE, "2026-04-01").await;
    assert_eq!(own.issues(), pairs(&[("ALREADY_HERE", "creditCode")]));
    let early = claim(&hub, &dengta(), CODE, "2026-03-01").await;
    assert_eq!(early.issues(), pairs(&[("OVERLAP", "since")]));
    let late = claim(&hub, &dengta(), CODE, "2027-03-01").await;
    assert_eq!(late.issues(), pairs(&[("IN_THE_FUTURE", "since")]));
    let viewer = claim(&hub, &guangdong(), CODE, "2026-04-01").await;
    assert_eq!(viewer.error_codes(), ["FORBIDDEN"]);
}
