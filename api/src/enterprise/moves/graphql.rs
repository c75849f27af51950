//! Claims in the API.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use entities::ids::MoveId;

use super::{
    model::{Content, MoveState},
    repo,
    service::{self},
};
use crate::{
    error::Result,
    graphql::{
        context::{hub, scope},
        global_id::{self, Kind},
        issue::{self, Issue},
        page::Page,
        scalars::{CreditCode, Date},
    },
    region::graphql::{Region, page_complexity, region_of},
    register::{
        self,
        graphql::{ListFilter, RegisterOrder},
        service::write::Outcome,
    },
    register_object,
};

/// State of a claim 迁移认领状态.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::enterprise::moves::model::MoveState")]
pub enum EnterpriseMoveState {
    /// 待确认: waits for the region that holds the enterprise.
    Pending,
    /// 已确认: the enterprise belongs to the claimant.
    Accepted,
    /// 已驳回: the enterprise stays.
    Rejected,
    /// 已撤回: the claimant took it back.
    Withdrawn,
}

/// The content of a claim.
#[derive(Clone, Debug)]
pub struct EnterpriseMoveFields(repo::Move);

/// The content of a claim.
#[Object]
impl EnterpriseMoveFields {
    /// Credit code 统一社会信用代码 of the enterprise.
    async fn credit_code(&self) -> CreditCode {
        CreditCode(self.0.content.credit_code.clone())
    }

    /// The region that held the enterprise 迁出地 when the claim was made. Null for who does not see that region, until
    /// the claim is accepted: else a claim of any code would tell where its enterprise is.
    async fn from(&self, ctx: &Context<'_>) -> Result<Option<Region>> {
        let from = region_of(ctx, self.0.content.from)?;
        let told = self.0.content.state == MoveState::Accepted || scope(ctx)?.sees(self.0.content.from);
        Ok(told.then_some(from))
    }

    /// The day since which it is in the claiming region 迁入日期.
    async fn since(&self) -> Date {
        Date(self.0.content.since)
    }

    /// State.
    async fn state(&self) -> EnterpriseMoveState {
        self.0.content.state.into()
    }

    /// Why the claimant says so 认领理由.
    async fn reason(&self) -> &str {
        &self.0.content.details.reason
    }

    /// Why it was decided so 处理意见; null while it is open.
    async fn decision(&self) -> Option<&str> {
        self.0.content.details.decision.as_deref()
    }

    /// The region that decided; null while it is open.
    async fn decided_by(&self, ctx: &Context<'_>) -> Result<Option<Region>> {
        let region = self.0.content.details.decided_by;
        region.map(|region| region_of(ctx, region)).transpose()
    }
}

register_object! {
    /// A claim 迁移认领 that an enterprise moved to the region to which the record belongs. Shown to both regions and
    /// those above them.
    EnterpriseMove, EnterpriseMoveFields, Content, EnterpriseMove
}

/// Which claims are listed. All conditions must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct EnterpriseMoveFilter {
    /// Conditions that every register has. `region` is that of either side, `nameStartsWith` the beginning of a credit
    /// code; claims are neither searched nor deleted.
    #[graphql(flatten)]
    pub list: ListFilter,
    /// Only claims of this state.
    pub state: Option<EnterpriseMoveState>,
}

/// Queries of claims.
#[derive(Debug, Default)]
pub struct MoveQuery;

#[Object]
impl MoveQuery {
    /// The claims 迁移认领 of enterprises to or from a region and all below, inside the scope of the token.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn enterprise_moves(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Conditions.")] filter: Option<EnterpriseMoveFilter>,
        #[graphql(desc = "Order; by credit code by default.")] order: Option<RegisterOrder>,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Page<EnterpriseMove>> {
        let given = filter.unwrap_or_default();
        let list = given.list.list(given.state.map(Into::into), order);
        register::graphql::page(ctx, list, first, after, EnterpriseMove::of).await
    }
}

/// A claim of an enterprise that moved to the token's region.
#[derive(Clone, Debug, InputObject)]
pub struct ClaimEnterpriseInput {
    /// Its credit code 统一社会信用代码.
    pub credit_code: CreditCode,
    /// The day since which it is in the token's region 迁入日期, not in the future.
    pub since: Date,
    /// Why 认领理由, 1 to 500 characters.
    pub reason: String,
}

/// A decision on a claim.
#[derive(Clone, Debug, InputObject)]
pub struct DecideEnterpriseMoveInput {
    /// Global id of the claim.
    pub id: ID,
    /// The version that is decided; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
    /// Whether the enterprise goes to the claimant.
    pub accept: bool,
    /// Why 处理意见, 1 to 500 characters.
    pub reason: String,
}

/// A claim that is taken back.
#[derive(Clone, Debug, InputObject)]
pub struct WithdrawEnterpriseMoveInput {
    /// Global id of the claim.
    pub id: ID,
    /// The version that is withdrawn; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
}

/// The result of a change of a claim.
#[derive(Debug, SimpleObject)]
pub struct EnterpriseMovePayload {
    /// The claim as it is stored now; null if an issue blocked the write.
    pub enterprise_move: Option<EnterpriseMove>,
    /// All that is wrong, or worth a look.
    pub issues: Vec<Issue>,
}

fn payload((claim, issues): Outcome<Content>) -> EnterpriseMovePayload {
    EnterpriseMovePayload {
        enterprise_move: claim.map(EnterpriseMove::of),
        issues: issue::wrap(issues),
    }
}

/// Mutations of claims.
#[derive(Debug, Default)]
pub struct MoveMutation;

#[Object]
impl MoveMutation {
    /// Claims an enterprise that is registered elsewhere and moved to the token's own region 迁移认领. Role `reporter`, a
    /// function that keeps enterprises. One claim of an enterprise is open at a time.
    async fn claim_enterprise(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The claim.")] input: ClaimEnterpriseInput,
    ) -> Result<EnterpriseMovePayload> {
        let (code, since) = (&input.credit_code.0, input.since.0);
        let outcome = service::claim(scope(ctx)?, hub(ctx), code, since, &input.reason);
        Ok(payload(outcome.await?))
    }

    /// Accepts or rejects a claim. By the region that holds the enterprise (role `reporter`), or by a region above
    /// both (role `reviewer`), with a function that keeps enterprises; never by the claimant.
    async fn decide_enterprise_move(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The decision.")] input: DecideEnterpriseMoveInput,
    ) -> Result<EnterpriseMovePayload> {
        let id = MoveId(global_id::key(&input.id, Kind::EnterpriseMove)?);
        let (expected, accept) = (input.expected_version, input.accept);
        let outcome = service::decide(scope(ctx)?, hub(ctx), id, expected, accept, &input.reason);
        Ok(payload(outcome.await?))
    }

    /// Withdraws an open claim of the token's own region. Role `reporter`, a function that keeps enterprises.
    async fn withdraw_enterprise_move(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which claim.")] input: WithdrawEnterpriseMoveInput,
    ) -> Result<EnterpriseMovePayload> {
        let id = MoveId(global_id::key(&input.id, Kind::EnterpriseMove)?);
        let outcome = service::withdraw(scope(ctx)?, hub(ctx), id, input.expected_version);
        Ok(payload(outcome.await?))
    }
}
