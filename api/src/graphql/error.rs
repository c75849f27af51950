//! From errors to what a client sees: a stable code, the caller's fault told apart from ours.

use async_graphql::{ErrorExtensionValues, Response, ServerError, Value};

use crate::error::Error;

/// Errors of one response that are told; a document can be made so that there are more of them than it has letters.
const MOST_ERRORS: usize = 100;

/// Gives every error of a response its `extensions.code`, and says how many are left out where there are more than 100.
/// The text of our own faults goes to the log under the request's id, and the client gets that id.
#[must_use]
pub fn finish(mut response: Response, request_id: &str) -> Response {
    let left_out = response.errors.len().saturating_sub(MOST_ERRORS);
    if left_out > 0 {
        response.errors.truncate(MOST_ERRORS);
        response = response.extension("errorsLeftOut", Value::from(left_out));
    }
    for error in &mut response.errors {
        finish_one(error, request_id);
    }
    response
}

/// Characters of a message that are told: some repeat what was given, which may be megabytes.
const MOST_CHARACTERS: usize = 1_000;

fn finish_one(error: &mut ServerError, request_id: &str) {
    if let Some((end, _)) = error.message.char_indices().nth(MOST_CHARACTERS) {
        error.message.truncate(end);
        error.message.push('…');
    }
    let mut retry_after = None;
    let code = match error.source::<Error>() {
        Some(Error::Internal(source)) => {
            tracing::error!(request_id, error = %source, path = ?error.path, "internal error");
            "INTERNAL"
        }
        Some(Error::Outage(outage, source)) => {
            tracing::warn!(request_id, error = %source, path = ?error.path, "{outage}");
            retry_after = Some(outage.retry_after().as_secs());
            outage.code()
        }
        Some(known) => known.code(),
        // What async-graphql refuses before or while it reads the arguments.
        None if error.path.is_empty() => "GRAPHQL_VALIDATION_FAILED",
        None => "BAD_USER_INPUT",
    };
    let extensions = error.extensions.get_or_insert_with(ErrorExtensionValues::default);
    extensions.set("code", code);
    if let Some(seconds) = retry_after {
        extensions.set("retryAfter", seconds);
    }
    if code == "INTERNAL" {
        extensions.set("requestId", request_id);
    }
}
