//! Where a figure comes from: the observations it is made of, and their authors.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::{column::Basis, fold, fold::Total, service::Figure};
use crate::{
    error::Result,
    hub::Hub,
    indicator::{
        self,
        observation::{
            model::Key,
            trail::{Step, Trail},
        },
        period::Period,
    },
    scope::Scope,
};

/// What one region gave to a figure.
#[derive(Clone, Debug)]
pub struct Contribution {
    /// Index of the region in the figure's tree.
    pub region: u32,
    /// Its value in the indicator's unit.
    pub value: Option<Decimal>,
    /// Its numerator and denominator, of a ratio.
    pub parts: Option<(i128, i128)>,
    /// Its part of the sum in percent; none where values do not add up.
    pub share: Option<Decimal>,
    /// The observations it is made of: one of each period that it takes.
    pub sources: Vec<Source>,
}

/// An observation that a figure is made of.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its period.
    pub period: Period,
    /// The version that counts.
    pub step: Step,
    /// The version by which it was put before the tier above.
    pub reported: Step,
    /// The version by which it was accepted.
    pub accepted: Option<Step>,
}

/// The contributions of the regions `regions`, which are among those that the figure is made of.
///
/// # Errors
/// `FORBIDDEN` where observations may not be read.
#[tracing::instrument(name = "rollup.lineage", skip_all)]
pub async fn contributions(
    scope: &Scope,
    hub: &Hub,
    figure: &Figure,
    regions: &[u32],
) -> Result<Vec<Contribution>> {
    let Some(cells) = figure.material.cells() else {
        return Ok(Vec::new());
    };
    let first = figure.place().province().index;
    let indicator = figure.indicator().id;
    let key = |region: u32, period| Key {
        region: figure.tree.at(region).id,
        indicator,
        period,
    };
    let used: Vec<(u32, Vec<Period>)> = regions
        .iter()
        .map(|region| (*region, cells.periods(*region - first, figure.on.basis)))
        .collect();
    let keys: Vec<Key> = used
        .iter()
        .flat_map(|(region, periods)| periods.iter().map(|period| key(*region, *period)))
        .collect();
    let trails = indicator::observation::service::trails(scope, hub, figure.place(), &keys).await?;
    let contribution = |(region, periods): (u32, Vec<Period>)| {
        let measure = &figure.material.edition().measure;
        let cell = cells.on(region - first, figure.on.basis);
        let one = cell.map(Total::one);
        Contribution {
            region,
            value: one.and_then(|one| fold::value(measure, &one, true).ok()),
            parts: cell.filter(|cell| cell.den != 0).map(|cell| (cell.num, cell.den)),
            share: cell.and_then(|cell| share(figure, cell.num)),
            sources: periods
                .into_iter()
                .filter_map(|period| {
                    let version = cells.version(region - first, period);
                    source(&trails, key(region, period), version, figure.on.basis)
                })
                .collect(),
        }
    };
    Ok(used.into_iter().map(contribution).collect())
}

fn share(figure: &Figure, num: i128) -> Option<Decimal> {
    use crate::indicator::model::AcrossSpace;
    let adds_up = figure.material.edition().measure.across_space == AcrossSpace::Sum;
    let part = Decimal::try_from_i128_with_scale(num, 0)
        .ok()
        .filter(|_| adds_up)?;
    let whole = Decimal::try_from_i128_with_scale(figure.total.num, 0).ok()?;
    let share = part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole)?;
    Some(share.normalize())
}

/// What counted when the observation was at the version that the figure knows.
fn source(trails: &HashMap<Key, Trail>, key: Key, version: i64, basis: Basis) -> Option<Source> {
    let counted = trails.get(&key)?.counted(version, basis == Basis::Accepted)?;
    Some(Source {
        period: key.period,
        step: counted.step.clone(),
        reported: counted.reported.clone(),
        accepted: counted.accepted.cloned(),
    })
}
