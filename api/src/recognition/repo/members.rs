//! Subjects whose recognitions a rule counts, each once, where they were.

use crate::{
    counting::{fold::Cell, model::Recognitions},
    db::Db,
    enterprise::repo::members::located,
    error::Result,
    register::repo::members::{Asked, Sql},
};

/// That an entry was granted, for one day at least.
#[must_use]
pub fn granted(entry: &str) -> String {
    format!(
        "{entry}.state IN ('RECOGNISED', 'REVOKED') AND {entry}.deleted_at IS NULL
         AND ({entry}.valid_to IS NULL OR {entry}.valid_to >= {entry}.valid_from)"
    )
}

/// The subjects that a rule counts.
///
/// # Errors
/// When the database does not answer.
pub async fn counted(db: &Db, asked: &Asked<'_>, filter: &Recognitions) -> Result<Vec<Cell>> {
    let mut sql = Sql::on(db, asked);
    let programmes = sql.any("r.programme", &filter.programmes);
    let days = sql.valid("r.valid_from", "r.valid_to");
    let granted = granted("r");
    let day = sql.day_of("r.valid_from");
    let enterprises = located(&sql, "m.kind = 'ENTERPRISE'");
    let province = &sql.province;
    // A subject that moved here from another province was recognised there: the entries are those of the whole hub.
    let body = format!(
        "WITH m AS (
             SELECT r.subject_kind AS kind, r.subject_id AS subject, {day} AS day FROM recognition r
             WHERE {granted} {programmes} {days}
         )
         {enterprises}
         UNION ALL
         SELECT m.subject, p.region_id FROM m
         JOIN platform p ON p.id = m.subject AND p.deleted_at IS NULL AND p.province_id = {province}
         WHERE m.kind = 'PLATFORM'
         UNION ALL
         SELECT m.subject, s.region_id FROM m
         JOIN platform_presence s ON s.record_id = m.subject AND s.province_id = {province} WHERE m.kind = 'PLATFORM'
         UNION ALL
         SELECT m.subject, p.region_id FROM m
         JOIN project p ON p.id = m.subject AND p.deleted_at IS NULL AND p.province_id = {province}
         WHERE m.kind = 'PROJECT'
         UNION ALL
         SELECT m.subject, m.subject FROM m JOIN region g ON g.id = m.subject AND g.province_id = {province}
         WHERE m.kind = 'REGION'"
    );
    sql.cells(db, asked, &body).await
}
