//! Problems in the database.

pub mod groups;

use chrono::NaiveDate;
use entities::{
    ids::{BureauId, ProblemId, RegionId},
    problem::{ActiveModel, Column, Entity, Model},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, QueryFilter, Select,
    sea_query::{ExprTrait, SimpleExpr},
};

use super::model::{About, Content, Details, State};
use crate::{
    code::from_text,
    error::{Error, Result},
    register::repo::{Kept, Record, from_details, to_details},
    scope::policy::Resource,
};

/// A stored problem.
pub type Problem = Record<Content>;

/// What problems are listed by.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only of this state.
    pub state: Option<State>,
    /// Only those that are overdue on a day, or that are not.
    pub overdue: Option<(bool, NaiveDate)>,
    /// Only those that this bureau has in hand.
    pub owner_bureau: Option<BureauId>,
    /// Only those that stand at this region.
    pub stands_at: Option<Vec<RegionId>>,
    /// Only those about this.
    pub about: Option<About>,
}

impl Kept for Content {
    type Id = ProblemId;
    type Table = Entity;
    type Filter = Filter;
    const RESOURCE: Resource = Resource::Problem;
    const KIND: &'static str = "problem";
    const SEARCHED: bool = true;
    const UNIQUE_NAME: bool = false;

    fn name(&self) -> &str {
        &self.title
    }

    fn read(row: Model) -> Result<Self> {
        Ok(Self {
            title: row.name,
            state: from_text(&row.state)?,
            due: row.due,
            owner_bureau: row.owner_bureau_id,
            stands_at: row.stands_at_id,
            about: about(&row.about_kind, row.about_id)?,
            details: from_details::<Details>(&row.details)?,
        })
    }

    fn row(&self) -> Result<ActiveModel> {
        let (kind, id) = columns(self.about);
        Ok(ActiveModel {
            state: Set(self.state.code().to_owned()),
            due: Set(self.due),
            owner_bureau_id: Set(self.owner_bureau),
            stands_at_id: Set(self.stands_at),
            about_kind: Set(kind.to_owned()),
            about_id: Set(id),
            details: Set(to_details(&self.details)?),
            ..Default::default()
        })
    }

    fn filtered(mut select: Select<Entity>, filter: &Filter) -> Result<Select<Entity>> {
        if let Some(state) = filter.state {
            select = select.filter(Column::State.eq(state.code()));
        }
        match filter.overdue {
            None => {}
            Some((true, today)) => select = select.filter(overdue(today)),
            Some((false, today)) => {
                let in_time = Condition::any()
                    .add(Column::State.is_not_in(UNDONE))
                    .add(Column::Due.is_null())
                    .add(Column::Due.gte(today));
                select = select.filter(in_time);
            }
        }
        if let Some(bureau) = filter.owner_bureau {
            select = select.filter(Column::OwnerBureauId.eq(bureau));
        }
        if let Some(regions) = &filter.stands_at {
            select = select.filter(Column::StandsAtId.is_in(regions.iter().copied()));
        }
        if let Some(about) = filter.about {
            let (kind, id) = columns(about);
            select = select
                .filter(Column::AboutKind.eq(kind))
                .filter(Column::AboutId.eq(id));
        }
        Ok(select)
    }
}

/// The states in which a problem can be overdue.
const UNDONE: [&str; 2] = ["OPEN", "ASSIGNED"];

/// That a problem is overdue on a day.
fn overdue(today: NaiveDate) -> SimpleExpr {
    Column::State
        .is_in(UNDONE)
        .and(Column::Due.is_not_null())
        .and(Column::Due.lt(today))
}

fn columns(about: About) -> (&'static str, i64) {
    match about {
        About::Enterprise(id) => ("ENTERPRISE", id.0),
        About::Project(id) => ("PROJECT", id.0),
        About::Platform(id) => ("PLATFORM", id.0),
        About::Region(id) => ("REGION", id.0),
    }
}

fn about(kind: &str, id: i64) -> Result<About> {
    match kind {
        "ENTERPRISE" => Ok(About::Enterprise(id.into())),
        "PROJECT" => Ok(About::Project(id.into())),
        "PLATFORM" => Ok(About::Platform(id.into())),
        "REGION" => Ok(About::Region(id.into())),
        other => Err(Error::internal(format!("a problem about a {other}"))),
    }
}
