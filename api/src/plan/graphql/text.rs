//! What every edition of a plan holds.

use async_graphql::{Context, Object, SimpleObject};

use super::{
    finding::{PlanFinding, findings},
    kinds::{PlanFindingGrade, PlanState},
    mirror::{
        Mirror, PlanBody, PlanClaim, PlanNamedEntity, PlanNamedSet, PlanStep, PlanTableRow, PlanTarget,
    },
};
use crate::{
    bureau::{
        graphql::naming::{NamedBureau, named},
        model::Reference,
    },
    error::Result,
    graphql::{
        scalars::{Date, Period},
        weight::times,
    },
    plan::model::{
        Content,
        action::{Action, Party},
        state::Seal,
    },
    region::graphql::Tier,
};

/// A bureau as a plan prints it.
#[derive(Clone, Debug)]
pub struct PlanParty(Party);

/// A bureau 责任部门 as a plan prints it, and the one that bears the name.
#[Object]
impl PlanParty {
    /// As printed.
    async fn printed(&self) -> &str {
        &self.0.printed
    }

    /// The bureau of the plan's region or of one above that bears the name; null where none does, or several do.
    async fn bureau(&self, ctx: &Context<'_>) -> Result<Option<NamedBureau>> {
        let reference = self.0.bureau.map(Reference::Id);
        Ok(named(ctx, reference.as_slice()).await?.pop())
    }
}

/// An action of a plan.
#[derive(Clone, Debug)]
pub struct PlanAction(Action);

/// An action 任务/项目推进 of a plan, as it is printed.
#[Object]
impl PlanAction {
    /// Number 序号 as printed.
    async fn number(&self) -> Option<&str> {
        self.0.number.as_deref()
    }

    /// Section 章节.
    async fn section(&self) -> Option<&str> {
        self.0.section.as_deref()
    }

    /// Title 任务名称.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// What it must reach 目标要求.
    async fn goal(&self) -> Option<&str> {
        self.0.goal.as_deref()
    }

    /// The last day 完成期限 of all of it; null where none is set.
    async fn due(&self) -> Option<Date> {
        self.0.due.map(Date)
    }

    /// What is done when 分年度步骤.
    async fn steps(&self) -> Vec<PlanStep> {
        Mirror::of(self.0.steps.clone())
    }

    /// The bureaus that lead it 牵头部门.
    async fn lead_bureaus(&self) -> Vec<PlanParty> {
        self.0.lead.iter().cloned().map(PlanParty).collect()
    }

    /// The bureaus that cooperate 配合部门.
    async fn cooperating_bureaus(&self) -> Vec<PlanParty> {
        self.0.cooperating.iter().cloned().map(PlanParty).collect()
    }

    /// Words by which it is found in the text 原文.
    async fn anchor(&self) -> Option<&str> {
        self.0.anchor.as_deref()
    }
}

/// A seal 公章 that a plan asks for.
#[derive(Clone, Debug, SimpleObject)]
pub struct PlanSeal {
    /// Whose seal, as printed.
    body: String,
    /// The tier of its region: the plan's own, or one above.
    tier: Tier,
    /// When it was put 盖章日期; null while it is missing.
    sealed_on: Option<Date>,
}

impl PlanSeal {
    fn of(seal: &Seal) -> Self {
        Self {
            body: seal.body.clone(),
            tier: seal.tier.into(),
            sealed_on: seal.sealed_on.map(Date),
        }
    }
}

/// The content of an edition.
#[derive(Clone, Debug)]
pub struct PlanText(pub(super) Content);

/// The content of an edition.
#[Object]
impl PlanText {
    /// Title 标题, unique in its region.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// How far it has come 状态.
    async fn state(&self) -> PlanState {
        self.0.state.into()
    }

    /// Edition 版本, from 1.
    async fn edition(&self) -> i32 {
        self.0.edition
    }

    /// The first year 起始年份.
    async fn from_year(&self) -> Option<i32> {
        self.0.from_year
    }

    /// The last year 结束年份.
    async fn to_year(&self) -> Option<i32> {
        self.0.to_year
    }

    /// The year 基期年 from which it starts.
    async fn baseline_year(&self) -> Option<i32> {
        self.0.details.baseline_year
    }

    /// Who issues it 发文机关, as printed.
    async fn issuer(&self) -> Option<&str> {
        self.0.details.issuer.as_deref()
    }

    /// The bureau that leads it 牵头单位.
    async fn lead_bureau(&self) -> Option<PlanParty> {
        self.0.details.lead.clone().map(PlanParty)
    }

    /// Number 文号; null where it has none.
    async fn document_number(&self) -> Option<&str> {
        self.0.details.document_number.as_deref()
    }

    /// When it is issued 印发时间, by its own words: a month or a day.
    async fn issued(&self) -> Option<Period> {
        let issued = self.0.issued.as_deref()?;
        issued.parse().ok().map(Period)
    }

    /// The day on which its own region sealed it 本级盖章日期; null for a draft.
    async fn sealed_on(&self) -> Option<Date> {
        self.0.details.sealed_on.map(Date)
    }

    /// The seals 公章 that it asks for.
    async fn seals(&self) -> Vec<PlanSeal> {
        self.0.details.seals.iter().map(PlanSeal::of).collect()
    }

    /// The seals of regions above that are not there yet 待盖公章: while there are any, it is not issued.
    async fn missing_seals(&self) -> Vec<PlanSeal> {
        self.0.missing_seals().map(PlanSeal::of).collect()
    }

    /// Targets 目标, in the order of the document.
    async fn targets(&self) -> Vec<PlanTarget> {
        Mirror::of(self.0.details.targets.clone())
    }

    /// Actions 任务, in the order of the document.
    async fn actions(&self) -> Vec<PlanAction> {
        self.0.details.actions.iter().cloned().map(PlanAction).collect()
    }

    /// Statements of figures 表述.
    async fn claims(&self) -> Vec<PlanClaim> {
        Mirror::of(self.0.details.claims.clone())
    }

    /// Table rows as printed.
    async fn table_rows(&self) -> Vec<PlanTableRow> {
        Mirror::of(self.0.details.table_rows.clone())
    }

    /// What sections name together.
    async fn named_sets(&self) -> Vec<PlanNamedSet> {
        Mirror::of(self.0.details.named_sets.clone())
    }

    /// Names as spelled.
    async fn named_entities(&self) -> Vec<PlanNamedEntity> {
        Mirror::of(self.0.details.named_entities.clone())
    }

    /// Bodies 领导机构 that it sets up.
    async fn bodies(&self) -> Vec<PlanBody> {
        Mirror::of(self.0.details.bodies.clone())
    }

    /// Note 备注.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// What the checker finds 核查结果, the graver first: every failing check.
    #[graphql(complexity = "times(20, 1 + child_complexity)")]
    async fn findings(
        &self,
        #[graphql(desc = "Only of this grade.")] grade: Option<PlanFindingGrade>,
        #[graphql(desc = "Only those that are not explained.", default)] open: bool,
    ) -> Vec<PlanFinding> {
        findings(&self.0, grade.map(Into::into), open)
    }
}
