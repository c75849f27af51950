//! What a term is, and its rules. Pure.

use chrono::NaiveDate;
use entities::ids::{RegionId, TermId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::issue::{Issue, check_name};

/// The vocabularies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Vocabulary {
    /// 企业类别.
    EnterpriseClass,
    /// 平台类型.
    PlatformType,
    /// 机构类别.
    InstitutionKind,
    /// 项目类型.
    ProjectKind,
    /// 项目阶段.
    ProjectStage,
    /// 品牌荣誉类型.
    BrandType,
    /// 认定类别.
    Programme,
}

/// A term of a vocabulary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Term {
    /// Vocabulary.
    pub vocabulary: Vocabulary,
    /// Code, unique in its vocabulary.
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// What it belongs to among its siblings.
    #[serde(default)]
    pub family: Option<String>,
    /// Order among its siblings; the order of stages.
    #[serde(default)]
    pub position: i32,
    /// What a term of this vocabulary holds beside its names.
    #[serde(default)]
    pub attributes: Value,
    /// Since when it is not used for new records.
    #[serde(default)]
    pub retired_on: Option<NaiveDate>,
}

/// A stored term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Key.
    pub id: TermId,
    /// The region that defined it; none for what the program ships.
    pub owner: Option<RegionId>,
    /// Version, from 1.
    pub version: i64,
    /// The term.
    pub term: Term,
}

impl Term {
    /// Every issue of the term.
    #[must_use]
    pub fn check(&self) -> Vec<Issue> {
        let mut issues = Vec::new();
        let code = self.code.as_bytes();
        let sound = matches!(code, [b'A'..=b'Z', ..])
            && code.len() <= 50
            && code
                .iter()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_');
        if !sound {
            let message = "1 to 50 capital letters, digits and underscores, a letter first";
            let message_zh = "须为1至50个大写字母、数字或下划线，以字母开头";
            issues.push(Issue::error(&["code"], "BAD_CODE", message, message_zh).with([&self.code]));
        }
        check_name(&["nameZh"], &self.name_zh, &mut issues);
        check_name(&["nameEn"], &self.name_en, &mut issues);
        if let Some(family) = &self.family {
            check_name(&["family"], family, &mut issues);
        }
        issues
    }
}

/// The issue of a code that names no term, or a retired one for a new record.
#[must_use]
pub fn unknown(path: &[&str], code: &str) -> Issue {
    let message = "no term of this code is in use: see the query terms";
    Issue::error(path, "UNKNOWN_TERM", message, "没有该代码的字典项，或已停用").with([code])
}

/// The issue of a programme that is defined as a plain term: it would lack what decides its recognitions.
#[must_use]
pub fn programme_apart(term: &Term) -> Vec<Issue> {
    if term.vocabulary != Vocabulary::Programme {
        return Vec::new();
    }
    let message = "a programme is defined by defineProgramme";
    let message_zh = "认定类别须通过 defineProgramme 定义";
    vec![Issue::error(&["vocabulary"], "PROGRAMME", message, message_zh)]
}
