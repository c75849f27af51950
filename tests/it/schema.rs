//! The schema: kept in a file, described to the last argument, and strict about nulls.

use std::{fs, path::PathBuf};

use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema};
use harness::{TestHub, on_both_engines, xiantang};
use serde_json::{Value, json};
use tributary::config::Config;

on_both_engines!(an_error_in_a_non_null_field_nulls_its_parent);

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../schema.graphql")
}

/// `UPDATE_GOLDEN=1` writes the file anew.
#[test]
fn the_file_is_the_schema() {
    let printed = tributary::cli::sdl(&Config::load(None).unwrap());
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(file(), &printed).unwrap();
    }
    let kept = fs::read_to_string(file()).unwrap();
    let differs = kept
        .lines()
        .zip(printed.lines())
        .position(|(kept, printed)| kept != printed);
    assert!(
        kept == printed,
        "schema.graphql differs from the program's schema, first in line {:?}: run this test with UPDATE_GOLDEN=1",
        differs.map_or(kept.lines().count().min(printed.lines().count()), |line| line) + 1
    );
}

/// The library has no description for this scalar of the specification, and no way to give it one.
const BUILT_IN: &str = "ID";

const INTROSPECTION: &str = "{ __schema {
    types {
        kind name description
        fields(includeDeprecated: true) { name description args(includeDeprecated: true) { name description } }
        inputFields(includeDeprecated: true) { name description }
        enumValues(includeDeprecated: true) { name description }
    }
    directives { name description args(includeDeprecated: true) { name description } }
} }";

fn described(of: &Value) -> bool {
    of["description"]
        .as_str()
        .is_some_and(|text| !text.trim().is_empty())
}

fn list<'a>(of: &'a Value, members: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    of[members].as_array().into_iter().flatten()
}

fn name(of: &Value) -> &str {
    of["name"].as_str().unwrap()
}

/// The coordinates of all that a type or directive consists of, itself first, and whether each is described.
fn coordinates(of: &Value) -> Vec<(String, bool)> {
    let own = name(of);
    let mut found = vec![(own.to_owned(), described(of))];
    for members in ["fields", "inputFields", "enumValues", "args"] {
        for member in list(of, members) {
            let coordinate = format!("{own}.{}", name(member));
            for argument in list(member, "args") {
                found.push((format!("{coordinate}({})", name(argument)), described(argument)));
            }
            found.push((coordinate, described(member)));
        }
    }
    found
}

#[tokio::test]
async fn everything_is_described() {
    let schema = tributary::graphql::schema::build(&Config::load(None).unwrap().graphql);
    let answer = schema.execute(INTROSPECTION).await;
    assert!(answer.errors.is_empty(), "{:?}", answer.errors);
    let schema = answer.data.into_json().unwrap()["__schema"].clone();
    // The types of introspection itself belong to the specification.
    let ours = list(&schema, "types")
        .filter(|ty| !name(ty).starts_with("__"))
        .chain(list(&schema, "directives"));
    let all: Vec<_> = ours.flat_map(coordinates).collect();
    assert!(all.len() > 500, "the walk found no more than {}", all.len());
    for known in [
        "Enterprise.name",
        "Query.enterprises(first)",
        "RegisterProjectInput.name",
        "Tier.COUNTY",
        "Period",
    ] {
        assert!(
            all.iter().any(|(coordinate, _)| coordinate == known),
            "the walk missed {known}"
        );
    }
    let missing: Vec<_> = all
        .iter()
        .filter(|(coordinate, described)| !described && coordinate != BUILT_IN)
        .map(|(coordinate, _)| coordinate)
        .collect();
    assert!(missing.is_empty(), "not described: {missing:#?}");
}

struct Root;
struct Parent;

#[Object]
impl Root {
    async fn good(&self) -> i32 {
        1
    }

    async fn parent(&self) -> Option<Parent> {
        Some(Parent)
    }

    async fn strict_parent(&self) -> Parent {
        Parent
    }

    async fn list(&self) -> Vec<Option<Parent>> {
        vec![Some(Parent), None]
    }
}

#[Object]
impl Parent {
    async fn good(&self) -> i32 {
        1
    }

    async fn bad(&self) -> async_graphql::Result<i32> {
        Err("no".into())
    }

    async fn soft(&self) -> Option<async_graphql::Result<i32>> {
        Some(Err("no".into()))
    }
}

/// The library is pinned for this: later releases leave the key out and keep the parent.
#[tokio::test]
async fn null_propagates_to_the_nearest_nullable_parent() {
    let schema = Schema::new(Root, EmptyMutation, EmptySubscription);
    let cases = [
        (
            "{ good parent { good bad } }",
            json!({ "good": 1, "parent": null }),
        ),
        ("{ good strictParent { good bad } }", Value::Null),
        (
            "{ good list { good bad } }",
            json!({ "good": 1, "list": [null, null] }),
        ),
        (
            "{ good parent { good soft } }",
            json!({ "good": 1, "parent": { "good": 1, "soft": null } }),
        ),
    ];
    for (query, data) in cases {
        let answer = schema.execute(query).await;
        assert_eq!(answer.errors.len(), 1, "{query}");
        assert_eq!(answer.data.into_json().unwrap(), data, "{query}");
    }
}

async fn an_error_in_a_non_null_field_nulls_its_parent(hub: TestHub) {
    let id = hub
        .gql(&xiantang(), "{ me { region { id } } }", json!({}))
        .await
        .at("/me/region/id")
        .clone();
    let query = "query ($id: ID!) {
        me { subject }
        node(id: $id) { id ... on Region { name enterprises(first: 0) { totalCount } } }
    }";
    let answer = hub.gql(&xiantang(), query, json!({ "id": id })).await;
    assert_eq!(answer.error_codes(), ["BAD_USER_INPUT"]);
    assert_eq!(answer.body["errors"][0]["path"], json!(["node", "enterprises"]));
    assert_eq!(
        answer.body["data"],
        json!({ "me": { "subject": "tester" }, "node": null })
    );

    let strict = "{ me { subject } enterprises(first: 0) { totalCount } }";
    let answer = hub.gql(&xiantang(), strict, json!({})).await;
    assert_eq!(answer.error_codes(), ["BAD_USER_INPUT"]);
    assert_eq!(answer.body["data"], Value::Null);
}
