//! Bureaus in the API.

pub mod naming;

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use entities::ids::BureauId;

use super::{model::Content, repo};
use crate::{
    error::Result,
    graphql::{
        context::{hub, scope},
        global_id::{self, Kind},
        issue::{self, Issue},
        page::Page,
        scalars::RegionCode,
    },
    region::graphql::page_complexity,
    register::{
        self,
        graphql::{ListFilter, RegisterOrder, list_or_old, or_old},
        model::Draft,
        service::write,
    },
    register_object,
    scope::graphql::Function,
};

/// The content of a bureau.
#[derive(Clone, Debug)]
pub struct BureauFields(repo::Bureau);

/// The content of a bureau.
#[Object]
impl BureauFields {
    /// Official name 名称, unique in its region.
    async fn name(&self) -> &str {
        &self.0.content.name
    }

    /// Name in daily use 简称.
    async fn short_name(&self) -> Option<&str> {
        self.0.content.short_name.as_deref()
    }

    /// Other names 别名 under which documents have it, such as 区发展改革局 for 区发改局.
    async fn aliases(&self) -> &[String] {
        &self.0.content.aliases
    }

    /// Functions 职能, in the alphabetical order of their codes.
    async fn functions(&self) -> Vec<Function> {
        self.0
            .content
            .functions
            .iter()
            .map(|function| (*function).into())
            .collect()
    }
}

register_object! {
    /// A bureau 部门: an office of a region with one function or several.
    Bureau, BureauFields, Content, Bureau
}

/// Which bureaus are listed. All conditions must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct BureauFilter {
    /// Conditions that every register has.
    #[graphql(flatten)]
    pub list: ListFilter,
}

/// Queries of bureaus.
#[derive(Debug, Default)]
pub struct BureauQuery;

#[Object]
impl BureauQuery {
    /// The bureaus 部门 of a region and all below, inside the scope of the token.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn bureaus(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Conditions.")] filter: Option<BureauFilter>,
        #[graphql(desc = "Order; by name by default.")] order: Option<RegisterOrder>,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Page<Bureau>> {
        let list = filter.unwrap_or_default().list.list((), order);
        register::graphql::page(ctx, list, first, after, Bureau::of).await
    }
}

/// A new bureau.
#[derive(Clone, Debug, InputObject)]
pub struct RegisterBureauInput {
    /// The region whose office it is: the token's own, which is also the default, or any below.
    pub region: Option<RegionCode>,
    /// Official name, 1 to 200 characters, unique in its region.
    pub name: String,
    /// Name in daily use, 1 to 200 characters.
    pub short_name: Option<String>,
    /// Other names 别名 under which documents have it.
    #[graphql(default)]
    pub aliases: Vec<String>,
    /// Functions 职能; order and repetitions do not matter. Without any the record bears a warning.
    pub functions: Vec<Function>,
}

/// A change of a bureau. A field that is left out stays as it is; null empties it where it may be empty.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateBureauInput {
    /// Global id.
    pub id: ID,
    /// The version that is changed; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
    /// Official name, 1 to 200 characters, unique in its region.
    pub name: Option<String>,
    /// Name in daily use, 1 to 200 characters.
    pub short_name: MaybeUndefined<String>,
    /// Other names 别名: all of them, in place of those before.
    pub aliases: MaybeUndefined<Vec<String>>,
    /// Functions 职能: all of them, in place of those before.
    pub functions: Option<Vec<Function>>,
}

/// The result of a change of a bureau.
#[derive(Debug, SimpleObject)]
pub struct BureauPayload {
    /// The bureau as it is stored now; null if an issue blocked the write.
    pub bureau: Option<Bureau>,
    /// All that is wrong, or worth a look.
    pub issues: Vec<Issue>,
}

fn payload((bureau, issues): (Option<repo::Bureau>, Vec<crate::issue::Issue>)) -> BureauPayload {
    BureauPayload {
        bureau: bureau.map(Bureau::of),
        issues: issue::wrap(issues),
    }
}

/// Mutations of bureaus.
#[derive(Debug, Default)]
pub struct BureauMutation;

#[Object]
impl BureauMutation {
    /// Registers a bureau 部门 in the token's own region or any below. Role `admin`.
    async fn register_bureau(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new bureau.")] input: RegisterBureauInput,
    ) -> Result<BureauPayload> {
        let content = Content {
            name: input.name,
            short_name: input.short_name,
            aliases: input.aliases,
            functions: input.functions.into_iter().map(Into::into).collect(),
        };
        let region = input.region.map(|code| code.0);
        Ok(payload(
            write::register(scope(ctx)?, hub(ctx), region.as_deref(), content).await?,
        ))
    }

    /// Changes a bureau 部门 of the token's own region or any below. Role `admin`.
    async fn update_bureau(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: UpdateBureauInput,
    ) -> Result<BureauPayload> {
        let id = BureauId(global_id::key(&input.id, Kind::Bureau)?);
        let expected = input.expected_version;
        let functions = input
            .functions
            .map(|given| given.into_iter().map(Into::into).collect::<Vec<_>>());
        let change = |old: &Content| {
            Draft::from(Content {
                name: input.name.unwrap_or_else(|| old.name.clone()),
                short_name: or_old(input.short_name, &old.short_name),
                aliases: list_or_old(input.aliases, &old.aliases, |alias| alias),
                functions: functions.unwrap_or_else(|| old.functions.clone()),
            })
        };
        Ok(payload(
            write::update(scope(ctx)?, hub(ctx), id, expected, change).await?,
        ))
    }
}
