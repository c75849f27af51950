//! What comes in the Authorization header, and what the log keeps of it.

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use chrono::TimeDelta;
use harness::{who, xiantang};
use serde_json::json;
use tower::ServiceExt;
use tributary::scope::policy::Role;

use super::{QUERY, ask, good, hub, issued, refused, with};

#[tokio::test]
async fn what_is_no_token_is_refused() {
    let hub = hub().await;
    for odd in [
        "",
        ".",
        "..",
        "a.b.c",
        "仙塘",
        "eyJhbGciOiJFZERTQSJ9",
        "e30.e30.e30",
    ] {
        let request = Request::post("/graphql")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::AUTHORIZATION, format!("Bearer {odd}").into_bytes())
            .body(Body::from(json!({ "query": QUERY }).to_string()));
        let response = hub.router.clone().oneshot(request.unwrap()).await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{odd:?}");
        assert!(
            response.headers().contains_key(header::WWW_AUTHENTICATE),
            "{odd:?}"
        );
    }
    refused(&hub, &"x".repeat(4097), "the token is too long").await;
    let token = hub.token(&xiantang());
    refused(&hub, &format!("{token}.more"), "the token is malformed").await;

    // Without a token the challenge names the scheme and no error (RFC 6750, 3.1).
    let bare = hub.send(None, json!({ "query": QUERY }).to_string()).await;
    assert_eq!(bare.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(bare.headers()[header::WWW_AUTHENTICATE], "Bearer");
    // The scheme's name is not case-sensitive; another scheme is not Bearer.
    for (given, status) in [
        (format!("bearer {token}"), StatusCode::OK),
        (format!("BEARER {token}"), StatusCode::OK),
        (format!("Basic {token}"), StatusCode::UNAUTHORIZED),
        (token.clone(), StatusCode::UNAUTHORIZED),
    ] {
        let request = Request::post("/graphql")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::AUTHORIZATION, given)
            .body(Body::from(json!({ "query": QUERY }).to_string()));
        let response = hub.router.clone().oneshot(request.unwrap()).await.unwrap();
        assert_eq!(response.status(), status);
    }
}

#[tokio::test]
async fn a_region_that_is_not_in_the_tree_is_forbidden() {
    let hub = hub().await;
    let token = hub.token(&who("99", Role::Viewer));
    let response = ask(&hub, &token).await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    assert_eq!(response.headers().get(header::WWW_AUTHENTICATE), None);
    let answer = harness::Answer::read(response).await;
    assert_eq!(answer.error_codes(), ["FORBIDDEN"]);
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_log_bears_a_token() {
    // One thread, so that the log of this test alone is caught, at its most talkative.
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let hub = hub().await;
    let (header, claims) = good(&hub);
    let tokens = [
        hub.token(&xiantang()),
        hub.token_for(&xiantang(), TimeDelta::hours(-1)),
        hub.token(&who("99", Role::Viewer)),
        issued(&hub, &with(header, "kid", json!("another")), &claims),
    ];
    let logging = tracing_subscriber::util::SubscriberInitExt::set_default(subscriber);
    for token in &tokens {
        ask(&hub, token).await;
        let request = Request::get(format!("/graphql?query={}", "%7Bme%7Bsubject%7D%7D"))
            .header(header::AUTHORIZATION, format!("Bearer {token}"));
        let request = request.body(Body::empty()).unwrap();
        hub.router.clone().oneshot(request).await.unwrap();
    }
    drop(logging);
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("/graphql"), "the requests are in the log: {text}");
    for token in &tokens {
        // The header is the same in all and no secret; who has the rest could use the token.
        for part in token.split('.').skip(1) {
            assert!(!text.contains(part), "{text}");
        }
    }
}
