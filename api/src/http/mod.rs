//! ① HTTP: routes and layers.
//!
//! `/graphql` over HTTP and WebSocket, `/health/live`, `/health/ready`, `/metrics`. Every response bears the id of its
//! request; a request is bounded in size and time.

mod body;
pub mod graphql;
pub mod health;
pub mod metrics;
mod negotiate;
mod request_id;
pub mod serve;
mod socket;
mod subjects;

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderValue, Method, Request, StatusCode, header},
    middleware,
    routing::get,
};
use tower_http::{
    catch_panic::CatchPanicLayer,
    cors::CorsLayer,
    limit::RequestBodyLimitLayer,
    timeout::TimeoutLayer,
    trace::{DefaultOnResponse, TraceLayer},
};

use listener::{Connections, Limits};
use subjects::Subjects;
use tokio::sync::Semaphore;

use crate::{
    config::HttpConfig,
    error::Result,
    graphql::{request::Inputs, schema::HubSchema},
    hub::Hub,
};

/// What the routes share.
#[derive(Clone)]
pub struct App {
    /// The program's state.
    pub hub: Arc<Hub>,
    /// The schema.
    pub schema: HubSchema,
    /// What it takes as input.
    inputs: Arc<Inputs>,
    /// The open connections, for those that the program serves itself.
    pub connections: Arc<Connections>,
    /// What each subject holds over its WebSockets.
    subjects: Subjects,
    /// Room for the bodies in flight.
    bodies: Arc<Semaphore>,
}

impl App {
    /// The routes' state for a hub.
    ///
    /// # Errors
    /// Never for the program's own schema.
    pub fn new(hub: Arc<Hub>) -> Result<Self> {
        let schema = crate::graphql::schema::build(&hub.config.graphql);
        Ok(Self {
            inputs: Arc::new(Inputs::of(&schema.sdl())?),
            connections: Connections::new(limits(&hub.config.http)),
            subjects: Subjects::default(),
            bodies: Arc::new(body::room(&hub.config)),
            hub,
            schema,
        })
    }
}

/// What connections may be.
fn limits(http: &HttpConfig) -> Limits {
    Limits {
        connections: http.max_connections,
        connections_per_address: http.max_connections_per_address,
        head: Duration::from_secs(http.head_seconds),
        write: Duration::from_secs(http.write_seconds),
    }
}

/// All routes with their layers; the first layer named last is the outermost.
pub fn router(app: App) -> Router {
    let http = app.hub.config.http.clone();
    let origins: Vec<HeaderValue> = http
        .allowed_origins
        .iter()
        .filter_map(|origin| origin.parse().ok())
        .collect();
    let cors = CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::ACCEPT,
            request_id::HEADER,
        ])
        .expose_headers([request_id::HEADER]);
    let trace = TraceLayer::new_for_http().make_span_with(|request: &Request<axum::body::Body>| {
        let id = request_id::of(request.extensions());
        tracing::info_span!("http", request_id = %id, method = %request.method(), path = request.uri().path())
    });
    let trace = trace.on_response(DefaultOnResponse::new().level(tracing::Level::INFO));
    let timeout = Duration::from_secs(http.timeout_seconds);
    Router::new()
        .route("/graphql", get(graphql::get).post(graphql::post))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/metrics", get(metrics::metrics))
        .with_state(app)
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(http.max_body_bytes))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::GATEWAY_TIMEOUT,
            timeout,
        ))
        .layer(CatchPanicLayer::new())
        .layer(cors)
        .layer(trace)
        .layer(middleware::from_fn(request_id::assign))
}
