//! What the registers share in the API.

use async_graphql::{Context, Enum, InputObject, MaybeUndefined, OutputType};

use super::{
    model::{Cursor, List, OrderBy},
    repo::{Kept, Record},
    service,
};
use crate::{
    error::Result,
    graphql::{
        context::{hub, scope},
        page::{self, Page, Total},
        scalars::RegionCode,
    },
};

/// By what a register's list is ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::register::model::OrderBy")]
pub enum RegisterOrderField {
    /// By name, in the order of Unicode code points.
    Name,
    /// By the moment of the last change.
    UpdatedAt,
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

/// The list that the arguments of a query describe.
#[must_use]
pub fn list(
    region: Option<RegionCode>,
    name_starts_with: Option<String>,
    order: Option<RegisterOrder>,
) -> List {
    List {
        region: region.map(|code| code.0),
        name_starts_with,
        order: order.map_or_else(OrderBy::default, |order| order.field.into()),
        descending: order.is_some_and(|order| order.direction == OrderDirection::Desc),
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

/// A page of a register's list, with a count if it is asked for.
///
/// # Errors
/// `FORBIDDEN` outside of the scope; `BAD_USER_INPUT` and `LIMIT_EXCEEDED` for the page.
pub async fn page<C: Kept, T: OutputType>(
    ctx: &Context<'_>,
    list: List,
    first: Option<i32>,
    after: Option<String>,
    node: impl Fn(Record<C>) -> T,
) -> Result<Page<T>> {
    let (scope, hub, order) = (scope(ctx)?.clone(), hub(ctx).clone(), list.order);
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
    }
}
