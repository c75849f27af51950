//! Lists of a register: their order and their cursors; and the rules that registers share. Pure.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use entities::ids::RegionId;
use serde::{Deserialize, Serialize};

use crate::issue::Issue;

/// By what a list is ordered. Both are indexed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrderBy {
    /// Name, by code points.
    #[default]
    Name,
    /// Moment of the last change.
    UpdatedAt,
}

/// Where a page begins: the sort key and the key of the last row before it. The order is written into it:
/// a name may look like a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Cursor {
    /// In the order of [`OrderBy::UpdatedAt`].
    UpdatedAt(DateTime<Utc>, i64),
    /// In the order of [`OrderBy::Name`].
    Name(String, i64),
}

/// A list of a register.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// Of this region and all below; the token's own where it is none.
    pub region: Option<String>,
    /// Only names that begin with this text.
    pub name_starts_with: Option<String>,
    /// Order.
    pub order: OrderBy,
    /// Last first.
    pub descending: bool,
}

/// A stored record of a register: who keeps it, which version it is, and its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored<I, C> {
    /// Key.
    pub id: I,
    /// The region that it belongs to.
    pub region: RegionId,
    /// Version, from 1.
    pub version: i64,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// The content.
    pub content: C,
}

impl<I, C> Stored<I, C> {
    /// The issue of a caller who read another version.
    #[must_use]
    pub fn unless_at(&self, expected: i64) -> Option<Issue> {
        (self.version != expected).then(|| Issue::version_conflict(expected, self.version))
    }
}

/// The day of a moment in China: Asia/Shanghai is UTC+8 all the year.
#[must_use]
pub fn china_day(at: DateTime<Utc>) -> NaiveDate {
    (at + TimeDelta::hours(8)).date_naive()
}

/// A day that has come: today or before.
pub fn check_come(path: &[&str], day: Option<NaiveDate>, today: NaiveDate, issues: &mut Vec<Issue>) {
    if let Some(day) = day.filter(|day| *day > today) {
        let (message, message_zh) = ("the day must not be in the future", "日期不得晚于今天");
        issues.push(Issue::error(path, "IN_THE_FUTURE", message, message_zh).with([day, today]));
    }
}

/// The issue of a name that another record of the region bears.
#[must_use]
pub fn name_taken(name: &str) -> Issue {
    let message = "another record of the region bears this name: it would be counted twice";
    let message_zh = "本地区已有同名记录，重复登记将被重复统计";
    Issue::error(&["name"], "NAME_TAKEN", message, message_zh).with([name])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_in_china_begins_eight_hours_before_that_in_utc() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(china_day(at("2025-12-31T15:59:59Z")), day("2025-12-31"));
        assert_eq!(china_day(at("2025-12-31T16:00:00Z")), day("2026-01-01"));
    }
}
