//! Metrics in the text format of Prometheus. Off unless `http.metrics` is set: they have no token.

use std::{fmt::Write, sync::atomic::Ordering::Relaxed};

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
    let gauges = [
        (
            "columns_bytes",
            "Memory that columns of values hold",
            columns.bytes() as u64,
        ),
        (
            "columns_bytes_limit",
            "Memory that columns of values may hold",
            columns.budget() as u64,
        ),
        ("columns", "Columns in memory", columns.len() as u64),
    ];
    let counters = [
        (
            "columns_found_total",
            "Columns that were in memory when they were asked for",
            counts.found.load(Relaxed),
        ),
        (
            "columns_loaded_total",
            "Columns that were read from the database",
            counts.loaded.load(Relaxed),
        ),
        (
            "columns_cleared_total",
            "Times that all columns were forgotten",
            counts.cleared.load(Relaxed),
        ),
        (
            "change_log_looks_total",
            "Looks at the change log for figures",
            counts.looks.load(Relaxed),
        ),
        (
            "change_log_waits_total",
            "Requests that waited for such a look",
            counts.waits.load(Relaxed),
        ),
        (
            "change_log_applied_total",
            "Changed observations applied to columns",
            counts.applied.load(Relaxed),
        ),
        (
            "database_statements_total",
            "Statements run",
            app.hub.db.statements(),
        ),
    ];
    let mut text = String::new();
    let all = gauges
        .iter()
        .map(|metric| (metric, "gauge"))
        .chain(counters.iter().map(|metric| (metric, "counter")));
    for ((name, help, value), kind) in all {
        let written = write!(
            text,
            "# HELP tributary_{name} {help}.\n# TYPE tributary_{name} {kind}\ntributary_{name} {value}\n"
        );
        debug_assert!(written.is_ok(), "writing to a string does not fail");
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}
