//! What a brand is, and its rules. Pure.

use chrono::NaiveDate;
use entities::ids::EnterpriseId;
use serde::{Deserialize, Serialize};

use crate::{
    issue::{Issue, check_name, check_note},
    register::model::{check_come, check_length},
};

/// Level 级别 at which a brand or honour is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum HonourLevel {
    /// 国家级: national.
    National,
    /// 省级: provincial.
    Provincial,
    /// 市级: of a city.
    City,
    /// 县（区）级: of a county or district.
    County,
    /// 镇级: of a town.
    #[default]
    Town,
}

impl HonourLevel {
    /// As the table has it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::National => "NATIONAL",
            Self::Provincial => "PROVINCIAL",
            Self::City => "CITY",
            Self::County => "COUNTY",
            Self::Town => "TOWN",
        }
    }
}

/// The content of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    /// Name.
    pub name: String,
    /// Type: a term of the vocabulary BRAND_TYPE.
    #[serde(rename = "type")]
    pub kind: String,
    /// Level.
    pub level: HonourLevel,
    /// The enterprise that holds it; none where the region does.
    pub holder: Option<EnterpriseId>,
    /// The first day.
    pub awarded_on: Option<NaiveDate>,
    /// The last day.
    pub valid_to: Option<NaiveDate>,
    /// What a region has once: see [`identity`].
    #[serde(skip)]
    pub identity: String,
    /// All that is not a column.
    #[serde(flatten)]
    pub details: Details,
}

/// What belongs to a brand alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Details {
    /// Who gave it.
    pub issuer: Option<String>,
    /// Number of the certificate.
    pub certificate: Option<String>,
    /// What it is for.
    pub products: Vec<String>,
    /// Note.
    pub note: Option<String>,
}

/// Type, level, holder and name in one text.
#[must_use]
pub fn identity(kind: &str, level: HonourLevel, holder: Option<EnterpriseId>, name: &str) -> String {
    let holder = holder.map_or_else(|| "-".to_owned(), |holder| holder.0.to_string());
    format!("{kind}/{}/{holder}/{name}", level.code())
}

impl Content {
    /// With the identity that its fields make.
    #[must_use]
    pub fn identified(mut self) -> Self {
        self.identity = identity(&self.kind, self.level, self.holder, &self.name);
        self
    }

    /// Every issue of the content on the day `today`, but for those that only the registers can tell.
    #[must_use]
    pub fn check(&self, today: NaiveDate) -> Vec<Issue> {
        let mut issues = Vec::new();
        check_name(&["name"], &self.name, &mut issues);
        check_come(&["awardedOn"], self.awarded_on, today, &mut issues);
        if let (Some(from), Some(to)) = (self.awarded_on, self.valid_to)
            && to < from
        {
            let (message, message_zh) = ("it cannot end before it begins", "有效期不得早于授予日期");
            let issue = Issue::error(&["validTo"], "ENDS_BEFORE_IT_BEGINS", message, message_zh);
            issues.push(issue.with([from, to]));
        }
        let details = &self.details;
        for (path, text) in [("issuer", &details.issuer), ("certificate", &details.certificate)] {
            if let Some(text) = text {
                check_name(&[path], text, &mut issues);
            }
        }
        check_length(&["products"], &details.products, &mut issues);
        for (index, product) in details.products.iter().enumerate() {
            check_name(&["products", &index.to_string()], product, &mut issues);
        }
        check_note(&["note"], details.note.as_deref(), &mut issues);
        issues
    }
}

/// The issue of a holder that is no enterprise inside the scope.
#[must_use]
pub fn holder_unknown() -> Issue {
    let message = "no such enterprise is registered inside the scope of the token";
    Issue::error(&["holder"], "HOLDER_UNKNOWN", message, "权限范围内没有登记该企业")
}

/// The issue of a brand that its holder has already.
#[must_use]
pub fn duplicate(name: &str) -> Issue {
    let message = "the holder has this brand of this type and level already: it would be counted twice";
    let message_zh = "该持有人已登记同名同类型同级别的品牌荣誉，重复登记将被重复统计";
    Issue::error(&["name"], "DUPLICATE", message, message_zh).with([name])
}

/// The issue of a new row that lacks what every brand has.
#[must_use]
pub fn missing(path: &str) -> Issue {
    let message = "a new brand has a name, a type and a level";
    let message_zh = "新增品牌荣誉须填写名称、类型和级别";
    Issue::error(&[path], "FIELD_MISSING", message, message_zh)
}
