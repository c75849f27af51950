//! Registering and changing visits.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use entities::ids::{BureauId, EnterpriseId, ProblemId, VisitId};

use super::Visit;
use crate::{
    error::Result,
    graphql::{
        context::{hub, scope},
        global_id::{self, Kind},
        issue::{self, Issue},
        scalars::{Date, RegionCode},
    },
    problem::model::Raised,
    register::{
        graphql::or_old,
        service::write::{self, Outcome},
    },
    visit::{
        model::{Content, Details},
        service,
    },
};

/// A problem that a visit raises: about the enterprise, and stored with the visit.
#[derive(Clone, Debug, InputObject)]
pub struct VisitProblemInput {
    /// Title 问题, 1 to 200 characters.
    pub title: String,
    /// Description 问题描述, at most 2,000 characters.
    pub description: Option<String>,
    /// The last day for it 办理期限, not before the visit.
    pub due: Option<Date>,
}

/// A new visit.
#[derive(Clone, Debug, InputObject)]
pub struct RegisterVisitInput {
    /// The region whose officers went: the token's own, which is also the default.
    pub region: Option<RegionCode>,
    /// The enterprise 走访企业: global id of one inside the scope.
    pub enterprise: ID,
    /// The day 走访日期, not in the future.
    pub visited_on: Date,
    /// Who went 走访人员: 1 to 20 names, each of 1 to 200 characters.
    pub officers: Vec<String>,
    /// The bureau 走访部门: global id of one inside the scope.
    pub bureau: Option<ID>,
    /// What was seen and said 走访情况, 1 to 2,000 characters.
    pub summary: String,
    /// Problems of the ledger that the visit raised: global ids of those inside the scope.
    #[graphql(default)]
    pub problems: Vec<ID>,
    /// A new problem that the visit raises: about the enterprise, raised on the day of the visit. Both are stored, or
    /// neither is.
    pub problem: Option<VisitProblemInput>,
}

/// A change of a visit. A field that is left out stays as it is; null empties it where it may be empty.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateVisitInput {
    /// Global id.
    pub id: ID,
    /// The version that is changed; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
    /// The enterprise 走访企业: global id of one inside the scope.
    pub enterprise: Option<ID>,
    /// The day 走访日期, not in the future.
    pub visited_on: Option<Date>,
    /// Who went 走访人员: all of them, in place of those before.
    pub officers: Option<Vec<String>>,
    /// The bureau 走访部门: global id of one inside the scope.
    pub bureau: MaybeUndefined<ID>,
    /// What was seen and said 走访情况, 1 to 2,000 characters.
    pub summary: Option<String>,
    /// Problems of the ledger that the visit raised: all of them, in place of those before.
    pub problems: Option<Vec<ID>>,
}

/// The result of a change of a visit.
#[derive(Debug, SimpleObject)]
pub struct VisitPayload {
    /// The visit as it is stored now; null if an issue blocked the write.
    pub visit: Option<Visit>,
    /// All that is wrong, or worth a look.
    pub issues: Vec<Issue>,
}

fn payload((visit, issues): Outcome<Content>) -> VisitPayload {
    VisitPayload {
        visit: visit.map(Visit::of),
        issues: issue::wrap(issues),
    }
}

fn enterprise(id: &ID) -> Result<EnterpriseId> {
    global_id::key(id, Kind::Enterprise).map(EnterpriseId)
}

fn bureau(id: &ID) -> Result<BureauId> {
    global_id::key(id, Kind::Bureau).map(BureauId)
}

fn problems(ids: &[ID]) -> Result<Vec<ProblemId>> {
    let problem = |id: &ID| global_id::key(id, Kind::Problem).map(ProblemId);
    ids.iter().map(problem).collect()
}

/// Mutations of visits.
#[derive(Debug, Default)]
pub struct VisitMutation;

#[Object]
impl VisitMutation {
    /// Registers a visit 走访 of the token's own region, and the problem that it raised. Role `reporter`, any function.
    async fn register_visit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new visit.")] input: RegisterVisitInput,
    ) -> Result<VisitPayload> {
        let content = Content {
            name: String::new(),
            enterprise: enterprise(&input.enterprise)?,
            visited_on: input.visited_on.0,
            bureau: input.bureau.as_ref().map(bureau).transpose()?,
            details: Details {
                enterprise_name: String::new(),
                officers: input.officers,
                summary: input.summary,
                problems: problems(&input.problems)?,
            },
        };
        let raised = input.problem.map(|problem| Raised {
            title: problem.title,
            description: problem.description,
            about: None,
            on: Some(input.visited_on.0),
            due: problem.due.map(|day| day.0),
        });
        let region = input.region.map(|code| code.0);
        let outcome = service::register(scope(ctx)?, hub(ctx), region.as_deref(), content, raised);
        Ok(payload(outcome.await?))
    }

    /// Changes a visit 走访 of the token's own region. Role `reporter`, any function.
    async fn update_visit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: UpdateVisitInput,
    ) -> Result<VisitPayload> {
        let id = VisitId(global_id::key(&input.id, Kind::Visit)?);
        let enterprise = input.enterprise.as_ref().map(enterprise).transpose()?;
        let problems = input.problems.as_deref().map(problems).transpose()?;
        let given = match input.bureau {
            MaybeUndefined::Undefined => MaybeUndefined::Undefined,
            MaybeUndefined::Null => MaybeUndefined::Null,
            MaybeUndefined::Value(id) => MaybeUndefined::Value(bureau(&id)?),
        };
        let change = |old: &Content| {
            let mut content = old.clone();
            content.enterprise = enterprise.unwrap_or(old.enterprise);
            content.visited_on = input.visited_on.map_or(old.visited_on, |day| day.0);
            content.bureau = or_old(given, &old.bureau);
            let details = &mut content.details;
            details.officers = input.officers.unwrap_or_else(|| old.details.officers.clone());
            details.summary = input.summary.unwrap_or_else(|| old.details.summary.clone());
            details.problems = problems.unwrap_or_else(|| old.details.problems.clone());
            content.into()
        };
        let outcome = write::update(scope(ctx)?, hub(ctx), id, input.expected_version, change);
        Ok(payload(outcome.await?))
    }
}
