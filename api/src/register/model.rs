//! Lists of a register: their order and their cursors; and the rules that registers share. Pure.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use entities::ids::RegionId;
use serde::{Deserialize, Serialize};

use crate::issue::{Issue, check_name};

/// By what a list is ordered. All are indexed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OrderBy {
    /// Name, by code points.
    #[default]
    Name,
    /// Moment of the last change.
    UpdatedAt,
    /// The register's own measure: output of an enterprise, investment of a project.
    Magnitude,
}

/// An order and its direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Order {
    /// By what.
    pub by: OrderBy,
    /// Last first.
    pub descending: bool,
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
    /// In the order of [`OrderBy::Magnitude`].
    Magnitude(i64, i64),
}

/// A list of a register. All conditions must hold.
#[derive(Clone, Debug, Default)]
pub struct List<F> {
    /// Of this region and all below; the token's own where it is none.
    pub region: Option<String>,
    /// Only names that begin with this text.
    pub name_starts_with: Option<String>,
    /// Only those of which a name contains this text, as [`search`](super::search) compares.
    pub search: Option<String>,
    /// Only those that changed at this moment or later.
    pub changed_since: Option<DateTime<Utc>>,
    /// Only the deleted ones; else only those that stand.
    pub deleted: bool,
    /// What the register itself is filtered by.
    pub filter: F,
    /// Order.
    pub order: Order,
}

/// That a record was deleted. It can be restored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deletion {
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: String,
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
    /// Whether and why it was deleted.
    pub deleted: Option<Deletion>,
    /// The content.
    pub content: C,
}

impl<I, C> Stored<I, C> {
    /// The issue of a caller who read another version.
    #[must_use]
    pub fn unless_at(&self, expected: i64) -> Option<Issue> {
        (self.version != expected).then(|| Issue::version_conflict(expected, self.version))
    }

    /// The issue of a record that is deleted and is to be changed.
    #[must_use]
    pub fn unless_standing(&self) -> Option<Issue> {
        let deletion = self.deleted.as_ref()?;
        let (message, message_zh) = (
            "the record is deleted: restore it first",
            "该记录已删除，请先恢复",
        );
        Some(Issue::error(&["id"], "DELETED", message, message_zh).with([&deletion.reason]))
    }
}

/// A content, and what could not be understood while it was read: then it lacks that part and is not stored.
#[derive(Clone, Debug)]
pub struct Draft<C> {
    /// The content.
    pub content: C,
    /// The issues so far.
    pub issues: Vec<Issue>,
}

impl<C> From<C> for Draft<C> {
    fn from(content: C) -> Self {
        Self {
            content,
            issues: Vec::new(),
        }
    }
}

/// The most entries of one list inside a record: years, stages, other names and the like.
pub const MOST_ENTRIES: usize = 200;

/// A list inside a record that is longer than [`MOST_ENTRIES`].
pub fn check_length<T>(path: &[&str], entries: &[T], issues: &mut Vec<Issue>) {
    if entries.len() > MOST_ENTRIES {
        let message = format!("at most {MOST_ENTRIES} entries");
        let message_zh = format!("不得超过{MOST_ENTRIES}项");
        issues.push(Issue::error(path, "TOO_MANY", message, message_zh).with([entries.len()]));
    }
}

/// The issue of an entry that stands twice in a list.
#[must_use]
pub fn twice(path: &[&str]) -> Issue {
    let (message, message_zh) = ("stands twice in the list", "列表中重复");
    Issue::error(path, "TWICE", message, message_zh)
}

/// The names 别名 of a list inside a record: each sound and once.
pub fn check_names(field: &str, names: &[String], issues: &mut Vec<Issue>) {
    check_length(&[field], names, issues);
    let mut seen = HashSet::new();
    for (index, name) in names.iter().enumerate() {
        let index = index.to_string();
        check_name(&[field, &index], name, issues);
        if !seen.insert(name) {
            issues.push(twice(&[field, &index]));
        }
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

/// Whether something is late on the day `today`: open after the day on which it was due, or done after it. What has
/// no such day is never late.
#[must_use]
pub fn is_late(due: Option<NaiveDate>, done_on: Option<NaiveDate>, today: NaiveDate) -> bool {
    due.is_some_and(|due| done_on.unwrap_or(today) > due)
}

/// The issue of a name that another record of the region bears.
#[must_use]
pub fn name_taken(name: &str) -> Issue {
    let message = "another record of the region bears this name: it would be counted twice";
    let message_zh = "本地区已有同名记录，重复登记将被重复统计";
    Issue::error(&["name"], "NAME_TAKEN", message, message_zh).with([name])
}

/// The issue of a name or code that comes twice in one batch.
#[must_use]
pub fn duplicate_row(first: usize) -> Issue {
    let message = format!("the same record as row {first}");
    Issue::error(&[], "DUPLICATE_ROW", message, format!("与第{first}行重复")).with([first])
}

/// The issue of a reason that is missing or too long.
pub fn check_reason(path: &[&str], reason: &str, issues: &mut Vec<Issue>) {
    if reason.trim().is_empty() || reason.chars().count() > 500 {
        let (message, message_zh) = ("a reason of 1 to 500 characters", "须填写1至500字的理由");
        issues.push(Issue::error(path, "REASON_MISSING", message, message_zh));
    }
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
