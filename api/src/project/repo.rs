//! Projects in the database.

pub mod groups;
pub mod members;
pub mod workload;

use chrono::NaiveDate;
use entities::{
    ids::{BureauId, ProjectId},
    project::{ActiveModel, Column, Entity, Model},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, QueryFilter, Select,
    sea_query::{Alias, Expr, ExprTrait, Func, Query, SelectStatement},
};
use serde_json::{Value, json};

use super::model::{Content, Details, stage::StageChange};
use crate::{
    bureau::model::Reference,
    error::Result,
    region::tree::Tree,
    register::{
        amount::Amount,
        repo::{Index, Kept, Record, from_details, to_details},
    },
    scope::policy::Resource,
};

/// A stored project.
pub type Project = Record<Content>;

/// A stage that was entered in a span of days.
#[derive(Clone, Debug)]
pub struct Entered {
    /// Code of the stage; any where it is none.
    pub stage: Option<String>,
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub to: Option<NaiveDate>,
}

/// What projects are listed by.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only of this kind.
    pub kind: Option<String>,
    /// Only those that are in this stage.
    pub stage: Option<String>,
    /// Only those that entered a stage in a span.
    pub entered: Option<Entered>,
    /// Only those that this bureau leads or in which it cooperates.
    pub bureau: Option<BureauId>,
    /// Only those with a step that is late on this day.
    pub late_on: Option<NaiveDate>,
}

/// The bureau leads.
const LEAD: &str = "LEAD";
/// The bureau cooperates.
const COOPERATING: &str = "COOPERATING";

impl Kept for Content {
    type Id = ProjectId;
    type Table = Entity;
    type Filter = Filter;
    const RESOURCE: Resource = Resource::Project;
    const KIND: &'static str = "project";
    const SEARCHED: bool = true;
    const INDEXES: &'static [Index] = &[
        Index {
            table: "project_stage",
            columns: &[("stage", "text"), ("entered_on", "date")],
        },
        Index {
            table: "project_investment",
            columns: &[("year", "integer"), ("planned", "bigint"), ("done", "bigint")],
        },
        Index {
            table: "project_bureau",
            columns: &[("bureau_id", "bigint"), ("role", "text")],
        },
        Index {
            table: "project_step",
            columns: &[("due", "date"), ("done_on", "date"), ("year", "integer")],
        },
    ];

    fn name(&self) -> &str {
        &self.name
    }

    fn searched(&self) -> Vec<&str> {
        let names = std::iter::once(&self.name).chain(&self.details.other_names);
        names.map(String::as_str).collect()
    }

    fn magnitude(&self) -> i64 {
        self.total_investment
            .as_ref()
            .map_or(-1, |investment| investment.scaled)
    }

    fn read(row: Model) -> Result<Self> {
        let investment = row.total_investment.zip(row.investment_unit);
        let mut details = from_details::<Details>(&row.details)?;
        // A row from before stages had a history tells the present one in its columns alone.
        if details.stages.is_empty() {
            details.stages.push(StageChange {
                stage: row.stage,
                on: row.stage_since,
                explanation: None,
            });
        }
        Ok(Self {
            name: row.name,
            kind: row.kind,
            total_investment: investment.map(|(scaled, unit)| Amount { scaled, unit }),
            note: row.note,
            details,
        })
    }

    fn row(&self) -> Result<ActiveModel> {
        let investment = self.total_investment.as_ref();
        Ok(ActiveModel {
            kind: Set(self.kind.clone()),
            stage: Set(self.stage().to_owned()),
            stage_since: Set(self.stage_since()),
            total_investment: Set(investment.map(|investment| investment.scaled)),
            investment_unit: Set(investment.map(|investment| investment.unit.clone())),
            note: Set(self.note.clone()),
            details: Set(to_details(&self.details)?),
            ..Default::default()
        })
    }

    fn indexed(&self, _tree: &Tree) -> Vec<Vec<Value>> {
        let details = &self.details;
        let scaled = |amount: &Option<Amount>| amount.as_ref().map(|amount| amount.scaled);
        let bureaus = |role: &'static str, references: &[Reference]| -> Vec<Value> {
            let ids = references.iter().filter_map(Reference::id);
            ids.map(|id| json!({ "bureau_id": id.0, "role": role })).collect()
        };
        vec![
            details
                .stages
                .iter()
                .map(|change| json!({ "stage": change.stage, "entered_on": change.on }))
                .collect(),
            details
                .yearly_investments
                .iter()
                .map(|year| json!({ "year": year.year, "planned": scaled(&year.planned), "done": scaled(&year.done) }))
                .collect(),
            [
                bureaus(LEAD, &details.lead_bureaus),
                bureaus(COOPERATING, &details.cooperating_bureaus),
            ]
            .concat(),
            details
                .steps
                .iter()
                .map(|step| json!({ "due": step.due, "done_on": step.done_on, "year": step.year }))
                .collect(),
        ]
    }

    fn filtered(mut select: Select<Entity>, filter: &Filter) -> Result<Select<Entity>> {
        if let Some(kind) = &filter.kind {
            select = select.filter(Column::Kind.eq(kind));
        }
        if let Some(stage) = &filter.stage {
            select = select.filter(Column::Stage.eq(stage));
        }
        if let Some(entered) = &filter.entered {
            select = select.filter(Expr::exists(did_enter(entered)));
        }
        if let Some(bureau) = filter.bureau {
            select = select.filter(Column::Id.in_subquery(of_bureau(bureau)));
        }
        if let Some(day) = filter.late_on {
            select = select.filter(Expr::exists(late(day)));
        }
        Ok(select)
    }
}

fn col(name: &'static str) -> Expr {
    Expr::col(Alias::new(name))
}

/// The rows of an index table that belong to the project of the outer query: looked up for each project of a list,
/// which ends with its page.
fn of_project(table: &'static str) -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from(Alias::new(table))
        .and_where(Expr::col((Alias::new(table), Alias::new("record_id"))).equals((Entity, Column::Id)))
        .take()
}

fn did_enter(entered: &Entered) -> SelectStatement {
    let mut statement = of_project("project_stage");
    let of = |name: &'static str| Expr::col((Alias::new("project_stage"), Alias::new(name)));
    if let Some(stage) = &entered.stage {
        statement.and_where(of("stage").eq(stage));
    }
    if let Some(from) = entered.from {
        statement.and_where(of("entered_on").gte(from));
    }
    if let Some(to) = entered.to {
        statement.and_where(of("entered_on").lte(to));
    }
    statement
}

fn of_bureau(bureau: BureauId) -> SelectStatement {
    Query::select()
        .column(Alias::new("record_id"))
        .from(Alias::new("project_bureau"))
        .and_where(col("bureau_id").eq(bureau.0))
        .take()
}

/// Steps that are late on a day, as `register::model::is_late` says it.
fn late(day: NaiveDate) -> SelectStatement {
    let mut statement = of_project("project_step");
    let done = Func::coalesce([col("done_on"), Expr::val(day)]);
    statement.and_where(col("due").lt(done));
    statement
}
