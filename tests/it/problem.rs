//! The ledger of problems: its states, where a problem stands, and by when.

mod standing;

use chrono::{DateTime, TimeDelta, Utc};
use harness::{Answer, Register, TestHub, Who, dongyuan, guangdong, on_both_engines, shanxi, who, xiantang};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

on_both_engines!(
    a_problem_goes_from_raised_to_closed,
    each_step_needs_its_state,
    bad_input_is_told_by_issues,
    what_it_is_about_lies_in_the_scope,
    groups_count_by_state_and_region,
    two_at_once_take_a_step_once,
    it_is_deleted_restored_and_has_a_history,
);

const DENGTA: &str = "441625101";

const FIELDS: &str = "id version title description state raisedOn due overdue resolution resolvedOn closedOn
    region { code } standsAt { code } ownerBureau { id name } about { kind id record { id } }
    escalations { on from { code } to { code } reason } reopenings { on reason }";

async fn call(hub: &TestHub, who: &Who, step: &str, input: Value) -> Answer {
    let ty = step[..1].to_uppercase() + &step[1..];
    let mutation = format!(
        "mutation ($input: {ty}Input!) {{ payload: {step}(input: $input) {{
            problem {{ {FIELDS} }} issues {{ path code severity message messageZh figures }} }} }}"
    );
    hub.gql(who, &mutation, json!({ "input": input })).await
}

/// The problem after a step that nothing speaks against.
async fn done(hub: &TestHub, who: &Who, step: &str, input: Value) -> Value {
    let answer = call(hub, who, step, input).await;
    assert_eq!(answer.issues(), [], "{step}: {}", answer.body);
    answer.at("/payload/problem").clone()
}

async fn raise(hub: &TestHub, who: &Who, title: &str) -> Value {
    done(
        hub,
        who,
        "raiseProblem",
        json!({ "title": title, "due": "2026-06-10" }),
    )
    .await
}

async fn bureau(hub: &TestHub, region: &'static str) -> Value {
    let register = Register::of("Bureau");
    let (clerk, input) = (register.clerk(region), register.input("工信办"));
    register.add(hub, &clerk, &input).await["id"].clone()
}

fn at(problem: &Value, rest: Value) -> Value {
    let mut input = json!({ "id": problem["id"], "expectedVersion": problem["version"] });
    input
        .as_object_mut()
        .unwrap()
        .extend(rest.as_object().unwrap().clone());
    input
}

/// Moves the clock to a moment.
fn until(hub: &TestHub, moment: &str) {
    let moment: DateTime<Utc> = moment.parse().unwrap();
    hub.clock.advance(moment - hub.clock.now());
}

fn one(code: &str, path: &str) -> [(String, String); 1] {
    [(code.to_owned(), path.to_owned())]
}

async fn titles(hub: &TestHub, who: &Who, filter: Value) -> Vec<String> {
    let query = "query ($filter: ProblemFilter) { problems(filter: $filter) { totalCount nodes { title } } }";
    let answer = hub.gql(who, query, json!({ "filter": filter })).await;
    let nodes = answer.at("/problems/nodes").as_array().unwrap();
    assert_eq!(answer.at("/problems/totalCount"), nodes.len());
    let title = |node: &Value| node["title"].as_str().unwrap().to_owned();
    nodes.iter().map(title).collect()
}

async fn a_problem_goes_from_raised_to_closed(hub: TestHub) {
    let clerk = xiantang();
    let input = json!({ "title": "用电不足", "description": "高峰期限电", "due": "2026-06-10" });
    let raised = done(&hub, &clerk, "raiseProblem", input).await;
    assert_eq!(raised["state"], "OPEN");
    assert_eq!(raised["raisedOn"], "2026-06-01", "today by default");
    assert_eq!(raised["standsAt"]["code"], "441625100000");
    assert_eq!(
        raised["about"]["kind"], "REGION",
        "about the region, if nothing is named"
    );
    assert_eq!(raised["about"]["record"]["id"], raised["about"]["id"]);

    let changed = done(
        &hub,
        &clerk,
        "updateProblem",
        at(&raised, json!({ "title": "用电严重不足" })),
    )
    .await;
    assert_eq!(changed["description"], "高峰期限电", "left out, it stays");

    let owner = bureau(&hub, "441625100").await;
    let assigned = at(&changed, json!({ "ownerBureau": owner, "due": "2026-06-20" }));
    let assigned = done(&hub, &clerk, "assignProblem", assigned).await;
    assert_eq!(
        (&assigned["state"], &assigned["due"]),
        (&json!("ASSIGNED"), &json!("2026-06-20"))
    );
    assert_eq!(assigned["ownerBureau"]["id"], owner);

    hub.clock.advance(TimeDelta::days(1));
    let resolved = at(&assigned, json!({ "resolution": "已增容" }));
    let resolved = done(&hub, &clerk, "resolveProblem", resolved).await;
    assert_eq!(
        (&resolved["state"], &resolved["resolvedOn"]),
        (&json!("RESOLVED"), &json!("2026-06-02"))
    );

    let back = done(
        &hub,
        &clerk,
        "reopenProblem",
        at(&resolved, json!({ "reason": "仍限电" })),
    )
    .await;
    assert_eq!(
        (&back["state"], &back["resolution"]),
        (&json!("ASSIGNED"), &Value::Null)
    );
    assert_eq!(
        back["ownerBureau"]["id"], owner,
        "the bureau that had it has it again"
    );
    assert_eq!(
        back["reopenings"],
        json!([{ "on": "2026-06-02", "reason": "仍限电" }])
    );

    let resolved = done(
        &hub,
        &clerk,
        "resolveProblem",
        at(&back, json!({ "resolution": "换变压器" })),
    )
    .await;
    let closed = done(&hub, &clerk, "closeProblem", at(&resolved, json!({}))).await;
    assert_eq!(
        (&closed["state"], &closed["closedOn"]),
        (&json!("CLOSED"), &json!("2026-06-02"))
    );
    assert_eq!(closed["resolution"], "换变压器");
    assert_eq!(closed["version"], 7);
}

async fn each_step_needs_its_state(hub: TestHub) {
    let clerk = xiantang();
    let owner = bureau(&hub, "441625100").await;
    let raised = raise(&hub, &clerk, "用电不足").await;
    for (step, rest) in [
        ("resolveProblem", json!({ "resolution": "好" })),
        ("closeProblem", json!({})),
        ("reopenProblem", json!({ "reason": "否" })),
    ] {
        let refused = call(&hub, &clerk, step, at(&raised, rest)).await;
        assert_eq!(refused.issues(), one("WRONG_STATE", "id"), "{step}");
        assert_eq!(refused.at("/payload/problem"), &Value::Null);
        assert_eq!(refused.at("/payload/issues/0/figures/0"), "OPEN");
    }
    let assigned = done(
        &hub,
        &clerk,
        "assignProblem",
        at(&raised, json!({ "ownerBureau": owner })),
    )
    .await;
    assert_eq!(
        assigned["due"], "2026-06-10",
        "left out, it stays due when it was"
    );
    let late = call(
        &hub,
        &clerk,
        "updateProblem",
        at(&assigned, json!({ "title": "另一题" })),
    )
    .await;
    assert_eq!(late.issues(), one("WRONG_STATE", "id"));
    let resolved = done(
        &hub,
        &clerk,
        "resolveProblem",
        at(&assigned, json!({ "resolution": "好" })),
    )
    .await;
    for (step, rest) in [
        ("assignProblem", json!({ "ownerBureau": owner })),
        ("escalateProblem", json!({ "reason": "急" })),
    ] {
        let refused = call(&hub, &clerk, step, at(&resolved, rest)).await;
        assert_eq!(refused.issues(), one("WRONG_STATE", "id"), "{step}");
    }
    // An old version and a wrong state are told together.
    let refused = call(
        &hub,
        &clerk,
        "resolveProblem",
        at(&assigned, json!({ "resolution": "好" })),
    )
    .await;
    let both = [
        ("VERSION_CONFLICT".to_owned(), "expectedVersion".to_owned()),
        ("WRONG_STATE".to_owned(), "id".to_owned()),
    ];
    assert_eq!(refused.issues(), both);
    let closed = done(&hub, &clerk, "closeProblem", at(&resolved, json!({}))).await;
    let refused = call(
        &hub,
        &clerk,
        "reopenProblem",
        at(&closed, json!({ "reason": "否" })),
    )
    .await;
    assert_eq!(refused.issues(), one("WRONG_STATE", "id"));
}

async fn bad_input_is_told_by_issues(hub: TestHub) {
    let clerk = xiantang();
    let long = "长".repeat(2001);
    let bad = json!({ "title": " 甲", "description": long, "raisedOn": "2026-06-02", "due": "2026-06-01" });
    let refused = call(&hub, &clerk, "raiseProblem", bad).await;
    let issues: Vec<_> = refused.issues();
    let told = [
        ("BAD_NAME", "title"),
        ("DUE_BEFORE_RAISED", "due"),
        ("IN_THE_FUTURE", "raisedOn"),
        ("TOO_LONG", "description"),
    ];
    assert_eq!(
        issues,
        told.map(|(code, path)| (code.to_owned(), path.to_owned()))
    );
    assert_eq!(hub.audited("problem").await, []);

    let raised = done(&hub, &clerk, "raiseProblem", json!({ "title": "甲" })).await;
    let owner = bureau(&hub, "441625100").await;
    let county = bureau(&hub, "441625").await;
    let refused = call(
        &hub,
        &clerk,
        "assignProblem",
        at(&raised, json!({ "ownerBureau": owner })),
    )
    .await;
    assert_eq!(refused.issues(), one("DUE_MISSING", "due"));
    let elsewhere = at(&raised, json!({ "ownerBureau": county, "due": "2026-06-30" }));
    let refused = call(&hub, &clerk, "assignProblem", elsewhere).await;
    assert_eq!(refused.issues(), one("BUREAU_UNKNOWN", "ownerBureau"));
    let wrong = at(&raised, json!({ "ownerBureau": raised["id"] }));
    let refused = call(&hub, &clerk, "assignProblem", wrong).await;
    assert_eq!(refused.error_codes(), ["BAD_USER_INPUT"]);
    let refused = call(
        &hub,
        &clerk,
        "escalateProblem",
        at(&raised, json!({ "reason": " " })),
    )
    .await;
    assert_eq!(refused.issues(), one("REASON_MISSING", "reason"));
    let good = at(&raised, json!({ "ownerBureau": owner, "due": "2026-06-30" }));
    let assigned = done(&hub, &clerk, "assignProblem", good).await;
    let refused = call(
        &hub,
        &clerk,
        "resolveProblem",
        at(&assigned, json!({ "resolution": "" })),
    )
    .await;
    assert_eq!(refused.issues(), one("RESOLUTION_MISSING", "resolution"));
    let other = json!({ "title": "甲", "region": DENGTA });
    assert_eq!(
        call(&hub, &clerk, "raiseProblem", other).await.error_codes(),
        ["FORBIDDEN"]
    );
}

async fn what_it_is_about_lies_in_the_scope(hub: TestHub) {
    let clerk = xiantang();
    for ty in ["Enterprise", "Project", "Platform"] {
        let register = Register::of(ty);
        let mine = register.add(&hub, &clerk, &register.input("仙塘一号")).await;
        let neighbour = register.clerk(DENGTA);
        let other = register.add(&hub, &neighbour, &register.input("灯塔一号")).await;
        let about = |id: &Value| json!({ "title": format!("关于{ty}"), "about": id });
        let raised = done(&hub, &clerk, "raiseProblem", about(&mine["id"])).await;
        assert_eq!(raised["about"]["kind"], ty.to_uppercase());
        assert_eq!(raised["about"]["record"]["id"], mine["id"]);
        let refused = call(&hub, &clerk, "raiseProblem", about(&other["id"])).await;
        assert_eq!(refused.issues(), one("ABOUT_UNKNOWN", "about"));
        let found = titles(&hub, &guangdong(), json!({ "about": mine["id"] })).await;
        assert_eq!(found, [format!("关于{ty}")]);
        // What it is about may go later: the problem stays, and can be changed.
        let gone = json!({ "id": mine["id"], "expectedVersion": 1, "reason": "撤销" });
        let delete =
            "mutation ($input: DeleteRecordInput!) { deleteRecord(input: $input) { issues { path code } } }";
        assert_eq!(
            hub.gql(&clerk, delete, json!({ "input": gone })).await.issues(),
            []
        );
        done(
            &hub,
            &clerk,
            "updateProblem",
            at(&raised, json!({ "title": "另题" })),
        )
        .await;
    }
    let bureau = bureau(&hub, "441625100").await;
    let wrong = json!({ "title": "关于部门", "about": bureau });
    assert_eq!(
        call(&hub, &clerk, "raiseProblem", wrong).await.error_codes(),
        ["BAD_USER_INPUT"]
    );
    let county = hub
        .gql(&dongyuan(), "{ me { region { id } } }", json!({}))
        .await
        .at("/me/region/id")
        .clone();
    let above = json!({ "title": "关于县", "about": county });
    assert_eq!(
        call(&hub, &clerk, "raiseProblem", above).await.issues(),
        one("ABOUT_UNKNOWN", "about")
    );
}

async fn groups_count_by_state_and_region(hub: TestHub) {
    let (clerk, neighbour, county) = (
        xiantang(),
        who(DENGTA, Role::Reporter),
        who("441625", Role::Reporter),
    );
    let owner = bureau(&hub, "441625100").await;
    let mut first = raise(&hub, &clerk, "甲").await;
    raise(&hub, &clerk, "乙").await;
    raise(&hub, &neighbour, "丙").await;
    raise(&hub, &county, "丁").await;
    raise(&hub, &who("441900003", Role::Reporter), "戊").await;
    first = done(
        &hub,
        &clerk,
        "assignProblem",
        at(&first, json!({ "ownerBureau": owner })),
    )
    .await;
    done(
        &hub,
        &clerk,
        "resolveProblem",
        at(&first, json!({ "resolution": "好" })),
    )
    .await;
    until(&hub, "2026-06-11T00:00:00Z");
    let query = "query ($filter: ProblemFilter, $tier: Tier) { problemGroups(filter: $filter, tier: $tier) {
        region { code } open assigned resolved closed overdue } }";
    let groups = async |who: &Who, filter: Value, tier: Value| {
        let answer = hub
            .gql(who, query, json!({ "filter": filter, "tier": tier }))
            .await;
        answer.at("/problemGroups").clone()
    };
    let group = |code: &str, open: u32, resolved: u32| {
        json!({ "region": { "code": code }, "open": open, "assigned": 0, "resolved": resolved, "closed": 0,
                "overdue": open })
    };
    assert_eq!(
        groups(&guangdong(), Value::Null, Value::Null).await,
        json!([group("440000000000", 4, 1)])
    );
    assert_eq!(
        groups(&guangdong(), Value::Null, json!("COUNTY")).await,
        json!([group("441625000000", 3, 1), group("441900000000", 1, 0)]),
        "Dongguan stands in for its towns' county"
    );
    assert_eq!(
        groups(&dongyuan(), Value::Null, json!("TOWN")).await,
        json!([
            group("441625000000", 1, 0),
            group("441625100000", 1, 1),
            group("441625101000", 1, 0)
        ])
    );
    assert_eq!(
        groups(&clerk, json!({ "state": "RESOLVED" }), json!("CITY")).await,
        json!([group("441625100000", 0, 1)]),
        "none outside of the region that is asked for"
    );
    assert_eq!(groups(&shanxi(), Value::Null, Value::Null).await, json!([]));
}

async fn two_at_once_take_a_step_once(hub: TestHub) {
    let clerk = xiantang();
    let raised = raise(&hub, &clerk, "用电不足").await;
    let tries = [(); 3].map(|()| {
        call(
            &hub,
            &clerk,
            "escalateProblem",
            at(&raised, json!({ "reason": "急" })),
        )
    });
    let answers = futures_util::future::join_all(tries).await;
    let stored = answers.iter().filter(|answer| answer.issues().is_empty()).count();
    assert_eq!(stored, 1);
    for refused in answers.iter().filter(|answer| !answer.issues().is_empty()) {
        assert_eq!(refused.issues(), one("VERSION_CONFLICT", "expectedVersion"));
    }
    assert_eq!(
        titles(&hub, &dongyuan(), json!({ "standsAt": "441625" })).await,
        ["用电不足"]
    );
}

async fn it_is_deleted_restored_and_has_a_history(hub: TestHub) {
    let clerk = xiantang();
    let raised = raise(&hub, &clerk, "用电不足").await;
    let risen = done(
        &hub,
        &clerk,
        "escalateProblem",
        at(&raised, json!({ "reason": "急" })),
    )
    .await;
    let delete =
        "mutation ($input: DeleteRecordInput!) { deleteRecord(input: $input) { issues { path code } } }";
    let input = json!({ "input": at(&risen, json!({ "reason": "误报" })) });
    assert_eq!(
        hub.gql(&dongyuan(), delete, input.clone()).await.error_codes(),
        ["FORBIDDEN"]
    );
    assert_eq!(hub.gql(&clerk, delete, input).await.issues(), []);
    assert_eq!(titles(&hub, &clerk, Value::Null).await, [""; 0]);
    assert_eq!(
        titles(&hub, &clerk, json!({ "deleted": true })).await,
        ["用电不足"]
    );
    let again =
        json!({ "id": risen["id"], "expectedVersion": 3, "ownerBureau": bureau(&hub, "441625").await });
    let refused = call(&hub, &dongyuan(), "assignProblem", again).await;
    assert_eq!(refused.issues(), one("DELETED", "id"));
    let restore =
        "mutation ($input: RestoreRecordInput!) { restoreRecord(input: $input) { issues { path code } } }";
    let input = json!({ "input": { "id": risen["id"], "expectedVersion": 3 } });
    assert_eq!(hub.gql(&clerk, restore, input).await.issues(), []);
    let query = "query ($id: ID!) { node(id: $id) { ... on Problem {
        title history { nodes { version action changes { field after } } } } } }";
    let node = hub.gql(&dongyuan(), query, json!({ "id": risen["id"] })).await;
    let history = node.at("/node/history/nodes");
    let actions: Vec<_> = history
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["action"].as_str().unwrap())
        .collect();
    assert_eq!(actions, ["RESTORED", "DELETED", "UPDATED", "CREATED"]);
    let fields = history[2]["changes"].as_array().unwrap();
    let fields: Vec<_> = fields
        .iter()
        .map(|change| change["field"].as_str().unwrap())
        .collect();
    assert_eq!(fields, ["escalations", "standsAt"]);
    let searched = titles(&hub, &dongyuan(), json!({ "search": "电不" })).await;
    assert_eq!(searched, ["用电不足"]);
}
