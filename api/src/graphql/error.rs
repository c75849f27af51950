//! From errors to what a client sees: a stable code, the caller's fault told apart from ours.

use async_graphql::{ErrorExtensionValues, Response, ServerError};

use crate::error::Error;

/// Gives every error of a response its `extensions.code`. The text of our own faults goes to the log under
/// the request's id, and the client gets that id.
#[must_use]
pub fn finish(mut response: Response, request_id: &str) -> Response {
    for error in &mut response.errors {
        finish_one(error, request_id);
    }
    response
}

fn finish_one(error: &mut ServerError, request_id: &str) {
    let code = match error.source::<Error>() {
        Some(Error::Internal(source)) => {
            tracing::error!(request_id, error = %source, path = ?error.path, "internal error");
            "INTERNAL"
        }
        Some(known) => known.code(),
        // What async-graphql refuses before or while it reads the arguments.
        None if error.path.is_empty() => "GRAPHQL_VALIDATION_FAILED",
        None => "BAD_USER_INPUT",
    };
    let extensions = error.extensions.get_or_insert_with(ErrorExtensionValues::default);
    extensions.set("code", code);
    if code == "INTERNAL" {
        extensions.set("requestId", request_id);
    }
}
