//! How many records regions have, over all registers.

use entities::ids::RegionId;
use sea_orm::{ConnectionTrait, EntityName};
use serde_json::json;

use super::Kept;
use crate::{
    brand, bureau, contract,
    db::{Db, Engine, column},
    enterprise,
    error::Result,
    institution, meeting, platform, problem, project, recognition,
    region::tree::Place,
    visit,
};

/// The kinds of records, and their tables.
fn registers() -> [(&'static str, String); 12] {
    fn of<C: Kept>() -> (&'static str, String) {
        (C::KIND, C::Table::default().table_name().to_owned())
    }
    [
        of::<bureau::model::Content>(),
        of::<enterprise::model::Content>(),
        of::<enterprise::moves::model::Content>(),
        of::<institution::model::Content>(),
        of::<platform::model::Content>(),
        of::<project::model::Content>(),
        of::<meeting::model::Content>(),
        of::<recognition::model::Content>(),
        of::<problem::model::Content>(),
        of::<brand::model::Content>(),
        of::<visit::model::Content>(),
        of::<contract::model::Content>(),
    ]
}

/// The standing records of each kind that are kept under regions of a province: kind, region, number. One statement.
///
/// # Errors
/// When the database does not answer.
pub async fn census(
    db: &Db,
    province: Place<'_>,
    regions: &[RegionId],
) -> Result<Vec<(&'static str, RegionId, u64)>> {
    let (given, ids) = match db.engine() {
        Engine::Sqlite => ("?1", "SELECT value FROM json_each(?2)"),
        Engine::Postgres => (
            "$1",
            "SELECT value::bigint FROM jsonb_array_elements_text($2::jsonb)",
        ),
    };
    let registers = registers();
    let selects = registers.iter().enumerate().map(|(index, (_, table))| {
        format!(
            "SELECT {index} AS kind, region_id, COUNT(*) AS rows FROM {table}
             WHERE province_id = {given} AND region_id IN ({ids}) AND deleted_at IS NULL GROUP BY region_id"
        )
    });
    let sql = selects.collect::<Vec<_>>().join(" UNION ALL ");
    let regions: Vec<i64> = regions.iter().map(|id| id.0).collect();
    let values = [province.id.0.into(), json!(regions).to_string().into()];
    let rows = db
        .reader()
        .query_all_raw(db.engine().statement(sql, values))
        .await?;
    let mut counted = Vec::with_capacity(rows.len());
    for row in rows {
        let kind = match db.engine() {
            Engine::Sqlite => column::<i64>(&row, "kind")?,
            Engine::Postgres => column::<i32>(&row, "kind")?.into(),
        };
        let kind = usize::try_from(kind).ok().and_then(|at| registers.get(at));
        let rows: i64 = column(&row, "rows")?;
        let region = RegionId(column(&row, "region_id")?);
        counted.extend(kind.map(|(kind, _)| (*kind, region, rows.unsigned_abs())));
    }
    Ok(counted)
}
