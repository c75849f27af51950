//! Brands in the API.

pub mod groups;
pub mod input;

use async_graphql::{Context, Enum, ID, InputObject, MergedObject, Object};
use entities::ids::EnterpriseId;

pub use self::{
    groups::{BrandGroup, BrandGroupQuery},
    input::BrandMutation,
};
use super::{
    model::{self, Content},
    repo::{self, Filter},
};
use crate::{
    enterprise::{self, graphql::Enterprise},
    error::Result,
    graphql::{
        context::hub,
        global_id::{self, Kind},
        page::Page,
        scalars::Date,
    },
    region::graphql::page_complexity,
    register::{
        self,
        graphql::{ListFilter, RegisterOrder, record::record_of},
        model::List,
    },
    register_object,
    vocabulary::{
        graphql::{BrandType, Term, term_of},
        model::Vocabulary,
    },
};

/// Level 级别 at which a brand or honour is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::brand::model::HonourLevel")]
pub enum HonourLevel {
    /// 国家级: national.
    National,
    /// 省级: provincial.
    Provincial,
    /// 市级: of a city.
    City,
    /// 县（区）级: of a county or district.
    County,
    /// 镇级: of a town.
    Town,
}

/// Who holds a brand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum BrandHeldBy {
    /// 企业: an enterprise.
    Enterprise,
    /// 地区: the region itself, as a public brand 区域公用品牌.
    Region,
}

/// The content of a brand.
#[derive(Clone, Debug)]
pub struct BrandFields(repo::Brand);

impl BrandFields {
    fn details(&self) -> &model::Details {
        &self.0.content.details
    }
}

/// The content of a brand.
#[Object]
impl BrandFields {
    /// Name 名称.
    async fn name(&self) -> &str {
        &self.0.content.name
    }

    /// Type 类型: a term of the vocabulary BRAND_TYPE.
    #[graphql(name = "type")]
    async fn kind(&self) -> BrandType {
        BrandType(self.0.content.kind.clone())
    }

    /// The term of the type, with its names.
    async fn type_term(&self, ctx: &Context<'_>) -> Result<Option<Term>> {
        term_of(ctx, Vocabulary::BrandType, &self.0.content.kind).await
    }

    /// Level 级别.
    async fn level(&self) -> HonourLevel {
        self.0.content.level.into()
    }

    /// Who holds it: an enterprise, or the region itself.
    async fn held_by(&self) -> BrandHeldBy {
        match self.0.content.holder {
            Some(_) => BrandHeldBy::Enterprise,
            None => BrandHeldBy::Region,
        }
    }

    /// The enterprise 持有企业 that holds it; null where the region does, or where the enterprise lies outside of the
    /// scope by now.
    async fn holder(&self, ctx: &Context<'_>) -> Result<Option<Enterprise>> {
        match self.0.content.holder {
            Some(holder) => record_of::<enterprise::model::Content>(ctx, holder).await,
            None => Ok(None),
        }
    }

    /// The first day 授予日期 on which it is held; null where it is not known how long ago.
    async fn awarded_on(&self) -> Option<Date> {
        self.0.content.awarded_on.map(Date)
    }

    /// The last day 有效期至 on which it is held; null where it does not end.
    async fn valid_to(&self) -> Option<Date> {
        self.0.content.valid_to.map(Date)
    }

    /// Who gave it 授予单位.
    async fn issuer(&self) -> Option<&str> {
        self.details().issuer.as_deref()
    }

    /// Number of the certificate 证书编号.
    async fn certificate(&self) -> Option<&str> {
        self.details().certificate.as_deref()
    }

    /// What it is for 产品.
    async fn products(&self) -> &[String] {
        &self.details().products
    }

    /// Note 备注.
    async fn note(&self) -> Option<&str> {
        self.details().note.as_deref()
    }
}

register_object! {
    /// A brand or honour 品牌荣誉 of an enterprise or of a region.
    Brand, BrandFields, Content, Brand
}

/// Which brands are listed. All conditions must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct BrandFilter {
    /// Conditions that every register has.
    #[graphql(flatten)]
    pub list: ListFilter,
    /// Only of this type 类型.
    #[graphql(name = "type")]
    pub kind: Option<BrandType>,
    /// Only of this level 级别.
    pub level: Option<HonourLevel>,
    /// Only those that this enterprise holds: its global id.
    pub holder: Option<ID>,
    /// Only those of enterprises, or only those of regions themselves.
    pub held_by: Option<BrandHeldBy>,
    /// Only those that are valid 有效 on this day.
    pub valid_on: Option<Date>,
}

impl BrandFilter {
    fn read(self, order: Option<RegisterOrder>) -> Result<List<Filter>> {
        let holder = |id: ID| global_id::key(&id, Kind::Enterprise).map(EnterpriseId);
        let filter = Filter {
            kind: self.kind.map(|kind| kind.0),
            level: self.level.map(Into::into),
            holder: self.holder.map(holder).transpose()?,
            of_enterprise: self.held_by.map(|held_by| held_by == BrandHeldBy::Enterprise),
            valid_on: self.valid_on.map(|day| day.0),
        };
        Ok(self.list.list(filter, order))
    }
}

/// Queries of brands.
#[derive(Debug, Default, MergedObject)]
pub struct BrandQuery(BrandListQuery, BrandGroupQuery);

/// Queries of lists of brands.
#[derive(Debug, Default)]
pub struct BrandListQuery;

#[Object]
impl BrandListQuery {
    /// The brands and honours 品牌荣誉 of a region and all below, inside the scope of the token.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn brands(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Conditions.")] filter: Option<BrandFilter>,
        #[graphql(desc = "Order; by name by default.")] order: Option<RegisterOrder>,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Page<Brand>> {
        let list = filter.unwrap_or_default().read(order)?;
        register::graphql::page(ctx, list, first, after, Brand::of).await
    }
}

/// The day of a group: that which was given, that of the filter, or today.
fn day(ctx: &Context<'_>, on: Option<Date>, filter: &Filter) -> chrono::NaiveDate {
    on.map(|day| day.0)
        .or(filter.valid_on)
        .unwrap_or_else(|| hub(ctx).today())
}
