//! Contracts: their parties, that a joint one is shown under each region and counted once, and their numbers.

mod joint;

use harness::{Answer, Register, TestHub, Who, credit_code, on_both_engines, who, xiantang};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

on_both_engines!(
    parties_are_named_in_three_ways,
    bad_input_is_told_by_issues,
    a_number_is_unique_in_the_province,
    two_towns_at_once_register_a_number_once,
    groups_by_kind_and_year_sum_exactly,
    a_batch_finds_its_contracts,
);

const DENGTA: &str = "441625101";
/// A town of 东莞, another city of the province.
const DONGGUAN: &str = "441900003";

const FIELDS: &str = "id version name number kind signedOn validTo amount { value unit } project { id } note
    region { code } shownIn { code }
    parties { kind name creditCode region { code } enterprise { id name } }";

fn contract() -> Register {
    Register::of("Contract")
}

async fn call(hub: &TestHub, who: &Who, verb: &str, input: Value) -> Answer {
    let ty = verb[..1].to_uppercase() + &verb[1..];
    let mutation = format!(
        "mutation ($input: {ty}ContractInput!) {{ payload: {verb}Contract(input: $input) {{
            contract {{ {FIELDS} }} issues {{ path code severity message messageZh figures }} }} }}"
    );
    hub.gql(who, &mutation, json!({ "input": input })).await
}

async fn done(hub: &TestHub, who: &Who, verb: &str, input: Value) -> Value {
    let answer = call(hub, who, verb, input).await;
    assert_eq!(answer.issues(), [], "{}", answer.body);
    answer.at("/payload/contract").clone()
}

async fn enterprise(hub: &TestHub, town: &'static str, name: &str) -> Value {
    let register = Register::of("Enterprise");
    register
        .add(hub, &register.clerk(town), &register.input(name))
        .await
}

fn input(name: &str, parties: Value, rest: Value) -> Value {
    let mut input = json!({ "name": name, "kind": "IUR", "signedOn": "2026-05-01", "parties": parties });
    input
        .as_object_mut()
        .unwrap()
        .extend(rest.as_object().unwrap().clone());
    input
}

fn university() -> Value {
    json!({ "name": "河源职院", "kind": "UNIVERSITY" })
}

fn pairs(issues: &[(&str, &str)]) -> Vec<(String, String)> {
    let pair = |(code, path): &(&str, &str)| ((*code).to_owned(), (*path).to_owned());
    issues.iter().map(pair).collect()
}

async fn names(hub: &TestHub, who: &Who, filter: Value) -> Vec<String> {
    let query =
        "query ($filter: ContractFilter) { contracts(filter: $filter) { totalCount nodes { name } } }";
    let answer = hub.gql(who, query, json!({ "filter": filter })).await;
    let nodes = answer.at("/contracts/nodes").as_array().unwrap();
    assert_eq!(answer.at("/contracts/totalCount"), nodes.len());
    nodes
        .iter()
        .map(|node| node["name"].as_str().unwrap().to_owned())
        .collect()
}

/// Groups as (region, key, count, joint, amount in 万元).
async fn groups(hub: &TestHub, who: &Who, region: Value, by: &str, tier: Value) -> Value {
    let query = "query ($filter: ContractFilter, $by: ContractGroupBy!, $tier: Tier) {
        contractGroups(filter: $filter, by: $by, tier: $tier) { region { code } key count joint amount { value } } }";
    let variables = json!({ "filter": { "region": region }, "by": by, "tier": tier });
    let answer = hub.gql(who, query, variables).await;
    let groups = answer.at("/contractGroups").as_array().unwrap().iter();
    let short = |group: &Value| {
        json!([
            group["region"]["code"],
            group["key"],
            group["count"],
            group["joint"],
            group["amount"]["value"]
        ])
    };
    groups.map(short).collect()
}

async fn parties_are_named_in_three_ways(hub: TestHub) {
    let clerk = xiantang();
    let mine = enterprise(&hub, "441625100", "仙塘电子").await;
    let other = enterprise(&hub, DENGTA, "灯塔塑料").await;
    let project = Register::of("Project");
    let project = project.add(&hub, &clerk, &project.input("产学研项目")).await;
    let parties = json!([
        { "enterprise": mine["id"], "name": "甲方" },
        { "creditCode": other["creditCode"].as_str().unwrap().to_lowercase(), "name": "灯塔塑料" },
        { "name": "华南理工大学", "kind": "UNIVERSITY", "region": "4401" },
    ]);
    let rest = json!({ "number": "HT-2026-1", "validTo": "2028-04-30", "amount": { "value": "12.5" },
        "project": project["id"], "note": "备用" });
    let stored = done(&hub, &clerk, "register", input("联合攻关", parties, rest)).await;
    assert_eq!(stored["amount"], json!({ "value": "12.5", "unit": "万元" }));
    assert_eq!(stored["project"]["id"], project["id"]);
    let party = |index: usize| stored["parties"][index].clone();
    assert_eq!(
        party(0),
        json!({ "kind": "ENTERPRISE", "name": "甲方", "creditCode": null, "region": null,
                "enterprise": { "id": mine["id"], "name": "仙塘电子" } })
    );
    assert_eq!(
        party(1),
        json!({ "kind": "ENTERPRISE", "name": "灯塔塑料", "creditCode": other["creditCode"], "region": null,
                "enterprise": null })
    );
    assert_eq!(
        party(2),
        json!({ "kind": "UNIVERSITY", "name": "华南理工大学", "creditCode": null,
                "region": { "code": "440100000000" }, "enterprise": null })
    );
    // What stays is not looked for anew: the party by its code stays when another field changes.
    let change = json!({ "id": stored["id"], "expectedVersion": 1, "amount": null, "project": null });
    let changed = done(&hub, &clerk, "update", change).await;
    assert_eq!(changed["parties"], stored["parties"]);
    assert_eq!(
        (&changed["amount"], &changed["project"]),
        (&Value::Null, &Value::Null)
    );
    for (filter, found) in [
        (json!({ "number": "HT-2026-1" }), vec!["联合攻关"]),
        (json!({ "kind": "TRANSFER" }), vec![]),
        (
            json!({ "from": "2026-05-01", "to": "2026-05-01" }),
            vec!["联合攻关"],
        ),
        (json!({ "from": "2026-05-02" }), vec![]),
        (json!({ "project": project["id"] }), vec![]),
        (json!({ "search": "攻关" }), vec!["联合攻关"]),
    ] {
        assert_eq!(names(&hub, &clerk, filter.clone()).await, found, "{filter}");
    }
}

async fn bad_input_is_told_by_issues(hub: TestHub) {
    let clerk = xiantang();
    let other = enterprise(&hub, DENGTA, "灯塔塑料").await;
    let project = Register::of("Project");
    let project = project
        .add(&hub, &project.clerk(DENGTA), &project.input("邻镇项目"))
        .await;
    let parties = json!([
        { "enterprise": other["id"] },
        { "creditCode": credit_code("无此厂") },
        { "name": "某大学" },
        { "name": "某院", "kind": "INSTITUTE", "region": "449999" },
        { "kind": "OTHER" },
        { "creditCode": other["creditCode"], "region": "4401" },
        { "name": "", "kind": "OTHER" },
        { "name": "某院", "kind": "INSTITUTE" },
    ]);
    let rest = json!({ "signedOn": "2026-06-02", "validTo": "2026-06-01", "number": " ", "project": project["id"],
        "amount": { "value": "-1" } });
    let refused = call(&hub, &clerk, "register", input(" 坏", parties, rest)).await;
    let told = pairs(&[
        ("BAD_NAME", "name"),
        ("BAD_NAME", "number"),
        ("BAD_NAME", "parties.6.name"),
        ("ENDS_BEFORE_IT_BEGINS", "validTo"),
        ("ENTERPRISE_UNKNOWN", "parties.0.enterprise"),
        ("ENTERPRISE_UNKNOWN", "parties.1.creditCode"),
        ("IN_THE_FUTURE", "signedOn"),
        ("NEGATIVE", "amount.value"),
        ("PARTY_UNCLEAR", "parties.2"),
        ("PARTY_UNCLEAR", "parties.4"),
        ("PARTY_UNCLEAR", "parties.5"),
        ("PROJECT_UNKNOWN", "project"),
        ("TWICE", "parties.5"),
        ("TWICE", "parties.7"),
        ("UNKNOWN_REGION", "parties.3.region"),
    ]);
    assert_eq!(refused.issues(), told);
    let alone = call(
        &hub,
        &clerk,
        "register",
        input("独", json!([university()]), json!({})),
    )
    .await;
    assert_eq!(alone.issues(), pairs(&[("PARTIES", "parties")]));
    assert_eq!(alone.at("/payload/issues/0/figures"), &json!(["1"]));
    assert_eq!(hub.audited("contract").await, []);
}

async fn a_number_is_unique_in_the_province(hub: TestHub) {
    let parties = json!([university(), { "name": "某厂", "kind": "ENTERPRISE_BY_NAME" }]);
    let numbered = |name: &str, number: Value| input(name, parties.clone(), json!({ "number": number }));
    let first = done(&hub, &xiantang(), "register", numbered("甲", json!("HT-1"))).await;
    for town in ["441625100", DONGGUAN] {
        let refused = call(
            &hub,
            &contract().clerk(town),
            "register",
            numbered("乙", json!("HT-1")),
        )
        .await;
        assert_eq!(refused.issues(), pairs(&[("CONTRACT_NUMBER_TAKEN", "number")]));
        assert_eq!(refused.at("/payload/issues/0/figures"), &json!(["HT-1"]));
        assert!(!refused.body.to_string().contains("仙塘"));
    }
    done(
        &hub,
        &contract().clerk("140110"),
        "register",
        numbered("乙", json!("HT-1")),
    )
    .await;
    // Several may have none.
    done(&hub, &xiantang(), "register", numbered("丙", Value::Null)).await;
    let other = done(&hub, &xiantang(), "register", numbered("丁", Value::Null)).await;
    let change = |version: u32, number: &str| json!({ "id": other["id"], "expectedVersion": version, "number": number });
    let refused = call(&hub, &xiantang(), "update", change(1, "HT-1")).await;
    assert_eq!(refused.issues(), pairs(&[("CONTRACT_NUMBER_TAKEN", "number")]));
    let delete =
        "mutation ($input: DeleteRecordInput!) { deleteRecord(input: $input) { issues { path code } } }";
    let gone = json!({ "input": { "id": first["id"], "expectedVersion": 1, "reason": "误登" } });
    assert_eq!(hub.gql(&xiantang(), delete, gone).await.issues(), []);
    done(&hub, &xiantang(), "update", change(1, "HT-1")).await;
    let restore =
        "mutation ($input: RestoreRecordInput!) { restoreRecord(input: $input) { issues { path code } } }";
    let back = json!({ "input": { "id": first["id"], "expectedVersion": 2 } });
    let refused = hub.gql(&xiantang(), restore, back).await;
    assert_eq!(refused.issues(), pairs(&[("CONTRACT_NUMBER_TAKEN", "number")]));
}

async fn two_towns_at_once_register_a_number_once(hub: TestHub) {
    let parties = json!([university(), { "name": "某厂", "kind": "ENTERPRISE_BY_NAME" }]);
    let towns = ["441625100", "441625101", "441625102", DONGGUAN];
    let tries = towns.map(|town| {
        let (hub, input) = (&hub, input("甲", parties.clone(), json!({ "number": "HT-1" })));
        async move { call(hub, &contract().clerk(town), "register", input).await }
    });
    let answers = futures_util::future::join_all(tries).await;
    let mut issues: Vec<_> = answers.iter().map(Answer::issues).collect();
    issues.sort();
    let taken = pairs(&[("CONTRACT_NUMBER_TAKEN", "number")]);
    assert_eq!(issues, [vec![], taken.clone(), taken.clone(), taken]);
}

async fn groups_by_kind_and_year_sum_exactly(hub: TestHub) {
    let parties = json!([university(), { "name": "某厂", "kind": "ENTERPRISE_BY_NAME" }]);
    let rows = [
        (
            "甲",
            "IUR",
            "2024-12-31",
            json!({ "value": "92233720368547758.07", "unit": "元" }),
        ),
        (
            "乙",
            "IUR",
            "2025-01-01",
            json!({ "value": "92233720368547758.07", "unit": "元" }),
        ),
        (
            "丙",
            "TRANSFER",
            "2025-06-01",
            json!({ "value": "0.01", "unit": "元" }),
        ),
        ("丁", "TRANSFER", "2026-01-01", Value::Null),
    ];
    for (name, kind, day, amount) in rows {
        let rest = json!({ "kind": kind, "signedOn": day, "amount": amount });
        done(&hub, &xiantang(), "register", input(name, parties.clone(), rest)).await;
    }
    let town = "441625100000";
    let none = Value::Null;
    assert_eq!(
        groups(&hub, &xiantang(), none.clone(), "KIND", none.clone()).await,
        json!([
            [town, "IUR", 2, 0, "18446744073709.551614"],
            [town, "TRANSFER", 2, 0, "0.000001"]
        ])
    );
    assert_eq!(
        groups(&hub, &xiantang(), none.clone(), "YEAR", none.clone()).await,
        json!([
            [town, "2024", 1, 0, "9223372036854.775807"],
            [town, "2025", 2, 0, "9223372036854.775808"],
            [town, "2026", 1, 0, null]
        ]),
        "missing is not zero"
    );
}

async fn a_batch_finds_its_contracts(hub: TestHub) {
    let clerk = xiantang();
    let upsert = "mutation ($input: UpsertContractsInput!) { upsertContracts(input: $input) {
        created updated unchanged refused rows { outcome id version } issues { path code } } }";
    let other = enterprise(&hub, DENGTA, "灯塔塑料").await;
    let parties = json!([university(), { "creditCode": other["creditCode"] }]);
    let rows = json!([
        input("甲", parties.clone(), json!({ "number": "HT-1" })),
        input("乙", parties.clone(), json!({})),
        { "name": "丙" },
        input("丁", parties, json!({ "number": "HT-1" })),
    ]);
    let first = hub
        .gql(&clerk, upsert, json!({ "input": { "rows": rows } }))
        .await;
    assert_eq!(first.at("/upsertContracts/created"), 2, "{}", first.body);
    let codes: Vec<_> = first.issues().into_iter().map(|(code, _)| code).collect();
    assert_eq!(
        codes,
        [
            "CONTRACT_NUMBER_TAKEN",
            "DUPLICATE_ROW",
            "FIELD_MISSING",
            "FIELD_MISSING",
            "PARTIES"
        ]
    );
    assert_eq!(
        names(&hub, &who(DENGTA, Role::Viewer), Value::Null).await,
        ["乙", "甲"]
    );
    let rows = json!([
        { "number": "HT-1", "name": "甲改" },
        { "name": "乙", "note": "备用" },
        { "id": first.at("/upsertContracts/rows/1/id"), "kind": "IUR" },
    ]);
    let second = hub
        .gql(&clerk, upsert, json!({ "input": { "rows": rows } }))
        .await;
    let outcomes: Vec<_> = (0..3)
        .map(|row| second.at(&format!("/upsertContracts/rows/{row}/outcome")).clone())
        .collect();
    assert_eq!(
        outcomes,
        ["UPDATED", "UPDATED", "REFUSED"],
        "one record, two rows"
    );
    assert_eq!(names(&hub, &clerk, Value::Null).await, ["乙", "甲改"]);
}
