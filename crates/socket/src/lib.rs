//! The server's side of the WebSocket sub-protocol `graphql-transport-ws`, for any executor of operations.
//!
//! A connection is one task that does one thing at a time: it reads a message, or writes one. It reads only
//! while the limits leave room and nothing waits to be written, so a client that asks more than it takes is
//! slowed down by its own socket instead of filling the memory. Nothing is queued but one outcome of each
//! running operation.
//!
//! In reading order: `backend.rs` (what the caller brings), `connection.rs` (the loop), `operations.rs` (what
//! runs), `message.rs` and `reply.rs` (what is said), `ending.rs`, `farewell.rs`, `close.rs` and `broken.rs`
//! (how it ends).

mod backend;
mod broken;
mod close;
mod connection;
mod ending;
mod farewell;
mod limits;
mod message;
mod operations;
mod reply;

pub use backend::{Backend, Outcome, Refused, Started};
pub use connection::serve;
pub use limits::Limits;

/// Name of the sub-protocol, for `Sec-WebSocket-Protocol`.
pub const PROTOCOL: &str = "graphql-transport-ws";
