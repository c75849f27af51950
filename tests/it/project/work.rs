//! Other names, yearly investment, participants, steps, progress, batches.

use futures_util::future::join_all;
use harness::{Register, TestHub, dongyuan, on_both_engines, who, xiantang};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

use super::{change, field, found, one, project};

on_both_engines!(
    other_names_are_searched,
    investment_by_year_is_kept_and_checked,
    participants_are_known_or_named,
    steps_are_done_or_late_by_the_hubs_clock,
    progress_is_appended_by_many_at_once,
    a_batch_finds_its_projects_by_name,
);

async fn other_names_are_searched(hub: TestHub) {
    let clerk = xiantang();
    let input =
        json!({ "name": "亚历斯特", "kind": "INVESTMENT", "stage": "LANDED", "otherNames": ["亚力斯特"] });
    let created = project().add(&hub, &clerk, &input).await;
    for text in ["亚力", "历斯特"] {
        assert_eq!(found(&hub, &clerk, json!({ "search": text })).await, ["亚历斯特"]);
    }
    let bad = project()
        .update(&hub, &clerk, &change(&created, 1, json!({ "otherNames": [" "] })))
        .await;
    assert_eq!(bad.issues(), one("BAD_NAME", "otherNames.0"));
}

async fn investment_by_year_is_kept_and_checked(hub: TestHub) {
    let clerk = xiantang();
    let amount = |value: &str| json!({ "value": value, "unit": "万元" });
    let input = json!({ "name": "产业园", "kind": "PARK", "stage": "STARTED", "totalInvestment": "1", "investmentUnit": "亿元",
        "yearlyInvestments": [
            { "year": 2026, "planned": amount("6000") },
            { "year": 2025, "planned": amount("4000"), "done": amount("3500.5") },
        ] });
    let created = project().add(&hub, &clerk, &input).await;
    let selection = "yearlyInvestments { year planned { value unit } done { value } }";
    let years = field(&hub, &clerk, &created["id"], selection).await;
    let expected = json!([
        { "year": 2025, "planned": { "value": "4000", "unit": "万元" }, "done": { "value": "3500.5" } },
        { "year": 2026, "planned": { "value": "6000", "unit": "万元" }, "done": null },
    ]);
    assert_eq!(years["yearlyInvestments"], expected);
    // A year that is named is changed, the others stay: now more is done than the total.
    let more = json!({ "yearlyInvestments": [{ "year": 2026, "done": amount("6500") }] });
    let told = project().update(&hub, &clerk, &change(&created, 1, more)).await;
    assert_eq!(told.issues(), one("MORE_THAN_TOTAL", "yearlyInvestments"));
    assert_eq!(told.at("/payload/issues/0/figures"), &json!(["1.00005", "1"]));
    assert_eq!(told.at("/payload/project/version"), 2, "a warning does not block");
    let bad = json!({ "yearlyInvestments": [
        { "year": 2027, "done": amount("1") }, { "year": 2025, "planned": amount("-1") },
        { "year": 2024, "planned": amount("1") }, { "year": 2024, "planned": amount("2") },
    ] });
    let refused = project().update(&hub, &clerk, &change(&created, 2, bad)).await;
    let codes: Vec<String> = refused.issues().into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["IN_THE_FUTURE", "MORE_THAN_TOTAL", "NEGATIVE", "TWICE"]);
    let rows = hub
        .rows("SELECT planned, done FROM project_investment WHERE year = 2026")
        .await;
    assert_eq!(rows[0].try_get::<i64>("", "planned").unwrap(), 6_000_000_000);
    assert_eq!(rows[0].try_get::<i64>("", "done").unwrap(), 6_500_000_000);
    let none = project()
        .update(
            &hub,
            &clerk,
            &change(&created, 2, json!({ "yearlyInvestments": null })),
        )
        .await;
    assert_eq!(none.issues(), []);
    assert_eq!(hub.rows("SELECT 1 FROM project_investment").await.len(), 0);
}

async fn participants_are_known_or_named(hub: TestHub) {
    let clerk = xiantang();
    let enterprise = Register::of("Enterprise");
    let known = enterprise.add(&hub, &clerk, &enterprise.input("仙塘电子")).await;
    let other = who("441625101", Role::Reporter);
    let foreign = enterprise.add(&hub, &other, &enterprise.input("灯塔电子")).await;
    let input = json!({ "name": "产学研", "kind": "IUR", "stage": "SIGNED", "participants": [
        { "enterprise": known["id"], "role": "承担单位" }, { "name": "广东工业大学", "role": "合作单位" },
    ] });
    let created = project().add(&hub, &clerk, &input).await;
    let read = field(
        &hub,
        &clerk,
        &created["id"],
        "participants { enterprise { name } name role }",
    )
    .await;
    let expected = json!([
        { "enterprise": { "name": "仙塘电子" }, "name": null, "role": "承担单位" },
        { "enterprise": null, "name": "广东工业大学", "role": "合作单位" },
    ]);
    assert_eq!(read["participants"], expected);
    let bad = json!({ "participants": [
        { "enterprise": foreign["id"], "role": "承担单位" },
        { "enterprise": known["id"], "name": "两者", "role": "承担单位" },
        { "role": "承担单位" },
        { "name": "无角色", "role": "" },
    ] });
    let refused = project().update(&hub, &clerk, &change(&created, 1, bad)).await;
    let expected = [
        ("BAD_NAME", "participants.3.role"),
        ("ENTERPRISE_UNKNOWN", "participants.0.enterprise"),
        ("PARTICIPANT_UNCLEAR", "participants.1"),
        ("PARTICIPANT_UNCLEAR", "participants.2"),
    ];
    assert_eq!(
        refused.issues(),
        expected.map(|(code, path)| (code.to_owned(), path.to_owned()))
    );
}

async fn steps_are_done_or_late_by_the_hubs_clock(hub: TestHub) {
    let clerk = xiantang();
    let step = |title: &str, due: Value, done: Value| json!({ "year": 2026, "title": title, "due": due, "doneOn": done });
    let steps = [
        step("已完成", json!("2026-03-31"), json!("2026-03-31")),
        step("迟完成", json!("2026-03-31"), json!("2026-04-01")),
        step("今日到期", json!("2026-06-01"), Value::Null),
        step("无期限", Value::Null, Value::Null),
    ];
    let input = json!({ "name": "产业园", "kind": "PARK", "stage": "STARTED", "steps": steps });
    let created = project().add(&hub, &clerk, &input).await;
    let punctual =
        json!({ "name": "按期", "kind": "PARK", "stage": "STARTED", "steps": [steps[0], steps[2]] });
    project().add(&hub, &clerk, &punctual).await;
    let read = async || {
        let read = field(&hub, &clerk, &created["id"], "steps { title done late }").await;
        let steps = read["steps"].as_array().unwrap().iter();
        steps
            .map(|step| (step["done"] == true, step["late"] == true))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        read().await,
        [(true, false), (true, true), (false, false), (false, false)]
    );
    assert_eq!(
        found(&hub, &clerk, json!({ "lateSteps": true })).await,
        ["产业园"]
    );
    // 16:00 in UTC is midnight in China: the next day begins.
    hub.clock.advance(chrono::TimeDelta::hours(8));
    assert_eq!(
        read().await,
        [(true, false), (true, true), (false, true), (false, false)]
    );
    assert_eq!(
        found(&hub, &clerk, json!({ "lateSteps": true })).await,
        ["产业园", "按期"]
    );

    let bad = json!({ "steps": [
        { "year": 2026, "title": "", "doneOn": "2026-07-01" }, { "year": 2027, "title": "二期", "due": "2026-12-31" },
    ] });
    let refused = project().update(&hub, &clerk, &change(&created, 1, bad)).await;
    let expected = [
        ("BAD_NAME", "steps.0.title"),
        ("DUE_OUTSIDE_YEAR", "steps.1.due"),
        ("IN_THE_FUTURE", "steps.0.doneOn"),
    ];
    assert_eq!(
        refused.issues(),
        expected.map(|(code, path)| (code.to_owned(), path.to_owned()))
    );
}

const PROGRESS: &str = "mutation ($input: AddProjectProgressInput!) {
    payload: addProjectProgress(input: $input) { project { version progress { on text percent } } issues { path code } } }";

async fn progress_is_appended_by_many_at_once(hub: TestHub) {
    let clerk = xiantang();
    let created = project().add(&hub, &clerk, &project().input("产业园")).await;
    let tell = |text: &str, on: &str| json!({ "input": { "id": created["id"], "on": on, "text": text, "percent": 30 } });
    let inputs: Vec<Value> = (1..=6)
        .map(|day| tell(&format!("第{day}批设备进场"), &format!("2026-05-0{day}")))
        .collect();
    let answers = join_all(
        inputs
            .iter()
            .rev()
            .map(|input| hub.gql(&clerk, PROGRESS, input.clone())),
    )
    .await;
    for answer in &answers {
        assert_eq!(answer.issues(), [], "whatever came between");
    }
    let read = field(
        &hub,
        &clerk,
        &created["id"],
        "version progress { on text percent }",
    )
    .await;
    assert_eq!(read["version"], 7);
    let days: Vec<&str> = read["progress"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["on"].as_str().unwrap())
        .collect();
    assert_eq!(days.len(), 6);
    assert!(days.is_sorted(), "{days:?}");
    assert_eq!(hub.audited("project").await.len(), 7);

    // A call that is repeated after a time-out appends nothing.
    let again = hub.gql(&clerk, PROGRESS, inputs[0].clone()).await;
    assert_eq!(
        (again.issues().len(), again.at("/payload/project/version")),
        (0, &json!(7))
    );
    let today = hub
        .gql(
            &clerk,
            PROGRESS,
            json!({ "input": { "id": created["id"], "text": "封顶" } }),
        )
        .await;
    assert_eq!(
        today.at("/payload/project/progress/6"),
        &json!({ "on": "2026-06-01", "text": "封顶", "percent": null })
    );
    let bad = json!({ "input": { "id": created["id"], "on": "2026-06-02", "text": " ", "percent": 101 } });
    let refused = hub.gql(&clerk, PROGRESS, bad).await;
    let expected = [
        ("BAD_PERCENT", "percent"),
        ("IN_THE_FUTURE", "on"),
        ("VALUE_MISSING", "text"),
    ];
    assert_eq!(
        refused.issues(),
        expected.map(|(code, path)| (code.to_owned(), path.to_owned()))
    );
    // By those alone who write the project.
    let input = tell("县里说", "2026-05-01");
    assert_eq!(
        hub.gql(&dongyuan(), PROGRESS, input.clone()).await.error_codes(),
        ["FORBIDDEN"]
    );
    let neighbour = who("441625101", Role::Reporter);
    assert_eq!(
        hub.gql(&neighbour, PROGRESS, input).await.error_codes(),
        ["NOT_FOUND"]
    );
    // Other fields leave it alone.
    let kept = project()
        .update(&hub, &clerk, &change(&created, 8, json!({ "note": "照旧" })))
        .await;
    assert_eq!(kept.issues(), []);
    let read = field(&hub, &clerk, &created["id"], "progress { text }").await;
    assert_eq!(read["progress"].as_array().unwrap().len(), 7);
}

async fn a_batch_finds_its_projects_by_name(hub: TestHub) {
    let clerk = xiantang();
    let old = project().add(&hub, &clerk, &project().input("老项目")).await;
    super::bureaus::jinyuan(&hub).await;
    let upsert = "mutation ($input: UpsertProjectsInput!) { payload: upsertProjects(input: $input) {
        created updated unchanged refused rows { outcome id version } issues { path code } } }";
    let rows = json!([
        { "name": "老项目", "stage": "STARTED", "stageSince": "2026-05-01" },
        { "id": old["id"], "kind": "PARK" },
        { "name": "新项目", "kind": "IUR", "stage": "SIGNED", "otherNames": ["别名"] },
        { "name": "无阶段", "kind": "IUR" },
        { "name": "外地部门", "kind": "IUR", "stage": "SIGNED", "leadBureaus": [{ "name": "区发改局" }] },
    ]);
    let answer = hub
        .gql(&clerk, upsert, json!({ "input": { "rows": rows } }))
        .await;
    let counts = ["created", "updated", "unchanged", "refused"]
        .map(|name| answer.at(&format!("/payload/{name}")).clone());
    assert_eq!(counts, [json!(1), json!(1), json!(0), json!(3)]);
    let expected = [
        ("BUREAU_UNKNOWN", "rows.4.leadBureaus.0"),
        ("DUPLICATE_ROW", "rows.1"),
        ("NAME_TAKEN", "rows.1.name"),
        ("VALUE_MISSING", "rows.3.stage"),
    ];
    assert_eq!(
        answer.issues(),
        expected.map(|(code, path)| (code.to_owned(), path.to_owned()))
    );
    let read = field(&hub, &clerk, &old["id"], "stages { stage on }").await;
    assert_eq!(
        read["stages"],
        json!([{ "stage": "SIGNED", "on": null }, { "stage": "STARTED", "on": "2026-05-01" }])
    );

    let bureaus: Vec<Value> = ["区发改局", "区发展改革局"]
        .map(|name| json!([{ "name": name }]))
        .to_vec();
    let row = |index: usize| json!({ "name": format!("任务{index}"), "kind": "ACTION", "stage": "POTENTIAL", "leadBureaus": bureaus[index % 2] });
    let jinyuan = super::bureaus::clerk();
    let batch = |many: usize| json!({ "input": { "rows": (0..many).map(row).collect::<Vec<_>>() } });
    let (few, for_few) = hub.statements(hub.gql(&jinyuan, upsert, batch(10))).await;
    assert_eq!(few.at("/payload/created"), 10);
    let (many, for_many) = hub.statements(hub.gql(&jinyuan, upsert, batch(300))).await;
    assert_eq!(
        (many.at("/payload/created"), many.at("/payload/unchanged")),
        (&json!(290), &json!(10))
    );
    assert_eq!(for_few, for_many, "a batch is a fixed number of statements");
}
