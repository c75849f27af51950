//! What a project is, and its rules. Pure.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    issue::{Issue, check_name, check_note},
    register::{
        amount::{Amount, DEFAULT_UNIT},
        model::{Draft, check_come},
    },
};

/// Kind 类型 of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
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

/// What becomes of the investment `old`: `value` is none where it was left out, and holds none where it was
/// emptied. A value without a unit keeps the unit of the old one.
///
/// # Errors
/// Every issue of the new one.
pub fn investment(
    old: Option<&Amount>,
    value: Option<Option<Decimal>>,
    unit: Option<&str>,
) -> Result<Option<Amount>, Vec<Issue>> {
    let old_unit = old.map(|old| old.unit.as_str());
    match value {
        None if unit.is_none() || unit == old_unit => Ok(old.cloned()),
        None => Err(vec![value_missing()]),
        Some(None) => Ok(None),
        Some(Some(value)) => {
            let unit = unit.or(old_unit).unwrap_or(DEFAULT_UNIT);
            Amount::read(value, unit, &["totalInvestment"], &["investmentUnit"]).map(Some)
        }
    }
}

/// Whether the number or the amount shall stay cannot be known.
fn value_missing() -> Issue {
    let (message, message_zh) = (
        "another unit needs the value, too",
        "更改计量单位时须同时给出数值",
    );
    Issue::error(&["totalInvestment"], "VALUE_MISSING", message, message_zh)
}

/// The content of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    /// Name, unique in its region.
    pub name: String,
    /// Kind.
    pub kind: ProjectKind,
    /// Stage.
    pub stage: ProjectStage,
    /// The day on which it entered the stage.
    pub stage_since: Option<NaiveDate>,
    /// Total investment.
    pub total_investment: Option<Amount>,
    /// Note.
    pub note: Option<String>,
}

impl Content {
    /// The day of the stage after a change to `stage`: the old day is not that of another stage.
    #[must_use]
    pub fn since(&self, stage: ProjectStage, given: Option<Option<NaiveDate>>) -> Option<NaiveDate> {
        given.unwrap_or(self.stage_since.filter(|_| stage == self.stage))
    }

    /// Every issue of the content on the day `today`.
    #[must_use]
    pub fn check(&self, today: NaiveDate) -> Vec<Issue> {
        let mut issues = Vec::new();
        check_name(&["name"], &self.name, &mut issues);
        check_note(&["note"], self.note.as_deref(), &mut issues);
        check_come(&["stageSince"], self.stage_since, today, &mut issues);
        issues
    }
}

/// A content with its investment, as it was read.
#[must_use]
pub fn draft(content: Content, investment: Result<Option<Amount>, Vec<Issue>>) -> Draft<Content> {
    match investment {
        Ok(total_investment) => Content {
            total_investment,
            ..content
        }
        .into(),
        Err(issues) => Draft { content, issues },
    }
}

#[cfg(test)]
mod tests;
