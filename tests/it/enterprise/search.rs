//! Finding enterprises: by any part of a name as people type it, and by what they are.

use harness::{TestHub, guangdong, on_both_engines, xiantang};
use serde_json::{Value, json};

use super::enterprise;

on_both_engines!(
    a_name_is_found_by_any_part_as_people_type_it,
    a_renamed_or_deleted_one_is_not_found_by_its_old_name,
    filters_pick_what_they_say,
);

async fn names(hub: &TestHub, filter: &Value) -> Vec<String> {
    let query =
        "query ($filter: EnterpriseFilter) { enterprises(filter: $filter) { totalCount nodes { name } } }";
    let found = hub.gql(&guangdong(), query, json!({ "filter": filter })).await;
    let nodes = found.at("/enterprises/nodes").as_array().unwrap().clone();
    assert_eq!(found.at("/enterprises/totalCount"), nodes.len());
    nodes
        .iter()
        .map(|node| node["name"].as_str().unwrap().to_owned())
        .collect()
}

async fn a_name_is_found_by_any_part_as_people_type_it(hub: TestHub) {
    for (name, others) in [
        ("河源万峰石材科技有限公司", vec!["万峰石材"]),
        ("ＴＣＬ（东源）股份有限公司", vec![]),
        ("仙塘电子厂", vec!["100%小厂_甲"]),
    ] {
        let input = json!({ "name": name, "otherNames": others });
        enterprise().add(&hub, &xiantang(), &input).await;
    }
    for (typed, found) in [
        ("万峰", "河源万峰石材科技有限公司"),
        ("河源万峰石材科技", "河源万峰石材科技有限公司"),
        ("万峰石材 科技 有限责任公司", "河源万峰石材科技有限公司"),
        ("tcl", "ＴＣＬ（东源）股份有限公司"),
        ("ｔｃｌ东", "ＴＣＬ（东源）股份有限公司"),
        ("子", "仙塘电子厂"),
        ("100%小厂_", "仙塘电子厂"),
    ] {
        assert_eq!(names(&hub, &json!({ "search": typed })).await, [found], "{typed}");
    }
    assert_eq!(names(&hub, &json!({ "search": "峰万" })).await, [""; 0]);
    assert_eq!(
        names(&hub, &json!({ "search": "东源", "region": "441625101" })).await,
        [""; 0]
    );
    let query = "{ enterprises(filter: { search: \"（%）\" }) { nodes { name } } }";
    let refused = hub.gql(&guangdong(), query, json!({})).await;
    assert_eq!(refused.error_codes(), ["BAD_USER_INPUT"]);
}

async fn a_renamed_or_deleted_one_is_not_found_by_its_old_name(hub: TestHub) {
    let added = enterprise()
        .add(&hub, &xiantang(), &json!({ "name": "甲厂" }))
        .await;
    let change = json!({ "id": added["id"], "expectedVersion": 1, "name": "乙厂" });
    enterprise().update(&hub, &xiantang(), &change).await;
    assert_eq!(names(&hub, &json!({ "search": "甲" })).await, [""; 0]);
    assert_eq!(names(&hub, &json!({ "search": "乙" })).await, ["乙厂"]);
    let delete = "mutation ($id: ID!) { deleteRecord(input: { id: $id, expectedVersion: 2, reason: \"重复\" }) { issues { code } } }";
    let deleted = hub.gql(&xiantang(), delete, json!({ "id": added["id"] })).await;
    assert_eq!(deleted.issues(), []);
    assert_eq!(names(&hub, &json!({ "search": "乙" })).await, [""; 0]);
    assert_eq!(names(&hub, &json!({ "deleted": true })).await, ["乙厂"]);
}

async fn filters_pick_what_they_say(hub: TestHub) {
    for (name, industry, size, scale, output) in [
        (
            "甲",
            Some("3032"),
            "LARGE",
            json!([{ "since": "2020-01-01", "until": "2024-01-01" }]),
            "30",
        ),
        ("乙", Some("C"), "SMALL", json!([{ "since": "2024-01-01" }]), "20"),
        ("丙", Some("7511"), "SMALL", json!([]), "100"),
        ("丁", None, "MICRO", json!([]), "0"),
    ] {
        let input = json!({ "name": name, "industry": industry, "sizes": [{ "size": size }], "aboveScale": scale,
                            "years": [{ "year": 2024, "output": { "value": output } }] });
        enterprise().add(&hub, &xiantang(), &input).await;
        hub.clock.advance(chrono::TimeDelta::hours(1));
    }
    let host = "mutation ($id: ID!) { registerPlatform(input: { name: \"工程中心\", kind: ENGINEERING_CENTRE, host: $id }) { issues { code } } }";
    let found = hub
        .gql(
            &xiantang(),
            "{ enterprises(filter: { nameStartsWith: \"甲\" }) { nodes { id } } }",
            json!({}),
        )
        .await;
    let id = found.at("/enterprises/nodes/0/id");
    assert_eq!(hub.gql(&xiantang(), host, json!({ "id": id })).await.issues(), []);
    for (filter, expected) in [
        (json!({ "industry": "C" }), vec!["乙", "甲"]),
        (json!({ "industry": "30" }), vec!["甲"]),
        (json!({ "industry": "M" }), vec!["丙"]),
        (json!({ "size": "SMALL" }), vec!["丙", "乙"]),
        (json!({ "aboveScaleOn": "2023-12-31" }), vec!["甲"]),
        (json!({ "aboveScaleOn": "2024-01-01" }), vec!["乙"]),
        (json!({ "hostsRdInstitution": true }), vec!["甲"]),
        (
            json!({ "hostsRdInstitution": false, "size": "SMALL" }),
            vec!["丙", "乙"],
        ),
        (
            json!({ "changedSince": "2026-06-01T10:00:00Z" }),
            vec!["丁", "丙"],
        ),
    ] {
        let mut expected = expected;
        expected.sort_unstable();
        assert_eq!(names(&hub, &filter).await, expected, "{filter}");
    }
    let bad = "{ enterprises(filter: { industry: \"98\" }) { nodes { name } } }";
    assert_eq!(
        hub.gql(&guangdong(), bad, json!({})).await.error_codes(),
        ["BAD_USER_INPUT"]
    );
    let largest = "query ($after: String) { enterprises(order: { field: MAGNITUDE, direction: DESC }, first: 2, after: $after)
                   { nodes { name } pageInfo { endCursor } } }";
    let first = hub.gql(&guangdong(), largest, json!({})).await;
    assert_eq!(
        first.at("/enterprises/nodes"),
        &json!([{ "name": "丙" }, { "name": "甲" }])
    );
    let after = first.at("/enterprises/pageInfo/endCursor");
    let second = hub.gql(&guangdong(), largest, json!({ "after": after })).await;
    assert_eq!(
        second.at("/enterprises/nodes"),
        &json!([{ "name": "乙" }, { "name": "丁" }])
    );
}
