//! What an answer weighs: estimated from the document before anything is read, and counted while lists are written.
//!
//! A connection is weighed by its page, before. A list without pages may be any number of rows long, so it is counted
//! when it is there and before its rows are written: [`Rows`] charges rows × selected fields to the [`Budget`] of the
//! request.

use std::{
    borrow::Cow,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};

use async_graphql::{
    ContextSelectionSet, OutputType, Positioned, ServerResult, Value,
    parser::types::{Field, Selection, SelectionSet},
    registry::Registry,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::{Error, Result};

/// More than any limit, and so little that a sum over all fields of a document is exact.
const MOST: usize = 1 << 40;

/// The complexity of `rows` rows of content: never wraps round, however long the document.
#[must_use]
pub fn times(rows: usize, content: usize) -> usize {
    rows.saturating_mul(content).min(MOST)
}

/// Answers with more values are written by few requests at a time, and beside the others.
const HEAVY: usize = 20_000;

/// What one request may write, and has written so far.
#[derive(Clone, Debug)]
pub struct Budget(Arc<Spent>);

#[derive(Debug)]
struct Spent {
    limit: usize,
    values: AtomicUsize,
    turns: Arc<Semaphore>,
    /// Held until the answer is written, once it is a heavy one.
    turn: OnceLock<OwnedSemaphorePermit>,
}

impl Budget {
    /// A budget of `limit` values; heavy answers wait for one of `turns`.
    #[must_use]
    pub fn new(limit: usize, turns: Arc<Semaphore>) -> Self {
        Self(Arc::new(Spent {
            limit,
            values: AtomicUsize::new(0),
            turns,
            turn: OnceLock::new(),
        }))
    }

    /// Whether the answer is a heavy one, which is written beside the others.
    #[must_use]
    pub fn is_heavy(&self) -> bool {
        self.0.turn.get().is_some()
    }

    /// Counts values that are about to be written, over all fields of the request.
    ///
    /// # Errors
    /// `LIMIT_EXCEEDED`.
    pub async fn charge(&self, values: usize) -> Result<()> {
        let before = self.0.values.fetch_add(values.min(MOST), Relaxed);
        let all = before.saturating_add(values);
        if all > self.0.limit {
            return Err(Error::LimitExceeded(format!(
                "the answer would have {all} values; one answer has at most {}: ask for fewer rows or fields",
                self.0.limit
            )));
        }
        if all > HEAVY && !self.is_heavy() {
            let turn = Arc::clone(&self.0.turns).acquire_owned().await;
            // Another field of the request may have come first: then its turn is the request's, and this one goes back.
            drop(self.0.turn.set(turn.map_err(Error::internal)?));
            // Whoever polls the request finds it to be a heavy one now.
            tokio::task::yield_now().await;
        }
        Ok(())
    }
}

/// A list that no page bounds.
#[derive(Clone, Debug, Default)]
pub struct Rows<T>(pub Vec<T>);

impl<T> FromIterator<T> for Rows<T> {
    fn from_iter<I: IntoIterator<Item = T>>(rows: I) -> Self {
        Self(rows.into_iter().collect())
    }
}

impl<T: OutputType> OutputType for Rows<T> {
    fn type_name() -> Cow<'static, str> {
        <Vec<T> as OutputType>::type_name()
    }

    fn qualified_type_name() -> String {
        <Vec<T> as OutputType>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <Vec<T> as OutputType>::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        if let Some(budget) = ctx.data_opt::<Budget>() {
            let values = times(self.0.len(), fields(ctx, ctx.item));
            let charged = budget.charge(values).await;
            charged.map_err(|error| async_graphql::Error::from(error).into_server_error(field.pos))?;
        }
        self.0.resolve(ctx, field).await
    }
}

/// How many fields a selection has with all below, at least one; the document is bounded before it comes here.
fn fields(ctx: &ContextSelectionSet<'_>, selection: &Positioned<SelectionSet>) -> usize {
    let of = |selection: &Positioned<Selection>| match &selection.node {
        Selection::Field(field) => 1 + fields(ctx, &field.node.selection_set),
        Selection::InlineFragment(inline) => fields(ctx, &inline.node.selection_set),
        Selection::FragmentSpread(spread) => {
            let fragment = ctx.query_env.fragments.get(&spread.node.fragment_name.node);
            fragment.map_or(0, |fragment| fields(ctx, &fragment.node.selection_set))
        }
    };
    selection.node.items.iter().map(of).sum::<usize>()
}
