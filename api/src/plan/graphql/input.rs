//! What is given of a plan.

use async_graphql::{ID, InputObject, MaybeUndefined};

use super::mirror::{
    Mirror, PlanActionInput, PlanBody, PlanClaim, PlanNamedEntity, PlanNamedSet, PlanTableRow, PlanTarget,
};
use crate::{
    graphql::scalars::{Period, RegionCode},
    plan::model::{Content, Details, action::Party, state::Seal},
    region::graphql::Tier,
    register::{
        graphql::{list_or_old, or_old},
        model::Draft,
    },
};

/// A seal 公章 that a plan asks for.
#[derive(Clone, Debug, InputObject)]
pub struct PlanSealInput {
    /// Whose seal, as printed, 1 to 200 characters.
    pub body: String,
    /// The tier of its region: the plan's own or one above, else `BAD_TIER`. Where the branch has no region of the tier,
    /// the nearest one above seals.
    pub tier: Tier,
}

/// The content of a plan. A field that is left out stays as it is; null empties it. A list takes the place of the one
/// before.
#[derive(Clone, Debug, InputObject)]
pub struct PlanContentInput {
    /// The first year 起始年份.
    pub from_year: MaybeUndefined<i32>,
    /// The last year 结束年份, not before the first: else `ENDS_BEFORE_IT_BEGINS`.
    pub to_year: MaybeUndefined<i32>,
    /// The year 基期年 from which it starts.
    pub baseline_year: MaybeUndefined<i32>,
    /// Who issues it 发文机关, as printed.
    pub issuer: MaybeUndefined<String>,
    /// The bureau that leads it 牵头单位, as printed. One that no bureau bears, or several do, is a warning.
    pub lead_bureau: MaybeUndefined<String>,
    /// Number 文号.
    pub document_number: MaybeUndefined<String>,
    /// When it is issued 印发时间, by its own words: a month or a day; else `BAD_PERIOD`.
    pub issued: MaybeUndefined<Period>,
    /// The seals 公章 that it asks for.
    pub seals: MaybeUndefined<Vec<PlanSealInput>>,
    /// Targets 目标, at most 500.
    pub targets: MaybeUndefined<Vec<PlanTarget>>,
    /// Actions 任务, at most 300.
    pub actions: MaybeUndefined<Vec<PlanActionInput>>,
    /// Statements of figures 表述, at most 1,000.
    pub claims: MaybeUndefined<Vec<PlanClaim>>,
    /// Table rows as printed, at most 1,000.
    pub table_rows: MaybeUndefined<Vec<PlanTableRow>>,
    /// What sections name together, at most 300.
    pub named_sets: MaybeUndefined<Vec<PlanNamedSet>>,
    /// Names as spelled, at most 500.
    pub named_entities: MaybeUndefined<Vec<PlanNamedEntity>>,
    /// Bodies 领导机构 that it sets up.
    pub bodies: MaybeUndefined<Vec<PlanBody>>,
    /// Note 备注, at most 2,000 characters.
    pub note: MaybeUndefined<String>,
}

impl PlanContentInput {
    fn draft(self, name: Option<String>, old: Option<&Content>) -> Draft<Content> {
        let empty = Content::default();
        let old = old.unwrap_or(&empty);
        let was = &old.details;
        let lead = or_old(
            self.lead_bureau,
            &was.lead.as_ref().map(|lead| lead.printed.clone()),
        );
        let issued = match self.issued {
            MaybeUndefined::Undefined => old.issued.clone(),
            MaybeUndefined::Null => None,
            MaybeUndefined::Value(period) => Some(period.0.to_string()),
        };
        let seal = |seal: PlanSealInput| Seal {
            body: seal.body,
            tier: seal.tier.into(),
            sealed_on: None,
        };
        let content = Content {
            name: name.unwrap_or_else(|| old.name.clone()),
            state: old.state,
            edition: old.edition,
            from_year: or_old(self.from_year, &old.from_year),
            to_year: or_old(self.to_year, &old.to_year),
            issued,
            note: or_old(self.note, &old.note),
            details: Details {
                baseline_year: or_old(self.baseline_year, &was.baseline_year),
                issuer: or_old(self.issuer, &was.issuer),
                lead: lead.map(Party::printed),
                document_number: or_old(self.document_number, &was.document_number),
                seals: list_or_old(self.seals, &was.seals, seal),
                targets: list_or_old(self.targets, &was.targets, Mirror::back),
                actions: list_or_old(self.actions, &was.actions, PlanActionInput::read),
                claims: list_or_old(self.claims, &was.claims, Mirror::back),
                table_rows: list_or_old(self.table_rows, &was.table_rows, Mirror::back),
                named_sets: list_or_old(self.named_sets, &was.named_sets, Mirror::back),
                named_entities: list_or_old(self.named_entities, &was.named_entities, Mirror::back),
                bodies: list_or_old(self.bodies, &was.bodies, Mirror::back),
                ..was.clone()
            },
        };
        content.into()
    }
}

/// A new plan.
#[derive(Clone, Debug, InputObject)]
pub struct RegisterPlanInput {
    /// The region whose plan it is: the token's own, which is also the default.
    pub region: Option<RegionCode>,
    /// Title 标题, 1 to 200 characters, unique in its region: else `NAME_TAKEN`.
    pub name: String,
    /// Its content.
    #[graphql(flatten)]
    pub content: PlanContentInput,
}

impl RegisterPlanInput {
    /// The content of the new record.
    #[must_use]
    pub fn draft(self) -> Draft<Content> {
        self.content.draft(Some(self.name), None)
    }
}

/// A change of a draft.
#[derive(Clone, Debug, InputObject)]
pub struct UpdatePlanInput {
    /// Global id.
    pub id: ID,
    /// The version that is changed; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
    /// Title 标题, 1 to 200 characters, unique in its region: else `NAME_TAKEN`.
    pub name: Option<String>,
    /// Its content.
    #[graphql(flatten)]
    pub content: PlanContentInput,
}

impl UpdatePlanInput {
    /// The changed content.
    #[must_use]
    pub fn draft(self, old: &Content) -> Draft<Content> {
        self.content.draft(self.name, Some(old))
    }
}

/// Which plan is sealed.
#[derive(Clone, Debug, InputObject)]
pub struct SealPlanInput {
    /// Global id.
    pub id: ID,
    /// The version that is sealed; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
}

/// Which plan is issued.
#[derive(Clone, Debug, InputObject)]
pub struct IssuePlanInput {
    /// Global id.
    pub id: ID,
    /// The version that is issued; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
    /// When: a month or a day, else `BAD_PERIOD`; by default what the plan says, else today.
    pub issued: Option<Period>,
    /// Number 文号; by default what the plan has.
    pub document_number: Option<String>,
}

/// Which plan is revised.
#[derive(Clone, Debug, InputObject)]
pub struct RevisePlanInput {
    /// Global id.
    pub id: ID,
    /// The version that is revised; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
}

/// The explanation of a finding.
#[derive(Clone, Debug, InputObject)]
pub struct ExplainPlanFindingInput {
    /// Global id of the plan.
    pub id: ID,
    /// The version whose finding it is; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
    /// Key of the finding; `FINDING_UNKNOWN` where the plan has it not, `MUST_BE_ZERO` where it cannot be explained.
    pub finding: String,
    /// The reason 情况说明, 1 to 2,000 characters.
    pub explanation: String,
}
