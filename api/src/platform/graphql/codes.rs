//! Levels of platforms and results of evaluations in the API.

use async_graphql::Enum;

/// Level 级别 at which a platform is recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::platform::model::PlatformLevel")]
pub enum PlatformLevel {
    /// 国家级: national.
    National,
    /// 省级: provincial.
    Provincial,
    /// 市级: of a city.
    City,
    /// 县（区）级: of a county or district.
    County,
    /// 镇级: of a town.
    Town,
}

/// Result 评价结果 of an evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::platform::model::EvaluationResult")]
pub enum EvaluationResult {
    /// 优秀: excellent.
    Excellent,
    /// 良好: good.
    Good,
    /// 合格: passed.
    Passed,
    /// 不合格: failed.
    Failed,
}
