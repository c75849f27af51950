//! Bureaus in the database.

use entities::{
    bureau::{ActiveModel, Entity, Model},
    ids::BureauId,
};
use sea_orm::ActiveValue::Set;

use super::model::Content;
use crate::{
    code::{from_text, to_text},
    error::Result,
    register::repo::{Kept, Record},
    scope::policy::Resource,
};

/// A stored bureau.
pub type Bureau = Record<Content>;

impl Kept for Content {
    type Id = BureauId;
    type Table = Entity;
    const RESOURCE: Resource = Resource::Bureau;
    const KIND: &'static str = "bureau";

    fn name(&self) -> &str {
        &self.name
    }

    fn read(row: Model) -> Result<Self> {
        // An empty text is no function, not one function of an empty code.
        let codes = row.functions.split(',').filter(|code| !code.is_empty());
        let functions = codes.map(from_text).collect::<Result<Vec<_>>>()?;
        Ok(Self {
            name: row.name,
            short_name: row.short_name,
            functions,
        })
    }

    fn row(&self) -> Result<ActiveModel> {
        let functions = self
            .functions
            .iter()
            .map(to_text)
            .collect::<Result<Vec<String>>>()?;
        Ok(ActiveModel {
            name: Set(self.name.clone()),
            short_name: Set(self.short_name.clone()),
            functions: Set(functions.join(",")),
            ..Default::default()
        })
    }
}
