//! Regions in the order of their figures.

use std::cmp::Reverse;

use rust_decimal::Decimal;

use super::{
    compare,
    fold::NoValue,
    service::{self, Ask, Figure, On},
};
use crate::{
    error::Result,
    hub::Hub,
    indicator::{model::Direction, period::Period},
    region::tree::Tier,
    scope::{Scope, policy::Resource},
};

/// By what regions are ranked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum By {
    /// The value.
    Value,
    /// The growth in percent since the same period of the year before.
    YearOnYear,
    /// The value in percent of the region's target for the year.
    Attainment,
}

/// What is ranked.
#[derive(Clone, Debug)]
pub struct Contest {
    /// The region inside of which the regions lie.
    pub region: String,
    /// Their tier; those directly below where it is none.
    pub tier: Option<Tier>,
    /// Code of the indicator.
    pub indicator: String,
    /// The period.
    pub period: Period,
    /// On what.
    pub on: On,
    /// By what.
    pub by: By,
    /// The best first by the indicator's direction; else the order is turned round.
    pub worst_first: bool,
}

/// A region at its rank.
#[derive(Clone, Debug)]
pub struct Ranked {
    /// 1 for the first; regions of one measure share a rank, and the next ranks are left out. None without a measure.
    pub rank: Option<usize>,
    /// The figure.
    pub figure: Figure,
    /// By what it is ranked, in the indicator's unit or in percent, or why there is none.
    pub measure: Result<Decimal, NoValue>,
}

/// All regions in the order of their ranks, those without a measure last, in the order of the tree.
///
/// # Errors
/// As figures.
#[tracing::instrument(name = "rollup.ranking", skip_all)]
pub async fn ranking(scope: &Scope, hub: &Hub, ask: &Contest) -> Result<Vec<Ranked>> {
    let lens = service::lens(scope, hub, ask.on);
    let root = service::place(scope, &lens, &ask.region, Resource::Figure)?;
    let figures = service::figures(
        scope,
        hub,
        &Ask {
            regions: service::below(scope, root, ask.tier),
            indicators: vec![ask.indicator.clone()],
            periods: vec![ask.period],
            on: ask.on,
            counted: false,
        },
    )
    .await?;
    let mut ranked = Vec::with_capacity(figures.len());
    for figure in figures {
        let measure = match ask.by {
            By::Value => figure.value,
            By::YearOnYear => match compare::year_on_year(scope, hub, &figure).await? {
                Some(change) => change.percent,
                None => Err(NoValue::NoSuchPeriod),
            },
            By::Attainment => match compare::attainment(scope, hub, &figure).await? {
                Some((_, Some(come))) => come.percent.ok_or(NoValue::ZeroDenominator),
                Some((_, None)) => Err(NoValue::NothingReported),
                None => Err(NoValue::NoTarget),
            },
        };
        ranked.push(Ranked {
            rank: None,
            figure,
            measure,
        });
    }
    // More of a target is always better.
    let down = ask.by != By::Attainment
        && ranked
            .first()
            .is_some_and(|first| first.figure.indicator().definition.direction == Direction::Down);
    Ok(sorted(ranked, down != ask.worst_first))
}

/// Sorts by the measure, the greatest first unless `least_first`, and gives the ranks.
fn sorted(mut ranked: Vec<Ranked>, least_first: bool) -> Vec<Ranked> {
    ranked.sort_by_cached_key(|ranked| {
        let place = ranked.figure.region;
        let measure = ranked.measure.ok();
        let greatest = measure.filter(|_| !least_first).map(Reverse);
        (
            measure.is_none(),
            greatest,
            measure.filter(|_| least_first),
            place,
        )
    });
    let mut before: Option<(usize, Decimal)> = None;
    for (index, ranked) in ranked.iter_mut().enumerate() {
        let Ok(measure) = ranked.measure else { break };
        let rank = match before {
            Some((rank, same)) if same == measure => rank,
            _ => index + 1,
        };
        before = Some((rank, measure));
        ranked.rank = Some(rank);
    }
    ranked
}
