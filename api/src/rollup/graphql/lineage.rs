//! The lineage of a figure in the API.

use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};

use crate::{
    error::{Error, Result},
    graphql::{
        context::{hub, scope},
        page::{self, Page, Total},
        scalars::{DateTime, Decimal, Period},
    },
    indicator::observation::{graphql::ObservationStatus, trail::Step},
    region::graphql::Region,
    rollup::{lineage, service::Figure},
};

/// What one region gave to a figure.
#[derive(Debug)]
pub struct Contribution {
    figure: Arc<Figure>,
    given: lineage::Contribution,
}

/// An observation that a figure is made of, in the version that counts.
#[derive(Debug, SimpleObject)]
pub struct ContributionSource {
    /// Its period: a figure of a year may be made of months.
    pub period: Period,
    /// The value, or the numerator, in the unit of the definition (of its numerator).
    pub value: Option<Decimal>,
    /// The denominator of a ratio, in the definition's unit.
    pub denominator: Option<Decimal>,
    /// The unit in which it was given.
    pub given_in: String,
    /// Where it stands.
    pub status: ObservationStatus,
    /// The version that counts.
    pub version: i64,
    /// Note of the writer.
    pub note: Option<String>,
    /// Subject who reported it 填报人.
    pub reported_by: String,
    /// When it was reported.
    pub reported_at: DateTime,
    /// Subject who accepted it 审核人; null while nobody has.
    pub accepted_by: Option<String>,
    /// When it was accepted.
    pub accepted_at: Option<DateTime>,
}

/// What one region gave to a figure 数据来源.
#[Object]
impl Contribution {
    /// The region that reported it, as it was then: it may have ended since.
    async fn region(&self, ctx: &Context<'_>) -> Result<Region> {
        let region = Region::once(hub(ctx), self.given.region);
        region.ok_or_else(|| Error::internal("a region of no day"))
    }

    /// Its value in the indicator's unit; null for a ratio without a denominator.
    async fn value(&self) -> Option<Decimal> {
        self.given.value.map(Decimal)
    }

    /// Its part of the figure in percent; null where values of regions do not add up, and where the figure is zero.
    async fn share(&self) -> Option<Decimal> {
        self.given.share.map(Decimal)
    }

    /// The observations 指标数值 it is made of, with their authors: one of each period that it takes.
    async fn sources(&self) -> Vec<ContributionSource> {
        self.given
            .sources
            .iter()
            .map(|source| self.source(source))
            .collect()
    }
}

impl Contribution {
    fn source(&self, source: &lineage::Source) -> ContributionSource {
        let indicator = self.figure.indicator();
        let (unit, denominator) = indicator.units();
        let scale = indicator.measure.scale;
        let Step {
            value,
            version,
            status,
            ..
        } = &source.step;
        ContributionSource {
            period: Period(source.period),
            value: unit.show(value.num.into(), scale).map(Decimal),
            denominator: denominator
                .zip(value.den)
                .and_then(|(unit, den)| unit.show(den.into(), scale))
                .map(Decimal),
            given_in: value.unit.clone(),
            status: (*status).into(),
            version: *version,
            note: source.reported.value.note.clone(),
            reported_by: source.reported.by.clone(),
            reported_at: DateTime(source.reported.at),
            accepted_by: source.accepted.as_ref().map(|step| step.by.clone()),
            accepted_at: source.accepted.as_ref().map(|step| DateTime(step.at)),
        }
    }
}

/// A page of the regions that a figure is made of.
///
/// # Errors
/// `FORBIDDEN` where observations may not be read.
pub(super) async fn page(
    ctx: &Context<'_>,
    figure: &Figure,
    limit: usize,
    after: Option<&str>,
) -> Result<Page<Contribution>> {
    let scope = scope(ctx)?;
    let included = lineage::included(scope, figure);
    let from = page::after(&included, after, |(_, region)| region.0)?;
    let shown: Vec<lineage::Included> = included[from..].iter().take(limit + 1).copied().collect();
    let rows = lineage::contributions(scope, hub(ctx), figure, &shown).await?;
    let figure = Arc::new(figure.clone());
    let node = |given| Contribution {
        figure: Arc::clone(&figure),
        given,
    };
    let total = Total::known(included.len());
    let key = |given: &lineage::Contribution| given.region.0;
    Ok(page::connection(rows, limit, after.is_some(), total, key, node))
}
