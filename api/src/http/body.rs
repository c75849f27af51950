//! The body of a request: bounded in bytes, in time, and in what is made of it.

use std::{sync::Arc, time::Duration};

use axum::{
    body::{Body, to_bytes},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use bounds::{JsonLimits, JsonSize};
use serde_json::{Map, Value};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{App, graphql, negotiate::Media};
use crate::{
    config::Config,
    db::Outage,
    error::{Error, Result},
};

/// The unit in which bodies in flight are counted.
const KIB: usize = 1024;

/// Why a body is not taken.
#[derive(Debug)]
pub(super) enum Refusal {
    /// It is larger than a request may be.
    TooLarge(String),
    /// It did not come in time.
    TooSlow,
    /// Too much of others is in flight.
    Busy,
    /// It is no JSON of the kind that is asked for.
    Malformed(&'static str),
    /// It is more than a request may hold.
    Excessive(String),
}

impl Refusal {
    /// What is answered; `what` is what was read.
    pub(super) fn respond(self, media: Media, what: &str) -> Response {
        let (status, error) = match self {
            Self::TooLarge(why) => (StatusCode::PAYLOAD_TOO_LARGE, Error::LimitExceeded(why)),
            Self::TooSlow => {
                let why = "the body did not come in time".to_owned();
                (StatusCode::REQUEST_TIMEOUT, Error::LimitExceeded(why))
            }
            Self::Busy => {
                let error = Error::outage(Outage::Busy, "too many bodies in flight");
                let mut response = graphql::fault(media, StatusCode::SERVICE_UNAVAILABLE, &error);
                let headers = response.headers_mut();
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
                return response;
            }
            Self::Malformed(is) => {
                return graphql::refused(media, StatusCode::BAD_REQUEST, &format!("{what} {is}"));
            }
            Self::Excessive(why) => (StatusCode::BAD_REQUEST, Error::LimitExceeded(why)),
        };
        graphql::fault(media, status, &error)
    }
}

/// Reads the members of a body that is a JSON object, and a permit for the memory that it takes.
pub(super) async fn members(
    app: &App,
    headers: &HeaderMap,
    body: Body,
) -> Result<(Map<String, Value>, OwnedSemaphorePermit), Refusal> {
    let limit = app.hub.config.http.max_body_bytes;
    let too_large = || Refusal::TooLarge(format!("a body has at most {limit} bytes"));
    let length = headers.get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    // Where it is not told how much comes, it may be as much as is allowed.
    let length = length.unwrap_or(limit);
    if length > limit {
        return Err(too_large());
    }
    let mut held = room_for(app, length).await?;
    let time = Duration::from_secs(app.hub.config.http.body_seconds);
    let bytes = match tokio::time::timeout(time, to_bytes(body, limit)).await {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(_)) => return Err(too_large()),
        Err(_) => return Err(Refusal::TooSlow),
    };
    let size = measured(&bytes, &app.hub.config)?;
    held.merge(room_for(app, size.memory.saturating_sub(length)).await?);
    match parsed(&bytes)? {
        Value::Object(members) => Ok((members, held)),
        Value::Array(_) => Err(Refusal::Malformed(
            "is a batch, which is not supported: send one request",
        )),
        _ => Err(Refusal::Malformed("is not a JSON object")),
    }
}

/// Waits a moment for room among the bodies in flight, and what is made of them.
async fn room_for(app: &App, length: usize) -> Result<OwnedSemaphorePermit, Refusal> {
    const WAIT: Duration = Duration::from_secs(5);
    let room = Arc::clone(&app.bodies);
    let units = u32::try_from(length.div_ceil(KIB)).unwrap_or(u32::MAX);
    match tokio::time::timeout(WAIT, room.acquire_many_owned(units)).await {
        Ok(Ok(held)) => Ok(held),
        _ => Err(Refusal::Busy),
    }
}

/// Room for the bodies in flight of all requests.
pub(super) fn room(config: &Config) -> Semaphore {
    let units = config.http.max_bodies_bytes.div_ceil(KIB);
    Semaphore::new(units.min(Semaphore::MAX_PERMITS))
}

/// A JSON text that is foreign, in a parameter of the address.
pub(super) fn value(text: &[u8], config: &Config) -> Result<Value, Refusal> {
    measured(text, config)?;
    parsed(text)
}

/// How large a JSON text is, before anything is made of it.
pub(super) fn measured(text: &[u8], config: &Config) -> Result<JsonSize, Refusal> {
    let limits = JsonLimits {
        bytes: config.http.max_body_bytes,
        nesting: config.graphql.max_nesting,
        values: config.http.max_body_bytes,
        memory: config.http.max_bodies_bytes / 2,
    };
    bounds::json(text, &limits).map_err(|excess| Refusal::Excessive(excess.to_string()))
}

fn parsed(text: &[u8]) -> Result<Value, Refusal> {
    serde_json::from_slice(text).map_err(|_| Refusal::Malformed("is not JSON in UTF-8"))
}
