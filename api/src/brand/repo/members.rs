//! Brands that a rule counts, in their regions; or the enterprises that hold them.

use crate::{
    counting::{
        fold::Cell,
        model::{Brands, CountedAs},
    },
    db::Db,
    enterprise::repo::members::located,
    error::Result,
    register::repo::members::{Asked, Sql},
};

/// The brands that a rule counts.
///
/// # Errors
/// When the database does not answer.
pub async fn counted(db: &Db, asked: &Asked<'_>, filter: &Brands, of: CountedAs) -> Result<Vec<Cell>> {
    let mut sql = Sql::on(db, asked);
    let mut which = sql.any("b.kind", &filter.kinds);
    let levels = filter.levels.iter().map(|level| level.code().to_owned());
    which += &sql.any("b.level", &levels.collect::<Vec<_>>());
    which += match filter.held_by_enterprise {
        None => "",
        Some(true) => " AND b.holder_id IS NOT NULL",
        Some(false) => " AND b.holder_id IS NULL",
    };
    which += &sql.valid("b.awarded_on", "b.valid_to");
    let from = format!(
        "FROM brand b WHERE b.province_id = {} AND b.deleted_at IS NULL {which}",
        sql.province
    );
    let body = match of {
        CountedAs::Subject => format!("SELECT b.id AS subject, b.region_id AS region {from}"),
        CountedAs::Host => format!(
            "WITH m AS (SELECT b.holder_id AS subject, {} AS day {from} AND b.holder_id IS NOT NULL) {}",
            sql.day_of("b.awarded_on"),
            located(&sql, "1 = 1")
        ),
    };
    sql.cells(db, asked, &body).await
}
