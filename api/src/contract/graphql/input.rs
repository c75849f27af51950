//! Registering and changing contracts.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use entities::ids::{ContractId, ProjectId};

use super::{Contract, ContractKind, party::ContractPartyInput};
use crate::{
    contract::model::{Content, Party, missing},
    error::Result,
    graphql::{
        context::{hub, scope},
        global_id::{self, Kind},
        issue::{self, Issue},
        scalars::{Date, RegionCode},
    },
    register::{
        graphql::{amount::AmountInput, batch::UpsertPayload, or_old},
        model::Draft,
        service::{
            batch::{Key, Row},
            write::{self, Outcome},
        },
    },
    scope::Scope,
    upsert_input,
};

/// The content of a contract. A field that is left out stays as it is; null empties it where it may be empty.
#[derive(Clone, Debug, InputObject)]
pub struct ContractContentInput {
    /// Number 合同编号, 1 to 200 characters, unique in the province: else `CONTRACT_NUMBER_TAKEN`.
    pub number: MaybeUndefined<String>,
    /// The last day on which it holds 有效期至, not before `signedOn`.
    pub valid_to: MaybeUndefined<Date>,
    /// Amount 合同金额.
    pub amount: MaybeUndefined<AmountInput>,
    /// The project 项目 to which it belongs: global id of one inside the scope.
    pub project: MaybeUndefined<ID>,
    /// Note 备注, at most 2,000 characters.
    pub note: MaybeUndefined<String>,
}

/// A new contract.
#[derive(Clone, Debug, InputObject)]
pub struct RegisterContractInput {
    /// The region that registers it: the token's own, which is also the default.
    pub region: Option<RegionCode>,
    /// Title 合同名称, 1 to 200 characters, unique in its region: else `NAME_TAKEN`.
    pub name: String,
    /// Kind 类型.
    pub kind: ContractKind,
    /// The day on which it was signed 签订日期, not in the future.
    pub signed_on: Date,
    /// Parties 合同方: 2 to 50.
    pub parties: Vec<ContractPartyInput>,
    /// Its content.
    #[graphql(flatten)]
    pub content: ContractContentInput,
}

/// What a contract gets.
#[derive(Clone, Debug, InputObject)]
pub struct ContractChangeInput {
    /// Title 合同名称, 1 to 200 characters, unique in its region: else `NAME_TAKEN`.
    pub name: Option<String>,
    /// Kind 类型.
    pub kind: Option<ContractKind>,
    /// The day on which it was signed 签订日期, not in the future.
    pub signed_on: Option<Date>,
    /// Parties 合同方: all of them, 2 to 50, in place of those before.
    pub parties: Option<Vec<ContractPartyInput>>,
    /// Its content.
    #[graphql(flatten)]
    pub content: ContractContentInput,
}

/// A change of a contract. A field that is left out stays as it is; null empties it where it may be empty.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateContractInput {
    /// Global id.
    pub id: ID,
    /// The version that is changed; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
    /// What it gets.
    #[graphql(flatten)]
    pub fields: ContractChangeInput,
}

/// A row of a batch of contracts.
#[derive(Clone, Debug, InputObject)]
pub struct UpsertContractRow {
    /// Global id of one that is there.
    pub id: Option<ID>,
    /// The version that is changed, if another one is to be refused with `VERSION_CONFLICT`.
    pub expected_version: Option<i64>,
    /// What it gets; a new one needs a name, a kind, the day on which it was signed, and its parties.
    #[graphql(flatten)]
    pub fields: ContractChangeInput,
}

upsert_input! {
    /// A batch of contracts.
    UpsertContractsInput of UpsertContractRow
}

/// What is given, with its ids and codes read.
#[derive(Clone, Debug)]
struct Given {
    fields: ContractChangeInput,
    project: MaybeUndefined<ProjectId>,
    parties: Option<Vec<Party>>,
    issues: Vec<crate::issue::Issue>,
}

impl Given {
    fn read(scope: &Scope, mut fields: ContractChangeInput) -> Result<Self> {
        let project = match &fields.content.project {
            MaybeUndefined::Undefined => MaybeUndefined::Undefined,
            MaybeUndefined::Null => MaybeUndefined::Null,
            MaybeUndefined::Value(id) => MaybeUndefined::Value(ProjectId(global_id::key(id, Kind::Project)?)),
        };
        let mut issues = Vec::new();
        let parties = fields.parties.take().map(|parties| {
            let parties = parties.into_iter().enumerate();
            let party = |(index, party): (usize, ContractPartyInput)| party.read(scope, index, &mut issues);
            parties.map(party).collect::<Result<Vec<Party>>>()
        });
        Ok(Self {
            parties: parties.transpose()?,
            fields,
            project,
            issues,
        })
    }

    /// The record that a row without an id is about.
    fn key(&self) -> Key {
        let number = self.fields.content.number.value();
        let name = || Key::Name(self.fields.name.clone().unwrap_or_default());
        number.map_or_else(name, |number| Key::Code(number.clone()))
    }

    fn draft(self, old: Option<&Content>) -> Draft<Content> {
        let (fields, mut issues) = (self.fields, self.issues);
        let mut content = old.cloned().unwrap_or_default();
        if old.is_none() {
            let absent = [
                ("name", fields.name.is_none()),
                ("kind", fields.kind.is_none()),
                ("signedOn", fields.signed_on.is_none()),
            ];
            let absent = absent.into_iter().filter(|(_, absent)| *absent);
            issues.extend(absent.map(|(path, _)| missing(path)));
        }
        content.name = fields.name.unwrap_or(content.name);
        content.kind = fields.kind.map_or(content.kind, Into::into);
        content.signed_on = fields.signed_on.map_or(content.signed_on, |day| day.0);
        content.parties = self.parties.unwrap_or(content.parties);
        content.project = or_old(self.project, &content.project);
        let given = fields.content;
        content.number = or_old(given.number, &content.number);
        content.valid_to = or_old(given.valid_to.map_value(|day| day.0), &content.valid_to);
        content.note = or_old(given.note, &content.note);
        content.amount = match given.amount {
            MaybeUndefined::Undefined => content.amount,
            MaybeUndefined::Null => None,
            MaybeUndefined::Value(amount) => amount.read(&["amount"], &mut issues),
        };
        Draft { content, issues }
    }
}

impl UpsertContractsInput {
    async fn upsert(self, ctx: &Context<'_>) -> Result<UpsertPayload> {
        let scope = scope(ctx)?;
        let read = |row: UpsertContractRow| {
            let given = Given::read(scope, row.fields)?;
            let key = match &row.id {
                Some(id) => Key::Id(global_id::key(id, Kind::Contract)?),
                None => given.key(),
            };
            Ok(Row {
                key,
                expected: row.expected_version,
                make: Box::new(move |old: Option<&Content>| given.clone().draft(old)),
            })
        };
        self.write(ctx, Kind::Contract, read).await
    }
}

/// The result of a change of a contract.
#[derive(Debug, SimpleObject)]
pub struct ContractPayload {
    /// The contract as it is stored now; null if an issue blocked the write.
    pub contract: Option<Contract>,
    /// All that is wrong, or worth a look.
    pub issues: Vec<Issue>,
}

fn payload((contract, issues): Outcome<Content>) -> ContractPayload {
    ContractPayload {
        contract: contract.map(Contract::of),
        issues: issue::wrap(issues),
    }
}

/// Mutations of contracts.
#[derive(Debug, Default)]
pub struct ContractMutation;

#[Object]
impl ContractMutation {
    /// Registers a contract 合同 in the token's own region. Role `reporter`, a function that keeps contracts.
    async fn register_contract(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new contract.")] input: RegisterContractInput,
    ) -> Result<ContractPayload> {
        let scope = scope(ctx)?;
        let region = input.region.map(|code| code.0);
        let given = Given::read(
            scope,
            ContractChangeInput {
                name: Some(input.name),
                kind: Some(input.kind),
                signed_on: Some(input.signed_on),
                parties: Some(input.parties),
                content: input.content,
            },
        )?;
        let outcome = write::register(scope, hub(ctx), region.as_deref(), given.draft(None));
        Ok(payload(outcome.await?))
    }

    /// Changes a contract 合同 of the token's own region. Role `reporter`, a function that keeps contracts.
    async fn update_contract(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: UpdateContractInput,
    ) -> Result<ContractPayload> {
        let scope = scope(ctx)?;
        let id = ContractId(global_id::key(&input.id, Kind::Contract)?);
        let given = Given::read(scope, input.fields)?;
        let change = |old: &Content| given.draft(Some(old));
        let outcome = write::update(scope, hub(ctx), id, input.expected_version, change);
        Ok(payload(outcome.await?))
    }

    /// Registers and changes up to 1,000 contracts of the token's own region in one transaction 批量登记. Role
    /// `reporter`, a function that keeps contracts. A row finds its contract by `id`, else by number, else by name.
    async fn upsert_contracts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The batch.")] input: UpsertContractsInput,
    ) -> Result<UpsertPayload> {
        input.upsert(ctx).await
    }
}
