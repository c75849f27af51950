//! Pages: Relay connections with keyset cursors. A cursor holds the sort key of its row, so a page is one
//! indexed read however deep it lies, and rows that come or go do not shift it.

use std::{future::Future, pin::Pin};

use async_graphql::{
    Context, Object, OutputType,
    connection::{Connection, Edge, EmptyFields},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use serde::{Serialize, de::DeserializeOwned};

use super::context::hub;
use crate::error::{Error, Result};

/// Rows of a page when none are asked for.
pub const DEFAULT_PAGE: usize = 50;

type Count = dyn Fn() -> Pin<Box<dyn Future<Output = Result<u64>> + Send>> + Send + Sync;

/// The count of a connection, computed only when it is asked for.
pub struct Total(Box<Count>);

impl Total {
    /// A count that is computed by `count` when it is asked for.
    pub fn new<F, Fut>(count: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<u64>> + Send + 'static,
    {
        Self(Box::new(move || Box::pin(count())))
    }

    /// A count that is known.
    #[must_use]
    pub fn known(count: usize) -> Self {
        Self::new(move || std::future::ready(Ok(count as u64)))
    }
}

/// Fields that every connection has beside the standard ones.
#[Object]
impl Total {
    /// How many there are on all pages together, inside the scope of the token. Counted only when asked for.
    async fn total_count(&self) -> Result<u64> {
        (self.0)().await
    }
}

/// A page of nodes.
pub type Page<T> = Connection<String, T, Total, EmptyFields>;

/// How many rows a page shall have.
///
/// # Errors
/// `BAD_USER_INPUT` for less than one, `LIMIT_EXCEEDED` for more than the hub gives.
pub fn limit(ctx: &Context<'_>, first: Option<i32>) -> Result<usize> {
    let most = hub(ctx).config.graphql.max_page;
    let first = first.map_or(Ok(DEFAULT_PAGE.min(most)), usize::try_from);
    match first {
        Ok(0) | Err(_) => Err(Error::BadInput("first must be at least 1".to_owned())),
        Ok(first) if first > most => Err(Error::LimitExceeded(format!("a page has at most {most} rows"))),
        Ok(first) => Ok(first),
    }
}

/// The sort key that a cursor holds.
///
/// # Errors
/// `BAD_USER_INPUT` for what is not a cursor of this connection.
pub fn key<K: DeserializeOwned>(after: Option<&str>) -> Result<Option<K>> {
    let Some(cursor) = after else { return Ok(None) };
    let parsed = BASE64
        .decode(cursor)
        .ok()
        .and_then(|json| serde_json::from_slice(&json).ok());
    parsed
        .map(Some)
        .ok_or_else(|| Error::BadInput(format!("{cursor:?} is not a cursor of this connection")))
}

/// The cursor of a sort key.
#[must_use]
pub fn cursor<K: Serialize>(key: &K) -> String {
    BASE64.encode(serde_json::to_vec(key).unwrap_or_default())
}

/// A page of at most `limit` of `rows`, which hold one more if there are more.
pub fn connection<R, T, K>(
    mut rows: Vec<R>,
    limit: usize,
    after: bool,
    total: Total,
    key: impl Fn(&R) -> K,
    node: impl Fn(R) -> T,
) -> Page<T>
where
    T: OutputType,
    K: Serialize,
{
    let more = rows.len() > limit;
    rows.truncate(limit);
    let mut page = Connection::with_additional_fields(after, more, total);
    page.edges.extend(
        rows.into_iter()
            .map(|row| Edge::new(cursor(&key(&row)), node(row))),
    );
    page
}
