//! Enterprises that a rule counts, where they were: at their main operation and at their branches.

use crate::{
    code::to_text,
    counting::{
        fold::Cell,
        model::{DateRule, Enterprises, PlatformTypes},
    },
    db::Db,
    enterprise::industry,
    error::Result,
    platform::repo::members::of_types,
    recognition::repo::members::granted,
    register::repo::members::{Asked, Sql, holds},
};

/// The tables of where an enterprise was.
const PLACES: [&str; 2] = ["enterprise_location", "enterprise_branch"];

/// The regions of enterprises: `m` is the list of (subject, day) of those that count, `only` what of it are enterprises.
#[must_use]
pub fn located(sql: &Sql, only: &str) -> String {
    // SQLite would read the places of the whole province for each; said so, it looks up those of the enterprise.
    let (join, of) = (sql.pick("CROSS JOIN", "JOIN"), sql.pick("+", ""));
    let places = PLACES.map(|table| {
        format!(
            "SELECT m.subject, l.region_id AS region FROM m {join} {table} l ON l.record_id = m.subject
             AND {of}l.province_id = {} AND {} WHERE {only}",
            sql.province,
            holds("l", "m.day")
        )
    });
    places.join(" UNION ALL ")
}

/// The enterprises that a rule counts.
///
/// # Errors
/// When the database does not answer.
pub async fn counted(db: &Db, asked: &Asked<'_>, filter: &Enterprises) -> Result<Vec<Cell>> {
    let mut sql = Sql::on(db, asked);
    let which = which(&mut sql, filter)?;
    let body = if asked.days.rule == DateRule::During {
        // Above scale since a day of the period, and not up to the day before it as well.
        let came = sql.happened("s.since");
        format!(
            "WITH m AS (
                 SELECT m.subject, m.day FROM (
                     SELECT s.record_id AS subject, s.since AS day FROM enterprise_scale s
                     WHERE s.since IS NOT NULL {came} AND NOT EXISTS (
                         SELECT 1 FROM enterprise_scale o WHERE o.record_id = s.record_id AND o.until = s.since)
                 ) m JOIN enterprise n ON n.id = m.subject WHERE 1 = 1 {which}
             ) {}",
            located(&sql, "1 = 1")
        )
    } else {
        let (day, province) = (&sql.last, &sql.province);
        let places = PLACES.map(|table| {
            format!(
                "SELECT l.record_id AS subject, l.region_id AS region, {day} AS day FROM {table} l
                 WHERE l.province_id = {province} AND {}",
                holds("l", day)
            )
        });
        // SQLite would read all enterprises of the hub; said so, it looks up those of the province.
        let join = sql.pick("CROSS JOIN", "JOIN");
        format!(
            "WITH m AS ({}) SELECT m.subject, m.region FROM m {join} enterprise n ON n.id = m.subject WHERE 1 = 1 {which}",
            places.join(" UNION ALL ")
        )
    };
    sql.cells(db, asked, &body).await
}

/// That the enterprise `n` is one of those that are asked for on the day `m.day`.
fn which(sql: &mut Sql, filter: &Enterprises) -> Result<String> {
    let mut which = String::new();
    let beside = |table: &str, and: &str| {
        let holds = holds("f", "m.day");
        format!("EXISTS (SELECT 1 FROM {table} f WHERE f.record_id = n.id AND {holds} {and})")
    };
    if let Some(above) = filter.above_scale {
        let not = if above { "" } else { "NOT " };
        which += &format!(" AND {not}{}", beside("enterprise_scale", ""));
    }
    if let Some(size) = &filter.size {
        let size = sql.is("f.size", Some(&to_text(size)?));
        which += &format!(" AND {}", beside("enterprise_size", &size));
    }
    if let Some(chain) = &filter.chain {
        let position = chain.position.as_ref().map(to_text).transpose()?;
        let and = sql.is("f.chain", chain.chain.as_deref()) + &sql.is("f.position", position.as_deref());
        which += &format!(" AND {}", beside("enterprise_chain", &and));
    }
    let classes = filter.industries.iter();
    let starts: Vec<String> = classes.flat_map(|class| industry::beginnings(class)).collect();
    which += &sql.begins("n.industry", &starts);
    if !filter.recognised.is_empty() {
        let (programmes, granted) = (sql.any("r.programme", &filter.recognised), granted("r"));
        which += &format!(
            " AND EXISTS (SELECT 1 FROM recognition r WHERE r.subject_id = n.id AND r.subject_kind = 'ENTERPRISE'
              {programmes} AND {granted} AND r.valid_from <= m.day AND (r.valid_to IS NULL OR r.valid_to >= m.day))"
        );
    }
    for (types, not) in [(&filter.hosts, ""), (&filter.lacks, "NOT ")] {
        if let Some(types) = types {
            which += &format!(" AND {not}{}", hosting(sql, types));
        }
    }
    Ok(which)
}

fn hosting(sql: &mut Sql, PlatformTypes { kinds, families }: &PlatformTypes) -> String {
    let types = of_types(sql, "h", kinds, families);
    format!(
        "EXISTS (SELECT 1 FROM platform h WHERE h.host_id = n.id AND h.deleted_at IS NULL
         AND (h.established_on IS NULL OR h.established_on <= m.day) {types})"
    )
}
