//! Programmes in the API.

use async_graphql::{Context, Enum, InputObject, MaybeUndefined, Object, SimpleObject};

use super::{
    model::{Attributes, Programme as Stored, Step},
    service,
};
use crate::{
    error::Result,
    graphql::{
        context::{hub, scope},
        issue::{self, Issue},
        weight::times,
    },
    region::graphql::Tier,
    register::graphql::{list_or_old, or_old},
    scope::graphql::Function,
    vocabulary::{
        graphql::{Term, term_of},
        model,
    },
};

/// Kind of a subject 对象类型 of a programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::recognition::programme::model::SubjectKind")]
pub enum RecognitionSubjectKind {
    /// 企业: enterprises.
    Enterprise,
    /// 平台: innovation platforms.
    Platform,
    /// 项目: projects.
    Project,
    /// 地区: regions.
    Region,
}

/// What a programme gives 认定性质.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::recognition::programme::model::Nature")]
pub enum ProgrammeNature {
    /// 资格: a qualification, such as 高新技术企业.
    Qualification,
    /// 库: a library, such as 瞪羚企业培育库.
    Library,
    /// 称号: a designation, such as 科技创新示范镇.
    Designation,
}

/// Whose a recognition is 级别.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::recognition::programme::model::Level")]
pub enum ProgrammeLevel {
    /// 国家级: of the nation; the province records it.
    National,
    /// 省级: of the province.
    Provincial,
    /// 市级: of the city.
    City,
    /// 县级: of the county.
    County,
    /// 镇级: of the town.
    Town,
}

/// A step of a gradient 梯度 at which a programme stands.
#[derive(Clone, Debug, SimpleObject)]
pub struct ProgrammeStep {
    /// Code of the gradient, such as `INNOVATION_CHAIN`.
    code: String,
    /// Name of the gradient 梯度名称.
    name: String,
    /// Which step, from 1.
    order: i32,
}

/// A programme.
#[derive(Clone, Debug)]
pub struct Programme(pub Stored);

/// A programme 认定类别: a qualification, library or designation into which subjects are entered.
#[Object]
impl Programme {
    /// Its term: code, names, order, owner, version, and whether it is retired.
    async fn term(&self) -> Term {
        Term(self.0.stored.clone())
    }

    /// Code; it never changes.
    async fn code(&self) -> &str {
        self.0.code()
    }

    /// Name in Chinese 名称.
    async fn name_zh(&self) -> &str {
        &self.0.stored.term.name_zh
    }

    /// Name in English.
    async fn name_en(&self) -> &str {
        &self.0.stored.term.name_en
    }

    /// Other names 别名 under which documents have it, such as 创新强镇示范镇 for 科技创新示范镇.
    async fn aliases(&self) -> &[String] {
        &self.0.attributes.aliases
    }

    /// Kind of its subjects 对象类型.
    async fn subject(&self) -> RecognitionSubjectKind {
        self.0.attributes.subject.into()
    }

    /// What it gives 认定性质.
    async fn nature(&self) -> ProgrammeNature {
        self.0.attributes.nature.into()
    }

    /// Whose a recognition is 级别.
    async fn level(&self) -> ProgrammeLevel {
        self.0.attributes.level.into()
    }

    /// The tier 认定层级 that recognises: the region of it above the subject's; where a branch has none of it, the
    /// nearest region above.
    async fn recognised_by(&self) -> Tier {
        self.0.attributes.recognised_by.into()
    }

    /// The function 认定职能 that recognises.
    async fn function(&self) -> Function {
        self.0.attributes.function.into()
    }

    /// For how many months 有效期（月） a recognition is valid unless it says otherwise; null without an end.
    async fn months(&self) -> Option<u32> {
        self.0.attributes.months
    }

    /// Codes of the programmes 前置条件 in which a subject must be valid before.
    async fn prerequisites(&self) -> &[String] {
        &self.0.attributes.prerequisites
    }

    /// The gradients 梯度 in which it is a step.
    async fn gradients(&self) -> Vec<ProgrammeStep> {
        let step = |step: &Step| ProgrammeStep {
            code: step.code.clone(),
            name: step.name.clone(),
            order: step.order,
        };
        self.0.attributes.gradients.iter().map(step).collect()
    }

    /// Note 备注: what of this no document states and is a judgement.
    async fn note(&self) -> Option<&str> {
        self.0.attributes.note.as_deref()
    }
}

/// The programme of a code of a record, loaded for all records of the request together; null where the scope does not
/// know it.
///
/// # Errors
/// Our fault, where the database does not answer.
pub async fn programme_of(ctx: &Context<'_>, code: &str) -> Result<Option<Programme>> {
    let term = term_of(ctx, model::Vocabulary::Programme, code).await?;
    let programme = term.map(|Term(stored)| Stored::read(stored).map(Programme));
    programme.transpose()
}

/// Queries of programmes.
#[derive(Debug, Default)]
pub struct ProgrammeQuery;

#[Object]
impl ProgrammeQuery {
    /// The programmes 认定类别 that hold in the token's region, in their order, retired ones included.
    #[graphql(complexity = "times(40, child_complexity)")]
    async fn programmes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those for subjects of this kind.")] subject: Option<RecognitionSubjectKind>,
        #[graphql(desc = "Only those of this nature.")] nature: Option<ProgrammeNature>,
    ) -> Result<Vec<Programme>> {
        let (subject, nature) = (subject.map(Into::into), nature.map(Into::into));
        let programmes = service::list(scope(ctx)?, hub(ctx), subject, nature).await?;
        Ok(programmes.into_iter().map(Programme).collect())
    }

    /// The programme of a code. An unknown code is an error `NOT_FOUND`.
    async fn programme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the programme, such as `HIGH_TECH`.")] code: String,
    ) -> Result<Programme> {
        let mut found = service::named(scope(ctx)?, hub(ctx), &[code]).await?;
        let found = found.pop();
        found
            .map(Programme)
            .ok_or_else(|| crate::error::Error::internal("no programme"))
    }
}

/// A step of a gradient 梯度.
#[derive(Clone, Debug, InputObject)]
pub struct ProgrammeStepInput {
    /// Code of the gradient, 1 to 200 characters. A new code is a new gradient; all its programmes take subjects of one
    /// kind.
    pub code: String,
    /// Name of the gradient 梯度名称, 1 to 200 characters.
    pub name: String,
    /// Which step, from 1. Several programmes may stand at one step.
    pub order: i32,
}

impl From<ProgrammeStepInput> for Step {
    fn from(given: ProgrammeStepInput) -> Self {
        Self {
            code: given.code,
            name: given.name,
            order: given.order,
        }
    }
}

/// A new programme.
#[derive(Clone, Debug, InputObject)]
pub struct DefineProgrammeInput {
    /// Code: 1 to 50 capital letters, digits and underscores, a letter first; unique among the programmes.
    pub code: String,
    /// Name in Chinese 名称, 1 to 200 characters.
    pub name_zh: String,
    /// Name in English, 1 to 200 characters.
    pub name_en: String,
    /// Order among the programmes.
    #[graphql(default)]
    pub position: i32,
    /// Kind of its subjects; it never changes.
    pub subject: RecognitionSubjectKind,
    /// What it gives.
    pub nature: ProgrammeNature,
    /// Whose a recognition is.
    pub level: ProgrammeLevel,
    /// The tier that recognises: that of the token's region or one below, but not the town, which has nobody below it.
    pub recognised_by: Tier,
    /// The function that recognises.
    pub function: Function,
    /// For how many months a recognition is valid, 1 to 1,200; left out without an end.
    pub months: Option<u32>,
    /// Codes of the programmes of the same kind of subject in which one must be valid before.
    #[graphql(default)]
    pub prerequisites: Vec<String>,
    /// The gradients in which it is a step.
    #[graphql(default)]
    pub gradients: Vec<ProgrammeStepInput>,
    /// Other names 别名, each of 1 to 200 characters.
    #[graphql(default)]
    pub aliases: Vec<String>,
    /// Note, at most 2,000 characters.
    pub note: Option<String>,
}

/// A change of a programme. A field that is left out stays as it is; null empties it. Entries keep the validity that
/// they have. It is retired by `updateTerm`.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateProgrammeInput {
    /// Code of the programme.
    pub code: String,
    /// The version that is changed; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
    /// Name in Chinese 名称, 1 to 200 characters.
    pub name_zh: Option<String>,
    /// Name in English, 1 to 200 characters.
    pub name_en: Option<String>,
    /// Order among the programmes.
    pub position: Option<i32>,
    /// What it gives.
    pub nature: Option<ProgrammeNature>,
    /// Whose a recognition is.
    pub level: Option<ProgrammeLevel>,
    /// The tier that recognises.
    pub recognised_by: Option<Tier>,
    /// The function that recognises.
    pub function: Option<Function>,
    /// For how many months a recognition is valid, 1 to 1,200; null without an end.
    pub months: MaybeUndefined<u32>,
    /// Prerequisites: all of them, in place of those before.
    pub prerequisites: MaybeUndefined<Vec<String>>,
    /// Gradients: all of them, in place of those before.
    pub gradients: MaybeUndefined<Vec<ProgrammeStepInput>>,
    /// Other names 别名: all of them, in place of those before.
    pub aliases: MaybeUndefined<Vec<String>>,
    /// Note, at most 2,000 characters.
    pub note: MaybeUndefined<String>,
}

/// The result of a change of a programme.
#[derive(Debug, SimpleObject)]
pub struct ProgrammePayload {
    /// The programme as it is stored now; null if an issue blocked the write.
    pub programme: Option<Programme>,
    /// All that is wrong, or worth a look.
    pub issues: Vec<Issue>,
}

fn payload((programme, issues): service::Outcome) -> ProgrammePayload {
    ProgrammePayload {
        programme: programme.map(Programme),
        issues: issue::wrap(issues),
    }
}

/// Mutations of programmes.
#[derive(Debug, Default)]
pub struct ProgrammeMutation;

#[Object]
impl ProgrammeMutation {
    /// Defines a programme 认定类别 for the token's region and all below. Role `steward`.
    async fn define_programme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new programme.")] input: DefineProgrammeInput,
    ) -> Result<ProgrammePayload> {
        let attributes = Attributes {
            subject: input.subject.into(),
            nature: input.nature.into(),
            level: input.level.into(),
            recognised_by: input.recognised_by.into(),
            function: input.function.into(),
            months: input.months,
            prerequisites: input.prerequisites,
            gradients: input.gradients.into_iter().map(Into::into).collect(),
            aliases: input.aliases,
            note: input.note,
        };
        let term = model::Term {
            vocabulary: model::Vocabulary::Programme,
            code: input.code,
            name_zh: input.name_zh,
            name_en: input.name_en,
            family: None,
            position: input.position,
            attributes: serde_json::Value::Null,
            retired_on: None,
        };
        Ok(payload(
            service::define(scope(ctx)?, hub(ctx), term, &attributes).await?,
        ))
    }

    /// Changes a programme 认定类别 of the token's own region. Role `steward`.
    async fn update_programme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: UpdateProgrammeInput,
    ) -> Result<ProgrammePayload> {
        let (code, expected) = (input.code.clone(), input.expected_version);
        let change = |old: &Stored| changed(input, old);
        Ok(payload(
            service::update(scope(ctx)?, hub(ctx), &code, expected, change).await?,
        ))
    }
}

fn changed(input: UpdateProgrammeInput, old: &Stored) -> (model::Term, Attributes) {
    let (term, was) = (old.stored.term.clone(), &old.attributes);
    let attributes = Attributes {
        subject: was.subject,
        nature: input.nature.map_or(was.nature, Into::into),
        level: input.level.map_or(was.level, Into::into),
        recognised_by: input.recognised_by.map_or(was.recognised_by, Into::into),
        function: input.function.map_or(was.function, Into::into),
        months: or_old(input.months, &was.months),
        prerequisites: list_or_old(input.prerequisites, &was.prerequisites, |code| code),
        gradients: list_or_old(input.gradients, &was.gradients, Into::into),
        aliases: list_or_old(input.aliases, &was.aliases, |alias| alias),
        note: or_old(input.note, &was.note),
    };
    let term = model::Term {
        name_zh: input.name_zh.unwrap_or(term.name_zh),
        name_en: input.name_en.unwrap_or(term.name_en),
        position: input.position.unwrap_or(term.position),
        ..term
    };
    (term, attributes)
}
