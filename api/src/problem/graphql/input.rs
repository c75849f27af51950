//! Raising problems, and the steps that they take.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use entities::ids::{BureauId, ProblemId};

use super::{Problem, about};
use crate::{
    error::Result,
    graphql::{
        context::{hub, scope},
        global_id::{self, Kind},
        issue::{self, Issue},
        scalars::{Date, RegionCode},
    },
    problem::{
        model::{Content, Raised},
        service,
    },
    register::{
        graphql::or_old,
        service::write::{self, Outcome},
    },
};

/// A new problem.
#[derive(Clone, Debug, InputObject)]
pub struct RaiseProblemInput {
    /// The region that raises it: the token's own, which is also the default.
    pub region: Option<RegionCode>,
    /// Title 问题, 1 to 200 characters.
    pub title: String,
    /// Description 问题描述, at most 2,000 characters.
    pub description: Option<String>,
    /// What it is about 涉及对象: global id of an enterprise, project, platform or region inside the scope. Left out, the
    /// region that raises it.
    pub about: Option<ID>,
    /// The day 提出日期, not in the future; today by default.
    pub raised_on: Option<Date>,
    /// The last day for it 办理期限, not before `raisedOn`.
    pub due: Option<Date>,
}

/// A change of a problem by its raiser while it is OPEN. A field that is left out stays as it is; null empties it where
/// it may be empty.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateProblemInput {
    /// Global id.
    pub id: ID,
    /// The version that is changed; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
    /// Title 问题, 1 to 200 characters.
    pub title: Option<String>,
    /// Description 问题描述, at most 2,000 characters.
    pub description: MaybeUndefined<String>,
    /// What it is about 涉及对象: global id of an enterprise, project, platform or region inside the scope.
    pub about: Option<ID>,
    /// The day 提出日期, not in the future.
    pub raised_on: Option<Date>,
    /// The last day for it 办理期限, not before `raisedOn`.
    pub due: MaybeUndefined<Date>,
}

/// Who has a problem in hand, and until when.
#[derive(Clone, Debug, InputObject)]
pub struct AssignProblemInput {
    /// Global id.
    pub id: ID,
    /// The version that is changed; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
    /// The bureau 责任部门: global id of one inside the scope.
    pub owner_bureau: ID,
    /// The last day for it 办理期限. Left out, it stays due when it was; where it never was: `DUE_MISSING`.
    pub due: Option<Date>,
}

/// How a problem was resolved.
#[derive(Clone, Debug, InputObject)]
pub struct ResolveProblemInput {
    /// Global id.
    pub id: ID,
    /// The version that is changed; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
    /// How 办理结果, 1 to 2,000 characters.
    pub resolution: String,
}

/// Which problem is closed.
#[derive(Clone, Debug, InputObject)]
pub struct CloseProblemInput {
    /// Global id.
    pub id: ID,
    /// The version that is changed; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
}

/// Which problem is given back, and why.
#[derive(Clone, Debug, InputObject)]
pub struct ReopenProblemInput {
    /// Global id.
    pub id: ID,
    /// The version that is changed; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
    /// Why 退回理由, 1 to 500 characters.
    pub reason: String,
}

/// Which problem goes one tier up, and why.
#[derive(Clone, Debug, InputObject)]
pub struct EscalateProblemInput {
    /// Global id.
    pub id: ID,
    /// The version that is changed; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
    /// Why 上报理由, 1 to 500 characters.
    pub reason: String,
}

/// The result of a change of a problem.
#[derive(Debug, SimpleObject)]
pub struct ProblemPayload {
    /// The problem as it is stored now; null if an issue blocked the write.
    pub problem: Option<Problem>,
    /// All that is wrong, or worth a look.
    pub issues: Vec<Issue>,
}

fn payload((problem, issues): Outcome<Content>) -> ProblemPayload {
    ProblemPayload {
        problem: problem.map(Problem::of),
        issues: issue::wrap(issues),
    }
}

fn problem(id: &ID) -> Result<ProblemId> {
    global_id::key(id, Kind::Problem).map(ProblemId)
}

/// Mutations of problems.
#[derive(Debug, Default)]
pub struct ProblemMutation;

#[Object]
impl ProblemMutation {
    /// Raises a problem 问题 in the token's own region, where it stands at first. Role `reporter`, any function.
    async fn raise_problem(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new problem.")] input: RaiseProblemInput,
    ) -> Result<ProblemPayload> {
        let raised = Raised {
            title: input.title,
            description: input.description,
            about: input.about.map(|id| about(&id)).transpose()?,
            on: input.raised_on.map(|day| day.0),
            due: input.due.map(|day| day.0),
        };
        let region = input.region.map(|code| code.0);
        let outcome = service::raise(scope(ctx)?, hub(ctx), region.as_deref(), raised);
        Ok(payload(outcome.await?))
    }

    /// Changes a problem 问题 that the token's own region raised, while it is OPEN: else `WRONG_STATE`. Role `reporter`.
    async fn update_problem(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: UpdateProblemInput,
    ) -> Result<ProblemPayload> {
        let about = input.about.map(|id| about(&id)).transpose()?;
        let change = |old: &Content| {
            old.changed(|content| {
                content.title = input.title.unwrap_or_else(|| old.title.clone());
                content.due = or_old(input.due.map_value(|day| day.0), &old.due);
                content.about = about.unwrap_or(old.about);
                content.details.description = or_old(input.description, &old.details.description);
                content.details.raised_on = input.raised_on.map_or(old.details.raised_on, |day| day.0);
            })
        };
        let id = problem(&input.id)?;
        let outcome = write::update(scope(ctx)?, hub(ctx), id, input.expected_version, change);
        Ok(payload(outcome.await?))
    }

    /// Puts an OPEN problem into the hands of a bureau 交办, or an ASSIGNED one into those of another. By the region where
    /// it stands, role `reporter` or `reviewer`.
    async fn assign_problem(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which problem, which bureau, until when.")] input: AssignProblemInput,
    ) -> Result<ProblemPayload> {
        let bureau = BureauId(global_id::key(&input.owner_bureau, Kind::Bureau)?);
        let (id, due) = (problem(&input.id)?, input.due.map(|day| day.0));
        let outcome = service::assign(scope(ctx)?, hub(ctx), id, input.expected_version, bureau, due);
        Ok(payload(outcome.await?))
    }

    /// Says how an ASSIGNED problem was resolved 办结. By the region where it stands, role `reporter` or `reviewer`.
    async fn resolve_problem(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which problem, and how.")] input: ResolveProblemInput,
    ) -> Result<ProblemPayload> {
        let (id, expected) = (problem(&input.id)?, input.expected_version);
        let outcome = service::resolve(scope(ctx)?, hub(ctx), id, expected, input.resolution);
        Ok(payload(outcome.await?))
    }

    /// Closes a RESOLVED problem 销号. By the region that raised it alone, role `reporter`.
    async fn close_problem(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which problem.")] input: CloseProblemInput,
    ) -> Result<ProblemPayload> {
        let (id, expected) = (problem(&input.id)?, input.expected_version);
        Ok(payload(
            service::close(scope(ctx)?, hub(ctx), id, expected).await?,
        ))
    }

    /// Gives a RESOLVED problem back 退回重办 to the bureau that had it. By the region that raised it alone, role
    /// `reporter`.
    async fn reopen_problem(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which problem, and why.")] input: ReopenProblemInput,
    ) -> Result<ProblemPayload> {
        let (id, expected) = (problem(&input.id)?, input.expected_version);
        let outcome = service::reopen(scope(ctx)?, hub(ctx), id, expected, input.reason);
        Ok(payload(outcome.await?))
    }

    /// Takes an OPEN or ASSIGNED problem one tier up 上报: it is OPEN at the region above, which assigns it anew, and due
    /// when it was. By the region that raised it, role `reporter`, or the one where it stands. Above a province there is
    /// none: `NOTHING_ABOVE`.
    async fn escalate_problem(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which problem, and why.")] input: EscalateProblemInput,
    ) -> Result<ProblemPayload> {
        let (id, expected) = (problem(&input.id)?, input.expected_version);
        let outcome = service::escalate(scope(ctx)?, hub(ctx), id, expected, input.reason);
        Ok(payload(outcome.await?))
    }
}
