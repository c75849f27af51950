//! Bureaus in the database.

use entities::{
    bureau::{ActiveModel, Entity, Model},
    ids::BureauId,
};
use sea_orm::ActiveValue::Set;
use serde::{Deserialize, Serialize};

use super::model::Content;
use crate::{
    code::{from_text, to_text},
    error::Result,
    register::repo::{Kept, Record, from_details, to_details},
    scope::policy::Resource,
};

/// A stored bureau.
pub type Bureau = Record<Content>;

/// What a row keeps beside its columns.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Details {
    aliases: Vec<String>,
}

impl Kept for Content {
    type Id = BureauId;
    type Table = Entity;
    type Filter = ();
    const RESOURCE: Resource = Resource::Bureau;
    const KIND: &'static str = "bureau";
    const SEARCHED: bool = true;

    fn name(&self) -> &str {
        &self.name
    }

    fn searched(&self) -> Vec<&str> {
        let names = [Some(&self.name), self.short_name.as_ref()];
        let names = names.into_iter().flatten().chain(&self.aliases);
        names.map(String::as_str).collect()
    }

    fn read(row: Model) -> Result<Self> {
        // An empty text is no function, not one function of an empty code.
        let codes = row.functions.split(',').filter(|code| !code.is_empty());
        let functions = codes.map(from_text).collect::<Result<Vec<_>>>()?;
        Ok(Self {
            name: row.name,
            short_name: row.short_name,
            aliases: from_details::<Details>(&row.details)?.aliases,
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
            short_name: Set(self.short_name.clone()),
            functions: Set(functions.join(",")),
            details: Set(to_details(&Details {
                aliases: self.aliases.clone(),
            })?),
            ..Default::default()
        })
    }
}
