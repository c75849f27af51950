//! Groups, the three batches, and the work of bureaus.

use harness::{TestHub, guangdong, on_both_engines, who};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

use super::{bureaus, project};

on_both_engines!(
    groups_add_up_to_the_list,
    three_batches_count_a_project_once_a_stage,
    the_work_of_bureaus_costs_two_statements,
);

async fn add(hub: &TestHub, region: &'static str, input: Value) -> Value {
    project().add(hub, &who(region, Role::Reporter), &input).await
}

async fn groups_add_up_to_the_list(hub: TestHub) {
    for (region, name, kind, stage, investment) in [
        ("441625100", "甲", "PARK", "SIGNED", Some("92233720368547758.07")),
        (
            "441625100",
            "乙",
            "INVESTMENT",
            "STARTED",
            Some("92233720368547758.07"),
        ),
        ("441625101", "丙", "PARK", "SIGNED", None),
        ("4419", "丁", "PLATFORM", "SIGNED", Some("1")),
    ] {
        let mut input = json!({ "name": name, "kind": kind, "stage": stage });
        if let Some(value) = investment {
            input["totalInvestment"] = json!(value);
            input["investmentUnit"] = json!("元");
        }
        add(&hub, region, input).await;
    }
    let groups = async |arguments: &str| {
        let query = format!(
            "{{ projectGroups{arguments} {{ region {{ name }} key count investment {{ value unit }} investmentOf }} }}"
        );
        let answer = hub.gql(&guangdong(), &query, json!({})).await;
        let groups = answer.at("/projectGroups").as_array().unwrap().clone();
        groups
            .iter()
            .map(|group| {
                let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
                let of = (
                    group["count"].as_u64().unwrap(),
                    group["investmentOf"].as_u64().unwrap(),
                );
                (
                    text(&group["region"]["name"]),
                    text(&group["key"]),
                    of,
                    text(&group["investment"]["value"]),
                )
            })
            .collect::<Vec<_>>()
    };
    let group =
        |region: &str, key: &str, of, sum: &str| (region.to_owned(), key.to_owned(), of, sum.to_owned());
    // Larger than any integer of the database.
    let all = groups("").await;
    assert_eq!(all, [group("广东省", "-", (4, 3), "18446744073709.551714")]);
    let by_stage = groups("(by: STAGE)").await;
    assert_eq!(
        by_stage,
        [
            group("广东省", "SIGNED", (3, 2), "9223372036854.775907"),
            group("广东省", "STARTED", (1, 1), "9223372036854.775807"),
        ]
    );
    let by_tier = groups("(by: KIND, tier: COUNTY)").await;
    assert_eq!(
        by_tier,
        [
            group("东源县", "INVESTMENT", (1, 1), "9223372036854.775807"),
            group("东源县", "PARK", (2, 1), "9223372036854.775807"),
            group("东莞市", "PLATFORM", (1, 1), "0.0001"),
        ]
    );
    let of_town = groups(r#"(filter: { region: "441625101" }, tier: CITY)"#).await;
    assert_eq!(
        of_town,
        [group("灯塔镇", "-", (1, 0), "-")],
        "a tier above is the region itself"
    );
    let none = groups(r#"(filter: { kind: "TRAINING" })"#).await;
    assert_eq!(none, []);
}

async fn three_batches_count_a_project_once_a_stage(hub: TestHub) {
    let stage = |stage: &str, on: Value| json!({ "stage": stage, "on": on });
    let passed = [
        stage("SIGNED", json!("2026-01-31")),
        stage("STARTED", json!("2026-02-01")),
        stage("SIGNED", json!("2026-03-31")),
        stage("STARTED", json!("2026-04-01")),
    ];
    let input = |name: &str, stages: Value, investment: Value| json!({ "name": name, "kind": "PARK", "stages": stages, "totalInvestment": investment });
    let town = who("441625100", Role::Reporter);
    let told = project()
        .register(&hub, &town, &input("反复", json!(passed), json!("100")))
        .await;
    assert_eq!(told.issues().len(), 1, "back to signed");
    add(
        &hub,
        "441625101",
        input("签约", json!([stage("SIGNED", json!("2026-01-01"))]), Value::Null),
    )
    .await;
    add(
        &hub,
        "441625101",
        input("无日期", json!([stage("SIGNED", Value::Null)]), json!("5")),
    )
    .await;
    add(
        &hub,
        "441625101",
        input(
            "投产",
            json!([stage("PUT_INTO_PRODUCTION", json!("2026-03-31"))]),
            json!("7"),
        ),
    )
    .await;
    let deleted = add(
        &hub,
        "441625101",
        input("删除", json!([stage("SIGNED", json!("2026-02-02"))]), json!("9")),
    )
    .await;
    let delete = "mutation ($id: ID!) { deleteRecord(input: { id: $id, expectedVersion: 1, reason: \"重复\" }) { issues { code path } } }";
    let dengta = who("441625101", Role::Reporter);
    assert_eq!(
        hub.gql(&dengta, delete, json!({ "id": deleted["id"] }))
            .await
            .issues(),
        []
    );

    let batches = async |arguments: &str| {
        let batch = "{ count investment { value } investmentOf }";
        let query = format!(
            "{{ threeBatches({arguments}) {{ region {{ name }} signed {batch} started {batch} putIntoProduction {batch} }} }}"
        );
        hub.gql(&guangdong(), &query, json!({})).await
    };
    let of = |count: u32, value: Value, known: u32| {
        let investment = if value.is_null() {
            Value::Null
        } else {
            json!({ "value": value })
        };
        json!({ "count": count, "investment": investment, "investmentOf": known })
    };
    let quarter = r#"from: "2026-01-01", to: "2026-03-31""#;
    let all = batches(quarter).await;
    assert_eq!(
        all.at("/threeBatches"),
        &json!([{ "region": { "name": "广东省" },
        "signed": of(2, json!("100"), 1), "started": of(1, json!("100"), 1), "putIntoProduction": of(1, json!("7"), 1) }])
    );
    let towns = batches(&format!(r#"region: "441625", tier: TOWN, {quarter}"#)).await;
    let towns = towns.at("/threeBatches").as_array().unwrap();
    assert_eq!(towns.len(), 21, "every town of the county");
    let none = of(0, Value::Null, 0);
    assert_eq!(
        towns[0],
        json!({ "region": { "name": "仙塘镇" },
        "signed": of(1, json!("100"), 1), "started": of(1, json!("100"), 1), "putIntoProduction": none })
    );
    assert_eq!(
        towns[1],
        json!({ "region": { "name": "灯塔镇" },
        "signed": of(1, Value::Null, 0), "started": none, "putIntoProduction": of(1, json!("7"), 1) })
    );
    assert_eq!(towns[2]["signed"], none);
    let wrong = batches(r#"from: "2026-03-31", to: "2026-03-30""#).await;
    assert_eq!(wrong.error_codes(), ["BAD_USER_INPUT"]);
    let foreign = batches(&format!(r#"region: "14", {quarter}"#)).await;
    assert_eq!(foreign.error_codes(), ["FORBIDDEN"]);
}

const WORKLOAD: &str =
    "query ($on: Date, $first: Int, $after: String) { bureauWorkload(on: $on, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { bureau { name } leads cooperates steps { done open late } decisions { done open late } } } }";

async fn the_work_of_bureaus_costs_two_statements(hub: TestHub) {
    bureaus::jinyuan(&hub).await;
    let clerk = bureaus::clerk();
    let step = |due: &str, done: Value| json!({ "year": 2026, "title": "步骤", "due": due, "doneOn": done });
    let steps = [
        step("2026-03-31", json!("2026-03-01")),
        step("2026-03-31", json!("2026-05-01")),
        step("2026-04-30", Value::Null),
        step("2026-12-31", Value::Null),
    ];
    let task = |name: &str, lead: &[&str], cooperating: &[&str]| {
        json!({ "name": name, "kind": "ACTION", "stage": "POTENTIAL",
        "leadBureaus": bureaus::names(lead), "cooperatingBureaus": bureaus::names(cooperating), "steps": steps })
    };
    let first = project()
        .add(
            &hub,
            &clerk,
            &task("一", &["区工信局", "区文旅局"], &["区发展改革局"]),
        )
        .await;
    project()
        .add(&hub, &clerk, &task("二", &["区工信局"], &["区发改局"]))
        .await;
    // A town's project that a bureau of the district leads is on its desk, too.
    let town = who("140110100", Role::Reporter);
    project().add(&hub, &town, &task("镇", &["区发改局"], &[])).await;
    let decisions = [
        ("2026-05-01", Value::Null),
        ("2026-05-01", json!("2026-04-01")),
        ("2026-07-01", Value::Null),
    ];
    let decisions = decisions.map(|(due, done)| json!({ "text": "推进用地", "owner": { "name": "区发改局" }, "due": due, "doneOn": done }));
    let meeting = json!({ "name": "调度会", "heldOn": "2026-04-15", "projects": [first["id"]], "decisions": decisions });
    let hold = "mutation ($input: RegisterMeetingInput!) { registerMeeting(input: $input) { issues { code path } } }";
    assert_eq!(
        hub.gql(&clerk, hold, json!({ "input": meeting })).await.issues(),
        []
    );

    let viewer = who("140110", Role::Viewer);
    let (answer, statements) = hub.statements(hub.gql(&viewer, WORKLOAD, json!({}))).await;
    let nodes = answer.at("/bureauWorkload/nodes").as_array().unwrap();
    assert_eq!(
        (answer.at("/bureauWorkload/totalCount"), nodes.len()),
        (&json!(32), 32),
        "also those without work"
    );
    assert_eq!(statements, 3, "a page of bureaus, their work, their count");
    let of = |name: &str| {
        let node = nodes.iter().find(|node| node["bureau"]["name"] == name).unwrap();
        let tally = |field: &str| ["done", "open", "late"].map(|part| node[field][part].as_u64().unwrap());
        (
            (
                node["leads"].as_u64().unwrap(),
                node["cooperates"].as_u64().unwrap(),
            ),
            tally("steps"),
            tally("decisions"),
        )
    };
    assert_eq!(of("晋源区工信局"), ((2, 0), [4, 4, 4], [0, 0, 0]));
    assert_eq!(of("晋源区文旅局"), ((1, 0), [2, 2, 2], [0, 0, 0]));
    assert_eq!(of("晋源区发改局"), ((1, 2), [2, 2, 2], [1, 2, 1]));
    assert_eq!(of("晋源区司法局"), ((0, 0), [0, 0, 0], [0, 0, 0]));

    // As it stood in the middle of April: the step that was done in May was open then, and late already.
    let (answer, statements) = hub
        .statements(hub.gql(
            &viewer,
            &WORKLOAD.replace("totalCount", ""),
            json!({ "on": "2026-04-15" }),
        ))
        .await;
    assert_eq!(statements, 2);
    let nodes = answer.at("/bureauWorkload/nodes").as_array().unwrap();
    let industry = nodes
        .iter()
        .find(|node| node["bureau"]["name"] == "晋源区文旅局")
        .unwrap();
    assert_eq!(industry["steps"], json!({ "done": 1, "open": 3, "late": 1 }));

    // Page by page, each bureau once.
    let (mut after, mut seen) = (Value::Null, Vec::new());
    loop {
        let page = hub
            .gql(&viewer, WORKLOAD, json!({ "first": 10, "after": after }))
            .await;
        let nodes = page.at("/bureauWorkload/nodes").as_array().unwrap().clone();
        seen.extend(
            nodes
                .into_iter()
                .map(|node| node["bureau"]["name"].as_str().unwrap().to_owned()),
        );
        if page.at("/bureauWorkload/pageInfo/hasNextPage") == false {
            break;
        }
        after = page.at("/bureauWorkload/pageInfo/endCursor").clone();
    }
    assert_eq!(seen.len(), 32);
    assert!(seen.is_sorted());
    // The town sees its own offices and its own project alone; who reads no projects sees none.
    let (answer, _) = hub
        .statements(hub.gql(&who("140110100", Role::Viewer), WORKLOAD, json!({})))
        .await;
    assert_eq!(answer.at("/bureauWorkload/totalCount"), 1);
    let admin = hub.gql(&who("140110", Role::Admin), WORKLOAD, json!({})).await;
    assert_eq!(admin.error_codes(), ["FORBIDDEN"]);
}
