//! Up, down and beside the tree.

use harness::{RECORD, TestHub, Who, dongyuan, guangdong, on_both_engines, shanxi, who, xiantang};
use serde_json::{Value, json};
use tributary::scope::policy::{Function, Role};

use super::seed::{Seed, define};

on_both_engines!(
    a_neighbour_town_writes_nothing,
    a_county_does_not_write_what_its_town_keeps,
    a_token_without_the_function_is_refused,
    another_province_sees_nothing,
    a_definition_holds_below_its_owner_and_not_beside,
    a_towns_own_definition_is_known_to_those_above,
);

/// Runs operations that all must end with this code, and leave nothing behind.
async fn none_goes_through(hub: &TestHub, seed: &Seed, who: &Who, code: &str, texts: &[&str]) {
    let before = hub.entries().await;
    for text in texts {
        let text = format!("mutation {{ {} }}", seed.fill(text));
        let answer = hub.gql(who, &text, json!({})).await;
        assert_eq!(answer.error_codes(), [code], "{text}: {}", answer.body);
    }
    assert_eq!(hub.entries().await, before);
}

const INTO_THE_TOWN: [&str; 4] = [
    r#"registerEnterprise(input: { region: "441625100", name: "厂" }) { enterprise { id } }"#,
    r#"registerPlatform(input: { region: "441625100", name: "院", kind: INCUBATOR }) { platform { id } }"#,
    r#"registerProject(input: { region: "441625100", name: "项", kind: PARK, stage: SIGNED }) { project { id } }"#,
    r#"recordObservations(input: { rows: [{ region: "441625100", indicator: "SPECIALTY_OUTPUT", period: "2024",
        value: "2" }] }) { written }"#,
];

const OF_THE_TOWN: [&str; 3] = [
    r#"updateEnterprise(input: { id: <ENTERPRISE>, expectedVersion: 1, name: "厂" }) { enterprise { id } }"#,
    r#"updatePlatform(input: { id: <PLATFORM>, expectedVersion: 1, name: "院" }) { platform { id } }"#,
    r#"updateProject(input: { id: <PROJECT>, expectedVersion: 1, name: "项" }) { project { id } }"#,
];

/// What the town keeps, as the county reads it.
async fn kept(hub: &TestHub) -> Value {
    let query = "{ enterprises { totalCount nodes { name version } } platforms { totalCount nodes { name version } }
        projects { totalCount nodes { name version } } observations { totalCount nodes { value version status } } }";
    hub.gql(&dongyuan(), query, json!({})).await.data().clone()
}

async fn a_neighbour_town_writes_nothing(hub: TestHub) {
    let seed = Seed::sow(&hub).await;
    let before = kept(&hub).await;
    let neighbour = who("441625101", Role::Reporter);
    let tree = hub.hub.tree();
    let county = |code| tree.by_code(code).unwrap().parent().unwrap().code.clone();
    assert_eq!(county(neighbour.region), county("441625100"));
    none_goes_through(&hub, &seed, &neighbour, "FORBIDDEN", &INTO_THE_TOWN).await;
    // Whether a record exists beside the scope is not told.
    none_goes_through(&hub, &seed, &neighbour, "NOT_FOUND", &OF_THE_TOWN).await;
    // One row of another town spoils the batch, in either mode.
    for mode in ["ALL_OR_NOTHING", "ROW_BY_ROW"] {
        let mixed = format!(
            r#"recordObservations(input: {{ mode: {mode}, rows: [
                {{ region: "441625101", indicator: "SPECIALTY_OUTPUT", period: "2024", value: "1" }}
                {{ region: "441625100", indicator: "SPECIALTY_OUTPUT", period: "2024", value: "2" }}
            ] }}) {{ written }}"#
        );
        none_goes_through(&hub, &seed, &neighbour, "FORBIDDEN", &[&mixed]).await;
    }
    assert_eq!(kept(&hub).await, before);
    let own = [("SPECIALTY_OUTPUT", "2024", "1", "万元")];
    let recorded = hub.record(&neighbour, &own).await;
    assert_eq!(recorded.at("/recordObservations/written"), 1, "its own it may");
}

async fn a_county_does_not_write_what_its_town_keeps(hub: TestHub) {
    let seed = Seed::sow(&hub).await;
    let before = kept(&hub).await;
    // The town's, and one of its neighbour.
    assert_eq!(before["enterprises"]["totalCount"], 2);
    for region in ["441625", "4416", "44"] {
        for role in Role::ALL.into_iter().filter(|role| *role != Role::Admin) {
            let above = who(region, role);
            none_goes_through(&hub, &seed, &above, "FORBIDDEN", &INTO_THE_TOWN).await;
            none_goes_through(&hub, &seed, &above, "FORBIDDEN", &OF_THE_TOWN).await;
        }
    }
    // To decide is for the tier directly above, and never for the town itself.
    let accept = r#"acceptObservations(input: { keys: [{ region: "441625100", indicator: "SPECIALTY_OUTPUT",
        period: "2024" }] }) { accepted }"#;
    for region in ["441625100", "4416", "44"] {
        none_goes_through(&hub, &seed, &who(region, Role::Reviewer), "FORBIDDEN", &[accept]).await;
    }
    assert_eq!(kept(&hub).await, before);
}

async fn a_token_without_the_function_is_refused(hub: TestHub) {
    let seed = Seed::sow(&hub).await;
    let holding = |who: Who, functions: &[Function]| Who {
        functions: functions.to_vec(),
        ..who
    };
    let none = holding(xiantang(), &[]);
    none_goes_through(&hub, &seed, &none, "FORBIDDEN", &INTO_THE_TOWN).await;
    none_goes_through(&hub, &seed, &none, "FORBIDDEN", &OF_THE_TOWN).await;
    // Agriculture keeps registers, but this indicator is reported by science and technology.
    let agriculture = holding(xiantang(), &[Function::Agriculture]);
    none_goes_through(&hub, &seed, &agriculture, "FORBIDDEN", &INTO_THE_TOWN[3..]).await;
    let registered = hub
        .gql(
            &agriculture,
            &format!("mutation {{ {} }}", INTO_THE_TOWN[0]),
            json!({}),
        )
        .await;
    assert!(registered.at("/registerEnterprise/enterprise/id").is_string());
    let tax = holding(xiantang(), &[Function::Tax]);
    none_goes_through(&hub, &seed, &tax, "FORBIDDEN", &INTO_THE_TOWN).await;

    let keys = [("441625100", "SPECIALTY_OUTPUT", "2024")];
    let before = hub.entries().await;
    let refused = hub
        .accept(&holding(dongyuan(), &[Function::Agriculture]), &keys)
        .await;
    assert_eq!(refused.error_codes(), ["FORBIDDEN"]);
    assert_eq!(hub.entries().await, before);
    let accepted = hub
        .accept(&holding(dongyuan(), &[Function::SciTech]), &keys)
        .await;
    assert_eq!(accepted.at("/acceptObservations/accepted"), 1);

    let define = define("ANOTHER");
    let steward = holding(who("441625100", Role::Steward), &[Function::Agriculture]);
    none_goes_through(&hub, &seed, &steward, "FORBIDDEN", &[&define]).await;
}

async fn another_province_sees_nothing(hub: TestHub) {
    let seed = Seed::sow(&hub).await;
    let lists = [
        "bureaus { totalCount nodes { name } }",
        "enterprises { totalCount nodes { name } }",
        "platforms { totalCount nodes { name } }",
        "projects { totalCount nodes { name } }",
        "observations { totalCount nodes { value } }",
        r#"indicators(filter: { codeStartsWith: "PROVINCE_OWN" }) { totalCount nodes { code } }"#,
        r#"regions(search: "仙塘") { totalCount nodes { code } }"#,
    ];
    for list in lists {
        let query = format!("{{ list: {list} }}");
        let ours = hub.gql(&guangdong(), &query, json!({})).await;
        assert_ne!(ours.at("/list/totalCount"), 0, "{list}");
        assert_ne!(ours.at("/list/nodes"), &json!([]), "{list}");
        let theirs = hub.gql(&shanxi(), &query, json!({})).await;
        assert_eq!(
            theirs.at("/list"),
            &json!({ "totalCount": 0, "nodes": [] }),
            "{list}"
        );
    }
    for name in [
        "REGION",
        "BUREAU",
        "ENTERPRISE",
        "PLATFORM",
        "PROJECT",
        "PROVINCE_INDICATOR",
        "OBSERVATION",
    ] {
        let query = seed.fill(&format!(
            "{{ node(id: <{name}>) {{ id }} nodes(ids: [<{name}>]) {{ id }} }}"
        ));
        let ours = hub.gql(&guangdong(), &query, json!({})).await;
        assert!(ours.at("/node/id").is_string(), "{name}");
        let theirs = hub.gql(&shanxi(), &query, json!({})).await;
        assert_eq!(theirs.data(), &json!({ "node": null, "nodes": [null] }), "{name}");
    }
    for (named, codes) in [
        (r#"region(code: "441625100") { name }"#, "FORBIDDEN"),
        (r#"region(code: "44") { name }"#, "FORBIDDEN"),
        (r#"regions(below: "44") { totalCount }"#, "FORBIDDEN"),
        (
            r#"enterprises(filter: { region: "44" }) { totalCount }"#,
            "FORBIDDEN",
        ),
        (
            r#"observations(filter: { region: "441625100" }) { totalCount }"#,
            "FORBIDDEN",
        ),
        (
            r#"figure(region: "44", indicator: "SPECIALTY_OUTPUT", period: "2024") { value }"#,
            "FORBIDDEN",
        ),
        (r#"indicator(code: "PROVINCE_OWN") { code }"#, "NOT_FOUND"),
    ] {
        let query = format!("{{ {named} }}");
        let answer = hub.gql(&shanxi(), &query, json!({})).await;
        assert_eq!(answer.error_codes(), [codes], "{named}");
        let told = answer.body.to_string();
        assert!(!told.contains("仙塘") && !told.contains("本地指标"), "{told}");
        let ours = hub.gql(&guangdong(), &query, json!({})).await;
        assert_eq!(ours.error_codes(), [] as [&str; 0], "{named}");
    }
}

/// Whether a region knows a definition: by its code, in the list, and by its id, which must agree.
async fn knows(hub: &TestHub, region: &'static str, code: &str, id: &str) -> bool {
    let query = "query ($code: String!, $id: ID!) { node(id: $id) { id }
        indicators(filter: { codeStartsWith: $code }) { totalCount nodes { code } } }";
    let viewer = who(region, Role::Viewer);
    let found = hub.gql(&viewer, query, json!({ "code": code, "id": id })).await;
    let listed = found.at("/indicators/totalCount") == &json!(1);
    assert_eq!(found.at("/node").is_object(), listed, "{region} {code}");
    let query = "query ($code: String!) { indicator(code: $code) { code } }";
    let by_code = hub.gql(&viewer, query, json!({ "code": code })).await;
    if listed {
        assert_eq!(by_code.at("/indicator/code"), code);
    } else {
        assert_eq!(by_code.error_codes(), ["NOT_FOUND"]);
    }
    listed
}

async fn defined(hub: &TestHub, region: &'static str, code: &str) -> String {
    let text = format!("mutation {{ {} }}", define(code));
    let answer = hub.gql(&who(region, Role::Steward), &text, json!({})).await;
    answer
        .at("/defineIndicator/indicator/id")
        .as_str()
        .unwrap()
        .to_owned()
}

async fn a_definition_holds_below_its_owner_and_not_beside(hub: TestHub) {
    let id = defined(&hub, "4416", "HEYUAN_OWN").await;
    for region in ["4416", "441625", "441625100", "44"] {
        assert!(knows(&hub, region, "HEYUAN_OWN", &id).await, "{region}");
    }
    for region in ["4419", "441900401", "14"] {
        assert!(!knows(&hub, region, "HEYUAN_OWN", &id).await, "{region}");
    }
    // A town reports what its city asks for; beside the city nobody can.
    let row =
        |region: &str| json!({ "region": region, "indicator": "HEYUAN_OWN", "period": "2024", "value": "3" });
    let own = hub
        .record(&xiantang(), &[("HEYUAN_OWN", "2024", "3", "个")])
        .await;
    assert_eq!(own.at("/recordObservations/written"), 1);
    let beside = who("441900401", Role::Reporter);
    let input = json!({ "input": { "rows": [row("441900401")] } });
    let refused = hub.gql(&beside, RECORD, input).await;
    assert_eq!(refused.at("/recordObservations/refused"), 1);
}

async fn a_towns_own_definition_is_known_to_those_above(hub: TestHub) {
    let id = defined(&hub, "441625100", "XIANTANG_OWN").await;
    for region in ["441625100", "441625", "4416", "44"] {
        assert!(knows(&hub, region, "XIANTANG_OWN", &id).await, "{region}");
    }
    for region in ["441625101", "4419", "14"] {
        assert!(!knows(&hub, region, "XIANTANG_OWN", &id).await, "{region}");
    }
    let recorded = hub
        .record(&xiantang(), &[("XIANTANG_OWN", "2024", "7", "个")])
        .await;
    assert_eq!(recorded.at("/recordObservations/written"), 1);
    let query = "{ observations { totalCount nodes { value indicator { code } } } }";
    for above in [dongyuan(), guangdong()] {
        let found = hub.gql(&above, query, json!({})).await;
        let node = json!({ "value": "7", "indicator": { "code": "XIANTANG_OWN" } });
        assert_eq!(
            found.at("/observations"),
            &json!({ "totalCount": 1, "nodes": [node] })
        );
    }
    let accepted = hub
        .accept(&dongyuan(), &[("441625100", "XIANTANG_OWN", "2024")])
        .await;
    assert_eq!(accepted.at("/acceptObservations/accepted"), 1);
}
