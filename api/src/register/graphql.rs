//! What the registers share in the API.

use async_graphql::{Enum, InputObject, MaybeUndefined};
use chrono::{DateTime, Utc};

use super::model::{Cursor, List, OrderBy};
use crate::graphql::scalars::RegionCode;

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

/// The cursor of a record in a list's order.
#[must_use]
pub fn cursor(order: OrderBy, name: &str, updated_at: DateTime<Utc>, id: i64) -> Cursor {
    match order {
        OrderBy::Name => Cursor::Name(name.to_owned(), id),
        OrderBy::UpdatedAt => Cursor::UpdatedAt(updated_at, id),
    }
}
