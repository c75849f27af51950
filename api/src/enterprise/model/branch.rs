//! Branches 分支机构 of an enterprise beside its main operation, by day. Pure.

use chrono::NaiveDate;
use entities::ids::RegionId;
use serde::{Deserialize, Serialize};

use super::Location;
use crate::{
    enterprise::span::{Span, check_days},
    issue::{Issue, check_name},
    register::model::{check_length, twice},
};

/// A branch in a span.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    /// The region.
    pub region: RegionId,
    /// Its name, where it has one of its own.
    #[serde(default)]
    pub name: Option<String>,
    /// When.
    #[serde(flatten)]
    pub span: Span,
}

/// Adds the issues of branches: bad days and names, one that stands twice at a time, and one where the main operation
/// is at the same time.
pub fn check(branches: &[Branch], locations: &[Location], today: NaiveDate, issues: &mut Vec<Issue>) {
    check_length(&["branches"], branches, issues);
    for (index, branch) in branches.iter().enumerate() {
        let at = index.to_string();
        let path = ["branches", at.as_str()];
        check_days(&path, &branch.span, today, issues);
        if let Some(name) = &branch.name {
            check_name(&["branches", &at, "name"], name, issues);
        }
        let same = |other: &Branch| {
            (other.region, &other.name) == (branch.region, &branch.name) && other.span.meets(&branch.span)
        };
        if branches[..index].iter().any(same) {
            issues.push(twice(&path));
        }
        let main =
            |location: &Location| location.region == branch.region && location.span.meets(&branch.span);
        if locations.iter().any(main) {
            let message = "the main operation is in this region at the same time: it counts there anyway";
            let message_zh = "同期主要经营地即在该地区，无须另列分支机构";
            let path = ["branches", &at, "region"];
            issues.push(Issue::error(&path, "MAIN_OPERATION", message, message_zh));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(2025, 5, day)
    }

    fn branch(region: i64, since: Option<NaiveDate>, until: Option<NaiveDate>) -> Branch {
        Branch {
            region: RegionId(region),
            name: None,
            span: Span { since, until },
        }
    }

    #[test]
    fn every_issue_is_told() {
        let locations = [Location {
            region: RegionId(1),
            span: Span {
                since: day(10),
                until: None,
            },
        }];
        let mut named = branch(2, None, None);
        named.name = Some("二厂".to_owned());
        let branches = [
            branch(1, None, day(10)),
            branch(1, day(1), day(11)),
            branch(2, None, None),
            named,
            branch(2, day(20), day(19)),
        ];
        let mut issues = Vec::new();
        check(&branches, &locations, day(15).unwrap(), &mut issues);
        let found: Vec<_> = issues
            .iter()
            .map(|issue| (issue.code.as_str(), issue.path.join(".")))
            .collect();
        let expected = [
            ("TWICE", "branches.1"),
            ("MAIN_OPERATION", "branches.1.region"),
            ("IN_THE_FUTURE", "branches.4.since"),
            ("ENDS_BEFORE_IT_BEGINS", "branches.4.until"),
            ("TWICE", "branches.4"),
        ];
        assert_eq!(found, expected.map(|(code, path)| (code, path.to_owned())));
    }

    #[test]
    fn json_keeps_a_branch_exactly() {
        let branch = branch(2, day(1), None);
        let json = serde_json::to_value(&branch).unwrap();
        assert_eq!(serde_json::from_value::<Branch>(json).unwrap(), branch);
    }
}
