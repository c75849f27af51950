//! Plans in the API.

pub mod edition;
pub mod finding;
pub mod input;
pub mod kinds;
pub mod mirror;
pub mod targets;
pub mod text;

use async_graphql::{Context, ID, InputObject, MergedObject, Object, SimpleObject};
use entities::ids::PlanId;

use self::{
    edition::{PlanEdition, earlier, published},
    input::{
        ExplainPlanFindingInput, IssuePlanInput, RegisterPlanInput, RevisePlanInput, SealPlanInput,
        UpdatePlanInput,
    },
    kinds::PlanState,
    text::PlanText,
};
use super::{
    model::Content,
    repo::{Filter, editions::Edition},
    service::{editions, steps},
};
use crate::{
    error::Result,
    graphql::{
        context::{hub, scope},
        global_id::{self, Kind},
        issue::{self, Issue},
        page::{self, Page, Total},
        scalars::RegionCode,
        weight::times,
    },
    indicator,
    region::graphql::page_complexity,
    register::{
        self,
        graphql::{
            ListFilter, RegisterOrder,
            record::{RecordFields, Shown, record_of},
        },
        repo::Record,
        service::write::Outcome,
    },
};

/// The editions of a plan.
#[derive(Clone, Debug)]
pub struct PlanEditions(PlanId);

/// The editions of a plan.
#[Object]
impl PlanEditions {
    /// The editions 历史版本 before the present one, as they were, the first first.
    #[graphql(complexity = "times(5, child_complexity)")]
    async fn editions(&self, ctx: &Context<'_>) -> Result<Vec<PlanEdition>> {
        earlier(ctx, self.0).await
    }
}

/// A plan 规划/行动方案 of a region, in its present edition.
#[derive(Clone, Debug, MergedObject)]
pub struct Plan(PlanText, PlanEditions, RecordFields);

impl Plan {
    /// The object of a record.
    #[must_use]
    pub fn of(record: Record<Content>) -> Self {
        let common = RecordFields::of(Kind::Plan, &record);
        Self(PlanText(record.content), PlanEditions(record.id), common)
    }

    /// Global id.
    ///
    /// # Errors
    /// Never.
    pub async fn id(&self, _: &Context<'_>) -> async_graphql::Result<ID> {
        Ok(self.2.global_id())
    }
}

impl Shown for Content {
    type Object = Plan;
    const NODE: Kind = Kind::Plan;

    fn object(record: Record<Self>) -> Plan {
        Plan::of(record)
    }
}

/// Which plans are listed. All conditions must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct PlanFilter {
    /// Conditions that every register has.
    #[graphql(flatten)]
    pub list: ListFilter,
    /// Only those in this state 状态.
    pub state: Option<PlanState>,
    /// Only those whose years hold this one.
    pub year: Option<i32>,
    /// Only those with a target 目标 of the indicator of this code.
    pub indicator: Option<String>,
}

async fn filter(
    ctx: &Context<'_>,
    state: Option<PlanState>,
    year: Option<i32>,
    code: Option<String>,
) -> Result<Filter> {
    let codes: Vec<String> = code.into_iter().collect();
    let found = if codes.is_empty() {
        None
    } else {
        indicator::service::by_codes(scope(ctx)?, hub(ctx), &codes)
            .await?
            .pop()
    };
    Ok(Filter {
        state: state.map(Into::into),
        year,
        indicator: found.map(|indicator| indicator.id),
    })
}

/// Queries of plans.
#[derive(Debug, Default)]
pub struct PlanQuery;

#[Object]
impl PlanQuery {
    /// The plans 规划 of a region and all below, drafts included, inside the scope of the token. What the regions above
    /// have sealed is in `publishedPlans`.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn plans(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Conditions.")] filter: Option<PlanFilter>,
        #[graphql(desc = "Order; by title by default.")] order: Option<RegisterOrder>,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Page<Plan>> {
        let given = filter.unwrap_or_default();
        let filter = self::filter(ctx, given.state, given.year, given.indicator).await?;
        let list = given.list.list(filter, order);
        register::graphql::page(ctx, list, first, after, Plan::of).await
    }

    /// The plan of a global id; null where there is none inside the scope of the token.
    async fn plan(&self, ctx: &Context<'_>, #[graphql(desc = "Global id.")] id: ID) -> Result<Option<Plan>> {
        record_of::<Content>(ctx, PlanId(global_id::key(&id, Kind::Plan)?)).await
    }

    /// The plans that hold for a region, in the edition that counts: sealed 已盖章 by the region itself or by one above it,
    /// by title. A draft of a next edition is not shown here.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn published_plans(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The region, which may lie above the token's; the token's own by default.")] region: Option<
            RegionCode,
        >,
        #[graphql(desc = "Only those whose years hold this one.")] year: Option<i32>,
        #[graphql(desc = "Only those with a target of the indicator of this code.")] indicator: Option<
            String,
        >,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Page<PlanEdition>> {
        let filter = self::filter(ctx, None, year, indicator).await?;
        let (scope, hub) = (scope(ctx)?.clone(), hub(ctx).clone());
        let region = region.map(|code| code.0);
        let limit = page::limit(ctx, first)?;
        let before = page::key(after.as_deref())?;
        let rows = editions::page(&scope, &hub, region.as_deref(), &filter, before, limit).await?;
        let total = Total::new(move || {
            let (scope, hub, filter, region) = (scope.clone(), hub.clone(), filter.clone(), region.clone());
            async move { editions::count(&scope, &hub, region.as_deref(), &filter).await }
        });
        let key = |row: &Edition| (row.content.name.clone(), row.plan.0);
        Ok(page::connection(
            rows,
            limit,
            after.is_some(),
            total,
            key,
            PlanEdition::of,
        ))
    }

    /// The edition of a plan that counts, of the token's region, one below or one above; null where there is none.
    async fn published_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global id of the plan.")] id: ID,
    ) -> Result<Option<PlanEdition>> {
        published(ctx, PlanId(global_id::key(&id, Kind::Plan)?)).await
    }
}

/// The result of a change of a plan.
#[derive(Debug, SimpleObject)]
pub struct PlanPayload {
    /// The plan as it is stored now; null if an issue blocked the write.
    pub plan: Option<Plan>,
    /// All that is wrong, or worth a look.
    pub issues: Vec<Issue>,
}

fn payload((plan, issues): Outcome<Content>) -> PlanPayload {
    PlanPayload {
        plan: plan.map(Plan::of),
        issues: issue::wrap(issues),
    }
}

fn key(id: &str) -> Result<PlanId> {
    Ok(PlanId(global_id::key(id, Kind::Plan)?))
}

/// Mutations of plans.
#[derive(Debug, Default)]
pub struct PlanMutation;

#[Object]
impl PlanMutation {
    /// Registers a plan 规划 of the token's own region, as a draft 征求意见稿. It is stored as it states things: what
    /// contradicts itself is told by its `findings`. Role `reporter` or `steward`, a function that keeps plans.
    async fn register_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new plan.")] input: RegisterPlanInput,
    ) -> Result<PlanPayload> {
        let region = input.region.as_ref().map(|code| code.0.clone());
        let outcome = steps::register(scope(ctx)?, hub(ctx), region.as_deref(), input.draft());
        Ok(payload(outcome.await?))
    }

    /// Changes a draft of the token's own region; what is sealed is refused with `PLAN_SEALED`. Role `reporter` or
    /// `steward`, a function that keeps plans.
    async fn update_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: UpdatePlanInput,
    ) -> Result<PlanPayload> {
        let (id, expected) = (key(&input.id)?, input.expected_version);
        let change = |old: &Content| input.draft(old);
        let outcome = steps::update(scope(ctx)?, hub(ctx), id, expected, change);
        Ok(payload(outcome.await?))
    }

    /// Puts a seal 盖章: that of the plan's own region first (role `reporter` or `steward`), then those of regions above for
    /// which it asks (role `reviewer` there). What must be zero, and what is not explained, keeps the own seal back: each
    /// such finding is an issue of its code.
    async fn seal_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which plan.")] input: SealPlanInput,
    ) -> Result<PlanPayload> {
        let (id, expected) = (key(&input.id)?, input.expected_version);
        Ok(payload(steps::seal(scope(ctx)?, hub(ctx), id, expected).await?))
    }

    /// Issues 印发 a sealed plan of the token's own region; a seal that is not there is `SEAL_MISSING`. Role `reporter` or
    /// `steward`, a function that keeps plans.
    async fn issue_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which plan, and when.")] input: IssuePlanInput,
    ) -> Result<PlanPayload> {
        let (id, expected) = (key(&input.id)?, input.expected_version);
        let issued = input.issued.map(|period| period.0.to_string());
        let outcome = steps::issue(scope(ctx)?, hub(ctx), id, expected, issued, input.document_number);
        Ok(payload(outcome.await?))
    }

    /// Begins the next edition 修订 of a sealed plan of the token's own region, as a draft. The present edition stays
    /// readable as it is, and counts until the next one is sealed. Role `reporter` or `steward`, a function that keeps plans.
    async fn revise_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which plan.")] input: RevisePlanInput,
    ) -> Result<PlanPayload> {
        let (id, expected) = (key(&input.id)?, input.expected_version);
        Ok(payload(steps::revise(scope(ctx)?, hub(ctx), id, expected).await?))
    }

    /// Explains 说明 a finding that must be explained, of a draft of the token's own region. Role `reporter` or `steward`, a
    /// function that keeps plans.
    async fn explain_plan_finding(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which finding, and why.")] input: ExplainPlanFindingInput,
    ) -> Result<PlanPayload> {
        let (id, expected) = (key(&input.id)?, input.expected_version);
        let outcome = steps::explain(
            scope(ctx)?,
            hub(ctx),
            id,
            expected,
            input.finding,
            input.explanation,
        );
        Ok(payload(outcome.await?))
    }
}
