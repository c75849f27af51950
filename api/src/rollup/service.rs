//! Use cases of figures.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use entities::ids::RegionId;
use rust_decimal::Decimal;

use super::{
    column::{Basis, Column},
    columns::Key,
    fold::{self, NoValue, Total},
};
use crate::{
    error::{Error, Result},
    hub::Hub,
    indicator::{
        self,
        model::{AcrossSpace, Indicator},
        period::Period,
    },
    region::tree::{Place, Tier, Tree},
    scope::{
        Scope,
        policy::{Action, Resource},
    },
};

/// Where a figure comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The region declared it itself.
    Declared,
    /// Rolled up from the regions below.
    RolledUp,
}

/// One figure, with its coverage.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The tree of which it is a figure.
    pub tree: Arc<Tree>,
    /// Index of the region.
    pub region: u32,
    /// The indicator.
    pub indicator: Arc<Indicator>,
    /// The period.
    pub period: Period,
    /// The basis.
    pub basis: Basis,
    /// Where it comes from.
    pub origin: Origin,
    /// Sums and coverage.
    pub total: Total,
    /// The value in the indicator's unit, exact, or why there is none.
    pub value: Result<Decimal, NoValue>,
    /// What the region itself declared beside a rolled-up figure, in the indicator's unit.
    pub declared: Option<Decimal>,
    /// The moment whose knowledge it is.
    pub known_at: DateTime<Utc>,
    column: Arc<Column>,
}

impl Figure {
    /// The region.
    #[must_use]
    pub fn place(&self) -> Place<'_> {
        self.tree.at(self.region)
    }

    /// The expected regions that have not reported, in the order of the tree.
    #[must_use]
    pub fn missing(&self) -> Vec<Place<'_>> {
        self.place()
            .collectors(self.indicator.definition.collected_at)
            .iter()
            .filter(|region| self.column.get(**region).submitted.is_none())
            .map(|region| self.tree.at(*region))
            .collect()
    }
}

/// Which figures are asked for: every combination.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// Regions, already checked against the scope.
    pub regions: Vec<Place<'a>>,
    /// Indicators.
    pub indicators: Vec<Arc<Indicator>>,
    /// Periods.
    pub periods: Vec<Period>,
    /// Basis.
    pub basis: Basis,
}

/// The figure of one region.
///
/// # Errors
/// `FORBIDDEN` outside of the scope, `NOT_FOUND` for an unknown region or indicator, `BAD_USER_INPUT`
/// for a period of another cadence.
pub async fn figure(
    scope: &Scope,
    hub: &Hub,
    region: &str,
    code: &str,
    period: Period,
    basis: Basis,
) -> Result<Figure> {
    let place = scope.region(region, Resource::Figure)?;
    let indicators = indicator::service::by_codes(scope, hub, &[code.to_owned()]).await?;
    let ask = Ask {
        regions: vec![place],
        indicators,
        periods: vec![period],
        basis,
    };
    figures(scope, hub, &ask)
        .await?
        .pop()
        .ok_or_else(|| Error::internal("no figure"))
}

/// The figures of all regions of `tier` inside a region, for every indicator and period: region by
/// region in the order of the tree, then by indicator and period as they were named.
///
/// # Errors
/// As [`figure`]; `LIMIT_EXCEEDED` when that is more figures than one request may have.
pub async fn figures_at(
    scope: &Scope,
    hub: &Hub,
    region: &str,
    tier: Option<Tier>,
    codes: &[String],
    periods: &[Period],
    basis: Basis,
) -> Result<Vec<Figure>> {
    let root = scope.region(region, Resource::Figure)?;
    let regions = match tier {
        Some(tier) => root.of_tier(tier).collect(),
        None => root.children().collect(),
    };
    let indicators = indicator::service::by_codes(scope, hub, codes).await?;
    let ask = Ask {
        regions,
        indicators,
        periods: periods.to_vec(),
        basis,
    };
    figures(scope, hub, &ask).await
}

/// Whether the scope may read figures of `place`. Asked before a loader, where one refused region would fail
/// its whole batch.
///
/// # Errors
/// `FORBIDDEN`.
pub fn check(scope: &Scope, place: Place<'_>) -> Result<()> {
    scope.require(place, &[], Resource::Figure, Action::Read)
}

/// The figures of every combination asked for; columns are read once for each province.
///
/// # Errors
/// As [`figure`].
#[tracing::instrument(name = "rollup.figures", skip_all)]
pub async fn figures(scope: &Scope, hub: &Hub, ask: &Ask<'_>) -> Result<Vec<Figure>> {
    // Taken first: what was committed before this moment is read below.
    let known_at = hub.clock.now();
    let asked = ask.regions.len() * ask.indicators.len() * ask.periods.len();
    scope.spend_figures(asked, hub.config.graphql.max_figures)?;
    for place in &ask.regions {
        scope.require(*place, &[], Resource::Figure, Action::Read)?;
    }
    let mut keys: Vec<Key> = Vec::new();
    for indicator in &ask.indicators {
        for period in &ask.periods {
            if period.cadence() != indicator.definition.cadence {
                return Err(Error::BadInput(format!(
                    "{period} is not a period of the cadence of {}",
                    indicator.definition.code
                )));
            }
            keys.push((indicator.id, *period));
        }
    }
    let mut columns: HashMap<RegionId, HashMap<Key, Arc<Column>>> = HashMap::new();
    for place in &ask.regions {
        let province = place.province();
        if let Entry::Vacant(vacant) = columns.entry(province.id) {
            vacant.insert(hub.columns.get(scope, hub, province, &keys).await?);
        }
    }
    let mut figures = Vec::with_capacity(asked);
    for place in &ask.regions {
        let columns = &columns[&place.province().id];
        for indicator in &ask.indicators {
            for period in &ask.periods {
                let column = Arc::clone(&columns[&(indicator.id, *period)]);
                figures.push(one(
                    scope,
                    *place,
                    Arc::clone(indicator),
                    *period,
                    ask.basis,
                    column,
                    known_at,
                ));
            }
        }
    }
    Ok(figures)
}

fn one(
    scope: &Scope,
    place: Place<'_>,
    indicator: Arc<Indicator>,
    period: Period,
    basis: Basis,
    column: Arc<Column>,
    known_at: DateTime<Utc>,
) -> Figure {
    let collectors = place.collectors(indicator.definition.collected_at);
    let own = collectors == [place.index];
    let total = fold::total(&column, collectors, basis);
    // An upper tier's own declaration stands beside the roll-up and is never added to it.
    let declared = (!own)
        .then(|| column.get(place.index).on(basis))
        .flatten()
        .and_then(|parts| {
            let declared = Total {
                num: parts.num.into(),
                den: parts.den.into(),
                included: 1,
                expected: 1,
                ..Total::default()
            };
            fold::value(&indicator.measure, &declared, true).ok()
        });
    Figure {
        tree: Arc::clone(scope.tree()),
        region: place.index,
        value: fold::value(&indicator.measure, &total, own),
        origin: if own { Origin::Declared } else { Origin::RolledUp },
        indicator,
        period,
        basis,
        total,
        declared,
        known_at,
        column,
    }
}

/// The numerator and denominator of a ratio's figure, each in its own unit.
#[must_use]
pub fn parts(figure: &Figure) -> Option<(Decimal, Decimal)> {
    let measure = &figure.indicator.measure;
    let (numerator, denominator) = figure.indicator.units();
    if measure.across_space != AcrossSpace::Ratio || figure.total.included == 0 {
        return None;
    }
    Some((
        numerator.show(figure.total.num, measure.scale)?,
        denominator?.show(figure.total.den, measure.scale)?,
    ))
}
