//! What one connection may ask of the server.

use std::time::Duration;

/// Bounds of one connection. The counts are at least 1, or nothing is ever read.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Time from the opening of the connection until its client is admitted.
    pub init: Duration,
    /// Queries and mutations at once. While so many run, nothing is read from the connection.
    pub operations: usize,
    /// Subscriptions at once. A further one is refused, and the connection goes on.
    pub subscriptions: usize,
    /// Largest message of a client, in bytes. A larger one closes the connection.
    pub message_bytes: usize,
    /// Bytes of the messages whose operations still run. Queries and mutations that reach it stop the
    /// reading; a subscription that would exceed it together with the other subscriptions is refused.
    pub bytes_in_flight: usize,
    /// How long one message may wait for a client that does not read. Then the connection is dropped.
    pub send: Duration,
}
