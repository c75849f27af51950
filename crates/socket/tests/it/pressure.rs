//! A client that asks faster than it is answered, or does not read, is slowed down.

use std::time::Duration;

use axum::extract::ws::Message;
use futures_util::{FutureExt, SinkExt};
use serde_json::{Value, json};
use socket::Limits;
use tokio::{task::yield_now, time::Instant};

use crate::{
    client::{Client, LIMITS, complete, next, subscribe},
    hub::Hub,
};

/// Enough turns for a task to do all it can.
const TURNS: usize = 1000;

async fn idle() {
    for _ in 0..TURNS {
        yield_now().await;
    }
}

fn ping() -> Value {
    json!({ "type": "ping" })
}

#[tokio::test]
async fn a_flood_of_operations_is_read_as_fast_as_it_is_answered() {
    const FLOOD: usize = 10_000;
    let hub = Hub::new();
    let mut client = Client::admitted(
        &hub,
        Limits {
            operations: 4,
            ..LIMITS
        },
    )
    .await;
    let said = client.say_meanwhile((0..FLOOD).map(|id| subscribe(&id.to_string(), "soon")));
    let mut completed = 0;
    while completed < FLOOD {
        completed += usize::from(client.hear().await["type"] == "complete");
        assert!(
            hub.started() <= completed + 5,
            "{} started, {completed} completed",
            hub.started()
        );
    }
    said.await.expect("no panic");
    client.settle().await;
    assert_eq!((hub.started(), hub.most()), (FLOOD, 4));
}

#[tokio::test]
async fn a_flood_of_operations_that_are_cancelled_at_once_does_not_pile_up() {
    let hub = Hub::new();
    let mut client = Client::admitted(
        &hub,
        Limits {
            operations: 2,
            ..LIMITS
        },
    )
    .await;
    let pair = |id: usize| [subscribe(&id.to_string(), "hang"), complete(&id.to_string())];
    client
        .say_meanwhile((0..10_000).flat_map(pair))
        .await
        .expect("no panic");
    client.settle().await;
    assert_eq!((hub.started(), hub.running(), hub.most()), (10_000, 0, 1));
}

/// Operations that wait for a gate keep a ping from being read: it is answered after one of them is complete.
async fn ping_waits(hub: &Hub, client: &mut Client, operations: usize) {
    for id in 0..operations {
        client.subscribe(&id.to_string(), "wait").await;
    }
    let said = client.say_meanwhile([ping()]);
    idle().await;
    assert_eq!(client.hear().now_or_never(), None);
    hub.gate.send_replace(true);
    let mut heard = Vec::new();
    while heard.last() != Some(&json!("pong")) {
        heard.push(client.hear().await["type"].clone());
    }
    assert!(heard.contains(&json!("complete")), "{heard:?}");
    said.await.expect("no panic");
}

#[tokio::test]
async fn nothing_is_read_while_the_operations_are_as_many_as_may_be() {
    let hub = Hub::new();
    let mut client = Client::admitted(
        &hub,
        Limits {
            operations: 3,
            ..LIMITS
        },
    )
    .await;
    ping_waits(&hub, &mut client, 3).await;
}

#[tokio::test]
async fn nothing_is_read_while_the_bytes_in_flight_are_as_many_as_may_be() {
    let bytes_in_flight = 2 * subscribe("0", "wait").to_string().len();
    let hub = Hub::new();
    let mut client = Client::admitted(
        &hub,
        Limits {
            bytes_in_flight,
            ..LIMITS
        },
    )
    .await;
    ping_waits(&hub, &mut client, 2).await;
}

#[tokio::test]
async fn subscriptions_do_not_keep_messages_from_being_read() {
    let limits = Limits {
        operations: 1,
        subscriptions: 3,
        ..LIMITS
    };
    let mut client = Client::admitted(&Hub::new(), limits).await;
    for id in ["a", "b", "c"] {
        client.subscribe(id, "silent").await;
    }
    client.settle().await;
}

#[tokio::test(start_paused = true)]
async fn a_client_that_does_not_read_is_dropped() {
    for message in [subscribe("a", "now"), subscribe("a", "endless"), ping()] {
        let hub = Hub::new();
        let mut client = Client::admitted(&hub, LIMITS).await;
        let begin = Instant::now();
        client.say(message).await;
        let flood = client.say_meanwhile((0..10_000).map(|id| subscribe(&id.to_string(), "now")));
        (&mut client.served).await.expect("no panic");
        assert_eq!(begin.elapsed(), LIMITS.send);
        assert!(hub.started() <= 3, "{} started", hub.started());
        assert_eq!(hub.running(), 0);
        flood.await.expect("no panic");
    }
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_pings_of_the_socket_waits_for_the_reader() {
    let mut client = Client::admitted(&Hub::new(), LIMITS).await;
    let mut read = 0;
    let flood = async {
        while client.write.send(Ok(Message::Ping("".into()))).await.is_ok() {
            read += 1;
        }
    };
    assert!(tokio::time::timeout(LIMITS.send * 2, flood).await.is_ok());
    assert!(read <= 4, "{read} read");
    client.served.await.expect("no panic");
}

#[tokio::test(start_paused = true)]
async fn a_slow_reader_does_not_keep_operations_from_ending() {
    let hub = Hub::new();
    let mut client = Client::admitted(&hub, LIMITS).await;
    client.subscribe("a", "wait").await;
    let said = client.say_meanwhile([ping(), ping()]);
    idle().await;
    assert_eq!(hub.running(), 1);
    hub.gate.send_replace(true);
    idle().await;
    assert_eq!(hub.running(), 0);
    let mut heard = Vec::new();
    for _ in 0..4 {
        tokio::time::sleep(LIMITS.send - Duration::from_secs(1)).await;
        heard.push(client.hear().await);
    }
    assert!(
        heard.contains(&next("a", 1)) && heard.contains(&complete("a")),
        "{heard:?}"
    );
    said.await.expect("no panic");
}

#[tokio::test]
async fn subscriptions_take_turns() {
    let mut client = Client::admitted(&Hub::new(), LIMITS).await;
    let ids = ["a", "b", "c"];
    client.say_meanwhile(ids.map(|id| subscribe(id, "endless")));
    let mut sent = [0_u64; 3];
    while sent.contains(&0) {
        count(&mut sent, &client.hear().await);
    }
    let before = sent;
    for _ in 0..3000 {
        count(&mut sent, &client.hear().await);
    }
    for (before, after) in before.iter().zip(sent) {
        assert!((999..=1001).contains(&(after - before)), "{sent:?}");
    }
}

/// Notes a result of one of the operations a, b and c, which come in order.
fn count(sent: &mut [u64; 3], message: &Value) {
    let id = message["id"].as_str().expect("an id");
    let place = usize::from(id.as_bytes()[0] - b'a');
    sent[place] += 1;
    assert_eq!(*message, next(id, sent[place]));
}

#[tokio::test]
async fn a_subscription_that_never_pauses_does_not_keep_messages_from_being_read() {
    let mut client = Client::admitted(&Hub::new(), LIMITS).await;
    client.subscribe("a", "endless").await;
    let pings = client.say_meanwhile((0..100).map(|_| ping()));
    let mut pongs = 0;
    for _ in 0..2000 {
        pongs += usize::from(client.hear().await["type"] == "pong");
    }
    assert_eq!(pongs, 100);
    pings.await.expect("no panic");
}
