//! Institutions: their kinds and names, and batches of them.

use harness::{Register, TestHub, guangdong, on_both_engines, who, xiantang};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

on_both_engines!(
    a_kind_is_a_term_of_its_vocabulary,
    any_of_its_names_finds_it,
    a_batch_registers_and_changes,
    it_is_deleted_and_restored,
);

fn institution() -> Register {
    Register::of("Institution")
}

fn pairs(issues: &[(&str, &str)]) -> Vec<(String, String)> {
    let pair = |(code, path): &(&str, &str)| ((*code).to_owned(), (*path).to_owned());
    issues.iter().map(pair).collect()
}

async fn a_kind_is_a_term_of_its_vocabulary(hub: TestHub) {
    let bad = json!({ "name": " 学院", "kind": "INCUBATOR", "otherNames": ["", "甲", "甲"], "note": "长".repeat(2001) });
    let refused = institution().register(&hub, &xiantang(), &bad).await;
    let expected = [
        ("BAD_NAME", "name"),
        ("BAD_NAME", "otherNames.0"),
        ("TOO_LONG", "note"),
        ("TWICE", "otherNames.2"),
        ("UNKNOWN_TERM", "kind"),
    ];
    assert_eq!(refused.issues(), pairs(&expected));
    assert_eq!(refused.at("/payload/institution"), &Value::Null);
    let created = institution()
        .add(&hub, &xiantang(), &institution().input("仙塘技工学校"))
        .await;
    assert_eq!(created["type"]["nameZh"], "高等学校");
    let change = json!({ "id": created["id"], "expectedVersion": 1, "kind": "VOCATIONAL_COLLEGE", "otherNames": ["技校"] });
    assert_eq!(
        institution().update(&hub, &xiantang(), &change).await.issues(),
        []
    );
    let read = institution().read(&hub, &guangdong(), &created["id"]).await;
    assert_eq!(
        (&read["kind"], &read["otherNames"]),
        (&json!("VOCATIONAL_COLLEGE"), &json!(["技校"]))
    );
    // A bare name in the document is a code, too.
    let text = "mutation { registerInstitution(input: { name: \"研究院\", kind: RESEARCH_INSTITUTE }) {
        institution { kind } issues { code path } } }";
    let answer = hub.gql(&xiantang(), text, json!({})).await;
    assert_eq!(
        answer.at("/registerInstitution/institution/kind"),
        "RESEARCH_INSTITUTE"
    );
}

async fn names(hub: &TestHub, filter: Value) -> Vec<Value> {
    let query =
        "query ($filter: InstitutionFilter) { institutions(filter: $filter) { totalCount nodes { name } } }";
    let answer = hub.gql(&guangdong(), query, json!({ "filter": filter })).await;
    let nodes = answer.at("/institutions/nodes").as_array().unwrap();
    assert_eq!(answer.at("/institutions/totalCount"), nodes.len());
    nodes.iter().map(|node| node["name"].clone()).collect()
}

async fn any_of_its_names_finds_it(hub: TestHub) {
    let mut input = institution().input("东莞理工学院");
    input["otherNames"] = json!(["莞工", "ＤＧＵＴ"]);
    institution()
        .add(&hub, &institution().clerk("4419"), &input)
        .await;
    let mut other = institution().input("仙塘技术服务中心");
    other["kind"] = json!("SERVICE_ORGANISATION");
    institution().add(&hub, &xiantang(), &other).await;
    for text in ["理工", "莞工", "dgut"] {
        assert_eq!(
            names(&hub, json!({ "search": text })).await,
            ["东莞理工学院"],
            "{text}"
        );
    }
    assert_eq!(
        names(&hub, json!({ "kind": "SERVICE_ORGANISATION" })).await,
        ["仙塘技术服务中心"]
    );
    assert_eq!(names(&hub, json!({ "kind": "ALLIANCE" })).await, [""; 0]);
    assert_eq!(names(&hub, json!({ "region": "4419" })).await, ["东莞理工学院"]);
}

async fn a_batch_registers_and_changes(hub: TestHub) {
    let first = institution()
        .add(&hub, &xiantang(), &institution().input("甲院"))
        .await;
    let batch = "mutation ($input: UpsertInstitutionsInput!) { upsertInstitutions(input: $input) {
        created updated unchanged refused rows { outcome version } issues { path code } } }";
    let rows = json!([
        { "name": "甲院", "note": "改" },
        { "name": "乙院", "kind": "ALLIANCE" },
        { "name": "丙院" },
        { "id": first["id"], "name": "甲院" },
        { "name": "甲院", "kind": "UNIVERSITY" },
    ]);
    let answer = hub
        .gql(&xiantang(), batch, json!({ "input": { "rows": rows } }))
        .await;
    let payload = answer.at("/upsertInstitutions");
    let counts = ["created", "updated", "unchanged", "refused"].map(|count| payload[count].as_u64().unwrap());
    assert_eq!(counts, [1, 1, 0, 3], "{payload}");
    let issues = answer.issues();
    for issue in [
        ("UNKNOWN_TERM", "rows.2.kind"),
        ("DUPLICATE_ROW", "rows.3"),
        ("DUPLICATE_ROW", "rows.4"),
    ] {
        assert!(
            issues.contains(&(issue.0.to_owned(), issue.1.to_owned())),
            "{issue:?} in {issues:?}"
        );
    }
    assert_eq!(names(&hub, json!({})).await, ["乙院", "甲院"]);
}

async fn it_is_deleted_and_restored(hub: TestHub) {
    let created = institution()
        .add(&hub, &xiantang(), &institution().input("甲院"))
        .await;
    let call = async |verb: &str, input: Value| {
        let capital = verb[..1].to_uppercase() + &verb[1..];
        let text = format!(
            "mutation ($input: {capital}RecordInput!) {{ {verb}Record(input: $input) {{
                record {{ id }} issues {{ path code }} }} }}"
        );
        hub.gql(&xiantang(), &text, json!({ "input": input })).await
    };
    let delete = json!({ "id": created["id"], "expectedVersion": 1, "reason": "重复" });
    assert_eq!(call("delete", delete).await.issues(), []);
    assert_eq!(names(&hub, json!({})).await, [""; 0]);
    assert_eq!(names(&hub, json!({ "deleted": true })).await, ["甲院"]);
    let restore = json!({ "id": created["id"], "expectedVersion": 2 });
    assert_eq!(call("restore", restore).await.issues(), []);
    assert_eq!(names(&hub, json!({})).await, ["甲院"]);
    // Another role does not write it.
    let viewer = who("441625100", Role::Viewer);
    let refused = institution()
        .register(&hub, &viewer, &institution().input("乙院"))
        .await;
    assert_eq!(refused.error_codes(), ["FORBIDDEN"]);
}
