//! How a connection ends, and the last words.

use std::{future::pending, time::Duration};

use axum::{Error, extract::ws::Message};
use futures_util::{Sink, SinkExt, Stream, StreamExt};
use tokio::{task::consume_budget, time::timeout};

use crate::close::Close;

/// Time for the close, and for the client's answer to it.
const FAREWELL: Duration = Duration::from_secs(1);

/// How a connection ends.
#[derive(Debug)]
pub(crate) enum End {
    /// The server closes it.
    Close(Close),
    /// The server closes it, and can read no more.
    Broken(Close),
    /// The client closes it.
    Left,
    /// It is lost, or its client does not read.
    Gone,
}

impl From<Close> for End {
    fn from(close: Close) -> Self {
        Self::Close(close)
    }
}

/// Tells the client. One that does not listen is not waited for any longer.
pub(crate) async fn farewell<S>(socket: S, end: End)
where
    S: Stream<Item = Result<Message, Error>> + Sink<Message, Error = Error> + Unpin,
{
    let _in_time = timeout(FAREWELL, say_goodbye(socket, end)).await;
}

/// Sends the close and reads until the client has answered it: a connection that is dropped while data of the
/// client is unread is reset, and the client may never see the close.
async fn say_goodbye<S>(mut socket: S, end: End) -> Result<(), Error>
where
    S: Stream<Item = Result<Message, Error>> + Sink<Message, Error = Error> + Unpin,
{
    match end {
        End::Gone => return Ok(()),
        End::Left => {}
        End::Close(close) => socket.send(close.frame()).await?,
        End::Broken(close) => {
            socket.send(close.frame()).await?;
            // Nothing tells whether the client has read it, so all of the time is given to it.
            pending::<()>().await;
        }
    }
    while let Some(Ok(_)) = socket.next().await {
        consume_budget().await;
    }
    Ok(())
}
