//! Vocabularies: what the program ships, and what stewards define for their region and all below.

use harness::{Answer, Register, TestHub, Who, on_both_engines, who, xiantang};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

on_both_engines!(
    the_shipped_terms_are_there,
    a_definition_holds_in_its_region_and_below,
    a_code_is_taken_in_its_province,
    bad_terms_are_told_in_full,
    a_retired_term_stays_with_old_records,
    an_old_version_is_refused,
    who_defined_it_changes_it,
    two_at_once_define_a_code_once,
);

const VOCABULARIES: [&str; 7] = [
    "ENTERPRISE_CLASS",
    "PLATFORM_TYPE",
    "INSTITUTION_KIND",
    "PROJECT_KIND",
    "PROJECT_STAGE",
    "BRAND_TYPE",
    "PROGRAMME",
];

fn steward(region: &'static str) -> Who {
    who(region, Role::Steward)
}

async fn terms(hub: &TestHub, who: &Who, vocabulary: &str) -> Vec<Value> {
    let query = "query ($vocabulary: Vocabulary!) { terms(vocabulary: $vocabulary) {
        vocabulary code nameZh nameEn family position retiredOn owner { code } version } }";
    let answer = hub.gql(who, query, json!({ "vocabulary": vocabulary })).await;
    answer.at("/terms").as_array().unwrap().clone()
}

async fn knows(hub: &TestHub, who: &Who, code: &str) -> bool {
    terms(hub, who, "PLATFORM_TYPE")
        .await
        .iter()
        .any(|term| term["code"] == code)
}

async fn call(hub: &TestHub, who: &Who, verb: &str, input: Value) -> Answer {
    let capital = verb[..1].to_uppercase() + &verb[1..];
    let mutation = format!(
        "mutation ($input: {capital}TermInput!) {{ payload: {verb}Term(input: $input) {{
            term {{ code nameZh nameEn family position retiredOn owner {{ code }} version }}
            issues {{ path code severity message messageZh figures }} }} }}"
    );
    hub.gql(who, &mutation, json!({ "input": input })).await
}

fn term(code: &str) -> Value {
    json!({ "vocabulary": "PLATFORM_TYPE", "code": code, "nameZh": "工坊", "nameEn": "Workshop" })
}

async fn define(hub: &TestHub, who: &Who, code: &str) -> Value {
    let answer = call(hub, who, "define", term(code)).await;
    assert_eq!(answer.issues(), []);
    answer.at("/payload/term").clone()
}

fn platform(name: &str, kind: &str) -> Value {
    json!({ "name": name, "kind": kind })
}

fn pairs(issues: &[(&str, &str)]) -> Vec<(String, String)> {
    let pair = |(code, path): &(&str, &str)| ((*code).to_owned(), (*path).to_owned());
    issues.iter().map(pair).collect()
}

async fn the_shipped_terms_are_there(hub: TestHub) {
    let clerk = xiantang();
    for vocabulary in VOCABULARIES {
        let terms = terms(&hub, &clerk, vocabulary).await;
        let positions: Vec<_> = terms
            .iter()
            .map(|term| term["position"].as_i64().unwrap())
            .collect();
        assert!(positions.is_sorted(), "{vocabulary}");
        for term in &terms {
            assert_eq!(
                (&term["vocabulary"], &term["owner"]),
                (&json!(vocabulary), &Value::Null)
            );
            assert_eq!((&term["version"], &term["retiredOn"]), (&json!(1), &Value::Null));
        }
        assert!(terms.len() > 5, "{vocabulary}");
    }
    let types = terms(&hub, &clerk, "PLATFORM_TYPE").await;
    let chain: Vec<_> = types
        .iter()
        .take(4)
        .map(|term| (&term["nameZh"], &term["family"]))
        .collect();
    let family = json!("INCUBATION");
    let steps = ["众创空间", "孵化器", "加速器", "专业园区"].map(|name| json!(name));
    assert_eq!(chain, steps.each_ref().map(|name| (name, &family)));
    // Installing again changes nothing.
    assert_eq!(
        tributary::vocabulary::install::install(&hub.hub).await.unwrap(),
        0
    );
}

async fn a_definition_holds_in_its_region_and_below(hub: TestHub) {
    // 东源县 defines it; 仙塘镇 below uses it, and so does the province above know it.
    let mut input = term("COUNTY_WORKSHOP");
    input["family"] = json!("INCUBATION");
    input["position"] = json!(2);
    let defined = call(&hub, &steward("441625"), "define", input).await;
    assert_eq!(
        defined.at("/payload/term"),
        &json!({
            "code": "COUNTY_WORKSHOP", "nameZh": "工坊", "nameEn": "Workshop", "family": "INCUBATION", "position": 2,
            "retiredOn": null, "owner": { "code": "441625000000" }, "version": 1
        })
    );
    let created = Register::of("Platform")
        .add(&hub, &xiantang(), &platform("仙塘工坊", "COUNTY_WORKSHOP"))
        .await;
    assert_eq!(
        (&created["kind"], &created["type"]["nameZh"]),
        (&json!("COUNTY_WORKSHOP"), &json!("工坊"))
    );
    for (region, known) in [
        ("441625100", true),
        ("4416", true),
        ("44", true),
        ("4419", false),
        ("441900101", false),
        ("14", false),
        ("140110", false),
    ] {
        assert_eq!(
            knows(&hub, &who(region, Role::Viewer), "COUNTY_WORKSHOP").await,
            known,
            "{region}"
        );
    }
    // Beside it, and in another province, it is no type.
    for region in ["441900101", "140110"] {
        let register = Register::of("Platform");
        let refused = register
            .register(
                &hub,
                &register.clerk(region),
                &platform("工坊", "COUNTY_WORKSHOP"),
            )
            .await;
        assert_eq!(refused.issues(), pairs(&[("UNKNOWN_TERM", "kind")]));
        assert_eq!(
            refused.at("/payload/issues/0/figures"),
            &json!(["COUNTY_WORKSHOP"])
        );
    }
    // A code of another vocabulary is no type, either.
    let refused = Register::of("Platform")
        .register(&hub, &xiantang(), &platform("工坊", "UNIVERSITY"))
        .await;
    assert_eq!(refused.issues(), pairs(&[("UNKNOWN_TERM", "kind")]));
    let trail = hub.audited("term").await;
    assert_eq!(
        (trail.len(), trail[0].action.as_str(), trail[0].version),
        (1, "created", 1)
    );
    assert_eq!(trail[0].after["code"], "COUNTY_WORKSHOP");
}

async fn a_code_is_taken_in_its_province(hub: TestHub) {
    define(&hub, &steward("441625"), "WORKSHOP").await;
    let taken = pairs(&[("CODE_TAKEN", "code")]);
    for (region, code) in [
        ("441625", "WORKSHOP"),
        ("441625100", "WORKSHOP"),
        ("4419", "WORKSHOP"),
        ("44", "WORKSHOP"),
        ("4419", "INCUBATOR"),
    ] {
        let refused = call(&hub, &steward(region), "define", term(code)).await;
        assert_eq!(refused.issues(), taken, "{region} {code}");
        assert_eq!(refused.at("/payload/term"), &Value::Null);
    }
    // In another vocabulary, and in another province, it is free.
    let mut other = term("WORKSHOP");
    other["vocabulary"] = json!("INSTITUTION_KIND");
    assert_eq!(call(&hub, &steward("441625"), "define", other).await.issues(), []);
    define(&hub, &steward("14"), "WORKSHOP").await;
    let owner = |terms: Vec<Value>| {
        let found = terms.into_iter().find(|term| term["code"] == "WORKSHOP");
        found.unwrap()["owner"]["code"].clone()
    };
    assert_eq!(
        owner(terms(&hub, &who("140110", Role::Viewer), "PLATFORM_TYPE").await),
        "140000000000"
    );
    assert_eq!(
        owner(terms(&hub, &xiantang(), "PLATFORM_TYPE").await),
        "441625000000"
    );
}

async fn bad_terms_are_told_in_full(hub: TestHub) {
    for code in ["", "lower", "1ST", "_X", "A B", "工坊", "A-B", &"A".repeat(51)] {
        let refused = call(&hub, &steward("441625"), "define", term(code)).await;
        assert_eq!(refused.issues(), pairs(&[("BAD_CODE", "code")]), "{code:?}");
    }
    define(&hub, &steward("441625"), &"A".repeat(50)).await;
    let bad =
        json!({ "vocabulary": "PROGRAMME", "code": "x", "nameZh": " 工坊", "nameEn": "", "family": "" });
    let refused = call(&hub, &steward("441625"), "define", bad).await;
    assert_eq!(
        refused.issues(),
        pairs(&[
            ("BAD_CODE", "code"),
            ("BAD_NAME", "family"),
            ("BAD_NAME", "nameEn"),
            ("BAD_NAME", "nameZh"),
            ("PROGRAMME", "vocabulary"),
        ])
    );
    assert_eq!(hub.audited("term").await.len(), 1);
}

async fn a_retired_term_stays_with_old_records(hub: TestHub) {
    let steward = steward("441625");
    define(&hub, &steward, "WORKSHOP").await;
    let register = Register::of("Platform");
    let old = register
        .add(&hub, &xiantang(), &platform("旧工坊", "WORKSHOP"))
        .await;
    let retire = |version: i64, day: Value| json!({ "vocabulary": "PLATFORM_TYPE", "code": "WORKSHOP", "expectedVersion": version, "retiredOn": day });
    // From tomorrow on: today it is still in use.
    let retired = call(&hub, &steward, "update", retire(1, json!("2026-06-02"))).await;
    assert_eq!(retired.at("/payload/term/retiredOn"), "2026-06-02");
    register
        .add(&hub, &xiantang(), &platform("今日工坊", "WORKSHOP"))
        .await;
    hub.clock.advance(chrono::TimeDelta::hours(8));
    let refused = register
        .register(&hub, &xiantang(), &platform("明日工坊", "WORKSHOP"))
        .await;
    assert_eq!(refused.issues(), pairs(&[("UNKNOWN_TERM", "kind")]));
    let other = register
        .add(&hub, &xiantang(), &platform("孵化器", "INCUBATOR"))
        .await;
    let change = json!({ "id": other["id"], "expectedVersion": 1, "kind": "WORKSHOP" });
    let refused = register.update(&hub, &xiantang(), &change).await;
    assert_eq!(
        refused.issues(),
        pairs(&[("UNKNOWN_TERM", "kind")]),
        "no record gets it anew"
    );
    // An old record keeps it, and its name is still told.
    let change = json!({ "id": old["id"], "expectedVersion": 1, "name": "老工坊" });
    assert_eq!(register.update(&hub, &xiantang(), &change).await.issues(), []);
    let read = register.read(&hub, &xiantang(), &old["id"]).await;
    assert_eq!(
        (&read["name"], &read["type"]["nameZh"]),
        (&json!("老工坊"), &json!("工坊"))
    );
    // Taken back into use.
    assert_eq!(
        call(&hub, &steward, "update", retire(2, Value::Null))
            .await
            .issues(),
        []
    );
    register
        .add(&hub, &xiantang(), &platform("明日工坊", "WORKSHOP"))
        .await;
}

async fn an_old_version_is_refused(hub: TestHub) {
    let steward = steward("441625");
    define(&hub, &steward, "WORKSHOP").await;
    let rename = |version: i64, name: &str| json!({ "vocabulary": "PLATFORM_TYPE", "code": "WORKSHOP", "expectedVersion": version, "nameZh": name });
    let changed = call(&hub, &steward, "update", rename(1, "新工坊")).await;
    let term = changed.at("/payload/term");
    assert_eq!((&term["nameZh"], &term["version"]), (&json!("新工坊"), &json!(2)));
    assert_eq!(term["nameEn"], "Workshop", "left out, it stays");
    for version in [1, 3] {
        let refused = call(&hub, &steward, "update", rename(version, "再改")).await;
        assert_eq!(
            refused.issues(),
            pairs(&[("VERSION_CONFLICT", "expectedVersion")])
        );
        let figures = refused.at("/payload/issues/0/figures");
        assert_eq!(figures, &json!([version.to_string(), "2"]));
        assert_eq!(refused.at("/payload/term"), &Value::Null);
    }
    let trail = hub.audited("term").await;
    assert_eq!(trail.len(), 2);
    assert_eq!(
        (&trail[1].before["nameZh"], &trail[1].after["nameZh"]),
        (&json!("工坊"), &json!("新工坊"))
    );
}

async fn who_defined_it_changes_it(hub: TestHub) {
    define(&hub, &steward("441625"), "WORKSHOP").await;
    let rename = |code: &str| json!({ "vocabulary": "PLATFORM_TYPE", "code": code, "expectedVersion": 1, "nameZh": "改" });
    // Whoever knows it may be told that it is another's; to the others it is as unknown as none.
    for (region, code, error) in [
        ("441625100", "WORKSHOP", "FORBIDDEN"),
        ("44", "WORKSHOP", "FORBIDDEN"),
        ("4419", "WORKSHOP", "NOT_FOUND"),
        ("14", "WORKSHOP", "NOT_FOUND"),
        ("441625", "INCUBATOR", "FORBIDDEN"),
        ("441625", "NOWHERE", "NOT_FOUND"),
    ] {
        let refused = call(&hub, &steward(region), "update", rename(code)).await;
        assert_eq!(refused.error_codes(), [error], "{region} {code}");
    }
    for role in [Role::Viewer, Role::Reporter, Role::Reviewer, Role::Admin] {
        let who = who("441625", role);
        for (verb, input) in [("define", term("OTHER")), ("update", rename("WORKSHOP"))] {
            assert_eq!(
                call(&hub, &who, verb, input).await.error_codes(),
                ["FORBIDDEN"],
                "{role:?}"
            );
        }
    }
    assert_eq!(hub.audited("term").await.len(), 1);
}

async fn two_at_once_define_a_code_once(hub: TestHub) {
    let towns = ["441625", "441625100", "441625101", "4419"].map(steward);
    let tries = towns
        .each_ref()
        .map(|who| call(&hub, who, "define", term("WORKSHOP")));
    let answers = futures_util::future::join_all(tries).await;
    let stored = answers.iter().filter(|answer| answer.issues().is_empty()).count();
    assert_eq!(stored, 1);
    for refused in answers.iter().filter(|answer| !answer.issues().is_empty()) {
        assert_eq!(refused.issues(), pairs(&[("CODE_TAKEN", "code")]));
    }
    assert_eq!(hub.audited("term").await.len(), 1);
}
