//! Meetings in the database.

use chrono::NaiveDate;
use entities::{
    ids::{MeetingId, ProjectId},
    meeting::{ActiveModel, Column, Entity, Model},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, QueryFilter, Select,
    sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement},
};
use serde_json::{Value, json};

use super::model::{Content, Details};
use crate::{
    bureau::model::Reference,
    error::Result,
    region::tree::Tree,
    register::repo::{Index, Kept, Record, from_details, to_details},
    scope::policy::Resource,
};

/// A stored meeting.
pub type Meeting = Record<Content>;

/// What meetings are listed by.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only those that spoke of this project.
    pub project: Option<ProjectId>,
    /// Only those held on this day or later.
    pub held_from: Option<NaiveDate>,
    /// Only those held on this day or before.
    pub held_to: Option<NaiveDate>,
}

impl Kept for Content {
    type Id = MeetingId;
    type Table = Entity;
    type Filter = Filter;
    const RESOURCE: Resource = Resource::Meeting;
    const KIND: &'static str = "meeting";
    const SEARCHED: bool = true;
    const UNIQUE_NAME: bool = false;
    const INDEXES: &'static [Index] = &[
        Index {
            table: "meeting_project",
            columns: &[("project_id", "bigint")],
        },
        Index {
            table: "meeting_decision",
            columns: &[("bureau_id", "bigint"), ("due", "date"), ("done_on", "date")],
        },
    ];

    fn name(&self) -> &str {
        &self.name
    }

    fn read(row: Model) -> Result<Self> {
        Ok(Self {
            name: row.name,
            held_on: row.held_on,
            note: row.note,
            details: from_details::<Details>(&row.details)?,
        })
    }

    fn row(&self) -> Result<ActiveModel> {
        Ok(ActiveModel {
            held_on: Set(self.held_on),
            note: Set(self.note.clone()),
            details: Set(to_details(&self.details)?),
            ..Default::default()
        })
    }

    fn indexed(&self, _tree: &Tree) -> Vec<Vec<Value>> {
        let projects = self.details.projects.iter();
        let decisions = self.details.decisions.iter().map(|decision| {
            let owner = decision.owner.as_ref().and_then(Reference::id);
            json!({ "bureau_id": owner.map(|id| id.0), "due": decision.due, "done_on": decision.done_on })
        });
        vec![
            projects.map(|id| json!({ "project_id": id.0 })).collect(),
            decisions.collect(),
        ]
    }

    fn filtered(mut select: Select<Entity>, filter: &Filter) -> Result<Select<Entity>> {
        if let Some(project) = filter.project {
            select = select.filter(Column::Id.in_subquery(about(project)));
        }
        if let Some(from) = filter.held_from {
            select = select.filter(Column::HeldOn.gte(from));
        }
        if let Some(to) = filter.held_to {
            select = select.filter(Column::HeldOn.lte(to));
        }
        Ok(select)
    }
}

fn about(project: ProjectId) -> SelectStatement {
    Query::select()
        .column(Alias::new("record_id"))
        .from(Alias::new("meeting_project"))
        .and_where(Expr::col(Alias::new("project_id")).eq(project.0))
        .take()
}
