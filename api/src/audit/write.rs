//! A write transaction that cannot be committed without telling what it did.

use chrono::{DateTime, Utc};
use entities::ids::RegionId;
use serde::{Deserialize, Serialize};

use super::repo;
use crate::{
    db::{Engine, Transaction},
    error::{Error, Result},
    hub::Hub,
    region::tree::Place,
    scope::Scope,
};

/// What happened to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// A new record.
    Created,
    /// New content.
    Updated,
    /// A value was put before the tier above.
    Submitted,
    /// The tier above accepted it.
    Accepted,
    /// The tier above returned it.
    Returned,
    /// It was deleted, with a reason.
    Deleted,
    /// A deleted record was restored.
    Restored,
}

impl Act {
    /// As the tables have it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Submitted => "submitted",
            Self::Accepted => "accepted",
            Self::Returned => "returned",
            Self::Deleted => "deleted",
            Self::Restored => "restored",
        }
    }
}

/// What a write did to one record.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) act: Act,
    pub(super) kind: &'static str,
    pub(super) record: i64,
    pub(super) version: i64,
    pub(super) province: RegionId,
    pub(super) region: RegionId,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

/// A transaction of one scope. Dropped without [`Write::commit`], nothing has happened.
#[derive(Debug)]
pub struct Write<'a> {
    transaction: Transaction,
    engine: Engine,
    scope: &'a Scope,
    at: DateTime<Utc>,
    entries: Vec<Entry>,
}

impl<'a> Write<'a> {
    /// Begins a transaction; all that it writes bears the moment of its beginning.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn begin(scope: &'a Scope, hub: &Hub) -> Result<Self> {
        let transaction = hub.db.begin().await?;
        Ok(Self {
            transaction,
            engine: hub.db.engine(),
            scope,
            at: hub.clock.now(),
            entries: Vec::new(),
        })
    }

    /// The connection that is inside of the transaction.
    #[must_use]
    pub fn connection(&self) -> &Transaction {
        &self.transaction
    }

    /// Which engine it runs on.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The moment of the write.
    #[must_use]
    pub fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// Who writes.
    #[must_use]
    pub fn scope(&self) -> &'a Scope {
        self.scope
    }

    /// Notes what was done to a record of `place`; `before` and `after` are its content.
    ///
    /// # Errors
    /// When the content cannot be written as JSON.
    #[expect(
        clippy::too_many_arguments,
        reason = "one entry of the trail has that many parts"
    )]
    pub fn note<T: Serialize>(
        &mut self,
        act: Act,
        kind: &'static str,
        record: i64,
        version: i64,
        place: Place<'_>,
        before: Option<&T>,
        after: Option<&T>,
    ) -> Result<()> {
        let json = |content: Option<&T>| {
            content
                .map(serde_json::to_string)
                .transpose()
                .map_err(Error::internal)
        };
        self.entries.push(Entry {
            act,
            kind,
            record,
            version,
            province: place.province().id,
            region: place.id,
            before: json(before)?,
            after: json(after)?,
        });
        Ok(())
    }

    /// Appends the entries and commits.
    ///
    /// # Errors
    /// When the database does not answer; then nothing has happened.
    pub async fn commit(self, hub: &Hub) -> Result<()> {
        repo::append(&self.transaction, self.engine, self.scope, self.at, &self.entries).await?;
        self.transaction.commit().await?;
        self.scope.wrote();
        if !self.entries.is_empty() {
            hub.changed.notify_waiters();
        }
        Ok(())
    }
}
