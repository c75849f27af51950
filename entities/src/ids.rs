//! Newtype ids: the id of one table cannot be passed where another's is wanted.

use sea_orm::DeriveValueType;

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

    )*};
}

ids! {
    /// A region 行政区划, of one code in one span of validity.
    RegionId,
    /// A bureau 部门 of a region.
    BureauId,
    /// An enterprise 企业.
    EnterpriseId,
    /// An innovation platform 创新平台.
    PlatformId,
    /// A project 项目.
    ProjectId,
    /// The definition of an indicator 指标.
    IndicatorId,
    /// An observation 指标数值: one (region, indicator, period).
    ObservationId,
}
