//! Figures in the API.

mod attainment;
mod compare;
mod figure;
mod lineage;
mod ranking;
mod reconcile;
mod terms;

use async_graphql::{Context, ID, InputObject, Object, OutputType, SimpleObject};

use super::{ranking as rank, reconcile as agreement, series, service};
use crate::{
    error::Result,
    graphql::{
        context::{hub, scope},
        global_id::{self, Kind},
        page::{self, Page, Total},
        scalars::{Date, Period, RegionCode},
        weight::{Rows, times},
    },
    region::{
        boundary::graphql::BoundaryChangeKind,
        graphql::{Tier, page_complexity},
        tree::Break,
    },
};

pub use attainment::FigureAttainment;
pub use compare::{ComparisonVerdict, FigureChange, FigureComparison, FigureShare, FigureSide};
pub use figure::{Coverage, Figure, FigureOperand};
pub use lineage::{Contribution, ContributionSource};
pub use ranking::{RankedFigure, RankingBy};
pub use reconcile::Disagreement;
pub use terms::{Basis, FigureBasis, FigureOrigin, NoValueReason, Reading, on};

/// What is ranked.
#[derive(Clone, Debug, InputObject)]
pub struct RankingInput {
    /// The region inside of which the regions lie: the token's own or one below.
    pub region: RegionCode,
    /// Tier of the regions, at any depth; the regions directly below by default.
    pub tier: Option<Tier>,
    /// Code of the indicator.
    pub indicator: String,
    /// The period.
    pub period: Period,
    /// By what; the value by default.
    #[graphql(default_with = "RankingBy::Value")]
    pub by: RankingBy,
    /// The worst first.
    #[graphql(default)]
    pub worst_first: bool,
    /// Which observations count; accepted ones by default.
    #[graphql(default_with = "Basis::Accepted")]
    pub basis: Basis,
    /// On what else: the reading of the period, the moment of knowledge.
    pub on: Option<FigureBasis>,
}

/// Which figures a series has.
#[derive(Clone, Debug, InputObject)]
pub struct SeriesInput {
    /// The region: the token's own or one below; one above for what is published downward.
    pub region: RegionCode,
    /// Code of the indicator.
    pub indicator: String,
    /// The first period: of the indicator's cadence, or a coarser one.
    pub from: Period,
    /// The last period, of the same cadence as the first.
    pub to: Period,
    /// Which observations count; accepted ones by default.
    #[graphql(default_with = "Basis::Accepted")]
    pub basis: Basis,
    /// On what else: the reading of the period, the moment of knowledge.
    pub on: Option<FigureBasis>,
}

/// The figures of one region over time.
#[derive(Debug, SimpleObject)]
pub struct Series {
    /// The figure of every period, in their order.
    pub figures: Rows<Figure>,
    /// Break marks 断点: the changes of boundaries at which other regions stand behind the figures. What changed wholly
    /// inside of the region is none.
    pub breaks: Vec<SeriesBreak>,
}

/// A break of a series 断点.
#[derive(Debug, SimpleObject)]
pub struct SeriesBreak {
    /// First day of the new state.
    pub date: Date,
    /// The kind of the change.
    pub kind: BoundaryChangeKind,
    /// Global id of the change: see `boundaryEvents`.
    pub event: ID,
}

/// What is compared.
#[derive(Clone, Debug, InputObject)]
pub struct ReconciliationInput {
    /// The region; it and all below are compared.
    pub region: RegionCode,
    /// Codes of the indicators.
    pub indicators: Vec<String>,
    /// Periods.
    pub periods: Vec<Period>,
    /// Only what differs by more than the indicator's tolerance.
    #[graphql(default = true)]
    pub only_different: bool,
    /// Which observations count; accepted ones by default.
    #[graphql(default_with = "Basis::Accepted")]
    pub basis: Basis,
    /// On what else: the reading of the period, the moment of knowledge.
    pub on: Option<FigureBasis>,
}

/// Queries of figures.
#[derive(Debug, Default)]
pub struct FigureQuery;

#[Object]
impl FigureQuery {
    /// The figure of one region, indicator and period.
    async fn figure(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The region: the token's own or one below; one above for what is published downward."
        )]
        region: RegionCode,
        #[graphql(desc = "Code of the indicator.")] indicator: String,
        #[graphql(desc = "Period of the indicator's cadence.")] period: Period,
        #[graphql(
            desc = "Which observations count; accepted ones by default.",
            default_with = "Basis::Accepted"
        )]
        basis: Basis,
        #[graphql(desc = "On what else: the reading of the period, the moment of knowledge.")] on: Option<
            FigureBasis,
        >,
    ) -> Result<Figure> {
        let figure = service::figure(
            scope(ctx)?,
            hub(ctx),
            &region.0,
            &indicator,
            period.0,
            self::on(basis, on),
        );
        figure.await.map(Figure)
    }

    /// The figures of all regions directly below a region, or of one tier inside of it, for every indicator and
    /// period named: region by region in the order of the tree, then as they are named. At most 50,000.
    #[graphql(complexity = "times(indicators.len().saturating_mul(periods.len()), 1 + child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    async fn figures(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The region inside of which the regions lie: the token's own or one below.")]
        region: RegionCode,
        #[graphql(desc = "Tier of the regions, at any depth; the regions directly below by default.")]
        tier: Option<Tier>,
        #[graphql(desc = "Codes of the indicators.")] indicators: Vec<String>,
        #[graphql(desc = "Periods of the indicators' cadence.")] periods: Vec<Period>,
        #[graphql(
            desc = "Which observations count; accepted ones by default.",
            default_with = "Basis::Accepted"
        )]
        basis: Basis,
        #[graphql(desc = "On what else: the reading of the period, the moment of knowledge.")] on: Option<
            FigureBasis,
        >,
    ) -> Result<Rows<Figure>> {
        let periods: Vec<_> = periods.into_iter().map(|period| period.0).collect();
        let tier = tier.map(Into::into);
        let figures = service::figures_at(
            scope(ctx)?,
            hub(ctx),
            &region.0,
            tier,
            &indicators,
            &periods,
            self::on(basis, on),
        )
        .await?;
        Ok(figures.into_iter().map(Figure).collect())
    }

    /// The regions of a tier, or directly below a region, in the order of their figures 排名: the best first by the
    /// indicator's direction, the greatest where it has none.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn ranking(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is ranked.")] input: RankingInput,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Page<RankedFigure>> {
        let by: rank::By = input.by.into();
        let contest = rank::Contest {
            region: input.region.0,
            tier: input.tier.map(Into::into),
            indicator: input.indicator,
            period: input.period.0,
            on: on(input.basis, input.on),
            by,
            worst_first: input.worst_first,
        };
        let rows = rank::ranking(scope(ctx)?, hub(ctx), &contest).await?;
        let key = |row: &rank::Ranked| row.figure.place().code.clone();
        listed(ctx, rows, first, after.as_deref(), key, |row| {
            RankedFigure::new(by, row)
        })
    }

    /// The figures of one region from a period to another of the same cadence 时间序列, in their order, with gaps where
    /// nothing is reported.
    #[graphql(complexity = "times(12, 1 + child_complexity)")]
    async fn series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which figures.")] input: SeriesInput,
    ) -> Result<Series> {
        let span = series::Span {
            region: input.region.0,
            indicator: input.indicator,
            from: input.from.0,
            to: input.to.0,
            on: on(input.basis, input.on),
        };
        let series::Series { figures, breaks } = series::series(scope(ctx)?, hub(ctx), &span).await?;
        let mark = |found: Break| SeriesBreak {
            date: Date(found.date),
            kind: found.kind.into(),
            event: global_id::encode(Kind::BoundaryEvent, found.event.0),
        };
        Ok(Series {
            figures: figures.into_iter().map(Figure).collect(),
            breaks: breaks.into_iter().map(mark).collect(),
        })
    }

    /// Where the figures of one thing disagree 数据对账: for a region and all below, what was declared there beside what is
    /// rolled up from below, the greatest difference in percent first.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn reconciliation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is compared.")] input: ReconciliationInput,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Page<Disagreement>> {
        let subtree = agreement::Subtree {
            region: input.region.0,
            indicators: input.indicators,
            periods: input.periods.into_iter().map(|period| period.0).collect(),
            on: on(input.basis, input.on),
            only_different: input.only_different,
        };
        let rows = agreement::reconcile(scope(ctx)?, hub(ctx), &subtree).await?;
        let key = |(figure, pair): &(service::Figure, agreement::Pair)| {
            let code = &figure.indicator().definition.code;
            format!(
                "{} {code} {} {:?}",
                figure.place().code,
                figure.period(),
                pair.first.0
            )
        };
        listed(ctx, rows, first, after.as_deref(), key, |(figure, pair)| {
            Disagreement {
                comparison: FigureComparison::new(&figure, pair),
                figure: Figure(figure),
            }
        })
    }
}

/// A page of rows that were made together: it begins after the row that the cursor names.
fn listed<R, T: OutputType>(
    ctx: &Context<'_>,
    mut rows: Vec<R>,
    first: Option<i32>,
    after: Option<&str>,
    key: impl Fn(&R) -> String,
    node: impl Fn(R) -> T,
) -> Result<Page<T>> {
    let limit = page::limit(ctx, first)?;
    let from = page::after(&rows, after, &key)?;
    let total = Total::known(rows.len());
    rows.drain(..from);
    Ok(page::connection(rows, limit, after.is_some(), total, key, node))
}
