//! Pages: Relay connections with keyset cursors. A cursor holds the sort key of its row, so a page is one
//! indexed read however deep it lies, and rows that come or go do not shift it.

use std::{borrow::Cow, future::Future, pin::Pin};

use async_graphql::{
    Context, Object, OutputType, TypeName,
    connection::{Edge, EmptyFields, PageInfo},
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

/// A page of nodes. Beside the library's own connection it has a description.
pub struct Page<T: OutputType> {
    edges: Vec<Edge<String, T, EmptyFields>>,
    before: bool,
    more: bool,
    total: Total,
}

impl<T: OutputType> TypeName for Page<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", T::type_name()).into()
    }
}

/// A page of a list (Relay connection). For the next one, give `endCursor` of its `pageInfo` as `after`.
#[Object(name_type)]
impl<T: OutputType> Page<T> {
    /// Where the page begins and ends, and whether there are more.
    async fn page_info(&self) -> PageInfo {
        PageInfo {
            has_previous_page: self.before,
            has_next_page: self.more,
            start_cursor: self.edges.first().map(|edge| edge.cursor.clone()),
            end_cursor: self.edges.last().map(|edge| edge.cursor.clone()),
        }
    }

    /// The rows with their cursors.
    async fn edges(&self) -> &[Edge<String, T, EmptyFields>] {
        &self.edges
    }

    /// The rows.
    async fn nodes(&self) -> Vec<&T> {
        self.edges.iter().map(|edge| &edge.node).collect()
    }

    /// How many there are on all pages together, inside the scope of the token. Counted only when asked for.
    async fn total_count(&self) -> Result<u64> {
        (self.total.0)().await
    }
}

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

/// Where the page begins in rows that were made together: after the row that a cursor names.
///
/// # Errors
/// `BAD_USER_INPUT` for what is not a cursor of this connection, and where its row is no longer there.
pub fn after<R, K: DeserializeOwned + PartialEq>(
    rows: &[R],
    cursor: Option<&str>,
    key_of: impl Fn(&R) -> K,
) -> Result<usize> {
    let Some(last) = key::<K>(cursor)? else {
        return Ok(0);
    };
    let at = rows.iter().position(|row| key_of(row) == last);
    at.map(|at| at + 1).ok_or_else(|| {
        Error::BadInput("the row of the cursor is no longer in the list: begin again".to_owned())
    })
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
    let edges = rows
        .into_iter()
        .map(|row| Edge::new(cursor(&key(&row)), node(row)));
    Page {
        edges: edges.collect(),
        before: after,
        more,
        total,
    }
}
