//! The parties of a contract in the API.

use async_graphql::{Context, Enum, ID, InputObject, Object};
use entities::ids::EnterpriseId;

use crate::{
    contract::model::{Party, PartyKind, party_unclear, region_unknown},
    enterprise::{self, graphql::Enterprise},
    error::Result,
    graphql::{
        global_id::{self, Kind},
        scalars::{CreditCode, RegionCode},
    },
    issue::Issue,
    region::graphql::{Region, region_of},
    register::graphql::record::record_of,
    scope::Scope,
};

/// Kind 类别 of a party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::contract::model::PartyKind")]
pub enum ContractPartyKind {
    /// 企业: an enterprise of the register.
    Enterprise,
    /// 企业（未登记）: an enterprise that the register does not have.
    EnterpriseByName,
    /// 高校: a university.
    University,
    /// 科研院所: a research institute.
    Institute,
    /// 政府部门: a government or bureau.
    Government,
    /// 其他: anyone else.
    Other,
}

/// A party 合同方 of a contract.
#[derive(Clone, Debug)]
pub struct ContractParty(pub(super) Party);

/// A party 合同方 of a contract.
#[Object]
impl ContractParty {
    /// Kind 类别.
    async fn kind(&self) -> ContractPartyKind {
        self.0.kind.into()
    }

    /// Name 名称, as the contract has it; null where an enterprise of the register was named without it.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// The enterprise 企业 of the register; null where it is none, or lies outside of the scope.
    async fn enterprise(&self, ctx: &Context<'_>) -> Result<Option<Enterprise>> {
        match self.0.enterprise {
            Some(enterprise) => record_of::<enterprise::model::Content>(ctx, enterprise).await,
            None => Ok(None),
        }
    }

    /// The credit code 统一社会信用代码 by which the enterprise was named; null where it was named otherwise.
    async fn credit_code(&self) -> Option<CreditCode> {
        self.0.credit_code.clone().map(CreditCode)
    }

    /// Where it is 所在地区, as it was told of a party that is no enterprise of the register; else null.
    async fn region(&self, ctx: &Context<'_>) -> Result<Option<Region>> {
        self.0.region.map(|region| region_of(ctx, region)).transpose()
    }
}

/// A party 合同方: an enterprise of the register by `enterprise` or `creditCode`, or anyone else by `name` and `kind`.
/// Else `PARTY_UNCLEAR`.
#[derive(Clone, Debug, InputObject)]
pub struct ContractPartyInput {
    /// Kind 类别. Of an enterprise of the register it may be left out, and is ENTERPRISE.
    pub kind: Option<ContractPartyKind>,
    /// Name 名称, as the contract has it, 1 to 200 characters.
    pub name: Option<String>,
    /// Global id of an enterprise inside the scope.
    pub enterprise: Option<ID>,
    /// Credit code 统一社会信用代码 of an enterprise that is registered anywhere in the hub.
    pub credit_code: Option<CreditCode>,
    /// Where it is 所在地区, of a party that is no enterprise of the register: the contract is shown there, too.
    pub region: Option<RegionCode>,
}

impl ContractPartyInput {
    /// The party, which `index` names in its issues.
    pub(super) fn read(self, scope: &Scope, index: usize, issues: &mut Vec<Issue>) -> Result<Party> {
        let enterprise = |id: ID| global_id::key(&id, Kind::Enterprise).map(EnterpriseId);
        let enterprise = self.enterprise.map(enterprise).transpose()?;
        let kind = self.kind.map(PartyKind::from);
        let registered = enterprise.is_some() || self.credit_code.is_some();
        let twice = enterprise.is_some() && self.credit_code.is_some();
        let clear = match kind {
            None | Some(PartyKind::Enterprise) => registered && !twice && self.region.is_none(),
            Some(_) => !registered && self.name.is_some(),
        };
        if !clear {
            issues.push(party_unclear(index));
        }
        let region = self.region.and_then(|code| {
            let place = scope.tree().by_code(&code.0);
            if place.is_none() {
                issues.push(region_unknown(index, &code.0));
            }
            place.map(|place| place.id)
        });
        Ok(Party {
            kind: kind.unwrap_or(PartyKind::Enterprise),
            name: self.name,
            enterprise,
            credit_code: self.credit_code.map(|code| code.0),
            region,
        })
    }
}
