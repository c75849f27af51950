//! Projects in the API.

pub mod figures;
mod input;
mod parts;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entities::ids::{BureauId, ProjectId};

pub use self::{
    input::{
        AddProjectProgressInput, AdvanceProjectInput, RegisterProjectInput, UpdateProjectInput,
        UpsertProjectsInput,
    },
    parts::{ProjectInvestment, ProjectParticipant, ProjectProgress, ProjectStageChange, ProjectStep},
};
use super::{
    model::Content,
    repo::{self, Entered, Filter},
    service,
};
use crate::{
    bureau::graphql::naming::{NamedBureau, named},
    error::{Error, Result},
    graphql::{
        context::{hub, scope},
        global_id::{self, Kind},
        issue::{self, Issue},
        page::Page,
        scalars::{Date, Decimal},
        weight::times,
    },
    recognition::{self, graphql::Recognition, programme::model::SubjectKind},
    region::graphql::page_complexity,
    register::{
        self,
        amount::Amount,
        graphql::{ListFilter, RegisterOrder, batch::UpsertPayload},
        model::List,
        service::write,
    },
    register_object,
    vocabulary::{
        graphql::{ProjectKind, ProjectStage, Term, term_of},
        model::Vocabulary,
    },
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

    /// Other names 别名: former ones, short ones, as documents have them.
    async fn other_names(&self) -> &[String] {
        &self.0.content.details.other_names
    }

    /// Kind 类型: a code of the vocabulary PROJECT_KIND.
    async fn kind(&self) -> ProjectKind {
        ProjectKind(self.0.content.kind.clone())
    }

    /// The term of its kind 类型, with its names.
    async fn kind_term(&self, ctx: &Context<'_>) -> Result<Option<Term>> {
        term_of(ctx, Vocabulary::ProjectKind, &self.0.content.kind).await
    }

    /// Stage 阶段 in which it is: a code of the vocabulary PROJECT_STAGE.
    async fn stage(&self) -> ProjectStage {
        ProjectStage(self.0.content.stage().to_owned())
    }

    /// The term of its stage 阶段, with its names.
    async fn stage_term(&self, ctx: &Context<'_>) -> Result<Option<Term>> {
        term_of(ctx, Vocabulary::ProjectStage, self.0.content.stage()).await
    }

    /// The day on which it entered the stage 进入本阶段日期; null where it is not known.
    async fn stage_since(&self) -> Option<Date> {
        self.0.content.stage_since().map(Date)
    }

    /// All stages 阶段 that it entered, in their order; the last is the one in which it is.
    async fn stages(&self) -> Vec<ProjectStageChange> {
        let stages = self.0.content.details.stages.iter();
        stages.cloned().map(ProjectStageChange).collect()
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

    /// Investment by year 年度投资: planned and done.
    async fn yearly_investments(&self) -> Vec<ProjectInvestment> {
        let years = self.0.content.details.yearly_investments.iter();
        years.cloned().map(ProjectInvestment).collect()
    }

    /// Who takes part 参与单位.
    async fn participants(&self) -> Vec<ProjectParticipant> {
        let participants = self.0.content.details.participants.iter();
        participants.cloned().map(ProjectParticipant).collect()
    }

    /// The bureaus that lead it 牵头部门.
    async fn lead_bureaus(&self, ctx: &Context<'_>) -> Result<Vec<NamedBureau>> {
        named(ctx, &self.0.content.details.lead_bureaus).await
    }

    /// The bureaus that cooperate 配合部门; none of them leads.
    async fn cooperating_bureaus(&self, ctx: &Context<'_>) -> Result<Vec<NamedBureau>> {
        named(ctx, &self.0.content.details.cooperating_bureaus).await
    }

    /// Steps by year 分年度步骤.
    async fn steps(&self) -> Vec<ProjectStep> {
        let steps = self.0.content.details.steps.iter();
        steps.cloned().map(ProjectStep).collect()
    }

    /// Progress 进展, in the order of the days.
    async fn progress(&self) -> Vec<ProjectProgress> {
        let progress = self.0.content.details.progress.iter();
        progress.cloned().map(ProjectProgress::of).collect()
    }

    /// Note 备注.
    async fn note(&self) -> Option<&str> {
        self.0.content.note.as_deref()
    }

    /// Entries 认定/入库 of the project in programmes, the first first.
    #[graphql(complexity = "times(10, child_complexity)")]
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

/// A stage that was entered in a span of days.
#[derive(Clone, Debug, InputObject)]
pub struct StageEnteredFilter {
    /// Code of the stage 阶段; any stage by default.
    pub stage: Option<ProjectStage>,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
}

/// Which projects are listed. All conditions must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ProjectFilter {
    /// Conditions that every register has.
    #[graphql(flatten)]
    pub list: ListFilter,
    /// Only of this kind 类型.
    pub kind: Option<ProjectKind>,
    /// Only those that are in this stage 阶段.
    pub stage: Option<ProjectStage>,
    /// Only those that entered a stage in a span of days. Left out, `from` and `to` are open; without any of them, those
    /// count of which no day is known, too.
    pub stage_entered: Option<StageEnteredFilter>,
    /// Only those that this bureau leads 牵头 or in which it cooperates 配合: a global id.
    pub bureau: Option<ID>,
    /// Only those with a step 步骤 that is late today: open after its due day, or done after it.
    pub late_steps: Option<bool>,
}

impl ProjectFilter {
    fn read(self, ctx: &Context<'_>, order: Option<RegisterOrder>) -> Result<List<Filter>> {
        let bureau = self.bureau.map(|id| global_id::key(&id, Kind::Bureau));
        let late = self.late_steps.unwrap_or_default();
        let filter = Filter {
            kind: self.kind.map(|code| code.0),
            stage: self.stage.map(|code| code.0),
            entered: self.stage_entered.map(|entered| Entered {
                stage: entered.stage.map(|code| code.0),
                from: entered.from.map(|day| day.0),
                to: entered.to.map(|day| day.0),
            }),
            bureau: bureau.transpose()?.map(BureauId),
            late_on: late.then(|| hub(ctx).today()),
        };
        Ok(self.list.list(filter, order))
    }
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
        let list = filter.unwrap_or_default().read(ctx, order)?;
        register::graphql::page(ctx, list, first, after, Project::of).await
    }
}

/// The result of a change of a project.
#[derive(Debug, SimpleObject)]
pub struct ProjectPayload {
    /// The project as it is stored now; null if an issue blocked the write.
    pub project: Option<Project>,
    /// All that is wrong, or worth a look.
    pub issues: Vec<Issue>,
}

fn payload((project, issues): write::Outcome<Content>) -> ProjectPayload {
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
        let region = input.region.as_ref().map(|code| code.0.clone());
        let draft = input.draft();
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
        let change = |old: &Content| input.fields.draft(Some(old));
        Ok(payload(
            write::update(scope(ctx)?, hub(ctx), id, expected, change).await?,
        ))
    }

    /// Brings a project 项目 of the token's own region into another stage 阶段. Role `reporter`, a function that keeps
    /// projects.
    async fn advance_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The project and its new stage.")] input: AdvanceProjectInput,
    ) -> Result<ProjectPayload> {
        let id = ProjectId(global_id::key(&input.id, Kind::Project)?);
        let change = |old: &Content| input.draft(old);
        let outcome = write::update(scope(ctx)?, hub(ctx), id, input.expected_version, change);
        Ok(payload(AdvanceProjectInput::told(outcome.await?)))
    }

    /// Appends an entry of progress 进展 to a project 项目 of the token's own region, whatever its version; at most 200 a
    /// project. The same entry given again is not appended twice. Role `reporter`, a function that keeps projects.
    async fn add_project_progress(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The project and its progress.")] input: AddProjectProgressInput,
    ) -> Result<ProjectPayload> {
        let id = ProjectId(global_id::key(&input.id, Kind::Project)?);
        let entry = input.entry(hub(ctx).today());
        Ok(payload(
            service::add_progress(scope(ctx)?, hub(ctx), id, &entry).await?,
        ))
    }

    /// Registers and changes up to 1,000 projects of the token's own region in one transaction 批量登记. Role `reporter`, a
    /// function that keeps projects. A row finds its project by `id`, else by name.
    async fn upsert_projects(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The batch.")] input: UpsertProjectsInput,
    ) -> Result<UpsertPayload> {
        input.upsert(ctx).await
    }
}
