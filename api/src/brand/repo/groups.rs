//! Counting brands in the database: by region and what makes them one, in one statement.

use entities::brand::Column;
use sea_orm::{ConnectionTrait, QuerySelect, QueryTrait, sea_query::Expr};

use super::Filter;
use crate::{
    brand::{groups::Cell, model::Content},
    db::{Db, column},
    error::Result,
    region::tree::Place,
    register::{model::List, repo::listed},
};

/// How often each region has each brand of a list.
///
/// # Errors
/// As [`listed`].
pub async fn cells(db: &Db, place: Place<'_>, list: &List<Filter>) -> Result<Vec<Cell>> {
    let what = [Column::RegionId, Column::Kind, Column::Level, Column::Name];
    let mut select = listed::<Content>(place, list)?.select_only();
    for (column, name) in what.into_iter().zip(["region", "kind", "level", "name"]) {
        select = select.column_as(column, name).group_by(column);
    }
    let statement = select
        .expr_as(Expr::cust("COUNT(*)"), "records")
        .build(db.reader().get_database_backend());
    let rows = db.reader().query_all_raw(statement).await?;
    let cell = |row: &sea_orm::QueryResult| {
        Ok(Cell {
            region: column(row, "region")?,
            kind: column(row, "kind")?,
            level: column(row, "level")?,
            name: column(row, "name")?,
            records: column::<i64>(row, "records")?.unsigned_abs(),
        })
    };
    rows.iter().map(cell).collect()
}
