//! What a rule of counting is. Pure.

mod check;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    brand::model::HonourLevel,
    contract::model::ContractKind,
    enterprise::model::{ChainPosition, SizeClass},
    platform::model::PlatformLevel,
    scope::policy::{Function, Resource},
};

/// The register that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CountedRegister {
    /// 企业.
    Enterprise,
    /// 创新平台.
    Platform,
    /// 项目.
    Project,
    /// 认定: the subjects that are recognised.
    Recognition,
    /// 品牌荣誉.
    Brand,
    /// 合同.
    Contract,
    /// 机构.
    Institution,
}

/// By which days a period counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DateRule {
    /// 期末: valid or present on the last day of the period.
    AtEnd,
    /// 当期: happened in the period.
    During,
    /// 累计: happened up to the last day of the period.
    UntilEnd,
}

/// What is counted once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CountedAs {
    /// The subject itself.
    #[default]
    Subject,
    /// The enterprise that hosts or holds it.
    Host,
}

/// Platforms of some types. All conditions must hold; a list that is empty is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct PlatformTypes {
    /// Codes of types.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<String>,
    /// Families of types.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub families: Vec<String>,
}

/// A position in an industrial chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InChain {
    /// The chain; any where it is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chain: Option<String>,
    /// The position; any where it is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<ChainPosition>,
}

/// Which enterprises. All conditions must hold, on the day by which they count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Enterprises {
    /// Above scale, or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub above_scale: Option<bool>,
    /// Of this size class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<SizeClass>,
    /// In one of these classes of GB/T 4754 and those inside them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub industries: Vec<String>,
    /// In a chain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chain: Option<InChain>,
    /// Recognised in one of these programmes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recognised: Vec<String>,
    /// Hosting such a platform.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hosts: Option<PlatformTypes>,
    /// Hosting no such platform.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lacks: Option<PlatformTypes>,
}

/// Which platforms. All conditions must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Platforms {
    /// Of one of these types.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<String>,
    /// Of a type of one of these families.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub families: Vec<String>,
    /// Of one of these levels.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<PlatformLevel>,
    /// Hosted by an enterprise, or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hosted_by_enterprise: Option<bool>,
}

/// Which projects. All conditions must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Projects {
    /// Of one of these kinds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<String>,
    /// That entered one of these stages in the days of the rule.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<String>,
    /// Led by a bureau of this function.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead_function: Option<Function>,
}

/// Which recognitions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Recognitions {
    /// In one of these programmes, which take subjects of one kind.
    pub programmes: Vec<String>,
}

/// Which brands. All conditions must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Brands {
    /// Of one of these types.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<String>,
    /// Of one of these levels.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<HonourLevel>,
    /// Held by an enterprise, or by a region itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_by_enterprise: Option<bool>,
}

/// Which contracts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Contracts {
    /// Of this kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<ContractKind>,
}

/// Which institutions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Institutions {
    /// Of one of these kinds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<String>,
}

/// What is counted of the registers. Of the parts that choose records only that of its register may be there; without it
/// all records count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CountRule {
    /// The register.
    pub register: CountedRegister,
    /// By which days.
    pub date: DateRule,
    /// What is counted once.
    #[serde(default)]
    pub of: CountedAs,
    /// Which enterprises.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enterprise: Option<Enterprises>,
    /// Which platforms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platforms>,
    /// Which projects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<Projects>,
    /// Which recognitions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recognition: Option<Recognitions>,
    /// Which brands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<Brands>,
    /// Which contracts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<Contracts>,
    /// Which institutions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub institution: Option<Institutions>,
}

/// The days by which a rule counts, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// By which of them.
    pub rule: DateRule,
    /// The first day of the period.
    pub first: NaiveDate,
    /// The last day of the period.
    pub last: NaiveDate,
}

impl CountRule {
    /// A rule that counts all records of a register.
    #[must_use]
    pub fn all(register: CountedRegister, date: DateRule) -> Self {
        Self {
            register,
            date,
            of: CountedAs::Subject,
            enterprise: None,
            platform: None,
            project: None,
            recognition: None,
            brand: None,
            contract: None,
            institution: None,
        }
    }

    /// The kinds of the change log after which the counts may be others.
    #[must_use]
    pub fn kinds(&self) -> &'static [&'static str] {
        match self.register {
            CountedRegister::Enterprise => {
                let enterprise = self.enterprise.as_ref();
                let recognised = enterprise.is_some_and(|filter| !filter.recognised.is_empty());
                let hosts = enterprise.is_some_and(|filter| filter.hosts.is_some() || filter.lacks.is_some());
                match (recognised, hosts) {
                    (false, false) => &["enterprise"],
                    (true, false) => &["enterprise", "recognition"],
                    (false, true) => &["enterprise", "platform", "term"],
                    (true, true) => &["enterprise", "recognition", "platform", "term"],
                }
            }
            CountedRegister::Platform if self.of == CountedAs::Host => &["platform", "term", "enterprise"],
            CountedRegister::Platform => &["platform", "term"],
            CountedRegister::Project => &["project", "bureau"],
            // What a programme takes is told by the vocabulary alone.
            CountedRegister::Recognition => &["recognition", "enterprise", "platform", "project"],
            CountedRegister::Brand if self.of == CountedAs::Host => &["brand", "enterprise"],
            CountedRegister::Brand => &["brand"],
            CountedRegister::Contract => &["contract"],
            CountedRegister::Institution => &["institution"],
        }
    }

    /// What whoever reads the counts must be allowed to read.
    #[must_use]
    pub fn resources(&self) -> Vec<Resource> {
        let resource = |kind: &&str| match *kind {
            "enterprise" => Some(Resource::Enterprise),
            "recognition" => Some(Resource::Recognition),
            "platform" => Some(Resource::Platform),
            "project" => Some(Resource::Project),
            "brand" => Some(Resource::Brand),
            "contract" => Some(Resource::Contract),
            "institution" => Some(Resource::Institution),
            _ => None,
        };
        self.kinds().iter().filter_map(resource).collect()
    }
}

#[cfg(test)]
mod tests;
