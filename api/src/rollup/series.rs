//! The figures of one region over time.

use super::service::{self, Ask, Figure, On};
use crate::{
    error::{Error, Result},
    hub::Hub,
    indicator::period::Period,
    region::tree::Break,
    scope::{Scope, policy::Resource},
};

/// Which figures.
#[derive(Clone, Debug)]
pub struct Span {
    /// The region.
    pub region: String,
    /// Code of the indicator.
    pub indicator: String,
    /// The first period.
    pub from: Period,
    /// The last period, of the same cadence.
    pub to: Period,
    /// On what.
    pub on: On,
}

/// The figures of a span, and where they break.
#[derive(Clone, Debug)]
pub struct Series {
    /// The figure of every period, in their order.
    pub figures: Vec<Figure>,
    /// The changes of boundaries at which other regions stand behind the series.
    pub breaks: Vec<Break>,
}

/// The figures of every period from the first to the last, in their order.
///
/// # Errors
/// As figures; `BAD_USER_INPUT` where the last period is before the first or of another cadence.
#[tracing::instrument(name = "rollup.series", skip_all)]
pub async fn series(scope: &Scope, hub: &Hub, span: &Span) -> Result<Series> {
    let lens = service::lens(scope, hub, span.on);
    let place = service::place(scope, &lens, &span.region, Resource::PublishedFigure)?;
    let most = hub.config.graphql.max_figures;
    let periods: Vec<Period> = Period::range(span.from, span.to).take(most + 1).collect();
    if periods.is_empty() {
        return Err(Error::BadInput(format!(
            "there is no period from {} to {}: they must be of one cadence, the first before the last",
            span.from, span.to
        )));
    }
    let ask = Ask {
        regions: vec![place],
        indicators: vec![span.indicator.clone()],
        periods,
        on: span.on,
        counted: false,
    };
    Ok(Series {
        figures: service::figures(scope, hub, &ask).await?,
        breaks: place.breaks(span.from.first_day(), span.to.last_day()),
    })
}
