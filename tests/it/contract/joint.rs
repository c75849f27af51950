//! Joint contracts: shown under each region, counted once, written by one.

use harness::{TestHub, Who, dongyuan, guangdong, on_both_engines, shanxi, who, xiantang};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

use super::{DENGTA, DONGGUAN, FIELDS, call, contract, done, enterprise, groups, input, names, university};

on_both_engines!(
    a_joint_contract_is_shown_in_two_towns_and_counted_once,
    what_lies_outside_of_the_scope_is_not_shown,
    only_its_own_region_writes_it,
    a_deleted_one_is_shown_nowhere,
    a_batch_names_more_enterprises_than_a_statement_binds,
);

async fn a_joint_contract_is_shown_in_two_towns_and_counted_once(hub: TestHub) {
    let mine = enterprise(&hub, "441625100", "仙塘电子").await;
    let next_door = enterprise(&hub, DENGTA, "灯塔塑料").await;
    let far = enterprise(&hub, DONGGUAN, "东莞机器").await;
    let abroad = enterprise(&hub, "140110", "晋源厂").await;
    let code = |enterprise: &Value| json!({ "creditCode": enterprise["creditCode"] });
    let amount = |value: &str| json!({ "amount": { "value": value, "unit": "万元" } });
    let own = json!({ "enterprise": mine["id"] });
    let clerk = xiantang();
    let alone = json!([own, university(), code(&abroad)]);
    let alone = done(&hub, &clerk, "register", input("甲", alone, amount("1"))).await;
    assert_eq!(
        alone["shownIn"],
        json!([{ "code": "441625100000" }]),
        "not in another province"
    );
    let two_towns = json!([own, code(&next_door), university()]);
    let joint = done(&hub, &clerk, "register", input("乙", two_towns, amount("10"))).await;
    let two_cities =
        json!([own, code(&far), { "name": "灯塔某厂", "kind": "ENTERPRISE_BY_NAME", "region": DENGTA }]);
    done(&hub, &clerk, "register", input("丙", two_cities, amount("100"))).await;

    // Listed under each region, once.
    let neighbour = who(DENGTA, Role::Viewer);
    assert_eq!(names(&hub, &clerk, Value::Null).await, ["丙", "乙", "甲"]);
    assert_eq!(names(&hub, &neighbour, Value::Null).await, ["丙", "乙"]);
    assert_eq!(
        names(&hub, &who(DONGGUAN, Role::Viewer), Value::Null).await,
        ["丙"]
    );
    assert_eq!(names(&hub, &dongyuan(), Value::Null).await, ["丙", "乙", "甲"]);
    assert_eq!(names(&hub, &guangdong(), Value::Null).await, ["丙", "乙", "甲"]);
    assert_eq!(names(&hub, &shanxi(), Value::Null).await, [""; 0]);
    let shown = contract().read(&hub, &neighbour, &joint["id"]).await;
    assert_eq!(shown["name"], "乙");

    // Counted once, at the region that holds all of its regions.
    let none = Value::Null;
    let row = |code: &str, count: u32, joint: u32, amount: &str| json!([code, null, count, joint, amount]);
    let (province, county) = ("440000000000", "441625000000");
    let (town, next) = ("441625100000", "441625101000");
    assert_eq!(
        groups(&hub, &guangdong(), none.clone(), "REGION", none.clone()).await,
        json!([row(province, 3, 2, "111")])
    );
    assert_eq!(
        groups(&hub, &guangdong(), none.clone(), "REGION", json!("TOWN")).await,
        json!([
            row(province, 1, 1, "100"),
            row(county, 1, 1, "10"),
            row(town, 1, 0, "1")
        ])
    );
    assert_eq!(
        groups(&hub, &dongyuan(), none.clone(), "REGION", json!("TOWN")).await,
        json!([row(county, 2, 2, "110"), row(town, 1, 0, "1")])
    );
    assert_eq!(
        groups(&hub, &neighbour, none.clone(), "REGION", json!("TOWN")).await,
        json!([row(next, 2, 2, "110")])
    );
    assert_eq!(
        groups(&hub, &guangdong(), json!("4419"), "REGION", json!("COUNTY")).await,
        json!([row("441900000000", 1, 1, "100")])
    );
}

async fn what_lies_outside_of_the_scope_is_not_shown(hub: TestHub) {
    let mine = enterprise(&hub, "441625100", "仙塘电子").await;
    let other = enterprise(&hub, DENGTA, "灯塔塑料").await;
    let parties = json!([{ "enterprise": mine["id"] }, { "creditCode": other["creditCode"] }]);
    let stored = done(&hub, &xiantang(), "register", input("甲", parties, json!({}))).await;
    let query = format!(
        "query ($id: ID!) {{ node(id: $id) {{ ... on Contract {{ {FIELDS}
            history {{ nodes {{ changes {{ field before after }} }} }} }} }} }}"
    );
    let read = async |who: &Who| hub.gql(who, &query, json!({ "id": stored["id"] })).await;
    let town = read(&xiantang()).await;
    assert_eq!(town.at("/node/shownIn"), &json!([{ "code": "441625100000" }]));
    assert_eq!(town.at("/node/parties/1/enterprise"), &Value::Null);
    let told = town.body.to_string();
    let key = hub.hub.tree().by_code(DENGTA).unwrap().id.0.to_string();
    let rows = hub
        .rows("SELECT id FROM enterprise WHERE name = '灯塔塑料'")
        .await;
    let enterprise = rows[0].try_get::<i64>("", "id").unwrap().to_string();
    for secret in ["灯塔", DENGTA, &format!("\"{key}\""), &enterprise] {
        assert!(!told.contains(secret), "the town must not learn {secret}: {told}");
    }
    // The neighbour sees its own enterprise and not the other's.
    let neighbour = read(&who(DENGTA, Role::Viewer)).await;
    assert_eq!(neighbour.at("/node/parties/0/enterprise"), &Value::Null);
    assert_eq!(neighbour.at("/node/parties/1/enterprise/name"), "灯塔塑料");
    assert_eq!(
        neighbour.at("/node/shownIn"),
        &json!([{ "code": "441625101000" }])
    );
    let county = read(&dongyuan()).await;
    assert_eq!(county.at("/node/parties/1/enterprise/name"), "灯塔塑料");
    assert_eq!(county.at("/node/shownIn").as_array().unwrap().len(), 2);
}

async fn only_its_own_region_writes_it(hub: TestHub) {
    let other = enterprise(&hub, DENGTA, "灯塔塑料").await;
    let parties = json!([{ "creditCode": other["creditCode"] }, university()]);
    let stored = done(
        &hub,
        &xiantang(),
        "register",
        input("甲", parties.clone(), json!({})),
    )
    .await;
    let change = json!({ "id": stored["id"], "expectedVersion": 1, "note": "改" });
    for (other, code) in [
        (contract().clerk(DENGTA), "FORBIDDEN"),
        (contract().clerk("441625"), "FORBIDDEN"),
        (contract().clerk(DONGGUAN), "NOT_FOUND"),
        (contract().clerk("14"), "NOT_FOUND"),
    ] {
        assert_eq!(
            call(&hub, &other, "update", change.clone()).await.error_codes(),
            [code],
            "{other:?}"
        );
    }
    let mut elsewhere = input("乙", parties, json!({}));
    elsewhere["region"] = json!(DENGTA);
    assert_eq!(
        call(&hub, &xiantang(), "register", elsewhere).await.error_codes(),
        ["FORBIDDEN"]
    );
}

async fn a_deleted_one_is_shown_nowhere(hub: TestHub) {
    let clerk = xiantang();
    let other = enterprise(&hub, DENGTA, "灯塔塑料").await;
    let parties = json!([university(), { "creditCode": other["creditCode"] }]);
    let stored = done(&hub, &clerk, "register", input("甲", parties, json!({}))).await;
    let neighbour = who(DENGTA, Role::Viewer);
    let delete =
        "mutation ($input: DeleteRecordInput!) { deleteRecord(input: $input) { issues { path code } } }";
    let gone = json!({ "input": { "id": stored["id"], "expectedVersion": 1, "reason": "误登" } });
    assert_eq!(hub.gql(&clerk, delete, gone).await.issues(), []);
    for who in [&clerk, &neighbour] {
        assert_eq!(names(&hub, who, Value::Null).await, [""; 0]);
    }
    let restore =
        "mutation ($input: RestoreRecordInput!) { restoreRecord(input: $input) { issues { path code } } }";
    let back = json!({ "input": { "id": stored["id"], "expectedVersion": 2 } });
    assert_eq!(hub.gql(&clerk, restore, back).await.issues(), []);
    assert_eq!(names(&hub, &neighbour, Value::Null).await, ["甲"]);
    // The parties change, and so do the regions under which it is shown.
    let change = json!({ "id": stored["id"], "expectedVersion": 3,
        "parties": [university(), { "name": "某厂", "kind": "ENTERPRISE_BY_NAME" }] });
    done(&hub, &clerk, "update", change).await;
    assert_eq!(names(&hub, &neighbour, Value::Null).await, [""; 0]);
}

/// A batch may name more enterprises than a statement of SQLite binds values: 800 contracts of 50 parties.
async fn a_batch_names_more_enterprises_than_a_statement_binds(hub: TestHub) {
    let code = |number: usize| format!("9144162500{number:08}");
    let row = |contract: usize| {
        let parties = (0..50).map(|party| json!({ "creditCode": code(contract * 50 + party) }));
        input(
            &format!("{contract}号"),
            parties.collect::<Vec<_>>().into(),
            json!({}),
        )
    };
    let rows: Vec<Value> = (0..800).map(row).collect();
    let upsert = "mutation ($input: UpsertContractsInput!) { upsertContracts(input: $input) { refused } }";
    let answer = hub
        .gql(&xiantang(), upsert, json!({ "input": { "rows": rows } }))
        .await;
    assert_eq!(answer.at("/upsertContracts/refused"), 800);
}
