//! `/graphql` over WebSocket in the protocol `graphql-transport-ws`.
//!
//! The token comes in the payload of `connection_init` as `authorization: "Bearer …"`. Messages, close codes and
//! back-pressure are the crate `socket`'s; here is who may connect and how an operation runs.

use std::{sync::Arc, time::Duration};

use async_graphql::{Response as Outcome, ServerError, parser::types::OperationType};
use axum::{
    extract::{WebSocketUpgrade, ws::WebSocket},
    response::Response,
};
use futures_util::{FutureExt, StreamExt};
use serde_json::{Map, Value, json};
use socket::{Backend, Limits, Refused as Barred, Started};
use tokio::{sync::watch, time::Instant};

use super::{
    App,
    subjects::{Held, Holding},
};
use crate::{
    auth::{Principal, Viewer},
    error::{Error, Result},
    exchange::graphql::Changes,
    graphql::{
        error::finish,
        request::{self, Prepared, Refused},
        run,
        schema::Loaders,
    },
    scope::Scope,
};

/// Largest message of a client.
const MAX_MESSAGE_BYTES: usize = 1 << 20;

/// Memory that a connection has for reading and for writing before any message.
const BUFFER_BYTES: usize = 16 << 10;

/// What one connection may ask.
const LIMITS: Limits = Limits {
    init: Duration::from_secs(10),
    operations: 16,
    subscriptions: 100,
    message_bytes: MAX_MESSAGE_BYTES,
    bytes_in_flight: 2 * MAX_MESSAGE_BYTES,
    send: Duration::from_secs(30),
};

/// Upgrades the connection.
pub(super) fn upgrade(app: App, upgrade: WebSocketUpgrade, id: Arc<str>) -> Response {
    upgrade
        .protocols([socket::PROTOCOL])
        .max_message_size(MAX_MESSAGE_BYTES)
        .max_frame_size(MAX_MESSAGE_BYTES)
        .read_buffer_size(BUFFER_BYTES)
        .write_buffer_size(BUFFER_BYTES)
        .on_upgrade(move |socket| serve(app, socket, id))
}

async fn serve(app: App, mut socket: WebSocket, id: Arc<str>) {
    if socket.protocol().is_none() {
        let close = axum::extract::ws::CloseFrame {
            code: 4406,
            reason: "Subprotocol not acceptable".into(),
        };
        // The client may be gone already.
        drop(socket.send(axum::extract::ws::Message::Close(Some(close))).await);
        return;
    }
    let stopping = stopped(app.hub.stopping.subscribe());
    socket::serve(socket, Executor { app, id }, LIMITS, stopping).await;
}

/// Waits until the hub is told to stop, or is gone.
async fn stopped(mut stopping: watch::Receiver<bool>) {
    drop(stopping.wait_for(|stopping| *stopping).await);
}

/// Executes the operations of one connection. The principal is the connection's; scope and tree are those of the moment
/// at which an operation begins.
struct Executor {
    app: App,
    id: Arc<str>,
}

/// Who is connected.
struct Session {
    principal: Arc<Principal>,
    viewer: Arc<Viewer>,
    _connection: Holding,
}

impl Backend for Executor {
    type Session = Session;

    async fn admit(&self, payload: Option<Map<String, Value>>) -> Result<Session, Barred> {
        let payload = payload.unwrap_or_default();
        let header = payload
            .get("authorization")
            .or_else(|| payload.get("Authorization"));
        let principal = self
            .app
            .hub
            .verifier
            .authorization(header.and_then(Value::as_str));
        let principal = principal.map_err(barred)?;
        let viewer = Arc::new(principal.viewer());
        let connection = self
            .app
            .subjects
            .hold(&viewer, Held::Connection)
            .map_err(barred)?;
        Ok(Session {
            principal,
            viewer,
            _connection: connection,
        })
    }

    fn ends(&self, session: &Session) -> Instant {
        let hub = &self.app.hub;
        let end = session
            .principal
            .expires_at
            .checked_add_signed(hub.verifier.leeway());
        let left = end.and_then(|end| (end - hub.clock.now()).to_std().ok());
        Instant::now() + left.unwrap_or_default()
    }

    fn start(&self, session: &Session, payload: Map<String, Value>, _bytes: usize) -> Started {
        match self.prepared(session, payload) {
            Ok(started) => started,
            Err(errors) => {
                let outcome = finish(Outcome::from_errors(errors), &self.id);
                Started::Refused(json!(outcome.errors).to_string())
            }
        }
    }
}

fn barred(error: Error) -> Barred {
    Barred(error.to_string())
}

impl Executor {
    fn prepared(&self, session: &Session, payload: Map<String, Value>) -> Result<Started, Vec<ServerError>> {
        let (app, hub) = (&self.app, &self.app.hub);
        let refused = |error: Error| {
            vec![async_graphql::Error::new_with_source(error).into_server_error(Default::default())]
        };
        let prepared =
            request::prepare(payload, &hub.config.graphql, &app.inputs).map_err(|refusal| match refusal {
                Refused::Malformed(what) => refused(Error::BadInput(what)),
                Refused::Errors(errors) => errors,
            })?;
        let scope =
            Scope::new(Arc::clone(&session.principal), hub.tree(), Arc::clone(&self.id)).map_err(refused)?;
        let held = match prepared.kind {
            Some(OperationType::Subscription) => Held::Subscription,
            Some(OperationType::Query | OperationType::Mutation) | None => Held::Operation,
        };
        let holding = app.subjects.hold(&session.viewer, held).map_err(refused)?;
        Ok(match held {
            Held::Subscription => self.subscription(session, prepared, scope, holding),
            _ => self.single(prepared, scope, holding),
        })
    }

    fn single(&self, prepared: Prepared, scope: Scope, holding: Holding) -> Started {
        let (app, id) = (self.app.clone(), Arc::clone(&self.id));
        let loaders = Loaders::of_request(&app.hub, &scope);
        let (request, budget) = run::request(&app.hub, scope, &loaders, prepared.request);
        let work = async move {
            let answering = async { written(&app, app.schema.execute(request).await, &id) };
            let outcome = run::beside(budget, answering).await;
            drop(holding);
            outcome
        };
        Started::Single(work.boxed())
    }

    fn subscription(&self, session: &Session, prepared: Prepared, scope: Scope, holding: Holding) -> Started {
        let (app, id) = (self.app.clone(), Arc::clone(&self.id));
        let loaders = app.subjects.loaders(&session.viewer, &app.hub, &scope);
        let (mut request, _) = run::request(&app.hub, scope, &loaders, prepared.request);
        // Begun here, while the message is read: an event after the subscription is not missed.
        request.data.insert(Changes::of(&app.hub));
        let outcomes = app.schema.execute_stream(request).map(move |outcome| {
            // Held as long as the subscription lives.
            let _holding = &holding;
            written(&app, outcome, &id)
        });
        Started::Stream(outcomes.boxed())
    }
}

/// An outcome as the protocol sends it: errors alone where nothing was executed.
fn written(app: &App, outcome: Outcome, id: &str) -> socket::Outcome {
    let outcome = finish(outcome, id);
    let unexecuted = outcome.data == async_graphql::Value::Null
        && !outcome.errors.is_empty()
        && outcome.errors.iter().all(|error| error.path.is_empty());
    if unexecuted {
        return socket::Outcome::Errors(json!(outcome.errors).to_string());
    }
    match run::json(&outcome, app.hub.config.graphql.max_answer_bytes) {
        Ok(text) => socket::Outcome::Result(String::from_utf8_lossy(&text).into_owned()),
        Err(error) => {
            let errors = json!([{ "message": error.to_string(), "extensions": { "code": error.code() } }]);
            socket::Outcome::Errors(errors.to_string())
        }
    }
}
