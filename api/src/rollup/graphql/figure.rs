//! A figure in the API.

use async_graphql::{Context, Object};

use super::{
    attainment::FigureAttainment,
    compare::{FigureChange, FigureComparison, FigureShare},
    lineage::{self, Contribution},
    terms::{Basis, FigureOrigin, NoValueReason, Reading},
};
use crate::{
    counting::{self, graphql::CountedMember},
    error::Result,
    graphql::{
        context::{hub, scope},
        page::{self, Page},
        scalars::{DateTime, Decimal, Period},
    },
    indicator::{graphql::Indicator, unit::Unit},
    region::graphql::{Region, page_complexity, places_in},
    rollup::{compare, fold, reconcile, service},
};

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

    /// The expected regions that have not reported 未报 and that the token has in scope, in the order of the tree: of a
    /// region above, whose figure is published, the numbers tell how many there are, and not which.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn missing(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Page<Region>> {
        places_in(
            &self.0.tree,
            &service::missing(scope(ctx)?, &self.0),
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
    async fn region(&self) -> Region {
        Region::in_tree(&self.0.tree, self.0.region)
    }

    /// The indicator.
    async fn indicator(&self) -> Indicator {
        Indicator(std::sync::Arc::clone(self.0.indicator()))
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

    /// What is rolled up from the regions below 汇总数, in `unit`; null where the region itself reports.
    async fn rolled_up(&self) -> Option<Decimal> {
        self.0.rolled_up.map(Decimal)
    }

    /// What the registers count 登记册统计数, in `unit`; null where the indicator has no rule of counting. The subjects are
    /// in `members`.
    async fn counted(&self, ctx: &Context<'_>) -> Result<Option<Decimal>> {
        let counted = service::with_count(hub(ctx), &self.0).await?.counted;
        Ok(counted.map(Decimal))
    }

    /// The subjects that the registers count 统计对象: the lineage of `counted`. Null where the indicator has no rule of
    /// counting; an error `FORBIDDEN` where the token may not read the register.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Option<Result<Page<CountedMember>>> {
        let rule = self.0.material.edition().definition.counting.clone()?;
        let region = self.0.place().code.clone();
        let period = self.0.period();
        Some(counting::graphql::members(ctx, &region, &rule, period, first, after).await)
    }

    /// The figures of which a formula's figure is computed 计算项, in the order of the formula; empty otherwise.
    async fn operands(&self) -> Vec<FigureOperand> {
        let operand = |(operand, figure)| FigureOperand { operand, figure };
        self.0.operands().into_iter().map(operand).collect()
    }

    /// Beside the figure of the same period of the year before 同比; null where the calendar has none.
    async fn year_on_year(&self, ctx: &Context<'_>) -> Result<Option<FigureChange>> {
        let change = compare::year_on_year(scope(ctx)?, hub(ctx), &self.0).await?;
        Ok(change.map(FigureChange))
    }

    /// Beside the figure of the period before 环比; null where the calendar has none.
    async fn on_previous(&self, ctx: &Context<'_>) -> Result<Option<FigureChange>> {
        let change = compare::on_previous(scope(ctx)?, hub(ctx), &self.0).await?;
        Ok(change.map(FigureChange))
    }

    /// Its part of the figure of the region above 占上级比重; null for a province, and where values of regions do not add
    /// up. Where the figure of the region above is not published, an error `FORBIDDEN`.
    async fn share_of_parent(&self, ctx: &Context<'_>) -> Option<Result<FigureShare>> {
        let (scope, hub) = match scope(ctx) {
            Ok(scope) => (scope, hub(ctx)),
            Err(error) => return Some(Err(error)),
        };
        let share = compare::share_of_parent(scope, hub, &self.0).await.transpose()?;
        Some(share.map(|(whole, share)| FigureShare::new(whole, share)))
    }

    /// How far it has come to the target of its region for the year 目标完成情况; null without a target.
    async fn attainment(&self, ctx: &Context<'_>) -> Result<Option<FigureAttainment>> {
        let found = compare::attainment(scope(ctx)?, hub(ctx), &self.0).await?;
        Ok(found.map(FigureAttainment::new))
    }

    /// The figures of one thing beside each other 数据对账: every two of what the region declared, what is rolled up
    /// and what the registers count, with their difference. Empty where there are not two.
    async fn comparisons(&self, ctx: &Context<'_>) -> Result<Vec<FigureComparison>> {
        let figure = service::with_count(hub(ctx), &self.0).await?;
        let pairs = reconcile::pairs(&figure);
        Ok(pairs
            .into_iter()
            .map(|pair| FigureComparison::new(&figure, pair))
            .collect())
    }

    /// Where it comes from 数据溯源: what each region gave that is in it, in the order of the tree, with the observations
    /// and their authors. Of a formula see `operands`.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn lineage(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Page<Contribution>> {
        lineage::page(ctx, &self.0, page::limit(ctx, first)?, after.as_deref()).await
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
#[derive(Debug)]
pub struct FigureOperand {
    operand: String,
    figure: Option<service::Figure>,
}

/// An operand of a formula with its figure.
#[Object]
impl FigureOperand {
    /// As the formula has it: a code, or `prev(…)`, `year_ago(…)`, `ytd(…)` of one.
    async fn operand(&self) -> &str {
        &self.operand
    }

    /// Its figure; null where the indicator is unknown or has no such period. Where the token may see the formula's
    /// figure but not this one, an error `FORBIDDEN`.
    async fn figure(&self, ctx: &Context<'_>) -> Option<Result<Figure>> {
        let figure = self.figure.as_ref()?;
        let seen = scope(ctx).and_then(|scope| service::check_operand(scope, figure));
        Some(seen.map(|()| Figure(figure.clone())))
    }
}

fn wanted(own: Unit, symbol: &str) -> Result<Unit> {
    Unit::of(symbol)
        .filter(|unit| unit.dimension == own.dimension)
        .ok_or_else(|| {
            crate::error::Error::BadInput(format!("{symbol:?} is no unit of what {} measures", own.symbol))
        })
}
