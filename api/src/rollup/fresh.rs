//! One look at the change log for many requests. Pure but for waiting.

use std::{
    future::Future,
    sync::atomic::{AtomicU64, Ordering},
};

use tokio::sync::Mutex;

use crate::error::Result;

/// Lets requests share a check: each gets one that began after the request came, and those that come while one is
/// under way share the next.
#[derive(Debug, Default)]
pub(super) struct Gate {
    turn: Mutex<()>,
    /// Checks that began.
    begun: AtomicU64,
    /// The newest check that ended well.
    done: AtomicU64,
}

impl Gate {
    /// Returns after a check that began after this call has ended.
    ///
    /// # Errors
    /// Of the check, if it was this request's turn to make it.
    pub(super) async fn pass<F: Future<Output = Result<()>>>(&self, check: impl FnOnce() -> F) -> Result<()> {
        // A check that is under way now may have read before what this request must see was committed.
        let wanted = self.begun.load(Ordering::SeqCst) + 1;
        let _turn = self.turn.lock().await;
        if self.done.load(Ordering::SeqCst) >= wanted {
            return Ok(());
        }
        let mine = self.begun.fetch_add(1, Ordering::SeqCst) + 1;
        check().await?;
        self.done.store(mine, Ordering::SeqCst);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;

    #[tokio::test]
    async fn a_request_never_shares_a_check_that_began_before_it() {
        let (gate, checks) = (Gate::default(), AtomicUsize::new(0));
        let check = || async {
            checks.fetch_add(1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            Ok(())
        };
        gate.pass(check).await.unwrap();
        gate.pass(check).await.unwrap();
        assert_eq!(
            checks.load(Ordering::SeqCst),
            2,
            "one after the other, each has its own"
        );

        let all = futures_util::future::join_all((0..32).map(|_| gate.pass(check))).await;
        assert!(all.into_iter().all(|passed| passed.is_ok()));
        // The first begins at once; all that came while it was under way share the second.
        assert!(checks.load(Ordering::SeqCst) <= 4, "{checks:?}");
    }

    #[tokio::test]
    async fn after_a_failed_check_the_next_request_checks_again() {
        let gate = Gate::default();
        let failed = gate
            .pass(|| async { Err(crate::error::Error::internal("down")) })
            .await;
        assert!(failed.is_err());
        let checked = AtomicUsize::new(0);
        gate.pass(|| async {
            checked.fetch_add(1, Ordering::SeqCst);
            Ok(())
        })
        .await
        .unwrap();
        assert_eq!(checked.load(Ordering::SeqCst), 1);
    }
}
