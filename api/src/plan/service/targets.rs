//! Targets that count.

use std::{collections::HashMap, sync::Arc};

use entities::ids::{IndicatorId, RegionId};
use rust_decimal::Decimal;

use crate::{
    error::{Error, Result},
    hub::Hub,
    indicator::{self, model::Indicator},
    plan::{
        model::target::Operator,
        repo::targets::{Row, Wanted, in_force as rows_in_force},
    },
    region::tree::Place,
    register::service::bounded,
    scope::{Scope, policy::Resource},
};

/// A target that counts, in the indicator's unit of display.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Key of the plan.
    pub plan: i64,
    /// The region of the plan.
    pub region: RegionId,
    /// The indicator.
    pub indicator: IndicatorId,
    /// The year.
    pub year: i32,
    /// How the value is meant.
    pub operator: Operator,
    /// The value.
    pub value: Decimal,
    /// The upper end of a range.
    pub upper: Option<Decimal>,
    /// The year and value from which it starts.
    pub baseline: Option<(i32, Decimal)>,
}

fn target(row: &Row, indicator: &Indicator) -> Result<Target> {
    let shown = |number| row.shown(number, indicator.measure.unit);
    let baseline = row
        .baseline
        .map(|(year, number)| Ok::<_, Error>((year, shown(number)?)));
    Ok(Target {
        plan: row.plan.0,
        region: row.region,
        indicator: row.indicator,
        year: row.year,
        operator: row.operator,
        value: shown(row.num)?,
        upper: row.upper.map(shown).transpose()?,
        baseline: baseline.transpose()?,
    })
}

/// The targets of a province's regions for these indicators and years that count: of plans that their own region has
/// sealed, in the newest such edition; of two plans the later. One statement. The caller authorises.
///
/// # Errors
/// When the database does not answer.
pub async fn in_force(
    hub: &Hub,
    province: Place<'_>,
    indicators: &[Arc<Indicator>],
    years: &[i32],
) -> Result<Vec<Target>> {
    if indicators.is_empty() || years.is_empty() {
        return Ok(Vec::new());
    }
    let known: HashMap<IndicatorId, &Indicator> = indicators
        .iter()
        .map(|indicator| (indicator.id, &**indicator))
        .collect();
    let wanted = Wanted {
        indicators: known.keys().copied().collect(),
        years: years.to_vec(),
        ..Wanted::default()
    };
    let rows = rows_in_force(&hub.db, province, &wanted).await?;
    let of_known = rows
        .iter()
        .filter_map(|row| Some((row, known.get(&row.indicator)?)));
    of_known.map(|(row, indicator)| target(row, indicator)).collect()
}

/// The targets that count for a region: its own, and those that the regions above it have published; the province's
/// first. Counted against the figures that one request may have.
///
/// # Errors
/// `FORBIDDEN` outside of the scope, `NOT_FOUND` for an unknown region or indicator, `LIMIT_EXCEEDED`.
#[tracing::instrument(name = "plan.targets", skip_all)]
pub async fn of_region(
    scope: &Scope,
    hub: &Hub,
    region: Option<&str>,
    codes: &[String],
    year: Option<i32>,
) -> Result<Vec<(Target, Arc<Indicator>)>> {
    let place = scope.region_or_home(region, Resource::PublishedPlan)?;
    let asked = if codes.is_empty() {
        Vec::new()
    } else {
        indicator::service::by_codes(scope, hub, codes).await?
    };
    let mut chain: Vec<Place<'_>> = place.ancestors().into_iter().chain([place]).collect();
    chain.sort_by_key(|place| place.tier);
    let wanted = Wanted {
        regions: chain.iter().map(|place| place.id).collect(),
        indicators: asked.iter().map(|indicator| indicator.id).collect(),
        years: year.into_iter().collect(),
    };
    let mut rows = rows_in_force(&hub.db, place, &wanted).await?;
    rows.sort_by_key(|row| chain.iter().position(|place| place.id == row.region));
    let rows = bounded(scope, hub, rows)?;
    let mut ids: Vec<IndicatorId> = rows.iter().map(|row| row.indicator).collect();
    ids.sort_unstable();
    ids.dedup();
    let found = indicator::service::by_ids(scope, hub, &ids).await?;
    let known: HashMap<IndicatorId, Arc<Indicator>> = found
        .into_iter()
        .map(|indicator| (indicator.id, Arc::new(indicator)))
        .collect();
    let of_known = rows
        .iter()
        .filter_map(|row| Some((row, known.get(&row.indicator)?)));
    of_known
        .map(|(row, indicator)| Ok((target(row, indicator)?, Arc::clone(indicator))))
        .collect()
}
