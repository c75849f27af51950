//! Visits in the API.

pub mod groups;
pub mod input;

use async_graphql::{Context, ID, InputObject, MergedObject, Object};
use entities::ids::EnterpriseId;

pub use self::{
    groups::{VisitGroup, VisitGroupQuery},
    input::VisitMutation,
};
use super::{
    model::Content,
    repo::{self, Filter},
};
use crate::{
    bureau::{self, graphql::Bureau},
    enterprise::{self, graphql::Enterprise},
    error::Result,
    graphql::{
        global_id::{self, Kind},
        page::Page,
        scalars::Date,
        weight::times,
    },
    problem::{self, graphql::Problem},
    region::graphql::page_complexity,
    register::{
        self,
        graphql::{
            ListFilter, RegisterOrder,
            record::{record_of, records_of},
        },
        model::List,
    },
    register_object,
};

/// The content of a visit.
#[derive(Clone, Debug)]
pub struct VisitFields(repo::Visit);

/// The content of a visit.
#[Object]
impl VisitFields {
    /// Name: the enterprise's at that time, and the day.
    async fn name(&self) -> &str {
        &self.0.content.name
    }

    /// The enterprise 走访企业; null where it lies outside of the scope by now.
    async fn enterprise(&self, ctx: &Context<'_>) -> Result<Option<Enterprise>> {
        record_of::<enterprise::model::Content>(ctx, self.0.content.enterprise).await
    }

    /// The day 走访日期.
    async fn visited_on(&self) -> Date {
        Date(self.0.content.visited_on)
    }

    /// Who went 走访人员.
    async fn officers(&self) -> &[String] {
        &self.0.content.details.officers
    }

    /// The bureau 走访部门; null where none is named, or where it lies outside of the scope.
    async fn bureau(&self, ctx: &Context<'_>) -> Result<Option<Bureau>> {
        match self.0.content.bureau {
            Some(bureau) => record_of::<bureau::model::Content>(ctx, bureau).await,
            None => Ok(None),
        }
    }

    /// What was seen and said 走访情况.
    async fn summary(&self) -> &str {
        &self.0.content.details.summary
    }

    /// The problems 收集问题 that the visit raised, deleted ones included; without those outside of the scope.
    #[graphql(complexity = "times(5, 1 + child_complexity)")]
    async fn problems(&self, ctx: &Context<'_>) -> Result<Vec<Problem>> {
        records_of::<problem::model::Content>(ctx, &self.0.content.details.problems).await
    }
}

register_object! {
    /// A visit 走访 of officers to an enterprise.
    Visit, VisitFields, Content, Visit
}

/// Which visits are listed. All conditions must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct VisitFilter {
    /// Conditions that every register has.
    #[graphql(flatten)]
    pub list: ListFilter,
    /// Only those of this enterprise: its global id.
    pub enterprise: Option<ID>,
    /// Only on this day or later.
    pub from: Option<Date>,
    /// Only on this day or earlier.
    pub to: Option<Date>,
}

impl VisitFilter {
    fn read(self, order: Option<RegisterOrder>) -> Result<List<Filter>> {
        let enterprise = |id: ID| global_id::key(&id, Kind::Enterprise).map(EnterpriseId);
        let filter = Filter {
            enterprise: self.enterprise.map(enterprise).transpose()?,
            from: self.from.map(|day| day.0),
            to: self.to.map(|day| day.0),
        };
        Ok(self.list.list(filter, order))
    }
}

/// Queries of visits.
#[derive(Debug, Default, MergedObject)]
pub struct VisitQuery(VisitListQuery, VisitGroupQuery);

/// Queries of lists of visits.
#[derive(Debug, Default)]
pub struct VisitListQuery;

#[Object]
impl VisitListQuery {
    /// The visits 走访 that a region and all below made, inside the scope of the token.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn visits(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Conditions.")] filter: Option<VisitFilter>,
        #[graphql(desc = "Order; by name by default.")] order: Option<RegisterOrder>,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Page<Visit>> {
        let list = filter.unwrap_or_default().read(order)?;
        register::graphql::page(ctx, list, first, after, Visit::of).await
    }
}
