//! The parts of a project in the API.

use async_graphql::{Context, Object, SimpleObject};

use crate::{
    enterprise::{self, graphql::Enterprise},
    error::Result,
    graphql::{context::hub, scalars::Date},
    project::model::{
        stage::StageChange,
        work::{self, Participant, Step, YearlyInvestment},
    },
    register::graphql::{amount::Amount, record::maybe_record_of},
    vocabulary::{
        graphql::{ProjectStage, Term, term_of},
        model::Vocabulary,
    },
};

/// That a project entered a stage 阶段.
#[derive(Clone, Debug)]
pub struct ProjectStageChange(pub(super) StageChange);

/// That a project entered a stage 阶段.
#[Object]
impl ProjectStageChange {
    /// Stage: a code of the vocabulary PROJECT_STAGE.
    async fn stage(&self) -> ProjectStage {
        ProjectStage(self.0.stage.clone())
    }

    /// The term of the stage, with its names.
    async fn stage_term(&self, ctx: &Context<'_>) -> Result<Option<Term>> {
        term_of(ctx, Vocabulary::ProjectStage, &self.0.stage).await
    }

    /// The day on which it entered it 进入日期; null where it is not known.
    async fn on(&self) -> Option<Date> {
        self.0.on.map(Date)
    }

    /// What explains an unusual order 情况说明.
    async fn explanation(&self) -> Option<&str> {
        self.0.explanation.as_deref()
    }
}

/// Investment of a year 年度投资.
#[derive(Clone, Debug)]
pub struct ProjectInvestment(pub(super) YearlyInvestment);

/// Investment of a year 年度投资. What is null is not known, which is not zero.
#[Object]
impl ProjectInvestment {
    /// The year.
    async fn year(&self) -> i32 {
        self.0.year
    }

    /// What is planned 计划投资.
    async fn planned(&self) -> Result<Option<Amount>> {
        Amount::maybe(self.0.planned.as_ref())
    }

    /// What was done 完成投资.
    async fn done(&self) -> Result<Option<Amount>> {
        Amount::maybe(self.0.done.as_ref())
    }
}

/// Who takes part 参与单位 in a project.
#[derive(Clone, Debug)]
pub struct ProjectParticipant(pub(super) Participant);

/// Who takes part 参与单位 in a project.
#[Object]
impl ProjectParticipant {
    /// The enterprise 企业, if it is one of the register; null for another participant, and where it lies outside the
    /// scope of the token.
    async fn enterprise(&self, ctx: &Context<'_>) -> Result<Option<Enterprise>> {
        maybe_record_of::<enterprise::model::Content>(ctx, self.0.enterprise).await
    }

    /// The name of an institution or other participant; null for an enterprise of the register.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// As what it takes part 参与方式, such as 建设单位.
    async fn role(&self) -> &str {
        &self.0.role
    }
}

/// A step of a year 分年度步骤.
#[derive(Clone, Debug)]
pub struct ProjectStep(pub(super) Step);

/// A step of a year 分年度步骤.
#[Object]
impl ProjectStep {
    /// The year.
    async fn year(&self) -> i32 {
        self.0.year
    }

    /// What is to be done.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// The last day on which it is done in time 完成期限; null where none was set.
    async fn due(&self) -> Option<Date> {
        self.0.due.map(Date)
    }

    /// The day on which it was done 完成日期; null while it is open.
    async fn done_on(&self) -> Option<Date> {
        self.0.done_on.map(Date)
    }

    /// Whether it is done 已完成.
    async fn done(&self) -> bool {
        self.0.done_on.is_some()
    }

    /// Whether it is late 逾期 today: open after `due`, or done after it. Without a due day it never is.
    async fn late(&self, ctx: &Context<'_>) -> bool {
        self.0.is_late(hub(ctx).today())
    }

    /// Note 备注.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }
}

/// An entry of progress 进展.
#[derive(Clone, Debug, SimpleObject)]
pub struct ProjectProgress {
    /// The day of which it tells.
    on: Date,
    /// What was reached.
    text: String,
    /// How much of the whole is done, %; null where it was not told.
    percent: Option<i32>,
}

impl ProjectProgress {
    pub(super) fn of(progress: work::Progress) -> Self {
        Self {
            on: Date(progress.on),
            text: progress.text,
            percent: progress.percent,
        }
    }
}
