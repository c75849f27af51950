//! Dated facts: spans of days that begin and may end. Pure.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{issue::Issue, register::model::check_come};

/// From a day on, up to the day before another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The first day; none where it is not known how long ago.
    pub since: Option<NaiveDate>,
    /// The first day on which it does not hold any more; none while it holds.
    pub until: Option<NaiveDate>,
}

impl Span {
    /// Whether a day lies in it.
    #[must_use]
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.since.is_none_or(|since| since <= day) && self.until.is_none_or(|until| day < until)
    }

    /// Whether they have a day in common.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        let before = |end: Option<NaiveDate>, start: Option<NaiveDate>| match (end, start) {
            (Some(end), Some(start)) => end <= start,
            _ => false,
        };
        !before(self.until, other.since) && !before(other.until, self.since)
    }
}

/// Adds the issues of the spans of one list at `path`: an end that is not after its beginning, a beginning in
/// the future, and two that overlap.
pub fn check<'a>(
    path: &str,
    spans: impl IntoIterator<Item = &'a Span>,
    today: NaiveDate,
    issues: &mut Vec<Issue>,
) {
    let spans: Vec<&Span> = spans.into_iter().collect();
    for (index, span) in spans.iter().enumerate() {
        let at = index.to_string();
        check_days(&[path, &at], span, today, issues);
        if let Some(first) = spans[..index].iter().position(|other| other.meets(span)) {
            let message = format!("overlaps with entry {first}: at most one holds on a day");
            let message_zh = format!("与第{first}项日期重叠：同一日期只能有一项有效");
            issues.push(Issue::error(&[path, &at], "OVERLAP", message, message_zh).with([first, index]));
        }
    }
}

/// Adds the issues of the days of one span at `path`: an end that is not after its beginning, a beginning in the
/// future.
pub fn check_days(path: &[&str; 2], span: &Span, today: NaiveDate, issues: &mut Vec<Issue>) {
    let [list, at] = *path;
    check_come(&[list, at, "since"], span.since, today, issues);
    if let (Some(since), Some(until)) = (span.since, span.until)
        && until <= since
    {
        let (message, message_zh) = ("the end must come after the beginning", "结束日期须晚于开始日期");
        let path = [list, at, "until"];
        issues.push(Issue::error(&path, "ENDS_BEFORE_IT_BEGINS", message, message_zh).with([since, until]));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, 1, 1).unwrap() + chrono::Days::new(day.into())
    }

    fn span() -> impl Strategy<Value = Span> {
        (prop::option::of(0_u32..20), prop::option::of(1_u32..20)).prop_map(|(since, length)| Span {
            since: since.map(day),
            until: length.map(|length| day(since.unwrap_or(0) + length)),
        })
    }

    proptest! {
        /// The oracle looks at every day.
        #[test]
        fn spans_meet_where_a_day_lies_in_both(left in span(), right in span()) {
            let common = (0..60).any(|at| {
                let at = day(at);
                left.holds(at) && right.holds(at)
            });
            // A day before the first of the oracle's days lies in both that have no beginning.
            let earlier = left.since.is_none() && right.since.is_none();
            prop_assert_eq!(left.meets(&right), common || earlier);
        }
    }
}
