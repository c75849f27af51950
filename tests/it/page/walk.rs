//! A register of many names, and a walk through its pages.

use chrono::TimeDelta;
use harness::{Register, TestHub, Who, credit_code, dongyuan};
use serde_json::{Value, json};

/// Texts whose order by code points differs from that of a dictionary, of pinyin, and of lower case.
pub(super) const NAMES: [&str; 20] = [
    "仙塘电子",
    "东源电子",
    "东源",
    "Z厂",
    "a厂",
    "A厂",
    "a",
    "é厂",
    "１号",
    "1号",
    "10号",
    "2号",
    "𠮷厂",
    "～厂",
    "100%厂",
    "100_厂",
    "100A厂",
    "_厂",
    "%厂",
    "厂 二",
];
pub(super) const TOWNS: [&str; 3] = ["441625100", "441625101", "441625102"];

pub(super) const PAGE: &str =
    "query ($filter: EnterpriseFilter, $order: RegisterOrder, $first: Int, $after: String) {
    enterprises(filter: $filter, order: $order, first: $first, after: $after) {
        totalCount
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        edges { cursor node { id name updatedAt } }
    }
}";

pub(super) async fn add(hub: &TestHub, town: &'static str, name: &str) -> Value {
    let enterprise = Register::of("Enterprise");
    let input = json!({ "name": name, "creditCode": credit_code(&format!("{town}{name}")) });
    enterprise.add(hub, &enterprise.clerk(town), &input).await
}

/// The names, by three towns in turn, several at one moment; and one name that each of the towns has.
pub(super) async fn fill(hub: &TestHub) -> usize {
    for (index, name) in NAMES.iter().enumerate() {
        add(hub, TOWNS[index % TOWNS.len()], name).await;
        if index % 4 == 0 {
            hub.clock.advance(TimeDelta::microseconds(1));
        }
    }
    for town in TOWNS {
        add(hub, town, "同名厂").await;
    }
    NAMES.len() + TOWNS.len()
}

pub(super) fn order(field: &str, direction: &str) -> Value {
    json!({ "field": field, "direction": direction })
}

pub(super) async fn page(hub: &TestHub, who: &Who, order: &Value, first: usize, after: &Value) -> Value {
    let variables = json!({ "order": order, "first": first, "after": after });
    hub.gql(who, PAGE, variables).await.at("/enterprises").clone()
}

/// Walks from the first page to the last; `between` is called after each.
pub(super) async fn walk(hub: &TestHub, order: &Value, mut between: impl AsyncFnMut(usize)) -> Vec<Value> {
    let (mut nodes, mut after) = (Vec::new(), Value::Null);
    for number in 0.. {
        let page = page(hub, &dongyuan(), order, 3, &after).await;
        let edges = page["edges"].as_array().unwrap();
        let more = page["pageInfo"]["hasNextPage"].as_bool().unwrap();
        assert!(
            edges.len() == 3 || (!more && !edges.is_empty() && edges.len() < 3),
            "{page}"
        );
        assert_eq!(page["pageInfo"]["hasPreviousPage"], number > 0);
        assert_eq!(page["pageInfo"]["startCursor"], edges[0]["cursor"]);
        assert_eq!(page["pageInfo"]["endCursor"], edges[edges.len() - 1]["cursor"]);
        nodes.extend(edges.iter().map(|edge| edge["node"].clone()));
        after = page["pageInfo"]["endCursor"].clone();
        if !more {
            return nodes;
        }
        between(number).await;
    }
    unreachable!("the pages have an end")
}

pub(super) fn texts(nodes: &[Value], field: &str) -> Vec<String> {
    nodes
        .iter()
        .map(|node| node[field].as_str().unwrap().to_owned())
        .collect()
}
