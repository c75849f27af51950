//! Newtype ids: the id of one table cannot be passed where another's is wanted. In JSON they are text:
//! readers of JSON round integers above 2^53.

use sea_orm::DeriveValueType;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
        pub struct $name(pub i64);

        impl From<i64> for $name {
            fn from(key: i64) -> Self {
                Self(key)
            }
        }

        impl From<$name> for i64 {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'_, str>::deserialize(deserializer)?;
                text.parse().map(Self).map_err(D::Error::custom)
            }
        }
    )*};
}

ids! {
    /// A region 行政区划, of one code in one span of validity.
    RegionId,
    /// A change of boundaries 区划变更.
    BoundaryEventId,
    /// A bureau 部门 of a region.
    BureauId,
    /// An enterprise 企业.
    EnterpriseId,
    /// An innovation platform 创新平台.
    PlatformId,
    /// A project 项目.
    ProjectId,
    /// An institution 机构: a university, a research institute.
    InstitutionId,
    /// A claim that an enterprise moved 迁移.
    MoveId,
    /// A coordination meeting 协调会.
    MeetingId,
    /// An entry 认定/入库 in a programme.
    RecognitionId,
    /// A problem of the ledger 问题台账.
    ProblemId,
    /// A brand or honour 品牌荣誉.
    BrandId,
    /// A visit of officers 走访.
    VisitId,
    /// A contract 合同 of cooperation or transfer.
    ContractId,
    /// A plan 规划.
    PlanId,
    /// A term of a vocabulary 字典项.
    TermId,
    /// The definition of an indicator 指标.
    IndicatorId,
    /// An observation 指标数值: one (region, indicator, period).
    ObservationId,
}
