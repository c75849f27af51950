//! Enumerations of plans in the API.

use async_graphql::Enum;

/// How far a plan has come 规划状态.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::plan::model::state::PlanState")]
pub enum PlanState {
    /// 征求意见稿: it is edited and commented on.
    DraftForComment,
    /// 本级盖章: its own region has sealed it. From now on it is not edited, counts, and is read by the regions below.
    SealedByOwn,
    /// 上级盖章: every seal of a region above that it asks for is there.
    SealedByAbove,
    /// 印发: it is issued.
    Issued,
}

/// How a figure stands to its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::plan::model::target::Operator")]
pub enum PlanOperator {
    /// 达到: the number.
    Eq,
    /// 以上: the number or more.
    Ge,
    /// 突破, 超: more than the number.
    Gt,
    /// 以内: the number or less.
    Le,
    /// 不足, 低于: less than the number.
    Lt,
    /// From the number to an upper one.
    Range,
    /// 约: about the number.
    Approx,
    /// 提升: more than before, without a number.
    Increase,
}

/// What kind of a series it is 指标性质.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::plan::model::target::Nature")]
pub enum PlanNature {
    /// 年度流量: what is made in the year.
    FlowAnnual,
    /// 累计流量: what was made since the beginning.
    FlowCumulative,
    /// 存量: what is there.
    Stock,
    /// 累计存量: what has come together since the beginning.
    StockCumulative,
    /// 比率: a share or rate.
    Ratio,
    /// 较基期增长: growth over the base year.
    GrowthVsBase,
    /// 年均增长: growth a year, on average.
    Cagr,
    /// 增长 without saying over what.
    GrowthAmbiguous,
    /// The text calls it 累计 and 年 both.
    AmbiguousFlowOrCumulative,
}

/// What a statement says of its series 表述类型.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::plan::model::claim::ClaimKind")]
pub enum PlanClaimKind {
    /// 数值: the value of the year.
    Level,
    /// 当年新增: what is added in the year.
    Increment,
    /// 累计新增: what is added from the base year to the year.
    TotalIncrement,
    /// 较基期增长: growth in percent over the base year.
    GrowthPercent,
    /// 占比: a share in percent of another series.
    Share,
    /// 其中: a part of another series.
    PartOf,
}

/// Where in the document a statement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::plan::model::claim::Source")]
pub enum PlanClaimSource {
    /// 正文: in a sentence.
    Text,
    /// 表格: in a table.
    Table,
    /// 进度安排: in the schedule by year.
    Schedule,
    /// 封面: on the cover.
    Cover,
}

/// How grave a finding of the checker is 核查等级.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::plan::check::Grade")]
pub enum PlanFindingGrade {
    /// 强制性: it keeps the plan from being sealed.
    MustBeZero,
    /// 核实性: sealing needs a written reason.
    MustBeExplained,
}
