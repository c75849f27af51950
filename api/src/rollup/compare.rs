//! A figure beside others: of another period, of the region above.

use rust_decimal::Decimal;

use super::{
    difference,
    fold::NoValue,
    service::{self, Ask, Figure, On},
    targets::{self, Attainment},
};
use crate::{
    error::{Error, Result},
    hub::Hub,
    indicator::{
        model::{AcrossSpace, AcrossTime},
        period::Period,
    },
    plan::service::targets::Target,
    region::tree::Place,
    scope::{
        Scope,
        policy::{Action, Resource},
    },
};

/// How a figure changed since another period.
#[derive(Clone, Debug)]
pub struct Change {
    /// The figure of the other period.
    pub base: Figure,
    /// The difference in the indicator's unit, or why there is none.
    pub difference: Result<Decimal, NoValue>,
    /// The difference in percent of the base, or why there is none.
    pub percent: Result<Decimal, NoValue>,
    /// Whether both are made of the values of the same regions: growth over other regions is no growth.
    pub same_regions: bool,
}

/// The figure beside that of the same period of the year before 同比; none where the calendar has none.
///
/// # Errors
/// When the database does not answer.
pub async fn year_on_year(scope: &Scope, hub: &Hub, figure: &Figure) -> Result<Option<Change>> {
    match figure.period().year_ago(1) {
        Some(period) => change(scope, hub, figure, period).await.map(Some),
        None => Ok(None),
    }
}

/// The figure beside that of the period before 环比; none where the calendar has none.
///
/// # Errors
/// When the database does not answer.
pub async fn on_previous(scope: &Scope, hub: &Hub, figure: &Figure) -> Result<Option<Change>> {
    match figure.period().previous(1) {
        Some(period) => change(scope, hub, figure, period).await.map(Some),
        None => Ok(None),
    }
}

async fn change(scope: &Scope, hub: &Hub, figure: &Figure, period: Period) -> Result<Change> {
    let base = beside(scope, hub, figure, figure.place(), period).await?;
    let both = figure.value.and_then(|value| Ok((value, base.value?)));
    let found = both.and_then(|(value, base)| difference::between(value, base).ok_or(NoValue::OutOfRange));
    Ok(Change {
        difference: found.map(|found| found.amount),
        percent: found.and_then(|found| found.percent.ok_or(NoValue::ZeroDenominator)),
        same_regions: figure.included() == base.included(),
        base,
    })
}

/// The same of another place or period.
async fn beside(
    scope: &Scope,
    hub: &Hub,
    figure: &Figure,
    place: Place<'_>,
    period: Period,
) -> Result<Figure> {
    let ask = Ask {
        regions: vec![place],
        indicators: vec![figure.indicator().definition.code.clone()],
        periods: vec![period],
        on: On {
            reading: Some(figure.material.reading),
            ..figure.on
        },
        counted: false,
    };
    let found = service::figures(scope, hub, &ask).await?.pop();
    found.ok_or_else(|| Error::internal("no figure"))
}

/// The figure in percent of that of the region above 占上级比重, with that; none for a province, and where values of
/// regions do not add up.
///
/// # Errors
/// `FORBIDDEN` where the figure of the region above is not published.
pub async fn share_of_parent(
    scope: &Scope,
    hub: &Hub,
    figure: &Figure,
) -> Result<Option<(Figure, Result<Decimal, NoValue>)>> {
    let adds_up = matches!(
        figure.material.edition().measure.across_space,
        AcrossSpace::Sum | AcrossSpace::DistinctCount
    );
    let Some(parent) = figure.place().parent().filter(|_| adds_up) else {
        return Ok(None);
    };
    let whole = beside(scope, hub, figure, parent, figure.period()).await?;
    let share = figure.value.and_then(|part| {
        let whole = whole.value?;
        if whole.is_zero() {
            return Err(NoValue::ZeroDenominator);
        }
        let share = part
            .checked_mul(Decimal::ONE_HUNDRED)
            .and_then(|part| part.checked_div(whole));
        share.map(|share| share.normalize()).ok_or(NoValue::OutOfRange)
    });
    Ok(Some((whole, share)))
}

/// The target of a figure's region for the year of its period, and how far the figure has come; none without a target.
///
/// # Errors
/// `FORBIDDEN` where targets may not be read.
pub async fn attainment(
    scope: &Scope,
    hub: &Hub,
    figure: &Figure,
) -> Result<Option<(Target, Option<Attainment>)>> {
    let place = service::today(scope, figure.place()).ok_or_else(|| Error::internal("a region of no day"))?;
    scope.require(place, &[], Resource::PublishedPlan, Action::Read)?;
    let tree = scope.tree();
    let period = figure.period();
    let (indicator, province) = (figure.indicator(), place.province());
    let targets = hub
        .columns
        .targets(hub, tree, province, indicator, period.year())
        .await?;
    let Some(target) = targets.of(place).cloned() else {
        return Ok(None);
    };
    let rules = &figure.material.edition().definition;
    let adds_up = matches!(rules.across_time, AcrossTime::Flow | AcrossTime::YearToDate);
    let day = period.last_day().min(hub.today());
    let come = |value| targets::attainment(&target, rules.direction, value, adds_up, day);
    Ok(Some((target.clone(), figure.value.ok().map(come))))
}
