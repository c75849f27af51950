//! Visits in the database.

pub mod groups;

use chrono::NaiveDate;
use entities::{
    ids::{EnterpriseId, VisitId},
    visit::{ActiveModel, Column, Entity, Model},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, QueryFilter, Select};
use serde_json::{Value, json};

use super::model::{Content, Details};
use crate::{
    error::Result,
    region::tree::Tree,
    register::repo::{Index, Kept, Record, from_details, to_details},
    scope::policy::Resource,
};

/// A stored visit.
pub type Visit = Record<Content>;

/// What visits are listed by.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only those of this enterprise.
    pub enterprise: Option<EnterpriseId>,
    /// Only on this day or later.
    pub from: Option<NaiveDate>,
    /// Only on this day or earlier.
    pub to: Option<NaiveDate>,
}

impl Kept for Content {
    type Id = VisitId;
    type Table = Entity;
    type Filter = Filter;
    const RESOURCE: Resource = Resource::Visit;
    const KIND: &'static str = "visit";
    const SEARCHED: bool = true;
    const UNIQUE_NAME: bool = false;
    const INDEXES: &'static [Index] = &[Index {
        table: "visit_problem",
        columns: &[("problem_id", "bigint")],
    }];

    fn name(&self) -> &str {
        &self.name
    }

    fn searched(&self) -> Vec<&str> {
        vec![&self.details.enterprise_name]
    }

    fn read(row: Model) -> Result<Self> {
        Ok(Self {
            name: row.name,
            enterprise: row.enterprise_id,
            visited_on: row.visited_on,
            bureau: row.bureau_id,
            details: from_details::<Details>(&row.details)?,
        })
    }

    fn row(&self) -> Result<ActiveModel> {
        Ok(ActiveModel {
            enterprise_id: Set(self.enterprise),
            visited_on: Set(self.visited_on),
            bureau_id: Set(self.bureau),
            details: Set(to_details(&self.details)?),
            ..Default::default()
        })
    }

    fn indexed(&self, _tree: &Tree) -> Vec<Vec<Value>> {
        let problems = self.details.problems.iter();
        vec![
            problems
                .map(|problem| json!({ "problem_id": problem.0 }))
                .collect(),
        ]
    }

    fn filtered(mut select: Select<Entity>, filter: &Filter) -> Result<Select<Entity>> {
        if let Some(enterprise) = filter.enterprise {
            select = select.filter(Column::EnterpriseId.eq(enterprise));
        }
        if let Some(from) = filter.from {
            select = select.filter(Column::VisitedOn.gte(from));
        }
        if let Some(to) = filter.to {
            select = select.filter(Column::VisitedOn.lte(to));
        }
        Ok(select)
    }
}
