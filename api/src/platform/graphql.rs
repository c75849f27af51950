//! Innovation platforms in the API.

pub mod chain;
mod codes;
pub mod groups;
mod input;
mod tenant;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entities::ids::PlatformId;

pub use self::{
    codes::{EvaluationResult, PlatformLevel},
    input::{RegisterPlatformInput, UpdatePlatformInput, UpsertPlatformsInput},
    tenant::PlatformTenant,
};
use super::{
    model::{self, Content},
    repo::{self, Filter},
};
use crate::{
    enterprise::{self, graphql::Enterprise},
    error::Result,
    graphql::{
        context::{hub, scope},
        global_id::{self, Kind},
        issue::{self, Issue},
        page::{self, Page, Total},
        scalars::{Date, Decimal},
        weight::times,
    },
    institution::{self, graphql::Institution},
    recognition::{self, graphql::Recognition, programme::model::SubjectKind},
    region::graphql::{Region, page_complexity, region_of},
    register::{
        self,
        graphql::{ListFilter, RegisterOrder, batch::UpsertPayload, record::maybe_record_of},
        model::List,
        service::write,
    },
    register_object,
    vocabulary::{
        graphql::{PlatformKind, Term, term_of},
        model::Vocabulary,
    },
};

/// The evaluation 评价 of a platform of a year.
#[derive(Clone, Debug, SimpleObject)]
pub struct PlatformEvaluation {
    /// The year that was evaluated.
    year: i32,
    /// Result 评价结果.
    result: EvaluationResult,
    /// Score 分数; null where none is given.
    score: Option<Decimal>,
    /// Note 备注.
    note: Option<String>,
}

impl PlatformEvaluation {
    fn of(evaluation: &model::Evaluation) -> Self {
        Self {
            year: evaluation.year,
            result: evaluation.result.into(),
            score: evaluation.score.map(Decimal),
            note: evaluation.note.clone(),
        }
    }
}

/// The content of a platform.
#[derive(Clone, Debug)]
pub struct PlatformFields(repo::Platform);

impl PlatformFields {
    fn tenants_on(&self, holds: impl Fn(&model::Tenant) -> bool) -> impl Iterator<Item = &model::Tenant> {
        self.0
            .content
            .details
            .tenants
            .iter()
            .filter(move |tenant| holds(tenant))
    }
}

/// The content of a platform.
#[Object]
impl PlatformFields {
    /// Name 名称, unique in its region.
    async fn name(&self) -> &str {
        &self.0.content.name
    }

    /// Other names 别名: former ones, short ones, as documents have them.
    async fn other_names(&self) -> &[String] {
        &self.0.content.details.other_names
    }

    /// Type 平台类型: code of a term of the vocabulary PLATFORM_TYPE.
    async fn kind(&self) -> PlatformKind {
        PlatformKind(self.0.content.kind.clone())
    }

    /// The term 字典项 of its type; null where a region defined it that this token does not know.
    #[graphql(name = "type")]
    async fn term(&self, ctx: &Context<'_>) -> Result<Option<Term>> {
        term_of(ctx, Vocabulary::PlatformType, &self.0.content.kind).await
    }

    /// Level 级别 at which it is recognised; null where it is not, or not known.
    async fn level(&self) -> Option<PlatformLevel> {
        self.0.content.level.map(Into::into)
    }

    /// The enterprise 依托企业 that hosts it; null where none does, or where it lies outside of the scope.
    async fn host(&self, ctx: &Context<'_>) -> Result<Option<Enterprise>> {
        maybe_record_of::<enterprise::model::Content>(ctx, self.0.content.host).await
    }

    /// The institution 依托机构 that hosts it; null where none does, or where it lies outside of the scope.
    async fn host_institution(&self, ctx: &Context<'_>) -> Result<Option<Institution>> {
        maybe_record_of::<institution::model::Content>(ctx, self.0.content.host_institution).await
    }

    /// The other regions 共建单位 that run it together with its own: it is listed under each, and counted once, in the
    /// nearest region that holds them all.
    async fn sponsors(&self, ctx: &Context<'_>) -> Result<Vec<Region>> {
        let sponsors = self.0.content.details.sponsors.iter();
        sponsors.map(|region| region_of(ctx, *region)).collect()
    }

    /// Day of establishment 成立日期.
    async fn established_on(&self) -> Option<Date> {
        self.0.content.established_on.map(Date)
    }

    /// Evaluations 评价, the latest year first.
    async fn evaluations(&self) -> Vec<PlatformEvaluation> {
        let evaluations = self.0.content.details.evaluations.iter();
        let mut evaluations: Vec<_> = evaluations.map(PlatformEvaluation::of).collect();
        evaluations.sort_by_key(|evaluation| std::cmp::Reverse(evaluation.year));
        evaluations
    }

    /// Tenants 在孵企业 and those that graduated, in the order in which they were given.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn tenants(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that were in it on this day.")] on: Option<Date>,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Page<PlatformTenant>> {
        let limit = page::limit(ctx, first)?;
        let tenants: Vec<_> = self
            .tenants_on(|tenant| on.is_none_or(|day| tenant.is_in(day.0)))
            .collect();
        let total = Total::known(tenants.len());
        let from = page::key::<usize>(after.as_deref())?.map_or(0, |last| last.saturating_add(1));
        let rows = tenants
            .into_iter()
            .cloned()
            .enumerate()
            .skip(from)
            .take(limit + 1);
        let node = |(_, tenant)| PlatformTenant(tenant);
        Ok(page::connection(
            rows.collect(),
            limit,
            after.is_some(),
            total,
            |(at, _)| *at,
            node,
        ))
    }

    /// How many enterprises 在孵企业, 家, are in it on a day.
    async fn tenant_count(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; today by default.")] on: Option<Date>,
    ) -> usize {
        let day = on.map_or_else(|| hub(ctx).today(), |day| day.0);
        self.tenants_on(|tenant| tenant.is_in(day)).count()
    }

    /// How many enterprises 毕业企业, 家, graduated from it up to a day.
    async fn graduate_count(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; today by default.")] on: Option<Date>,
    ) -> usize {
        let day = on.map_or_else(|| hub(ctx).today(), |day| day.0);
        self.tenants_on(|tenant| tenant.has_graduated(day)).count()
    }

    /// Note 备注.
    async fn note(&self) -> Option<&str> {
        self.0.content.note.as_deref()
    }

    /// Entries 认定/入库 of the platform in programmes, the first first.
    #[graphql(complexity = "times(10, child_complexity)")]
    async fn recognitions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that are valid 有效 on this day.")] valid_on: Option<Date>,
        #[graphql(desc = "Only in the programme of this code.")] programme: Option<String>,
    ) -> Result<Vec<Recognition>> {
        let subject = (SubjectKind::Platform, self.0.id.0);
        recognition::graphql::of_subject(ctx, subject, self.0.region, valid_on, programme).await
    }
}

register_object! {
    /// An innovation platform 创新平台: a laboratory, research centre, incubator or the like.
    Platform, PlatformFields, Content, Platform
}

/// Which platforms are listed. All conditions must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct PlatformFilter {
    /// Conditions that every register has.
    #[graphql(flatten)]
    pub list: ListFilter,
    /// Only of this type 平台类型.
    pub kind: Option<PlatformKind>,
    /// Only of types of this family, such as INCUBATION.
    pub family: Option<String>,
    /// Only of this level 级别.
    pub level: Option<PlatformLevel>,
    /// Only those that the enterprise 依托企业 of this global id hosts.
    pub host: Option<ID>,
    /// Only those that the institution 依托机构 of this global id hosts.
    pub host_institution: Option<ID>,
}

impl PlatformFilter {
    /// The list that it describes.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` for an id of another kind.
    pub fn read(self, order: Option<RegisterOrder>) -> Result<List<Filter>> {
        let filter = Filter {
            kind: self.kind.map(|kind| kind.0),
            family: self.family,
            level: self.level.map(Into::into),
            host: self.host.as_ref().map(input::enterprise).transpose()?,
            host_institution: self
                .host_institution
                .as_ref()
                .map(input::institution)
                .transpose()?,
        };
        Ok(self.list.list(filter, order))
    }
}

/// Queries of platforms.
#[derive(Debug, Default)]
pub struct PlatformQuery;

#[Object]
impl PlatformQuery {
    /// The innovation platforms 创新平台 of a region and all below, inside the scope of the token: those that it keeps,
    /// and those of other regions of the province that it runs together with them.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn platforms(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Conditions.")] filter: Option<PlatformFilter>,
        #[graphql(desc = "Order; by name by default.")] order: Option<RegisterOrder>,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Page<Platform>> {
        let list = filter.unwrap_or_default().read(order)?;
        register::graphql::page(ctx, list, first, after, Platform::of).await
    }
}

/// The result of a change of a platform.
#[derive(Debug, SimpleObject)]
pub struct PlatformPayload {
    /// The platform as it is stored now; null if an issue blocked the write.
    pub platform: Option<Platform>,
    /// All that is wrong, or worth a look.
    pub issues: Vec<Issue>,
}

fn payload((platform, issues): write::Outcome<Content>) -> PlatformPayload {
    PlatformPayload {
        platform: platform.map(Platform::of),
        issues: issue::wrap(issues),
    }
}

/// Mutations of platforms.
#[derive(Debug, Default)]
pub struct PlatformMutation;

#[Object]
impl PlatformMutation {
    /// Registers an innovation platform 创新平台 in the token's own region. Role `reporter`, a function that keeps platforms.
    async fn register_platform(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new platform.")] input: RegisterPlatformInput,
    ) -> Result<PlatformPayload> {
        let region = input.region.as_ref().map(|code| code.0.clone());
        let draft = input.draft(scope(ctx)?)?;
        Ok(payload(
            write::register(scope(ctx)?, hub(ctx), region.as_deref(), draft).await?,
        ))
    }

    /// Changes an innovation platform 创新平台 of the token's own region. Role `reporter`, a function that keeps platforms.
    async fn update_platform(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: UpdatePlatformInput,
    ) -> Result<PlatformPayload> {
        let id = PlatformId(global_id::key(&input.id, Kind::Platform)?);
        let expected = input.expected_version;
        let given = input.fields.read(scope(ctx)?)?;
        let change = |old: &Content| given.draft(Some(old));
        Ok(payload(
            write::update(scope(ctx)?, hub(ctx), id, expected, change).await?,
        ))
    }

    /// Registers and changes up to 1,000 platforms of the token's own region in one transaction 批量登记. Role
    /// `reporter`, a function that keeps platforms. A row finds its platform by `id`, else by name.
    async fn upsert_platforms(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The batch.")] input: UpsertPlatformsInput,
    ) -> Result<UpsertPayload> {
        input.upsert(ctx).await
    }
}
