//! Running a request: its data, its place beside the others, and the JSON of its answer.

use std::{future::Future, io, pin::pin, sync::Arc, task::Poll};

use async_graphql::Request;
use serde::Serialize;
use tokio::{
    runtime::{Handle, RuntimeFlavor},
    task::{block_in_place, unconstrained},
};

use super::{
    schema::{Loaders, request_data},
    weight::Budget,
};
use crate::{
    error::{Error, Result},
    hub::Hub,
    scope::Scope,
};

/// A request with all that its resolvers find in their context, and its budget.
#[must_use]
pub fn request(hub: &Arc<Hub>, scope: Scope, loaders: &Loaders, mut request: Request) -> (Request, Budget) {
    let budget = Budget::new(hub.config.graphql.max_values, Arc::clone(&hub.heavy));
    request.data = request_data(hub, scope, loaders);
    request.data.insert(budget.clone());
    (request, budget)
}

/// Does the work of a request. Once its answer is known to be a heavy one the work goes on where it keeps no other
/// request waiting: the runtime moves what else the thread has to do.
pub async fn beside<T>(budget: Budget, work: impl Future<Output = T>) -> T {
    // A runtime of one thread has nowhere to move the others to.
    let can_move = Handle::current().runtime_flavor() != RuntimeFlavor::CurrentThread;
    // Without the runtime's budget of steps, which would have a long list ask its loaders in several goes.
    let mut work = pin!(unconstrained(work));
    std::future::poll_fn(move |context| -> Poll<T> {
        if can_move && budget.is_heavy() {
            block_in_place(|| work.as_mut().poll(context))
        } else {
            work.as_mut().poll(context)
        }
    })
    .await
}

/// An answer as JSON of at most `limit` bytes.
///
/// # Errors
/// `LIMIT_EXCEEDED`.
pub fn json(answer: &impl Serialize, limit: usize) -> Result<Vec<u8>> {
    let mut bounded = Bounded {
        text: Vec::with_capacity(1024),
        limit,
    };
    let written = serde_json::to_writer(&mut bounded, answer);
    written.map_err(|error| match error.is_io() {
        true => Error::LimitExceeded(format!(
            "the answer has more than {limit} bytes: ask for fewer rows or fields"
        )),
        false => Error::internal(error),
    })?;
    Ok(bounded.text)
}

struct Bounded {
    text: Vec<u8>,
    limit: usize,
}

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    // JSON is written in very small pieces, and each comes here.
    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        if bytes.len() > self.limit - self.text.len() {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.text.extend_from_slice(bytes);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
