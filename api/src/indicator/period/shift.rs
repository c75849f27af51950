//! From a period to others of its cadence: those before, those of other years, those between two.

use std::iter;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::Period;

/// The years that a period may lie in.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

impl Period {
    /// Its year; of a week that of ISO 8601, of two weeks that of the first day.
    #[must_use]
    pub fn year(self) -> i32 {
        match self {
            Self::Year(year)
            | Self::Half(year, _)
            | Self::Quarter(year, _)
            | Self::Month(year, _)
            | Self::JanuaryFebruary(year)
            | Self::Week(year, _) => year,
            Self::Fortnight(day) | Self::Day(day) => day.year(),
        }
    }

    /// The period of the same cadence `n` before it 上期; 0 is itself. None before the year 1900.
    ///
    /// A month is always reached as such: of `2024-03` it is `2024-02`, though both months of that year may have been
    /// reported together as `2024-01/P2M`; of `2024-01/P2M` it is `2023-12`.
    #[must_use]
    pub fn previous(self, n: u32) -> Option<Self> {
        self.moved(-i64::from(n))
    }

    /// The period of the same cadence `n` after it; 0 is itself. None after the year 2199.
    ///
    /// Of `2024-01/P2M` the next one is `2024-03`.
    #[must_use]
    pub fn following(self, n: u32) -> Option<Self> {
        self.moved(i64::from(n))
    }

    /// The same period `n` years before 上年同期; 0 is itself.
    ///
    /// None for week 53 of a year that has 52, for February 29 of a year without it, and for two weeks, of which a
    /// year has no fixed number.
    #[must_use]
    pub fn year_ago(self, n: u32) -> Option<Self> {
        if n == 0 {
            return Some(self);
        }
        let before = |year: i32| year.checked_sub_unsigned(n).filter(|year| YEARS.contains(year));
        match self {
            Self::Year(year) => before(year).map(Self::Year),
            Self::Half(year, half) => Some(Self::Half(before(year)?, half)),
            Self::Quarter(year, quarter) => Some(Self::Quarter(before(year)?, quarter)),
            Self::Month(year, month) => Some(Self::Month(before(year)?, month)),
            Self::JanuaryFebruary(year) => before(year).map(Self::JanuaryFebruary),
            Self::Week(year, week) => {
                let year = before(year)?;
                NaiveDate::from_isoywd_opt(year, week, Weekday::Mon).map(|_| Self::Week(year, week))
            }
            Self::Day(day) => day.with_year(before(day.year())?).map(Self::Day),
            Self::Fortnight(_) => None,
        }
    }

    /// The periods from `from` to `to`, both included, in order; none where they are of different cadences.
    ///
    /// Months are 12 a year: of `2024-01/P2M` a range begins with January and ends with February. Two weeks are
    /// counted from `from`, as long as they end with `to` or before.
    pub fn range(from: Self, to: Self) -> impl Iterator<Item = Self> {
        let first = match from {
            Self::JanuaryFebruary(year) => Self::Month(year, 1),
            other => other,
        };
        let one_cadence = from.cadence() == to.cadence();
        iter::successors(one_cadence.then_some(first), |period| period.following(1))
            .take_while(move |period| period.last_day() <= to.last_day())
    }

    fn moved(self, by: i64) -> Option<Self> {
        let moved = match self {
            _ if by == 0 => Some(self),
            Self::Year(year) => part(year, 1, 1, by).map(|(year, _)| Self::Year(year)),
            Self::Half(year, half) => part(year, half, 2, by).map(|(year, half)| Self::Half(year, half)),
            Self::Quarter(year, quarter) => {
                part(year, quarter, 4, by).map(|(year, quarter)| Self::Quarter(year, quarter))
            }
            Self::Month(year, month) => {
                part(year, month, 12, by).map(|(year, month)| Self::Month(year, month))
            }
            Self::JanuaryFebruary(year) => Self::Month(year, if by < 0 { 1 } else { 2 }).moved(by),
            Self::Fortnight(monday) => days(monday, by.checked_mul(14)?).map(Self::Fortnight),
            Self::Week(..) => {
                let week = days(self.first_day(), by.checked_mul(7)?)?.iso_week();
                Some(Self::Week(week.year(), week.week()))
            }
            Self::Day(day) => days(day, by).map(Self::Day),
        };
        moved.filter(|period| YEARS.contains(&period.year()))
    }
}

/// The year and part of it that lies `by` parts after part `n` of `year`; parts count from 1, `all` are a year.
fn part(year: i32, n: u32, all: u32, by: i64) -> Option<(i32, u32)> {
    let (year, n, all) = (i64::from(year), i64::from(n), i64::from(all));
    let place = (year * all + n - 1).checked_add(by)?;
    let n = u32::try_from(place.rem_euclid(all) + 1).ok()?;
    Some((i32::try_from(place.div_euclid(all)).ok()?, n))
}

fn days(day: NaiveDate, by: i64) -> Option<NaiveDate> {
    let days = Days::new(by.unsigned_abs());
    if by < 0 {
        day.checked_sub_days(days)
    } else {
        day.checked_add_days(days)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::indicator::period::Cadence;

    fn period(text: &str) -> Period {
        text.parse().unwrap()
    }

    fn texts(from: &str, to: &str) -> Vec<String> {
        Period::range(period(from), period(to))
            .map(|period| period.to_string())
            .collect()
    }

    #[test]
    fn the_period_before_is_of_the_same_cadence() {
        for (of, n, before) in [
            ("2024", 1, "2023"),
            ("2024-H1", 1, "2023-H2"),
            ("2024-Q1", 2, "2023-Q3"),
            ("2024-03", 1, "2024-02"),
            ("2024-01", 13, "2022-12"),
            ("2024-01/P2M", 1, "2023-12"),
            ("2024-01/P2M", 2, "2023-11"),
            ("2024-01/P2M", 0, "2024-01/P2M"),
            ("2024-01-08/P2W", 1, "2023-12-25/P2W"),
            ("2021-W01", 1, "2020-W53"),
            ("2024-03-01", 1, "2024-02-29"),
        ] {
            assert_eq!(period(of).previous(n), Some(period(before)), "{of}");
        }
        assert_eq!(period("2024-01/P2M").following(1), Some(period("2024-03")));
        for (of, n) in [
            ("1900", 1),
            ("1900-01-01", 1),
            ("1900-03", 3),
            ("2024", u32::MAX),
            ("2024-W01", u32::MAX),
        ] {
            assert_eq!(period(of).previous(n), None, "{of}");
        }
        assert_eq!(period("2199").following(1), None);
    }

    #[test]
    fn the_same_period_of_another_year_may_not_exist() {
        for (of, n, before) in [
            ("2024", 1, Some("2023")),
            ("2024-H1", 2, Some("2022-H1")),
            ("2024-Q4", 1, Some("2023-Q4")),
            ("2024-02", 1, Some("2023-02")),
            ("2024-01/P2M", 1, Some("2023-01/P2M")),
            ("2024-W52", 1, Some("2023-W52")),
            ("2020-W53", 1, None),
            ("2020-W53", 5, Some("2015-W53")),
            ("2024-02-29", 1, None),
            ("2024-02-29", 4, Some("2020-02-29")),
            ("2024-03-01", 1, Some("2023-03-01")),
            ("2024-01-08/P2W", 1, None),
            ("2024-01-08/P2W", 0, Some("2024-01-08/P2W")),
            ("1900-H1", 1, None),
            ("2024", u32::MAX, None),
        ] {
            assert_eq!(period(of).year_ago(n), before.map(period), "{of}");
        }
        assert_eq!(period("2020-W53").year(), 2020);
        assert_eq!(period("2020-W53").last_day().year(), 2021);
    }

    #[test]
    fn a_range_has_both_ends() {
        assert_eq!(
            texts("2023-Q3", "2024-Q2"),
            ["2023-Q3", "2023-Q4", "2024-Q1", "2024-Q2"]
        );
        assert_eq!(texts("2023-12", "2024-01/P2M"), ["2023-12", "2024-01", "2024-02"]);
        assert_eq!(texts("2024-01/P2M", "2024-03"), ["2024-01", "2024-02", "2024-03"]);
        assert_eq!(texts("2024-01/P2M", "2024-01/P2M"), ["2024-01", "2024-02"]);
        assert_eq!(texts("2024", "2024"), ["2024"]);
        assert_eq!(
            texts("2020-W52", "2021-W01"),
            ["2020-W52", "2020-W53", "2021-W01"]
        );
        assert_eq!(
            texts("2024-01-01/P2W", "2024-01-15/P2W"),
            ["2024-01-01/P2W", "2024-01-15/P2W"]
        );
        assert_eq!(texts("2024-01-01/P2W", "2024-01-08/P2W"), ["2024-01-01/P2W"]);
        assert_eq!(texts("2024", "2023"), [""; 0]);
        assert_eq!(texts("2024", "2024-Q1"), [""; 0]);
        assert_eq!(texts("2198", "2199"), ["2198", "2199"]);
        assert_eq!(texts("2023-01", "2025-12").len(), 36);
    }

    /// A period of each cadence that holds a day; 1–2月 aside.
    fn any_period() -> impl Strategy<Value = Period> {
        (0_u64..90_000, 0_u32..7).prop_map(|(day, which)| {
            let day = NaiveDate::from_ymd_opt(1910, 1, 1).unwrap() + Days::new(day);
            let month = day.month0();
            match which {
                0 => Period::Year(day.year()),
                1 => Period::Half(day.year(), month / 6 + 1),
                2 => Period::Quarter(day.year(), month / 3 + 1),
                3 => Period::Month(day.year(), month + 1),
                4 => Period::Fortnight(day.week(Weekday::Mon).first_day()),
                5 => Period::Week(day.iso_week().year(), day.iso_week().week()),
                _ => Period::Day(day),
            }
        })
    }

    proptest! {
        #[test]
        fn the_next_begins_where_one_ends(period in any_period()) {
            let next = period.following(1).unwrap();
            prop_assert_eq!(Some(next.first_day()), period.last_day().succ_opt());
            prop_assert_eq!(next.previous(1), Some(period));
            prop_assert_eq!(next.cadence(), period.cadence());
            prop_assert_eq!(next.to_string().parse(), Ok(next));
        }

        #[test]
        fn n_steps_are_one_step_n_times(period in any_period(), n in 0_u32..9) {
            let stepped = (0..n).try_fold(period, |period, _| period.previous(1));
            prop_assert_eq!(period.previous(n), stepped);
            prop_assert_eq!(stepped.unwrap().following(n), Some(period));
        }

        #[test]
        fn a_year_ago_is_the_same_period_of_that_year(period in any_period(), n in 1_u32..9) {
            if let Some(ago) = period.year_ago(n) {
                prop_assert_eq!(ago.year(), period.year() - i32::try_from(n).unwrap());
                prop_assert_eq!(ago.cadence(), period.cadence());
                let rest = |period: Period| period.to_string().split_off(4);
                prop_assert_eq!(rest(ago), rest(period));
                prop_assert_eq!(ago.to_string().parse(), Ok(ago));
            } else {
                prop_assert!(matches!(period, Period::Fortnight(_) | Period::Week(_, 53) | Period::Day(_)));
            }
        }

        #[test]
        fn a_range_is_in_order_without_gaps(period in any_period(), steps in 0_u32..40) {
            let to = period.following(steps).unwrap();
            let found: Vec<_> = Period::range(period, to).collect();
            prop_assert_eq!(found.len() as u32, steps + 1);
            prop_assert_eq!((found.first(), found.last()), (Some(&period), Some(&to)));
            for pair in found.windows(2) {
                prop_assert_eq!(pair[0].last_day().succ_opt(), Some(pair[1].first_day()));
            }
            prop_assert_eq!(Period::range(to, period).count(), usize::from(steps == 0));
        }

        #[test]
        fn months_are_twelve_a_year(year in 1900_i32..2190, years in 0_i32..10) {
            let months = Period::range(Period::Month(year, 1), Period::Month(year + years, 12));
            prop_assert!(months.map(Period::cadence).all(|cadence| cadence == Cadence::Month));
            let months = Period::range(Period::JanuaryFebruary(year), Period::Month(year + years, 12));
            prop_assert_eq!(months.count() as i32, 12 * (years + 1));
        }
    }
}
