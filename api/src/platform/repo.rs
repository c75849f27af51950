//! Innovation platforms in the database.

use entities::{
    ids::PlatformId,
    platform::{ActiveModel, Entity, Model},
};
use sea_orm::ActiveValue::Set;

use super::model::Content;
use crate::{
    code::{from_text, to_text},
    error::Result,
    register::repo::{Kept, Record},
    scope::policy::Resource,
};

/// A stored platform.
pub type Platform = Record<Content>;

impl Kept for Content {
    type Id = PlatformId;
    type Table = Entity;
    type Filter = ();
    const RESOURCE: Resource = Resource::Platform;
    const KIND: &'static str = "platform";
    const SEARCHED: bool = true;

    fn name(&self) -> &str {
        &self.name
    }

    fn read(row: Model) -> Result<Self> {
        Ok(Self {
            name: row.name,
            kind: from_text(&row.kind)?,
            level: row.level.as_deref().map(from_text).transpose()?,
            host: row.host_id,
            established_on: row.established_on,
            note: row.note,
        })
    }

    fn row(&self) -> Result<ActiveModel> {
        Ok(ActiveModel {
            kind: Set(to_text(&self.kind)?),
            level: Set(self.level.as_ref().map(to_text).transpose()?),
            host_id: Set(self.host),
            established_on: Set(self.established_on),
            note: Set(self.note.clone()),
            details: Set("{}".to_owned()),
            ..Default::default()
        })
    }
}
