//! Figures in the API.

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};

use super::{
    fold,
    service::{self, On},
};
use crate::{
    error::Result,
    graphql::{
        context::{hub, scope},
        page::{self, Page},
        scalars::{DateTime, Decimal, Period, RegionCode},
    },
    indicator::{graphql::Indicator, unit::Unit},
    region::graphql::{Region, Tier, page_complexity, places},
};

/// Which observations a figure is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "super::column::Basis")]
pub enum Basis {
    /// 已报送: submitted or accepted.
    Submitted,
    /// 已审核: accepted by the tier above.
    Accepted,
}

/// Where a figure comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "super::material::Origin")]
pub enum FigureOrigin {
    /// 本级填报: the region declared it itself.
    Declared,
    /// 逐级汇总: rolled up from the regions below that report it.
    RolledUp,
    /// 公式计算: computed from other figures of the region.
    Computed,
}

/// What of a period is read 口径.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "super::time::Reading")]
pub enum Reading {
    /// 当期数: of the period alone. Of what is reported as 累计 it is the difference of two reported values.
    Period,
    /// 累计数: from the beginning of the year to the period's end.
    YearToDate,
}

/// Why a figure has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "super::fold::NoValue")]
pub enum NoValueReason {
    /// No expected region has a value on this basis. Missing is not zero.
    NothingReported,
    /// The denominators add up to zero.
    ZeroDenominator,
    /// An operand of the formula is unknown, or has no such period.
    NoSuchPeriod,
    /// The region lies below the tier that reports this indicator.
    BelowCollection,
    /// The indicator has no figure above the tier that reports it.
    NotAdditive,
    /// The result has more than 28 digits.
    OutOfRange,
}

/// How complete a figure is 填报覆盖情况. Computed inside the scope, never clipped by a page.
#[derive(Debug)]
pub struct Coverage(service::Figure);

/// How complete a figure is 填报覆盖情况. Computed inside the scope, never clipped by a page.
#[Object]
impl Coverage {
    /// Regions expected to report 应报: those of the collecting tier, or the nearest region above where a
    /// branch has none of that tier.
    async fn expected(&self) -> usize {
        self.0.total.expected
    }

    /// Of these, regions whose value is submitted or accepted 已报.
    async fn reported(&self) -> usize {
        self.0.total.reported
    }

    /// Of these, regions whose value is accepted 已审核.
    async fn accepted(&self) -> usize {
        self.0.total.accepted
    }

    /// Of these, regions whose values the figure is made of, on its basis.
    async fn included(&self) -> usize {
        self.0.total.included
    }

    /// The expected regions that have not reported 未报, in the order of the tree.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn missing(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Page<Region>> {
        places(
            scope(ctx)?,
            &self.0.missing(),
            page::limit(ctx, first)?,
            after.as_deref(),
        )
    }
}

/// A figure 数据: the value of an indicator for a region and a period, never without its coverage.
#[derive(Clone, Debug)]
pub struct Figure(pub service::Figure);

/// A figure 数据: the value of an indicator for a region and a period, with its origin, its coverage and its date.
#[Object]
impl Figure {
    /// The region.
    async fn region(&self, ctx: &Context<'_>) -> Result<Region> {
        Ok(Region::of(scope(ctx)?, self.0.place()))
    }

    /// The indicator.
    async fn indicator(&self) -> Indicator {
        Indicator(self.0.indicator().as_ref().clone())
    }

    /// The version of the definition whose rules made it: of the edition that holds for its period.
    async fn definition_version(&self) -> i64 {
        self.0.material.edition().version
    }

    /// The period 统计期.
    async fn period(&self) -> Period {
        Period(self.0.period())
    }

    /// The basis: which observations count.
    async fn basis(&self) -> Basis {
        self.0.on.basis.into()
    }

    /// What of the period is read: the period alone, or from the beginning of the year.
    async fn reading(&self) -> Reading {
        self.0.material.reading.into()
    }

    /// Where it comes from.
    async fn origin(&self) -> FigureOrigin {
        self.0.origin.into()
    }

    /// The exact value in `unit`, not rounded (a ratio has up to 28 digits); null where there is none, and then
    /// `noValueReason` says why.
    async fn value(
        &self,
        #[graphql(
            desc = "Symbol of the unit wanted, of the indicator's dimension; the indicator's by default."
        )]
        unit: Option<String>,
    ) -> Result<Option<Decimal>> {
        let Ok(value) = self.0.value else { return Ok(None) };
        let own = self.0.indicator().measure.unit;
        let wanted = unit.as_deref().map_or(Ok(own), |symbol| wanted(own, symbol))?;
        Ok(own.convert(value, wanted).map(Decimal))
    }

    /// The value rounded once for display, to `precision` decimals of the indicator, half away from zero (四舍五入).
    async fn display(&self) -> Option<String> {
        let precision = u32::from(self.0.indicator().definition.precision);
        self.0.value.ok().map(|value| fold::display(value, precision))
    }

    /// The unit 计量单位 of the value.
    async fn unit(&self) -> &str {
        self.0.indicator().measure.unit.symbol
    }

    /// Why there is no value; null where there is one.
    async fn no_value_reason(&self) -> Option<NoValueReason> {
        self.0.value.err().map(Into::into)
    }

    /// The numerator 分子 of a ratio, added up, in the definition's unit; null otherwise.
    async fn numerator(&self) -> Option<Decimal> {
        self.0.parts().map(|(numerator, _)| Decimal(numerator))
    }

    /// The denominator 分母 of a ratio, added up, in the definition's unit; null otherwise.
    async fn denominator(&self) -> Option<Decimal> {
        self.0.parts().map(|(_, denominator)| Decimal(denominator))
    }

    /// What the region declared for itself 本级填报数, beside a figure that is rolled up from below; in `unit`.
    /// It is never added to the roll-up, nor forced to equal it.
    async fn declared(&self) -> Option<Decimal> {
        self.0.declared.map(Decimal)
    }

    /// What is made from below 汇总数: rolled up, or computed; in `unit`. Null where the region itself reports, or nothing
    /// is made.
    async fn derived(&self) -> Option<Decimal> {
        let made = self.0.origin != service::Origin::Declared;
        self.0.derived.ok().filter(|_| made).map(Decimal)
    }

    /// The figures of which a formula's figure is computed 计算项, in the order of the formula; empty otherwise.
    async fn operands(&self) -> Vec<FigureOperand> {
        let operand = |(operand, figure): (String, Option<service::Figure>)| FigureOperand {
            operand,
            figure: figure.map(Figure),
        };
        self.0.operands().into_iter().map(operand).collect()
    }

    /// How complete it is.
    async fn coverage(&self) -> Coverage {
        Coverage(self.0.clone())
    }

    /// The moment whose knowledge it is: every change committed before is in it.
    async fn known_at(&self) -> DateTime {
        DateTime(self.0.known_at)
    }
}

/// An operand of a formula with its figure.
#[derive(Debug, SimpleObject)]
pub struct FigureOperand {
    /// As the formula has it: a code, or `prev(…)`, `year_ago(…)`, `ytd(…)` of one.
    pub operand: String,
    /// Its figure; null where the indicator is unknown or has no such period.
    pub figure: Option<Figure>,
}

/// On what figures are asked; all of it may be left out.
#[derive(Clone, Debug, Default, InputObject)]
pub struct FigureBasis {
    /// What of a period is read; what the indicator reports by default.
    pub reading: Option<Reading>,
    /// What was known at this moment 截至时点; what is known now by default. Of now is the tree of regions and are the
    /// definitions; what a transaction wrote counts from the transaction's beginning.
    pub as_of: Option<DateTime>,
}

/// The parts of the basis together.
#[must_use]
pub fn on(basis: Basis, on: Option<FigureBasis>) -> On {
    let on = on.unwrap_or_default();
    On {
        basis: basis.into(),
        reading: on.reading.map(Into::into),
        as_of: on.as_of.map(|moment| moment.0),
    }
}

fn wanted(own: Unit, symbol: &str) -> Result<Unit> {
    Unit::of(symbol)
        .filter(|unit| unit.dimension == own.dimension)
        .ok_or_else(|| {
            crate::error::Error::BadInput(format!("{symbol:?} is no unit of what {} measures", own.symbol))
        })
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
    #[graphql(complexity = "1 + indicators.len() * periods.len() * child_complexity")]
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
    ) -> Result<Vec<Figure>> {
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
}
