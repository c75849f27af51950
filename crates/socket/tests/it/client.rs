//! A client in memory.

use std::time::Duration;

use axum::{Error, extract::ws::Message};
use futures_channel::mpsc::{Receiver, Sender};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use socket::{Limits, serve};
use tokio::task::{JoinHandle, consume_budget};

use crate::{hub::Hub, wire::wire};

/// Bounds that most tests do not reach.
pub(crate) const LIMITS: Limits = Limits {
    init: Duration::from_secs(10),
    operations: 100,
    subscriptions: 100,
    message_bytes: 1000,
    bytes_in_flight: 100_000,
    send: Duration::from_secs(30),
};

/// A client, and the task that serves it.
pub(crate) struct Client {
    pub(crate) write: Sender<Result<Message, Error>>,
    pub(crate) read: Receiver<Message>,
    pub(crate) served: JoinHandle<()>,
}

impl Client {
    /// Connects.
    pub(crate) fn connect(hub: &Hub, limits: Limits) -> Self {
        let (wire, write, read) = wire();
        let stop = hub.stopped();
        let served = tokio::spawn(serve(wire, hub.clone(), limits, stop));
        Self { write, read, served }
    }

    /// Connects and is admitted.
    pub(crate) async fn admitted(hub: &Hub, limits: Limits) -> Self {
        let mut client = Self::connect(hub, limits);
        client.say(json!({ "type": "connection_init" })).await;
        assert_eq!(client.hear().await, json!({ "type": "connection_ack" }));
        client
    }

    /// Sends a message.
    pub(crate) async fn say(&mut self, message: Value) {
        self.send(Message::text(message.to_string())).await;
    }

    /// Sends a frame.
    pub(crate) async fn send(&mut self, frame: Message) {
        self.write.send(Ok(frame)).await.expect("the server reads");
    }

    /// Sends messages while others are read, until the server reads no more.
    pub(crate) fn say_meanwhile<M>(&self, messages: M) -> JoinHandle<()>
    where
        M: IntoIterator<Item = Value, IntoIter: Send + 'static>,
    {
        let (mut write, messages) = (self.write.clone(), messages.into_iter());
        tokio::spawn(async move {
            for message in messages {
                if write.send(Ok(Message::text(message.to_string()))).await.is_err() {
                    return;
                }
                consume_budget().await;
            }
        })
    }

    /// Subscribes.
    pub(crate) async fn subscribe(&mut self, id: &str, query: &str) {
        self.say(subscribe(id, query)).await;
    }

    /// The next message.
    pub(crate) async fn hear(&mut self) -> Value {
        match self.read.next().await {
            Some(Message::Text(text)) => serde_json::from_str(&text).expect("JSON"),
            other => panic!("not a message: {other:?}"),
        }
    }

    /// Reads messages until the close, and leaves.
    pub(crate) async fn closed(mut self) -> (u16, String) {
        let mut end = None;
        while end.is_none() {
            end = match self.read.next().await {
                Some(Message::Close(frame)) => frame,
                Some(_) => None,
                None => panic!("no close"),
            };
        }
        self.left().await;
        let end = end.expect("a code");
        (end.code, end.reason.to_string())
    }

    /// Leaves, and waits for the server to notice.
    pub(crate) async fn left(self) {
        drop(self.write);
        self.served.await.expect("no panic");
    }

    /// Waits until all that was said before is done.
    pub(crate) async fn settle(&mut self) {
        self.say(json!({ "type": "ping" })).await;
        assert_eq!(self.hear().await, json!({ "type": "pong" }));
    }
}

/// A message that subscribes.
pub(crate) fn subscribe(id: &str, query: &str) -> Value {
    json!({ "type": "subscribe", "id": id, "payload": { "query": query } })
}

/// The results of a test's operation.
pub(crate) fn next(id: &str, data: u64) -> Value {
    json!({ "type": "next", "id": id, "payload": { "data": data } })
}

/// The end of an operation.
pub(crate) fn complete(id: &str) -> Value {
    json!({ "type": "complete", "id": id })
}
