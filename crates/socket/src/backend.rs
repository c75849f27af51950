//! What the caller brings: who is let in, and how an operation is executed.

use futures_util::{future::BoxFuture, stream::BoxStream};
use serde_json::{Map, Value};
use tokio::time::Instant;

/// Admits clients and executes their operations.
pub trait Backend {
    /// What is known of an admitted client.
    type Session;

    /// Decides who may connect, by the payload of `connection_init`. Nothing is read from the connection
    /// meanwhile.
    ///
    /// # Errors
    /// [`Refused`] when the client is not let in: the connection is closed with 4403.
    fn admit(
        &self,
        payload: Option<Map<String, Value>>,
    ) -> impl Future<Output = Result<Self::Session, Refused>> + Send;

    /// When the session ends, because its token does. The connection is then closed with 4403.
    fn ends(&self, session: &Self::Session) -> Instant;

    /// Starts an operation from the payload of `subscribe`, which came in a message of so many bytes. Returns
    /// soon: the work is done by what is returned, and dropping that cancels it.
    fn start(&self, session: &Self::Session, payload: Map<String, Value>, bytes: usize) -> Started;
}

/// Why a client is not let in. The client reads it after the word "Forbidden"; it may be empty.
#[derive(Clone, Debug)]
pub struct Refused(pub String);

/// An operation that was started, or not.
pub enum Started {
    /// A query or mutation, which has one outcome.
    Single(BoxFuture<'static, Outcome>),
    /// A subscription: its outcomes until it is complete.
    Stream(BoxStream<'static, Outcome>),
    /// Nothing was started. A JSON array of GraphQL errors says why.
    Refused(String),
}

/// What an operation yields. The texts are valid JSON and are sent as they are.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// An execution result: a JSON object with `data`, `errors` or both.
    Result(String),
    /// Errors that came before the execution, as a JSON array. They end the operation.
    Errors(String),
}
