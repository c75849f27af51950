//! What a register must say of its content to be read and written like every other.

use chrono::{DateTime, Utc};
use entities::scoped::Scoped;
use sea_orm::{EntityTrait, ModelTrait, Select, sea_query::ValueType};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::Register;
use crate::{
    error::{Error, Result},
    issue::Issue,
    region::tree::{Place, Tree},
    register::model::{Deletion, Stored},
    scope::{
        Scope,
        policy::{Function, Resource},
    },
};

/// The content of a register's records.
pub trait Kept: Clone + PartialEq + Serialize + Send + Sync + 'static {
    /// Key of a record.
    type Id: Copy + From<i64> + Into<i64> + Send + Sync;
    /// The table.
    type Table: Register;
    /// What its lists are filtered by, beside what all are.
    type Filter: Clone + std::fmt::Debug + Default + Send + Sync;
    /// What it is, for the rights.
    const RESOURCE: Resource;
    /// What it is, in the logs.
    const KIND: &'static str;
    /// Tables that are made from the content, by which records are searched and summed.
    const INDEXES: &'static [Index] = &[];
    /// The one of them that shows a record under other regions than its own, too.
    const PRESENCE: Option<Presence> = None;
    /// Whether its records are found by any part of their names.
    const SEARCHED: bool = false;
    /// Whether its name is unique in its region.
    const UNIQUE_NAME: bool = true;

    /// The name of the record.
    fn name(&self) -> &str;

    /// The code that names it, where the register has one.
    fn code(&self) -> Option<&str> {
        None
    }

    /// The names by which it is found in any part.
    fn searched(&self) -> Vec<&str> {
        vec![self.name()]
    }

    /// By what the largest are found, where the register has such a measure.
    fn magnitude(&self) -> i64 {
        -1
    }

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

    /// The rows of each index table, in the order of [`Kept::INDEXES`]: `province_id` and `region_id` are those
    /// of the record where a row does not name them.
    fn indexed(&self, _tree: &Tree) -> Vec<Vec<Value>> {
        Vec::new()
    }

    /// The functions of which a token needs one to write the record.
    fn keepers(&self) -> &'static [Function] {
        Self::RESOURCE.keepers().unwrap_or(&[])
    }

    /// Why the record may not be deleted in its state.
    fn undeletable(&self) -> Option<Issue> {
        None
    }

    /// The fields of a record of `place` that the scope may not read in its history.
    fn hidden(_scope: &Scope, _place: Place<'_>) -> &'static [&'static str] {
        &[]
    }

    /// The rows of a list that pass the register's own filter.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` for a filter without a meaning.
    fn filtered(select: Select<Self::Table>, _filter: &Self::Filter) -> Result<Select<Self::Table>> {
        Ok(select)
    }
}

/// A table made from the content of records: rewritten whenever a record changes, in the same transaction.
#[derive(Clone, Copy, Debug)]
pub struct Index {
    /// The table.
    pub table: &'static str,
    /// Its columns beside `record_id`, `province_id` and `region_id`, with their types.
    pub columns: &'static [(&'static str, &'static str)],
}

/// An index table that shows records under other regions than their own.
#[derive(Clone, Copy, Debug)]
pub struct Presence {
    /// The table.
    pub table: &'static str,
    /// Whether it shows records of another province. Where it does not, a province's list is that of its own
    /// records, in the order of an index.
    pub across_provinces: bool,
}

/// A stored record of a register.
pub type Record<C> = Stored<<C as Kept>::Id, C>;

/// The record of a row.
pub(super) fn record<C: Kept>(row: <C::Table as EntityTrait>::Model) -> Result<Record<C>> {
    let number = |column| value::<i64, C>(&row, column);
    let moment = |column| value::<DateTime<Utc>, C>(&row, column);
    let deleted_at = value::<Option<DateTime<Utc>>, C>(&row, C::Table::DELETED_AT)?;
    let reason = value::<Option<String>, C>(&row, C::Table::DELETED_REASON)?;
    Ok(Stored {
        id: number(C::Table::ID)?.into(),
        region: number(C::Table::region())?.into(),
        version: number(C::Table::VERSION)?,
        created_at: moment(C::Table::CREATED_AT)?,
        updated_at: moment(C::Table::UPDATED_AT)?,
        deleted: deleted_at.map(|at| Deletion {
            at,
            reason: reason.unwrap_or_default(),
        }),
        content: C::read(row)?,
    })
}

fn value<T: ValueType, C: Kept>(
    row: &<C::Table as EntityTrait>::Model,
    column: <C::Table as EntityTrait>::Column,
) -> Result<T> {
    T::try_from(row.get(column)).map_err(|_| Error::internal("a column of another type"))
}

/// The details of a record, as they are stored.
///
/// # Errors
/// When they cannot be written as JSON.
pub fn to_details<T: Serialize>(details: &T) -> Result<String> {
    serde_json::to_string(details).map_err(Error::internal)
}

/// The details of a row.
///
/// # Errors
/// Our fault, for details of another release.
pub fn from_details<T: DeserializeOwned>(details: &str) -> Result<T> {
    serde_json::from_str(details).map_err(Error::internal)
}
