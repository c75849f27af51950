//! One connection: the loop that reads, executes and writes.

use axum::{
    Error,
    extract::ws::{Message as Frame, Utf8Bytes},
};
use futures_util::{Sink, SinkExt, Stream, StreamExt, stream};
use serde_json::{Map, Value};
use tokio::{
    select,
    task::consume_budget,
    time::{Instant, timeout},
};

use crate::{
    Backend, Limits, Started, broken,
    close::Close,
    ending::Ending,
    farewell::{End, farewell},
    message::Message,
    operations::{Kind, Operations},
    reply,
};

/// Serves a connection until it ends: its client leaves, breaks the protocol or does not read, its session
/// ends, or `stop` is done. Dropping it cancels its operations.
///
/// Tell the socket to refuse frames and messages above `limits.message_bytes`, too: what it allows beyond is
/// held in memory before it is refused here.
pub async fn serve<S, B>(socket: S, backend: B, limits: Limits, stop: impl Future)
where
    S: Stream<Item = Result<Frame, Error>> + Sink<Frame, Error = Error> + Unpin,
    B: Backend,
{
    let mut connection = Connection {
        ending: Ending::new(Instant::now() + limits.init, Close::late(), stop),
        socket,
        backend,
        limits,
        session: None,
        operations: Operations::default(),
    };
    let end = loop {
        if let Err(end) = connection.turn().await {
            break end;
        }
    };
    connection.finish(end).await;
}

struct Connection<S, B: Backend, F> {
    socket: S,
    backend: B,
    limits: Limits,
    ending: Ending<F>,
    session: Option<B::Session>,
    operations: Operations,
}

/// What the connection waits for.
enum Event {
    Read(Option<Result<Frame, Error>>),
    /// A message to send, or room for one to read.
    Done(Option<String>),
}

impl<S, B, F> Connection<S, B, F>
where
    S: Stream<Item = Result<Frame, Error>> + Sink<Frame, Error = Error> + Unpin,
    B: Backend,
    F: Future,
{
    /// Sends one message or reads one.
    async fn turn(&mut self) -> Result<(), End> {
        // Other connections have their turn, too, even if this one never has to wait.
        consume_budget().await;
        let event = select! {
            biased;
            close = self.ending.come() => return Err(close.into()),
            event = event(&mut self.socket, &mut self.operations, &self.limits) => event,
        };
        match event {
            Event::Read(Some(Ok(frame))) => self.read(frame).await,
            Event::Read(Some(Err(error))) => Err(broken::close(error).map_or(End::Gone, End::Broken)),
            Event::Read(None) => Err(End::Gone),
            Event::Done(Some(message)) => self.send(message).await,
            Event::Done(None) => Ok(()),
        }
    }

    async fn read(&mut self, frame: Frame) -> Result<(), End> {
        match frame {
            Frame::Text(text) => self.obey(text).await,
            Frame::Binary(bytes) if bytes.len() > self.limits.message_bytes => Err(Close::too_big().into()),
            Frame::Binary(_) => Err(Close::no_message("Invalid message: not a text").into()),
            // The socket has its answer ready; one more is not asked for before this one is sent.
            Frame::Ping(_) => self.write(None).await,
            Frame::Pong(_) => Ok(()),
            Frame::Close(_) => Err(End::Left),
        }
    }

    async fn obey(&mut self, text: Utf8Bytes) -> Result<(), End> {
        let bytes = text.len();
        if bytes > self.limits.message_bytes {
            return Err(Close::too_big().into());
        }
        match Message::parse(&text)? {
            Message::Init(payload) => self.init(payload).await,
            Message::Subscribe { id, payload } => self.subscribe(id, payload, bytes).await,
            Message::Complete { id } => {
                self.operations.cancel(&id);
                Ok(())
            }
            Message::Ping(payload) => self.send(reply::pong(payload)).await,
            Message::Pong => Ok(()),
        }
    }

    async fn init(&mut self, payload: Option<Map<String, Value>>) -> Result<(), End> {
        if self.session.is_some() {
            return Err(Close::again().into());
        }
        let session = select! {
            biased;
            close = self.ending.come() => return Err(close.into()),
            admitted = self.backend.admit(payload) => admitted.map_err(|refused| Close::refused(&refused))?,
        };
        self.ending.put_off(self.backend.ends(&session), Close::expired());
        self.session = Some(session);
        self.send(reply::acknowledge()).await
    }

    async fn subscribe(&mut self, id: String, payload: Map<String, Value>, bytes: usize) -> Result<(), End> {
        let session = self.session.as_ref().ok_or_else(Close::unauthorized)?;
        if self.operations.contains(&id) {
            return Err(Close::duplicate(&id).into());
        }
        let errors = match self.backend.start(session, payload, bytes) {
            Started::Single(outcome) => {
                self.operations
                    .add(id, Kind::Single, stream::once(outcome).boxed(), bytes);
                return Ok(());
            }
            Started::Stream(outcomes) if self.operations.admit_stream(bytes, &self.limits) => {
                self.operations.add(id, Kind::Stream, outcomes, bytes);
                return Ok(());
            }
            Started::Stream(_) => reply::limit_exceeded(&self.limits),
            Started::Refused(errors) => errors,
        };
        self.send(reply::error(&id, &errors)).await
    }

    async fn send(&mut self, message: String) -> Result<(), End> {
        self.write(Some(Frame::Text(message.into()))).await
    }

    /// Writes a frame, or what the socket itself has to write, while nothing else is read or sent.
    async fn write(&mut self, frame: Option<Frame>) -> Result<(), End> {
        let Self {
            socket,
            operations,
            ending,
            limits,
            ..
        } = self;
        let written = timeout(limits.send, async {
            match frame {
                Some(frame) => socket.send(frame).await,
                None => socket.flush().await,
            }
        });
        select! {
            biased;
            close = ending.come() => Err(close.into()),
            written = written => match written {
                Ok(Ok(())) => Ok(()),
                _ => Err(End::Gone),
            },
            never = operations.run() => match never {},
        }
    }

    /// Cancels the operations, then tells the client.
    async fn finish(self, end: End) {
        tracing::debug!(?end, "connection ends");
        let Self {
            socket, operations, ..
        } = self;
        drop(operations);
        farewell(socket, end).await;
    }
}

/// What comes next. Outcomes and messages take turns by chance, so neither a flood of messages nor a
/// subscription that always has something to say keeps the other one waiting.
async fn event<S>(socket: &mut S, operations: &mut Operations, limits: &Limits) -> Event
where
    S: Stream<Item = Result<Frame, Error>> + Unpin,
{
    let room = operations.leave_room(limits);
    select! {
        message = operations.next() => Event::Done(message),
        frame = socket.next(), if room => Event::Read(frame),
    }
}
