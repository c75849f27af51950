//! The incubation chain: tenants of platforms, and how many a region has, each once.

use harness::{Register, TestHub, Who, credit_code, guangdong, on_both_engines, shanxi, who, xiantang};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

on_both_engines!(
    tenants_are_told_with_their_days,
    every_tenant_is_looked_at,
    a_tenant_outside_the_scope_is_as_unknown_as_none,
    a_chain_counts_each_enterprise_once,
    a_joint_platform_stands_with_its_common_ancestor,
    a_type_that_a_steward_defines_joins_its_step,
);

fn platform() -> Register {
    Register::of("Platform")
}

async fn enterprise(hub: &TestHub, region: &'static str, name: &str) -> Value {
    let enterprise = Register::of("Enterprise");
    let input = json!({ "name": name, "creditCode": credit_code(name) });
    enterprise.add(hub, &enterprise.clerk(region), &input).await["id"].clone()
}

fn pairs(issues: &[(&str, &str)]) -> Vec<(String, String)> {
    let pair = |(code, path): &(&str, &str)| ((*code).to_owned(), (*path).to_owned());
    issues.iter().map(pair).collect()
}

fn incubator(name: &str, kind: &str, tenants: Value) -> Value {
    json!({ "name": name, "kind": kind, "tenants": tenants })
}

fn tenant(enterprise: &Value, since: &str, graduated: &str) -> Value {
    let day = |day: &str| if day.is_empty() { Value::Null } else { json!(day) };
    json!({ "enterprise": enterprise, "since": day(since), "graduatedOn": day(graduated) })
}

async fn tenants_are_told_with_their_days(hub: TestHub) {
    let first = enterprise(&hub, "441625100", "甲厂").await;
    let second = enterprise(&hub, "441625100", "乙厂").await;
    let given = json!([
        tenant(&first, "2024-03-01", "2025-09-01"),
        tenant(&second, "", ""),
        { "name": "丙厂", "since": "2026-06-01" },
    ]);
    let created = platform()
        .add(&hub, &xiantang(), &incubator("孵化器", "INCUBATOR", given))
        .await;
    assert_eq!(
        created["tenants"],
        json!({ "totalCount": 3, "nodes": [
            { "enterprise": { "id": first }, "name": null, "since": "2024-03-01", "graduatedOn": "2025-09-01" },
            { "enterprise": { "id": second }, "name": null, "since": null, "graduatedOn": null },
            { "enterprise": null, "name": "丙厂", "since": "2026-06-01", "graduatedOn": null },
        ] })
    );
    assert_eq!(
        (&created["tenantCount"], &created["graduateCount"]),
        (&json!(2), &json!(1))
    );
    let query = "query ($id: ID!, $on: Date, $first: Int, $after: String) { node(id: $id) { ... on Platform {
        tenantCount(on: $on) graduateCount(on: $on)
        tenants(on: $on, first: $first, after: $after) {
            totalCount pageInfo { endCursor hasNextPage } nodes { name enterprise { name } } } } } }";
    for (day, tenants, graduates) in [
        ("2024-02-29", 1, 0),
        ("2024-03-01", 2, 0),
        ("2025-08-31", 2, 0),
        ("2025-09-01", 1, 1),
        ("2026-06-01", 2, 1),
    ] {
        let answer = hub
            .gql(&guangdong(), query, json!({ "id": created["id"], "on": day }))
            .await;
        let counts = [
            "/node/tenantCount",
            "/node/graduateCount",
            "/node/tenants/totalCount",
        ];
        let counts = counts.map(|pointer| answer.at(pointer).as_u64().unwrap());
        assert_eq!(counts, [tenants, graduates, tenants], "{day}");
    }
    let mut names = Vec::new();
    let mut cursor = Value::Null;
    for last in [false, false, true] {
        let page = json!({ "id": created["id"], "first": 1, "after": cursor });
        let answer = hub.gql(&guangdong(), query, page).await;
        let node = answer.at("/node/tenants/nodes/0");
        names.push(if node["name"].is_null() {
            node["enterprise"]["name"].clone()
        } else {
            node["name"].clone()
        });
        assert_eq!(answer.at("/node/tenants/pageInfo/hasNextPage"), !last);
        cursor = answer.at("/node/tenants/pageInfo/endCursor").clone();
    }
    assert_eq!(names, ["甲厂", "乙厂", "丙厂"]);
    let change = json!({ "id": created["id"], "expectedVersion": 1, "tenants": null });
    let emptied = platform().update(&hub, &xiantang(), &change).await;
    assert_eq!(emptied.at("/payload/platform/tenants/totalCount"), 0);
    assert_eq!(hub.rows("SELECT * FROM platform_tenant").await.len(), 0);
}

async fn every_tenant_is_looked_at(hub: TestHub) {
    let known = enterprise(&hub, "441625100", "甲厂").await;
    let given = json!([
        tenant(&known, "2024-03-01", "2024-03-01"),
        tenant(&known, "2026-06-02", "2026-06-03"),
        {},
        { "enterprise": known, "name": "甲厂" },
        { "name": "乙厂有限公司" },
        { "name": "乙厂" },
        { "name": " 丙厂" },
    ]);
    let refused = platform()
        .register(&hub, &xiantang(), &incubator("孵化器", "INCUBATOR", given))
        .await;
    let expected = [
        ("BAD_NAME", "tenants.6.name"),
        ("ENDS_BEFORE_IT_BEGINS", "tenants.0.graduatedOn"),
        ("ENTERPRISE_OR_NAME", "tenants.2.enterprise"),
        ("ENTERPRISE_OR_NAME", "tenants.3.enterprise"),
        ("IN_THE_FUTURE", "tenants.1.graduatedOn"),
        ("IN_THE_FUTURE", "tenants.1.since"),
        ("TWICE", "tenants.1"),
        ("TWICE", "tenants.5"),
    ];
    assert_eq!(refused.issues(), pairs(&expected));
    assert_eq!(refused.at("/payload/platform"), &Value::Null);
    // A laboratory is no step of incubation: stored, with a warning.
    let given = json!([{ "name": "乙厂" }]);
    let warned = platform()
        .register(&hub, &xiantang(), &incubator("实验室", "KEY_LABORATORY", given))
        .await;
    assert_eq!(warned.issues(), pairs(&[("NO_INCUBATION", "tenants")]));
    assert_eq!(warned.at("/payload/issues/0/severity"), "WARNING");
    assert_eq!(warned.at("/payload/platform/tenantCount"), 1);
    let many: Vec<_> = (0..2001)
        .map(|at| json!({ "name": format!("第{at}厂") }))
        .collect();
    let refused = platform()
        .register(
            &hub,
            &xiantang(),
            &incubator("园区", "SPECIALIZED_PARK", json!(many)),
        )
        .await;
    assert_eq!(refused.issues(), pairs(&[("TOO_MANY", "tenants")]));
    platform()
        .add(
            &hub,
            &xiantang(),
            &incubator("园区", "SPECIALIZED_PARK", json!(many[..2000])),
        )
        .await;
}

async fn a_tenant_outside_the_scope_is_as_unknown_as_none(hub: TestHub) {
    let neighbour = enterprise(&hub, "441625101", "邻镇厂").await;
    let given = json!([tenant(&neighbour, "", "")]);
    let refused = platform()
        .register(
            &hub,
            &xiantang(),
            &incubator("孵化器", "INCUBATOR", given.clone()),
        )
        .await;
    assert_eq!(
        refused.issues(),
        pairs(&[("TENANT_UNKNOWN", "tenants.0.enterprise")])
    );
    // The county above both may name it; the neighbour's own clerk, who sees the platform as a sponsor, reads it.
    let mut input = incubator("县孵化器", "INCUBATOR", given);
    input["sponsors"] = json!(["441625100", "441625101"]);
    let created = platform().add(&hub, &platform().clerk("441625"), &input).await;
    let name = |read: Value| read["tenants"]["nodes"][0]["enterprise"]["id"].clone();
    let seen = platform()
        .read(&hub, &who("441625101", Role::Viewer), &created["id"])
        .await;
    assert_eq!(name(seen), neighbour);
    let seen = platform().read(&hub, &xiantang(), &created["id"]).await;
    assert_eq!(
        (&seen["tenantCount"], name(seen.clone())),
        (&json!(1), Value::Null),
        "it is counted, not told"
    );
    // Who was known when it was named stays, whatever becomes of it.
    let delete =
        "mutation ($input: DeleteRecordInput!) { deleteRecord(input: $input) { issues { path code } } }";
    let input = json!({ "input": { "id": neighbour, "expectedVersion": 1, "reason": "注销" } });
    let clerk = Register::of("Enterprise").clerk("441625101");
    assert_eq!(hub.gql(&clerk, delete, input).await.issues(), []);
    let change = json!({ "id": created["id"], "expectedVersion": 1, "note": "改" });
    assert_eq!(
        platform()
            .update(&hub, &platform().clerk("441625"), &change)
            .await
            .issues(),
        []
    );
}

/// The chains as (region, each step's platforms, tenants and graduates, those of all).
async fn chains(
    hub: &TestHub,
    who: &Who,
    region: &str,
    tier: &str,
    on: &str,
) -> Vec<(String, Vec<[u64; 3]>, [u64; 3])> {
    let some = |text: &str| if text.is_empty() { Value::Null } else { json!(text) };
    let query = "query ($region: RegionCode, $tier: Tier, $on: Date) {
        incubationChain(region: $region, tier: $tier, on: $on) { region { name } platforms tenants graduates
            steps { position types { nameZh } platforms tenants graduates } } }";
    let work = hub.gql(
        who,
        query,
        json!({ "region": some(region), "tier": some(tier), "on": some(on) }),
    );
    let (answer, statements) = hub.statements(work).await;
    assert_eq!(statements, 3, "the types, the platforms, the tenants");
    let counts =
        |node: &Value| ["platforms", "tenants", "graduates"].map(|count| node[count].as_u64().unwrap());
    let chain = |chain: &Value| {
        let steps = chain["steps"].as_array().unwrap();
        assert_eq!(
            steps
                .iter()
                .map(|step| step["position"].clone())
                .collect::<Vec<_>>(),
            [1, 2, 3, 4]
        );
        let name = chain["region"]["name"].as_str().unwrap().to_owned();
        (name, steps.iter().map(counts).collect(), counts(chain))
    };
    answer
        .at("/incubationChain")
        .as_array()
        .unwrap()
        .iter()
        .map(chain)
        .collect()
}

fn chain(name: &str, steps: [[u64; 3]; 4], all: [u64; 3]) -> (String, Vec<[u64; 3]>, [u64; 3]) {
    (name.to_owned(), steps.to_vec(), all)
}

const NONE: [u64; 3] = [0; 3];

async fn a_chain_counts_each_enterprise_once(hub: TestHub) {
    let mut ids = Vec::new();
    for name in ["甲厂", "乙厂", "丙厂"] {
        ids.push(enterprise(&hub, "441625100", name).await);
    }
    let [first, second, third] = ids.try_into().unwrap();
    // 仙塘镇: a makerspace and two incubators; the first enterprise grew from one to the next and is in both incubators.
    let spaces = [
        (
            "众创空间",
            "MAKERSPACE",
            json!([
                tenant(&first, "2022-01-01", "2024-01-01"),
                tenant(&second, "2024-01-01", "")
            ]),
        ),
        (
            "甲孵化器",
            "INCUBATOR",
            json!([tenant(&first, "2024-01-01", ""), { "name": "丁厂有限公司" }]),
        ),
        (
            "乙孵化器",
            "INCUBATOR",
            json!([tenant(&first, "2024-06-01", ""), { "name": "丁厂" }, tenant(&third, "2022-01-01", "2025-01-01")]),
        ),
        ("创客社区", "MAKER_COMMUNITY", json!([tenant(&second, "", "")])),
        ("实验室", "KEY_LABORATORY", json!([])),
    ];
    for (name, kind, tenants) in spaces {
        platform()
            .add(&hub, &xiantang(), &incubator(name, kind, tenants))
            .await;
    }
    // 灯塔镇: the first enterprise is in its accelerator, too, which the county's clerk keeps; it opened in 2025.
    let mut accelerator = incubator("加速器", "ACCELERATOR", json!([tenant(&first, "2025-06-01", "")]));
    accelerator["establishedOn"] = json!("2025-06-01");
    platform()
        .add(&hub, &platform().clerk("441625"), &accelerator)
        .await;

    let town = chain("仙塘镇", [[1, 1, 1], [2, 2, 1], NONE, NONE], [3, 3, 2]);
    assert_eq!(chains(&hub, &xiantang(), "", "", "").await, [town.clone()]);
    let county = chain("东源县", [[1, 1, 1], [2, 2, 1], [1, 1, 0], NONE], [4, 3, 2]);
    assert_eq!(chains(&hub, &guangdong(), "441625", "", "").await, [county]);
    let own = chain("东源县", [NONE, NONE, [1, 1, 0], NONE], [1, 1, 0]);
    assert_eq!(
        chains(&hub, &guangdong(), "441625", "TOWN", "").await,
        [own, town]
    );
    // Earlier: on the last day of 2024 there was no accelerator, and the third had not graduated.
    let earlier = chain("东源县", [[1, 1, 1], [2, 3, 0], NONE, NONE], [3, 4, 1]);
    assert_eq!(
        chains(&hub, &guangdong(), "441625", "", "2024-12-31").await,
        [earlier]
    );
    let first_day = chain("仙塘镇", [[1, 1, 0], [2, 2, 0], NONE, NONE], [3, 3, 0]);
    assert_eq!(chains(&hub, &xiantang(), "", "", "2022-01-01").await, [first_day]);
    assert_eq!(
        chains(&hub, &shanxi(), "", "", "").await,
        [chain("山西省", [NONE; 4], NONE)]
    );
    assert_eq!(chains(&hub, &shanxi(), "", "CITY", "").await, []);
    let query = "{ incubationChain(region: \"441625\") { tenants } }";
    for who in [xiantang(), shanxi(), who("441625", Role::Admin)] {
        assert_eq!(hub.gql(&who, query, json!({})).await.error_codes(), ["FORBIDDEN"]);
    }
}

async fn a_joint_platform_stands_with_its_common_ancestor(hub: TestHub) {
    let mut input = incubator("松山湖加速器", "ACCELERATOR", json!([{ "name": "甲厂" }]));
    input["sponsors"] = json!(["441900401", "441900006"]);
    platform().add(&hub, &platform().clerk("4419"), &input).await;
    let city = chain("东莞市", [NONE, NONE, [1, 1, 0], NONE], [1, 1, 0]);
    for tier in ["", "CITY", "TOWN"] {
        assert_eq!(
            chains(&hub, &guangdong(), "4419", tier, "").await,
            [city.clone()],
            "{tier}"
        );
    }
    let zone = chains(&hub, &guangdong(), "441900401", "", "").await;
    assert_eq!(
        zone,
        [chain("松山湖", [NONE; 4], NONE)],
        "shown there, counted above"
    );
}

async fn a_type_that_a_steward_defines_joins_its_step(hub: TestHub) {
    let define = "mutation ($input: DefineTermInput!) { defineTerm(input: $input) { issues { path code } } }";
    let input = json!({ "vocabulary": "PLATFORM_TYPE", "code": "NURSERY", "nameZh": "苗圃", "nameEn": "Nursery",
        "family": "INCUBATION", "position": 1 });
    let defined = hub
        .gql(&who("441625", Role::Steward), define, json!({ "input": input }))
        .await;
    assert_eq!(defined.issues(), []);
    platform()
        .add(
            &hub,
            &xiantang(),
            &incubator("苗圃", "NURSERY", json!([{ "name": "甲厂" }])),
        )
        .await;
    let town = chain("仙塘镇", [[1, 1, 0], NONE, NONE, NONE], [1, 1, 0]);
    assert_eq!(chains(&hub, &xiantang(), "", "", "").await, [town]);
    let query = "{ incubationChain { steps { types { nameZh } } } }";
    let answer = hub.gql(&xiantang(), query, json!({})).await;
    let types = answer.at("/incubationChain/0/steps/0/types");
    assert_eq!(types, &json!([{ "nameZh": "众创空间" }, { "nameZh": "苗圃" }]));
}
