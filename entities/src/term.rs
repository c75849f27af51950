//! Terms of the vocabularies 字典: types, kinds, stages and programmes, shipped or defined by stewards.

use sea_orm::entity::prelude::*;

use crate::ids::{RegionId, TermId};

/// One term.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "term")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TermId,
    /// The region that defined it; none for what the program ships.
    pub owner_id: Option<RegionId>,
    /// The province above the owner, 0 for what the program ships.
    pub province_key: i64,
    /// Vocabulary.
    pub vocabulary: String,
    /// Code, unique in its vocabulary.
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// What it belongs to among its siblings.
    pub family: Option<String>,
    /// Order among its siblings.
    pub position: i32,
    /// What a term of this vocabulary holds beside its names, as JSON.
    pub attributes: String,
    /// Since when it is not used for new records.
    pub retired_on: Option<Date>,
    /// Version, from 1.
    pub version: i64,
    /// When it was defined.
    pub created_at: DateTimeUtc,
    /// When it last changed.
    pub updated_at: DateTimeUtc,
}

/// No relations: joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
