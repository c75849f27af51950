//! What is given of a rule.

use async_graphql::InputObject;

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

/// Platforms of some types. All conditions must hold; without one, any platform.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CountPlatformTypesInput {
    /// Of one of these types 平台类型; each once.
    #[graphql(default)]
    pub kinds: Vec<PlatformKind>,
    /// Of a type of one of these families; each once. `RD` and `ENTERPRISE_RD` are R&D institutions 研发机构.
    #[graphql(default)]
    pub families: Vec<String>,
}

/// A position 链上位置 in an industrial chain.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CountChainInput {
    /// The chain 产业链, 1 to 200 characters; any by default.
    pub chain: Option<String>,
    /// The position; any by default.
    pub position: Option<ChainPosition>,
}

/// Which enterprises 企业 count. All conditions must hold, on the day by which they count.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CountEnterprisesInput {
    /// Only those above scale 规上, or only those that are not.
    pub above_scale: Option<bool>,
    /// Only of this size class 企业规模.
    pub size: Option<EnterpriseSize>,
    /// Only in one of these classes of GB/T 4754 and those inside them: section letters A to T, or 2 to 4 digits; each
    /// once.
    #[graphql(default)]
    pub industries: Vec<String>,
    /// Only in an industrial chain 产业链.
    pub chain: Option<CountChainInput>,
    /// Only those that are recognised in one of the programmes 认定类别 of these codes; each once.
    #[graphql(default)]
    pub recognised: Vec<String>,
    /// Only those that host such a platform, established by that day: an R&D institution 自建研发机构.
    pub hosts: Option<CountPlatformTypesInput>,
    /// Only those that host no such platform.
    pub lacks: Option<CountPlatformTypesInput>,
}

/// Which platforms 创新平台 count. All conditions must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CountPlatformsInput {
    /// Only of one of these types 平台类型; each once.
    #[graphql(default)]
    pub kinds: Vec<PlatformKind>,
    /// Only of a type of one of these families; each once.
    #[graphql(default)]
    pub families: Vec<String>,
    /// Only of one of these levels 级别.
    #[graphql(default)]
    pub levels: Vec<PlatformLevel>,
    /// Only those that an enterprise hosts, or only those that none hosts.
    pub hosted_by_enterprise: Option<bool>,
}

/// Which projects 项目 count. All conditions must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CountProjectsInput {
    /// Only of one of these kinds 项目类型; each once.
    #[graphql(default)]
    pub kinds: Vec<ProjectKind>,
    /// Only those that entered one of these stages 项目阶段 by the days of the rule, whatever came after; each once.
    #[graphql(default)]
    pub stages: Vec<ProjectStage>,
    /// Only those that a bureau of this function 职能 leads.
    pub lead_function: Option<Function>,
}

/// Which recognitions 认定 count: their subjects are counted, each once.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CountRecognitionsInput {
    /// In one of the programmes 认定类别 of these codes: one at least, each once, all of one kind of subject.
    pub programmes: Vec<String>,
}

/// Which brands and honours 品牌荣誉 count. All conditions must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CountBrandsInput {
    /// Only of one of these types 品牌荣誉类型; each once.
    #[graphql(default)]
    pub kinds: Vec<BrandType>,
    /// Only of one of these levels 级别.
    #[graphql(default)]
    pub levels: Vec<HonourLevel>,
    /// Only those that an enterprise holds, or only those of a region itself.
    pub held_by_enterprise: Option<bool>,
}

/// Which contracts 合同 count.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CountContractsInput {
    /// Only of this kind.
    pub kind: Option<ContractKind>,
}

/// Which institutions 机构 count.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CountInstitutionsInput {
    /// Only of one of these kinds 机构类别; each once.
    #[graphql(default)]
    pub kinds: Vec<InstitutionKind>,
}

/// A rule of counting 统计规则: what of a register is counted, and by which days. Of the conditions only those of the
/// register that is counted may be given (`OTHER_REGISTER`); without them all its records count.
#[derive(Clone, Debug, InputObject)]
pub struct CountRuleInput {
    /// The register 名录.
    pub register: CountedRegister,
    /// By which days.
    pub date: CountDate,
    /// What is counted once. Only platforms have hosts, and brands holders.
    #[graphql(default_with = "CountedAs::Subject")]
    pub of: CountedAs,
    /// Which enterprises.
    pub enterprise: Option<CountEnterprisesInput>,
    /// Which platforms.
    pub platform: Option<CountPlatformsInput>,
    /// Which projects.
    pub project: Option<CountProjectsInput>,
    /// Which recognitions.
    pub recognition: Option<CountRecognitionsInput>,
    /// Which brands and honours.
    pub brand: Option<CountBrandsInput>,
    /// Which contracts.
    pub contract: Option<CountContractsInput>,
    /// Which institutions.
    pub institution: Option<CountInstitutionsInput>,
}

/// The texts of scalars.
macro_rules! texts {
    ($codes:expr) => {
        $codes.into_iter().map(|code| code.0).collect()
    };
}

impl From<CountPlatformTypesInput> for model::PlatformTypes {
    fn from(given: CountPlatformTypesInput) -> Self {
        Self {
            kinds: texts!(given.kinds),
            families: given.families,
        }
    }
}

impl From<CountEnterprisesInput> for model::Enterprises {
    fn from(given: CountEnterprisesInput) -> Self {
        Self {
            above_scale: given.above_scale,
            size: given.size.map(Into::into),
            industries: given.industries,
            chain: given.chain.map(|chain| model::InChain {
                chain: chain.chain,
                position: chain.position.map(Into::into),
            }),
            recognised: given.recognised,
            hosts: given.hosts.map(Into::into),
            lacks: given.lacks.map(Into::into),
        }
    }
}

impl From<CountRuleInput> for model::CountRule {
    fn from(given: CountRuleInput) -> Self {
        Self {
            of: given.of.into(),
            enterprise: given.enterprise.map(Into::into),
            platform: given.platform.map(|given| model::Platforms {
                kinds: texts!(given.kinds),
                families: given.families,
                levels: given.levels.into_iter().map(Into::into).collect(),
                hosted_by_enterprise: given.hosted_by_enterprise,
            }),
            project: given.project.map(|given| model::Projects {
                kinds: texts!(given.kinds),
                stages: texts!(given.stages),
                lead_function: given.lead_function.map(Into::into),
            }),
            recognition: given.recognition.map(|given| model::Recognitions {
                programmes: given.programmes,
            }),
            brand: given.brand.map(|given| model::Brands {
                kinds: texts!(given.kinds),
                levels: given.levels.into_iter().map(Into::into).collect(),
                held_by_enterprise: given.held_by_enterprise,
            }),
            contract: given.contract.map(|given| model::Contracts {
                kind: given.kind.map(Into::into),
            }),
            institution: given.institution.map(|given| model::Institutions {
                kinds: texts!(given.kinds),
            }),
            ..Self::all(given.register.into(), given.date.into())
        }
    }
}
