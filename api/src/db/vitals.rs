//! What a database's connections tell of it while they work.

use std::sync::{
    Mutex, OnceLock, PoisonError,
    atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
};

use sea_orm::Statement;

use super::Outage;

type Observer = Box<dyn Fn(&Statement) + Send + Sync>;

/// What is known of the database in this moment.
#[derive(Debug, Default)]
pub(super) struct Vitals {
    /// The statements that were run.
    pub(super) statements: Statements,
    /// The last write found the disk full or read-only, and none has been stored since.
    pub(super) writes_fail: AtomicBool,
    /// A connection was lost, and none has been made since.
    lost: AtomicBool,
    identity: Mutex<Option<String>>,
    replaced: AtomicU64,
}

impl Vitals {
    /// Takes note of an error in a write.
    pub(super) fn failed(&self, error: &sqlx::Error) {
        match Outage::of_driver(error) {
            Some(Outage::StorageFull | Outage::ReadOnly) => self.writes_fail.store(true, Relaxed),
            Some(Outage::Unavailable) => self.lost.store(true, Relaxed),
            Some(Outage::Busy) | None => {}
        }
    }

    /// What it means that there is no connection for a writer: others have them, or there is no server.
    pub(super) fn without_connection(&self) -> Outage {
        if self.lost.load(Relaxed) {
            Outage::Unavailable
        } else {
            Outage::Busy
        }
    }

    /// Takes note of the database that a new connection found.
    pub(super) fn connected(&self, identity: String) {
        self.lost.store(false, Relaxed);
        let mut known = self.identity.lock().unwrap_or_else(PoisonError::into_inner);
        if known.as_ref().is_some_and(|known| *known != identity) {
            tracing::warn!("another database has come in the place of the one before: it was restored");
            self.replaced.fetch_add(1, Relaxed);
        }
        *known = Some(identity);
    }

    /// How often another database has come in the place of the one before.
    pub(super) fn replaced(&self) -> u64 {
        self.replaced.load(Relaxed)
    }
}

/// The statements that were run.
#[derive(Default)]
pub(super) struct Statements {
    count: AtomicU64,
    observer: OnceLock<Observer>,
}

impl std::fmt::Debug for Statements {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} statements", self.count())
    }
}

impl Statements {
    pub(super) fn ran(&self, statement: &Statement) {
        self.count.fetch_add(1, Relaxed);
        if let Some(observe) = self.observer.get() {
            observe(statement);
        }
    }

    pub(super) fn count(&self) -> u64 {
        self.count.load(Relaxed)
    }

    pub(super) fn observe(&self, observer: Observer) {
        // The first observer stays.
        drop(self.observer.set(observer));
    }
}
