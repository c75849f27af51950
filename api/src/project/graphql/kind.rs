//! Kinds and stages of projects in the API.

use async_graphql::Enum;

/// Kind 类型 of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::project::model::ProjectKind")]
pub enum ProjectKind {
    /// 重大科技项目: major science and technology project of the province or city (also 重大科技攻关项目).
    MajorSt,
    /// 招商引资: attracted investment (also 优质项目).
    Investment,
    /// 重点项目: key or major project (also 重大项目).
    KeyConstruction,
    /// 技术改造: technical upgrade (also 数字化改造, 机器换人, 智能工厂, 智能车间, “5G+”).
    TechTransformation,
    /// 关键核心技术攻关: research on core or generic technology (also 共性技术攻关).
    TechResearch,
    /// 产学研合作: cooperation of industry, universities and research.
    Iur,
    /// 成果转化: turning results to use.
    Transfer,
    /// 园区建设: park or land renewal (also 工改工, 三旧改造).
    Park,
    /// 平台建设: building a platform.
    Platform,
    /// 文旅: culture and tourism (also 城郊经济新业态).
    CultureTourism,
    /// 行动计划项目: project of an action plan.
    Action,
    /// 技能培训: training of skills (also 订单式).
    Training,
}

/// Stage 阶段 of a project, in the order in which most pass through them; one may be skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::project::model::ProjectStage")]
pub enum ProjectStage {
    /// 谋划: planned or scouted (also 摸底).
    Potential,
    /// 入库: entered in the project library.
    Library,
    /// 意向: under negotiation.
    Negotiating,
    /// 签约: signed, the first of 三个一批.
    Signed,
    /// 落地: landed (also 落户).
    Landed,
    /// 用地征收: land is acquired.
    LandAcquisition,
    /// 开工: building has started, the second of 三个一批.
    Started,
    /// 建设: under construction.
    UnderConstruction,
    /// 投产: put into production, the third of 三个一批.
    PutIntoProduction,
    /// 上规: above scale: its enterprise counts as 规上.
    AboveScale,
    /// 达效: reaches the effect that was planned.
    Effective,
    /// 验收: accepted or assessed at its end (also 评估考核).
    Accepted,
}
