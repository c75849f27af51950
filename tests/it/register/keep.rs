//! Deleting, restoring, and the history of every register.

use harness::{Answer, REGISTERS, Register, TestHub, Who, on_both_engines, shanxi, who};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

const XIANTANG: &str = "441625100";

on_both_engines!(
    a_record_is_deleted_with_a_reason_and_restored,
    a_deleted_name_is_free_and_a_taken_one_is_not_restored,
    only_who_writes_deletes,
    history_tells_every_field_before_and_after,
    history_is_read_by_who_reads_the_record,
);

async fn delete(hub: &TestHub, who: &Who, id: &Value, version: i64, reason: &str) -> Answer {
    let query = "mutation ($input: DeleteRecordInput!) { deleteRecord(input: $input) { record { id } issues { code path } } }";
    let input = json!({ "id": id, "expectedVersion": version, "reason": reason });
    hub.gql(who, query, json!({ "input": input })).await
}

async fn restore(hub: &TestHub, who: &Who, id: &Value, version: i64) -> Answer {
    let query = "mutation ($input: RestoreRecordInput!) { restoreRecord(input: $input) { record { id } issues { code path } } }";
    hub.gql(
        who,
        query,
        json!({ "input": { "id": id, "expectedVersion": version } }),
    )
    .await
}

async fn listed(hub: &TestHub, register: &Register, who: &Who, deleted: bool) -> Vec<Value> {
    let list = register.list();
    let query = format!("{{ {list}(filter: {{ deleted: {deleted} }}) {{ totalCount nodes {{ id }} }} }}");
    let found = hub.gql(who, &query, json!({})).await;
    let nodes = found.at(&format!("/{list}/nodes")).as_array().unwrap().clone();
    assert_eq!(found.at(&format!("/{list}/totalCount")), nodes.len());
    nodes.into_iter().map(|node| node["id"].clone()).collect()
}

fn codes(issues: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(code, path): &(&str, &str)| ((*code).to_owned(), (*path).to_owned());
    issues.iter().map(owned).collect()
}

async fn a_record_is_deleted_with_a_reason_and_restored(hub: TestHub) {
    for register in REGISTERS {
        let clerk = register.clerk(XIANTANG);
        let id = register.add(&hub, &clerk, &register.input("仙塘一号")).await["id"].clone();
        let refused = delete(&hub, &clerk, &id, 2, " ").await;
        assert_eq!(
            refused.issues(),
            codes(&[
                ("REASON_MISSING", "reason"),
                ("VERSION_CONFLICT", "expectedVersion")
            ])
        );
        assert_eq!(
            delete(&hub, &clerk, &id, 1, "重复登记").await.issues(),
            [],
            "{}",
            register.ty
        );
        assert_eq!(listed(&hub, register, &clerk, false).await, [Value::Null; 0]);
        assert_eq!(
            listed(&hub, register, &clerk, true).await,
            std::slice::from_ref(&id)
        );
        let query = format!(
            "query ($id: ID!) {{ node(id: $id) {{ ... on {} {{ version deleted {{ reason at }} }} }} }}",
            register.ty
        );
        let read = hub.gql(&clerk, &query, json!({ "id": id })).await;
        assert_eq!(read.at("/node/deleted/reason"), "重复登记");
        // A deleted record is not changed.
        let change = json!({ "id": id, "expectedVersion": 2, "name": "新名" });
        let refused = register.update(&hub, &clerk, &change).await;
        assert_eq!(refused.issues(), codes(&[("DELETED", "id")]), "{}", register.ty);
        assert_eq!(
            delete(&hub, &clerk, &id, 2, "再删").await.issues(),
            codes(&[("DELETED", "id")])
        );
        assert_eq!(
            restore(&hub, &clerk, &id, 2).await.issues(),
            [],
            "{}",
            register.ty
        );
        assert_eq!(
            restore(&hub, &clerk, &id, 3).await.issues(),
            codes(&[("NOT_DELETED", "id")])
        );
        assert_eq!(listed(&hub, register, &clerk, false).await, [id]);
        let actions: Vec<_> = hub
            .audited(register.kind())
            .await
            .into_iter()
            .map(|entry| entry.action)
            .collect();
        assert_eq!(actions, ["created", "deleted", "restored"]);
        assert_eq!(hub.changed(register.kind()).await.len(), 3);
    }
}

async fn a_deleted_name_is_free_and_a_taken_one_is_not_restored(hub: TestHub) {
    for register in REGISTERS.iter().filter(|register| register.unique) {
        let clerk = register.clerk(XIANTANG);
        let id = register.add(&hub, &clerk, &register.input("仙塘一号")).await["id"].clone();
        delete(&hub, &clerk, &id, 1, "重复").await;
        let second = register.add(&hub, &clerk, &register.input("仙塘一号")).await["id"].clone();
        let refused = restore(&hub, &clerk, &id, 2).await;
        assert_eq!(
            refused.issues(),
            codes(&[("NAME_TAKEN", "name")]),
            "{}",
            register.ty
        );
        delete(&hub, &clerk, &second, 1, "重复").await;
        assert_eq!(restore(&hub, &clerk, &id, 2).await.issues(), []);
    }
    let enterprise = Register::of("Enterprise");
    let clerk = enterprise.clerk(XIANTANG);
    let id = enterprise.add(&hub, &clerk, &enterprise.input("甲")).await["id"].clone();
    delete(&hub, &clerk, &id, 1, "误录").await;
    let other = enterprise.clerk("441625101");
    enterprise.add(&hub, &other, &enterprise.input("甲")).await;
    let refused = restore(&hub, &clerk, &id, 2).await;
    assert_eq!(
        refused.issues(),
        codes(&[("ALREADY_REGISTERED", "creditCode")]),
        "its code went to another"
    );
}

async fn only_who_writes_deletes(hub: TestHub) {
    for register in REGISTERS {
        let clerk = register.clerk(XIANTANG);
        let id = register.add(&hub, &clerk, &register.input("仙塘一号")).await["id"].clone();
        let viewer = who(XIANTANG, Role::Viewer);
        assert_eq!(
            delete(&hub, &viewer, &id, 1, "无权").await.error_codes(),
            ["FORBIDDEN"]
        );
        let beside = register.clerk("441625101");
        assert_eq!(
            delete(&hub, &beside, &id, 1, "无权").await.error_codes(),
            ["NOT_FOUND"]
        );
        assert_eq!(restore(&hub, &beside, &id, 1).await.error_codes(), ["NOT_FOUND"]);
    }
    let region = hub
        .gql(
            &who(XIANTANG, Role::Reporter),
            "{ me { region { id } } }",
            json!({}),
        )
        .await;
    let refused = delete(
        &hub,
        &who(XIANTANG, Role::Reporter),
        region.at("/me/region/id"),
        1,
        "误",
    )
    .await;
    assert_eq!(refused.error_codes(), ["BAD_USER_INPUT"]);
}

async fn history_tells_every_field_before_and_after(hub: TestHub) {
    for register in REGISTERS {
        let clerk = register.clerk(XIANTANG);
        let id = register.add(&hub, &clerk, &register.input("仙塘一号")).await["id"].clone();
        let mut change = json!({ "id": id, "expectedVersion": 1, "name": "仙塘二号" });
        change[register.nullable] = Value::Null;
        register.update(&hub, &clerk, &change).await;
        delete(&hub, &clerk, &id, 2, "并入").await;
        let query = format!(
            "query ($id: ID!, $after: String) {{ node(id: $id) {{ ... on {} {{ history(first: 2, after: $after) {{
                totalCount pageInfo {{ endCursor hasNextPage }}
                nodes {{ version action by region {{ name }} changes {{ field before after restricted }} }} }} }} }} }}",
            register.ty
        );
        let page = hub.gql(&clerk, &query, json!({ "id": id })).await;
        let entries = page.at("/node/history/nodes");
        assert_eq!(page.at("/node/history/totalCount"), 3);
        assert_eq!(page.at("/node/history/pageInfo/hasNextPage"), true);
        assert_eq!(entries[0]["action"], "DELETED");
        let field = |field: &str, before: Option<&str>, after: Option<&str>| {
            let json = |text: Option<&str>| text.map(|text| json!(text).to_string());
            json!({ "field": field, "before": json(before), "after": json(after), "restricted": false })
        };
        assert_eq!(
            entries[0]["changes"],
            json!([field("deleted", None, Some("并入"))])
        );
        let mut expected = vec![
            field("name", Some("仙塘一号"), Some("仙塘二号")),
            field(register.nullable, Some("备用"), None),
        ];
        expected.sort_by_key(|change| change["field"].as_str().unwrap().to_owned());
        assert_eq!(entries[1]["changes"], json!(expected), "{}", register.ty);
        assert_eq!(
            (&entries[1]["version"], &entries[1]["by"]),
            (&json!(2), &json!("tester"))
        );
        assert_eq!(entries[1]["region"]["name"], "仙塘镇");
        let after = page.at("/node/history/pageInfo/endCursor");
        let rest = hub.gql(&clerk, &query, json!({ "id": id, "after": after })).await;
        assert_eq!(rest.at("/node/history/nodes/0/action"), "CREATED");
        assert_eq!(rest.at("/node/history/pageInfo/hasNextPage"), false);
    }
}

async fn history_is_read_by_who_reads_the_record(hub: TestHub) {
    for register in REGISTERS {
        let clerk = register.clerk(XIANTANG);
        let id = register.add(&hub, &clerk, &register.input("仙塘一号")).await["id"].clone();
        let query = format!(
            "query ($id: ID!) {{ node(id: $id) {{ ... on {} {{ history {{ totalCount }} }} }} }}",
            register.ty
        );
        let seen = hub.gql(&register.reader("44"), &query, json!({ "id": id })).await;
        assert_eq!(seen.at("/node/history/totalCount"), 1);
        assert_eq!(
            hub.gql(&shanxi(), &query, json!({ "id": id })).await.at("/node"),
            &Value::Null
        );
    }
}
