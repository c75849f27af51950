//! Counting and summing contracts in the database: by their regions and one more key, in one statement.

use entities::contract::Column;
use sea_orm::{ConnectionTrait, QuerySelect, QueryTrait, sea_query::Expr};

use super::{Filter, regions};
use crate::{
    contract::{
        groups::{Cell, Key},
        model::Content,
    },
    db::{Db, column},
    error::Result,
    region::tree::Place,
    register::{model::List, repo::listed},
};

/// The contracts of a list by the region that has them, the regions that share them, and a key: each contract is in
/// one row.
///
/// # Errors
/// As [`listed`].
pub async fn cells(db: &Db, place: Place<'_>, list: &List<Filter>, key: Key) -> Result<Vec<Cell>> {
    let of = Expr::cust(match key {
        Key::None => "CAST(NULL AS TEXT)",
        Key::Kind => "contract.kind",
        Key::Year => "CAST(contract.year AS TEXT)",
    });
    // In two halves: a sum of large numbers fits in no integer of SQLite, and is no integer on PostgreSQL.
    let statement = listed::<Content>(place, list)?
        .select_only()
        .column_as(Column::RegionId, "region")
        .column_as(Column::SharedWith, "shared_with")
        .expr_as(of.clone(), "key")
        .expr_as(Expr::cust("COUNT(*)"), "contracts")
        .expr_as(
            Expr::cust("CAST(SUM(contract.amount / 1000000000) AS BIGINT)"),
            "high",
        )
        .expr_as(
            Expr::cust("CAST(SUM(contract.amount % 1000000000) AS BIGINT)"),
            "low",
        )
        .expr_as(Expr::cust("COUNT(contract.amount)"), "amounts")
        .group_by(Column::RegionId)
        .group_by(Column::SharedWith)
        .group_by(of)
        .build(db.reader().get_database_backend());
    let rows = db.reader().query_all_raw(statement).await?;
    rows.iter()
        .map(|row| {
            let number = |name: &str| column::<i64>(row, name).map(i64::unsigned_abs);
            let half = |name: &str| column::<Option<i64>>(row, name).map(Option::unwrap_or_default);
            let mut of = vec![column(row, "region")?];
            of.extend(regions(&column::<String>(row, "shared_with")?)?);
            Ok(Cell {
                regions: of,
                key: column(row, "key")?,
                count: number("contracts")?,
                amount: i128::from(half("high")?) * 1_000_000_000 + i128::from(half("low")?),
                amounts: number("amounts")?,
            })
        })
        .collect()
}
