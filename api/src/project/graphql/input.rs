//! What is given of a project.

use async_graphql::{Context, ID, InputObject, MaybeUndefined};
use chrono::NaiveDate;
use entities::ids::EnterpriseId;

use crate::{
    bureau::graphql::naming::BureauReferenceInput,
    error::Result,
    graphql::{
        global_id::{self, Kind},
        scalars::{Date, Decimal, RegionCode},
    },
    issue::Issue,
    project::model::{
        self, Content, Details,
        stage::{self, StageChange},
        work::{Participant, Progress, Step, YearlyInvestment, participant_unknown},
    },
    register::{
        graphql::{amount::AmountInput, batch::UpsertPayload, list_or_old, or_old},
        model::Draft,
        service::{
            batch::{Key, Row},
            write::Outcome,
        },
    },
    upsert_input,
    vocabulary::graphql::{ProjectKind, ProjectStage},
};

/// That a project entered a stage 阶段.
#[derive(Clone, Debug, InputObject)]
pub struct ProjectStageInput {
    /// Stage: a code of the vocabulary PROJECT_STAGE; else `UNKNOWN_TERM`.
    pub stage: ProjectStage,
    /// The day on which it entered it 进入日期, not in the future; left out where it is not known.
    pub on: Option<Date>,
    /// What explains an unusual order 情况说明, at most 2,000 characters: then there is no warning `STAGE_ORDER`.
    pub explanation: Option<String>,
}

/// Investment of a year 年度投资.
#[derive(Clone, Debug, InputObject)]
pub struct ProjectInvestmentInput {
    /// The year, 1949 to 2100.
    pub year: i32,
    /// What is planned 计划投资.
    pub planned: MaybeUndefined<AmountInput>,
    /// What was done 完成投资, in a year that has come.
    pub done: MaybeUndefined<AmountInput>,
}

/// Who takes part 参与单位 in a project: an enterprise or a name, not both.
#[derive(Clone, Debug, InputObject)]
pub struct ProjectParticipantInput {
    /// Global id of an enterprise 企业 inside the scope of the token; else `ENTERPRISE_UNKNOWN`.
    pub enterprise: Option<ID>,
    /// Name of an institution or other participant, 1 to 200 characters.
    pub name: Option<String>,
    /// As what it takes part 参与方式, 1 to 200 characters.
    pub role: String,
}

/// A step of a year 分年度步骤.
#[derive(Clone, Debug, InputObject)]
pub struct ProjectStepInput {
    /// The year, 1949 to 2100.
    pub year: i32,
    /// What is to be done, 1 to 200 characters.
    pub title: String,
    /// The last day on which it is done in time 完成期限; in another year it is worth a look: `DUE_OUTSIDE_YEAR`.
    pub due: Option<Date>,
    /// The day on which it was done 完成日期, not in the future; left out while it is open.
    pub done_on: Option<Date>,
    /// Note 备注, at most 2,000 characters.
    pub note: Option<String>,
}

/// The content of a project beside its name and kind. A field that is left out stays as it is; null empties it where
/// it may be empty. A list takes the place of the one before.
#[derive(Clone, Debug, InputObject)]
pub struct ProjectContentInput {
    /// Stage 阶段 in which it is: a code of the vocabulary PROJECT_STAGE. Another one than before is entered on
    /// `stageSince`, after the stages so far. A new project has a stage: else `VALUE_MISSING`.
    pub stage: Option<ProjectStage>,
    /// The day on which it entered the stage 进入本阶段日期, not in the future. Left out while the stage
    /// changes, it is not known: the old day is not that of the new stage.
    pub stage_since: MaybeUndefined<Date>,
    /// All stages 阶段 that it entered, in their order, the present one last; `stage` and `stageSince` are applied after
    /// them. A stage before its predecessor in the vocabulary, or a day before that of an earlier one, is to be explained:
    /// else the record bears a warning `STAGE_ORDER`.
    pub stages: Option<Vec<ProjectStageInput>>,
    /// Other names 别名, each of 1 to 200 characters.
    pub other_names: MaybeUndefined<Vec<String>>,
    /// Total investment 总投资 in `investmentUnit`: not negative, and whole 分 (0.01 元); never rounded.
    pub total_investment: MaybeUndefined<Decimal>,
    /// Unit 计量单位 of `totalInvestment`: 元, 万元 or 亿元. Left out, it stays as it is, or is 万元 where there
    /// was none. Another unit needs `totalInvestment`, too: else `VALUE_MISSING`.
    pub investment_unit: Option<String>,
    /// Investment by year 年度投资: each year once. The years that are named are changed, the others stay; null empties
    /// all. More done than the total investment is worth a look: `MORE_THAN_TOTAL`.
    pub yearly_investments: MaybeUndefined<Vec<ProjectInvestmentInput>>,
    /// Who takes part 参与单位.
    pub participants: MaybeUndefined<Vec<ProjectParticipantInput>>,
    /// The bureaus that lead it 牵头部门.
    pub lead_bureaus: MaybeUndefined<Vec<BureauReferenceInput>>,
    /// The bureaus that cooperate 配合部门. One that leads, by whatever name, is refused: `LEAD_AND_COOPERATING`.
    pub cooperating_bureaus: MaybeUndefined<Vec<BureauReferenceInput>>,
    /// Steps by year 分年度步骤.
    pub steps: MaybeUndefined<Vec<ProjectStepInput>>,
    /// Note 备注, at most 2,000 characters.
    pub note: MaybeUndefined<String>,
}

/// A new project.
#[derive(Clone, Debug, InputObject)]
pub struct RegisterProjectInput {
    /// The region that carries it: the token's own, which is also the default.
    pub region: Option<RegionCode>,
    /// Name, 1 to 200 characters, unique in its region: else `NAME_TAKEN`.
    pub name: String,
    /// Kind 类型: a code of the vocabulary PROJECT_KIND; else `UNKNOWN_TERM`.
    pub kind: ProjectKind,
    /// Its content.
    #[graphql(flatten)]
    pub content: ProjectContentInput,
}

impl RegisterProjectInput {
    /// The content of the new record.
    #[must_use]
    pub fn draft(self) -> Draft<Content> {
        let fields = ProjectChangeInput {
            name: Some(self.name),
            kind: Some(self.kind),
            content: self.content,
        };
        fields.draft(None)
    }
}

/// What a project gets.
#[derive(Clone, Debug, InputObject)]
pub struct ProjectChangeInput {
    /// Name, 1 to 200 characters, unique in its region: else `NAME_TAKEN`.
    pub name: Option<String>,
    /// Kind 类型: a code of the vocabulary PROJECT_KIND; else `UNKNOWN_TERM`.
    pub kind: Option<ProjectKind>,
    /// Its content.
    #[graphql(flatten)]
    pub content: ProjectContentInput,
}

/// A change of a project. A field that is left out stays as it is; null empties it where it may be empty.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateProjectInput {
    /// Global id.
    pub id: ID,
    /// The version that is changed; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
    /// What it gets.
    #[graphql(flatten)]
    pub fields: ProjectChangeInput,
}

/// A project that enters another stage.
#[derive(Clone, Debug, InputObject)]
pub struct AdvanceProjectInput {
    /// Global id.
    pub id: ID,
    /// The version that is changed; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
    /// The stage 阶段 that it enters; `TWICE` where it is in it already.
    pub stage: ProjectStage,
    /// The day on which it enters it 进入日期, not in the future; left out where it is not known.
    pub on: Option<Date>,
    /// What explains an unusual order 情况说明, at most 2,000 characters: then there is no warning `STAGE_ORDER`.
    pub explanation: Option<String>,
}

impl AdvanceProjectInput {
    /// What becomes of the content.
    #[must_use]
    pub fn draft(&self, old: &Content) -> Draft<Content> {
        let mut content = old.clone();
        content.details.stages.push(StageChange {
            stage: self.stage.0.clone(),
            on: self.on.map(|day| day.0),
            explanation: self.explanation.clone(),
        });
        content.into()
    }

    /// An outcome whose issues name the fields of this input.
    #[must_use]
    pub fn told((record, mut issues): Outcome<Content>) -> Outcome<Content> {
        for issue in &mut issues {
            if issue.path == ["stageSince"] {
                issue.path = vec!["on".to_owned()];
            }
        }
        (record, issues)
    }
}

/// An entry of progress 进展.
#[derive(Clone, Debug, InputObject)]
pub struct AddProjectProgressInput {
    /// Global id of the project.
    pub id: ID,
    /// The day of which it tells, not in the future; today by default.
    pub on: Option<Date>,
    /// What was reached, 1 to 2,000 characters.
    pub text: String,
    /// How much of the whole is done: 0 to 100 %.
    pub percent: Option<i32>,
}

impl AddProjectProgressInput {
    /// The entry.
    #[must_use]
    pub fn entry(self, today: NaiveDate) -> Progress {
        Progress {
            on: self.on.map_or(today, |day| day.0),
            text: self.text,
            percent: self.percent,
        }
    }
}

/// A row of a batch of projects.
#[derive(Clone, Debug, InputObject)]
pub struct UpsertProjectRow {
    /// Global id of one that is there.
    pub id: Option<ID>,
    /// The version that is changed, if another one is to be refused with `VERSION_CONFLICT`.
    pub expected_version: Option<i64>,
    /// What it gets; a new one needs a name, a kind and a stage.
    #[graphql(flatten)]
    pub fields: ProjectChangeInput,
}

upsert_input! {
    /// A batch of projects.
    UpsertProjectsInput of UpsertProjectRow
}

impl UpsertProjectsInput {
    /// Writes the batch.
    ///
    /// # Errors
    /// `FORBIDDEN`, `LIMIT_EXCEEDED`, `IDEMPOTENCY_KEY_REUSED`.
    pub async fn upsert(self, ctx: &Context<'_>) -> Result<UpsertPayload> {
        let read = |row: UpsertProjectRow| {
            let key = match &row.id {
                Some(id) => Key::Id(global_id::key(id, Kind::Project)?),
                None => Key::Name(row.fields.name.clone().unwrap_or_default()),
            };
            Ok(Row {
                key,
                expected: row.expected_version,
                make: Box::new(move |old: Option<&Content>| row.fields.draft(old)),
            })
        };
        self.write(ctx, Kind::Project, read).await
    }
}

impl ProjectChangeInput {
    /// What becomes of the content.
    #[must_use]
    pub fn draft(&self, old: Option<&Content>) -> Draft<Content> {
        let mut issues = Vec::new();
        let mut content = old.cloned().unwrap_or_default();
        let given = self.content.clone();
        if let Some(name) = &self.name {
            content.name.clone_from(name);
        }
        if let Some(kind) = &self.kind {
            content.kind.clone_from(&kind.0);
        }
        let value = given.total_investment.map_value(|value| value.0).into();
        let unit = given.investment_unit.as_deref();
        match model::investment(content.total_investment.as_ref(), value, unit) {
            Ok(investment) => content.total_investment = investment,
            Err(found) => issues.extend(found),
        }
        content.note = or_old(given.note.clone(), &content.note);
        given.details(&mut content.details, &mut issues);
        Draft { content, issues }
    }
}

impl ProjectContentInput {
    fn details(self, details: &mut Details, issues: &mut Vec<Issue>) {
        if let Some(stages) = self.stages {
            let change = |given: ProjectStageInput| StageChange {
                stage: given.stage.0,
                on: given.on.map(|day| day.0),
                explanation: given.explanation,
            };
            details.stages = stages.into_iter().map(change).collect();
        }
        let since = self.stage_since.map_value(|day| day.0).into();
        stage::change(&mut details.stages, self.stage.map(|code| code.0), since);
        details.other_names = list_or_old(self.other_names, &details.other_names, |name| name);
        match self.yearly_investments {
            MaybeUndefined::Undefined => {}
            MaybeUndefined::Null => details.yearly_investments.clear(),
            MaybeUndefined::Value(given) => years(&mut details.yearly_investments, &given, issues),
        }
        let mut index = 0..;
        details.participants = list_or_old(self.participants, &details.participants, |given| {
            participant(index.next().unwrap_or_default(), given, issues)
        });
        for (path, given, bureaus) in [
            ("leadBureaus", self.lead_bureaus, &mut details.lead_bureaus),
            (
                "cooperatingBureaus",
                self.cooperating_bureaus,
                &mut details.cooperating_bureaus,
            ),
        ] {
            match given {
                MaybeUndefined::Undefined => {}
                MaybeUndefined::Null => bureaus.clear(),
                MaybeUndefined::Value(given) => {
                    *bureaus = BureauReferenceInput::read_all(&given, path, issues);
                }
            }
        }
        details.steps = list_or_old(self.steps, &details.steps, |given| Step {
            year: given.year,
            title: given.title,
            due: given.due.map(|day| day.0),
            done_on: given.done_on.map(|day| day.0),
            note: given.note,
        });
    }
}

fn participant(index: usize, given: ProjectParticipantInput, issues: &mut Vec<Issue>) -> Participant {
    let key = given.enterprise.map(|id| global_id::key(&id, Kind::Enterprise));
    if matches!(key, Some(Err(_))) {
        issues.push(participant_unknown(index));
    }
    Participant {
        enterprise: key.and_then(Result::ok).map(EnterpriseId),
        name: given.name,
        role: given.role,
    }
}

/// The years that are given are changed, the others stay. In the order of the years; a year that is given twice stands
/// twice, and the rules say so. A year that is left with nothing goes.
fn years(years: &mut Vec<YearlyInvestment>, given: &[ProjectInvestmentInput], issues: &mut Vec<Issue>) {
    let old = std::mem::take(years);
    let kept = old
        .iter()
        .filter(|old| given.iter().all(|given| given.year != old.year));
    years.extend(kept.cloned());
    for (index, given) in given.iter().enumerate() {
        let index = index.to_string();
        let before = old.iter().find(|old| old.year == given.year).cloned();
        let before = before.unwrap_or_default();
        let mut read = |name: &str, amount: &MaybeUndefined<AmountInput>, old| match amount {
            MaybeUndefined::Undefined => old,
            MaybeUndefined::Null => None,
            MaybeUndefined::Value(amount) => amount.read(&["yearlyInvestments", &index, name], issues),
        };
        years.push(YearlyInvestment {
            year: given.year,
            planned: read("planned", &given.planned, before.planned),
            done: read("done", &given.done, before.done),
        });
    }
    years.retain(|year| year.planned.is_some() || year.done.is_some());
    years.sort_by_key(|year| year.year);
}
