//! `/graphql` as the GraphQL-over-HTTP specification asks: all audits of `graphql-http` pass.
//!
//! GET is for queries alone, POST takes JSON alone (no request that a foreign page's form could send), batches
//! are refused. In `application/graphql-response+json` the status tells whether the request could be executed.

use std::collections::{BTreeMap, HashMap};

use async_graphql::{
    Request, ServerError, Variables,
    parser::{
        parse_query,
        types::{DocumentOperations, ExecutableDocument, OperationType},
    },
};
use axum::{
    body::Bytes,
    extract::{Query, State, WebSocketUpgrade, ws::rejection::WebSocketUpgradeRejection},
    http::{Extensions, HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{App, negotiate, negotiate::Media, request_id, socket};
use crate::{error::Error, graphql::error::finish, graphql::schema::request_data, scope::Scope};

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
    let text = |name: &str| parameters.get(name).filter(|text| !text.is_empty());
    let mut body = Map::new();
    for name in ["query", "operationName"] {
        if let Some(text) = text(name) {
            body.insert(name.to_owned(), json!(text));
        }
    }
    for name in ["variables", "extensions"] {
        if let Some(text) = text(name) {
            match serde_json::from_str(text) {
                Ok(value) => body.insert(name.to_owned(), value),
                Err(_) => return refused(media, StatusCode::BAD_REQUEST, &format!("{name} is not JSON")),
            };
        }
    }
    answer(&app, media, &extensions, &headers, body, true).await
}

/// A query or mutation by POST.
pub async fn post(
    State(app): State<App>,
    extensions: Extensions,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(media) = negotiate::accepted(&headers) else {
        return StatusCode::NOT_ACCEPTABLE.into_response();
    };
    if !is_json(&headers) {
        return refused(
            media,
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "the body must be application/json in UTF-8",
        );
    }
    match serde_json::from_slice(&body) {
        Ok(Value::Object(body)) => answer(&app, media, &extensions, &headers, body, false).await,
        Ok(Value::Array(_)) => refused(
            media,
            StatusCode::BAD_REQUEST,
            "batches are not supported: send one request",
        ),
        _ => refused(media, StatusCode::BAD_REQUEST, "the body is not a JSON object"),
    }
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
    headers: &HeaderMap,
    body: Map<String, Value>,
    safe: bool,
) -> Response {
    let id = request_id::of(extensions);
    let authorization = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let principal = match app.hub.verifier.authorization(authorization) {
        Ok(principal) => principal,
        Err(error) => return unauthenticated(media, authorization, &error),
    };
    let scope = match Scope::new(principal, app.hub.tree(), id.clone()) {
        Ok(scope) => scope,
        Err(error) => return fault(media, StatusCode::FORBIDDEN, &error),
    };
    let (request, document) = match parse(body) {
        Ok(parsed) => parsed,
        Err(problem) => return refused(media, StatusCode::BAD_REQUEST, &problem),
    };
    if let Some(document) = document {
        if safe && operation(&document, request.operation_name.as_deref()) == Some(OperationType::Mutation) {
            let mut response = refused(
                media,
                StatusCode::METHOD_NOT_ALLOWED,
                "a mutation is sent by POST",
            );
            response
                .headers_mut()
                .insert(header::ALLOW, header::HeaderValue::from_static("POST"));
            return response;
        }
        let mut request = request;
        request.set_parsed_query(document);
        return execute(app, media, request, scope, &id).await;
    }
    execute(app, media, request, scope, &id).await
}

async fn execute(app: &App, media: Media, mut request: Request, scope: Scope, id: &str) -> Response {
    request.data = request_data(&app.hub, scope);
    let response = finish(app.schema.execute(request).await, id);
    // Without data and without a path into it, nothing was executed.
    let request_error = !response.errors.is_empty()
        && response.data == async_graphql::Value::Null
        && response.errors.iter().all(|error| error.path.is_empty());
    let body = Body {
        data: (!request_error).then_some(&response.data),
        errors: &response.errors,
        extensions: &response.extensions,
    };
    let status = if request_error && media == Media::Response {
        StatusCode::BAD_REQUEST
    } else {
        StatusCode::OK
    };
    respond(media, status, &body)
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

/// The request of a body's members, and its document if it can be parsed.
fn parse(mut body: Map<String, Value>) -> Result<(Request, Option<ExecutableDocument>), String> {
    let query = match body.remove("query") {
        Some(Value::String(query)) => query,
        Some(_) => return Err("query must be a string".to_owned()),
        None => return Err("query is missing".to_owned()),
    };
    let mut request = Request::new(&query);
    match body.remove("operationName") {
        None | Some(Value::Null) => {}
        Some(Value::String(name)) => request = request.operation_name(name),
        Some(_) => return Err("operationName must be a string".to_owned()),
    }
    match body.remove("variables") {
        None | Some(Value::Null) => {}
        Some(variables @ Value::Object(_)) => request = request.variables(Variables::from_json(variables)),
        Some(_) => return Err("variables must be an object".to_owned()),
    }
    match body.remove("extensions") {
        None | Some(Value::Null | Value::Object(_)) => {}
        Some(_) => return Err("extensions must be an object".to_owned()),
    }
    let document = parse_query(&query).ok();
    Ok((request, document))
}

/// The type of the operation that would be executed.
fn operation(document: &ExecutableDocument, name: Option<&str>) -> Option<OperationType> {
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Some(operation.node.ty),
        (DocumentOperations::Single(_), Some(_)) => None,
        (DocumentOperations::Multiple(operations), Some(name)) => {
            operations.get(name).map(|operation| operation.node.ty)
        }
        (DocumentOperations::Multiple(_), None) => None,
    }
}

/// A request that is not a well-formed GraphQL request.
fn refused(media: Media, status: StatusCode, message: &str) -> Response {
    respond(media, status, &errors(message, "BAD_REQUEST"))
}

fn fault(media: Media, status: StatusCode, error: &Error) -> Response {
    respond(media, status, &errors(&error.to_string(), error.code()))
}

/// RFC 6750: says that a bearer token is wanted, and what was wrong with the one that came, if one came.
fn unauthenticated(media: Media, authorization: Option<&str>, error: &Error) -> Response {
    let mut response = fault(media, StatusCode::UNAUTHORIZED, error);
    let challenge = match authorization {
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
