//! What an innovation platform is, and its rules. Pure.

pub mod tenant;

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate};
use entities::ids::{EnterpriseId, InstitutionId, RegionId};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub use self::tenant::Tenant;
use crate::{
    issue::{Issue, check_name, check_note},
    region::tree::{Place, Tree},
    register::model::{check_come, check_length, check_names, twice},
};

/// Level 级别 at which a platform is recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EvaluationResult {
    /// 优秀.
    Excellent,
    /// 良好.
    Good,
    /// 合格.
    Passed,
    /// 不合格.
    Failed,
}

/// The evaluation 评价 of a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluation {
    /// The year that is evaluated.
    pub year: i32,
    /// The result.
    pub result: EvaluationResult,
    /// The score, where one is given.
    pub score: Option<Decimal>,
    /// Note.
    pub note: Option<String>,
}

/// The content of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    /// Name, unique in its region.
    pub name: String,
    /// Code of its type.
    pub kind: String,
    /// Level, once recognised.
    pub level: Option<PlatformLevel>,
    /// The enterprise that hosts it, if one does.
    pub host: Option<EnterpriseId>,
    /// The institution that hosts it, if one does.
    pub host_institution: Option<InstitutionId>,
    /// Day of establishment.
    pub established_on: Option<NaiveDate>,
    /// Note.
    pub note: Option<String>,
    /// All that is not a column.
    #[serde(flatten)]
    pub details: Details,
}

/// What belongs to a platform alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Details {
    /// Other names.
    pub other_names: Vec<String>,
    /// 共建单位: the regions that run it together with its own.
    pub sponsors: Vec<RegionId>,
    /// Evaluations.
    pub evaluations: Vec<Evaluation>,
    /// 在孵企业 and those that graduated.
    pub tenants: Vec<Tenant>,
}

impl Content {
    /// Every issue of the content on the day `today`, but for those that only the registers, the vocabularies and
    /// the tree can tell.
    #[must_use]
    pub fn check(&self, today: NaiveDate) -> Vec<Issue> {
        let mut issues = Vec::new();
        check_name(&["name"], &self.name, &mut issues);
        check_names("otherNames", &self.details.other_names, &mut issues);
        check_note(&["note"], self.note.as_deref(), &mut issues);
        check_come(&["establishedOn"], self.established_on, today, &mut issues);
        if self.host.is_some() && self.host_institution.is_some() {
            let message = "an enterprise hosts it or an institution, not both: empty the other one";
            let message_zh = "依托单位须为企业或机构之一，不得同时填写";
            issues.push(Issue::error(
                &["hostInstitution"],
                "TWO_HOSTS",
                message,
                message_zh,
            ));
        }
        self.details.check_evaluations(today, &mut issues);
        tenant::check(&self.details.tenants, today, &mut issues);
        issues
    }

    /// The issues of the sponsors that a platform of `place` did not have before: regions of the same province, each
    /// once, and not its own, which is a sponsor anyway.
    #[must_use]
    pub fn check_sponsors(&self, tree: &Tree, place: Place<'_>, before: &[RegionId]) -> Vec<Issue> {
        let mut issues = Vec::new();
        check_length(&["sponsors"], &self.details.sponsors, &mut issues);
        let mut seen = HashSet::new();
        for (index, sponsor) in self.details.sponsors.iter().enumerate() {
            let index = index.to_string();
            let path = ["sponsors", index.as_str()];
            if !seen.insert(*sponsor) {
                issues.push(twice(&path));
            } else if place.answers_for(*sponsor) && !before.contains(sponsor) {
                let message = "the region that keeps the platform is one of those that run it anyway";
                let message_zh = "登记地区本身即为共建单位，无须重复列出";
                issues.push(Issue::error(&path, "OWN_REGION", message, message_zh));
            } else if !before.contains(sponsor) {
                let found = tree.by_id(*sponsor);
                if found.is_none_or(|found| found.province() != place.province()) {
                    let message = "regions of one province run a platform together";
                    let message_zh = "共建单位须在同一省份";
                    issues.push(Issue::error(&path, "OTHER_PROVINCE", message, message_zh));
                }
            }
        }
        issues
    }
}

impl Details {
    fn check_evaluations(&self, today: NaiveDate, issues: &mut Vec<Issue>) {
        check_length(&["evaluations"], &self.evaluations, issues);
        let mut years = HashSet::new();
        for (index, evaluation) in self.evaluations.iter().enumerate() {
            let index = index.to_string();
            let at = |name: &'static str| ["evaluations", index.as_str(), name];
            if !(1949..=today.year()).contains(&evaluation.year) {
                let (message, message_zh) = ("a year from 1949 to this one", "年份须在1949年至今年之间");
                let issue = Issue::error(&at("year"), "BAD_YEAR", message, message_zh);
                issues.push(issue.with([evaluation.year]));
            }
            if !years.insert(evaluation.year) {
                issues.push(twice(&at("year")));
            }
            let sound = |score: &Decimal| {
                *score >= Decimal::ZERO && *score <= Decimal::from(1000) && score.normalize().scale() <= 4
            };
            if let Some(score) = evaluation.score.as_ref().filter(|score| !sound(score)) {
                let message = "a score from 0 to 1,000 with at most 4 decimals";
                let message_zh = "分数须在0至1000之间，最多4位小数";
                issues.push(Issue::error(&at("score"), "BAD_SCORE", message, message_zh).with([score]));
            }
            check_note(&at("note"), evaluation.note.as_deref(), issues);
        }
    }
}

/// The issue of a host that is no enterprise inside the scope.
#[must_use]
pub fn host_unknown() -> Issue {
    Issue::error(
        &["host"],
        "HOST_UNKNOWN",
        "no such enterprise is registered inside the scope of the token",
        "权限范围内没有登记该依托企业",
    )
}

/// The issue of a host that is no institution inside the scope.
#[must_use]
pub fn host_institution_unknown() -> Issue {
    Issue::error(
        &["hostInstitution"],
        "HOST_UNKNOWN",
        "no such institution is registered inside the scope of the token",
        "权限范围内没有登记该依托机构",
    )
}

/// The issue of tenants in a platform that is no step of incubation.
#[must_use]
pub fn no_incubation(kind: &str) -> Issue {
    let message =
        "platforms of this type are no step of incubation: their tenants are in no incubation chain";
    let message_zh = "该类型平台不属于孵化链条，其入驻企业不计入孵化统计";
    Issue::warning(&["tenants"], "NO_INCUBATION", message, message_zh).with([kind])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content() -> Content {
        Content {
            name: "糖巢创客社区".to_owned(),
            kind: "MAKER_COMMUNITY".to_owned(),
            level: Some(PlatformLevel::County),
            host: Some(EnterpriseId(i64::MAX)),
            established_on: NaiveDate::from_ymd_opt(2025, 11, 2),
            details: Details {
                evaluations: vec![Evaluation {
                    year: 2024,
                    result: EvaluationResult::Good,
                    score: Some(Decimal::new(8650, 2)),
                    note: None,
                }],
                ..Details::default()
            },
            ..Content::default()
        }
    }

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, 11, day).unwrap()
    }

    #[test]
    fn json_keeps_the_content_exactly() {
        let json = serde_json::to_value(content()).unwrap();
        assert_eq!(json["kind"], "MAKER_COMMUNITY");
        assert_eq!(json["host"], "9223372036854775807");
        assert_eq!(json["evaluations"][0]["score"], "86.50");
        assert_eq!(serde_json::from_value::<Content>(json).unwrap(), content());
    }

    #[test]
    fn none_is_established_tomorrow() {
        assert_eq!(content().check(day(2)), []);
        assert_eq!(content().check(day(1))[0].code, "IN_THE_FUTURE");
    }

    #[test]
    fn a_year_is_evaluated_once_and_in_its_bounds() {
        let mut content = content();
        let first = content.details.evaluations[0].clone();
        for (year, score) in [
            (2026, None),
            (2023, Some(Decimal::new(-1, 0))),
            (2022, Some(Decimal::new(10_001, 1))),
            (2024, Some(Decimal::new(123_456, 5))),
        ] {
            content.details.evaluations.push(Evaluation {
                year,
                score,
                ..first.clone()
            });
        }
        let found: Vec<_> = content
            .check(day(2))
            .into_iter()
            .map(|issue| (issue.code, issue.path[1].clone()))
            .collect();
        let expected = [
            ("BAD_YEAR", "1"),
            ("BAD_SCORE", "2"),
            ("BAD_SCORE", "3"),
            ("TWICE", "4"),
            ("BAD_SCORE", "4"),
        ];
        assert_eq!(
            found,
            expected.map(|(code, index)| (code.to_owned(), index.to_owned()))
        );
    }

    #[test]
    fn one_hosts_it() {
        let mut content = content();
        content.host_institution = Some(InstitutionId(1));
        assert_eq!(content.check(day(2))[0].code, "TWO_HOSTS");
        content.host = None;
        assert_eq!(content.check(day(2)), []);
    }
}
