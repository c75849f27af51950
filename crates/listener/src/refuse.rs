//! A connection too many.

use std::{sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::table::Connections;

/// What it is told.
const ANSWER: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\n\
    Retry-After: 1\r\n\
    Connection: close\r\n\
    Content-Type: application/json; charset=utf-8\r\n\
    Content-Length: 94\r\n\
    \r\n\
    {\"errors\":[{\"message\":\"the hub is busy: try again in a moment\",\"extensions\":{\"code\":\"BUSY\"}}]}";

/// How long it is waited for a client to have read why.
const LINGER: Duration = Duration::from_secs(1);

/// Tells the client that the hub is busy. Where so many are being told already that they would be a burden of their
/// own, the connection is just closed.
pub(crate) fn busy(mut stream: TcpStream, connections: &Arc<Connections>) {
    let Some(turn) = connections.turn_to_tell() else {
        return;
    };
    tokio::spawn(async move {
        let _turn = turn;
        let told = async {
            stream.write_all(ANSWER).await?;
            stream.shutdown().await?;
            // What the client has sent is read: a connection that is closed over unread bytes is reset, and the answer lost.
            let mut unread = [0; 4096];
            while stream.read(&mut unread).await? > 0 {}
            std::io::Result::Ok(())
        };
        // The client may be gone already.
        drop(tokio::time::timeout(LINGER, told).await);
    });
}
