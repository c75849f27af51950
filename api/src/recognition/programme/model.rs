//! What a programme is, and its rules. Pure.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, Result},
    issue::{Issue, check_name, check_note},
    region::tree::Tier,
    register::model::check_length,
    scope::policy::Function,
    vocabulary::model::Stored,
};

/// Kinds of subjects 对象类型.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SubjectKind {
    /// 企业.
    Enterprise,
    /// 平台.
    Platform,
    /// 项目.
    Project,
    /// 地区.
    Region,
}

/// What a programme gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Nature {
    /// 资格.
    Qualification,
    /// 库.
    Library,
    /// 称号.
    Designation,
}

/// Whose a recognition is 级别.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Level {
    /// 国家级.
    National,
    /// 省级.
    Provincial,
    /// 市级.
    City,
    /// 县级.
    County,
    /// 镇级.
    Town,
}

/// A place in a gradient 梯度.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Code of the gradient.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Which step, from 1.
    pub order: i32,
}

/// What a programme holds beside its names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attributes {
    /// Whom it takes.
    pub subject: SubjectKind,
    /// What it gives.
    pub nature: Nature,
    /// Whose recognition it is.
    pub level: Level,
    /// The tier that recognises.
    pub recognised_by: Tier,
    /// The function that recognises.
    pub function: Function,
    /// For how many months a recognition is valid; none without an end.
    pub months: Option<u32>,
    /// The programmes in which a subject must be valid before.
    pub prerequisites: Vec<String>,
    /// Where it stands in gradients.
    pub gradients: Vec<Step>,
    /// Other names under which documents have it.
    pub aliases: Vec<String>,
    /// What of this is a judgement.
    pub note: Option<String>,
}

/// A programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Programme {
    /// Its term.
    pub stored: Stored,
    /// What the term holds.
    pub attributes: Attributes,
}

/// The longest validity.
const MOST_MONTHS: u32 = 1_200;

impl Programme {
    /// The programme of a term.
    ///
    /// # Errors
    /// Our fault, for attributes of another release.
    pub fn read(stored: Stored) -> Result<Self> {
        let attributes = serde_json::from_value(stored.term.attributes.clone()).map_err(Error::internal)?;
        Ok(Self { stored, attributes })
    }

    /// Its code.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.stored.term.code
    }

    /// Its step in a gradient.
    #[must_use]
    pub fn step(&self, gradient: &str) -> Option<&Step> {
        self.attributes
            .gradients
            .iter()
            .find(|step| step.code == gradient)
    }
}

impl Attributes {
    /// Every issue of the attributes of the programme `code` of a region of the tier `owner`, beside those that it
    /// knows.
    #[must_use]
    pub fn check(&self, code: &str, owner: Tier, known: &[Programme]) -> Vec<Issue> {
        let mut issues = Vec::new();
        self.check_tier(owner, &mut issues);
        if let Some(months) = self.months.filter(|months| !(1..=MOST_MONTHS).contains(months)) {
            let message = "a validity of 1 to 1,200 months, or none";
            let message_zh = "有效期须为1至1200个月，或不填";
            issues.push(Issue::error(&["months"], "BAD_MONTHS", message, message_zh).with([months]));
        }
        check_length(&["aliases"], &self.aliases, &mut issues);
        for (index, alias) in self.aliases.iter().enumerate() {
            check_name(&["aliases", &index.to_string()], alias, &mut issues);
        }
        check_note(&["note"], self.note.as_deref(), &mut issues);
        self.check_prerequisites(code, known, &mut issues);
        self.check_gradients(code, known, &mut issues);
        issues
    }

    fn check_tier(&self, owner: Tier, issues: &mut Vec<Issue>) {
        let path = ["recognisedBy"];
        if self.recognised_by == Tier::Town {
            let (message, message_zh) = (
                "a town has nobody below it whom it could recognise",
                "镇级没有下级，不能作为认定层级",
            );
            issues.push(Issue::error(&path, "BAD_TIER", message, message_zh));
        } else if self.recognised_by < owner {
            let message = "a region defines what it or those below it recognise, not what those above do";
            let message_zh = "只能定义由本级或下级认定的类别";
            issues.push(Issue::error(&path, "BAD_TIER", message, message_zh));
        }
    }

    fn check_prerequisites(&self, code: &str, known: &[Programme], issues: &mut Vec<Issue>) {
        check_length(&["prerequisites"], &self.prerequisites, issues);
        let known: HashMap<&str, &Programme> = known
            .iter()
            .map(|programme| (programme.code(), programme))
            .collect();
        for (index, before) in self.prerequisites.iter().enumerate() {
            let at = index.to_string();
            let path = ["prerequisites", at.as_str()];
            if self.prerequisites[..index].contains(before) {
                let (message, message_zh) = ("stands twice in the list", "列表中重复");
                issues.push(Issue::error(&path, "TWICE", message, message_zh).with([before]));
            }
            match known.get(before.as_str()) {
                None if before != code => issues.push(crate::vocabulary::model::unknown(&path, before)),
                Some(other) if other.attributes.subject != self.subject => {
                    let message = "the programme takes subjects of another kind";
                    let message_zh = "该认定类别的对象类型不同";
                    issues
                        .push(Issue::error(&path, "WRONG_SUBJECT_KIND", message, message_zh).with([before]));
                }
                _ => {}
            }
            if leads_to(before, code, &known) {
                let message = "each would have to be there before the other";
                let message_zh = "前置条件互为循环";
                issues.push(Issue::error(&path, "CYCLE", message, message_zh).with([before]));
            }
        }
    }

    fn check_gradients(&self, code: &str, known: &[Programme], issues: &mut Vec<Issue>) {
        check_length(&["gradients"], &self.gradients, issues);
        for (index, step) in self.gradients.iter().enumerate() {
            let at = index.to_string();
            check_name(&["gradients", &at, "code"], &step.code, issues);
            check_name(&["gradients", &at, "name"], &step.name, issues);
            if step.order < 1 {
                let (message, message_zh) = ("steps are counted from 1", "梯度顺序从1开始");
                issues.push(
                    Issue::error(&["gradients", &at, "order"], "BAD_ORDER", message, message_zh)
                        .with([step.order]),
                );
            }
            if self.gradients[..index]
                .iter()
                .any(|other| other.code == step.code)
            {
                let (message, message_zh) = ("stands twice in the list", "列表中重复");
                issues.push(Issue::error(&["gradients", &at], "TWICE", message, message_zh));
            }
            let other = known.iter().find(|other| {
                other.code() != code
                    && other.attributes.subject != self.subject
                    && other.step(&step.code).is_some()
            });
            if let Some(other) = other {
                let message = "the gradient holds subjects of another kind";
                let message_zh = "该梯度的对象类型不同";
                issues.push(
                    Issue::error(&["gradients", &at], "WRONG_SUBJECT_KIND", message, message_zh)
                        .with([other.code()]),
                );
            }
        }
    }
}

/// Whether `wanted` is `from`, or must be there before it.
fn leads_to(from: &str, wanted: &str, known: &HashMap<&str, &Programme>) -> bool {
    let (mut ahead, mut seen) = (vec![from], HashSet::new());
    while let Some(code) = ahead.pop() {
        if code == wanted {
            return true;
        }
        if let Some(programme) = known.get(code).filter(|_| seen.insert(code)) {
            ahead.extend(programme.attributes.prerequisites.iter().map(String::as_str));
        }
    }
    false
}

#[cfg(test)]
mod tests;
