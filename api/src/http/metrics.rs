//! Metrics in the text format of Prometheus. Off unless `http.metrics` is set: they have no token.

use std::sync::atomic::Ordering::Relaxed;

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use super::App;

/// The metrics of this process.
pub async fn metrics(State(app): State<App>) -> Response {
    if !app.hub.config.http.metrics {
        return StatusCode::NOT_FOUND.into_response();
    }
    let (columns, counts) = (&app.hub.columns, app.hub.columns.counts());
    let metrics = [
        (
            "columns_bytes",
            "gauge",
            "Memory that columns of values hold",
            columns.bytes() as u64,
        ),
        (
            "columns_bytes_limit",
            "gauge",
            "Memory that columns of values may hold",
            columns.budget() as u64,
        ),
        ("columns", "gauge", "Columns in memory", columns.len() as u64),
        (
            "columns_found_total",
            "counter",
            "Columns that were in memory when asked for",
            counts.found.load(Relaxed),
        ),
        (
            "columns_loaded_total",
            "counter",
            "Columns that were read from the database",
            counts.loaded.load(Relaxed),
        ),
        (
            "columns_cleared_total",
            "counter",
            "Times that all columns were forgotten",
            counts.cleared.load(Relaxed),
        ),
        (
            "change_log_looks_total",
            "counter",
            "Looks at the change log for figures",
            counts.looks.load(Relaxed),
        ),
        (
            "change_log_waits_total",
            "counter",
            "Requests that waited for such a look",
            counts.waits.load(Relaxed),
        ),
        (
            "change_log_applied_total",
            "counter",
            "Changed observations applied",
            counts.applied.load(Relaxed),
        ),
        (
            "connections",
            "gauge",
            "Open connections",
            app.connections.open() as u64,
        ),
        (
            "connections_refused_total",
            "counter",
            "Connections refused because all others had a request",
            app.connections.refused(),
        ),
        (
            "connections_evicted_total",
            "counter",
            "Connections closed without a request to make room",
            app.connections.evicted(),
        ),
        (
            "database_statements_total",
            "counter",
            "Statements run",
            app.hub.db.statements(),
        ),
    ];
    let text: String = metrics
        .iter()
        .map(|(name, kind, help, value)| {
            format!(
                "# HELP tributary_{name} {help}.\n# TYPE tributary_{name} {kind}\ntributary_{name} {value}\n"
            )
        })
        .collect();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}
