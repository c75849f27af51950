//! A rule as the API shows it.

use async_graphql::{Object, SimpleObject};

use super::{CountDate, CountedAs, CountedRegister};
use crate::{
    brand::graphql::HonourLevel,
    contract::graphql::ContractKind,
    counting::model,
    enterprise::graphql::{ChainPosition, EnterpriseSize},
    platform::graphql::PlatformLevel,
    scope::graphql::Function,
    vocabulary::graphql::{BrandType, InstitutionKind, PlatformKind, ProjectKind, ProjectStage},
};

/// A rule of counting.
#[derive(Clone, Debug)]
pub struct CountRule(pub model::CountRule);

/// A rule of counting 统计规则: what of a register is counted, and by which days. Without conditions all its records count.
#[Object]
impl CountRule {
    /// The register 名录.
    async fn register(&self) -> CountedRegister {
        self.0.register.into()
    }

    /// By which days.
    async fn date(&self) -> CountDate {
        self.0.date.into()
    }

    /// What is counted once.
    async fn of(&self) -> CountedAs {
        self.0.of.into()
    }

    /// Which enterprises; null where there are no conditions on them.
    async fn enterprise(&self) -> Option<CountEnterprises> {
        self.0.enterprise.as_ref().map(Into::into)
    }

    /// Which platforms; null where there are no conditions on them.
    async fn platform(&self) -> Option<CountPlatforms> {
        self.0.platform.as_ref().map(|given| CountPlatforms {
            kinds: given.kinds.iter().cloned().map(PlatformKind).collect(),
            families: given.families.clone(),
            levels: given.levels.iter().map(|level| (*level).into()).collect(),
            hosted_by_enterprise: given.hosted_by_enterprise,
        })
    }

    /// Which projects; null where there are no conditions on them.
    async fn project(&self) -> Option<CountProjects> {
        self.0.project.as_ref().map(|given| CountProjects {
            kinds: given.kinds.iter().cloned().map(ProjectKind).collect(),
            stages: given.stages.iter().cloned().map(ProjectStage).collect(),
            lead_function: given.lead_function.map(Into::into),
        })
    }

    /// Which recognitions; null where there are no conditions on them.
    async fn recognition(&self) -> Option<CountRecognitions> {
        self.0.recognition.as_ref().map(|given| CountRecognitions {
            programmes: given.programmes.clone(),
        })
    }

    /// Which brands and honours; null where there are no conditions on them.
    async fn brand(&self) -> Option<CountBrands> {
        self.0.brand.as_ref().map(|given| CountBrands {
            kinds: given.kinds.iter().cloned().map(BrandType).collect(),
            levels: given.levels.iter().map(|level| (*level).into()).collect(),
            held_by_enterprise: given.held_by_enterprise,
        })
    }

    /// Which contracts; null where there are no conditions on them.
    async fn contract(&self) -> Option<CountContracts> {
        self.0.contract.as_ref().map(|given| CountContracts {
            kind: given.kind.map(Into::into),
        })
    }

    /// Which institutions; null where there are no conditions on them.
    async fn institution(&self) -> Option<CountInstitutions> {
        self.0.institution.as_ref().map(|given| CountInstitutions {
            kinds: given.kinds.iter().cloned().map(InstitutionKind).collect(),
        })
    }
}

/// Platforms of some types. All conditions must hold; a list that is empty is none.
#[derive(Clone, Debug, SimpleObject)]
pub struct CountPlatformTypes {
    /// Of one of these types 平台类型.
    kinds: Vec<PlatformKind>,
    /// Of a type of one of these families.
    families: Vec<String>,
}

impl From<&model::PlatformTypes> for CountPlatformTypes {
    fn from(types: &model::PlatformTypes) -> Self {
        Self {
            kinds: types.kinds.iter().cloned().map(PlatformKind).collect(),
            families: types.families.clone(),
        }
    }
}

/// A position 链上位置 in an industrial chain.
#[derive(Clone, Debug, SimpleObject)]
pub struct CountChain {
    /// The chain 产业链; null for any.
    chain: Option<String>,
    /// The position; null for any.
    position: Option<ChainPosition>,
}

/// Which enterprises 企业 count. All conditions must hold, on the day by which they count.
#[derive(Clone, Debug, SimpleObject)]
pub struct CountEnterprises {
    /// Only those above scale 规上, or only those that are not; null for both.
    above_scale: Option<bool>,
    /// Only of this size class 企业规模; null for all.
    size: Option<EnterpriseSize>,
    /// Only in one of these classes of GB/T 4754 and those inside them; empty for all.
    industries: Vec<String>,
    /// Only in an industrial chain 产业链; null for all.
    chain: Option<CountChain>,
    /// Only those that are recognised in one of the programmes 认定类别 of these codes; empty for all.
    recognised: Vec<String>,
    /// Only those that host such a platform; null for all.
    hosts: Option<CountPlatformTypes>,
    /// Only those that host no such platform; null for all.
    lacks: Option<CountPlatformTypes>,
}

impl From<&model::Enterprises> for CountEnterprises {
    fn from(given: &model::Enterprises) -> Self {
        Self {
            above_scale: given.above_scale,
            size: given.size.map(Into::into),
            industries: given.industries.clone(),
            chain: given.chain.as_ref().map(|chain| CountChain {
                chain: chain.chain.clone(),
                position: chain.position.map(Into::into),
            }),
            recognised: given.recognised.clone(),
            hosts: given.hosts.as_ref().map(Into::into),
            lacks: given.lacks.as_ref().map(Into::into),
        }
    }
}

/// Which platforms 创新平台 count. All conditions must hold.
#[derive(Clone, Debug, SimpleObject)]
pub struct CountPlatforms {
    /// Only of one of these types 平台类型; empty for all.
    kinds: Vec<PlatformKind>,
    /// Only of a type of one of these families; empty for all.
    families: Vec<String>,
    /// Only of one of these levels 级别; empty for all.
    levels: Vec<PlatformLevel>,
    /// Only those that an enterprise hosts, or only those that none hosts; null for both.
    hosted_by_enterprise: Option<bool>,
}

/// Which projects 项目 count. All conditions must hold.
#[derive(Clone, Debug, SimpleObject)]
pub struct CountProjects {
    /// Only of one of these kinds 项目类型; empty for all.
    kinds: Vec<ProjectKind>,
    /// Only those that entered one of these stages 项目阶段 by the days of the rule; empty for any stage.
    stages: Vec<ProjectStage>,
    /// Only those that a bureau of this function 职能 leads; null for all.
    lead_function: Option<Function>,
}

/// Which recognitions 认定 count: their subjects are counted, each once.
#[derive(Clone, Debug, SimpleObject)]
pub struct CountRecognitions {
    /// In one of the programmes 认定类别 of these codes.
    programmes: Vec<String>,
}

/// Which brands and honours 品牌荣誉 count. All conditions must hold.
#[derive(Clone, Debug, SimpleObject)]
pub struct CountBrands {
    /// Only of one of these types 品牌荣誉类型; empty for all.
    kinds: Vec<BrandType>,
    /// Only of one of these levels 级别; empty for all.
    levels: Vec<HonourLevel>,
    /// Only those that an enterprise holds, or only those of a region itself; null for both.
    held_by_enterprise: Option<bool>,
}

/// Which contracts 合同 count.
#[derive(Clone, Debug, SimpleObject)]
pub struct CountContracts {
    /// Only of this kind; null for all.
    kind: Option<ContractKind>,
}

/// Which institutions 机构 count.
#[derive(Clone, Debug, SimpleObject)]
pub struct CountInstitutions {
    /// Only of one of these kinds 机构类别; empty for all.
    kinds: Vec<InstitutionKind>,
}
