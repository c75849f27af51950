//! What pages and groups of the ledgers cost.

use harness::{Engine, Register, TestHub, dongyuan, xiantang};
use serde_json::{Value, json};

on_one_thread!(a_page_costs_as_much_for_ten_as_for_one, groups_cost_one_statement,);

const TOWN: &str = "441625100";

/// The problems (1), their bureaus (1), enterprises and projects that they are about (2).
const PROBLEMS: u64 = 4;
/// The visits (1), enterprises (1), problems (1).
const VISITS: u64 = 3;
/// The contracts (1), enterprises (1), projects (1).
const CONTRACTS: u64 = 3;
/// The brands (1), enterprises (1), terms (1).
const BRANDS: u64 = 3;

async fn fill(hub: &TestHub) {
    let clerk = xiantang();
    let [enterprises, projects, bureaus] = ["Enterprise", "Project", "Bureau"].map(Register::of);
    for number in 0..10 {
        let name = format!("{number}号");
        let enterprise = enterprises.add(hub, &clerk, &enterprises.input(&name)).await;
        let project = projects.add(hub, &clerk, &projects.input(&name)).await;
        let bureau = bureaus
            .add(hub, &bureaus.clerk(TOWN), &bureaus.input(&name))
            .await;
        let about = if number % 2 == 0 { &enterprise } else { &project };
        let raise = json!({ "input": { "title": name, "about": about["id"], "due": "2026-06-30" } });
        let raised = call(hub, "raiseProblem", "RaiseProblem", "problem { id }", raise).await;
        let assign = json!({ "input": { "id": raised["problem"]["id"], "expectedVersion": 1, "ownerBureau": bureau["id"] } });
        call(hub, "assignProblem", "AssignProblem", "problem { id }", assign).await;
        let visit = json!({ "input": { "enterprise": enterprise["id"], "visitedOn": "2026-05-01", "officers": ["张三"],
            "summary": "走访", "problems": [raised["problem"]["id"]] } });
        call(hub, "registerVisit", "RegisterVisit", "visit { id }", visit).await;
        let contract = json!({ "input": { "name": name, "kind": "IUR", "signedOn": "2026-05-01", "project": project["id"],
            "parties": [{ "enterprise": enterprise["id"] }, { "name": "某大学", "kind": "UNIVERSITY" }] } });
        call(
            hub,
            "registerContract",
            "RegisterContract",
            "contract { id }",
            contract,
        )
        .await;
        let brand = json!({ "input": { "name": name, "type": "AWARD", "level": "CITY", "holder": enterprise["id"] } });
        call(hub, "registerBrand", "RegisterBrand", "brand { id }", brand).await;
    }
}

async fn call(hub: &TestHub, field: &str, ty: &str, selection: &str, variables: Value) -> Value {
    let mutation = format!(
        "mutation ($input: {ty}Input!) {{ {field}(input: $input) {{ {selection} issues {{ path code }} }} }}"
    );
    let answer = hub.gql(&xiantang(), &mutation, variables).await;
    assert_eq!(answer.issues(), [], "{}", answer.body);
    answer.at(&format!("/{field}")).clone()
}

async fn a_page_costs_as_much_for_ten_as_for_one(hub: TestHub) {
    fill(&hub).await;
    let lists = [
        (
            "problems",
            "ownerBureau { name } about { record { id ... on Enterprise { name } } } standsAt { name }",
            PROBLEMS,
        ),
        ("visits", "enterprise { name } problems { title }", VISITS),
        (
            "contracts",
            "project { name } parties { enterprise { name } } shownIn { name }",
            CONTRACTS,
        ),
        ("brands", "holder { name } typeTerm { nameZh }", BRANDS),
    ];
    for (list, fields, cost) in lists {
        for first in [2, 10] {
            let query = format!("{{ {list}(first: {first}) {{ nodes {{ {fields} }} }} }}");
            let (answer, statements) = hub.statements(hub.gql(&dongyuan(), &query, json!({}))).await;
            let nodes = answer.at(&format!("/{list}/nodes")).as_array().unwrap();
            assert_eq!(nodes.len(), first, "{list}");
            assert_eq!(statements, cost, "{list} of {first}");
        }
    }
}

async fn groups_cost_one_statement(hub: TestHub) {
    fill(&hub).await;
    for group in [
        "problemGroups(tier: TOWN) { open overdue }",
        "brandGroups(by: TYPE, tier: TOWN) { count }",
        "visitGroups(tier: TOWN) { visits enterprises problems }",
        "contractGroups(by: YEAR, tier: TOWN) { count amount { value } }",
    ] {
        let query = format!("{{ {group} }}");
        let (answer, statements) = hub.statements(hub.gql(&dongyuan(), &query, json!({}))).await;
        assert_eq!(answer.error_codes(), [""; 0]);
        assert_eq!(statements, 1, "{group}");
    }
}
