//! Visits of officers, and the problems that they raise.

use harness::{Answer, Register, TestHub, Who, dongyuan, guangdong, on_both_engines, shanxi, who, xiantang};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

on_both_engines!(
    a_visit_is_registered_read_and_changed,
    a_visit_and_its_problem_are_stored_together,
    bad_input_is_told_by_issues,
    what_it_names_lies_in_the_scope,
    groups_count_enterprises_and_problems_once,
    only_the_own_region_is_written,
    it_is_deleted_and_restored,
);

const DENGTA: &str = "441625101";

const FIELDS: &str = "id version name visitedOn officers summary region { code } enterprise { id name }
    bureau { id } problems { id title due raisedOn about { id } standsAt { code } }";

async fn call(hub: &TestHub, who: &Who, verb: &str, input: Value) -> Answer {
    let ty = verb[..1].to_uppercase() + &verb[1..];
    let mutation = format!(
        "mutation ($input: {ty}VisitInput!) {{ payload: {verb}Visit(input: $input) {{
            visit {{ {FIELDS} }} issues {{ path code severity figures }} }} }}"
    );
    hub.gql(who, &mutation, json!({ "input": input })).await
}

async fn done(hub: &TestHub, who: &Who, verb: &str, input: Value) -> Value {
    let answer = call(hub, who, verb, input).await;
    assert_eq!(answer.issues(), [], "{}", answer.body);
    answer.at("/payload/visit").clone()
}

async fn enterprise(hub: &TestHub, who: &Who, name: &str) -> Value {
    let register = Register::of("Enterprise");
    register.add(hub, who, &register.input(name)).await["id"].clone()
}

async fn problem(hub: &TestHub, who: &Who, title: &str) -> Value {
    let raise = "mutation ($input: RaiseProblemInput!) { raiseProblem(input: $input) { problem { id } issues { path code } } }";
    let answer = hub.gql(who, raise, json!({ "input": { "title": title } })).await;
    answer.at("/raiseProblem/problem/id").clone()
}

fn visit(enterprise: &Value, rest: Value) -> Value {
    let mut input = json!({ "enterprise": enterprise, "visitedOn": "2026-05-20", "officers": ["张三", "李四"],
        "summary": "了解用电情况" });
    input
        .as_object_mut()
        .unwrap()
        .extend(rest.as_object().unwrap().clone());
    input
}

fn pairs(issues: &[(&str, &str)]) -> Vec<(String, String)> {
    let pair = |(code, path): &(&str, &str)| ((*code).to_owned(), (*path).to_owned());
    issues.iter().map(pair).collect()
}

async fn names(hub: &TestHub, who: &Who, filter: Value) -> Vec<String> {
    let query = "query ($filter: VisitFilter) { visits(filter: $filter) { nodes { name } } }";
    let answer = hub.gql(who, query, json!({ "filter": filter })).await;
    let nodes = answer.at("/visits/nodes").as_array().unwrap();
    nodes
        .iter()
        .map(|node| node["name"].as_str().unwrap().to_owned())
        .collect()
}

async fn a_visit_is_registered_read_and_changed(hub: TestHub) {
    let clerk = xiantang();
    let factory = enterprise(&hub, &clerk, "仙塘电子有限公司").await;
    let register = Register::of("Bureau");
    let bureau = register
        .add(&hub, &register.clerk("441625100"), &register.input("工信办"))
        .await;
    let raised = problem(&hub, &clerk, "用电不足").await;
    let input = visit(&factory, json!({ "bureau": bureau["id"], "problems": [raised] }));
    let stored = done(&hub, &clerk, "register", input).await;
    assert_eq!(stored["name"], "仙塘电子有限公司 2026-05-20");
    assert_eq!(
        (&stored["enterprise"]["id"], &stored["bureau"]["id"]),
        (&factory, &bureau["id"])
    );
    assert_eq!(stored["officers"], json!(["张三", "李四"]));
    assert_eq!(stored["problems"][0]["title"], "用电不足");

    // The name goes with the day; the enterprise's is that of the visit.
    let rename = json!({ "id": factory, "expectedVersion": 1, "name": "仙塘新电子有限公司" });
    let enterprises = Register::of("Enterprise");
    assert_eq!(enterprises.update(&hub, &clerk, &rename).await.issues(), []);
    let change =
        json!({ "id": stored["id"], "expectedVersion": 1, "visitedOn": "2026-05-21", "bureau": null });
    let changed = done(&hub, &clerk, "update", change).await;
    assert_eq!(changed["name"], "仙塘电子有限公司 2026-05-21");
    assert_eq!(changed["bureau"], Value::Null);
    assert_eq!(changed["summary"], stored["summary"], "left out, it stays");
    assert_eq!(changed["problems"], stored["problems"]);

    let other = enterprise(&hub, &clerk, "仙塘塑料厂").await;
    done(
        &hub,
        &clerk,
        "register",
        visit(&other, json!({ "visitedOn": "2026-06-01" })),
    )
    .await;
    for (filter, found) in [
        (json!({ "enterprise": other }), vec!["仙塘塑料厂 2026-06-01"]),
        (
            json!({ "from": "2026-05-21", "to": "2026-05-21" }),
            vec!["仙塘电子有限公司 2026-05-21"],
        ),
        (json!({ "from": "2026-06-02" }), vec![]),
        (json!({ "search": "塑料" }), vec!["仙塘塑料厂 2026-06-01"]),
    ] {
        assert_eq!(names(&hub, &dongyuan(), filter.clone()).await, found, "{filter}");
    }
    assert_eq!(names(&hub, &shanxi(), Value::Null).await, [""; 0]);
    let again = json!({ "id": stored["id"], "expectedVersion": 1, "summary": "旧" });
    let refused = call(&hub, &clerk, "update", again).await;
    assert_eq!(
        refused.issues(),
        pairs(&[("VERSION_CONFLICT", "expectedVersion")])
    );
}

async fn a_visit_and_its_problem_are_stored_together(hub: TestHub) {
    let clerk = xiantang();
    let factory = enterprise(&hub, &clerk, "仙塘电子").await;
    let earlier = problem(&hub, &clerk, "招工难").await;
    let raised = json!({ "problems": [earlier],
        "problem": { "title": "用电不足", "description": "高峰期限电", "due": "2026-06-20" } });
    let stored = done(&hub, &clerk, "register", visit(&factory, raised)).await;
    let problems = &stored["problems"];
    assert_eq!(problems[0]["title"], "招工难");
    assert_eq!(problems[1]["title"], "用电不足");
    assert_eq!(problems[1]["about"]["id"], factory, "about the enterprise");
    assert_eq!(
        (&problems[1]["raisedOn"], &problems[1]["due"]),
        (&json!("2026-05-20"), &json!("2026-06-20"))
    );
    assert_eq!(problems[1]["standsAt"]["code"], "441625100000");
    assert_eq!(hub.audited("problem").await.len(), 2);
    assert_eq!(hub.changed("visit").await.len(), 1);

    // Either both are stored or neither is, and the issues of both are told.
    let bad_problem = json!({ "problem": { "title": "", "due": "2026-05-19" } });
    let refused = call(&hub, &clerk, "register", visit(&factory, bad_problem)).await;
    let told = pairs(&[
        ("BAD_NAME", "problem.title"),
        ("DUE_BEFORE_RAISED", "problem.due"),
    ]);
    assert_eq!(refused.issues(), told);
    let bad_visit = json!({ "summary": "", "visitedOn": "2026-06-02", "problem": { "title": "好题" } });
    let refused = call(&hub, &clerk, "register", visit(&factory, bad_visit)).await;
    assert_eq!(
        refused.issues(),
        pairs(&[("BAD_SUMMARY", "summary"), ("IN_THE_FUTURE", "visitedOn")])
    );
    assert_eq!(refused.at("/payload/visit"), &Value::Null);
    assert_eq!(
        hub.audited("problem").await.len(),
        2,
        "no problem without its visit"
    );
    assert_eq!(hub.audited("visit").await.len(), 1);
}

async fn bad_input_is_told_by_issues(hub: TestHub) {
    let clerk = xiantang();
    let factory = enterprise(&hub, &clerk, "仙塘电子").await;
    let raised = problem(&hub, &clerk, "用电不足").await;
    let bad = json!({ "visitedOn": "2026-06-02", "officers": [], "summary": "长".repeat(2001),
        "problems": [raised, raised] });
    let refused = call(&hub, &clerk, "register", visit(&factory, bad)).await;
    let told = pairs(&[
        ("BAD_SUMMARY", "summary"),
        ("IN_THE_FUTURE", "visitedOn"),
        ("OFFICERS", "officers"),
        ("TWICE", "problems.1"),
    ]);
    assert_eq!(refused.issues(), told);
    let crowd: Vec<String> = (0..21).map(|number| format!("{number}号")).collect();
    let refused = call(
        &hub,
        &clerk,
        "register",
        visit(&factory, json!({ "officers": crowd })),
    )
    .await;
    assert_eq!(refused.issues(), pairs(&[("OFFICERS", "officers")]));
    let refused = call(
        &hub,
        &clerk,
        "register",
        visit(&factory, json!({ "officers": [" "] })),
    )
    .await;
    assert_eq!(refused.issues(), pairs(&[("BAD_NAME", "officers.0")]));
    let refused = call(&hub, &clerk, "register", visit(&raised, json!({}))).await;
    assert_eq!(refused.error_codes(), ["BAD_USER_INPUT"]);
}

async fn what_it_names_lies_in_the_scope(hub: TestHub) {
    let (clerk, neighbour) = (xiantang(), who(DENGTA, Role::Reporter));
    let factory = enterprise(&hub, &neighbour, "灯塔厂").await;
    let raised = problem(&hub, &neighbour, "用电不足").await;
    let register = Register::of("Bureau");
    let bureau = register
        .add(&hub, &register.clerk("441625"), &register.input("工信局"))
        .await;
    let outside = json!({ "problems": [raised], "bureau": bureau["id"], "problem": { "title": "招工难" } });
    let refused = call(&hub, &clerk, "register", visit(&factory, outside.clone())).await;
    let told = pairs(&[
        ("BUREAU_UNKNOWN", "bureau"),
        ("ENTERPRISE_UNKNOWN", "enterprise"),
        ("PROBLEM_UNKNOWN", "problems.0"),
    ]);
    assert_eq!(refused.issues(), told);
    assert!(!refused.body.to_string().contains("灯塔"));
    // The county visits an enterprise of its town; the visit and the problem are the county's.
    let county = who("441625", Role::Reporter);
    let stored = done(&hub, &county, "register", visit(&factory, outside)).await;
    assert_eq!(stored["region"]["code"], "441625000000");
    assert_eq!(stored["problems"][1]["standsAt"]["code"], "441625000000");
    assert_eq!(
        names(&hub, &neighbour, Value::Null).await,
        [""; 0],
        "reading goes down alone"
    );
}

async fn groups_count_enterprises_and_problems_once(hub: TestHub) {
    let (clerk, county) = (xiantang(), who("441625", Role::Reporter));
    let first = enterprise(&hub, &clerk, "仙塘电子").await;
    let second = enterprise(&hub, &clerk, "仙塘塑料").await;
    let raised = problem(&hub, &clerk, "用电不足").await;
    let gone = problem(&hub, &clerk, "误报").await;
    let both = json!({ "problems": [raised, gone] });
    for day in ["2026-05-01", "2026-05-02"] {
        let mut input = visit(&first, both.clone());
        input["visitedOn"] = json!(day);
        done(&hub, &clerk, "register", input).await;
    }
    let found = json!({ "problem": { "title": "招工难" } });
    done(&hub, &clerk, "register", visit(&second, found)).await;
    done(
        &hub,
        &county,
        "register",
        visit(&first, json!({ "problems": [raised] })),
    )
    .await;
    let delete =
        "mutation ($input: DeleteRecordInput!) { deleteRecord(input: $input) { issues { path code } } }";
    let input = json!({ "input": { "id": gone, "expectedVersion": 1, "reason": "误报" } });
    assert_eq!(hub.gql(&clerk, delete, input).await.issues(), []);

    let query = "query ($filter: VisitFilter, $tier: Tier) { visitGroups(filter: $filter, tier: $tier) {
        region { code } visits enterprises problems } }";
    let groups = async |filter: Value, tier: Value| {
        let variables = json!({ "filter": filter, "tier": tier });
        hub.gql(&guangdong(), query, variables)
            .await
            .at("/visitGroups")
            .clone()
    };
    let group = |code: &str, visits: u32, enterprises: u32, problems: u32| json!({ "region": { "code": code }, "visits": visits, "enterprises": enterprises, "problems": problems });
    assert_eq!(
        groups(Value::Null, json!("COUNTY")).await,
        json!([group("441625000000", 4, 2, 2)])
    );
    assert_eq!(
        groups(Value::Null, json!("TOWN")).await,
        json!([group("441625000000", 1, 1, 1), group("441625100000", 3, 2, 2)])
    );
    assert_eq!(
        groups(json!({ "from": "2026-05-02", "to": "2026-05-19" }), Value::Null).await,
        json!([group("440000000000", 1, 1, 1)])
    );
    assert_eq!(
        groups(json!({ "from": "2027-01-01" }), Value::Null).await,
        json!([])
    );
}

async fn only_the_own_region_is_written(hub: TestHub) {
    let clerk = xiantang();
    let factory = enterprise(&hub, &clerk, "仙塘电子").await;
    let mut elsewhere = visit(&factory, json!({ "problem": { "title": "题" } }));
    elsewhere["region"] = json!(DENGTA);
    assert_eq!(
        call(&hub, &clerk, "register", elsewhere).await.error_codes(),
        ["FORBIDDEN"]
    );
    let reviewer = who("441625100", Role::Reviewer);
    assert_eq!(
        call(&hub, &reviewer, "register", visit(&factory, json!({})))
            .await
            .error_codes(),
        ["FORBIDDEN"]
    );
    let stored = done(&hub, &clerk, "register", visit(&factory, json!({}))).await;
    let change = json!({ "id": stored["id"], "expectedVersion": 1, "summary": "改" });
    for (other, code) in [
        (who("441625", Role::Reporter), "FORBIDDEN"),
        (who(DENGTA, Role::Reporter), "NOT_FOUND"),
        (shanxi(), "NOT_FOUND"),
    ] {
        assert_eq!(
            call(&hub, &other, "update", change.clone()).await.error_codes(),
            [code]
        );
    }
}

async fn it_is_deleted_and_restored(hub: TestHub) {
    let clerk = xiantang();
    let factory = enterprise(&hub, &clerk, "仙塘电子").await;
    let found = json!({ "problem": { "title": "招工难" } });
    let stored = done(&hub, &clerk, "register", visit(&factory, found)).await;
    let groups = async || {
        let answer = hub
            .gql(&clerk, "{ visitGroups { visits problems } }", json!({}))
            .await;
        answer.at("/visitGroups").clone()
    };
    assert_eq!(groups().await, json!([{ "visits": 1, "problems": 1 }]));
    let delete =
        "mutation ($input: DeleteRecordInput!) { deleteRecord(input: $input) { issues { path code } } }";
    let input = json!({ "input": { "id": stored["id"], "expectedVersion": 1, "reason": "误登" } });
    assert_eq!(hub.gql(&clerk, delete, input).await.issues(), []);
    assert_eq!(groups().await, json!([]));
    let restore =
        "mutation ($input: RestoreRecordInput!) { restoreRecord(input: $input) { issues { path code } } }";
    let input = json!({ "input": { "id": stored["id"], "expectedVersion": 2 } });
    assert_eq!(hub.gql(&clerk, restore, input).await.issues(), []);
    assert_eq!(groups().await, json!([{ "visits": 1, "problems": 1 }]));
    let query =
        "query ($id: ID!) { node(id: $id) { ... on Visit { version name history { nodes { action } } } } }";
    let node = hub.gql(&clerk, query, json!({ "id": stored["id"] })).await;
    assert_eq!(node.at("/node/version"), 3);
    assert_eq!(node.at("/node/history/nodes").as_array().unwrap().len(), 3);
}
