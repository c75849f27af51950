//! Projects in the database.

use entities::{
    ids::ProjectId,
    project::{ActiveModel, Entity, Model},
};
use sea_orm::ActiveValue::Set;

use super::model::{Content, Investment};
use crate::{
    code::{from_text, to_text},
    error::Result,
    register::repo::{Kept, Record},
    scope::policy::Resource,
};

/// A stored project.
pub type Project = Record<Content>;

impl Kept for Content {
    type Id = ProjectId;
    type Table = Entity;
    const RESOURCE: Resource = Resource::Project;
    const KIND: &'static str = "project";

    fn name(&self) -> &str {
        &self.name
    }

    fn read(row: Model) -> Result<Self> {
        let investment = row.total_investment.zip(row.investment_unit);
        Ok(Self {
            name: row.name,
            kind: from_text(&row.kind)?,
            stage: from_text(&row.stage)?,
            stage_since: row.stage_since,
            total_investment: investment.map(|(scaled, unit)| Investment { scaled, unit }),
            note: row.note,
        })
    }

    fn row(&self) -> Result<ActiveModel> {
        let investment = self.total_investment.as_ref();
        Ok(ActiveModel {
            name: Set(self.name.clone()),
            kind: Set(to_text(&self.kind)?),
            stage: Set(to_text(&self.stage)?),
            stage_since: Set(self.stage_since),
            total_investment: Set(investment.map(|investment| investment.scaled)),
            investment_unit: Set(investment.map(|investment| investment.unit.clone())),
            note: Set(self.note.clone()),
            ..Default::default()
        })
    }
}
