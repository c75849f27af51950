//! Where what regions declare and what is made from below disagree.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::{
    difference::{self, Verdict},
    service::{self, Ask, Figure, On},
};
use crate::{
    error::Result,
    hub::Hub,
    indicator::{
        model::{Indicator, Tolerance},
        period::Period,
    },
    region::tree::{Place, Tier},
    scope::{Scope, policy::Resource},
};

/// The figures of a region for one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What the region declared for itself 本级填报数.
    Declared,
    /// What is rolled up from the regions below 汇总数.
    RolledUp,
    /// What the registers count 登记册统计数.
    Counted,
}

/// Two figures of one thing beside each other.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Which is the first.
    pub first: (Side, Decimal),
    /// Which is the second.
    pub second: (Side, Decimal),
    /// The first less the second.
    pub difference: Decimal,
    /// In percent of the second; none where that is zero.
    pub percent: Option<Decimal>,
    /// What the difference means.
    pub verdict: Verdict,
}

/// Every two figures of one thing that there are of a figure's region.
#[must_use]
pub fn pairs(figure: &Figure) -> Vec<Pair> {
    let tolerance = &figure.indicator().definition.tolerance;
    // What the collecting region itself reports is its declared figure.
    let own = figure
        .derived
        .ok()
        .filter(|_| figure.origin == service::Origin::Declared);
    let sides = [
        (Side::Declared, figure.declared.or(own)),
        (Side::RolledUp, figure.rolled_up),
        (Side::Counted, figure.counted),
    ];
    let sides: Vec<(Side, Decimal)> = sides
        .into_iter()
        .filter_map(|(side, value)| Some((side, value?)))
        .collect();
    let mut pairs = Vec::new();
    for (index, first) in sides.iter().enumerate() {
        pairs.extend(
            sides[index + 1..]
                .iter()
                .filter_map(|second| pair(*first, *second, tolerance)),
        );
    }
    pairs
}

fn pair(first: (Side, Decimal), second: (Side, Decimal), tolerance: &Tolerance) -> Option<Pair> {
    let difference = difference::between(first.1, second.1)?;
    Some(Pair {
        first,
        second,
        difference: difference.amount,
        percent: difference.percent,
        verdict: difference::verdict(first.1, second.1, tolerance),
    })
}

/// What is compared.
#[derive(Clone, Debug)]
pub struct Subtree {
    /// The region; it and all below are compared.
    pub region: String,
    /// Codes of the indicators.
    pub indicators: Vec<String>,
    /// Periods.
    pub periods: Vec<Period>,
    /// On what.
    pub on: On,
    /// Only what differs by more than the tolerance.
    pub only_different: bool,
}

/// Every two figures of one thing in a subtree, the greatest difference in percent first (without a percentage before
/// all others), then in the order of the tree.
///
/// # Errors
/// As figures.
#[tracing::instrument(name = "rollup.reconcile", skip_all)]
pub async fn reconcile(scope: &Scope, hub: &Hub, subtree: &Subtree) -> Result<Vec<(Figure, Pair)>> {
    let lens = service::lens(scope, hub, subtree.on);
    let root = service::place(scope, &lens, &subtree.region, Resource::Figure)?;
    // What collects has one figure of its own, unless the registers count it, too.
    service::fresh(scope, hub).await?;
    let (_, known) = service::indicators(scope, hub, &subtree.indicators).await?;
    let counted = |indicator: &Arc<Indicator>| {
        indicator
            .editions()
            .any(|edition| edition.definition.counting.is_some())
    };
    let (counted, rolled_up): (Vec<_>, Vec<_>) = known.into_iter().partition(counted);
    let all = Tier::ALL
        .into_iter()
        .flat_map(|tier| service::below(scope, root, Some(tier)));
    let all: Vec<Place<'_>> = all.collect();
    let above = all
        .iter()
        .copied()
        .filter(|place| place.children().next().is_some() || continues(*place));
    let mut figures = Vec::new();
    for (regions, indicators) in [(above.collect(), rolled_up), (all.clone(), counted)] {
        let ask = Ask {
            regions,
            indicators: indicators
                .iter()
                .map(|indicator| indicator.definition.code.clone())
                .collect(),
            periods: subtree.periods.clone(),
            on: subtree.on,
            counted: true,
        };
        figures.extend(service::figures(scope, hub, &ask).await?);
    }
    let mut found: Vec<(Figure, Pair)> = Vec::new();
    for figure in figures {
        for pair in pairs(&figure) {
            if pair.verdict == Verdict::Differs || !subtree.only_different {
                found.push((figure.clone(), pair));
            }
        }
    }
    found.sort_by(|(a, first), (b, second)| {
        let size = |pair: &Pair| match (pair.verdict, pair.percent) {
            (Verdict::Equal, _) => Some(Decimal::ZERO),
            (_, percent) => percent.map(|percent| percent.abs()),
        };
        match (size(first), size(second)) {
            (None, None) => second.difference.abs().cmp(&first.difference.abs()),
            (None, Some(_)) => std::cmp::Ordering::Less,
            (Some(_), None) => std::cmp::Ordering::Greater,
            (Some(first), Some(second)) => second.cmp(&first),
        }
        .then(a.region.cmp(&b.region))
    });
    Ok(found)
}

/// Whether a region continues others, whose figures it may roll up.
fn continues(place: Place<'_>) -> bool {
    place.formers().next().is_some()
}
