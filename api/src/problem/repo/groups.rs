//! Counting problems in the database: by region and state, in one statement.

use chrono::NaiveDate;
use entities::problem::Column;
use sea_orm::{
    ConnectionTrait, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait},
};

use super::{Filter, overdue};
use crate::{
    code::from_text,
    db::{Db, column},
    error::Result,
    problem::{groups::Cell, model::Content},
    region::tree::Place,
    register::{model::List, repo::listed},
};

/// How many problems of a list each region has in each state, and how many of them are overdue on a day.
///
/// # Errors
/// As [`listed`].
pub async fn cells(db: &Db, place: Place<'_>, list: &List<Filter>, today: NaiveDate) -> Result<Vec<Cell>> {
    let late = Expr::case(overdue(today), Expr::cust("1"));
    let statement = listed::<Content>(place, list)?
        .select_only()
        .column_as(Column::RegionId, "region")
        .column_as(Column::State, "state")
        .expr_as(Expr::cust("COUNT(*)"), "problems")
        .expr_as(Expr::expr(late).count(), "overdue")
        .group_by(Column::RegionId)
        .group_by(Column::State)
        .build(db.reader().get_database_backend());
    let rows = db.reader().query_all_raw(statement).await?;
    let cell = |row: &sea_orm::QueryResult| {
        let number = |name: &str| Ok::<u64, crate::error::Error>(column::<i64>(row, name)?.unsigned_abs());
        Ok(Cell {
            region: column(row, "region")?,
            state: from_text(&column::<String>(row, "state")?)?,
            count: number("problems")?,
            overdue: number("overdue")?,
        })
    };
    rows.iter().map(cell).collect()
}
