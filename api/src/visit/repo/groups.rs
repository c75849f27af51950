//! Counting visits in the database: by region, enterprise and problem, in one statement.

use entities::visit::{Column, Entity};
use sea_orm::{
    ConnectionTrait, QuerySelect, Select,
    sea_query::{Alias, Expr, ExprTrait, JoinType, UnionType},
};

use super::Filter;
use crate::{
    db::{Db, column},
    error::Result,
    region::tree::Place,
    register::{model::List, repo::listed},
    visit::{
        groups::{Cell, Of},
        model::Content,
    },
};

/// How many visits of a list each region made to each enterprise, and which problems they raised. A problem that was
/// deleted is none.
///
/// # Errors
/// As [`listed`].
pub async fn cells(db: &Db, place: Place<'_>, list: &List<Filter>) -> Result<Vec<Cell>> {
    let mut enterprises = rows(
        listed::<Content>(place, list)?,
        "'E'",
        Expr::col((Entity, Column::EnterpriseId)),
    );
    let l = |name: &'static str| Expr::col((Alias::new("l"), Alias::new(name)));
    let p = |name: &'static str| Expr::col((Alias::new("p"), Alias::new(name)));
    let mut problems = listed::<Content>(place, list)?;
    QuerySelect::query(&mut problems)
        .join_as(
            JoinType::InnerJoin,
            Alias::new("visit_problem"),
            Alias::new("l"),
            l("record_id").equals((Entity, Column::Id)),
        )
        .join_as(
            JoinType::InnerJoin,
            Alias::new("problem"),
            Alias::new("p"),
            p("id")
                .equals((Alias::new("l"), Alias::new("problem_id")))
                .and(p("deleted_at").is_null()),
        );
    let mut problems = rows(problems, "'P'", l("problem_id"));
    let problems = QuerySelect::query(&mut problems).take();
    let statement = QuerySelect::query(&mut enterprises).union(UnionType::All, problems);
    let backend = db.reader().get_database_backend();
    let rows = db.reader().query_all_raw(backend.build(statement)).await?;
    rows.iter()
        .map(|row| {
            let id: i64 = column(row, "id")?;
            let visits: i64 = column(row, "visits")?;
            Ok(Cell {
                region: column(row, "region")?,
                of: match column::<String>(row, "what")?.as_str() {
                    "E" => Of::Enterprise(id, visits.unsigned_abs()),
                    _ => Of::Problem(id),
                },
            })
        })
        .collect()
}

fn rows(select: Select<Entity>, what: &'static str, id: Expr) -> Select<Entity> {
    let region = Expr::col((Entity, Column::RegionId));
    select
        .select_only()
        .expr_as(Expr::cust(what), "what")
        .expr_as(region.clone(), "region")
        .expr_as(id.clone(), "id")
        .expr_as(Expr::cust("COUNT(*)"), "visits")
        .group_by(region)
        .group_by(id)
}
