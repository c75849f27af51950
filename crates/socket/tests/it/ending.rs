//! What ends a connection whatever its client does.

use std::{io::ErrorKind, time::Duration};

use axum::{Error, extract::ws::Message};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::time::{Instant, advance, sleep};
use tungstenite::error::{CapacityError, ProtocolError};

use crate::{
    client::{Client, LIMITS, subscribe},
    hub::Hub,
};

/// Time for the last words.
const FAREWELL: Duration = Duration::from_secs(1);

fn expired() -> (u16, String) {
    (4403, "Forbidden: the token has expired".to_owned())
}

fn stopping() -> (u16, String) {
    (1001, "The server is stopping".to_owned())
}

/// A client whose token lives for a minute.
async fn for_a_minute(hub: &Hub) -> Client {
    let mut client = Client::connect(hub, LIMITS);
    client
        .say(json!({ "type": "connection_init", "payload": { "seconds": 60 } }))
        .await;
    assert_eq!(client.hear().await["type"], "connection_ack");
    client
}

fn pings() -> impl Iterator<Item = Value> + Send + 'static {
    (0..1_000_000).map(|_| json!({ "type": "ping" }))
}

#[tokio::test(start_paused = true)]
async fn who_is_not_admitted_in_time_is_closed() {
    let timeout = (4408, "Connection initialisation timeout".to_owned());
    let slow = json!({ "type": "connection_init", "payload": { "slow": true } });
    for message in [json!({ "type": "pong" }), slow] {
        let begin = Instant::now();
        let mut client = Client::connect(&Hub::new(), LIMITS);
        client.say(message).await;
        assert_eq!(client.closed().await, timeout);
        assert_eq!(begin.elapsed(), LIMITS.init);
    }
}

#[tokio::test(start_paused = true)]
async fn the_connection_ends_with_the_token() {
    let hub = Hub::new();
    let begin = Instant::now();
    let mut client = for_a_minute(&hub).await;
    client.subscribe("a", "silent").await;
    client.subscribe("b", "hang").await;
    assert_eq!(client.closed().await, expired());
    assert_eq!(begin.elapsed(), Duration::from_secs(60));
    assert_eq!(hub.running(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_has_ended_already_is_not_acknowledged() {
    let mut client = Client::connect(&Hub::new(), LIMITS);
    client
        .say(json!({ "type": "connection_init", "payload": { "seconds": 0 } }))
        .await;
    assert_eq!(client.closed().await, expired());
}

#[tokio::test(start_paused = true)]
async fn the_end_of_the_token_is_noticed_in_a_flood() {
    for first in [json!({ "type": "pong" }), subscribe("a", "endless")] {
        let mut client = for_a_minute(&Hub::new()).await;
        client.say(first).await;
        let flood = client.say_meanwhile(pings());
        for _ in 0..1000 {
            client.hear().await;
        }
        advance(Duration::from_secs(60)).await;
        // What was written already is read first.
        let mut late = 0;
        while let Some(Message::Text(_)) = client.read.next().await {
            late += 1;
        }
        assert!(late <= 2, "{late} messages");
        flood.abort();
        client.left().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_that_does_not_read_does_not_outlive_its_token() {
    let hub = Hub::new();
    let begin = Instant::now();
    let mut client = for_a_minute(&hub).await;
    sleep(Duration::from_secs(50)).await;
    let flood = client.say_meanwhile(pings());
    (&mut client.served).await.expect("no panic");
    assert_eq!(begin.elapsed(), Duration::from_secs(60) + FAREWELL);
    flood.await.expect("no panic");
}

#[tokio::test(start_paused = true)]
async fn the_stop_of_the_program_closes_the_connection() {
    let hub = Hub::new();
    let waiting = Client::connect(&hub, LIMITS);
    let mut busy = Client::admitted(&hub, LIMITS).await;
    busy.subscribe("a", "hang").await;
    let mut asking = Client::connect(&hub, LIMITS);
    asking
        .say(json!({ "type": "connection_init", "payload": { "slow": true } }))
        .await;
    hub.stop.send_replace(true);
    for client in [waiting, busy, asking] {
        assert_eq!(client.closed().await, stopping());
    }
    assert_eq!(hub.running(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_stop_does_not_wait_for_a_client_that_does_not_read() {
    let hub = Hub::new();
    let mut client = Client::admitted(&hub, LIMITS).await;
    let flood = client.say_meanwhile(pings());
    sleep(Duration::from_secs(1)).await;
    let begin = Instant::now();
    hub.stop.send_replace(true);
    (&mut client.served).await.expect("no panic");
    assert_eq!(begin.elapsed(), FAREWELL);
    flood.await.expect("no panic");
}

#[tokio::test(start_paused = true)]
async fn a_close_that_is_not_answered_is_not_waited_for() {
    let hub = Hub::new();
    let mut client = Client::admitted(&hub, LIMITS).await;
    client.subscribe("a", "hang").await;
    let begin = Instant::now();
    client.say(json!({ "type": "unknown" })).await;
    assert!(matches!(client.read.next().await, Some(Message::Close(_))));
    assert_eq!((hub.started(), hub.running()), (1, 0));
    // What the client had under way does not keep it from the close.
    for _ in 0..100 {
        client.say(json!({ "type": "unknown" })).await;
    }
    (&mut client.served).await.expect("no panic");
    assert_eq!(begin.elapsed(), FAREWELL);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_cannot_be_read_any_more_has_time_to_read() {
    let mut client = Client::connect(&Hub::new(), LIMITS);
    let begin = Instant::now();
    let capacity = CapacityError::MessageTooLong { size: 2, max_size: 1 };
    let broken = Error::new(tungstenite::Error::Capacity(capacity));
    client.write.send(Err(broken)).await.expect("the server reads");
    assert_eq!(client.closed().await.0, 1009);
    assert_eq!(begin.elapsed(), FAREWELL);
}

#[tokio::test(start_paused = true)]
async fn a_lost_connection_ends_at_once() {
    let reset = tungstenite::Error::Protocol(ProtocolError::ResetWithoutClosingHandshake);
    for lost in [reset, tungstenite::Error::Io(ErrorKind::BrokenPipe.into())] {
        let hub = Hub::new();
        let mut client = Client::admitted(&hub, LIMITS).await;
        client.subscribe("a", "hang").await;
        let begin = Instant::now();
        client
            .write
            .send(Err(Error::new(lost)))
            .await
            .expect("the server reads");
        assert_eq!(client.read.next().await, None);
        assert_eq!((begin.elapsed(), hub.running()), (Duration::ZERO, 0));
    }
}
