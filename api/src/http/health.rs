//! Health: whether the program lives, and whether it can answer.

use axum::{extract::State, http::StatusCode};

use super::App;

/// The program lives.
pub async fn live() -> StatusCode {
    StatusCode::OK
}

/// The database answers.
pub async fn ready(State(app): State<App>) -> StatusCode {
    match app.hub.db.reader().ping().await {
        Ok(()) => StatusCode::OK,
        Err(error) => {
            tracing::warn!(%error, "not ready: the database does not answer");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}
