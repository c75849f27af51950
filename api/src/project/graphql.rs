//! Projects in the API.

mod kind;

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use entities::ids::ProjectId;

pub use self::kind::{ProjectKind, ProjectStage};
use super::{
    model::{self, Content},
    repo,
};
use crate::{
    error::{Error, Result},
    graphql::{
        context::{hub, scope},
        global_id::{self, Kind},
        issue::{self, Issue},
        page::Page,
        scalars::{Date, Decimal, RegionCode},
    },
    recognition::{self, graphql::Recognition, programme::model::SubjectKind},
    region::graphql::page_complexity,
    register::{
        self,
        amount::Amount,
        graphql::{ListFilter, RegisterOrder, or_old},
        service::write,
    },
    register_object,
};

/// The content of a project.
#[derive(Clone, Debug)]
pub struct ProjectFields(repo::Project);

/// The content of a project.
#[Object]
impl ProjectFields {
    /// Name 名称, unique in its region.
    async fn name(&self) -> &str {
        &self.0.content.name
    }

    /// Kind 类型.
    async fn kind(&self) -> ProjectKind {
        self.0.content.kind.into()
    }

    /// Stage 阶段 in which it is.
    async fn stage(&self) -> ProjectStage {
        self.0.content.stage.into()
    }

    /// The day on which it entered the stage 进入本阶段日期; null where it is not known.
    async fn stage_since(&self) -> Option<Date> {
        self.0.content.stage_since.map(Date)
    }

    /// Total investment 总投资, exactly, in `investmentUnit`; null where it is not known, which is not zero.
    async fn total_investment(&self) -> Result<Option<Decimal>> {
        let shown = |investment: &Amount| {
            let value = investment
                .shown()
                .ok_or_else(|| Error::internal("an investment in an unknown unit"));
            value.map(Decimal)
        };
        self.0.content.total_investment.as_ref().map(shown).transpose()
    }

    /// Unit 计量单位 of `totalInvestment`, as it was given: 元, 万元 or 亿元; null without an investment.
    async fn investment_unit(&self) -> Option<&str> {
        self.0
            .content
            .total_investment
            .as_ref()
            .map(|investment| investment.unit.as_str())
    }

    /// Note 备注.
    async fn note(&self) -> Option<&str> {
        self.0.content.note.as_deref()
    }

    /// Entries 认定/入库 of the project in programmes, the first first.
    #[graphql(complexity = "10 * child_complexity")]
    async fn recognitions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that are valid 有效 on this day.")] valid_on: Option<Date>,
        #[graphql(desc = "Only in the programme of this code.")] programme: Option<String>,
    ) -> Result<Vec<Recognition>> {
        let subject = (SubjectKind::Project, self.0.id.0);
        recognition::graphql::of_subject(ctx, subject, self.0.region, valid_on, programme).await
    }
}

register_object! {
    /// A project 项目 that a region carries.
    Project, ProjectFields, Content, Project
}

/// Which projects are listed. All conditions must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ProjectFilter {
    /// Conditions that every register has.
    #[graphql(flatten)]
    pub list: ListFilter,
}

/// Queries of projects.
#[derive(Debug, Default)]
pub struct ProjectQuery;

#[Object]
impl ProjectQuery {
    /// The projects 项目 of a region and all below, inside the scope of the token.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn projects(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Conditions.")] filter: Option<ProjectFilter>,
        #[graphql(desc = "Order; by name by default.")] order: Option<RegisterOrder>,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Page<Project>> {
        let list = filter.unwrap_or_default().list.list((), order);
        register::graphql::page(ctx, list, first, after, Project::of).await
    }
}

/// A new project.
#[derive(Clone, Debug, InputObject)]
pub struct RegisterProjectInput {
    /// The region that carries it: the token's own, which is also the default.
    pub region: Option<RegionCode>,
    /// Name, 1 to 200 characters, unique in its region: else `NAME_TAKEN`.
    pub name: String,
    /// Kind 类型.
    pub kind: ProjectKind,
    /// Stage 阶段 in which it is.
    pub stage: ProjectStage,
    /// The day on which it entered the stage 进入本阶段日期, not in the future.
    pub stage_since: Option<Date>,
    /// Total investment 总投资 in `investmentUnit`: not negative, and whole 分 (0.01 元); never rounded.
    pub total_investment: Option<Decimal>,
    /// Unit 计量单位 of `totalInvestment`: 元, 万元 or 亿元; 万元 by default.
    pub investment_unit: Option<String>,
    /// Note 备注, at most 2,000 characters.
    pub note: Option<String>,
}

/// A change of a project. A field that is left out stays as it is; null empties it where it may be empty.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateProjectInput {
    /// Global id.
    pub id: ID,
    /// The version that is changed; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
    /// Name, 1 to 200 characters, unique in its region: else `NAME_TAKEN`.
    pub name: Option<String>,
    /// Kind 类型.
    pub kind: Option<ProjectKind>,
    /// Stage 阶段 in which it is.
    pub stage: Option<ProjectStage>,
    /// The day on which it entered the stage 进入本阶段日期, not in the future. Left out while the stage
    /// changes, it is emptied: the old day is not that of the new stage.
    pub stage_since: MaybeUndefined<Date>,
    /// Total investment 总投资 in `investmentUnit`: not negative, and whole 分 (0.01 元); never rounded.
    pub total_investment: MaybeUndefined<Decimal>,
    /// Unit 计量单位 of `totalInvestment`: 元, 万元 or 亿元. Left out, it stays as it is, or is 万元 where there
    /// was none. Another unit needs `totalInvestment`, too: else `VALUE_MISSING`.
    pub investment_unit: Option<String>,
    /// Note 备注, at most 2,000 characters.
    pub note: MaybeUndefined<String>,
}

/// The result of a change of a project.
#[derive(Debug, SimpleObject)]
pub struct ProjectPayload {
    /// The project as it is stored now; null if an issue blocked the write.
    pub project: Option<Project>,
    /// All that is wrong, or worth a look.
    pub issues: Vec<Issue>,
}

fn payload((project, issues): (Option<repo::Project>, Vec<crate::issue::Issue>)) -> ProjectPayload {
    ProjectPayload {
        project: project.map(Project::of),
        issues: issue::wrap(issues),
    }
}

/// Mutations of projects.
#[derive(Debug, Default)]
pub struct ProjectMutation;

#[Object]
impl ProjectMutation {
    /// Registers a project 项目 in the token's own region. Role `reporter`, a function that keeps projects.
    async fn register_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new project.")] input: RegisterProjectInput,
    ) -> Result<ProjectPayload> {
        let content = Content {
            name: input.name,
            kind: input.kind.into(),
            stage: input.stage.into(),
            stage_since: input.stage_since.map(|day| day.0),
            total_investment: None,
            note: input.note,
        };
        let value = input.total_investment.map(|value| value.0);
        let investment = model::investment(None, Some(value), input.investment_unit.as_deref());
        let draft = model::draft(content, investment);
        let region = input.region.map(|code| code.0);
        Ok(payload(
            write::register(scope(ctx)?, hub(ctx), region.as_deref(), draft).await?,
        ))
    }

    /// Changes a project 项目 of the token's own region. Role `reporter`, a function that keeps projects.
    async fn update_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: UpdateProjectInput,
    ) -> Result<ProjectPayload> {
        let id = ProjectId(global_id::key(&input.id, Kind::Project)?);
        let expected = input.expected_version;
        let change = |old: &Content| {
            let stage = input.stage.map_or(old.stage, Into::into);
            let content = Content {
                name: input.name.unwrap_or_else(|| old.name.clone()),
                kind: input.kind.map_or(old.kind, Into::into),
                stage,
                stage_since: old.since(stage, input.stage_since.map_value(|day| day.0).into()),
                total_investment: None,
                note: or_old(input.note, &old.note),
            };
            let value = input.total_investment.map_value(|value| value.0).into();
            let unit = input.investment_unit.as_deref();
            model::draft(
                content,
                model::investment(old.total_investment.as_ref(), value, unit),
            )
        };
        Ok(payload(
            write::update(scope(ctx)?, hub(ctx), id, expected, change).await?,
        ))
    }
}
