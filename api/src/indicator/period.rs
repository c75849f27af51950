//! Periods of statistics, their canonical text and their days. Pure.
//!
//! | period | text | example |
//! |---|---|---|
//! | year 年 | `YYYY` | `2024` |
//! | half 半年 | `YYYY-Hn` | `2024-H1` |
//! | quarter 季度 | `YYYY-Qn` | `2024-Q3` |
//! | month 月 | `YYYY-MM` | `2024-03` |
//! | 1–2月 | `YYYY-01/P2M` | `2024-01/P2M` |
//! | fortnight 两周 | `YYYY-MM-DD/P2W`, from a Monday | `2024-01-08/P2W` |
//! | week 周 | `YYYY-Www` (ISO 8601) | `2024-W05` |
//! | day 日 | `YYYY-MM-DD` | `2024-03-15` |

use std::{fmt, str::FromStr};

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

mod shift;

/// How often an indicator is reported, and so what its periods are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Cadence {
    /// 年.
    Year,
    /// 半年.
    Half,
    /// 季度.
    Quarter,
    /// 月; January and February are reported together as 1–2月, or apart.
    Month,
    /// 两周.
    Fortnight,
    /// 周.
    Week,
    /// 日.
    Day,
}

/// One period, in the time zone Asia/Shanghai.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    /// A calendar year.
    Year(i32),
    /// A half of a year, 1 or 2.
    Half(i32, u32),
    /// A quarter, 1 to 4.
    Quarter(i32, u32),
    /// A month, 1 to 12.
    Month(i32, u32),
    /// January and February together.
    JanuaryFebruary(i32),
    /// Two weeks from this Monday.
    Fortnight(NaiveDate),
    /// An ISO week: year of the week and its number.
    Week(i32, u32),
    /// A day.
    Day(NaiveDate),
}

/// The text is no period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadPeriod;

impl Period {
    /// The cadence that has such periods.
    #[must_use]
    pub fn cadence(self) -> Cadence {
        match self {
            Self::Year(_) => Cadence::Year,
            Self::Half(..) => Cadence::Half,
            Self::Quarter(..) => Cadence::Quarter,
            Self::Month(..) | Self::JanuaryFebruary(_) => Cadence::Month,
            Self::Fortnight(_) => Cadence::Fortnight,
            Self::Week(..) => Cadence::Week,
            Self::Day(_) => Cadence::Day,
        }
    }

    /// First day.
    #[must_use]
    pub fn first_day(self) -> NaiveDate {
        let first = |year, month| NaiveDate::from_ymd_opt(year, month, 1);
        match self {
            Self::Year(year) | Self::JanuaryFebruary(year) => first(year, 1),
            Self::Half(year, half) => first(year, half * 6 - 5),
            Self::Quarter(year, quarter) => first(year, quarter * 3 - 2),
            Self::Month(year, month) => first(year, month),
            Self::Week(year, week) => NaiveDate::from_isoywd_opt(year, week, Weekday::Mon),
            Self::Fortnight(day) | Self::Day(day) => Some(day),
        }
        .unwrap_or_default()
    }

    /// Last day.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        let first = self.first_day();
        let next = match self {
            Self::Year(_) => first.checked_add_months(Months::new(12)),
            Self::Half(..) => first.checked_add_months(Months::new(6)),
            Self::Quarter(..) => first.checked_add_months(Months::new(3)),
            Self::Month(..) => first.checked_add_months(Months::new(1)),
            Self::JanuaryFebruary(_) => first.checked_add_months(Months::new(2)),
            Self::Fortnight(_) => first.checked_add_days(Days::new(14)),
            Self::Week(..) => first.checked_add_days(Days::new(7)),
            Self::Day(_) => first.checked_add_days(Days::new(1)),
        };
        next.and_then(|next| next.pred_opt()).unwrap_or(first)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Half(year, half) => write!(f, "{year:04}-H{half}"),
            Self::Quarter(year, quarter) => write!(f, "{year:04}-Q{quarter}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::JanuaryFebruary(year) => write!(f, "{year:04}-01/P2M"),
            Self::Fortnight(day) => write!(f, "{day}/P2W"),
            Self::Week(year, week) => write!(f, "{year:04}-W{week:02}"),
            Self::Day(day) => write!(f, "{day}"),
        }
    }
}

impl FromStr for Period {
    type Err = BadPeriod;

    fn from_str(text: &str) -> Result<Self, BadPeriod> {
        let year = |text: &str| {
            let whole = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
            whole
                .then(|| text.parse::<i32>().ok())
                .flatten()
                .filter(|year| (1900..=2199).contains(year))
                .ok_or(BadPeriod)
        };
        let number = |text: &str, digits: usize, most: u32| {
            let whole = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
            whole
                .then(|| text.parse::<u32>().ok())
                .flatten()
                .filter(|n| (1..=most).contains(n))
                .ok_or(BadPeriod)
        };
        let day = |text: &str| {
            let mut parts = text.splitn(3, '-');
            let (y, m, d) = (parts.next(), parts.next(), parts.next());
            let (y, m, d) = (
                year(y.unwrap_or(""))?,
                number(m.unwrap_or(""), 2, 12)?,
                number(d.unwrap_or(""), 2, 31)?,
            );
            NaiveDate::from_ymd_opt(y, m, d).ok_or(BadPeriod)
        };
        if let Some(start) = text.strip_suffix("/P2W") {
            let monday = day(start)?;
            return (monday.weekday() == Weekday::Mon)
                .then_some(Self::Fortnight(monday))
                .ok_or(BadPeriod);
        }
        if let Some(start) = text.strip_suffix("-01/P2M") {
            return Ok(Self::JanuaryFebruary(year(start)?));
        }
        let Some((y, rest)) = text.split_once('-') else {
            return Ok(Self::Year(year(text)?));
        };
        let y = year(y)?;
        if let Some(half) = rest.strip_prefix('H') {
            return Ok(Self::Half(y, number(half, 1, 2)?));
        }
        if let Some(quarter) = rest.strip_prefix('Q') {
            return Ok(Self::Quarter(y, number(quarter, 1, 4)?));
        }
        if let Some(week) = rest.strip_prefix('W') {
            let week = number(week, 2, 53)?;
            return NaiveDate::from_isoywd_opt(y, week, Weekday::Mon)
                .map(|_| Self::Week(y, week))
                .ok_or(BadPeriod);
        }
        if rest.contains('-') {
            Ok(Self::Day(day(text)?))
        } else {
            Ok(Self::Month(y, number(rest, 2, 12)?))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read_back_and_has_its_days() {
        for (text, first, last) in [
            ("2024", "2024-01-01", "2024-12-31"),
            ("2024-H2", "2024-07-01", "2024-12-31"),
            ("2024-Q1", "2024-01-01", "2024-03-31"),
            ("2024-02", "2024-02-01", "2024-02-29"),
            ("2024-01/P2M", "2024-01-01", "2024-02-29"),
            ("2024-01-08/P2W", "2024-01-08", "2024-01-21"),
            ("2020-W53", "2020-12-28", "2021-01-03"),
            ("2024-03-15", "2024-03-15", "2024-03-15"),
        ] {
            let period: Period = text.parse().unwrap();
            assert_eq!(period.to_string(), text);
            assert_eq!(period.first_day().to_string(), first, "{text}");
            assert_eq!(period.last_day().to_string(), last, "{text}");
        }
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for bad in [
            "",
            "24",
            "02024",
            "2024-",
            "2024-13",
            "2024-3",
            "2024-H3",
            "2024-Q0",
            "2024-Q5",
            "2021-W53",
            "2024-W1",
            "2024-02-30",
            "2024-01-09/P2W",
            "2024-02/P2M",
            "2024-1-5",
            "+2024",
            "２０２４",
            "1899",
            "2024-01-01-01",
        ] {
            assert_eq!(bad.parse::<Period>(), Err(BadPeriod), "{bad}");
        }
    }
}
