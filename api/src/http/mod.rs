//! ① HTTP: routes and layers.
//!
//! `/graphql` over HTTP and WebSocket, `/health/live`, `/health/ready`, `/metrics`. Every response bears the id of its
//! request; a request is bounded in size and time.

pub mod graphql;
pub mod health;
pub mod metrics;
mod negotiate;
mod request_id;
pub mod serve;
mod socket;

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

use crate::{graphql::schema::HubSchema, hub::Hub};

/// What the routes share.
#[derive(Clone)]
pub struct App {
    /// The program's state.
    pub hub: Arc<Hub>,
    /// The schema.
    pub schema: HubSchema,
}

impl App {
    /// The routes' state for a hub.
    #[must_use]
    pub fn new(hub: Arc<Hub>) -> Self {
        let schema = crate::graphql::schema::build(&hub.config.graphql);
        Self { hub, schema }
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
