//! Keys of new records: 63-bit integers in the order of time, made by the program.

use std::{
    hash::{BuildHasher, RandomState},
    sync::atomic::{AtomicI64, Ordering},
};

use chrono::{DateTime, Utc};

/// Makes keys: 41 bits of milliseconds since 2024, 10 bits of the process, 12 bits of a counter.
///
/// Made before the insert, so that a batch of records and all that refers to them is written without
/// asking the database for keys. Two processes with the same 10 bits in the same millisecond would
/// collide in the primary key, which refuses the second write; nothing is overwritten.
#[derive(Debug)]
pub struct Ids {
    process: i64,
    last: AtomicI64,
}

const EPOCH_MILLIS: i64 = 1_704_067_200_000;

impl Default for Ids {
    fn default() -> Self {
        let random = RandomState::new().hash_one(std::process::id());
        Self {
            process: i64::try_from(random & 0x3ff).unwrap_or(0),
            last: AtomicI64::new(0),
        }
    }
}

impl Ids {
    /// A key that was not given before, greater than all before it.
    pub fn next(&self, now: DateTime<Utc>) -> i64 {
        // Time and counter share one number, so that the counter running over moves on to the next millisecond.
        let floor = (now.timestamp_millis() - EPOCH_MILLIS).max(0) << 12;
        let next = |last: i64| floor.max(last + 1);
        let previous = self
            .last
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(next(last)))
            .unwrap_or_default();
        let tick = next(previous);
        (tick >> 12 << 22) | (self.process << 12) | (tick & 0xfff)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_grow_even_when_the_clock_stands_or_goes_back() {
        let ids = Ids::default();
        let now = DateTime::from_timestamp(1_760_000_000, 0).unwrap();
        let earlier = DateTime::from_timestamp(1_750_000_000, 0).unwrap();
        let mut last = 0;
        for step in 0..10_000 {
            let id = ids.next(if step % 2 == 0 { now } else { earlier });
            assert!(id > last, "{id} after {last}");
            last = id;
        }
    }
}
