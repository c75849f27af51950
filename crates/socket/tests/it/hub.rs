//! A backend whose operations do what their query says, and which counts them.

use std::{
    future::{pending, ready},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use futures_util::{FutureExt, StreamExt, stream};
use serde_json::{Map, Value};
use socket::{Backend, Outcome, Refused, Started};
use tokio::{sync::watch, time::Instant};

/// The backend of a test.
#[derive(Clone)]
pub(crate) struct Hub {
    counts: Arc<Counts>,
    /// Opened, it lets the operations `wait` end.
    pub(crate) gate: watch::Sender<bool>,
    /// Set, it stops the program.
    pub(crate) stop: watch::Sender<bool>,
}

#[derive(Default)]
struct Counts {
    started: AtomicUsize,
    running: AtomicUsize,
    most: AtomicUsize,
}

/// Lives as long as its operation.
struct Running(Arc<Counts>);

impl Running {
    fn new(counts: &Arc<Counts>) -> Self {
        counts.started.fetch_add(1, SeqCst);
        let running = counts.running.fetch_add(1, SeqCst) + 1;
        counts.most.fetch_max(running, SeqCst);
        Self(Arc::clone(counts))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, SeqCst);
    }
}

impl Hub {
    pub(crate) fn new() -> Self {
        Self {
            counts: Arc::default(),
            gate: watch::Sender::new(false),
            stop: watch::Sender::new(false),
        }
    }

    /// Operations started so far.
    pub(crate) fn started(&self) -> usize {
        self.counts.started.load(SeqCst)
    }

    /// Operations that are not dropped yet.
    pub(crate) fn running(&self) -> usize {
        self.counts.running.load(SeqCst)
    }

    /// The most operations that ran at once.
    pub(crate) fn most(&self) -> usize {
        self.counts.most.load(SeqCst)
    }

    /// Stops the program.
    pub(crate) fn stopped(&self) -> impl Future<Output = ()> + Send + 'static {
        opened(&self.stop)
    }
}

/// Waits for a switch to be set.
fn opened(switch: &watch::Sender<bool>) -> impl Future<Output = ()> + Send + 'static {
    let mut switch = switch.subscribe();
    async move {
        switch
            .wait_for(|set| *set)
            .await
            .expect("the hub outlives its clients");
    }
}

fn result(data: u64) -> Outcome {
    Outcome::Result(format!(r#"{{"data":{data}}}"#))
}

impl Backend for Hub {
    type Session = Instant;

    async fn admit(&self, payload: Option<Map<String, Value>>) -> Result<Instant, Refused> {
        let field = |name: &str| payload.as_ref().and_then(|payload| payload.get(name));
        if let Some(why) = field("refuse").and_then(Value::as_str) {
            return Err(Refused(why.to_owned()));
        }
        if field("slow").is_some() {
            pending::<()>().await;
        }
        let seconds = field("seconds").and_then(Value::as_u64).unwrap_or(86_400);
        Ok(Instant::now() + Duration::from_secs(seconds))
    }

    fn ends(&self, session: &Instant) -> Instant {
        *session
    }

    fn start(&self, _: &Instant, payload: Map<String, Value>, _: usize) -> Started {
        let running = Running::new(&self.counts);
        let held = move |outcome: Outcome| {
            let _held = &running;
            outcome
        };
        match payload["query"].as_str().unwrap_or_default() {
            "now" => Started::Single(ready(result(1)).map(held).boxed()),
            "errors" => Started::Single(ready(Outcome::Errors("[1]".to_owned())).map(held).boxed()),
            "hang" => Started::Single(pending().map(held).boxed()),
            "wait" => Started::Single(opened(&self.gate).map(|()| result(1)).map(held).boxed()),
            "soon" => Started::Single(tokio::task::yield_now().map(|()| result(1)).map(held).boxed()),
            "silent" => Started::Stream(stream::pending().map(held).boxed()),
            "three" => Started::Stream(stream::iter(1..4).map(result).map(held).boxed()),
            "endless" => Started::Stream(stream::iter(1..).map(result).map(held).boxed()),
            "broken" => Started::Stream(
                stream::iter([result(1), Outcome::Errors("[1]".to_owned()), result(2)])
                    .map(held)
                    .boxed(),
            ),
            _ => Started::Refused("[2]".to_owned()),
        }
    }
}
