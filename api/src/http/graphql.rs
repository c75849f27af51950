//! `/graphql` as the GraphQL-over-HTTP specification asks: all audits of `graphql-http` pass.
//!
//! GET is for queries alone, POST takes JSON alone (no request that a foreign page's form could send), batches
//! are refused. In `application/graphql-response+json` the status tells whether the request could be executed.
//! Who is asking is known before a byte of the body is read.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use async_graphql::{Response as Outcome, ServerError, parser::types::OperationType};
use axum::{
    body::Body as HttpBody,
    extract::{Query, Request, State, WebSocketUpgrade, ws::rejection::WebSocketUpgradeRejection},
    http::{Extensions, HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{App, body, negotiate, negotiate::Media, request_id, socket};
use crate::{
    auth::Principal,
    error::Error,
    graphql::{
        error::finish,
        request::{self, Prepared, Refused},
        run,
        schema::Loaders,
    },
    scope::Scope,
};

/// A query by GET, or the upgrade to a WebSocket.
pub async fn get(
    State(app): State<App>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
    extensions: Extensions,
    headers: HeaderMap,
    Query(parameters): Query<HashMap<String, String>>,
) -> Response {
    if let Ok(upgrade) = upgrade {
        return socket::upgrade(app, upgrade, request_id::of(&extensions));
    }
    let Some(media) = negotiate::accepted(&headers) else {
        return StatusCode::NOT_ACCEPTABLE.into_response();
    };
    let principal = match admit(&app, &headers) {
        Ok(principal) => principal,
        Err(error) => return unauthenticated(media, &headers, &error),
    };
    let text = |name: &str| parameters.get(name).filter(|text| !text.is_empty());
    let mut members = Map::new();
    for name in ["query", "operationName"] {
        if let Some(text) = text(name) {
            members.insert(name.to_owned(), json!(text));
        }
    }
    for name in ["variables", "extensions"] {
        if let Some(text) = text(name) {
            match body::value(text.as_bytes(), &app.hub.config) {
                Ok(value) => members.insert(name.to_owned(), value),
                Err(refusal) => return refusal.respond(media, name),
            };
        }
    }
    answer(&app, media, &extensions, principal, members, true).await
}

/// A query or mutation by POST.
pub async fn post(State(app): State<App>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Some(media) = negotiate::accepted(&parts.headers) else {
        return StatusCode::NOT_ACCEPTABLE.into_response();
    };
    let principal = match admit(&app, &parts.headers) {
        Ok(principal) => principal,
        Err(error) => return unauthenticated(media, &parts.headers, &error),
    };
    if !is_json(&parts.headers) {
        return refused(
            media,
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "the body must be application/json in UTF-8",
        );
    }
    // Held until the answer is there: what is read and what is made of it stay within one bound for all requests.
    let (members, _held) = match body::members(&app, &parts.headers, body).await {
        Ok(read) => read,
        Err(refusal) => return refusal.respond(media, "the body"),
    };
    answer(&app, media, &parts.extensions, principal, members, false).await
}

/// Who is asking.
fn admit(app: &App, headers: &HeaderMap) -> Result<Arc<Principal>, Error> {
    app.hub.verifier.authorization(authorization(headers))
}

fn authorization(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?;
    value.to_str().ok()
}

fn is_json(headers: &HeaderMap) -> bool {
    let given = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let mut parts = given.split(';').map(|part| part.trim().to_ascii_lowercase());
    parts.next().as_deref() == Some("application/json")
        && parts.all(|parameter| {
            parameter
                .strip_prefix("charset=")
                .is_none_or(|charset| charset.trim_matches('"') == "utf-8")
        })
}

async fn answer(
    app: &App,
    media: Media,
    extensions: &Extensions,
    principal: Arc<Principal>,
    members: Map<String, Value>,
    safe: bool,
) -> Response {
    let id = request_id::of(extensions);
    let scope = match Scope::new(principal, app.hub.tree(), id.clone()) {
        Ok(scope) => scope,
        Err(error) => return fault(media, StatusCode::FORBIDDEN, &error),
    };
    let prepared = match request::prepare(members, &app.hub.config.graphql, &app.inputs) {
        Ok(prepared) => prepared,
        Err(Refused::Malformed(what)) => return refused(media, StatusCode::BAD_REQUEST, &what),
        Err(Refused::Errors(errors)) => {
            return written(app, media, &finish(Outcome::from_errors(errors), &id));
        }
    };
    if safe && prepared.kind == Some(OperationType::Mutation) {
        let mut response = refused(
            media,
            StatusCode::METHOD_NOT_ALLOWED,
            "a mutation is sent by POST",
        );
        let allowed = HeaderValue::from_static("POST");
        response.headers_mut().insert(header::ALLOW, allowed);
        return response;
    }
    execute(app, media, prepared, scope, &id).await
}

async fn execute(app: &App, media: Media, prepared: Prepared, scope: Scope, id: &str) -> Response {
    let loaders = Loaders::of_request(&app.hub, &scope);
    let (request, budget) = run::request(&app.hub, scope, &loaders, prepared.request);
    let answering = async {
        let outcome = finish(app.schema.execute(request).await, id);
        written(app, media, &outcome)
    };
    run::beside(budget, answering).await
}

/// The outcome of an operation, as JSON.
fn written(app: &App, media: Media, outcome: &Outcome) -> Response {
    // Without data and without a path into it, nothing was executed.
    let request_error = !outcome.errors.is_empty()
        && outcome.data == async_graphql::Value::Null
        && outcome.errors.iter().all(|error| error.path.is_empty());
    let body = Body {
        data: (!request_error).then_some(&outcome.data),
        errors: &outcome.errors,
        extensions: &outcome.extensions,
    };
    let status = if request_error && media == Media::Response {
        StatusCode::BAD_REQUEST
    } else {
        StatusCode::OK
    };
    match run::json(&body, app.hub.config.graphql.max_answer_bytes) {
        Ok(text) => (
            status,
            [(header::CONTENT_TYPE, media.content_type())],
            HttpBody::from(text),
        )
            .into_response(),
        Err(error) => fault(media, StatusCode::OK, &error),
    }
}

/// A response with its members in the order of the specification, and the fields of `data` in that of the query.
#[derive(Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a async_graphql::Value>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [ServerError],
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extensions: &'a BTreeMap<String, async_graphql::Value>,
}

/// A request that is not a well-formed GraphQL request.
pub(super) fn refused(media: Media, status: StatusCode, message: &str) -> Response {
    respond(media, status, &errors(message, "BAD_REQUEST"))
}

pub(super) fn fault(media: Media, status: StatusCode, error: &Error) -> Response {
    respond(media, status, &errors(&error.to_string(), error.code()))
}

/// RFC 6750: says that a bearer token is wanted, and what was wrong with the one that came, if one came.
fn unauthenticated(media: Media, headers: &HeaderMap, error: &Error) -> Response {
    let mut response = fault(media, StatusCode::UNAUTHORIZED, error);
    let challenge = match authorization(headers) {
        None => "Bearer".to_owned(),
        Some(_) => format!("Bearer error=\"invalid_token\", error_description=\"{error}\""),
    };
    if let Ok(challenge) = challenge.parse() {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    }
    response
}

fn errors(message: &str, code: &str) -> Value {
    json!({ "errors": [{ "message": message, "extensions": { "code": code } }] })
}

fn respond(media: Media, status: StatusCode, body: &impl Serialize) -> Response {
    match serde_json::to_string(body) {
        Ok(text) => (status, [(header::CONTENT_TYPE, media.content_type())], text).into_response(),
        Err(error) => {
            tracing::error!(%error, "a response cannot be written as JSON");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
