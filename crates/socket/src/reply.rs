//! What the server says.

use serde_json::{Value, json};

use crate::Limits;

/// The client is admitted.
pub(crate) fn acknowledge() -> String {
    r#"{"type":"connection_ack"}"#.to_owned()
}

/// The answer to a ping, with its payload.
pub(crate) fn pong(payload: Option<Value>) -> String {
    match payload {
        Some(payload) => format!(r#"{{"type":"pong","payload":{payload}}}"#),
        None => r#"{"type":"pong"}"#.to_owned(),
    }
}

/// An execution result. It is JSON already and may be large, so it is not parsed again.
pub(crate) fn next(id: &str, result: &str) -> String {
    format!(r#"{{"type":"next","id":{},"payload":{result}}}"#, text(id))
}

/// Errors in place of an execution. They end the operation.
pub(crate) fn error(id: &str, errors: &str) -> String {
    format!(r#"{{"type":"error","id":{},"payload":{errors}}}"#, text(id))
}

/// The operation is done.
pub(crate) fn complete(id: &str) -> String {
    format!(r#"{{"type":"complete","id":{}}}"#, text(id))
}

/// The errors of a subscription too many.
pub(crate) fn limit_exceeded(limits: &Limits) -> String {
    let message = format!(
        "a connection has at most {} subscriptions at once, of {} bytes together",
        limits.subscriptions, limits.bytes_in_flight
    );
    json!([{ "message": message, "extensions": { "code": "LIMIT_EXCEEDED" } }]).to_string()
}

fn text(id: &str) -> Value {
    Value::from(id)
}
