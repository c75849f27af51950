//! Institutions in the API.

mod input;

use async_graphql::{Context, InputObject, Object, SimpleObject};
use entities::ids::InstitutionId;

pub use self::input::{RegisterInstitutionInput, UpdateInstitutionInput, UpsertInstitutionsInput};
use super::{
    model::Content,
    repo::{self, Filter},
};
use crate::{
    error::Result,
    graphql::{
        context::{hub, scope},
        global_id::{self, Kind},
        issue::{self, Issue},
        page::Page,
    },
    region::graphql::page_complexity,
    register::{
        self,
        graphql::{ListFilter, RegisterOrder, batch::UpsertPayload},
        service::write,
    },
    register_object,
    vocabulary::{
        graphql::{InstitutionKind, Term, term_of},
        model::Vocabulary,
    },
};

/// The content of an institution.
#[derive(Clone, Debug)]
pub struct InstitutionFields(repo::Institution);

/// The content of an institution.
#[Object]
impl InstitutionFields {
    /// Official name 名称, unique in its region.
    async fn name(&self) -> &str {
        &self.0.content.name
    }

    /// Other names 别名: former ones, short ones, as documents have them.
    async fn other_names(&self) -> &[String] {
        &self.0.content.details.other_names
    }

    /// Kind 机构类别: code of a term of the vocabulary INSTITUTION_KIND.
    async fn kind(&self) -> InstitutionKind {
        InstitutionKind(self.0.content.kind.clone())
    }

    /// The term 字典项 of its kind; null where a region defined it that this token does not know.
    #[graphql(name = "type")]
    async fn term(&self, ctx: &Context<'_>) -> Result<Option<Term>> {
        term_of(ctx, Vocabulary::InstitutionKind, &self.0.content.kind).await
    }

    /// Note 备注.
    async fn note(&self) -> Option<&str> {
        self.0.content.note.as_deref()
    }
}

register_object! {
    /// An institution 机构: a university, research institute, service organisation or the like.
    Institution, InstitutionFields, Content, Institution
}

/// Which institutions are listed. All conditions must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct InstitutionFilter {
    /// Conditions that every register has.
    #[graphql(flatten)]
    pub list: ListFilter,
    /// Only of this kind 机构类别.
    pub kind: Option<InstitutionKind>,
}

/// Queries of institutions.
#[derive(Debug, Default)]
pub struct InstitutionQuery;

#[Object]
impl InstitutionQuery {
    /// The institutions 机构 of a region and all below, inside the scope of the token.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn institutions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Conditions.")] filter: Option<InstitutionFilter>,
        #[graphql(desc = "Order; by name by default.")] order: Option<RegisterOrder>,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Page<Institution>> {
        let given = filter.unwrap_or_default();
        let filter = Filter {
            kind: given.kind.map(|kind| kind.0),
        };
        register::graphql::page(ctx, given.list.list(filter, order), first, after, Institution::of).await
    }
}

/// The result of a change of an institution.
#[derive(Debug, SimpleObject)]
pub struct InstitutionPayload {
    /// The institution as it is stored now; null if an issue blocked the write.
    pub institution: Option<Institution>,
    /// All that is wrong, or worth a look.
    pub issues: Vec<Issue>,
}

fn payload((institution, issues): write::Outcome<Content>) -> InstitutionPayload {
    InstitutionPayload {
        institution: institution.map(Institution::of),
        issues: issue::wrap(issues),
    }
}

/// Mutations of institutions.
#[derive(Debug, Default)]
pub struct InstitutionMutation;

#[Object]
impl InstitutionMutation {
    /// Registers an institution 机构 in the token's own region. Role `reporter`, a function that keeps institutions.
    async fn register_institution(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new institution.")] input: RegisterInstitutionInput,
    ) -> Result<InstitutionPayload> {
        let region = input.region.as_ref().map(|code| code.0.clone());
        let content = input.content();
        Ok(payload(
            write::register(scope(ctx)?, hub(ctx), region.as_deref(), content).await?,
        ))
    }

    /// Changes an institution 机构 of the token's own region. Role `reporter`, a function that keeps institutions.
    async fn update_institution(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: UpdateInstitutionInput,
    ) -> Result<InstitutionPayload> {
        let id = InstitutionId(global_id::key(&input.id, Kind::Institution)?);
        let expected = input.expected_version;
        let change = |old: &Content| input.fields.draft(Some(old));
        Ok(payload(
            write::update(scope(ctx)?, hub(ctx), id, expected, change).await?,
        ))
    }

    /// Registers and changes up to 1,000 institutions of the token's own region in one transaction 批量登记. Role
    /// `reporter`, a function that keeps institutions. A row finds its institution by `id`, else by name.
    async fn upsert_institutions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The batch.")] input: UpsertInstitutionsInput,
    ) -> Result<UpsertPayload> {
        input.upsert(ctx).await
    }
}
