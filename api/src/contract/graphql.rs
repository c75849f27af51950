//! Contracts in the API.

pub mod groups;
pub mod input;
pub mod party;

use async_graphql::{Context, Enum, ID, InputObject, MergedObject, Object};
use entities::ids::ProjectId;

pub use self::{
    groups::{ContractGroup, ContractGroupQuery},
    input::ContractMutation,
    party::{ContractParty, ContractPartyKind},
};
use super::{
    model::Content,
    repo::{self, Filter},
    service,
};
use crate::{
    error::Result,
    graphql::{
        context::scope,
        global_id::{self, Kind},
        page::Page,
        scalars::Date,
        weight::times,
    },
    project::{self, graphql::Project},
    region::graphql::{Region, page_complexity},
    register::{
        self,
        graphql::{ListFilter, RegisterOrder, amount::Amount, record::record_of},
        model::List,
    },
    register_object,
};

/// Kind 类型 of a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::contract::model::ContractKind")]
pub enum ContractKind {
    /// 产学研合作: cooperation of industry, universities and research.
    Iur,
    /// 成果转化: turning results to use.
    Transfer,
}

/// The content of a contract.
#[derive(Clone, Debug)]
pub struct ContractFields(repo::Contract);

/// The content of a contract.
#[Object]
impl ContractFields {
    /// Title 合同名称, unique in its region.
    async fn name(&self) -> &str {
        &self.0.content.name
    }

    /// Number 合同编号, unique in the province; null where it has none.
    async fn number(&self) -> Option<&str> {
        self.0.content.number.as_deref()
    }

    /// Kind 类型.
    async fn kind(&self) -> ContractKind {
        self.0.content.kind.into()
    }

    /// The day on which it was signed 签订日期.
    async fn signed_on(&self) -> Date {
        Date(self.0.content.signed_on)
    }

    /// The last day on which it holds 有效期至; null where none is agreed.
    async fn valid_to(&self) -> Option<Date> {
        self.0.content.valid_to.map(Date)
    }

    /// Amount 合同金额; null where it is not known, which is not zero.
    async fn amount(&self) -> Result<Option<Amount>> {
        Amount::maybe(self.0.content.amount.as_ref())
    }

    /// Parties 合同方.
    #[graphql(complexity = "times(5, 1 + child_complexity)")]
    async fn parties(&self) -> Vec<ContractParty> {
        let parties = self.0.content.parties.iter().cloned();
        parties.map(ContractParty).collect()
    }

    /// The project 项目 to which it belongs; null where it belongs to none, or to one outside of the scope.
    async fn project(&self, ctx: &Context<'_>) -> Result<Option<Project>> {
        match self.0.content.project {
            Some(project) => record_of::<project::model::Content>(ctx, project).await,
            None => Ok(None),
        }
    }

    /// The regions under which it is shown: its own and those of its parties, as far as they lie inside the scope.
    async fn shown_in(&self, ctx: &Context<'_>) -> Result<Vec<Region>> {
        let scope = scope(ctx)?;
        let places = service::regions(scope, self.0.region, &self.0.content);
        Ok(places.into_iter().map(|place| Region::of(scope, place)).collect())
    }

    /// Note 备注.
    async fn note(&self) -> Option<&str> {
        self.0.content.note.as_deref()
    }
}

register_object! {
    /// A contract 合同 of cooperation or of turning results to use. It belongs to the region that registers it, and is
    /// shown under the regions of its other parties inside the province.
    Contract, ContractFields, Content, Contract
}

/// Which contracts are listed. All conditions must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ContractFilter {
    /// Conditions that every register has.
    #[graphql(flatten)]
    pub list: ListFilter,
    /// Only of this kind 类型.
    pub kind: Option<ContractKind>,
    /// Only the one of this number 合同编号.
    pub number: Option<String>,
    /// Only those of this project: its global id.
    pub project: Option<ID>,
    /// Only those that were signed on this day or later.
    pub from: Option<Date>,
    /// Only those that were signed on this day or earlier.
    pub to: Option<Date>,
}

impl ContractFilter {
    fn read(self, order: Option<RegisterOrder>) -> Result<List<Filter>> {
        let project = |id: ID| global_id::key(&id, Kind::Project).map(ProjectId);
        let filter = Filter {
            kind: self.kind.map(Into::into),
            number: self.number,
            project: self.project.map(project).transpose()?,
            from: self.from.map(|day| day.0),
            to: self.to.map(|day| day.0),
        };
        Ok(self.list.list(filter, order))
    }
}

/// Queries of contracts.
#[derive(Debug, Default, MergedObject)]
pub struct ContractQuery(ContractListQuery, ContractGroupQuery);

/// Queries of lists of contracts.
#[derive(Debug, Default)]
pub struct ContractListQuery;

#[Object]
impl ContractListQuery {
    /// The contracts 合同 of a region and all below, inside the scope of the token: those that they registered, and those
    /// of which a party is there.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn contracts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Conditions.")] filter: Option<ContractFilter>,
        #[graphql(desc = "Order; by name by default.")] order: Option<RegisterOrder>,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Page<Contract>> {
        let list = filter.unwrap_or_default().read(order)?;
        register::graphql::page(ctx, list, first, after, Contract::of).await
    }
}
