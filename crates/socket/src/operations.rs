//! The operations of a connection that run, and their outcomes that wait to be sent.

use std::{
    collections::{HashMap, VecDeque},
    convert::Infallible,
    future::pending,
    sync::Arc,
};

use futures_util::{
    StreamExt,
    future::BoxFuture,
    stream::{AbortHandle, Abortable, BoxStream, FuturesUnordered, abortable},
};

use crate::{Limits, Outcome, reply};

/// The running operations. Each has at most one outcome that waits, and does not go on before that is taken.
#[derive(Default)]
pub(crate) struct Operations {
    active: HashMap<Arc<str>, Active>,
    steps: FuturesUnordered<BoxFuture<'static, Step>>,
    /// First come, first sent: no operation overtakes another one twice.
    ready: VecDeque<Step>,
    singles: Load,
    streams: Load,
}

struct Active {
    abort: AbortHandle,
    kind: Kind,
    bytes: usize,
}

/// How many outcomes an operation has.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Single,
    Stream,
}

/// The next outcome of an operation, and the work that is left.
struct Step {
    id: Arc<str>,
    outcome: Option<Outcome>,
    work: Work,
}

type Work = Abortable<BoxStream<'static, Outcome>>;

/// Operations of one kind, and the bytes of their messages.
#[derive(Default)]
struct Load {
    count: usize,
    bytes: usize,
}

impl Operations {
    pub(crate) fn contains(&self, id: &str) -> bool {
        self.active.contains_key(id)
    }

    /// Whether one more message may be read. A cancelled operation counts until it is dropped.
    pub(crate) fn leave_room(&self, limits: &Limits) -> bool {
        let all_dropped = self.steps.len() + self.ready.len() == self.active.len();
        all_dropped && self.singles.count < limits.operations && self.singles.bytes < limits.bytes_in_flight
    }

    /// Whether a subscription of so many bytes may be added.
    pub(crate) fn admit_stream(&self, bytes: usize, limits: &Limits) -> bool {
        self.streams.count < limits.subscriptions && self.streams.bytes + bytes <= limits.bytes_in_flight
    }

    /// Adds an operation under an id that is not in use.
    pub(crate) fn add(&mut self, id: String, kind: Kind, work: BoxStream<'static, Outcome>, bytes: usize) {
        let id: Arc<str> = id.into();
        let (work, abort) = abortable(work);
        let load = self.load(kind);
        load.count += 1;
        load.bytes += bytes;
        self.active.insert(Arc::clone(&id), Active { abort, kind, bytes });
        self.resume(id, work);
    }

    /// Cancels an operation, if it runs.
    pub(crate) fn cancel(&mut self, id: &str) {
        self.forget(id);
        self.ready.retain(|step| !step.work.is_aborted());
    }

    /// Waits for the next message to send, and says no when a cancelled operation was dropped instead.
    pub(crate) async fn next(&mut self) -> Option<String> {
        if self.ready.is_empty() {
            self.advance().await;
        }
        let step = self.ready.pop_front()?;
        Some(self.take(step))
    }

    /// Lets the operations run while a message is sent: one that holds a lock must not wait for a
    /// slow reader.
    pub(crate) async fn run(&mut self) -> Infallible {
        loop {
            self.advance().await;
        }
    }

    async fn advance(&mut self) {
        match self.steps.next().await {
            Some(step) if step.work.is_aborted() => drop(step),
            Some(step) => self.ready.push_back(step),
            None => pending().await,
        }
    }

    fn take(&mut self, step: Step) -> String {
        let Step { id, outcome, work } = step;
        match outcome {
            Some(Outcome::Result(result)) => {
                let message = reply::next(&id, &result);
                self.resume(id, work);
                message
            }
            Some(Outcome::Errors(errors)) => {
                self.forget(&id);
                reply::error(&id, &errors)
            }
            None => {
                self.forget(&id);
                reply::complete(&id)
            }
        }
    }

    fn resume(&mut self, id: Arc<str>, mut work: Work) {
        self.steps.push(Box::pin(async move {
            let outcome = work.next().await;
            Step { id, outcome, work }
        }));
    }

    fn forget(&mut self, id: &str) {
        if let Some(Active { abort, kind, bytes }) = self.active.remove(id) {
            abort.abort();
            let load = self.load(kind);
            load.count -= 1;
            load.bytes -= bytes;
        }
    }

    fn load(&mut self, kind: Kind) -> &mut Load {
        match kind {
            Kind::Single => &mut self.singles,
            Kind::Stream => &mut self.streams,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures_util::{FutureExt, stream};

    use super::*;

    const LIMITS: Limits = Limits {
        init: Duration::MAX,
        operations: 1,
        subscriptions: 1,
        message_bytes: 10,
        bytes_in_flight: 10,
        send: Duration::MAX,
    };

    #[test]
    fn nothing_is_read_before_a_cancelled_operation_is_dropped() {
        let mut operations = Operations::default();
        operations.add("a".to_owned(), Kind::Single, stream::pending().boxed(), 1);
        assert_eq!(operations.next().now_or_never(), None);
        operations.cancel("a");
        assert!(!operations.leave_room(&LIMITS));
        assert_eq!(operations.next().now_or_never(), Some(None));
        assert!(operations.leave_room(&LIMITS));
    }

    #[test]
    fn an_outcome_that_waits_is_dropped_with_its_operation() {
        let mut operations = Operations::default();
        for id in ["a", "b"] {
            let outcomes = stream::repeat(Outcome::Result("{}".to_owned()));
            operations.add(id.to_owned(), Kind::Stream, outcomes.boxed(), 1);
        }
        assert!(operations.run().now_or_never().is_none());
        operations.cancel("a");
        assert!(operations.leave_room(&LIMITS));
        assert_eq!(
            operations.next().now_or_never(),
            Some(Some(reply::next("b", "{}")))
        );
    }
}
