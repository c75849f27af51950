//! What is said, and what is a breach.

use axum::extract::ws::Message;
use futures_util::StreamExt;
use serde_json::{Value, json};
use socket::Limits;

use crate::{
    client::{Client, LIMITS, complete, next, subscribe},
    hub::Hub,
};

#[tokio::test]
async fn an_operation_has_its_results_and_its_end() {
    let mut client = Client::admitted(&Hub::new(), LIMITS).await;
    client.subscribe("one", "now").await;
    assert_eq!(client.hear().await, next("one", 1));
    assert_eq!(client.hear().await, complete("one"));
    client.subscribe("many", "three").await;
    for data in 1..4 {
        assert_eq!(client.hear().await, next("many", data));
    }
    assert_eq!(client.hear().await, complete("many"));
    client.settle().await;
}

#[tokio::test]
async fn errors_before_the_execution_end_the_operation_without_a_complete() {
    let hub = Hub::new();
    let mut client = Client::admitted(&hub, LIMITS).await;
    for (query, errors) in [("errors", json!([1])), ("unknown", json!([2]))] {
        client.subscribe("a", query).await;
        assert_eq!(
            client.hear().await,
            json!({ "type": "error", "id": "a", "payload": errors })
        );
        client.settle().await;
    }
    client.subscribe("a", "broken").await;
    assert_eq!(client.hear().await, next("a", 1));
    assert_eq!(client.hear().await["type"], "error");
    client.settle().await;
    assert_eq!(hub.running(), 0);
}

#[tokio::test]
async fn an_id_is_any_text() {
    let mut client = Client::admitted(&Hub::new(), LIMITS).await;
    let long = "长".repeat(85) + "\n";
    for id in ["\"},{\"", "\\", long.as_str()] {
        client.subscribe(id, "now").await;
        assert_eq!(client.hear().await, next(id, 1));
        assert_eq!(client.hear().await, complete(id));
    }
}

#[tokio::test]
async fn a_ping_is_answered_with_its_payload_at_any_time() {
    let mut client = Client::connect(&Hub::new(), LIMITS);
    client.settle().await;
    let payload = json!({ "sent": ["at", 1] });
    client.say(json!({ "type": "ping", "payload": payload })).await;
    assert_eq!(client.hear().await, json!({ "type": "pong", "payload": payload }));
    client.say(json!({ "type": "pong", "payload": payload })).await;
    client.say(json!({ "type": "ping", "payload": null })).await;
    assert_eq!(client.hear().await, json!({ "type": "pong" }));
}

#[tokio::test]
async fn a_client_cancels_its_operations() {
    let hub = Hub::new();
    let mut client = Client::admitted(&hub, LIMITS).await;
    for query in ["hang", "silent"] {
        client.subscribe("a", query).await;
        client.settle().await;
        assert_eq!(hub.running(), 1);
        client.say(complete("a")).await;
        client.say(complete("unknown")).await;
        client.settle().await;
        assert_eq!(hub.running(), 0);
    }
    client.subscribe("a", "now").await;
    assert_eq!(client.hear().await, next("a", 1));
}

#[tokio::test]
async fn a_cancelled_operation_is_silent_though_its_results_wait() {
    let hub = Hub::new();
    let mut client = Client::admitted(&hub, LIMITS).await;
    for _ in 0..100 {
        client.subscribe("a", "endless").await;
        assert_eq!(client.hear().await, next("a", 1));
        let said = client.say_meanwhile([complete("a"), json!({ "type": "ping" })]);
        let mut heard = next("a", 1);
        while heard["type"] == "next" {
            heard = client.hear().await;
        }
        assert_eq!(heard, json!({ "type": "pong" }));
        said.await.expect("no panic");
        assert_eq!(hub.running(), 0);
    }
}

#[tokio::test]
async fn subscriptions_beyond_the_limits_are_refused_and_the_connection_goes_on() {
    let size = subscribe("a", "silent").to_string().len();
    for limits in [
        Limits {
            subscriptions: 2,
            ..LIMITS
        },
        Limits {
            bytes_in_flight: 3 * size - 1,
            ..LIMITS
        },
    ] {
        let hub = Hub::new();
        let mut client = Client::admitted(&hub, limits).await;
        client.subscribe("a", "silent").await;
        client.subscribe("b", "silent").await;
        client.subscribe("c", "silent").await;
        let refused = client.hear().await;
        assert_eq!((&refused["type"], &refused["id"]), (&json!("error"), &json!("c")));
        assert_eq!(refused["payload"][0]["extensions"]["code"], "LIMIT_EXCEEDED");
        client.say(complete("a")).await;
        client.subscribe("c", "silent").await;
        client.settle().await;
        assert_eq!(hub.running(), 2);
    }
}

/// The close that a client receives which says all of this after its admission.
async fn breach(frames: Vec<Message>) -> (u16, String) {
    let hub = Hub::new();
    let mut client = Client::admitted(&hub, LIMITS).await;
    for frame in frames {
        client.send(frame).await;
    }
    let closed = client.closed().await;
    assert_eq!(hub.running(), 0);
    closed
}

#[tokio::test]
async fn what_is_no_message_closes_the_connection() {
    for (text, why) in [
        ("", "not a JSON object"),
        ("[]", "not a JSON object"),
        ("{} {}", "not a JSON object"),
        ("{}", "unknown type"),
        (r#"{"type":1}"#, "unknown type"),
        (r#"{"type":"next","id":"a","payload":{}}"#, "unknown type"),
        (r#"{"type":"complete"}"#, "id is not a text of 1 to 256 bytes"),
        (
            r#"{"type":"complete","id":1}"#,
            "id is not a text of 1 to 256 bytes",
        ),
        (
            r#"{"type":"subscribe","id":"","payload":{}}"#,
            "id is not a text of 1 to 256 bytes",
        ),
        (r#"{"type":"subscribe","id":"a"}"#, "payload is not an object"),
        (
            r#"{"type":"subscribe","id":"a","payload":null}"#,
            "payload is not an object",
        ),
        (r#"{"type":"ping","payload":[]}"#, "payload is not an object"),
        (r#"{"type":"pong","payload":1}"#, "payload is not an object"),
    ] {
        let closed = breach(vec![Message::text(text)]).await;
        assert_eq!(closed, (4400, format!("Invalid message: {why}")), "{text}");
    }
    let long = subscribe(&"a".repeat(257), "now").to_string();
    assert_eq!(breach(vec![Message::text(long)]).await.0, 4400);
    let nested = format!(
        r#"{{"type":"ping","payload":{{"a":{}1{}}}}}"#,
        "[".repeat(63),
        "]".repeat(63)
    );
    assert_eq!(breach(vec![Message::text(nested)]).await.0, 4400);
    assert_eq!(breach(vec![Message::binary("{}")]).await.0, 4400);
}

#[tokio::test]
async fn a_large_message_closes_the_connection() {
    let fits = format!("{:1000}", r#"{"type":"pong"}"#);
    let large = format!("{fits} ");
    let big = (1009, "Message too big".to_owned());
    assert_eq!(
        breach(vec![Message::text(fits), Message::text(&large)]).await,
        big
    );
    assert_eq!(breach(vec![Message::binary(large)]).await, big);
}

#[tokio::test]
async fn an_id_in_use_closes_the_connection() {
    for query in ["hang", "silent"] {
        let twice = [subscribe("a", query), subscribe("a", "now")];
        let closed = breach(twice.map(|message| Message::text(message.to_string())).to_vec()).await;
        assert_eq!(closed, (4409, "Subscriber for a already exists".to_owned()));
    }
}

#[tokio::test]
async fn a_second_initialisation_closes_the_connection() {
    let again = Message::text(r#"{"type":"connection_init"}"#);
    assert_eq!(
        breach(vec![again]).await,
        (4429, "Too many initialisation requests".to_owned())
    );
}

/// The close that a client receives whose first message this is.
async fn first(message: Value) -> (u16, String) {
    let hub = Hub::new();
    let mut client = Client::connect(&hub, LIMITS);
    client.say(message).await;
    let closed = client.closed().await;
    assert_eq!(hub.started(), 0);
    closed
}

#[tokio::test]
async fn who_is_not_admitted_is_closed() {
    let unauthorized = (4401, "Unauthorized".to_owned());
    assert_eq!(first(subscribe("a", "now")).await, unauthorized);
    let init = |why: &str| json!({ "type": "connection_init", "payload": { "refuse": why } });
    assert_eq!(first(init("")).await, (4403, "Forbidden".to_owned()));
    assert_eq!(
        first(init("no token")).await,
        (4403, "Forbidden: no token".to_owned())
    );
    let invalid = json!({ "type": "connection_init", "payload": "token" });
    assert_eq!(first(invalid).await.0, 4400);
}

#[tokio::test]
async fn a_client_that_leaves_takes_its_operations_along() {
    for farewell in [Some(Message::Close(None)), None] {
        let hub = Hub::new();
        let mut client = Client::admitted(&hub, LIMITS).await;
        client.subscribe("a", "hang").await;
        client.subscribe("b", "silent").await;
        client.settle().await;
        assert_eq!(hub.running(), 2);
        if let Some(farewell) = farewell {
            client.send(farewell).await;
        }
        drop(client.write);
        assert_eq!(client.read.next().await, None);
        client.served.await.expect("no panic");
        assert_eq!(hub.running(), 0);
    }
}

#[tokio::test]
async fn a_connection_that_is_dropped_drops_its_operations() {
    let hub = Hub::new();
    let mut client = Client::admitted(&hub, LIMITS).await;
    client.subscribe("a", "hang").await;
    client.subscribe("b", "silent").await;
    client.settle().await;
    client.served.abort();
    assert!(client.served.await.expect_err("aborted").is_cancelled());
    assert_eq!(hub.running(), 0);
}
