//! Vocabularies in the API.

use std::sync::Arc;

use async_graphql::{
    Context, Enum, InputObject, InputValueError, InputValueResult, MaybeUndefined, Object, Scalar,
    ScalarType, SimpleObject, Value,
    dataloader::{DataLoader, HashMapCache},
};

use super::{loader::TermLoader, model, service};
use crate::{
    error::Result,
    graphql::{
        context::{hub, scope},
        issue::{self, Issue},
        scalars::Date,
        weight::times,
    },
    region::graphql::{Region, region_of},
    register::graphql::or_old,
};

/// A vocabulary 字典.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::vocabulary::model::Vocabulary")]
pub enum Vocabulary {
    /// 企业类别: classes of enterprises, as plans name them; those that are recognised are programmes, too.
    EnterpriseClass,
    /// 平台类型: types of innovation platforms. Families: ENTERPRISE_RD and RD are R&D institutions 研发机构.
    PlatformType,
    /// 机构类别: kinds of institutions.
    InstitutionKind,
    /// 项目类型: kinds of projects.
    ProjectKind,
    /// 项目阶段: stages of projects; their order is that in which most projects pass through them.
    ProjectStage,
    /// 品牌荣誉类型: types of brands and honours.
    BrandType,
    /// 认定类别: programmes. See `programmes`.
    Programme,
}

/// A term 字典项 of a vocabulary.
#[derive(Clone, Debug)]
pub struct Term(pub model::Stored);

/// A term 字典项 of a vocabulary: shipped with the program, or defined by a steward for a region and all below.
#[Object]
impl Term {
    /// Vocabulary.
    async fn vocabulary(&self) -> Vocabulary {
        self.0.term.vocabulary.into()
    }

    /// Code, unique in its vocabulary; it never changes.
    async fn code(&self) -> &str {
        &self.0.term.code
    }

    /// Name in Chinese 名称.
    async fn name_zh(&self) -> &str {
        &self.0.term.name_zh
    }

    /// Name in English.
    async fn name_en(&self) -> &str {
        &self.0.term.name_en
    }

    /// What it belongs to among its siblings, such as INCUBATION for an incubator.
    async fn family(&self) -> Option<&str> {
        self.0.term.family.as_deref()
    }

    /// Order among its siblings.
    async fn position(&self) -> i32 {
        self.0.term.position
    }

    /// The day since which it is not used for new records 停用日期; null while it is in use.
    async fn retired_on(&self) -> Option<Date> {
        self.0.term.retired_on.map(Date)
    }

    /// The region that defined it; null for what the program ships.
    async fn owner(&self, ctx: &Context<'_>) -> Result<Option<Region>> {
        self.0.owner.map(|owner| region_of(ctx, owner)).transpose()
    }

    /// Version, from 1. An update names the version that it changes.
    async fn version(&self) -> i64 {
        self.0.version
    }
}

/// The term of a code of a record, loaded for all records of the request together.
///
/// # Errors
/// Our fault, where the database does not answer.
pub async fn term_of(ctx: &Context<'_>, vocabulary: model::Vocabulary, code: &str) -> Result<Option<Term>> {
    let loader = ctx.data_unchecked::<Arc<DataLoader<TermLoader, HashMapCache>>>();
    Ok(loader.load_one((vocabulary, code.to_owned())).await?.map(Term))
}

/// A new term.
#[derive(Clone, Debug, InputObject)]
pub struct DefineTermInput {
    /// Vocabulary; a programme is defined by `defineProgramme`.
    pub vocabulary: Vocabulary,
    /// Code: 1 to 50 capital letters, digits and underscores, a letter first; unique in its vocabulary.
    pub code: String,
    /// Name in Chinese 名称, 1 to 200 characters.
    pub name_zh: String,
    /// Name in English, 1 to 200 characters.
    pub name_en: String,
    /// What it belongs to among its siblings, such as INCUBATION for an incubator.
    pub family: Option<String>,
    /// Order among its siblings; for a stage its place in the order of stages.
    #[graphql(default)]
    pub position: i32,
}

/// A change of a term. A field that is left out stays as it is; null empties it where it may be empty.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateTermInput {
    /// Vocabulary.
    pub vocabulary: Vocabulary,
    /// Code of the term.
    pub code: String,
    /// The version that is changed; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
    /// Name in Chinese 名称, 1 to 200 characters.
    pub name_zh: Option<String>,
    /// Name in English, 1 to 200 characters.
    pub name_en: Option<String>,
    /// What it belongs to among its siblings.
    pub family: MaybeUndefined<String>,
    /// Order among its siblings.
    pub position: Option<i32>,
    /// The day since which it is not used for new records 停用日期.
    pub retired_on: MaybeUndefined<Date>,
}

/// The result of a change of a term.
#[derive(Debug, SimpleObject)]
pub struct TermPayload {
    /// The term as it is stored now; null if an issue blocked the write.
    pub term: Option<Term>,
    /// All that is wrong, or worth a look.
    pub issues: Vec<Issue>,
}

fn payload((term, issues): service::Outcome) -> TermPayload {
    TermPayload {
        term: term.map(Term),
        issues: issue::wrap(issues),
    }
}

/// Queries of vocabularies.
#[derive(Debug, Default)]
pub struct VocabularyQuery;

#[Object]
impl VocabularyQuery {
    /// The terms 字典项 of a vocabulary that hold in the token's region, in their order: those that the program ships,
    /// those of the regions above, and those that are defined inside the scope.
    #[graphql(complexity = "times(100, child_complexity)")]
    async fn terms(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which vocabulary.")] vocabulary: Vocabulary,
    ) -> Result<Vec<Term>> {
        let terms = service::of(scope(ctx)?, hub(ctx), vocabulary.into()).await?;
        Ok(terms.into_iter().map(Term).collect())
    }
}

/// Mutations of vocabularies.
#[derive(Debug, Default)]
pub struct VocabularyMutation;

#[Object]
impl VocabularyMutation {
    /// Defines a term 字典项 for the token's region and all below. Role `steward`.
    async fn define_term(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new term.")] input: DefineTermInput,
    ) -> Result<TermPayload> {
        let term = model::Term {
            vocabulary: input.vocabulary.into(),
            code: input.code,
            name_zh: input.name_zh,
            name_en: input.name_en,
            family: input.family,
            position: input.position,
            attributes: serde_json::Value::Null,
            retired_on: None,
        };
        let issues = model::programme_apart(&term);
        Ok(payload(
            service::define(scope(ctx)?, hub(ctx), term, issues).await?,
        ))
    }

    /// Changes or retires a term 字典项 of the token's own region. Role `steward`.
    async fn update_term(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: UpdateTermInput,
    ) -> Result<TermPayload> {
        let key = (input.vocabulary.into(), input.code.as_str());
        let change = |old: &model::Term| {
            let term = model::Term {
                name_zh: input.name_zh.clone().unwrap_or_else(|| old.name_zh.clone()),
                name_en: input.name_en.clone().unwrap_or_else(|| old.name_en.clone()),
                family: or_old(input.family.clone(), &old.family),
                position: input.position.unwrap_or(old.position),
                retired_on: or_old(input.retired_on.map_value(|day| day.0), &old.retired_on),
                ..old.clone()
            };
            (term, Vec::new())
        };
        let outcome = service::update(scope(ctx)?, hub(ctx), key, input.expected_version, change);
        Ok(payload(outcome.await?))
    }
}

/// Makes the scalar of a vocabulary's codes.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name(pub String);

        $(#[$doc])*
        #[Scalar]
        impl ScalarType for $name {
            fn parse(value: Value) -> InputValueResult<Self> {
                match value {
                    Value::String(code) => Ok(Self(code)),
                    Value::Enum(name) => Ok(Self(name.to_string())),
                    _ => Err(InputValueError::custom("the code of a term is expected")),
                }
            }

            fn to_value(&self) -> Value {
                Value::String(self.0.clone())
            }
        }
    )*};
}

codes! {
    /// Code of a type 平台类型 of innovation platform: a term of the vocabulary PLATFORM_TYPE, such as `INCUBATOR`. A
    /// string or a bare name is accepted as input.
    PlatformKind,
    /// Code of a kind 机构类别 of institution: a term of the vocabulary INSTITUTION_KIND, such as `UNIVERSITY`. A string
    /// or a bare name is accepted as input.
    InstitutionKind,
    /// Code of a kind 项目类型 of project: a term of the vocabulary PROJECT_KIND, such as `INVESTMENT`. A string or a
    /// bare name is accepted as input.
    ProjectKind,
    /// Code of a stage 项目阶段 of a project: a term of the vocabulary PROJECT_STAGE, such as `SIGNED`. A string or a
    /// bare name is accepted as input.
    ProjectStage,
    /// Code of a type 品牌荣誉类型 of brand or honour: a term of the vocabulary BRAND_TYPE, such as
    /// `GEOGRAPHICAL_INDICATION`. A string or a bare name is accepted as input.
    BrandType,
}
