//! Definitions of indicators in the API.

mod input;
mod terms;
mod unit;

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::{
    edition::Edition,
    model::{self, Definition},
    repo, service,
};
use crate::{
    code::to_text,
    counting::graphql::CountRule,
    error::Result,
    graphql::{
        context::{hub, scope},
        global_id::{self, Kind},
        issue::{self, Issue},
        page::{self, Page, Total},
        scalars::Date,
    },
    region::graphql::{Region, Tier, page_complexity},
    scope::graphql::Function,
};

pub use input::{DefineIndicatorInput, UpdateIndicatorInput};
pub use terms::{
    AcrossSpace, AcrossTime, Cadence, Direction, Headline, IndicatorSource, Tolerance, Visibility,
};
pub use unit::Unit;

/// The definition of an indicator 指标.
#[derive(Clone, Debug)]
pub struct Indicator(pub Arc<model::Indicator>);

/// The definition of an indicator 指标. It decides how every figure is made.
#[Object]
impl Indicator {
    /// Global id.
    pub async fn id(&self) -> ID {
        global_id::encode(Kind::Indicator, self.0.id.0)
    }

    /// Stable code.
    async fn code(&self) -> &str {
        &self.0.definition.code
    }

    /// Chinese name 指标名称.
    async fn name_zh(&self) -> &str {
        &self.0.definition.name_zh
    }

    /// English name.
    async fn name_en(&self) -> &str {
        &self.0.definition.name_en
    }

    /// Category 一级指标.
    async fn category(&self) -> Option<&str> {
        self.0.definition.category.as_deref()
    }

    /// Unit of display 计量单位: figures are given in it.
    async fn unit(&self) -> &str {
        &self.0.definition.unit
    }

    /// Decimals kept of the base unit. A value with more is refused, never rounded.
    async fn scale(&self) -> u8 {
        self.0.definition.scale
    }

    /// Decimals to show in the unit of display.
    async fn precision(&self) -> u8 {
        self.0.definition.precision
    }

    /// How often it is reported.
    async fn cadence(&self) -> Cadence {
        self.0.definition.cadence.into()
    }

    /// The function 职能 whose bureaus report the values and keep the definition.
    async fn function(&self) -> Function {
        self.0.definition.function.into()
    }

    /// Which way is better.
    async fn direction(&self) -> Direction {
        self.0.definition.direction.into()
    }

    /// The tier whose values are the raw material of every figure above.
    async fn collected_at(&self) -> Tier {
        self.0.definition.collected_at.into()
    }

    /// The rule across space.
    async fn across_space(&self) -> AcrossSpace {
        self.0.definition.across_space.into()
    }

    /// The rule across time.
    async fn across_time(&self) -> AcrossTime {
        self.0.definition.across_time.into()
    }

    /// Unit of the numerator 分子; null unless it is a ratio.
    async fn numerator_unit(&self) -> Option<&str> {
        self.0.definition.numerator_unit.as_deref()
    }

    /// Unit of the denominator 分母; null unless it is a ratio.
    async fn denominator_unit(&self) -> Option<&str> {
        self.0.definition.denominator_unit.as_deref()
    }

    /// What it measures, whom it covers, and where the rule comes from.
    async fn definition(&self) -> &str {
        &self.0.definition.definition
    }

    /// What its figures are made of 数据来源.
    async fn source(&self) -> IndicatorSource {
        self.0.definition.source.into()
    }

    /// The formula 计算公式 over the codes of other indicators; null unless the source is FORMULA.
    async fn formula(&self) -> Option<&str> {
        self.0.definition.formula.as_deref()
    }

    /// Code of the indicator of the weights 权重 of a weighted mean; null otherwise.
    async fn weight(&self) -> Option<&str> {
        self.0.definition.weight.as_deref()
    }

    /// What the registers count of it 统计规则; null where they count nothing.
    async fn counting(&self) -> Option<CountRule> {
        self.0.definition.counting.clone().map(CountRule)
    }

    /// Which of the three figures of a region is its value 采用口径.
    async fn headline(&self) -> Headline {
        self.0.definition.headline.into()
    }

    /// Which differences between the three figures are only rounding 允许误差.
    async fn tolerance(&self) -> Tolerance {
        self.0.definition.tolerance.clone().into()
    }

    /// Who sees its figures 公开范围.
    async fn visibility(&self) -> Visibility {
        self.0.definition.visibility.into()
    }

    /// The editions of its rules 规则版次, oldest first: figures of a period are made by the newest one that begins on
    /// the period's first day or before.
    async fn editions(&self) -> Vec<IndicatorEdition> {
        self.0.editions().map(IndicatorEdition::of).collect()
    }

    /// The region whose steward defined it, for itself and all below; null for the catalogue that all share.
    async fn owner(&self, ctx: &Context<'_>) -> Result<Option<Region>> {
        let scope = scope(ctx)?;
        let place = self.0.owner.and_then(|owner| scope.tree().by_id(owner));
        Ok(place.map(|place| Region::of(scope, place)))
    }

    /// Version of the definition, from 1.
    async fn version(&self) -> i64 {
        self.0.version
    }
}

/// Rules of an indicator that hold for periods from a day on 规则版次.
#[derive(Clone, Debug, SimpleObject)]
pub struct IndicatorEdition {
    /// The version of the definition that brought it.
    pub version: i64,
    /// The first day of the first period 生效日期; null for the first edition.
    pub effective_from: Option<Date>,
    /// The tier whose values are the raw material.
    pub collected_at: Tier,
    /// The rule across space.
    pub across_space: AcrossSpace,
    /// The rule across time.
    pub across_time: AcrossTime,
    /// The formula; null unless the source is FORMULA.
    pub formula: Option<String>,
    /// Code of the indicator of the weights.
    pub weight: Option<String>,
}

impl IndicatorEdition {
    fn of(edition: &Edition) -> Self {
        let definition = &edition.definition;
        Self {
            version: edition.version,
            effective_from: edition.from.map(Date),
            collected_at: definition.collected_at.into(),
            across_space: definition.across_space.into(),
            across_time: definition.across_time.into(),
            formula: definition.formula.clone(),
            weight: definition.weight.clone(),
        }
    }
}

/// Which definitions are listed. All conditions must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct IndicatorFilter {
    /// Only of this function.
    pub function: Option<Function>,
    /// Only those whose code begins with this text.
    pub code_starts_with: Option<String>,
}

/// Queries of definitions.
#[derive(Debug, Default)]
pub struct IndicatorQuery;

#[Object]
impl IndicatorQuery {
    /// The definitions that the token's region knows: the shared catalogue, those of the regions above and
    /// those of the regions below; in the order of their codes.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn indicators(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Conditions.")] filter: Option<IndicatorFilter>,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Page<Indicator>> {
        let (scope, hub) = (scope(ctx)?.clone(), hub(ctx).clone());
        let given = filter.unwrap_or_default();
        let function = given.function.map(crate::scope::policy::Function::from);
        let filter = repo::Filter {
            function: function.map(|function| to_text(&function)).transpose()?,
            code_starts_with: given.code_starts_with,
        };
        let limit = page::limit(ctx, first)?;
        let rows = service::page(
            &scope,
            &hub,
            &filter,
            page::key(after.as_deref())?,
            limit as u64 + 1,
        )
        .await?;
        let total = Total::new(move || {
            let (scope, hub, filter) = (scope.clone(), hub.clone(), filter.clone());
            async move { service::count(&scope, &hub, &filter).await }
        });
        let key = |row: &model::Indicator| (row.definition.code.clone(), row.id.0);
        Ok(page::connection(
            rows,
            limit,
            after.is_some(),
            total,
            key,
            |row| Indicator(Arc::new(row)),
        ))
    }

    /// The definition of a code. An unknown code is an error `NOT_FOUND`.
    async fn indicator(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the indicator.")] code: String,
    ) -> Result<Indicator> {
        let mut found = service::by_codes(scope(ctx)?, hub(ctx), &[code]).await?;
        let found = found
            .pop()
            .ok_or_else(|| crate::error::Error::internal("no indicator"))?;
        Ok(Indicator(found))
    }

    /// The units of measure that the hub knows.
    async fn units(&self, ctx: &Context<'_>) -> Result<Vec<Unit>> {
        scope(ctx)?;
        Ok(crate::indicator::unit::UNITS.iter().copied().map(Unit).collect())
    }
}

/// The result of a change of a definition.
#[derive(Debug, SimpleObject)]
pub struct IndicatorPayload {
    /// The definition as it is stored now; null if an issue blocked the write.
    pub indicator: Option<Indicator>,
    /// All that is wrong, or worth a look.
    pub issues: Vec<Issue>,
}

fn payload((indicator, issues): (Option<model::Indicator>, Vec<crate::issue::Issue>)) -> IndicatorPayload {
    IndicatorPayload {
        indicator: indicator.map(|indicator| Indicator(Arc::new(indicator))),
        issues: issue::wrap(issues),
    }
}

/// Mutations of definitions.
#[derive(Debug, Default)]
pub struct IndicatorMutation;

#[Object]
impl IndicatorMutation {
    /// Defines an indicator, owned by the token's region and valid for it and all below. Role `steward`.
    async fn define_indicator(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The definition.")] input: DefineIndicatorInput,
    ) -> Result<IndicatorPayload> {
        let definition = input.content();
        Ok(payload(service::define(scope(ctx)?, hub(ctx), definition).await?))
    }

    /// Changes names, display or rules of a definition that the token's region owns. Role `steward`.
    async fn update_indicator(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: UpdateIndicatorInput,
    ) -> Result<IndicatorPayload> {
        let (code, expected) = (input.code.clone(), input.expected_version);
        let effective_from = input.effective_from.map(|day| day.0);
        let content = |old: &Definition| input.content(old);
        let change = service::Change {
            code,
            expected,
            effective_from,
            content,
        };
        Ok(payload(service::update(scope(ctx)?, hub(ctx), change).await?))
    }
}
