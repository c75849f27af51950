//! Lead and cooperating bureaus, by any of their names: those of 晋源区 with the pairs that its plan prints.

use harness::{TestHub, Who, on_both_engines, who};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

use super::{change, field, found, one, project};

on_both_engines!(
    a_bureau_under_two_names_is_one,
    a_bureau_that_leads_does_not_cooperate,
    a_name_is_looked_for_in_the_region_and_then_above,
    a_bureau_above_is_named_but_not_read,
    an_id_outside_of_the_branch_is_unknown,
    a_bureau_that_is_gone_stays_with_its_old_projects,
);

const REGISTER: &str = "mutation ($input: RegisterBureauInput!) {
    registerBureau(input: $input) { bureau { id version } issues { code path } } }";

async fn add(hub: &TestHub, who: &Who, input: Value) -> Value {
    let answer = hub.gql(who, REGISTER, json!({ "input": input })).await;
    answer.at("/registerBureau/bureau/id").clone()
}

/// The 32 bureaus and offices of 晋源区.
pub(super) async fn jinyuan(hub: &TestHub) -> usize {
    let all: Vec<Value> = serde_json::from_str(include_str!("../../../api/data/demo/bureaus.json")).unwrap();
    let ours = all
        .into_iter()
        .filter(|bureau| bureau["region"].as_str().unwrap().starts_with("140110"));
    let mut added = 0;
    for mut bureau in ours {
        bureau.as_object_mut().unwrap().remove("note");
        assert!(add(hub, &who("140110", Role::Admin), bureau).await.is_string());
        added += 1;
    }
    added
}

pub(super) fn clerk() -> Who {
    who("140110", Role::Reporter)
}

pub(super) fn names(names: &[&str]) -> Value {
    names.iter().map(|name| json!({ "name": name })).collect()
}

const BUREAUS: &str = "leadBureaus { id name } cooperatingBureaus { id name }";

async fn by_name(hub: &TestHub, who: &Who, region: Option<&str>, name: &str) -> Value {
    let query = "query ($region: RegionCode, $name: String!) {
        bureauByName(region: $region, name: $name) { id name region { code } bureau { shortName } } }";
    let answer = hub
        .gql(who, query, json!({ "region": region, "name": name }))
        .await;
    answer.at("/bureauByName").clone()
}

async fn a_bureau_under_two_names_is_one(hub: TestHub) {
    assert_eq!(jinyuan(&hub).await, 32);
    for (printed, other, official) in [
        ("区发展改革局", "区发改局", "晋源区发改局"),
        ("区规划和自然资源局", "区自然资源局", "晋源区自然资源局"),
        ("区生态环境局", "生态环境分局", "晋源区生态环境分局"),
        ("区审批服务管理局", "区行政审批局", "晋源区行政审批局"),
        ("区市场监管局", "区市场局", "晋源区市场局"),
        ("　晋源区 发改局", "区发展改革局", "晋源区发改局"),
    ] {
        let (one, two) = (
            by_name(&hub, &clerk(), None, printed).await,
            by_name(&hub, &clerk(), None, other).await,
        );
        assert_eq!(one["name"], official);
        assert_eq!(one, two, "{printed} is {other}");
    }
    assert_eq!(
        by_name(&hub, &clerk(), None, "区审行政审批局").await,
        Value::Null,
        "a misprint"
    );

    // The second task of the plan as it is printed.
    let input = json!({ "name": "培育专业镇市场主体", "kind": "ACTION", "stage": "POTENTIAL",
        "leadBureaus": names(&["区工信局", "区农业农村局", "区文旅局"]),
        "cooperatingBureaus": names(&["区发展改革局", "区科技局", "区财政局", "区规划和自然资源局", "区生态环境局",
            "区审批服务管理局", "区市场监管局", "区金融办", "区中小企业发展促进中心"]) });
    let created = project().add(&hub, &clerk(), &input).await;
    let bureaus = field(&hub, &clerk(), &created["id"], BUREAUS).await;
    assert_eq!(bureaus["leadBureaus"][1]["name"], "晋源区农业农村局");
    assert_eq!(bureaus["cooperatingBureaus"].as_array().unwrap().len(), 9);
    assert_eq!(bureaus["cooperatingBureaus"][0]["name"], "晋源区发改局");
    // The bureau's projects are found under its one id, led or helped.
    for bureau in [
        &bureaus["leadBureaus"][0]["id"],
        &bureaus["cooperatingBureaus"][8]["id"],
    ] {
        assert_eq!(
            found(&hub, &clerk(), json!({ "bureau": bureau })).await,
            ["培育专业镇市场主体"]
        );
    }
    let agriculture = by_name(&hub, &clerk(), None, "区商务局").await;
    assert_eq!(
        found(&hub, &clerk(), json!({ "bureau": agriculture["id"] })).await,
        [""; 0]
    );

    // The third task has the misprint.
    let misprint = json!({ "name": "攻坚专业镇重大项目", "kind": "ACTION", "stage": "POTENTIAL",
        "leadBureaus": names(&["区发改局"]), "cooperatingBureaus": names(&["区财政局", "区审行政审批局"]) });
    let refused = project().register(&hub, &clerk(), &misprint).await;
    assert_eq!(refused.issues(), one("BUREAU_UNKNOWN", "cooperatingBureaus.1"));
    assert_eq!(
        refused.at("/payload/issues/0/figures"),
        &json!(["区审行政审批局"])
    );
}

async fn a_bureau_that_leads_does_not_cooperate(hub: TestHub) {
    jinyuan(&hub).await;
    // The eighth task: 区商务局 leads and cooperates.
    let task = json!({ "name": "支持专业镇精准招商", "kind": "ACTION", "stage": "POTENTIAL",
        "leadBureaus": names(&["区商务局"]),
        "cooperatingBureaus": names(&["区科技局", "区工信局", "区农业农村局", "区商务局", "区文旅局", "区市场局"]) });
    let refused = project().register(&hub, &clerk(), &task).await;
    assert_eq!(
        refused.issues(),
        one("LEAD_AND_COOPERATING", "cooperatingBureaus.3")
    );
    assert_eq!(refused.at("/payload/issues/0/figures"), &json!(["晋源区商务局"]));
    assert_eq!(refused.at("/payload/issues/0/severity"), "ERROR");

    // Once by its id, once by another of its names; and named twice in one list it stands there once.
    let reform = by_name(&hub, &clerk(), None, "区发改局").await;
    let alias = json!({ "name": "要素保障", "kind": "ACTION", "stage": "POTENTIAL",
        "leadBureaus": [{ "id": reform["id"] }], "cooperatingBureaus": names(&["区发展改革局"]) });
    let refused = project().register(&hub, &clerk(), &alias).await;
    assert_eq!(
        refused.issues(),
        one("LEAD_AND_COOPERATING", "cooperatingBureaus.0")
    );
    let twice = json!({ "name": "要素保障", "kind": "ACTION", "stage": "POTENTIAL",
        "leadBureaus": names(&["区发改局", "区工信局", "区发展改革局"]) });
    let told = project().register(&hub, &clerk(), &twice).await;
    assert_eq!(told.issues(), one("TWICE", "leadBureaus.2"));
    let bureaus = field(&hub, &clerk(), told.at("/payload/project/id"), BUREAUS).await;
    assert_eq!(bureaus["leadBureaus"].as_array().unwrap().len(), 2);
    // Who led cooperates from now on: both lists are looked at as they become.
    let turned =
        json!({ "leadBureaus": names(&["区工信局"]), "cooperatingBureaus": names(&["区发展改革局"]) });
    let turned = change(told.at("/payload/project"), 1, turned);
    assert_eq!(project().update(&hub, &clerk(), &turned).await.issues(), []);
    let emptied = change(told.at("/payload/project"), 2, json!({ "leadBureaus": null }));
    assert_eq!(project().update(&hub, &clerk(), &emptied).await.issues(), []);
    let bureaus = field(&hub, &clerk(), told.at("/payload/project/id"), BUREAUS).await;
    assert_eq!(bureaus["leadBureaus"], json!([]));
    assert_eq!(bureaus["cooperatingBureaus"][0]["id"], reform["id"]);
}

async fn a_name_is_looked_for_in_the_region_and_then_above(hub: TestHub) {
    let province = who("44", Role::Admin);
    let bureau = |region: &str, name: &str, short: &str| json!({ "region": region, "name": name, "shortName": short, "functions": ["SCI_TECH"] });
    add(&hub, &province, bureau("44", "广东省科技厅", "科技部门")).await;
    add(&hub, &province, bureau("441625", "东源县科技局", "科技部门")).await;
    add(&hub, &province, bureau("441625101", "灯塔镇科技办", "科技部门")).await;
    let town = who("441625100", Role::Reporter);
    // The nearest above; a neighbour's is none of ours.
    assert_eq!(
        by_name(&hub, &town, None, "科技部门").await["name"],
        "东源县科技局"
    );
    assert_eq!(
        by_name(&hub, &town, None, "广东省科技厅").await["region"]["code"],
        "440000000000"
    );
    assert_eq!(by_name(&hub, &town, None, "灯塔镇科技办").await, Value::Null);
    add(&hub, &province, bureau("441625100", "仙塘镇科技办", "科技部门")).await;
    assert_eq!(
        by_name(&hub, &town, None, "科技部门").await["name"],
        "仙塘镇科技办"
    );
    // A viewer above asks for the town's names.
    let above = by_name(&hub, &who("44", Role::Viewer), Some("441625101"), "科技部门").await;
    assert_eq!(above["name"], "灯塔镇科技办");
    let query = r#"{ bureauByName(region: "441625101", name: "科技部门") { id } }"#;
    assert_eq!(
        hub.gql(&town, query, json!({})).await.error_codes(),
        ["FORBIDDEN"]
    );

    add(&hub, &province, bureau("441625100", "仙塘镇科技站", "科技部门")).await;
    let query = r#"{ bureauByName(name: "科技部门") { id } }"#;
    assert_eq!(
        hub.gql(&town, query, json!({})).await.error_codes(),
        ["BAD_USER_INPUT"]
    );
    let input =
        json!({ "name": "技改", "kind": "PARK", "stage": "SIGNED", "leadBureaus": names(&["科技部门"]) });
    let refused = project().register(&hub, &town, &input).await;
    assert_eq!(refused.issues(), one("BUREAU_AMBIGUOUS", "leadBureaus.0"));
    let figures = refused.at("/payload/issues/0/figures").as_array().unwrap();
    assert_eq!(figures.len(), 3, "the name and both that bear it: {figures:?}");
}

async fn a_bureau_above_is_named_but_not_read(hub: TestHub) {
    let county = json!({ "name": "东源县科技局", "shortName": "县科技局", "functions": ["SCI_TECH"] });
    let id = add(&hub, &who("441625", Role::Admin), county).await;
    let town = who("441625100", Role::Reporter);
    let input =
        json!({ "name": "技改", "kind": "PARK", "stage": "SIGNED", "leadBureaus": names(&["县科技局"]) });
    let created = project().add(&hub, &town, &input).await;
    let selection = "leadBureaus { id name region { name } bureau { shortName } }";
    let named = |bureau: Value| json!([{ "id": id, "name": "东源县科技局", "region": { "name": "东源县" }, "bureau": bureau }]);
    let read = field(&hub, &town, &created["id"], selection).await;
    assert_eq!(
        read["leadBureaus"],
        named(Value::Null),
        "its record is the county's"
    );
    let read = field(&hub, &who("441625", Role::Viewer), &created["id"], selection).await;
    assert_eq!(read["leadBureaus"], named(json!({ "shortName": "县科技局" })));
    let query = "query ($id: ID!) { node(id: $id) { id } }";
    assert_eq!(
        hub.gql(&town, query, json!({ "id": id })).await.at("/node"),
        &Value::Null
    );
    // What was named can be given back by its id.
    let input = change(
        &created,
        1,
        json!({ "cooperatingBureaus": [{ "id": id }], "leadBureaus": [] }),
    );
    assert_eq!(project().update(&hub, &town, &input).await.issues(), []);
}

async fn an_id_outside_of_the_branch_is_unknown(hub: TestHub) {
    let office = |name: &str| json!({ "name": name, "functions": ["SCI_TECH"] });
    let neighbour = add(&hub, &who("441625101", Role::Admin), office("灯塔镇科技办")).await;
    let foreign = add(&hub, &who("14", Role::Admin), office("山西省科技厅")).await;
    let town = who("441625100", Role::Reporter);
    let created = project().add(&hub, &town, &project().input("技改")).await;
    for id in [neighbour.clone(), foreign, created["id"].clone(), json!("无")] {
        let input =
            json!({ "name": "产业园", "kind": "PARK", "stage": "SIGNED", "leadBureaus": [{ "id": id }] });
        let refused = project().register(&hub, &town, &input).await;
        assert_eq!(refused.issues(), one("BUREAU_UNKNOWN", "leadBureaus.0"), "{id}");
    }
    // The county may give the work to an office below.
    let input =
        json!({ "name": "产业园", "kind": "PARK", "stage": "SIGNED", "leadBureaus": [{ "id": neighbour }] });
    assert_eq!(
        project()
            .register(&hub, &who("441625", Role::Reporter), &input)
            .await
            .issues(),
        []
    );
    let both = json!({ "name": "园", "kind": "PARK", "stage": "SIGNED", "leadBureaus": [{ "id": neighbour, "name": "办" }] });
    let refused = project().register(&hub, &town, &both).await;
    assert!(!refused.error_codes().is_empty(), "one of the two, not both");
}

async fn a_bureau_that_is_gone_stays_with_its_old_projects(hub: TestHub) {
    let admin = who("441625100", Role::Admin);
    let id = add(
        &hub,
        &admin,
        json!({ "name": "仙塘镇科技办", "functions": ["SCI_TECH"] }),
    )
    .await;
    let town = who("441625100", Role::Reporter);
    let input =
        json!({ "name": "技改", "kind": "PARK", "stage": "SIGNED", "leadBureaus": names(&["仙塘镇科技办"]) });
    let created = project().add(&hub, &town, &input).await;
    let delete =
        "mutation ($input: DeleteRecordInput!) { deleteRecord(input: $input) { issues { code path } } }";
    let gone = json!({ "id": id, "expectedVersion": 1, "reason": "机构改革" });
    assert_eq!(
        hub.gql(&admin, delete, json!({ "input": gone })).await.issues(),
        []
    );
    let kept = project()
        .update(&hub, &town, &change(&created, 1, json!({ "note": "照旧" })))
        .await;
    assert_eq!(kept.issues(), []);
    let bureaus = field(&hub, &town, &created["id"], BUREAUS).await;
    assert_eq!(
        bureaus["leadBureaus"],
        json!([{ "id": id, "name": "仙塘镇科技办" }])
    );
    let new = json!({ "name": "新项目", "kind": "PARK", "stage": "SIGNED", "leadBureaus": [{ "id": id }] });
    assert_eq!(
        project().register(&hub, &town, &new).await.issues(),
        one("BUREAU_UNKNOWN", "leadBureaus.0")
    );
}
