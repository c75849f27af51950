//! Clients of the API, and of anything else that answers.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::body::to_bytes;
use harness::TestHub;
use serde_json::Value;

use super::{CLIENTS, PATIENCE, REQUESTS};

/// A request.
#[derive(Clone)]
pub(crate) struct Call {
    /// The token.
    pub(crate) token: String,
    /// The body.
    pub(crate) body: String,
}

/// How long requests took, and all of them together.
pub(crate) struct Times {
    each: Vec<Duration>,
    took: Duration,
}

impl Times {
    /// Of what was measured.
    pub(crate) fn new(mut each: Vec<Duration>, took: Duration) -> Self {
        each.sort_unstable();
        Self { each, took }
    }

    /// How many there were.
    pub(crate) fn count(&self) -> usize {
        self.each.len()
    }

    /// All of them together.
    pub(crate) fn took(&self) -> Duration {
        self.took
    }

    /// The time within which so many percent were answered.
    pub(crate) fn at(&self, percent: usize) -> Duration {
        let at = self.each.len() * percent / 100;
        self.each[at.min(self.each.len() - 1)]
    }

    /// Tenths of requests a second.
    pub(crate) fn rate(&self) -> u128 {
        self.each.len() as u128 * 10_000_000 / self.took.as_micros().max(1)
    }
}

/// Sends a request and reads the whole answer, which must be one without errors.
pub(crate) async fn send(hub: &TestHub, call: &Call) -> Vec<u8> {
    let response = hub.send(Some(&call.token), call.body.clone()).await;
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    // Not parsed here: the client's work is not the hub's.
    assert!(
        body.starts_with(b"{\"data\":{"),
        "{}",
        String::from_utf8_lossy(&body)
    );
    body.into()
}

/// The answer's data.
pub(crate) async fn ask(hub: &TestHub, call: &Call) -> Value {
    let body = send(hub, call).await;
    let mut body: Value = serde_json::from_slice(&body).unwrap();
    assert!(body.get("errors").is_none(), "{body}");
    body["data"].take()
}

/// All requests of a question, one after another.
pub(crate) async fn round(hub: &TestHub, calls: &[Call]) {
    for call in calls {
        send(hub, call).await;
    }
}

/// One client; a round of requests is one.
pub(crate) async fn one(hub: &TestHub, calls: &[Call]) -> Times {
    repeated(async || round(hub, calls).await).await
}

/// One after another, as often as patience allows.
pub(crate) async fn repeated(work: impl AsyncFn()) -> Times {
    let (mut each, begin) = (Vec::new(), Instant::now());
    while each.len() < REQUESTS && begin.elapsed() < PATIENCE {
        let start = Instant::now();
        work().await;
        each.push(start.elapsed());
    }
    Times::new(each, begin.elapsed())
}

/// Clients at once for so long; each begins at another request of the round and asks one at a time.
pub(crate) async fn many(hub: &Arc<TestHub>, calls: &Arc<[Call]>, seconds: Duration) -> Times {
    let client = |number: usize| {
        let (hub, calls) = (Arc::clone(hub), Arc::clone(calls));
        move |turn: usize| {
            let (hub, calls) = (Arc::clone(&hub), Arc::clone(&calls));
            async move {
                send(&hub, &calls[(number + turn) % calls.len()]).await;
            }
        }
    };
    at_once(client, seconds).await
}

/// So many clients at once, each of its number, whose turns are counted.
pub(crate) async fn at_once<W, F>(client: impl Fn(usize) -> W, seconds: Duration) -> Times
where
    W: Fn(usize) -> F + Send + 'static,
    F: Future<Output = ()> + Send,
{
    let begin = Instant::now();
    let mut clients = Vec::new();
    for number in 0..CLIENTS {
        let work = client(number);
        clients.push(tokio::spawn(async move {
            let mut each = Vec::new();
            while begin.elapsed() < seconds {
                let start = Instant::now();
                work(each.len()).await;
                each.push(start.elapsed());
            }
            each
        }));
    }
    let mut each = Vec::new();
    for client in clients {
        each.extend(client.await.unwrap());
    }
    Times::new(each, begin.elapsed())
}
