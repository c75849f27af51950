//! What a register must say of its content to be read and written like every other.

use chrono::{DateTime, Utc};
use entities::scoped::Scoped;
use sea_orm::{EntityTrait, ModelTrait, sea_query::ValueType};
use serde::Serialize;

use super::Register;
use crate::{
    error::{Error, Result},
    register::model::Stored,
    scope::policy::Resource,
};

/// The content of a register's records.
pub trait Kept: Clone + Serialize + Send + Sync + 'static {
    /// Key of a record.
    type Id: Copy + From<i64> + Into<i64> + Send + Sync;
    /// The table.
    type Table: Register;
    /// What it is, for the rights.
    const RESOURCE: Resource;
    /// What it is, in the logs.
    const KIND: &'static str;

    /// The name of the record.
    fn name(&self) -> &str;

    /// The content of a row.
    ///
    /// # Errors
    /// Our fault, for a code that this release does not know.
    fn read(row: <Self::Table as EntityTrait>::Model) -> Result<Self>;

    /// A row with the columns of the content alone.
    ///
    /// # Errors
    /// Our fault, for a code without a text.
    fn row(&self) -> Result<<Self::Table as EntityTrait>::ActiveModel>;
}

/// A stored record of a register.
pub type Record<C> = Stored<<C as Kept>::Id, C>;

/// The record of a row.
pub(super) fn record<C: Kept>(row: <C::Table as EntityTrait>::Model) -> Result<Record<C>> {
    let number = |column| value::<i64, C>(&row, column);
    let moment = |column| value::<DateTime<Utc>, C>(&row, column);
    Ok(Stored {
        id: number(C::Table::ID)?.into(),
        region: number(C::Table::region())?.into(),
        version: number(C::Table::VERSION)?,
        created_at: moment(C::Table::CREATED_AT)?,
        updated_at: moment(C::Table::UPDATED_AT)?,
        content: C::read(row)?,
    })
}

fn value<T: ValueType, C: Kept>(
    row: &<C::Table as EntityTrait>::Model,
    column: <C::Table as EntityTrait>::Column,
) -> Result<T> {
    T::try_from(row.get(column)).map_err(|_| Error::internal("a column of another type"))
}
