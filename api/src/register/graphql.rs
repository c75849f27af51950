//! What the registers share in the API.

pub mod amount;
pub mod batch;
pub mod keep;
pub mod record;

use async_graphql::{Context, Enum, InputObject, MaybeUndefined, OutputType};

use super::{
    model::{self, Cursor, List, OrderBy},
    repo::{Kept, Record},
    service,
};
use crate::{
    error::Result,
    graphql::{
        context::{hub, scope},
        page::{self, Page, Total},
        scalars::{DateTime, RegionCode},
    },
};

/// By what a register's list is ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::register::model::OrderBy")]
pub enum RegisterOrderField {
    /// By name, in the order of Unicode code points: of a recognition that of its subject, of a problem its title, of
    /// a claim its credit code.
    Name,
    /// By the moment of the last change.
    UpdatedAt,
    /// By size: output of the latest year of an enterprise, total investment of a project, amount of a contract. Those
    /// of which it is not known come last in descending order. Other registers have no such measure: `BAD_USER_INPUT`.
    Magnitude,
}

/// Direction of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum OrderDirection {
    /// Ascending.
    Asc,
    /// Descending.
    Desc,
}

/// Order of a register's list.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct RegisterOrder {
    /// By what.
    pub field: RegisterOrderField,
    /// In which direction.
    #[graphql(default_with = "OrderDirection::Asc")]
    pub direction: OrderDirection,
}

impl RegisterOrder {
    /// The order; by name where none is asked for.
    #[must_use]
    pub fn of(given: Option<Self>) -> model::Order {
        model::Order {
            by: given.map_or_else(OrderBy::default, |order| order.field.into()),
            descending: given.is_some_and(|order| order.direction == OrderDirection::Desc),
        }
    }
}

/// Conditions that every register has.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ListFilter {
    /// The region to which they belong, those below included; the token's own by default.
    pub region: Option<RegionCode>,
    /// Only names that begin with this text.
    pub name_starts_with: Option<String>,
    /// Only those of which a name contains this text, as people type it: in full width or half, capital or small,
    /// spaces, punctuation and the legal form (有限公司 and the like) left out. Other names 别名 are searched, too.
    pub search: Option<String>,
    /// Only those that changed at this moment or later.
    pub changed_since: Option<DateTime>,
    /// Only the deleted ones 已删除; by default only those that stand.
    pub deleted: Option<bool>,
}

impl ListFilter {
    /// The list with a register's own filter.
    #[must_use]
    pub fn list<F>(self, filter: F, order: Option<RegisterOrder>) -> List<F> {
        List {
            region: self.region.map(|code| code.0),
            name_starts_with: self.name_starts_with,
            search: self.search,
            changed_since: self.changed_since.map(|moment| moment.0),
            deleted: self.deleted.unwrap_or_default(),
            filter,
            order: RegisterOrder::of(order),
        }
    }
}

/// The new value of a field: given, emptied by null, or as it was.
#[must_use]
pub fn or_old<T: Clone>(given: MaybeUndefined<T>, old: &Option<T>) -> Option<T> {
    match given {
        MaybeUndefined::Undefined => old.clone(),
        MaybeUndefined::Null => None,
        MaybeUndefined::Value(value) => Some(value),
    }
}

/// The new entries of a list: given, none by null, or as they were.
pub fn list_or_old<T, U: Clone>(
    given: MaybeUndefined<Vec<T>>,
    old: &[U],
    read: impl FnMut(T) -> U,
) -> Vec<U> {
    match given {
        MaybeUndefined::Undefined => old.to_vec(),
        MaybeUndefined::Null => Vec::new(),
        MaybeUndefined::Value(entries) => entries.into_iter().map(read).collect(),
    }
}

/// A page of a register's list, with a count if it is asked for.
///
/// # Errors
/// `FORBIDDEN` outside of the scope; `BAD_USER_INPUT` and `LIMIT_EXCEEDED` for the page.
pub async fn page<C: Kept, T: OutputType>(
    ctx: &Context<'_>,
    list: List<C::Filter>,
    first: Option<i32>,
    after: Option<String>,
    node: impl Fn(Record<C>) -> T,
) -> Result<Page<T>> {
    let (scope, hub, order) = (scope(ctx)?.clone(), hub(ctx).clone(), list.order.by);
    let limit = page::limit(ctx, first)?;
    let rows = service::page::<C>(&scope, &hub, &list, page::key(after.as_deref())?, limit).await?;
    let total = Total::new(move || {
        let (scope, hub, list) = (scope.clone(), hub.clone(), list.clone());
        async move { service::count::<C>(&scope, &hub, &list).await }
    });
    let key = move |record: &Record<C>| cursor(order, record);
    Ok(page::connection(rows, limit, after.is_some(), total, key, node))
}

/// The cursor of a record in a list's order.
#[must_use]
pub fn cursor<C: Kept>(order: OrderBy, record: &Record<C>) -> Cursor {
    let id = record.id.into();
    match order {
        OrderBy::Name => Cursor::Name(record.content.name().to_owned(), id),
        OrderBy::UpdatedAt => Cursor::UpdatedAt(record.updated_at, id),
        OrderBy::Magnitude => Cursor::Magnitude(record.content.magnitude(), id),
    }
}
