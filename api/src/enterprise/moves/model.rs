//! What a claim is, and its rules. Pure.

use chrono::NaiveDate;
use entities::ids::{EnterpriseId, RegionId};
use serde::{Deserialize, Serialize};

use crate::{
    enterprise::{
        model::{Content as Enterprise, Location},
        span::Span,
    },
    issue::Issue,
};

/// State of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MoveState {
    /// 待确认.
    Pending,
    /// 已确认.
    Accepted,
    /// 已驳回.
    Rejected,
    /// 已撤回.
    Withdrawn,
}

/// The content of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    /// 统一社会信用代码 of the enterprise.
    pub credit_code: String,
    /// The enterprise.
    pub enterprise: EnterpriseId,
    /// Where it was when the claim was made.
    pub from: RegionId,
    /// Since when it is in the claiming region.
    pub since: NaiveDate,
    /// State.
    pub state: MoveState,
    /// The rest.
    #[serde(flatten)]
    pub details: Details,
}

/// What belongs to a claim alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Details {
    /// Why the claimant says so.
    pub reason: String,
    /// Why it was decided so.
    pub decision: Option<String>,
    /// The region that decided.
    pub decided_by: Option<RegionId>,
}

impl Content {
    /// The issue of a claim that is not open any more.
    #[must_use]
    pub fn unless_pending(&self) -> Option<Issue> {
        (self.state != MoveState::Pending).then(|| {
            let (message, message_zh) = ("the claim is decided or withdrawn", "该认领已处理或已撤回");
            Issue::error(&["id"], "NOT_PENDING", message, message_zh)
        })
    }
}

/// An enterprise after it moved to a region since a day.
///
/// # Errors
/// An issue where it came to the place that it leaves on that day or later.
pub fn moved(enterprise: &Enterprise, to: RegionId, since: NaiveDate) -> Result<Enterprise, Box<Issue>> {
    let mut moved = enterprise.clone();
    let locations = &mut moved.details.locations;
    let late = |location: &Location| location.span.since.is_some_and(|came| came >= since);
    if let Some(later) = locations.iter().find(|location| late(location)) {
        let message = "it came to the region that holds it on that day or later";
        let message_zh = "迁入日期不晚于其在原登记地的起始日期";
        let issue = Issue::error(&["since"], "OVERLAP", message, message_zh);
        return Err(Box::new(issue.with(later.span.since.into_iter().chain([since]))));
    }
    for location in locations.iter_mut() {
        if location.span.until.is_none_or(|until| until > since) {
            location.span.until = Some(since);
        }
    }
    locations.push(Location {
        region: to,
        span: Span {
            since: Some(since),
            until: None,
        },
    });
    // From that day on what was a branch there is the main operation.
    let branches = &mut moved.details.branches;
    branches.retain(|branch| branch.region != to || branch.span.since.is_none_or(|came| came < since));
    for branch in branches.iter_mut().filter(|branch| branch.region == to) {
        let until = branch.span.until.unwrap_or(since);
        branch.span.until = Some(until.min(since));
    }
    Ok(moved)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enterprise::model::Branch;

    #[test]
    fn a_branch_where_it_moved_becomes_the_main_operation() {
        let day = |day| NaiveDate::from_ymd_opt(2025, 5, day).unwrap();
        let branch = |region, since, until| Branch {
            region: RegionId(region),
            name: None,
            span: Span { since, until },
        };
        let mut enterprise = Enterprise::default();
        enterprise.details.branches = vec![
            branch(2, Some(day(5)), None),
            branch(2, None, Some(day(5))),
            branch(2, Some(day(12)), None),
            branch(3, None, None),
        ];
        let moved = moved(&enterprise, RegionId(2), day(10)).unwrap();
        assert_eq!(
            moved.details.branches,
            [
                branch(2, Some(day(5)), Some(day(10))),
                branch(2, None, Some(day(5))),
                branch(3, None, None)
            ]
        );
        assert!(
            moved
                .check(day(31))
                .iter()
                .all(|issue| issue.path[0] != "branches")
        );
    }

    #[test]
    fn it_is_in_one_place_on_every_day() {
        let day = |day| NaiveDate::from_ymd_opt(2025, 5, day).unwrap();
        let mut enterprise = Enterprise::default();
        enterprise.details.locations.push(Location {
            region: RegionId(1),
            span: Span::default(),
        });
        let once = moved(&enterprise, RegionId(2), day(10)).unwrap();
        let twice = moved(&once, RegionId(1), day(20)).unwrap();
        for (at, region) in [(1, 1), (9, 1), (10, 2), (19, 2), (20, 1), (31, 1)] {
            assert_eq!(twice.details.location(day(at)), Some(RegionId(region)), "{at}");
        }
        assert_eq!(moved(&once, RegionId(3), day(10)).unwrap_err().code, "OVERLAP");
        assert!(twice.check(day(31)).iter().all(|issue| issue.code != "OVERLAP"));
    }
}
