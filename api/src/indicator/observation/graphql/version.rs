//! The versions of an observation in the API.

use std::sync::Arc;

use async_graphql::{
    Context, SimpleObject,
    dataloader::{DataLoader, HashMapCache},
};
use entities::ids::ObservationId;

use super::ObservationStatus;
use crate::{
    error::{Error, Result},
    graphql::{
        page::{self, Page, Total},
        scalars::{DateTime, Decimal},
    },
    indicator::{
        edition::Indicator,
        model::AcrossSpace,
        observation::{loader::VersionLoader, trail::Step},
        unit::Unit,
    },
};

/// A version of an observation 历史版本. It is never changed.
#[derive(Clone, Debug, SimpleObject)]
pub struct ObservationVersion {
    /// Version, from 1.
    pub version: i64,
    /// The status that it brought.
    pub status: ObservationStatus,
    /// The value in `unit`; null for a ratio.
    pub value: Option<Decimal>,
    /// The numerator 分子 of a ratio in `unit`; null otherwise.
    pub numerator: Option<Decimal>,
    /// The denominator 分母 of a ratio in the definition's unit; null otherwise.
    pub denominator: Option<Decimal>,
    /// The unit 计量单位 in which the value, or the numerator, was given.
    pub unit: String,
    /// Note of the writer, or the reason of the tier that returned it.
    pub note: Option<String>,
    /// When it was made.
    pub at: DateTime,
    /// Who made it: the subject of the token.
    pub by: String,
}

impl ObservationVersion {
    fn new(indicator: &Indicator, step: Step) -> Self {
        let scale = indicator.measure.scale;
        let ratio = indicator.measure.across_space == AcrossSpace::Ratio;
        let value = step.value;
        let num = Unit::of(&value.unit)
            .and_then(|unit| unit.show(value.num.into(), scale))
            .map(Decimal);
        let denominator = indicator.units().1.zip(value.den);
        Self {
            version: step.version,
            status: step.status.into(),
            value: num.filter(|_| !ratio),
            numerator: num.filter(|_| ratio),
            denominator: denominator
                .and_then(|(unit, den)| unit.show(den.into(), scale))
                .map(Decimal),
            unit: value.unit,
            note: value.note,
            at: DateTime(step.at),
            by: step.by,
        }
    }
}

/// A page of the versions that the scope sees, the newest first.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn page(
    ctx: &Context<'_>,
    id: ObservationId,
    indicator: &Indicator,
    first: Option<i32>,
    after: Option<&str>,
) -> Result<Page<ObservationVersion>> {
    let loader = ctx.data_unchecked::<Arc<DataLoader<VersionLoader, HashMapCache>>>();
    let trail = loader.load_one(id).await.map_err(Error::internal)?;
    let limit = page::limit(ctx, first)?;
    let before: Option<i64> = page::key(after)?;
    let steps = trail.as_ref().map_or(&[][..], |trail| trail.steps.as_slice());
    let rows: Vec<Step> = steps
        .iter()
        .rev()
        .filter(|step| before.is_none_or(|before| step.version < before))
        .take(limit + 1)
        .cloned()
        .collect();
    let total = Total::known(steps.len());
    let key = |step: &Step| step.version;
    let node = |step| ObservationVersion::new(indicator, step);
    Ok(page::connection(rows, limit, after.is_some(), total, key, node))
}
