//! Institutions that a rule counts, in their regions.

use crate::{
    counting::{fold::Cell, model::Institutions},
    db::Db,
    error::Result,
    register::repo::members::{Asked, Sql},
};

/// The institutions that a rule counts.
///
/// # Errors
/// When the database does not answer.
pub async fn counted(db: &Db, asked: &Asked<'_>, filter: &Institutions) -> Result<Vec<Cell>> {
    let mut sql = Sql::on(db, asked);
    let which = sql.any("i.kind", &filter.kinds);
    let body = format!(
        "SELECT i.id AS subject, i.region_id AS region FROM institution i
         WHERE i.province_id = {} AND i.deleted_at IS NULL {which}",
        sql.province
    );
    sql.cells(db, asked, &body).await
}
