//! Terms in the database.

use chrono::{DateTime, Utc};
use entities::{
    ids::{RegionId, TermId},
    term::{ActiveModel, Column, Entity, Model},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::OnConflict,
};

use super::model::{Stored, Term, Vocabulary};
use crate::{
    code::{from_text, to_text},
    db::{Defined, defined, shared},
    error::{Error, Result},
    scope::Scope,
};

impl Defined for Entity {
    const OWNER: Column = Column::OwnerId;
    const PROVINCE_KEY: Column = Column::ProvinceKey;
}

/// The terms of a vocabulary that a scope knows, in their order.
///
/// # Errors
/// When the database does not answer.
pub async fn of(
    scope: &Scope,
    connection: &impl ConnectionTrait,
    vocabulary: Vocabulary,
) -> Result<Vec<Stored>> {
    let select = defined::<Entity>(scope).filter(Column::Vocabulary.eq(to_text(&vocabulary)?));
    let rows = select
        .order_by_asc(Column::Position)
        .order_by_asc(Column::Code)
        .all(connection)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// The terms of these codes in any vocabulary that a scope knows, in no order.
///
/// # Errors
/// When the database does not answer.
pub async fn by_codes(
    scope: &Scope,
    connection: &impl ConnectionTrait,
    codes: &[&str],
) -> Result<Vec<Stored>> {
    let select = defined::<Entity>(scope).filter(Column::Code.is_in(codes.iter().copied()));
    select.all(connection).await?.into_iter().map(from_row).collect()
}

/// Whether a code is taken in a vocabulary: by the program, or anywhere in a province.
///
/// # Errors
/// When the database does not answer.
pub async fn taken(connection: &impl ConnectionTrait, province: RegionId, term: &Term) -> Result<bool> {
    let found = shared::<Entity>()
        .filter(Column::Vocabulary.eq(to_text(&term.vocabulary)?))
        .filter(Column::Code.eq(&term.code))
        .filter(Column::ProvinceKey.is_in([0, province.0]))
        .one(connection)
        .await?;
    Ok(found.is_some())
}

/// Stores new terms of `owner` (none for what the program ships), and says how many: those whose codes are taken
/// are left alone.
///
/// # Errors
/// When the database does not answer.
pub async fn insert(
    connection: &impl ConnectionTrait,
    terms: impl IntoIterator<Item = (TermId, Term)>,
    owner: Option<(RegionId, RegionId)>,
    at: DateTime<Utc>,
) -> Result<u64> {
    let rows = terms.into_iter().map(|(id, term)| {
        let mut row = to_row(&term)?;
        row.id = Set(id);
        row.owner_id = Set(owner.map(|(_, region)| region));
        row.province_key = Set(owner.map_or(0, |(province, _)| province.0));
        row.version = Set(1);
        row.created_at = Set(at);
        row.updated_at = Set(at);
        Ok(row)
    });
    let rows = rows.collect::<Result<Vec<_>>>()?;
    let unless_taken = OnConflict::columns([Column::ProvinceKey, Column::Vocabulary, Column::Code])
        .do_nothing()
        .to_owned();
    let stored = Entity::insert_many(rows)
        .on_conflict(unless_taken)
        .exec_without_returning(connection)
        .await?;
    Ok(stored)
}

/// Stores a changed term, if the version is still the one that was read.
///
/// # Errors
/// When the database does not answer.
#[expect(
    clippy::disallowed_methods,
    reason = "the key and version were read in scope, in the same transaction"
)]
pub async fn update(
    connection: &impl ConnectionTrait,
    stored: &Stored,
    term: &Term,
    at: DateTime<Utc>,
) -> Result<bool> {
    let mut row = to_row(term)?;
    row.version = Set(stored.version + 1);
    row.updated_at = Set(at);
    let result = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(stored.id))
        .filter(Column::Version.eq(stored.version))
        .exec(connection)
        .await?;
    Ok(result.rows_affected == 1)
}

fn to_row(term: &Term) -> Result<ActiveModel> {
    Ok(ActiveModel {
        vocabulary: Set(to_text(&term.vocabulary)?),
        code: Set(term.code.clone()),
        name_zh: Set(term.name_zh.clone()),
        name_en: Set(term.name_en.clone()),
        family: Set(term.family.clone()),
        position: Set(term.position),
        attributes: Set(term.attributes.to_string()),
        retired_on: Set(term.retired_on),
        ..Default::default()
    })
}

fn from_row(row: Model) -> Result<Stored> {
    Ok(Stored {
        id: row.id,
        owner: row.owner_id,
        version: row.version,
        term: Term {
            vocabulary: from_text(&row.vocabulary)?,
            code: row.code,
            name_zh: row.name_zh,
            name_en: row.name_en,
            family: row.family,
            position: row.position,
            attributes: serde_json::from_str(&row.attributes).map_err(Error::internal)?,
            retired_on: row.retired_on,
        },
    })
}
