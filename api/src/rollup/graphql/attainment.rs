//! Attainment of targets in the API.

use async_graphql::Object;

use crate::{
    graphql::scalars::Decimal,
    plan::{graphql::kinds::PlanOperator, service::targets::Target},
    rollup::targets::Attainment,
};

/// How far a figure has come to the target of its region for the year.
#[derive(Debug)]
pub struct FigureAttainment {
    target: Target,
    come: Option<Attainment>,
}

impl FigureAttainment {
    /// How far a figure has come, or nothing where it has no value.
    #[must_use]
    pub fn new((target, come): (Target, Option<Attainment>)) -> Self {
        Self { target, come }
    }

    fn of<T>(&self, part: impl Fn(&Attainment) -> Option<T>) -> Option<T> {
        self.come.as_ref().and_then(part)
    }
}

/// How far a figure has come to the target 目标 of its region for the year of its period. The target is that of the newest
/// plan that its own region has sealed: see `planTargets`.
#[Object]
impl FigureAttainment {
    /// The target's value 目标值, in the indicator's unit.
    async fn target(&self) -> Decimal {
        Decimal(self.target.value)
    }

    /// How it is meant.
    async fn operator(&self) -> PlanOperator {
        self.target.operator.into()
    }

    /// The upper end of a RANGE.
    async fn upper(&self) -> Option<Decimal> {
        self.target.upper.map(Decimal)
    }

    /// The value 基期值 from which it starts; null where the plan gives none.
    async fn baseline(&self) -> Option<Decimal> {
        self.target.baseline.map(|(_, value)| Decimal(value))
    }

    /// Whether it is met 是否完成; null without a value, or for a target without a number. What is to reach a number may go
    /// beyond it, in the direction that is better.
    async fn met(&self) -> Option<bool> {
        self.of(|come| come.met)
    }

    /// The value in percent of the target 完成率; where less is better, the target in percent of the value.
    async fn percent(&self) -> Option<Decimal> {
        self.of(|come| come.percent.map(Decimal))
    }

    /// The part of the way from the baseline to the target that is done 进度, in percent; null without a baseline.
    async fn progress(&self) -> Option<Decimal> {
        self.of(|come| come.progress.map(Decimal))
    }

    /// How much of the time has passed 时间进度, in percent, on the period's last day, or today if that is earlier: of the
    /// year for what adds up over it, else since the end of the baseline's year.
    async fn expected_percent(&self) -> Option<Decimal> {
        self.of(|come| come.expected.map(Decimal))
    }

    /// Whether it has come as far as the time has passed 是否达到序时进度: `percent` of what adds up over the year, else
    /// `progress`, against `expectedPercent`.
    async fn on_track(&self) -> Option<bool> {
        self.of(|come| come.on_track)
    }
}
