//! Innovation platforms in the API.

mod kind;

use std::sync::Arc;

use async_graphql::{
    Context, ID, InputObject, MaybeUndefined, Object, SimpleObject,
    dataloader::{DataLoader, HashMapCache},
};
use entities::ids::{EnterpriseId, PlatformId};

pub use self::kind::{PlatformKind, PlatformLevel};
use super::{model::Content, repo};
use crate::{
    enterprise::{graphql::Enterprise, loader::EnterpriseLoader},
    error::{Error, Result},
    graphql::{
        context::{hub, scope},
        global_id::{self, Kind},
        issue::{self, Issue},
        page::Page,
        scalars::{Date, RegionCode},
    },
    recognition::{self, graphql::Recognition, programme::model::SubjectKind},
    region::graphql::page_complexity,
    register::{
        self,
        graphql::{ListFilter, RegisterOrder, or_old},
        model::Draft,
        service::write,
    },
    register_object,
};

/// The content of a platform.
#[derive(Clone, Debug)]
pub struct PlatformFields(repo::Platform);

/// The content of a platform.
#[Object]
impl PlatformFields {
    /// Name 名称, unique in its region.
    async fn name(&self) -> &str {
        &self.0.content.name
    }

    /// Type 类型.
    async fn kind(&self) -> PlatformKind {
        self.0.content.kind.into()
    }

    /// Level 级别 at which it is recognised; null where it is not, or not known.
    async fn level(&self) -> Option<PlatformLevel> {
        self.0.content.level.map(Into::into)
    }

    /// The enterprise 依托企业 that hosts it; null where none does, or where it lies outside of the scope.
    async fn host(&self, ctx: &Context<'_>) -> Result<Option<Enterprise>> {
        let Some(id) = self.0.content.host else {
            return Ok(None);
        };
        let loader = ctx.data_unchecked::<Arc<DataLoader<EnterpriseLoader, HashMapCache>>>();
        Ok(loader
            .load_one(id)
            .await
            .map_err(Error::internal)?
            .map(Enterprise::of))
    }

    /// Day of establishment 成立日期.
    async fn established_on(&self) -> Option<Date> {
        self.0.content.established_on.map(Date)
    }

    /// Note 备注.
    async fn note(&self) -> Option<&str> {
        self.0.content.note.as_deref()
    }

    /// Entries 认定/入库 of the platform in programmes, the first first.
    #[graphql(complexity = "10 * child_complexity")]
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
}

/// Queries of platforms.
#[derive(Debug, Default)]
pub struct PlatformQuery;

#[Object]
impl PlatformQuery {
    /// The innovation platforms 创新平台 of a region and all below, inside the scope of the token.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn platforms(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Conditions.")] filter: Option<PlatformFilter>,
        #[graphql(desc = "Order; by name by default.")] order: Option<RegisterOrder>,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Page<Platform>> {
        let list = filter.unwrap_or_default().list.list((), order);
        register::graphql::page(ctx, list, first, after, Platform::of).await
    }
}

/// A new platform.
#[derive(Clone, Debug, InputObject)]
pub struct RegisterPlatformInput {
    /// The region where it stands: the token's own, which is also the default.
    pub region: Option<RegionCode>,
    /// Name, 1 to 200 characters, unique in its region: else `NAME_TAKEN`.
    pub name: String,
    /// Type 类型.
    pub kind: PlatformKind,
    /// Level 级别, once it is recognised.
    pub level: Option<PlatformLevel>,
    /// Global id of the enterprise 依托企业 that hosts it; it must lie inside the scope: else `HOST_UNKNOWN`.
    pub host: Option<ID>,
    /// Day of establishment 成立日期, not in the future.
    pub established_on: Option<Date>,
    /// Note 备注, at most 2,000 characters.
    pub note: Option<String>,
}

/// A change of a platform. A field that is left out stays as it is; null empties it where it may be empty.
#[derive(Clone, Debug, InputObject)]
pub struct UpdatePlatformInput {
    /// Global id.
    pub id: ID,
    /// The version that is changed; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
    /// Name, 1 to 200 characters, unique in its region: else `NAME_TAKEN`.
    pub name: Option<String>,
    /// Type 类型.
    pub kind: Option<PlatformKind>,
    /// Level 级别 at which it is recognised.
    pub level: MaybeUndefined<PlatformLevel>,
    /// Global id of the enterprise 依托企业 that hosts it; it must lie inside the scope: else `HOST_UNKNOWN`.
    pub host: MaybeUndefined<ID>,
    /// Day of establishment 成立日期, not in the future.
    pub established_on: MaybeUndefined<Date>,
    /// Note 备注, at most 2,000 characters.
    pub note: MaybeUndefined<String>,
}

/// The result of a change of a platform.
#[derive(Debug, SimpleObject)]
pub struct PlatformPayload {
    /// The platform as it is stored now; null if an issue blocked the write.
    pub platform: Option<Platform>,
    /// All that is wrong, or worth a look.
    pub issues: Vec<Issue>,
}

fn payload((platform, issues): (Option<repo::Platform>, Vec<crate::issue::Issue>)) -> PlatformPayload {
    PlatformPayload {
        platform: platform.map(Platform::of),
        issues: issue::wrap(issues),
    }
}

fn enterprise(id: &ID) -> Result<EnterpriseId> {
    global_id::key(id, Kind::Enterprise).map(EnterpriseId)
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
        let content = Content {
            name: input.name,
            kind: input.kind.into(),
            level: input.level.map(Into::into),
            host: input.host.as_ref().map(enterprise).transpose()?,
            established_on: input.established_on.map(|day| day.0),
            note: input.note,
        };
        let region = input.region.map(|code| code.0);
        Ok(payload(
            write::register(scope(ctx)?, hub(ctx), region.as_deref(), content).await?,
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
        let host = input.host.map_value(|id| enterprise(&id)).transpose()?;
        let change = |old: &Content| {
            Draft::from(Content {
                name: input.name.unwrap_or_else(|| old.name.clone()),
                kind: input.kind.map_or(old.kind, Into::into),
                level: or_old(input.level.map_value(Into::into), &old.level),
                host: or_old(host, &old.host),
                established_on: or_old(input.established_on.map_value(|day| day.0), &old.established_on),
                note: or_old(input.note, &old.note),
            })
        };
        Ok(payload(
            write::update(scope(ctx)?, hub(ctx), id, expected, change).await?,
        ))
    }
}
