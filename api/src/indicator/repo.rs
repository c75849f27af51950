//! Definitions in the database.

use super::{
    edition::{Indicator, Stored},
    model::{Definition, Headline, Source, Tolerance, Visibility},
};
use crate::{
    code::{from_text, to_text},
    counting::model::CountRule,
    db::{Db, Defined, begins, defined, shared},
    error::{Error, Result},
    region::tree::Tier,
    scope::Scope,
};
use chrono::{DateTime, Utc};
use entities::{
    ids::{IndicatorId, RegionId},
    indicator::{ActiveModel, Column, Entity, Model},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Select, sea_query::OnConflict,
};
use serde::{Deserialize, Serialize};

/// What a row keeps as JSON beside its columns.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Rules {
    source: Source,
    formula: Option<String>,
    weight: Option<String>,
    counting: Option<CountRule>,
    headline: Headline,
    tolerance: Tolerance,
    visibility: Visibility,
}

impl Defined for Entity {
    const OWNER: Column = Column::OwnerId;
    const PROVINCE_KEY: Column = Column::ProvinceKey;
}

/// Which definitions are listed.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only of this function.
    pub function: Option<String>,
    /// Only those whose code begins with this text.
    pub code_starts_with: Option<String>,
}

fn filtered(scope: &Scope, filter: &Filter) -> Select<Entity> {
    let mut select = defined::<Entity>(scope);
    if let Some(function) = &filter.function {
        select = select.filter(Column::Function.eq(function));
    }
    if let Some(start) = &filter.code_starts_with {
        select = select.filter(begins(Column::Code, start));
    }
    select
}

/// A page of definitions in the order of their codes, and one more if there are more.
///
/// # Errors
/// When the database does not answer.
pub async fn page(
    scope: &Scope,
    db: &Db,
    filter: &Filter,
    after: Option<(String, i64)>,
    limit: u64,
) -> Result<Vec<Indicator>> {
    let mut cursor = filtered(scope, filter).cursor_by((Column::Code, Column::Id));
    if let Some(after) = after {
        cursor.after(after);
    }
    cursor
        .first(limit)
        .all(db.reader())
        .await?
        .into_iter()
        .map(from_row)
        .collect()
}

/// How many definitions pass the filter.
///
/// # Errors
/// When the database does not answer.
pub async fn count(scope: &Scope, db: &Db, filter: &Filter) -> Result<u64> {
    use sea_orm::PaginatorTrait;
    Ok(filtered(scope, filter).count(db.reader()).await?)
}

/// The definitions of these codes, in no order.
///
/// # Errors
/// When the database does not answer.
pub async fn by_codes(
    scope: &Scope,
    connection: &impl ConnectionTrait,
    codes: &[String],
) -> Result<Vec<Indicator>> {
    let select = defined::<Entity>(scope).filter(Column::Code.is_in(codes.iter().map(String::as_str)));
    select
        .order_by_asc(Column::ProvinceKey)
        .all(connection)
        .await?
        .into_iter()
        .map(from_row)
        .collect()
}

/// The definitions of these keys, in no order.
///
/// # Errors
/// When the database does not answer.
pub async fn by_ids(
    scope: &Scope,
    connection: &impl ConnectionTrait,
    ids: &[IndicatorId],
) -> Result<Vec<Indicator>> {
    let select = defined::<Entity>(scope).filter(Column::Id.is_in(ids.iter().copied()));
    select.all(connection).await?.into_iter().map(from_row).collect()
}

/// All definitions of the hub. What a scope may know of them, the caller tells.
///
/// # Errors
/// When the database does not answer.
pub async fn all(db: &Db) -> Result<Vec<Indicator>> {
    let rows = shared::<Entity>().all(db.reader()).await?;
    rows.into_iter().map(from_row).collect()
}

/// Whether a code is taken in a province or in the shared catalogue.
///
/// # Errors
/// When the database does not answer.
pub async fn taken(connection: &impl ConnectionTrait, province: RegionId, code: &str) -> Result<bool> {
    let found = shared::<Entity>()
        .select_only()
        .column(Column::Id)
        .filter(Column::Code.eq(code))
        .filter(Column::ProvinceKey.is_in([0, province.0]))
        .into_tuple::<i64>()
        .one(connection)
        .await?;
    Ok(found.is_some())
}

/// Stores a new definition of `owner` (none for the shared catalogue). Says no where its code is taken there,
/// also by a transaction that ends meanwhile.
///
/// # Errors
/// When the database does not answer.
pub async fn insert(
    connection: &impl ConnectionTrait,
    id: IndicatorId,
    owner: Option<(RegionId, RegionId)>,
    definition: &Definition,
    at: DateTime<Utc>,
) -> Result<bool> {
    let mut row = to_row(definition)?;
    row.id = Set(id);
    row.owner_id = Set(owner.map(|(_, region)| region));
    row.province_key = Set(owner.map_or(0, |(province, _)| province.0));
    row.version = Set(1);
    row.created_at = Set(at);
    row.updated_at = Set(at);
    let unless_taken = OnConflict::columns([Column::ProvinceKey, Column::Code])
        .do_nothing()
        .to_owned();
    let stored = Entity::insert(row)
        .on_conflict(unless_taken)
        .exec_without_returning(connection)
        .await?;
    Ok(stored == 1)
}

/// Stores new content, if the version is still the expected one.
///
/// # Errors
/// When the database does not answer.
#[expect(
    clippy::disallowed_methods,
    reason = "the key and version were read in scope, in the same transaction"
)]
pub async fn update(
    connection: &impl ConnectionTrait,
    indicator: &Indicator,
    definition: &Definition,
    editions: &[Stored],
    at: DateTime<Utc>,
) -> Result<bool> {
    let mut row = to_row(definition)?;
    row.editions = Set(json(&editions)?);
    row.version = Set(indicator.version + 1);
    row.updated_at = Set(at);
    let result = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(indicator.id))
        .filter(Column::Version.eq(indicator.version))
        .exec(connection)
        .await?;
    Ok(result.rows_affected == 1)
}

/// Gives a shared definition the rules that it has none of yet.
///
/// # Errors
/// When the database does not answer.
#[expect(
    clippy::disallowed_methods,
    reason = "the program's own catalogue, which belongs to no region"
)]
pub async fn complete(connection: &impl ConnectionTrait, definition: &Definition) -> Result<()> {
    Entity::update_many()
        .set(ActiveModel {
            rules: to_row(definition)?.rules,
            ..Default::default()
        })
        .filter(Column::ProvinceKey.eq(0))
        .filter(Column::Code.eq(&definition.code))
        .filter(Column::Rules.eq("{}"))
        .exec(connection)
        .await?;
    Ok(())
}

fn json(content: &impl Serialize) -> Result<String> {
    serde_json::to_string(content).map_err(Error::internal)
}

fn to_row(definition: &Definition) -> Result<ActiveModel> {
    let rules = Rules {
        source: definition.source,
        formula: definition.formula.clone(),
        weight: definition.weight.clone(),
        counting: definition.counting.clone(),
        headline: definition.headline,
        tolerance: definition.tolerance.clone(),
        visibility: definition.visibility,
    };
    Ok(ActiveModel {
        rules: Set(json(&rules)?),
        code: Set(definition.code.clone()),
        name_zh: Set(definition.name_zh.clone()),
        name_en: Set(definition.name_en.clone()),
        category: Set(definition.category.clone()),
        unit: Set(definition.unit.clone()),
        scale: Set(definition.scale.into()),
        precision: Set(definition.precision.into()),
        cadence: Set(to_text(&definition.cadence)?),
        function: Set(to_text(&definition.function)?),
        direction: Set(to_text(&definition.direction)?),
        collected_at: Set(definition.collected_at.number()),
        across_space: Set(to_text(&definition.across_space)?),
        across_time: Set(to_text(&definition.across_time)?),
        numerator_unit: Set(definition.numerator_unit.clone()),
        denominator_unit: Set(definition.denominator_unit.clone()),
        definition: Set(definition.definition.clone()),
        ..Default::default()
    })
}

fn from_row(row: Model) -> Result<Indicator> {
    let rules: Rules = serde_json::from_str(&row.rules).map_err(Error::internal)?;
    let editions: Vec<Stored> = serde_json::from_str(&row.editions).map_err(Error::internal)?;
    let definition = Definition {
        code: row.code,
        name_zh: row.name_zh,
        name_en: row.name_en,
        category: row.category,
        unit: row.unit,
        scale: u8::try_from(row.scale).map_err(Error::internal)?,
        precision: u8::try_from(row.precision).map_err(Error::internal)?,
        cadence: from_text(&row.cadence)?,
        function: from_text(&row.function)?,
        direction: from_text(&row.direction)?,
        collected_at: Tier::from_number(row.collected_at)
            .ok_or_else(|| Error::internal("a tier out of range"))?,
        across_space: from_text(&row.across_space)?,
        across_time: from_text(&row.across_time)?,
        numerator_unit: row.numerator_unit,
        denominator_unit: row.denominator_unit,
        definition: row.definition,
        source: rules.source,
        formula: rules.formula,
        weight: rules.weight,
        counting: rules.counting,
        headline: rules.headline,
        tolerance: rules.tolerance,
        visibility: rules.visibility,
    };
    Indicator::new(row.id, row.owner_id, row.version, definition, editions)
        .ok_or_else(|| Error::internal("a definition of an unknown unit"))
}
