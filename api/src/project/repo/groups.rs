//! Counting projects and summing their investment in the database, by region and one more key, in one statement.

use chrono::NaiveDate;
use entities::project::{Column, Entity};
use sea_orm::{
    ConnectionTrait, QuerySelect, QueryTrait, Select,
    sea_query::{Alias, Expr, ExprTrait, JoinType, Query, SelectStatement},
};

use super::Filter;
use crate::{
    db::{Db, column},
    error::Result,
    project::{
        groups::{Cell, Sum},
        model::Content,
    },
    region::tree::Place,
    register::{model::List, repo::listed},
};

/// By what projects are grouped beside their region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// By nothing else.
    None,
    /// Code of the kind.
    Kind,
    /// Code of the stage.
    Stage,
}

/// Counts and sums of the projects of a list by region and key.
///
/// # Errors
/// As [`listed`].
pub async fn cells(db: &Db, place: Place<'_>, list: &List<Filter>, key: Key) -> Result<Vec<Cell>> {
    let key = match key {
        Key::None => Expr::cust("CAST(NULL AS TEXT)"),
        Key::Kind => Expr::cust("project.kind"),
        Key::Stage => Expr::cust("project.stage"),
    };
    read(db, listed::<Content>(place, list)?, key).await
}

/// Counts and sums of the projects that entered one of `stages` from one day to another, by region and stage: a project
/// once a stage, however often it entered it.
///
/// # Errors
/// When the database does not answer.
pub async fn entered(
    db: &Db,
    place: Place<'_>,
    stages: &[&str],
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<Cell>> {
    let mut select = listed::<Content>(place, &List::default())?;
    let on = Expr::col((Alias::new("s"), Alias::new("record_id"))).equals((Entity, Column::Id));
    let entries = entries(place, stages, (from, to));
    QuerySelect::query(&mut select).join_subquery(JoinType::InnerJoin, entries, Alias::new("s"), on);
    read(db, select, Expr::cust("s.stage")).await
}

fn entries(place: Place<'_>, stages: &[&str], (from, to): (NaiveDate, NaiveDate)) -> SelectStatement {
    let col = |name: &'static str| Expr::col(Alias::new(name));
    Query::select()
        .distinct()
        .columns([Alias::new("record_id"), Alias::new("stage")])
        .from(Alias::new("project_stage"))
        .and_where(col("province_id").eq(place.province().id.0))
        .and_where(col("stage").is_in(stages.iter().copied()))
        .and_where(col("entered_on").gte(from))
        .and_where(col("entered_on").lte(to))
        .take()
}

async fn read(db: &Db, select: Select<Entity>, key: Expr) -> Result<Vec<Cell>> {
    let region = Expr::col((Entity, Column::RegionId));
    // In two halves: a sum of large numbers fits in no integer of SQLite, and is no integer on PostgreSQL.
    let half = |sign: &str| {
        let half = format!("CAST(SUM(project.total_investment {sign} 1000000000) AS BIGINT)");
        Expr::cust(half)
    };
    let select = select
        .select_only()
        .expr_as(region.clone(), "region")
        .expr_as(key.clone(), "key")
        .expr_as(Expr::cust("COUNT(project.id)"), "projects")
        .expr_as(half("/"), "high")
        .expr_as(half("%"), "low")
        .expr_as(Expr::cust("COUNT(project.total_investment)"), "known")
        .group_by(region)
        .group_by(key);
    let statement = select.build(db.reader().get_database_backend());
    let rows = db.reader().query_all_raw(statement).await?;
    rows.iter()
        .map(|row| {
            let half = |half: &str| column::<Option<i64>>(row, half);
            let (high, low) = (half("high")?.unwrap_or(0), half("low")?.unwrap_or(0));
            let number =
                |name: &str| Ok::<u64, crate::error::Error>(column::<i64>(row, name)?.unsigned_abs());
            Ok(Cell {
                region: column(row, "region")?,
                key: column(row, "key")?,
                sum: Sum {
                    count: number("projects")?,
                    investment: i128::from(high) * 1_000_000_000 + i128::from(low),
                    investment_of: number("known")?,
                },
            })
        })
        .collect()
}
