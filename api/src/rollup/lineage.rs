//! Where a figure comes from: the observations it is made of, and their authors.

use std::collections::HashMap;

use entities::ids::RegionId;
use rust_decimal::Decimal;

use super::{
    column::Basis,
    fold,
    fold::Total,
    service::{self, Figure},
};
use crate::{
    error::{Error, Result},
    hub::Hub,
    indicator::{
        self,
        observation::{
            model::Key,
            trail::{Step, Trail},
        },
        period::Period,
    },
    scope::{
        Scope,
        policy::{Action, Resource},
    },
};

/// What one region gave to a figure.
#[derive(Clone, Debug)]
pub struct Contribution {
    /// The region, as it was when it reported.
    pub region: RegionId,
    /// Its value in the indicator's unit.
    pub value: Option<Decimal>,
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

/// A region that is in a figure: its slot in the columns, and its key.
pub type Included = (u32, RegionId);

/// The regions whose values are in a figure and whose observations the scope may read, in the order of the tree; none of
/// a formula, of which the operands tell.
#[must_use]
pub fn included(scope: &Scope, figure: &Figure) -> Vec<Included> {
    let Some(cells) = figure.material.cells() else {
        return Vec::new();
    };
    let reporters = figure.material.reporting.each(figure.place());
    let (material, basis) = (&figure.material, figure.on.basis);
    // What one region has for itself is no mean, and needs no weight.
    let own = material.reporting.is_own(figure.place());
    let counts = reporters
        .filter(|(_, slot, _)| cells.on(*slot, basis).is_some() && (own || material.weighs(*slot, basis)));
    let mine = |id: &RegionId| {
        let today = scope.tree().by_id(*id);
        today.is_some_and(|today| scope.allows(today, &[], Resource::Observation, Action::Read))
    };
    counts
        .map(|(_, slot, id)| (slot, id))
        .filter(|(_, id)| mine(id))
        .collect()
}

/// The contributions of some of the regions that are [`included`].
///
/// # Errors
/// `FORBIDDEN` where observations may not be read.
#[tracing::instrument(name = "rollup.lineage", skip_all)]
pub async fn contributions(
    scope: &Scope,
    hub: &Hub,
    figure: &Figure,
    regions: &[Included],
) -> Result<Vec<Contribution>> {
    let Some(cells) = figure.material.cells() else {
        return Ok(Vec::new());
    };
    let indicator = figure.indicator().id;
    let key = |region: RegionId, period| Key {
        region,
        indicator,
        period,
    };
    let used: Vec<(Included, Vec<Period>)> = regions
        .iter()
        .map(|region| (*region, cells.periods(region.0, figure.on.basis)))
        .collect();
    let keys: Vec<Key> = used
        .iter()
        .flat_map(|((_, region), periods)| periods.iter().map(|period| key(*region, *period)))
        .collect();
    let place = service::today(scope, figure.place()).ok_or_else(|| Error::internal("a region of no day"))?;
    let trails = indicator::observation::service::trails(scope, hub, place, &keys).await?;
    let contribution = |((slot, region), periods): (Included, Vec<Period>)| {
        let measure = &figure.material.edition().measure;
        let cell = cells.on(slot, figure.on.basis);
        let one = cell.map(Total::one);
        Contribution {
            region,
            value: one.and_then(|one| fold::value(measure, &one, true).ok()),
            share: cell.and_then(|cell| share(figure, cell.num)),
            sources: periods
                .into_iter()
                .filter_map(|period| {
                    let version = cells.version(slot, period);
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
