//! The moments at which a connection ends by itself: the token's end, and the stop of the program.

use std::{future::poll_fn, pin::Pin, task::Context, task::Poll};

use tokio::time::{Instant, Sleep, sleep_until};

use crate::close::Close;

/// What ends a connection whatever its client does.
pub(crate) struct Ending<F> {
    due: Pin<Box<Sleep>>,
    late: Close,
    stop: Pin<Box<F>>,
}

impl<F: Future> Ending<F> {
    /// Ends with `late` when it is `due`, or when the program stops.
    pub(crate) fn new(due: Instant, late: Close, stop: F) -> Self {
        Self {
            due: Box::pin(sleep_until(due)),
            late,
            stop: Box::pin(stop),
        }
    }

    /// Another moment and reason.
    pub(crate) fn put_off(&mut self, due: Instant, late: Close) {
        self.due.as_mut().reset(due);
        self.late = late;
    }

    /// Waits for the end.
    pub(crate) async fn come(&mut self) -> Close {
        poll_fn(|context| self.poll(context)).await
    }

    /// Looks at the clock, too: under load the timer fires late.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Close> {
        if self.due.deadline() <= Instant::now() || self.due.as_mut().poll(context).is_ready() {
            return Poll::Ready(self.late.clone());
        }
        self.stop.as_mut().poll(context).map(|_| Close::stopping())
    }
}

#[cfg(test)]
mod tests {
    use std::{future::pending, thread, time::Duration};

    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn the_end_is_noticed_though_the_timer_has_no_time() {
        let short = Duration::from_millis(20);
        let mut ending = Ending::new(Instant::now() + short, Close::late(), pending::<()>());
        drop(ending.come().now_or_never());
        // The thread of the timer is this one.
        thread::sleep(short * 2);
        assert_eq!(ending.come().now_or_never().map(|close| close.code), Some(4408));
    }
}
