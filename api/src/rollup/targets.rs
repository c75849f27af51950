//! Targets in memory, and how far a figure has come. Pure but for reading.

use std::{collections::HashMap, sync::Arc};

use chrono::{Datelike, NaiveDate};
use entities::ids::{IndicatorId, RegionId};
use rust_decimal::Decimal;

use super::shelf::Weigh;
use crate::{
    error::Result,
    hub::Hub,
    indicator::model::{Direction, Indicator},
    plan::{
        model::target::Operator,
        service::targets::{Target, in_force},
    },
    region::tree::Place,
};

/// Indicator, version of its definition (by whose unit targets are shown), year.
pub type TargetKey = (IndicatorId, i64, i32);

/// The targets of a province's regions for one indicator and year.
#[derive(Debug, Default)]
pub struct Targets(HashMap<RegionId, Target>);

impl Weigh for Targets {
    fn bytes(&self) -> usize {
        self.0.len() * (size_of::<RegionId>() + size_of::<Target>())
    }
}

impl Targets {
    /// Reads them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(super) async fn load(
        hub: &Hub,
        province: Place<'_>,
        indicator: &Arc<Indicator>,
        year: i32,
    ) -> Result<Self> {
        let found = in_force(hub, province, std::slice::from_ref(indicator), &[year]).await?;
        Ok(Self(
            found.into_iter().map(|target| (target.region, target)).collect(),
        ))
    }

    /// The target of a place: its own, or that of a region that it continues.
    #[must_use]
    pub fn of(&self, place: Place<'_>) -> Option<&Target> {
        place.ids().find_map(|id| self.0.get(&id))
    }
}

/// How far a figure has come to a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attainment {
    /// Whether the target is met; none where it has no number.
    pub met: Option<bool>,
    /// 完成率: the value in percent of the target; where less is better, the target in percent of the value. None where
    /// that divides by zero, or the target has no number.
    pub percent: Option<Decimal>,
    /// 进度: the way from the baseline to the target that is done, in percent; none without a baseline.
    pub progress: Option<Decimal>,
    /// 时间进度: how much of the time has passed, in percent: of the target's year for what adds up over it, else since
    /// the end of the baseline's year.
    pub expected: Option<Decimal>,
    /// Whether it has come as far as the time has passed.
    pub on_track: Option<bool>,
}

/// How far `value` has come to a target by a day. `adds_up` says that the value grows from the beginning of the year.
#[must_use]
pub fn attainment(
    target: &Target,
    direction: Direction,
    value: Decimal,
    adds_up: bool,
    day: NaiveDate,
) -> Attainment {
    let number = (target.operator != Operator::Increase).then_some(target.value);
    let percent = number.and_then(|number| match direction {
        Direction::Down => share(number, value),
        Direction::Up | Direction::None => share(value, number),
    });
    let progress = number
        .zip(target.baseline)
        .and_then(|(number, (_, base))| share(value.checked_sub(base)?, number.checked_sub(base)?));
    let from = match (adds_up, target.baseline) {
        (true, _) => NaiveDate::from_ymd_opt(target.year - 1, 12, 31),
        (false, Some((year, _))) => NaiveDate::from_ymd_opt(year, 12, 31),
        (false, None) => None,
    };
    let expected = from
        .zip(NaiveDate::from_ymd_opt(target.year, 12, 31))
        .and_then(|(from, to)| elapsed(from, to, day));
    let come = if adds_up { percent } else { progress };
    let met = met(target, direction, value);
    Attainment {
        met,
        percent,
        progress,
        expected,
        on_track: come
            .zip(expected)
            .map(|(come, expected)| come >= expected)
            .or_else(|| met.filter(|met| *met)),
    }
}

/// Whether a value is as a target wants it. What is to reach a number may go beyond it, in the direction that is better.
fn met(target: &Target, direction: Direction, value: Decimal) -> Option<bool> {
    let number = target.value;
    Some(match target.operator {
        Operator::Increase => return target.baseline.map(|(_, base)| value > base),
        Operator::Ge => value >= number,
        Operator::Gt => value > number,
        Operator::Le => value <= number,
        Operator::Lt => value < number,
        Operator::Range => value >= number && target.upper.is_none_or(|upper| value <= upper),
        Operator::Eq | Operator::Approx => match direction {
            Direction::Up => value >= number,
            Direction::Down => value <= number,
            Direction::None => value == number,
        },
    })
}

/// In percent; none by zero.
fn share(part: Decimal, whole: Decimal) -> Option<Decimal> {
    let share = part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole)?;
    Some(share.normalize())
}

/// How much of the days after `from` up to `to` has passed with `day`, in percent, from 0 to 100.
fn elapsed(from: NaiveDate, to: NaiveDate, day: NaiveDate) -> Option<Decimal> {
    let days =
        |since: NaiveDate, until: NaiveDate| i64::from(until.num_days_from_ce() - since.num_days_from_ce());
    let all = days(from, to);
    share(days(from, day).clamp(0, all.max(0)).into(), all.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn target(operator: Operator, value: &str, baseline: Option<(i32, &str)>) -> Target {
        Target {
            plan: 1,
            region: RegionId(1),
            indicator: IndicatorId(1),
            year: 2027,
            operator,
            value: decimal(value),
            upper: None,
            baseline: baseline.map(|(year, value)| (year, decimal(value))),
        }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// 高新技术企业 6 (2024) to 9 (2027): with 7 at the end of 2025 a third of the way is done and a third of the time gone.
    #[test]
    fn a_stock_goes_from_its_baseline_to_its_target() {
        let target = target(Operator::Eq, "9", Some((2024, "6")));
        let found = attainment(&target, Direction::Up, decimal("7"), false, day("2025-12-31"));
        assert_eq!(found.percent.unwrap().round_dp(2), decimal("77.78"));
        assert_eq!(found.progress.unwrap().round_dp(2), decimal("33.33"));
        assert_eq!(found.expected.unwrap().round_dp(2), decimal("33.33"));
        assert_eq!((found.met, found.on_track), (Some(false), Some(true)));
        let late = attainment(&target, Direction::Up, decimal("7"), false, day("2026-12-31"));
        assert_eq!(late.on_track, Some(false));
    }

    #[test]
    fn a_flow_is_measured_by_the_days_of_its_year() {
        let target = target(Operator::Gt, "290000", None);
        let found = attainment(&target, Direction::Up, decimal("145000"), true, day("2027-06-30"));
        assert_eq!(found.percent, Some(decimal("50")));
        assert_eq!(found.expected.unwrap().round_dp(2), decimal("49.59"));
        assert_eq!((found.met, found.on_track), (Some(false), Some(true)));
        let reached = attainment(&target, Direction::Up, decimal("290000"), true, day("2027-12-31"));
        assert_eq!(reached.met, Some(false), "突破 is more than the number");
    }

    #[test]
    fn where_less_is_better_less_is_more() {
        let target = target(Operator::Le, "10", Some((2024, "20")));
        let found = attainment(&target, Direction::Down, decimal("8"), false, day("2027-12-31"));
        assert_eq!((found.met, found.percent), (Some(true), Some(decimal("125"))));
        assert_eq!(found.progress, Some(decimal("120")));
        let zero = attainment(&target, Direction::Down, Decimal::ZERO, false, day("2027-12-31"));
        assert_eq!((zero.met, zero.percent), (Some(true), None));
    }

    #[test]
    fn a_target_without_a_number_asks_for_more_than_before() {
        let more = target(Operator::Increase, "0", Some((2024, "30")));
        assert_eq!(
            attainment(&more, Direction::Up, decimal("31"), false, day("2027-12-31")).met,
            Some(true)
        );
        let unknown = target(Operator::Increase, "0", None);
        let found = attainment(&unknown, Direction::Up, decimal("31"), false, day("2027-12-31"));
        assert_eq!((found.met, found.percent, found.on_track), (None, None, None));
    }
}
