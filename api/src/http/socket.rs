//! `/graphql` over WebSocket in the protocol `graphql-transport-ws`.
//!
//! The token comes in the payload of `connection_init` as `authorization: "Bearer …"`. Close codes are those of
//! the protocol: 4403 for a bad token, 4401 when the token ends, 4408 when no `connection_init` comes.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use async_graphql::{
    Data, Executor, Request, Response as GraphqlResponse,
    http::{WebSocket as Protocol, WebSocketProtocols, WsMessage},
};
use axum::{
    extract::{
        WebSocketUpgrade,
        ws::{CloseFrame, Message, WebSocket},
    },
    response::Response,
};
use futures_util::{SinkExt, StreamExt, stream::BoxStream};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use super::App;
use crate::{
    auth::Principal,
    error::Error,
    exchange::graphql::Changes,
    graphql::{error::finish, schema::request_data},
    scope::Scope,
};

/// Time for `connection_init` to come.
const INIT_TIMEOUT: Duration = Duration::from_secs(10);
/// Operations that one connection may have at once.
const MAX_OPERATIONS: usize = 100;
/// Largest message of a client.
const MAX_MESSAGE_BYTES: usize = 1 << 20;

/// Upgrades the connection.
pub(super) fn upgrade(app: App, upgrade: WebSocketUpgrade, id: Arc<str>) -> Response {
    upgrade
        .protocols(["graphql-transport-ws"])
        .max_message_size(MAX_MESSAGE_BYTES)
        .on_upgrade(move |socket| serve(app, socket, id))
}

async fn serve(app: App, mut socket: WebSocket, id: Arc<str>) {
    if socket.protocol().is_none() {
        // The client may be gone already.
        let _gone = socket.send(close(4406, "Subprotocol not acceptable")).await;
        return;
    }
    let (mut sink, stream) = socket.split();
    let messages = stream
        .take_while(|message| {
            std::future::ready(matches!(message, Ok(message) if !matches!(message, Message::Close(_))))
        })
        .filter_map(|message| std::future::ready(message.ok().map(Message::into_data)));
    let admitted: Arc<OnceLock<Option<Arc<Principal>>>> = Arc::default();
    let session = Session {
        app: app.clone(),
        id,
        operations: Arc::new(Semaphore::new(MAX_OPERATIONS)),
    };
    let (verifier, outcome) = (Arc::clone(&app.hub), Arc::clone(&admitted));
    let mut protocol = std::pin::pin!(
        Protocol::new(session, messages, WebSocketProtocols::GraphQLWS).on_connection_init(
            async move |payload| {
                let header = payload
                    .get("authorization")
                    .or_else(|| payload.get("Authorization"));
                let principal = verifier
                    .verifier
                    .authorization(header.and_then(|header| header.as_str()));
                let _first = outcome.set(principal.as_ref().ok().cloned());
                let mut data = Data::default();
                data.insert(principal.map_err(|error| async_graphql::Error::new(error.to_string()))?);
                Ok(data)
            }
        )
    );
    let mut stopping = app.hub.stopping.subscribe();
    let opened = tokio::time::Instant::now();
    loop {
        let deadline = match admitted.get() {
            None => opened + INIT_TIMEOUT,
            Some(Some(principal)) => tokio::time::Instant::now() + left(&app, principal),
            Some(None) => opened,
        };
        let closing = tokio::select! {
            biased;
            message = protocol.next() => match message {
                Some(WsMessage::Text(text)) => {
                    if sink.send(Message::Text(text.into())).await.is_err() {
                        return;
                    }
                    continue;
                }
                Some(WsMessage::Close(..)) if matches!(admitted.get(), Some(None)) => close(4403, "Forbidden"),
                Some(WsMessage::Close(code, reason)) => close(code, &reason),
                None => close(1000, ""),
            },
            () = stopped(&mut stopping) => close(1001, "the hub is stopping"),
            () = tokio::time::sleep_until(deadline) => match admitted.get() {
                None => close(4408, "Connection initialisation timeout"),
                Some(None) => close(4403, "Forbidden"),
                Some(Some(_)) => close(4401, "Unauthorized"),
            },
        };
        // The client may be gone already.
        let _gone = sink.send(closing).await;
        return;
    }
}

/// Waits until the hub is told to stop, or is gone.
async fn stopped(stopping: &mut watch::Receiver<bool>) {
    drop(stopping.wait_for(|stopping| *stopping).await);
}

/// How long the token still lives.
fn left(app: &App, principal: &Principal) -> Duration {
    let left = principal.expires_at - app.hub.clock.now() + app.hub.verifier.leeway();
    left.to_std().unwrap_or_default()
}

fn close(code: u16, reason: &str) -> Message {
    Message::Close(Some(CloseFrame {
        code,
        reason: reason.to_owned().into(),
    }))
}

/// Executes the operations of one connection. The principal is the connection's; scope, tree and loaders are
/// made anew for each operation.
#[derive(Clone)]
struct Session {
    app: App,
    id: Arc<str>,
    operations: Arc<Semaphore>,
}

impl Session {
    fn prepare(
        &self,
        request: Request,
        session: Option<&Data>,
    ) -> Result<(Request, OwnedSemaphorePermit), Error> {
        let permit = Arc::clone(&self.operations).try_acquire_owned().map_err(|_| {
            Error::LimitExceeded(format!(
                "a connection has at most {MAX_OPERATIONS} operations at once"
            ))
        })?;
        let principal = session
            .and_then(|data| data.get(&std::any::TypeId::of::<Arc<Principal>>()))
            .and_then(|principal| principal.downcast_ref::<Arc<Principal>>())
            .ok_or(Error::Unauthenticated("a token is needed"))?;
        let scope = Scope::new(Arc::clone(principal), self.app.hub.tree(), Arc::clone(&self.id))?;
        let mut request = request;
        request.data = request_data(&self.app.hub, scope);
        // Begun here, while the message is read: an event after the subscription is not missed.
        request.data.insert(Changes::of(&self.app.hub));
        Ok((request, permit))
    }
}

impl Executor for Session {
    async fn execute(&self, request: Request) -> GraphqlResponse {
        finish(self.app.schema.execute(request).await, &self.id)
    }

    fn execute_stream(
        &self,
        request: Request,
        session: Option<Arc<Data>>,
    ) -> BoxStream<'static, GraphqlResponse> {
        let id = Arc::clone(&self.id);
        match self.prepare(request, session.as_deref()) {
            Ok((request, permit)) => {
                let responses = self.app.schema.execute_stream(request);
                let finished = move |response| {
                    // Held as long as the operation lives.
                    let _permit = &permit;
                    finish(response, &id)
                };
                responses.map(finished).boxed()
            }
            Err(error) => {
                let response = GraphqlResponse::from_errors(vec![
                    async_graphql::Error::new_with_source(error)
                        .into_server_error(async_graphql::Pos::default()),
                ]);
                futures_util::stream::once(std::future::ready(finish(response, &id))).boxed()
            }
        }
    }
}
