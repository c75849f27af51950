//! Coordination meetings: projects, bureaus that came, decisions.

use harness::{Answer, Register, TestHub, Who, guangdong, on_both_engines, shanxi, who, xiantang};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

on_both_engines!(
    a_meeting_keeps_its_projects_bureaus_and_decisions,
    all_issues_are_told_together,
    lists_by_project_and_day,
    it_is_deleted_and_restored,
);

fn meeting() -> Register {
    Register::of("Meeting")
}

async fn office(hub: &TestHub, region: &'static str, name: &str, short: &str) {
    let bureau = Register::of("Bureau");
    let input = json!({ "name": name, "shortName": short, "functions": ["SCI_TECH"] });
    bureau.add(hub, &who(region, Role::Admin), &input).await;
}

async fn projects(hub: &TestHub, names: &[&str]) -> Vec<Value> {
    let project = Register::of("Project");
    let mut ids = Vec::new();
    for name in names {
        ids.push(project.add(hub, &xiantang(), &project.input(name)).await["id"].clone());
    }
    ids
}

fn pairs(issues: &[(&str, &str)]) -> Vec<(String, String)> {
    let pair = |(code, path): &(&str, &str)| ((*code).to_owned(), (*path).to_owned());
    issues.iter().map(pair).collect()
}

async fn a_meeting_keeps_its_projects_bureaus_and_decisions(hub: TestHub) {
    office(&hub, "441625", "东源县科技局", "县科技局").await;
    office(&hub, "441625100", "仙塘镇经发办", "经发办").await;
    let ids = projects(&hub, &["产业园", "技改"]).await;
    let input = json!({ "name": "项目调度会", "heldOn": "2026-05-20", "projects": [ids[1], ids[0]],
        "attendingBureaus": [{ "name": "县科技局" }, { "name": "经发办" }],
        "decisions": [
            { "text": "完成用地报批", "owner": { "name": "经发办" }, "due": "2026-05-31" },
            { "text": "协调供电", "owner": { "name": "东源县科技局" }, "due": "2026-05-31", "doneOn": "2026-05-30" },
            { "text": "继续跟踪" },
        ] });
    let created = meeting().add(&hub, &xiantang(), &input).await;
    assert_eq!(
        created["projects"],
        json!([{ "name": "技改" }, { "name": "产业园" }])
    );
    assert_eq!(
        created["attendingBureaus"],
        json!([{ "name": "东源县科技局" }, { "name": "仙塘镇经发办" }])
    );
    let decision = |text: &str, done: bool, late: bool| json!({ "text": text, "done": done, "late": late });
    let expected = [
        decision("完成用地报批", false, true),
        decision("协调供电", true, false),
        decision("继续跟踪", false, false),
    ];
    assert_eq!(created["decisions"], json!(expected));
    let query = "query ($id: ID!) { node(id: $id) { ... on Meeting { decisions { owner { name bureau { name } } } } } }";
    let read = hub.gql(&xiantang(), query, json!({ "id": created["id"] })).await;
    let owner = |name: &str, read: bool| json!({ "owner": { "name": name, "bureau": read.then(|| json!({ "name": name })) } });
    let expected = json!([owner("仙塘镇经发办", true), owner("东源县科技局", false), { "owner": null }]);
    assert_eq!(read.at("/node/decisions"), &expected);

    // A title may come again; lists that are left out stay, null empties them.
    meeting()
        .add(
            &hub,
            &xiantang(),
            &json!({ "name": "项目调度会", "heldOn": "2026-05-20" }),
        )
        .await;
    let change =
        json!({ "id": created["id"], "expectedVersion": 1, "heldOn": "2026-05-21", "projects": null });
    let changed = meeting().update(&hub, &xiantang(), &change).await;
    assert_eq!(changed.issues(), []);
    assert_eq!(changed.at("/payload/meeting/projects"), &json!([]));
    assert_eq!(changed.at("/payload/meeting/decisions"), &created["decisions"]);
    assert_eq!(
        meeting().read(&hub, &guangdong(), &created["id"]).await["heldOn"],
        "2026-05-21"
    );
    assert_eq!(meeting().read(&hub, &shanxi(), &created["id"]).await, Value::Null);
}

async fn all_issues_are_told_together(hub: TestHub) {
    let ids = projects(&hub, &["产业园"]).await;
    let project = Register::of("Project");
    let outside = project
        .add(&hub, &who("441625101", Role::Reporter), &project.input("邻镇"))
        .await;
    let bad = json!({ "name": "", "heldOn": "2026-06-02", "projects": [ids[0], ids[0], outside["id"], "无"],
        "attendingBureaus": [{ "name": "无此局" }],
        "decisions": [{ "text": " ", "owner": { "name": "无此办" }, "doneOn": "2026-06-02" }] });
    let refused = meeting().register(&hub, &xiantang(), &bad).await;
    let expected = pairs(&[
        ("BAD_NAME", "name"),
        ("BUREAU_UNKNOWN", "attendingBureaus.0"),
        ("BUREAU_UNKNOWN", "decisions.0.owner"),
        ("IN_THE_FUTURE", "decisions.0.doneOn"),
        ("IN_THE_FUTURE", "heldOn"),
        ("PROJECT_UNKNOWN", "projects.2"),
        ("PROJECT_UNKNOWN", "projects.3"),
        ("TWICE", "projects.1"),
        ("VALUE_MISSING", "decisions.0.text"),
    ]);
    assert_eq!(refused.issues(), expected);
    assert_eq!(hub.audited("meeting").await, []);
}

async fn list(hub: &TestHub, who: &Who, filter: Value) -> Answer {
    let query = "query ($filter: MeetingFilter) { meetings(filter: $filter) { totalCount nodes { name } } }";
    hub.gql(who, query, json!({ "filter": filter })).await
}

async fn lists_by_project_and_day(hub: TestHub) {
    let ids = projects(&hub, &["产业园", "技改"]).await;
    for (name, day, about) in [
        ("一月会", "2026-01-15", vec![&ids[0]]),
        ("二月会", "2026-02-15", vec![&ids[0], &ids[1]]),
        ("三月会", "2026-03-15", vec![]),
    ] {
        let input = json!({ "name": name, "heldOn": day, "projects": about });
        meeting().add(&hub, &xiantang(), &input).await;
    }
    for (filter, expected) in [
        (json!({}), json!(["一月会", "三月会", "二月会"])),
        (json!({ "project": ids[0] }), json!(["一月会", "二月会"])),
        (
            json!({ "project": ids[0], "heldFrom": "2026-02-01" }),
            json!(["二月会"]),
        ),
        (
            json!({ "heldFrom": "2026-02-15", "heldTo": "2026-03-14" }),
            json!(["二月会"]),
        ),
        (
            json!({ "search": "月会", "heldTo": "2026-01-31" }),
            json!(["一月会"]),
        ),
    ] {
        let answer = list(&hub, &xiantang(), filter.clone()).await;
        let nodes = answer.at("/meetings/nodes").as_array().unwrap();
        let names: Value = nodes.iter().map(|node| node["name"].clone()).collect();
        assert_eq!(names, expected, "{filter}");
    }
    assert_eq!(
        list(&hub, &shanxi(), json!({})).await.at("/meetings/totalCount"),
        0
    );
}

async fn it_is_deleted_and_restored(hub: TestHub) {
    let ids = projects(&hub, &["产业园"]).await;
    let input = json!({ "name": "调度会", "heldOn": "2026-05-20", "projects": ids, "decisions": [{ "text": "推进" }] });
    let created = meeting().add(&hub, &xiantang(), &input).await;
    let change = |verb: &str, fields: &str| {
        format!(
            "mutation ($id: ID!) {{ {verb}Record(input: {{ id: $id, {fields} }}) {{ record {{ id }} issues {{ code path }} }} }}"
        )
    };
    let variables = json!({ "id": created["id"] });
    let delete = change("delete", "expectedVersion: 1, reason: \"误登\"");
    assert_eq!(
        hub.gql(&xiantang(), &delete, variables.clone()).await.issues(),
        []
    );
    assert_eq!(
        list(&hub, &xiantang(), json!({ "project": ids[0] }))
            .await
            .at("/meetings/totalCount"),
        0
    );
    assert_eq!(hub.rows("SELECT 1 FROM meeting_decision").await.len(), 0);
    let restore = change("restore", "expectedVersion: 2");
    assert_eq!(hub.gql(&xiantang(), &restore, variables).await.issues(), []);
    assert_eq!(
        list(&hub, &xiantang(), json!({ "project": ids[0] }))
            .await
            .at("/meetings/totalCount"),
        1
    );
    assert_eq!(hub.rows("SELECT 1 FROM meeting_decision").await.len(), 1);
}
