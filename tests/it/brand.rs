//! Brands and honours: who holds them, when they are valid, and that none is counted twice.

use harness::{Answer, Register, TestHub, Who, dongyuan, guangdong, on_both_engines, shanxi, who, xiantang};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

on_both_engines!(
    an_enterprise_or_the_region_holds_it,
    bad_input_is_told_by_issues,
    the_same_holder_has_it_once,
    two_at_once_register_it_once,
    it_is_valid_from_its_first_day_to_its_last,
    the_same_brand_of_two_holders_is_one_brand,
    a_batch_finds_its_brands,
    who_may_write_it,
);

const DENGTA: &str = "441625101";

fn brand() -> Register {
    Register::of("Brand")
}

fn one(code: &str, path: &str) -> [(String, String); 1] {
    [(code.to_owned(), path.to_owned())]
}

fn input(name: &str, rest: Value) -> Value {
    let mut input = json!({ "name": name, "type": "GEOGRAPHICAL_INDICATION", "level": "NATIONAL" });
    input
        .as_object_mut()
        .unwrap()
        .extend(rest.as_object().unwrap().clone());
    input
}

async fn enterprise(hub: &TestHub, who: &Who, name: &str) -> Value {
    let register = Register::of("Enterprise");
    register.add(hub, who, &register.input(name)).await["id"].clone()
}

async fn names(hub: &TestHub, who: &Who, filter: Value) -> Vec<String> {
    let query = "query ($filter: BrandFilter) { brands(filter: $filter) { nodes { name } } }";
    let answer = hub.gql(who, query, json!({ "filter": filter })).await;
    let nodes = answer.at("/brands/nodes").as_array().unwrap();
    nodes
        .iter()
        .map(|node| node["name"].as_str().unwrap().to_owned())
        .collect()
}

async fn an_enterprise_or_the_region_holds_it(hub: TestHub) {
    let clerk = xiantang();
    let holder = enterprise(&hub, &clerk, "板栗公司").await;
    let full = json!({ "holder": holder, "awardedOn": "2020-01-01", "validTo": "2029-12-31", "issuer": "国家知识产权局",
        "certificate": "GI-1", "products": ["板栗", "板栗酒"], "note": "备用" });
    let held = brand().add(&hub, &clerk, &input("东源板栗", full.clone())).await;
    for (field, given) in full.as_object().unwrap() {
        let expected = if field == "holder" {
            json!({ "id": given })
        } else {
            given.clone()
        };
        assert_eq!(held[field], expected, "{field}");
    }
    let public = brand().add(&hub, &clerk, &input("仙塘米", json!({}))).await;
    let query =
        "query ($id: ID!) { node(id: $id) { ... on Brand { heldBy holder { id } typeTerm { nameZh } } } }";
    let shown = hub.gql(&guangdong(), query, json!({ "id": public["id"] })).await;
    assert_eq!(
        shown.at("/node"),
        &json!({ "heldBy": "REGION", "holder": null, "typeTerm": { "nameZh": "地理标志" } })
    );
    for (filter, found) in [
        (json!({ "holder": holder }), vec!["东源板栗"]),
        (json!({ "heldBy": "REGION" }), vec!["仙塘米"]),
        (json!({ "heldBy": "ENTERPRISE" }), vec!["东源板栗"]),
        (
            json!({ "type": "GEOGRAPHICAL_INDICATION", "level": "NATIONAL" }),
            vec!["东源板栗", "仙塘米"],
        ),
        (json!({ "level": "TOWN" }), vec![]),
        (json!({ "type": "AWARD" }), vec![]),
        (json!({ "search": "板栗" }), vec!["东源板栗"]),
    ] {
        assert_eq!(names(&hub, &dongyuan(), filter.clone()).await, found, "{filter}");
    }
    assert_eq!(names(&hub, &shanxi(), Value::Null).await, [""; 0]);
    let change = json!({ "id": held["id"], "expectedVersion": 1, "holder": null, "products": null });
    let changed = brand().update(&hub, &clerk, &change).await;
    assert_eq!(changed.at("/payload/brand/holder"), &Value::Null);
    assert_eq!(changed.at("/payload/brand/products"), &json!([]));
    assert_eq!(
        changed.at("/payload/brand/issuer"),
        "国家知识产权局",
        "left out, it stays"
    );
}

async fn bad_input_is_told_by_issues(hub: TestHub) {
    let other = enterprise(&hub, &who(DENGTA, Role::Reporter), "邻镇厂").await;
    let bad = json!({ "name": " 坏", "type": "NO_SUCH_TYPE", "level": "CITY", "holder": other, "awardedOn": "2026-06-02",
        "validTo": "2026-06-01", "products": [""], "note": "长".repeat(2001) });
    let refused = brand().register(&hub, &xiantang(), &bad).await;
    let told = [
        ("BAD_NAME", "name"),
        ("BAD_NAME", "products.0"),
        ("ENDS_BEFORE_IT_BEGINS", "validTo"),
        ("HOLDER_UNKNOWN", "holder"),
        ("IN_THE_FUTURE", "awardedOn"),
        ("TOO_LONG", "note"),
        ("UNKNOWN_TERM", "type"),
    ];
    assert_eq!(
        refused.issues(),
        told.map(|(code, path)| (code.to_owned(), path.to_owned()))
    );
    assert_eq!(hub.audited("brand").await, []);
}

async fn the_same_holder_has_it_once(hub: TestHub) {
    let clerk = xiantang();
    let holder = enterprise(&hub, &clerk, "板栗公司").await;
    let first = brand().add(&hub, &clerk, &input("东源板栗", json!({}))).await;
    let refused = brand()
        .register(&hub, &clerk, &input("东源板栗", json!({})))
        .await;
    assert_eq!(refused.issues(), one("DUPLICATE", "name"));
    assert_eq!(refused.at("/payload/issues/0/figures"), &json!(["东源板栗"]));
    // Another level, another holder, another town: another record.
    let second = brand()
        .add(&hub, &clerk, &input("东源板栗", json!({ "level": "CITY" })))
        .await;
    brand()
        .add(&hub, &clerk, &input("东源板栗", json!({ "holder": holder })))
        .await;
    let neighbour = brand().clerk(DENGTA);
    brand().add(&hub, &neighbour, &input("东源板栗", json!({}))).await;
    let change = json!({ "id": second["id"], "expectedVersion": 1, "level": "NATIONAL" });
    assert_eq!(
        brand().update(&hub, &clerk, &change).await.issues(),
        one("DUPLICATE", "name")
    );
    // A deleted one makes room, and cannot come back while another stands there.
    let delete =
        "mutation ($input: DeleteRecordInput!) { deleteRecord(input: $input) { issues { path code } } }";
    let gone = json!({ "input": { "id": first["id"], "expectedVersion": 1, "reason": "误登" } });
    assert_eq!(hub.gql(&clerk, delete, gone).await.issues(), []);
    assert_eq!(brand().update(&hub, &clerk, &change).await.issues(), []);
    let restore =
        "mutation ($input: RestoreRecordInput!) { restoreRecord(input: $input) { issues { path code } } }";
    let back = json!({ "input": { "id": first["id"], "expectedVersion": 2 } });
    assert_eq!(
        hub.gql(&clerk, restore, back).await.issues(),
        one("DUPLICATE", "name")
    );
}

async fn two_at_once_register_it_once(hub: TestHub) {
    let (register, clerk, input) = (brand(), xiantang(), input("东源板栗", json!({})));
    let tries = [(); 4].map(|()| register.register(&hub, &clerk, &input));
    let answers = futures_util::future::join_all(tries).await;
    let mut issues: Vec<_> = answers.iter().map(Answer::issues).collect();
    issues.sort();
    let taken = one("DUPLICATE", "name").to_vec();
    assert_eq!(issues, [vec![], taken.clone(), taken.clone(), taken]);
}

async fn it_is_valid_from_its_first_day_to_its_last(hub: TestHub) {
    let clerk = xiantang();
    let spans = [
        (
            "甲",
            json!({ "awardedOn": "2024-01-01", "validTo": "2024-12-31" }),
        ),
        ("乙", json!({ "awardedOn": "2024-12-31" })),
        ("丙", json!({ "validTo": "2024-06-30" })),
        ("丁", json!({})),
    ];
    for (name, span) in spans {
        brand().add(&hub, &clerk, &input(name, span)).await;
    }
    for (day, valid) in [
        ("2023-12-31", vec!["丁", "丙"]),
        ("2024-01-01", vec!["丁", "丙", "甲"]),
        ("2024-07-01", vec!["丁", "甲"]),
        ("2024-12-31", vec!["丁", "乙", "甲"]),
        ("2025-01-01", vec!["丁", "乙"]),
    ] {
        assert_eq!(
            names(&hub, &clerk, json!({ "validOn": day })).await,
            valid,
            "{day}"
        );
        let query = "query ($on: Date) { brandGroups(on: $on) { count } }";
        let groups = hub.gql(&clerk, query, json!({ "on": day })).await;
        assert_eq!(groups.at("/brandGroups/0/count"), valid.len());
    }
    let today = hub.gql(&clerk, "{ brandGroups { count } }", json!({})).await;
    assert_eq!(today.at("/brandGroups/0/count"), 2, "today's by default");
}

async fn the_same_brand_of_two_holders_is_one_brand(hub: TestHub) {
    let (clerk, neighbour) = (xiantang(), brand().clerk(DENGTA));
    let holder = enterprise(&hub, &clerk, "板栗公司").await;
    brand()
        .add(&hub, &clerk, &input("东源板栗", json!({ "holder": holder })))
        .await;
    brand().add(&hub, &clerk, &input("东源板栗", json!({}))).await;
    brand().add(&hub, &neighbour, &input("东源板栗", json!({}))).await;
    let award = json!({ "name": "质量奖", "type": "AWARD", "level": "CITY" });
    brand().add(&hub, &neighbour, &award).await;
    let query = "query ($by: BrandGroupBy! $tier: Tier) { brandGroups(by: $by, tier: $tier) {
        region { code } key count records } }";
    let groups = async |by: &str, tier: Value| {
        let answer = hub
            .gql(&guangdong(), query, json!({ "by": by, "tier": tier }))
            .await;
        answer.at("/brandGroups").clone()
    };
    let group = |code: &str, key: Value, count: u32, records: u32| json!({ "region": { "code": code }, "key": key, "count": count, "records": records });
    let (province, none) = ("440000000000", Value::Null);
    assert_eq!(
        groups("REGION", none.clone()).await,
        json!([group(province, none.clone(), 2, 4)])
    );
    assert_eq!(
        groups("TYPE", json!("COUNTY")).await,
        json!([
            group("441625000000", json!("AWARD"), 1, 1),
            group("441625000000", json!("GEOGRAPHICAL_INDICATION"), 1, 3)
        ])
    );
    assert_eq!(
        groups("LEVEL", json!("TOWN")).await,
        json!([
            group("441625100000", json!("NATIONAL"), 1, 2),
            group("441625101000", json!("CITY"), 1, 1),
            group("441625101000", json!("NATIONAL"), 1, 1)
        ])
    );
}

async fn a_batch_finds_its_brands(hub: TestHub) {
    let clerk = xiantang();
    let holder = enterprise(&hub, &clerk, "板栗公司").await;
    let upsert = "mutation ($input: UpsertBrandsInput!) { upsertBrands(input: $input) {
        created updated unchanged refused rows { outcome id version } issues { path code } } }";
    let rows = json!([
        input("东源板栗", json!({ "holder": holder, "issuer": "国家知识产权局" })),
        input("东源板栗", json!({})),
        input("仙塘米", json!({ "level": "TOWN" })),
        { "name": "缺类型" },
    ]);
    let first = hub
        .gql(&clerk, upsert, json!({ "input": { "rows": rows } }))
        .await;
    assert_eq!(first.at("/upsertBrands/created"), 3, "{}", first.body);
    let lacking = [
        ("FIELD_MISSING", "rows.3.level"),
        ("FIELD_MISSING", "rows.3.type"),
    ];
    assert_eq!(
        first.issues(),
        lacking.map(|(code, path)| (code.to_owned(), path.to_owned()))
    );
    let id = first.at("/upsertBrands/rows/2/id").clone();
    let rows = json!([
        input("东源板栗", json!({ "holder": holder, "certificate": "GI-1" })),
        input("东源板栗", json!({})),
        { "id": id, "name": "仙塘大米" },
        input("东源板栗", json!({ "holder": null })),
    ]);
    let second = hub
        .gql(&clerk, upsert, json!({ "input": { "rows": rows } }))
        .await;
    let outcomes: Vec<_> = (0..4)
        .map(|row| second.at(&format!("/upsertBrands/rows/{row}/outcome")).clone())
        .collect();
    assert_eq!(outcomes, ["UPDATED", "UNCHANGED", "UPDATED", "REFUSED"]);
    assert_eq!(second.at("/upsertBrands/rows/2/id"), &id);
    assert_eq!(
        names(&hub, &clerk, json!({ "holder": holder })).await,
        ["东源板栗"]
    );
    assert_eq!(
        names(&hub, &clerk, Value::Null).await,
        ["东源板栗", "东源板栗", "仙塘大米"]
    );
}

async fn who_may_write_it(hub: TestHub) {
    let held = brand()
        .add(&hub, &xiantang(), &input("东源板栗", json!({})))
        .await;
    let mut keeper_of_nothing = xiantang();
    keeper_of_nothing.functions = vec![tributary::scope::policy::Function::Transport];
    let change = json!({ "id": held["id"], "expectedVersion": 1, "note": "改" });
    for (other, code) in [
        (keeper_of_nothing, "FORBIDDEN"),
        (dongyuan(), "FORBIDDEN"),
        (who("4416", Role::Reporter), "FORBIDDEN"),
        (brand().clerk(DENGTA), "NOT_FOUND"),
    ] {
        assert_eq!(
            brand().update(&hub, &other, &change).await.error_codes(),
            [code],
            "{other:?}"
        );
    }
}
