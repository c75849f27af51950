//! Projects that a rule counts, in their regions.

use crate::{
    code::to_text,
    counting::{fold::Cell, model::Projects},
    db::Db,
    error::Result,
    register::repo::members::{Asked, Sql},
};

/// The projects that entered a stage on a day of the rule.
///
/// # Errors
/// When the database does not answer.
pub async fn counted(db: &Db, asked: &Asked<'_>, filter: &Projects) -> Result<Vec<Cell>> {
    let mut sql = Sql::on(db, asked);
    let mut which = sql.any("p.kind", &filter.kinds);
    let reached = sql.any("s.stage", &filter.stages) + &sql.happened("s.entered_on");
    which += &format!(" AND EXISTS (SELECT 1 FROM project_stage s WHERE s.record_id = p.id {reached})");
    if let Some(function) = &filter.lead_function {
        // The functions of a bureau stand in one text, with commas between them.
        let function = sql.bind(format!("%,{},%", to_text(function)?));
        which += &format!(
            " AND EXISTS (SELECT 1 FROM project_bureau b JOIN bureau u ON u.id = b.bureau_id WHERE b.record_id = p.id
              AND b.role = 'LEAD' AND ',' || u.functions || ',' LIKE {function})"
        );
    }
    let body = format!(
        "SELECT p.id AS subject, p.region_id AS region FROM project p
         WHERE p.province_id = {} AND p.deleted_at IS NULL {which}",
        sql.province
    );
    sql.cells(db, asked, &body).await
}
