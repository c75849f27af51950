//! A socket in memory that holds one frame each way.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use axum::{Error, extract::ws::Message};
use futures_channel::mpsc::{Receiver, Sender, channel};
use futures_util::{Sink, SinkExt, Stream, StreamExt};

/// The server's end. Like a real one it answers a ping by itself, when it is flushed.
pub(crate) struct Wire {
    incoming: Receiver<Result<Message, Error>>,
    outgoing: Sender<Message>,
    pong: bool,
}

/// Both ends: the server's, and the client's to write to and to read from.
pub(crate) fn wire() -> (Wire, Sender<Result<Message, Error>>, Receiver<Message>) {
    // A channel has one more place for each sender.
    let (to_server, incoming) = channel(0);
    let (outgoing, from_server) = channel(0);
    let pong = false;
    (
        Wire {
            incoming,
            outgoing,
            pong,
        },
        to_server,
        from_server,
    )
}

impl Stream for Wire {
    type Item = Result<Message, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let frame = ready!(self.incoming.poll_next_unpin(context));
        self.pong |= matches!(frame, Some(Ok(Message::Ping(_))));
        Poll::Ready(frame)
    }
}

impl Sink<Message> for Wire {
    type Error = Error;

    fn poll_ready(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.outgoing.poll_ready_unpin(context).map_err(Error::new)
    }

    fn start_send(mut self: Pin<&mut Self>, frame: Message) -> Result<(), Error> {
        self.outgoing.start_send_unpin(frame).map_err(Error::new)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        if self.pong {
            ready!(self.as_mut().poll_ready(context))?;
            self.as_mut().start_send(Message::Pong(Default::default()))?;
            self.pong = false;
        }
        self.outgoing.poll_flush_unpin(context).map_err(Error::new)
    }

    fn poll_close(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.outgoing.poll_close_unpin(context).map_err(Error::new)
    }
}
