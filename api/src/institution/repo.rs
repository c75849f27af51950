//! Institutions in the database.

pub mod members;

use entities::{
    ids::InstitutionId,
    institution::{ActiveModel, Column, Entity, Model},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, QueryFilter, Select};

use super::model::{Content, Details};
use crate::{
    error::Result,
    register::repo::{Kept, Record, from_details, to_details},
    scope::policy::Resource,
};

/// A stored institution.
pub type Institution = Record<Content>;

/// What institutions are listed by.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only of this kind.
    pub kind: Option<String>,
}

impl Kept for Content {
    type Id = InstitutionId;
    type Table = Entity;
    type Filter = Filter;
    const RESOURCE: Resource = Resource::Institution;
    const KIND: &'static str = "institution";
    const SEARCHED: bool = true;

    fn name(&self) -> &str {
        &self.name
    }

    fn searched(&self) -> Vec<&str> {
        let names = std::iter::once(&self.name).chain(&self.details.other_names);
        names.map(String::as_str).collect()
    }

    fn read(row: Model) -> Result<Self> {
        Ok(Self {
            name: row.name,
            kind: row.kind,
            note: row.note,
            details: from_details::<Details>(&row.details)?,
        })
    }

    fn row(&self) -> Result<ActiveModel> {
        Ok(ActiveModel {
            kind: Set(self.kind.clone()),
            note: Set(self.note.clone()),
            details: Set(to_details(&self.details)?),
            ..Default::default()
        })
    }

    fn filtered(select: Select<Entity>, filter: &Filter) -> Result<Select<Entity>> {
        Ok(match &filter.kind {
            Some(kind) => select.filter(Column::Kind.eq(kind)),
            None => select,
        })
    }
}
