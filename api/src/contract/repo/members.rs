//! Contracts that a rule counts, in the regions of all their parties.

use crate::{
    counting::{fold::Cell, model::Contracts},
    db::Db,
    error::Result,
    register::repo::members::{Asked, Sql},
};

/// The contracts that a rule counts.
///
/// # Errors
/// When the database does not answer.
pub async fn counted(db: &Db, asked: &Asked<'_>, filter: &Contracts) -> Result<Vec<Cell>> {
    let mut sql = Sql::on(db, asked);
    let mut which = sql.is("c.kind", filter.kind.map(|kind| kind.code()));
    which += &sql.valid("c.signed_on", "c.valid_to");
    let body = format!(
        "WITH m AS (SELECT c.id AS subject, c.region_id AS region FROM contract c
                    WHERE c.province_id = {} AND c.deleted_at IS NULL {which})
         SELECT subject, region FROM m
         UNION ALL
         SELECT m.subject, s.region_id FROM m JOIN contract_presence s ON s.record_id = m.subject",
        sql.province
    );
    sql.cells(db, asked, &body).await
}
