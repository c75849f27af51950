//! Health: whether the program lives, and whether it can answer.

use axum::{extract::State, http::StatusCode};

use super::App;

/// The program lives.
pub async fn live() -> StatusCode {
    StatusCode::OK
}

/// The database answers and takes writes.
pub async fn ready(State(app): State<App>) -> StatusCode {
    match app.hub.db.probe().await {
        Ok(()) => StatusCode::OK,
        Err(error) => {
            tracing::warn!(error = %error.told(), "not ready: nothing can be written");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}
