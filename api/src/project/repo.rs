//! Projects in the database.

use entities::{
    ids::ProjectId,
    project::{ActiveModel, Entity, Model},
};
use sea_orm::ActiveValue::Set;

use super::model::Content;
use crate::{
    code::{from_text, to_text},
    error::Result,
    register::{
        amount::Amount,
        repo::{Kept, Record},
    },
    scope::policy::Resource,
};

/// A stored project.
pub type Project = Record<Content>;

impl Kept for Content {
    type Id = ProjectId;
    type Table = Entity;
    type Filter = ();
    const RESOURCE: Resource = Resource::Project;
    const KIND: &'static str = "project";
    const SEARCHED: bool = true;

    fn name(&self) -> &str {
        &self.name
    }

    fn magnitude(&self) -> i64 {
        self.total_investment
            .as_ref()
            .map_or(-1, |investment| investment.scaled)
    }

    fn read(row: Model) -> Result<Self> {
        let investment = row.total_investment.zip(row.investment_unit);
        Ok(Self {
            name: row.name,
            kind: from_text(&row.kind)?,
            stage: from_text(&row.stage)?,
            stage_since: row.stage_since,
            total_investment: investment.map(|(scaled, unit)| Amount { scaled, unit }),
            note: row.note,
        })
    }

    fn row(&self) -> Result<ActiveModel> {
        let investment = self.total_investment.as_ref();
        Ok(ActiveModel {
            kind: Set(to_text(&self.kind)?),
            stage: Set(to_text(&self.stage)?),
            stage_since: Set(self.stage_since),
            total_investment: Set(investment.map(|investment| investment.scaled)),
            investment_unit: Set(investment.map(|investment| investment.unit.clone())),
            note: Set(self.note.clone()),
            details: Set("{}".to_owned()),
            ..Default::default()
        })
    }
}
