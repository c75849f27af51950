//! What one subject holds over all its WebSocket connections.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use moka::sync::Cache;

use crate::{
    auth::Viewer,
    error::{Error, Result},
    graphql::schema::Loaders,
    hub::Hub,
    scope::Scope,
};

/// Something that a subject may hold so many of at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Held {
    /// A connection.
    Connection,
    /// A query or mutation that runs on one.
    Operation,
    /// A subscription.
    Subscription,
}

impl Held {
    fn most(self) -> usize {
        match self {
            Self::Connection => 32,
            Self::Operation => 64,
            Self::Subscription => 1_000,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Connection => "connections",
            Self::Operation => "operations",
            Self::Subscription => "subscriptions",
        }
    }
}

/// How many of each a subject holds.
type Counts = HashMap<(Arc<Viewer>, Held), usize>;

/// The subjects with connections, and the loaders that the subscriptions of each share.
#[derive(Clone, Debug)]
pub(super) struct Subjects {
    held: Arc<Mutex<Counts>>,
    /// By the tree as well: a scope stands in one.
    loaders: Cache<(Arc<Viewer>, usize), Arc<Loaders>>,
}

impl Default for Subjects {
    fn default() -> Self {
        Self {
            held: Arc::default(),
            loaders: Cache::builder()
                .max_capacity(1_000)
                .time_to_idle(std::time::Duration::from_secs(600))
                .build(),
        }
    }
}

impl Subjects {
    /// One more for a subject, until it is dropped.
    ///
    /// # Errors
    /// `LIMIT_EXCEEDED`.
    pub(super) fn hold(&self, viewer: &Arc<Viewer>, what: Held) -> Result<Holding> {
        let key = (Arc::clone(viewer), what);
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let count = held.entry(key.clone()).or_default();
        if *count >= what.most() {
            return Err(Error::LimitExceeded(format!(
                "a subject has at most {} {} at once, over all its WebSockets",
                what.most(),
                what.name()
            )));
        }
        *count += 1;
        Ok(Holding {
            subjects: self.clone(),
            key,
        })
    }

    /// The loaders that the subscriptions of a viewer share.
    pub(super) fn loaders(&self, viewer: &Arc<Viewer>, hub: &Arc<Hub>, scope: &Scope) -> Arc<Loaders> {
        let key = (Arc::clone(viewer), Arc::as_ptr(scope.tree()).addr());
        self.loaders
            .get_with(key, || Arc::new(Loaders::of_viewer(hub, scope)))
    }
}

/// One of what a subject holds.
#[derive(Debug)]
pub(super) struct Holding {
    subjects: Subjects,
    key: (Arc<Viewer>, Held),
}

impl Drop for Holding {
    fn drop(&mut self) {
        let mut held = self.subjects.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = held.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                held.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Principal;

    #[test]
    fn what_is_held_is_given_back() {
        let viewer = |subject: &str| {
            let principal = Principal {
                issuer: "issuer".into(),
                subject: subject.into(),
                region: "440000000000".to_owned(),
                functions: Vec::new(),
                roles: Vec::new(),
                expires_at: chrono::DateTime::UNIX_EPOCH,
            };
            Arc::new(principal.viewer())
        };
        let subjects = Subjects::default();
        let mut held: Vec<_> = (0..Held::Connection.most())
            .map(|_| subjects.hold(&viewer("a"), Held::Connection).unwrap())
            .collect();
        assert!(subjects.hold(&viewer("a"), Held::Connection).is_err());
        assert!(subjects.hold(&viewer("a"), Held::Operation).is_ok());
        assert!(subjects.hold(&viewer("b"), Held::Connection).is_ok());
        held.pop();
        held.push(subjects.hold(&viewer("a"), Held::Connection).unwrap());
        drop(held);
        assert!(subjects.held.lock().unwrap().is_empty());
    }
}
