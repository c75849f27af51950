//! Rules of texts, years and numbers that all parts of a plan share. Pure.

use rust_decimal::Decimal;

use crate::issue::Issue;

/// A short text: at most 200 characters, and not empty where it is given.
pub fn check_short(path: &[&str], text: Option<&str>, issues: &mut Vec<Issue>) {
    if text.is_some_and(|text| text.trim().is_empty() || text.chars().count() > 200) {
        let (message, message_zh) = ("1 to 200 characters", "须为1至200个字符");
        issues.push(Issue::error(path, "TOO_LONG", message, message_zh));
    }
}

/// A text of at most 2,000 characters.
pub fn check_text(path: &[&str], text: Option<&str>, issues: &mut Vec<Issue>) {
    crate::issue::check_note(path, text, issues);
}

/// A year of this and the last century.
pub fn check_year(path: &[&str], year: Option<i32>, issues: &mut Vec<Issue>) {
    if let Some(year) = year.filter(|year| !(1949..=2100).contains(year)) {
        let (message, message_zh) = ("a year from 1949 to 2100", "年份须在1949年至2100年之间");
        issues.push(Issue::error(path, "BAD_YEAR", message, message_zh).with([year]));
    }
}

/// A number with which the checks can reckon exactly.
pub fn check_value(path: &[&str], value: Option<Decimal>, issues: &mut Vec<Issue>) {
    let most = Decimal::from(10_i64.pow(14));
    if let Some(value) = value.filter(|value| value.abs() >= most || value.scale() > 8) {
        let message = "less than 100,000,000,000,000, with at most 8 decimals";
        let issue = Issue::error(path, "OUT_OF_RANGE", message, "须小于一百万亿，小数不超过8位");
        issues.push(issue.with([value]));
    }
}

/// The issue of what must be given.
#[must_use]
pub fn missing(path: &[&str]) -> Issue {
    Issue::error(path, "VALUE_MISSING", "must be given", "必须填写")
}

/// A list of at most `most` entries.
pub fn check_most<T>(path: &[&str], entries: &[T], most: usize, issues: &mut Vec<Issue>) {
    if entries.len() > most {
        let message = format!("at most {most} entries");
        let issue = Issue::error(path, "TOO_MANY", message, format!("不得超过{most}项"));
        issues.push(issue.with([entries.len()]));
    }
}
