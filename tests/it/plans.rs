//! What three plans state, loaded through the API and read back: every expectation is built from the document
//! itself, and nothing more may exist than it states.
//!
//! What no field of a record holds is a line of its note, `key：value`; read back, the fields and the lines
//! together are the document's entry again.

mod bureaus;
mod findings;
mod parties;
mod plan;
mod projects;
mod xiantang;

use std::collections::BTreeMap;

use harness::{Answer, TestHub, Who};
use serde_json::{Map, Value, json};

const XIANTANG: &str = include_str!("../data/plans/xiantang.json");
const DONGGUAN: &str = include_str!("../data/plans/dongguan.json");
const JINYUAN: &str = include_str!("../data/plans/jinyuan.json");

fn document(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn texts(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(text).collect()
}

/// The entries of a part of a document.
fn entries<'a>(document: &'a Value, part: &str) -> &'a Vec<Value> {
    document[part].as_array().unwrap()
}

/// The 12 digits of a region code as documents have it.
fn region_code(code: &Value) -> Value {
    json!(format!("{:0<12}", text(code)))
}

/// What an entry states beside the members that fields hold: a line each.
fn note(entry: &Value, held: &[&str]) -> String {
    let rest = entry.as_object().unwrap().iter();
    let lines = rest.filter(|(key, _)| !held.contains(&key.as_str()));
    let line = |(key, value): (&String, &Value)| match value.as_str() {
        Some(text) => format!("{key}：{text}"),
        None => format!("{key}：{value}"),
    };
    lines.map(line).collect::<Vec<_>>().join("\n")
}

/// The members of an entry that the lines of a note state.
fn stated(note: &Value) -> Map<String, Value> {
    let member = |line: &str| {
        let (key, text) = line.split_once('：').unwrap();
        let value = serde_json::from_str(text).unwrap_or_else(|_| json!(text));
        (key.to_owned(), value)
    };
    text(note).lines().map(member).collect()
}

/// The other names as a member, if there are any: a document leaves out an empty list.
fn state_aliases(entry: &mut Map<String, Value>, names: &Value) {
    if names != &json!([]) {
        entry.insert("aliases".to_owned(), names.clone());
    }
}

fn by_name(entries: impl IntoIterator<Item = Value>) -> BTreeMap<String, Value> {
    let mut map = BTreeMap::new();
    for entry in entries {
        let name = text(&entry["name"]).to_owned();
        assert!(map.insert(name.clone(), entry).is_none(), "{name} twice");
    }
    map
}

/// Sends a batch: `plural` is such as `Projects`.
async fn upsert(hub: &TestHub, who: &Who, plural: &str, input: Value) -> Answer {
    let mutation = format!(
        "mutation ($input: Upsert{plural}Input!) {{ payload: upsert{plural}(input: $input) {{
            created updated unchanged refused rows {{ outcome }} issues {{ path code severity figures }} }} }}"
    );
    hub.gql(who, &mutation, json!({ "input": input })).await
}

/// Loads a batch, and then the same again, which changes nothing.
async fn load(hub: &TestHub, who: &Who, plural: &str, rows: Vec<Value>) -> Answer {
    let (many, input) = (rows.len(), json!({ "rows": rows }));
    let first = upsert(hub, who, plural, input.clone()).await;
    assert_eq!(first.at("/payload/created"), many, "{}", first.body);
    let again = upsert(hub, who, plural, input).await;
    assert_eq!(again.at("/payload/unchanged"), many, "{}", again.body);
    first
}

/// All records of a register that `who` reads, and no more.
async fn all(hub: &TestHub, who: &Who, list: &str, fields: &str) -> Vec<Value> {
    let query = format!("{{ {list}(first: 100) {{ totalCount nodes {{ {fields} }} }} }}");
    let answer = hub.gql(who, &query, json!({})).await;
    let nodes = answer.at(&format!("/{list}/nodes")).as_array().unwrap();
    assert_eq!(answer.at(&format!("/{list}/totalCount")), nodes.len());
    nodes.clone()
}

fn pairs(issues: impl IntoIterator<Item = (String, String)>) -> Vec<(String, String)> {
    let mut issues: Vec<_> = issues.into_iter().collect();
    issues.sort();
    issues
}
