//! Enterprises in the API.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use entities::ids::EnterpriseId;

use super::{
    model::Content,
    repo::{self, Filter},
    service,
};
use crate::{
    error::Result,
    graphql::{
        context::{hub, scope},
        global_id::{self, Kind},
        issue::{self, Issue},
        page::{self, Page, Total},
        scalars::{CreditCode, DateTime, RegionCode},
    },
    region::graphql::{Region, page_complexity, region_of},
    register::{
        graphql::{RegisterOrder, cursor, list, or_old},
        model::Cursor,
    },
};

/// An enterprise 企业 of the register.
#[derive(Clone, Debug)]
pub struct Enterprise(pub repo::Enterprise);

/// An enterprise 企业 of the register. It belongs to the region of its main operation.
#[Object]
impl Enterprise {
    /// Global id.
    pub async fn id(&self) -> ID {
        global_id::encode(Kind::Enterprise, self.0.id.0)
    }

    /// Registered name 名称.
    async fn name(&self) -> &str {
        &self.0.content.name
    }

    /// Unified social credit code 统一社会信用代码; null where it is not known.
    async fn credit_code(&self) -> Option<CreditCode> {
        self.0.content.credit_code.clone().map(CreditCode)
    }

    /// Industry 行业: a section letter or 2 to 4 digits of GB/T 4754.
    async fn industry(&self) -> Option<&str> {
        self.0.content.industry.as_deref()
    }

    /// Note 备注.
    async fn note(&self) -> Option<&str> {
        self.0.content.note.as_deref()
    }

    /// The region of its main operation 主要经营地, which the digits of the credit code do not tell.
    async fn region(&self, ctx: &Context<'_>) -> Result<Region> {
        region_of(ctx, self.0.region)
    }

    /// Version, from 1. An update names the version that it changes.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// When it was registered.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it last changed.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.0.updated_at)
    }
}

/// Which enterprises are listed. All conditions must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct EnterpriseFilter {
    /// The region of main operation, those below included; the token's own by default.
    pub region: Option<RegionCode>,
    /// Only names that begin with this text.
    pub name_starts_with: Option<String>,
    /// Only the enterprise of this credit code.
    pub credit_code: Option<CreditCode>,
}

/// Queries of enterprises.
#[derive(Debug, Default)]
pub struct EnterpriseQuery;

#[Object]
impl EnterpriseQuery {
    /// The enterprises of a region and all below, inside the scope of the token.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn enterprises(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Conditions.")] filter: Option<EnterpriseFilter>,
        #[graphql(desc = "Order; by name by default.")] order: Option<RegisterOrder>,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Page<Enterprise>> {
        let (scope, hub) = (scope(ctx)?.clone(), hub(ctx).clone());
        let given = filter.unwrap_or_default();
        let filter = Filter {
            list: list(given.region, given.name_starts_with, order),
            credit_code: given.credit_code.map(|code| code.0),
        };
        let limit = page::limit(ctx, first)?;
        let rows = service::page(
            &scope,
            &hub,
            &filter,
            page::key::<Cursor>(after.as_deref())?,
            limit,
        )
        .await?;
        let order = filter.list.order;
        let total = Total::new(move || {
            let (scope, hub, filter) = (scope.clone(), hub.clone(), filter.clone());
            async move { service::count(&scope, &hub, &filter).await }
        });
        let key = move |row: &repo::Enterprise| cursor(order, row);
        Ok(page::connection(
            rows,
            limit,
            after.is_some(),
            total,
            key,
            Enterprise,
        ))
    }
}

/// A new enterprise.
#[derive(Clone, Debug, InputObject)]
pub struct RegisterEnterpriseInput {
    /// The region of its main operation: the token's own, which is also the default.
    pub region: Option<RegionCode>,
    /// Registered name, 1 to 200 characters.
    pub name: String,
    /// Unified social credit code; without it the record bears a warning.
    pub credit_code: Option<CreditCode>,
    /// Industry: a section letter A to T or 2 to 4 digits of GB/T 4754.
    pub industry: Option<String>,
    /// Note, at most 2,000 characters.
    pub note: Option<String>,
}

/// A change of an enterprise. A field that is left out stays as it is; null empties it.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateEnterpriseInput {
    /// Global id.
    pub id: ID,
    /// The version that is changed; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
    /// Registered name, 1 to 200 characters.
    pub name: Option<String>,
    /// Unified social credit code.
    pub credit_code: MaybeUndefined<CreditCode>,
    /// Industry: a section letter A to T or 2 to 4 digits of GB/T 4754.
    pub industry: MaybeUndefined<String>,
    /// Note, at most 2,000 characters.
    pub note: MaybeUndefined<String>,
}

/// The result of a change of an enterprise.
#[derive(Debug, SimpleObject)]
pub struct EnterprisePayload {
    /// The enterprise as it is stored now; null if an issue blocked the write.
    pub enterprise: Option<Enterprise>,
    /// All that is wrong, or worth a look.
    pub issues: Vec<Issue>,
}

fn payload((enterprise, issues): (Option<repo::Enterprise>, Vec<crate::issue::Issue>)) -> EnterprisePayload {
    EnterprisePayload {
        enterprise: enterprise.map(Enterprise),
        issues: issue::wrap(issues),
    }
}

/// Mutations of enterprises.
#[derive(Debug, Default)]
pub struct EnterpriseMutation;

#[Object]
impl EnterpriseMutation {
    /// Registers an enterprise in the token's own region. Role `reporter`, a function that keeps enterprises.
    async fn register_enterprise(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new enterprise.")] input: RegisterEnterpriseInput,
    ) -> Result<EnterprisePayload> {
        let content = Content {
            name: input.name,
            credit_code: input.credit_code.map(|code| code.0),
            industry: input.industry,
            note: input.note,
        };
        let region = input.region.map(|code| code.0);
        Ok(payload(
            service::register(scope(ctx)?, hub(ctx), region.as_deref(), content).await?,
        ))
    }

    /// Changes an enterprise of the token's own region. Role `reporter`, a function that keeps enterprises.
    async fn update_enterprise(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: UpdateEnterpriseInput,
    ) -> Result<EnterprisePayload> {
        let id = EnterpriseId(global_id::key(&input.id, Kind::Enterprise)?);
        let expected = input.expected_version;
        let change = |old: &Content| Content {
            name: input.name.unwrap_or_else(|| old.name.clone()),
            credit_code: or_old(input.credit_code.map_value(|code| code.0), &old.credit_code),
            industry: or_old(input.industry, &old.industry),
            note: or_old(input.note, &old.note),
        };
        Ok(payload(
            service::update(scope(ctx)?, hub(ctx), id, expected, change).await?,
        ))
    }
}
