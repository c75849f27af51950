//! Tenants 在孵企业 of a platform of incubation. Pure.

use std::collections::HashSet;

use chrono::NaiveDate;
use entities::ids::EnterpriseId;
use serde::{Deserialize, Serialize};

use crate::{
    issue::{Issue, check_name},
    register::{
        model::{check_come, twice},
        search::normalise,
    },
};

/// A platform has at most so many tenants, graduated ones included.
pub const MOST_TENANTS: usize = 2000;

/// An enterprise that is or was in a platform of incubation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tenant {
    /// The enterprise, where it is registered.
    pub enterprise: Option<EnterpriseId>,
    /// Its name, where it is not registered.
    pub name: Option<String>,
    /// The first day; none where it is not known how long ago.
    pub since: Option<NaiveDate>,
    /// 毕业日期: the first day after its incubation; none while it is in it.
    pub graduated_on: Option<NaiveDate>,
}

impl Tenant {
    /// Whether it is in the platform on a day.
    #[must_use]
    pub fn is_in(&self, day: NaiveDate) -> bool {
        self.since.is_none_or(|since| since <= day) && !self.has_graduated(day)
    }

    /// Whether it graduated on a day or before.
    #[must_use]
    pub fn has_graduated(&self, day: NaiveDate) -> bool {
        self.graduated_on.is_some_and(|graduated| graduated <= day)
    }

    /// The name by which one that is not registered is told from others, however it is typed.
    #[must_use]
    pub fn compared(&self) -> Option<String> {
        self.name.as_deref().map(normalise)
    }
}

/// Adds the issues of the tenants of a platform on the day `today`.
pub(super) fn check(tenants: &[Tenant], today: NaiveDate, issues: &mut Vec<Issue>) {
    if tenants.len() > MOST_TENANTS {
        let message = format!("at most {MOST_TENANTS} tenants");
        let message_zh = format!("不得超过{MOST_TENANTS}家");
        issues.push(Issue::error(&["tenants"], "TOO_MANY", message, message_zh).with([tenants.len()]));
    }
    let mut seen = HashSet::new();
    for (index, tenant) in tenants.iter().enumerate() {
        let index = index.to_string();
        let at = |name: &'static str| ["tenants", index.as_str(), name];
        if tenant.enterprise.is_some() == tenant.name.is_some() {
            let message = "give the enterprise where it is registered, else its name: one of the two";
            let message_zh = "已登记企业填写企业，未登记企业填写名称，二者择一";
            issues.push(Issue::error(
                &at("enterprise"),
                "ENTERPRISE_OR_NAME",
                message,
                message_zh,
            ));
        } else if !seen.insert((tenant.enterprise, tenant.compared())) {
            issues.push(twice(&["tenants", &index]));
        }
        if let Some(name) = &tenant.name {
            check_name(&at("name"), name, issues);
        }
        check_come(&at("since"), tenant.since, today, issues);
        check_come(&at("graduatedOn"), tenant.graduated_on, today, issues);
        if let (Some(since), Some(graduated)) = (tenant.since, tenant.graduated_on)
            && graduated <= since
        {
            let (message, message_zh) = ("it graduates after it came", "毕业日期须晚于入驻日期");
            let issue = Issue::error(&at("graduatedOn"), "ENDS_BEFORE_IT_BEGINS", message, message_zh);
            issues.push(issue.with([since, graduated]));
        }
    }
}

/// The issue of a tenant that is no enterprise inside the scope.
#[must_use]
pub fn unknown(index: usize) -> Issue {
    Issue::error(
        &["tenants", &index.to_string(), "enterprise"],
        "TENANT_UNKNOWN",
        "no such enterprise is registered inside the scope of the token",
        "权限范围内没有登记该企业",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, 11, day).unwrap()
    }

    fn tenant(
        enterprise: Option<i64>,
        name: Option<&str>,
        since: Option<u32>,
        graduated: Option<u32>,
    ) -> Tenant {
        Tenant {
            enterprise: enterprise.map(EnterpriseId),
            name: name.map(str::to_owned),
            since: since.map(day),
            graduated_on: graduated.map(day),
        }
    }

    #[test]
    fn every_entry_is_looked_at() {
        let tenants = [
            tenant(Some(1), None, Some(1), Some(2)),
            tenant(Some(1), None, Some(5), None),
            tenant(None, None, None, None),
            tenant(Some(2), Some("甲厂"), None, None),
            tenant(None, Some(" 甲厂"), None, None),
            tenant(None, Some("乙厂有限公司"), Some(3), Some(3)),
            tenant(None, Some("乙厂"), Some(21), Some(22)),
        ];
        let mut issues = Vec::new();
        check(&tenants, day(20), &mut issues);
        let found: Vec<_> = issues
            .iter()
            .map(|issue| (issue.code.as_str(), issue.path[1..].join(".")))
            .collect();
        let expected = [
            ("TWICE", "1"),
            ("ENTERPRISE_OR_NAME", "2.enterprise"),
            ("ENTERPRISE_OR_NAME", "3.enterprise"),
            ("BAD_NAME", "4.name"),
            ("ENDS_BEFORE_IT_BEGINS", "5.graduatedOn"),
            ("TWICE", "6"),
            ("IN_THE_FUTURE", "6.since"),
            ("IN_THE_FUTURE", "6.graduatedOn"),
        ];
        assert_eq!(found, expected.map(|(code, path)| (code, path.to_owned())));
    }

    #[test]
    fn it_is_in_from_the_first_day_to_the_one_before_it_graduates() {
        let tenant = tenant(Some(1), None, Some(3), Some(5));
        let states = [2, 3, 4, 5, 6].map(|at| (tenant.is_in(day(at)), tenant.has_graduated(day(at))));
        assert_eq!(
            states,
            [
                (false, false),
                (true, false),
                (true, false),
                (false, true),
                (false, true)
            ]
        );
    }
}
