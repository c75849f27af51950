//! Who may do what: the table of rights as a golden file, and every field of the schema as every role, from
//! four standpoints, as another.

mod boundaries;
mod counting;
mod examples;
mod figures;
mod ledgers;
mod plans;
mod seed;
mod tree;

use std::{collections::BTreeSet, fmt::Write, time::Duration};

use async_graphql::Request;
use futures_util::{FutureExt, StreamExt, stream::BoxStream};
use harness::{Answer, Engine, TestHub, Who, dongyuan, golden, guangdong, who};
use serde_json::{Value, json};
use tributary::{
    graphql::{
        error::finish,
        schema::{Loaders, request_data},
    },
    http::App,
    scope::{
        Scope,
        policy::{self, Action, Relation, Resource, Role},
    },
};

use boundaries::BOUNDARIES;
use counting::COUNTING;
use examples::{EXAMPLES, Example};
use figures::FIGURES;
use ledgers::LEDGERS;
use plans::PLANS;
use seed::Seed;

/// From where the town 441625100 is looked at.
const STANDPOINTS: [(&str, &str); 4] = [
    ("own", "441625100"),
    ("county", "441625"),
    ("province", "44"),
    ("foreign", "14"),
];

#[test]
fn the_table_of_rights() {
    let mut table = String::from(
        "# function: only with a function that the record asks for; any: with it or without; -: never\n",
    );
    let row = |cells: [String; 8]| {
        let [resource, action, role, rest @ ..] = cells;
        let rest: String = rest.iter().map(|cell| format!(" {cell:<9}")).collect();
        format!("{resource:<12} {action:<10} {role:<9}{rest}")
            .trim_end()
            .to_owned()
            + "\n"
    };
    let titles = [
        "resource", "action", "role", "own", "child", "below", "above", "outside",
    ];
    table += &row(titles.map(str::to_owned));
    for resource in Resource::ALL {
        for action in Action::ALL {
            for role in Role::ALL {
                let cells = Relation::ALL.map(|relation| {
                    let allows = |held| policy::allows(role, relation, held, resource, action);
                    match (allows(true), allows(false)) {
                        (true, true) => "any",
                        (true, false) => "function",
                        (false, false) => "-",
                        (false, true) => panic!("a function takes away a right: {role:?} {resource:?}"),
                    }
                });
                let [own, child, below, above, outside] = cells.map(str::to_owned);
                let names = [
                    format!("{resource:?}"),
                    format!("{action:?}"),
                    format!("{role:?}"),
                ];
                let [resource, action, role] = names;
                table += &row([resource, action, role, own, child, below, above, outside]);
            }
        }
    }
    golden("policy.txt", &table);
}

/// What no golden file may bless.
#[test]
fn the_table_of_rights_keeps_its_principles() {
    for role in Role::ALL {
        for relation in Relation::ALL {
            for held in [true, false] {
                for resource in Resource::ALL {
                    for action in Action::ALL {
                        if !policy::allows(role, relation, held, resource, action) {
                            continue;
                        }
                        let right = format!("{role:?} {relation:?} {held} {resource:?} {action:?}");
                        let admin = resource == Resource::Bureau && role == Role::Admin;
                        assert_ne!(relation, Relation::Outside, "{right}");
                        let above = relation == Relation::Above;
                        let (own, child) = (relation == Relation::Own, relation == Relation::Child);
                        // Whatever the bureau, one finds problems, visits enterprises, and defines terms.
                        let any_bureau =
                            matches!(resource, Resource::Problem | Resource::Visit | Resource::Term);
                        let sound = match (action, resource) {
                            // What is published downward is read below, though the figure may not be there.
                            (
                                Action::Read,
                                Resource::Region
                                | Resource::Indicator
                                | Resource::Term
                                | Resource::PublishedPlan
                                | Resource::PublishedFigure,
                            ) => true,
                            (Action::Read, Resource::Contact | Resource::Tax) => !above && held,
                            (Action::Read, _) => !above,
                            (Action::ReadDraft, _) => own,
                            // Whoever stands strictly above, and never the region itself.
                            (Action::Write, Resource::Boundary) => !above && !own && role == Role::Steward,
                            (Action::Write, _) => (own && (held || any_bureau)) || (admin && !above),
                            (Action::Decide, Resource::Move) if own => held && role == Role::Reporter,
                            (Action::Decide, Resource::Move | Resource::Recognition | Resource::Plan) => {
                                !above && !own && held && role == Role::Reviewer
                            }
                            // Where a problem stands decides: the service asks for it beside this.
                            (Action::Decide, Resource::Problem) => !above,
                            (Action::Decide, _) => child && held && role == Role::Reviewer,
                        };
                        assert!(sound, "{right}");
                    }
                }
            }
        }
    }
}

async fn every_field(engine: Engine) {
    let hub = TestHub::new(engine).await;
    let seed = Seed::sow(&hub).await;
    every_field_has_an_example(&hub).await;
    let mut field = Field { engine, hub, seed };
    let mut table = String::new();
    line(
        &mut table,
        ["field", "case", "from"],
        &Role::ALL.map(|role| format!("{role:?}")),
    );
    for example in EXAMPLES
        .iter()
        .chain(LEDGERS)
        .chain(FIGURES)
        .chain(COUNTING)
        .chain(BOUNDARIES)
        .chain(PLANS)
    {
        for (standpoint, region) in STANDPOINTS {
            let mut outcomes = Vec::new();
            for role in Role::ALL {
                let outcome = field.outcome(example, &who(region, role)).await;
                let reached =
                    standpoint == "foreign" && example.case.contains("town") && outcome == "ALLOWED";
                assert!(!reached, "{role:?} of another province: {}", example.field);
                outcomes.push(outcome);
            }
            line(&mut table, [example.field, example.case, standpoint], &outcomes);
        }
    }
    golden("fields.txt", &table);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_field_as_every_role_on_sqlite() {
    every_field(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_field_as_every_role_on_postgres() {
    every_field(Engine::Postgres).await;
}

fn line(table: &mut String, [field, case, from]: [&str; 3], outcomes: &[String]) {
    let outcomes: String = outcomes.iter().map(|outcome| format!(" {outcome:<13}")).collect();
    let line = format!("{field:<33} {case:<28} {from:<9}{outcomes}");
    writeln!(table, "{}", line.trim_end()).unwrap();
}

/// A field without an example is a field that nobody has decided about.
async fn every_field_has_an_example(hub: &TestHub) {
    let query = "{ __schema { queryType { name fields { name } } mutationType { name fields { name } }
        subscriptionType { name fields { name } } } }";
    let answer = hub.gql(&guangdong(), query, json!({})).await;
    let roots = answer.at("/__schema").as_object().unwrap().values();
    let fields: BTreeSet<String> = roots
        .flat_map(|root| {
            let name = |field: &Value| {
                format!(
                    "{}.{}",
                    root["name"].as_str().unwrap(),
                    field["name"].as_str().unwrap()
                )
            };
            root["fields"]
                .as_array()
                .unwrap()
                .iter()
                .map(name)
                .collect::<Vec<_>>()
        })
        .collect();
    let known: BTreeSet<String> = EXAMPLES
        .iter()
        .chain(LEDGERS)
        .chain(COUNTING)
        .chain(BOUNDARIES)
        .chain(PLANS)
        .chain(FIGURES)
        .map(|example| example.field.to_owned())
        .collect();
    let without: Vec<_> = fields.difference(&known).collect();
    assert!(
        without.is_empty(),
        "no example in tests/it/scope_matrix/examples.rs for {without:?}: write one, and decide who may call it"
    );
    let gone: Vec<_> = known.difference(&fields).collect();
    assert!(
        gone.is_empty(),
        "examples of fields that the schema does not have: {gone:?}"
    );
}

/// A hub as it was sown, and as it is sown again after every write.
struct Field {
    engine: Engine,
    hub: TestHub,
    seed: Seed,
}

impl Field {
    async fn outcome(&mut self, example: &Example, who: &Who) -> String {
        let text = self.seed.fill(example.text);
        let before = self.hub.entries().await;
        let outcome = match example.field.split_once('.').unwrap().0 {
            "Subscription" => self.subscribe(who, &format!("subscription {{ {text} }}")).await,
            root => {
                let text = format!("{} {{ {text} }}", root.to_lowercase());
                outcome(&self.hub.gql(who, &text, json!({})).await)
            }
        };
        let after = self.hub.entries().await;
        let written = after.0 > before.0 && after.1 > before.1;
        if example.field.starts_with("Mutation") {
            assert_eq!(
                written,
                outcome == "ALLOWED",
                "{} as {who:?}: {outcome}",
                example.field
            );
        }
        if outcome != "ALLOWED" || example.field.starts_with("Query") {
            assert_eq!(
                before, after,
                "{} as {who:?} left something behind",
                example.field
            );
        } else {
            self.hub = TestHub::new(self.engine).await;
            self.seed = Seed::sow(&self.hub).await;
        }
        outcome
    }

    /// Whoever is not refused at once must get the event.
    async fn subscribe(&self, who: &Who, text: &str) -> String {
        let principal = self.hub.hub.verifier.token(&self.hub.token(who)).unwrap();
        let scope = Scope::new(principal, self.hub.hub.tree(), "test".into()).unwrap();
        let mut request = Request::new(text);
        let loaders = Loaders::of_request(&self.hub.hub, &scope);
        request.data = request_data(&self.hub.hub, scope, &loaders);
        let schema = App::new(self.hub.hub.clone()).unwrap().schema;
        let mut events: BoxStream<'static, _> = schema.execute_stream(request).boxed();
        let first = match events.next().now_or_never() {
            Some(refusal) => refusal,
            None => {
                let following = self.hub.follow().await;
                let keys = [("441625100", "SPECIALTY_OUTPUT", "2024")];
                let accepted = self.hub.accept(&dongyuan(), &keys).await;
                assert_eq!(accepted.at("/acceptObservations/accepted"), 1);
                let event = tokio::time::timeout(Duration::from_secs(30), events.next());
                let event = event.await.unwrap();
                following.abort();
                event
            }
        };
        outcome(&Answer {
            status: axum::http::StatusCode::OK,
            body: serde_json::to_value(finish(first.unwrap(), "test")).unwrap(),
        })
    }
}

/// What came of an operation, in a word.
fn outcome(answer: &Answer) -> String {
    assert_eq!(answer.status, axum::http::StatusCode::OK, "{}", answer.body);
    let codes: BTreeSet<&str> = answer.error_codes().into_iter().collect();
    if !codes.is_empty() {
        return Vec::from_iter(codes).join("+");
    }
    let value = answer.data().as_object().unwrap().values().next().unwrap();
    let none = [Value::Null];
    if value.is_null() || value.as_array().is_some_and(|list| list == &none) {
        return "NULL".to_owned();
    }
    if value == &json!([]) || value.get("totalCount") == Some(&json!(0)) {
        assert_eq!(value.get("nodes").unwrap_or(&json!([])), &json!([]));
        return "EMPTY".to_owned();
    }
    let issues = value.get("issues").and_then(Value::as_array);
    let blocking = issues
        .into_iter()
        .flatten()
        .filter(|issue| issue["severity"] == "ERROR");
    let codes: BTreeSet<&str> = blocking.map(|issue| issue["code"].as_str().unwrap()).collect();
    if codes.is_empty() {
        "ALLOWED".to_owned()
    } else {
        Vec::from_iter(codes).join("+")
    }
}
