//! Recognition: towns nominate, the tier of the programme recognises, and a count is of subjects valid on a day.

mod batch;
mod counts;
mod dates;
mod programme;
mod rights;

use harness::{Answer, Register, TestHub, Who, credit_code, on_both_engines, who};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

on_both_engines!(
    a_town_nominates_and_the_province_recognises,
    a_nomination_is_rejected_with_a_reason,
    only_what_waits_is_deleted_and_restored,
    entries_are_found_by_what_they_are_filtered_by,
    entries_of_many_subjects_cost_one_statement,
);

const XIANTANG: &str = "441625100";

/// Who nominates in a region: not the same as who decides.
fn clerk(region: &'static str) -> Who {
    Who {
        subject: "clerk",
        ..who(region, Role::Reporter)
    }
}

fn reviewer(region: &'static str) -> Who {
    who(region, Role::Reviewer)
}

const ENTRY: &str =
    "id version name state validFrom validTo certificate programmeCode subjectKind region { code }";

/// Calls a mutation of entries.
async fn call(hub: &TestHub, who: &Who, mutation: &str, input: &Value) -> Answer {
    let ty = mutation[..1].to_uppercase() + &mutation[1..] + "Input";
    let text = format!(
        "mutation ($input: {ty}!) {{ payload: {mutation}(input: $input) {{
            recognition {{ {ENTRY} }} issues {{ path code severity message messageZh figures }} }} }}"
    );
    hub.gql(who, &text, json!({ "input": input })).await
}

/// Registers an enterprise of a town.
async fn enterprise(hub: &TestHub, region: &'static str, name: &str) -> Value {
    let register = Register::of("Enterprise");
    let input = json!({ "name": name, "creditCode": credit_code(name) });
    register.add(hub, &clerk(region), &input).await["id"].clone()
}

/// The global id of a region.
async fn region(hub: &TestHub, code: &str) -> Value {
    let text = "query ($code: RegionCode!) { region(code: $code) { id } }";
    let answer = hub
        .gql(&who("44", Role::Viewer), text, json!({ "code": code }))
        .await;
    answer.at("/region/id").clone()
}

/// Nominates, and gives back the entry.
async fn nominate(hub: &TestHub, region: &'static str, programme: &str, subject: &Value) -> Value {
    let input = json!({ "programme": programme, "subject": subject });
    let answer = call(hub, &clerk(region), "nominate", &input).await;
    assert_eq!(answer.issues(), []);
    answer.at("/payload/recognition").clone()
}

/// Recognises an entry as `by`, and gives it back.
async fn recognise(hub: &TestHub, by: &Who, entry: &Value, on: &str) -> Value {
    let input = json!({ "id": entry["id"], "expectedVersion": entry["version"], "recognisedOn": on });
    let answer = call(hub, by, "recognise", &input).await;
    assert_eq!(answer.issues(), []);
    answer.at("/payload/recognition").clone()
}

fn issues(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(code, path): &(&str, &str)| ((*code).to_owned(), (*path).to_owned());
    expected.iter().map(owned).collect()
}

async fn a_town_nominates_and_the_province_recognises(hub: TestHub) {
    let subject = enterprise(&hub, XIANTANG, "仙塘电子").await;
    let input = json!({ "programme": "HIGH_TECH", "subject": subject, "note": "首次申报",
                        "evidence": [{ "title": "研发费用专项审计报告", "reference": "粤审〔2026〕1号" }] });
    let answer = call(&hub, &clerk(XIANTANG), "nominate", &input).await;
    assert_eq!(answer.issues(), []);
    let entry = answer.at("/payload/recognition").clone();
    assert_eq!(
        (&entry["state"], &entry["validFrom"]),
        (&json!("NOMINATED"), &Value::Null)
    );
    assert_eq!(entry["region"]["code"], "441625100000");

    let province = reviewer("44");
    let review = json!({ "id": entry["id"], "expectedVersion": 1 });
    let answer = call(&hub, &province, "reviewRecognition", &review).await;
    assert_eq!(answer.at("/payload/recognition/state"), "UNDER_REVIEW");
    let grant = json!({ "id": entry["id"], "expectedVersion": 2, "recognisedOn": "2026-05-20",
                        "certificate": "GR202644000001" });
    let answer = call(&hub, &province, "recognise", &grant).await;
    assert_eq!(answer.issues(), []);
    let entry = answer.at("/payload/recognition");
    assert_eq!(entry["state"], "RECOGNISED");
    assert_eq!(
        (&entry["validFrom"], &entry["validTo"]),
        (&json!("2026-05-20"), &json!("2029-05-19"))
    );

    let text = r#"query ($id: ID!) { node(id: $id) { ... on Recognition {
        name certificate evidence { title reference }
        programme { nameZh months function } subject { ... on Enterprise { name } }
        nominated { by on reason region { code } } reviewed { by } decided { by region { code } } revoked { by }
        history { nodes { version action by changes { field after } } } } } }"#;
    let read = hub.gql(&province, text, json!({ "id": entry["id"] })).await;
    let read = read.at("/node");
    assert_eq!(read["certificate"], "GR202644000001");
    assert_eq!(read["evidence"][0]["reference"], "粤审〔2026〕1号");
    assert_eq!(
        read["programme"],
        json!({ "nameZh": "高新技术企业", "months": 36, "function": "SCI_TECH" })
    );
    assert_eq!(read["subject"]["name"], "仙塘电子");
    assert_eq!(
        read["nominated"],
        json!({ "by": "clerk", "on": "2026-06-01", "reason": "首次申报", "region": { "code": "441625100000" } })
    );
    assert_eq!(
        read["decided"],
        json!({ "by": "tester", "region": { "code": "440000000000" } })
    );
    assert_eq!(read["revoked"], Value::Null);
    let history = read["history"]["nodes"].as_array().unwrap();
    let told: Vec<_> = history
        .iter()
        .map(|entry| (entry["version"].clone(), entry["action"].clone()))
        .collect();
    assert_eq!(
        told,
        [
            (json!(3), json!("UPDATED")),
            (json!(2), json!("UPDATED")),
            (json!(1), json!("CREATED"))
        ]
    );
    let change = history[0]["changes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|change| change["field"] == "state");
    assert_eq!(change.unwrap()["after"], "\"RECOGNISED\"");

    // The filter and the groups of enterprises read the same entries.
    let text = r#"{ enterprises(filter: { recognised: { programme: "HIGH_TECH" } }) { nodes { name
            recognitions(validOn: "2026-06-01") { programmeCode state } } }
        before: enterprises(filter: { recognised: { programme: "HIGH_TECH", on: "2026-05-19" } }) { totalCount }
        enterpriseGroups(by: PROGRAMME) { key count } }"#;
    let read = hub.gql(&province, text, json!({})).await;
    assert_eq!(
        read.at("/enterprises/nodes"),
        &json!([{ "name": "仙塘电子", "recognitions": [{ "programmeCode": "HIGH_TECH", "state": "RECOGNISED" }] }])
    );
    assert_eq!(read.at("/before/totalCount"), 0);
    assert_eq!(
        read.at("/enterpriseGroups"),
        &json!([{ "key": "HIGH_TECH", "count": 1 }])
    );
}

async fn a_nomination_is_rejected_with_a_reason(hub: TestHub) {
    let subject = enterprise(&hub, XIANTANG, "仙塘电子").await;
    let entry = nominate(&hub, XIANTANG, "HIGH_TECH", &subject).await;
    let reject =
        |reason: &str| json!({ "id": entry["id"], "expectedVersion": entry["version"], "reason": reason });
    let refused = call(&hub, &reviewer("44"), "rejectRecognition", &reject(" ")).await;
    assert_eq!(refused.issues(), issues(&[("REASON_MISSING", "reason")]));
    let answer = call(
        &hub,
        &reviewer("44"),
        "rejectRecognition",
        &reject("研发投入不足"),
    )
    .await;
    assert_eq!(answer.at("/payload/recognition/state"), "REJECTED");
    // It may be nominated again.
    let again = nominate(&hub, XIANTANG, "HIGH_TECH", &subject).await;
    assert_ne!(again["id"], entry["id"]);
}

async fn only_what_waits_is_deleted_and_restored(hub: TestHub) {
    let subject = enterprise(&hub, XIANTANG, "仙塘电子").await;
    let entry = nominate(&hub, XIANTANG, "TECH_SME", &subject).await;
    let delete = "mutation ($input: DeleteRecordInput!) { deleteRecord(input: $input) {
        record { ... on Recognition { version deleted { reason } } } issues { path code figures } } }";
    let restore = "mutation ($input: RestoreRecordInput!) { restoreRecord(input: $input) {
        record { ... on Recognition { version state } } issues { path code figures } } }";
    let input = |version: i64| json!({ "input": { "id": entry["id"], "expectedVersion": version } });
    let with_reason = |version: i64| {
        let mut input = input(version);
        input["input"]["reason"] = json!("误报");
        input
    };
    let refused = hub.gql(&clerk("441625"), delete, with_reason(1)).await;
    assert_eq!(refused.error_codes(), ["FORBIDDEN"]);
    let deleted = hub.gql(&clerk(XIANTANG), delete, with_reason(1)).await;
    assert_eq!(deleted.at("/deleteRecord/record/deleted/reason"), "误报");
    let second = nominate(&hub, XIANTANG, "TECH_SME", &subject).await;
    let refused = hub.gql(&clerk(XIANTANG), restore, input(2)).await;
    assert_eq!(refused.issues(), issues(&[("ALREADY_OPEN", "subject")]));

    let recognised = recognise(&hub, &reviewer("44"), &second, "2026-06-01").await;
    let mut last = with_reason(recognised["version"].as_i64().unwrap());
    last["input"]["id"] = second["id"].clone();
    let refused = hub.gql(&clerk(XIANTANG), delete, last).await;
    assert_eq!(refused.issues(), issues(&[("WRONG_STATE", "id")]));
    assert_eq!(
        refused.at("/deleteRecord/issues/0/figures"),
        &json!(["RECOGNISED", "NOMINATED"])
    );
}

async fn entries_are_found_by_what_they_are_filtered_by(hub: TestHub) {
    let electronics = enterprise(&hub, XIANTANG, "仙塘电子").await;
    let machines = enterprise(&hub, "441625101", "灯塔机械").await;
    let first = nominate(&hub, XIANTANG, "HIGH_TECH", &electronics).await;
    recognise(&hub, &reviewer("44"), &first, "2024-01-01").await;
    nominate(&hub, "441625101", "GAZELLE", &machines).await;
    let town = region(&hub, XIANTANG).await;
    nominate(&hub, XIANTANG, "INNOVATION_TOWN", &town).await;
    let names = async |filter: Value| -> Value {
        let text = "query ($filter: RecognitionFilter) { recognitions(filter: $filter) { totalCount nodes { name } } }";
        let answer = hub
            .gql(&reviewer("4416"), text, json!({ "filter": filter }))
            .await;
        let nodes = answer.at("/recognitions/nodes").as_array().unwrap();
        assert_eq!(answer.at("/recognitions/totalCount"), nodes.len());
        nodes.iter().map(|node| node["name"].clone()).collect()
    };
    let all = json!(["仙塘电子", "仙塘镇", "灯塔机械"]);
    for (filter, expected) in [
        (json!({}), all),
        (json!({ "region": XIANTANG }), json!(["仙塘电子", "仙塘镇"])),
        (json!({ "programme": "GAZELLE" }), json!(["灯塔机械"])),
        (json!({ "subject": electronics }), json!(["仙塘电子"])),
        (json!({ "subjectKind": "REGION" }), json!(["仙塘镇"])),
        (json!({ "state": "NOMINATED" }), json!(["仙塘镇", "灯塔机械"])),
        (json!({ "state": "RECOGNISED" }), json!(["仙塘电子"])),
        (json!({ "state": "EXPIRED" }), json!([])),
        (json!({ "validOn": "2023-12-31" }), json!([])),
        (json!({ "validOn": "2024-01-01" }), json!(["仙塘电子"])),
        (json!({ "nameStartsWith": "灯" }), json!(["灯塔机械"])),
    ] {
        assert_eq!(names(filter.clone()).await, expected, "{filter}");
    }
    // Beside the scope there is nothing.
    let text = "{ recognitions { totalCount } }";
    let beside = hub.gql(&reviewer("441900003"), text, json!({})).await;
    assert_eq!(beside.at("/recognitions/totalCount"), 0);
}

async fn entries_of_many_subjects_cost_one_statement(hub: TestHub) {
    let text = "{ enterprises { nodes { name recognitions { state programme { nameZh } subject {
        ... on Enterprise { name } } } } } }";
    let mut costs = Vec::new();
    for name in ["甲厂", "乙厂", "丙厂"] {
        let subject = enterprise(&hub, XIANTANG, name).await;
        nominate(&hub, XIANTANG, "HIGH_TECH", &subject).await;
        let (answer, cost) = hub.statements(hub.gql(&reviewer("44"), text, json!({}))).await;
        let nodes = answer.at("/enterprises/nodes").as_array().unwrap();
        assert!(
            nodes
                .iter()
                .all(|node| node["recognitions"][0]["subject"]["name"] == node["name"])
        );
        costs.push(cost);
    }
    // The page, the entries, their programmes, their subjects.
    assert!(costs.iter().all(|cost| *cost <= 6), "{costs:?}");
}
