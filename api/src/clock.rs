//! The only reader of the clock, so that tests own the time.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use chrono::{DateTime, Utc};

/// A clock, the system's or one that stands still until it is moved.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// A clock that stands at `start` until [`Clock::advance`] moves it.
    #[must_use]
    pub fn standing(start: DateTime<Utc>) -> Self {
        Self(Some(Arc::new(AtomicI64::new(start.timestamp_micros()))))
    }

    /// Now, in whole microseconds: what PostgreSQL keeps, so that a value read back is the value stored.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    pub fn now(&self) -> DateTime<Utc> {
        let micros = match &self.0 {
            None => Utc::now().timestamp_micros(),
            Some(standing) => standing.load(Ordering::Relaxed),
        };
        DateTime::from_timestamp_micros(micros).unwrap_or_default()
    }

    /// Moves a standing clock forward; the system's clock is left alone.
    pub fn advance(&self, by: chrono::TimeDelta) {
        if let (Some(standing), Some(micros)) = (&self.0, by.num_microseconds()) {
            standing.fetch_add(micros, Ordering::Relaxed);
        }
    }
}
