//! Plans in the database.

pub mod editions;
pub mod targets;

use entities::{
    ids::{IndicatorId, PlanId},
    plan::{ActiveModel, Column, Entity, Model},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, QueryFilter, Select,
    sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement},
};
use serde_json::Value;

use super::model::{
    Content, Details,
    state::{PlanState, sealed_already},
};
use crate::{
    code::{from_text, to_text},
    error::Result,
    issue::Issue,
    region::tree::Tree,
    register::repo::{Index, Kept, Record, from_details, to_details},
    scope::policy::Resource,
};

/// A stored plan.
pub type Plan = Record<Content>;

/// What plans are listed by.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only those in this state.
    pub state: Option<PlanState>,
    /// Only those whose years hold this one.
    pub year: Option<i32>,
    /// Only those with a target of this indicator.
    pub indicator: Option<IndicatorId>,
}

impl Kept for Content {
    type Id = PlanId;
    type Table = Entity;
    type Filter = Filter;
    const RESOURCE: Resource = Resource::Plan;
    const KIND: &'static str = "plan";
    const SEARCHED: bool = true;
    const INDEXES: &'static [Index] = &[Index {
        table: "plan_target",
        columns: &[
            ("indicator_id", "bigint"),
            ("year", "integer"),
            ("counts_from", "date"),
            ("operator", "text"),
            ("num", "bigint"),
            ("upper", "bigint"),
            ("scale", "integer"),
            ("baseline_year", "integer"),
            ("baseline_num", "bigint"),
        ],
    }];

    fn name(&self) -> &str {
        &self.name
    }

    fn read(row: Model) -> Result<Self> {
        Ok(Self {
            name: row.name,
            state: from_text(&row.state)?,
            edition: row.edition,
            from_year: row.from_year,
            to_year: row.to_year,
            issued: row.issued,
            note: row.note,
            details: from_details::<Details>(&row.details)?,
        })
    }

    fn row(&self) -> Result<ActiveModel> {
        Ok(ActiveModel {
            state: Set(to_text(&self.state)?),
            edition: Set(self.edition),
            edition_in_force: Set(self.edition_in_force()),
            from_year: Set(self.from_year),
            to_year: Set(self.to_year),
            issued: Set(self.issued.clone()),
            note: Set(self.note.clone()),
            details: Set(to_details(&self.details)?),
            ..Default::default()
        })
    }

    fn indexed(&self, _tree: &Tree) -> Vec<Vec<Value>> {
        vec![targets::rows(self)]
    }

    fn undeletable(&self) -> Option<Issue> {
        self.edition_in_force().map(|_| sealed_already())
    }

    fn filtered(mut select: Select<Entity>, filter: &Filter) -> Result<Select<Entity>> {
        if let Some(state) = filter.state {
            select = select.filter(Column::State.eq(to_text(&state)?));
        }
        if let Some(year) = filter.year {
            select = select
                .filter(Column::FromYear.lte(year))
                .filter(Column::ToYear.gte(year));
        }
        if let Some(indicator) = filter.indicator {
            select = select.filter(Column::Id.in_subquery(with_target(indicator)));
        }
        Ok(select)
    }
}

fn with_target(indicator: IndicatorId) -> SelectStatement {
    Query::select()
        .column(Alias::new("record_id"))
        .from(Alias::new("plan_target"))
        .and_where(Expr::col(Alias::new("indicator_id")).eq(indicator.0))
        .take()
}
