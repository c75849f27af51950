//! How many statements a request costs: a fixed number, however many regions it spans.
//!
//! A load of many keys is one statement because the resolvers ask in one turn of the runtime and the loader
//! answers in the next: these tests run on one thread, so that no load is cut in two by a second thread.

use harness::{Engine, Register, TestHub, Who, dongyuan, guangdong, who};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

/// Makes of each `async fn name(hub: TestHub)` a test for each engine, on one thread.
macro_rules! on_one_thread {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            #[tokio::test]
            async fn sqlite() {
                super::$name(super::TestHub::new(super::Engine::Sqlite).await).await;
            }

            #[tokio::test]
            async fn postgres() {
                super::$name(super::TestHub::new(super::Engine::Postgres).await).await;
            }
        }
    )*};
}

mod ledgers;
mod registers;

on_one_thread!(
    a_county_costs_as_much_as_a_town,
    a_count_costs_one_statement_when_asked,
    platforms_cost_as_much_however_many_regions_run_them,
    observations_name_their_indicators_in_one_statement,
    projects_name_their_bureaus_and_terms_in_one_statement_each,
    figures_of_a_province_cost_one_statement_warm,
    the_tree_costs_nothing,
);

/// The first enterprises, projects and platforms of all regions (3), the hosts of all platforms (1).
const REGISTERS: u64 = 4;
/// What changed since the last look (1).
const FIGURES_WARM: u64 = 1;
/// The position in the change log (1), the definitions (1), the columns (1).
const FIGURES_COLD: u64 = 3;
/// What changed since the last look (1), the columns (1).
const FIGURES_COLD_BESIDE_WARM: u64 = 2;
/// A page of observations (1), the definitions of their indicators (1).
const OBSERVATIONS: u64 = 2;

const NESTED: &str = "query ($first: Int) {
    region(code: \"441625\") {
        children(first: $first) { nodes {
            name
            enterprises(first: 5) { nodes { name region { name } } }
            projects(first: 5) { nodes { name region { name parent { name } } } }
            platforms(first: 3) { nodes { name host { name region { name } } } }
            figures(indicators: [\"SPECIALTY_OUTPUT\", \"TECH_TRANSFERS\"], periods: [\"2024\", \"2025\"], basis: SUBMITTED) {
                value indicator { code } region { name } coverage { reported missing(first: 3) { totalCount nodes { name } } }
            }
        } }
    }
}";

const COUNTED: &str = "query ($counted: Boolean!) {
    enterprises(first: 2) { totalCount @include(if: $counted) nodes { name } }
}";

/// Each of the first six towns of 东源县 with two enterprises, a platform of one of them, a project and a value.
async fn fill(hub: &TestHub) {
    for town in [
        "441625100",
        "441625101",
        "441625102",
        "441625103",
        "441625104",
        "441625105",
    ] {
        let mut ids = Vec::new();
        for name in ["甲厂", "乙厂"] {
            let enterprise = Register::of("Enterprise");
            let input = enterprise.input(&format!("{town}{name}"));
            ids.push(enterprise.add(hub, &enterprise.clerk(town), &input).await["id"].clone());
        }
        let platform = Register::of("Platform");
        let mut input = platform.input("孵化器");
        input["host"] = ids[0].clone();
        input["tenants"] = json!([{ "enterprise": ids[1] }]);
        if town != "441625100" {
            input["sponsors"] = json!(["441625100"]);
        }
        platform.add(hub, &platform.clerk(town), &input).await;
        let project = Register::of("Project");
        project
            .add(hub, &project.clerk(town), &project.input("产业园"))
            .await;
        let rows = [
            ("SPECIALTY_OUTPUT", "2024", "100", "万元"),
            ("TECH_TRANSFERS", "2025", "3", "项"),
        ];
        let recorded = hub.record(&who(town, Role::Reporter), &rows).await;
        assert_eq!(recorded.at("/recordObservations/written"), 2);
    }
}

async fn cost(hub: &TestHub, who: &Who, query: &str, variables: Value) -> (Value, u64) {
    let (answer, statements) = hub.statements(hub.gql(who, query, variables)).await;
    (answer.data().clone(), statements)
}

fn count(data: &Value, pointer: &str) -> usize {
    data.pointer(pointer).unwrap().as_array().unwrap().len()
}

async fn a_county_costs_as_much_as_a_town(hub: TestHub) {
    fill(&hub).await;
    for (towns, cold) in [
        (1, FIGURES_COLD),
        (21, FIGURES_WARM),
        (1, FIGURES_WARM),
        (6, FIGURES_WARM),
    ] {
        let (data, statements) = cost(&hub, &guangdong(), NESTED, json!({ "first": towns })).await;
        let nodes = "/region/children/nodes";
        assert_eq!(count(&data, nodes), towns);
        // The last of the six has all of it: nothing is cheap because nothing is there.
        let last = format!("{nodes}/{}", towns.min(6) - 1);
        assert_eq!(count(&data, &format!("{last}/enterprises/nodes")), 2);
        assert_eq!(count(&data, &format!("{last}/projects/nodes")), 1);
        let host = data.pointer(&format!("{last}/platforms/nodes/0/host/name"));
        assert!(host.unwrap().as_str().unwrap().ends_with("甲厂"));
        assert_eq!(data.pointer(&format!("{last}/figures/0/value")).unwrap(), "100");
        assert_eq!(statements, REGISTERS + cold, "{towns} towns");
    }
}

/// The towns of a county with all that hangs on a platform: the first platforms of all regions and their counts (2),
/// their types (1), their hosts and tenants (1).
async fn platforms_cost_as_much_however_many_regions_run_them(hub: TestHub) {
    fill(&hub).await;
    let query = "query ($first: Int) { region(code: \"441625\") { children(first: $first) { nodes {
        platforms(first: 4) { totalCount nodes {
            type { nameZh } host { name } hostInstitution { name } sponsors { name }
            tenants(first: 5) { nodes { enterprise { name } } } } } } } } }";
    for towns in [1, 6] {
        let (data, statements) = cost(&hub, &guangdong(), query, json!({ "first": towns })).await;
        let nodes = data
            .pointer("/region/children/nodes")
            .unwrap()
            .as_array()
            .unwrap();
        // The first town runs its own and, together with them, those of the five others.
        assert_eq!(nodes[0]["platforms"]["totalCount"], 6);
        assert_eq!(count(&nodes[0], "/platforms/nodes"), 4);
        for node in nodes {
            let platform = &node["platforms"]["nodes"][0];
            assert_eq!(platform["type"]["nameZh"], "孵化器");
            let tenant = platform.pointer("/tenants/nodes/0/enterprise/name");
            assert!(tenant.unwrap().as_str().unwrap().ends_with("乙厂"));
        }
        assert_eq!(statements, 4, "{towns} towns");
    }
}

async fn a_count_costs_one_statement_when_asked(hub: TestHub) {
    fill(&hub).await;
    let (data, without) = cost(&hub, &dongyuan(), COUNTED, json!({ "counted": false })).await;
    assert_eq!((data["enterprises"].get("totalCount"), without), (None, 1));
    let (data, with) = cost(&hub, &dongyuan(), COUNTED, json!({ "counted": true })).await;
    assert_eq!((&data["enterprises"]["totalCount"], with), (&json!(12), 2));
}

async fn observations_name_their_indicators_in_one_statement(hub: TestHub) {
    fill(&hub).await;
    let query = "query ($first: Int) {
        observations(first: $first) { nodes { value unit region { name } indicator { code nameZh } } }
    }";
    for first in [1, 12] {
        let (data, statements) = cost(&hub, &dongyuan(), query, json!({ "first": first })).await;
        assert_eq!(count(&data, "/observations/nodes"), first);
        for node in data.pointer("/observations/nodes").unwrap().as_array().unwrap() {
            assert!(node["indicator"]["nameZh"].is_string() && node["value"].is_string());
        }
        assert_eq!(statements, OBSERVATIONS, "{first} observations");
    }
}

async fn figures_of_a_province_cost_one_statement_warm(hub: TestHub) {
    fill(&hub).await;
    let indicators = [
        "SPECIALTY_OUTPUT",
        "SPECIALTY_BRANDS",
        "HIGH_TECH_ENTERPRISES",
        "INNOVATION_TALENT",
        "TECH_TRANSFERS",
        "RURAL_TOURISM_VISITS",
        "TECH_ENTERPRISES",
        "NICHE_LEADERS",
        "TERTIARY_SHARE",
        "TAX_REVENUE",
    ];
    let query = "query ($indicators: [String!]!, $periods: [Period!]!) {
        figures(region: \"44\", tier: CITY, indicators: $indicators, periods: $periods, basis: SUBMITTED) {
            value region { name } indicator { code } coverage { expected reported }
        }
    }";
    let ask = |periods: Value| json!({ "indicators": indicators, "periods": periods });
    let steps = [
        (json!(["2024"]), FIGURES_COLD),
        (json!(["2024"]), FIGURES_WARM),
        (json!(["2024", "2025"]), FIGURES_COLD_BESIDE_WARM),
        (json!(["2025", "2024"]), FIGURES_WARM),
    ];
    for (periods, expected) in steps {
        let (data, statements) = cost(&hub, &guangdong(), query, ask(periods.clone())).await;
        assert_eq!(
            count(&data, "/figures"),
            21 * indicators.len() * periods.as_array().unwrap().len()
        );
        assert_eq!(statements, expected, "{periods}");
    }
    // A new value is seen, and costs nothing more.
    let clerk = who("441625106", Role::Reporter);
    let recorded = hub
        .record(&clerk, &[("SPECIALTY_OUTPUT", "2024", "1", "万元")])
        .await;
    assert_eq!(recorded.at("/recordObservations/written"), 1);
    let (data, statements) = cost(&hub, &guangdong(), query, ask(json!(["2024"]))).await;
    let figures = data["figures"].as_array().unwrap();
    let heyuan = figures.iter().find(|figure| figure["value"] == "601").unwrap();
    assert_eq!(
        (&heyuan["region"]["name"], statements),
        (&json!("河源市"), FIGURES_WARM)
    );
}

async fn the_tree_costs_nothing(hub: TestHub) {
    let query = "{ me { region { name } } regions(tier: TOWN, first: 500) { totalCount nodes { name parent { name } } } }";
    let (data, statements) = cost(&hub, &dongyuan(), query, json!({})).await;
    assert_eq!((count(&data, "/regions/nodes"), statements), (21, 0));
}

async fn projects_name_their_bureaus_and_terms_in_one_statement_each(hub: TestHub) {
    let (bureau, project, meeting) = (
        Register::of("Bureau"),
        Register::of("Project"),
        Register::of("Meeting"),
    );
    let county = project.clerk("441625");
    for index in 0..6 {
        let office = json!({ "name": format!("办{index}"), "functions": ["SCI_TECH"] });
        let office = bureau.add(&hub, &bureau.clerk("441625"), &office).await;
        let mut input = project.input(&format!("项目{index}"));
        input["leadBureaus"] = json!([{ "id": office["id"] }]);
        let project = project.add(&hub, &county, &input).await;
        let owner = json!({ "text": "推进", "owner": { "id": office["id"] } });
        let input = json!({ "name": "会", "heldOn": "2026-05-20", "projects": [project["id"]], "decisions": [owner] });
        meeting.add(&hub, &county, &input).await;
    }
    let projects = "query ($first: Int) { page: projects(first: $first) { nodes {
        kindTerm { nameZh } stages { stageTerm { nameZh } } leadBureaus { name bureau { functions } } } } }";
    let meetings = "query ($first: Int) { page: meetings(first: $first) { nodes {
        projects { name } decisions { owner { name } } } } }";
    for query in [projects, meetings] {
        for first in [1, 6] {
            let (data, statements) = cost(&hub, &guangdong(), query, json!({ "first": first })).await;
            assert_eq!(count(&data, "/page/nodes"), first);
            assert_eq!(statements, 3, "the page and two loads: {query}");
        }
    }
}
