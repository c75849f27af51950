//! Platforms that a rule counts, in the regions of all their sponsors; or the enterprises that host them.

use crate::{
    code::to_text,
    counting::{
        fold::Cell,
        model::{CountedAs, Platforms},
    },
    db::Db,
    enterprise::repo::members::located,
    error::Result,
    register::repo::members::{Asked, Sql},
};

/// That the platform `row` is of one of some types, and of one of some families of types.
pub fn of_types(sql: &mut Sql, row: &str, kinds: &[String], families: &[String]) -> String {
    let kinds = sql.any(&format!("{row}.kind"), kinds);
    let families = sql.any("f.family", families);
    if families.is_empty() {
        return kinds;
    }
    // Provinces may give one code to types of different families.
    format!(
        "{kinds} AND EXISTS (SELECT 1 FROM term f WHERE f.vocabulary = 'PLATFORM_TYPE' AND f.code = {row}.kind {families}
         AND (f.province_key = 0 OR f.province_key = {row}.province_id))"
    )
}

/// The platforms that a rule counts.
///
/// # Errors
/// When the database does not answer.
pub async fn counted(db: &Db, asked: &Asked<'_>, filter: &Platforms, of: CountedAs) -> Result<Vec<Cell>> {
    let mut sql = Sql::on(db, asked);
    let mut which = of_types(&mut sql, "p", &filter.kinds, &filter.families);
    let levels = filter.levels.iter().map(to_text).collect::<Result<Vec<_>>>()?;
    which += &sql.any("p.level", &levels);
    which += match filter.hosted_by_enterprise {
        None => "",
        Some(true) => " AND p.host_id IS NOT NULL",
        Some(false) => " AND p.host_id IS NULL",
    };
    which += &sql.happened("p.established_on");
    let from = format!(
        "FROM platform p WHERE p.province_id = {} AND p.deleted_at IS NULL {which}",
        sql.province
    );
    let body = match of {
        CountedAs::Subject => format!(
            "WITH m AS (SELECT p.id AS subject, p.region_id AS region {from})
             SELECT subject, region FROM m
             UNION ALL
             SELECT m.subject, s.region_id FROM m JOIN platform_presence s ON s.record_id = m.subject"
        ),
        CountedAs::Host => format!(
            "WITH m AS (SELECT p.host_id AS subject, {} AS day {from} AND p.host_id IS NOT NULL) {}",
            sql.day_of("p.established_on"),
            located(&sql, "1 = 1")
        ),
    };
    sql.cells(db, asked, &body).await
}
