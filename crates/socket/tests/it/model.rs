//! The protocol against a naive model: what a client that waits for every answer hears, and when it is
//! closed.

use std::collections::BTreeMap;

use axum::extract::ws::Message;
use futures_util::StreamExt;
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Value, json};
use socket::Limits;

use crate::{
    client::{Client, LIMITS, complete, next, subscribe},
    hub::Hub,
};

const SUBSCRIPTIONS: usize = 2;
const NONSENSE: [&str; 4] = ["", "[]", r#"{"type":"ack"}"#, r#"{"type":"subscribe","id":"a"}"#];

#[derive(Clone, Debug)]
enum Said {
    Init { admitted: bool },
    Subscribe { id: &'static str, query: &'static str },
    Complete { id: &'static str },
    Ping,
    Pong,
    Nonsense(&'static str),
}

impl Said {
    fn frame(&self) -> Message {
        let message = match self {
            Self::Init { admitted: true } => json!({ "type": "connection_init" }),
            Self::Init { admitted: false } => {
                json!({ "type": "connection_init", "payload": { "refuse": "" } })
            }
            Self::Subscribe { id, query } => subscribe(id, query),
            Self::Complete { id } => complete(id),
            Self::Ping => json!({ "type": "ping" }),
            Self::Pong => json!({ "type": "pong" }),
            Self::Nonsense(text) => return Message::text(*text),
        };
        Message::text(message.to_string())
    }
}

fn said() -> impl Strategy<Value = Said> {
    let id = || select(vec!["a", "b", "c"]);
    let query = select(vec![
        "now", "errors", "unknown", "hang", "silent", "three", "broken",
    ]);
    prop_oneof![
        1 => prop::bool::weighted(0.9).prop_map(|admitted| Said::Init { admitted }),
        20 => (id(), query).prop_map(|(id, query)| Said::Subscribe { id, query }),
        10 => id().prop_map(|id| Said::Complete { id }),
        2 => Just(Said::Ping),
        2 => Just(Said::Pong),
        1 => select(NONSENSE.to_vec()).prop_map(Said::Nonsense),
    ]
}

/// Most conversations begin as they should, or few would go far.
fn conversation() -> impl Strategy<Value = Vec<Said>> {
    (prop::bool::weighted(0.9), vec(said(), 1..40)).prop_map(|(begin, rest)| {
        let begin = begin.then_some(Said::Init { admitted: true });
        begin.into_iter().chain(rest).collect()
    })
}

#[derive(Default)]
struct Model {
    admitted: bool,
    /// The operations that run, and whether they are subscriptions.
    active: BTreeMap<&'static str, bool>,
}

impl Model {
    /// What is heard next, or the code of the close.
    fn hear(&mut self, said: &Said) -> Result<Vec<Value>, u16> {
        match *said {
            Said::Init { .. } if self.admitted => Err(4429),
            Said::Init { admitted: false } => Err(4403),
            Said::Init { admitted: true } => {
                self.admitted = true;
                Ok(vec![json!({ "type": "connection_ack" })])
            }
            Said::Subscribe { .. } if !self.admitted => Err(4401),
            Said::Subscribe { id, .. } if self.active.contains_key(id) => Err(4409),
            Said::Subscribe { id, query } => Ok(self.subscribe(id, query)),
            Said::Complete { id } => {
                self.active.remove(id);
                Ok(Vec::new())
            }
            Said::Ping => Ok(vec![json!({ "type": "pong" })]),
            Said::Pong => Ok(Vec::new()),
            Said::Nonsense(_) => Err(4400),
        }
    }

    fn subscribe(&mut self, id: &'static str, query: &str) -> Vec<Value> {
        let error = || json!({ "type": "error", "id": id });
        let stream = matches!(query, "silent" | "three" | "broken");
        if stream && self.active.values().filter(|stream| **stream).count() == SUBSCRIPTIONS {
            return vec![error()];
        }
        match query {
            "now" => vec![next(id, 1), complete(id)],
            "three" => vec![next(id, 1), next(id, 2), next(id, 3), complete(id)],
            "broken" => vec![next(id, 1), error()],
            "errors" | "unknown" => vec![error()],
            _ => {
                self.active.insert(id, stream);
                Vec::new()
            }
        }
    }
}

/// Says it all, and compares what is heard.
async fn converse(conversation: Vec<Said>) -> Result<(), TestCaseError> {
    let (hub, mut model) = (Hub::new(), Model::default());
    let mut client = Client::connect(
        &hub,
        Limits {
            subscriptions: SUBSCRIPTIONS,
            ..LIMITS
        },
    );
    for said in conversation.iter().chain([&Said::Ping]) {
        client.send(said.frame()).await;
        match model.hear(said) {
            Ok(expected) => hear(&mut client, expected).await?,
            Err(code) => {
                let Some(Message::Close(Some(close))) = client.read.next().await else {
                    return Err(TestCaseError::fail(format!("no close {code}")));
                };
                prop_assert_eq!(close.code, code);
                client.left().await;
                prop_assert_eq!(hub.running(), 0);
                return Ok(());
            }
        }
    }
    prop_assert_eq!(hub.running(), model.active.len());
    Ok(())
}

async fn hear(client: &mut Client, expected: Vec<Value>) -> Result<(), TestCaseError> {
    for expected in expected {
        let mut heard = client.hear().await;
        if expected["type"] == "error" {
            // Whose errors they are is tested elsewhere.
            heard.as_object_mut().expect("an object").remove("payload");
        }
        prop_assert_eq!(heard, expected);
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_conversation_is_that_of_the_model(conversation in conversation()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        runtime.block_on(converse(conversation))?;
    }
}
