//! Batches of records in the API.

use async_graphql::{Enum, ID, SimpleObject};

use crate::{
    graphql::{
        global_id::{self, Kind},
        issue::{self, Issue},
    },
    register::service::batch::Upserted,
};

/// What became of one row of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::register::service::batch::RowOutcome")]
pub enum UpsertOutcome {
    /// A new record is stored (or would be, in a dry run).
    Created,
    /// A new version is stored (or would be, in a dry run).
    Updated,
    /// It was stored so already.
    Unchanged,
    /// It is refused: see the issues.
    Refused,
    /// It is sound, but another row was refused and the batch is all or nothing.
    Withheld,
}

/// What became of one row.
#[derive(Clone, Debug, SimpleObject)]
pub struct UpsertedRow {
    /// Index of the row, from 0.
    index: usize,
    /// What became of it.
    outcome: UpsertOutcome,
    /// Global id of the record; null for a new one that is not stored.
    id: Option<ID>,
    /// The version that is stored now; null for a new one that is not stored.
    version: Option<i64>,
}

/// What became of a batch of records 批量登记.
#[derive(Debug, SimpleObject)]
pub struct UpsertPayload {
    /// How many new records are stored (or would be, in a dry run).
    created: usize,
    /// How many records have a new version (or would have, in a dry run).
    updated: usize,
    /// How many were stored so already.
    unchanged: usize,
    /// How many are refused.
    refused: usize,
    /// Each row with what became of it.
    rows: Vec<UpsertedRow>,
    /// Every issue of every row: its path begins with `rows` and the index.
    issues: Vec<Issue>,
}

impl UpsertPayload {
    /// What became of a batch of records of a kind.
    #[must_use]
    pub fn of(kind: Kind, upserted: Upserted) -> Self {
        let rows: Vec<UpsertedRow> = upserted
            .rows
            .into_iter()
            .enumerate()
            .map(|(index, (outcome, stored))| UpsertedRow {
                index,
                outcome: outcome.into(),
                id: stored.map(|(id, _)| global_id::encode(kind, id)),
                version: stored.map(|(_, version)| version),
            })
            .collect();
        let how_many = |wanted| rows.iter().filter(|row| row.outcome == wanted).count();
        Self {
            created: how_many(UpsertOutcome::Created),
            updated: how_many(UpsertOutcome::Updated),
            unchanged: how_many(UpsertOutcome::Unchanged),
            refused: how_many(UpsertOutcome::Refused),
            rows,
            issues: issue::wrap(upserted.issues),
        }
    }
}

/// Makes the input of a register's batch and its arguments. The rows are [`MaybeUndefined`](async_graphql::MaybeUndefined)
/// fields: what is left out stays, null empties.
#[macro_export]
macro_rules! upsert_input {
    ($(#[$doc:meta])* $input:ident of $row:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, async_graphql::InputObject)]
        pub struct $input {
            /// The region whose records they are: the token's own, which is also the default.
            pub region: Option<$crate::graphql::scalars::RegionCode>,
            /// The records, at most 1,000. One that is there already is found by `id`, else by what names it in this
            /// register (see the mutation), and changed; the others are new.
            pub rows: Vec<$row>,
            /// Check and tell, but write nothing.
            #[graphql(default)]
            pub dry_run: bool,
            /// Write nothing if one row is refused; by default the sound rows are written.
            #[graphql(default)]
            pub all_or_nothing: bool,
            /// The same key with the same batch gives the first answer again, for a day. 1 to 200 characters.
            pub idempotency_key: Option<String>,
        }

        impl $input {
            /// Writes the batch; `read` makes a row of each row that was given.
            async fn write<C: $crate::register::service::write::Rules>(
                self,
                ctx: &async_graphql::Context<'_>,
                kind: $crate::graphql::global_id::Kind,
                read: impl Fn($row) -> $crate::error::Result<$crate::register::service::batch::Row<C>>,
            ) -> $crate::error::Result<$crate::register::graphql::batch::UpsertPayload> {
                let request = async_graphql::InputType::to_value(&self);
                let batch = $crate::register::service::batch::Batch {
                    region: self.region.map(|code| code.0),
                    rows: self.rows.into_iter().map(read).collect::<$crate::error::Result<Vec<_>>>()?,
                    all_or_nothing: self.all_or_nothing,
                    dry_run: self.dry_run,
                };
                let upserted = $crate::register::service::batch::upsert(
                    $crate::graphql::context::scope(ctx)?,
                    $crate::graphql::context::hub(ctx),
                    &batch,
                    self.idempotency_key.as_deref(),
                    &request,
                )
                .await?;
                Ok($crate::register::graphql::batch::UpsertPayload::of(kind, upserted))
            }
        }
    };
}
