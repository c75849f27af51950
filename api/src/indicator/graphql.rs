//! Definitions of indicators in the API.

use async_graphql::{Context, Enum, ID, InputObject, MaybeUndefined, Object, SimpleObject};

use super::{
    model::{self, Definition},
    repo, service, unit,
};
use crate::{
    code::to_text,
    error::Result,
    graphql::{
        context::{hub, scope},
        global_id::{self, Kind},
        issue::{self, Issue},
        page::{self, Page, Total},
        scalars::Decimal,
    },
    region::graphql::{Region, Tier, page_complexity},
    register::graphql::or_old,
    scope::graphql::Function,
};

/// The rule by which values of several regions become one figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "super::model::AcrossSpace")]
pub enum AcrossSpace {
    /// 求和: values add up.
    Sum,
    /// 比率: numerators and denominators add up apart and then divide. A ratio is never summed or averaged.
    Ratio,
    /// 不汇总: there is no figure above the tier that reports.
    None,
}

/// The rule by which values of several periods become one figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "super::model::AcrossTime")]
pub enum AcrossTime {
    /// 流量: adds up (output of a year).
    Flow,
    /// 存量: the last value of the period (number of platforms).
    Stock,
    /// 累计: from the beginning of the year; a month is the difference of two.
    YearToDate,
    /// No rule.
    None,
}

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "super::model::Direction")]
pub enum Direction {
    /// More is better 越大越好.
    Up,
    /// Less is better 越小越好.
    Down,
    /// Neither.
    None,
}

/// How often an indicator is reported 报送周期.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "super::period::Cadence")]
pub enum Cadence {
    /// 年, periods such as `2024`.
    Year,
    /// 半年, periods such as `2024-H1`.
    Half,
    /// 季度, periods such as `2024-Q1`.
    Quarter,
    /// 月, periods such as `2024-03`, and `2024-01/P2M` for 1–2月.
    Month,
    /// 两周, periods such as `2024-01-08/P2W`.
    Fortnight,
    /// 周, periods such as `2024-W05`.
    Week,
    /// 日, periods such as `2024-03-15`.
    Day,
}

/// The definition of an indicator 指标.
#[derive(Clone, Debug)]
pub struct Indicator(pub model::Indicator);

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

/// A unit of measure 计量单位.
#[derive(Clone, Copy, Debug)]
pub struct Unit(unit::Unit);

/// A unit of measure 计量单位 that the hub converts exactly.
#[Object]
impl Unit {
    /// Symbol, as it is given with a value.
    async fn symbol(&self) -> &str {
        self.0.symbol
    }

    /// What it measures, as the symbol of its base unit: only units with one base are converted into each other.
    async fn base(&self) -> &str {
        unit::UNITS
            .iter()
            .find(|unit| unit.dimension == self.0.dimension)
            .map_or("", |unit| unit.symbol)
    }

    /// How many times the unit named by `base` it is, exactly.
    async fn factor(&self) -> Decimal {
        let base = unit::UNITS
            .iter()
            .find(|unit| unit.dimension == self.0.dimension)
            .map(|base| base.factor());
        Decimal(base.map_or(self.0.factor(), |base| self.0.factor() / base))
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
            Indicator,
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
        Ok(Indicator(found.as_ref().clone()))
    }

    /// The units of measure that the hub knows.
    async fn units(&self, ctx: &Context<'_>) -> Result<Vec<Unit>> {
        scope(ctx)?;
        Ok(unit::UNITS.iter().copied().map(Unit).collect())
    }
}

/// A new definition.
#[derive(Clone, Debug, InputObject)]
pub struct DefineIndicatorInput {
    /// Stable code: 1 to 64 capital letters, digits and underscores, a letter first. Unique in the province.
    pub code: String,
    /// Chinese name 指标名称.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Category 一级指标.
    pub category: Option<String>,
    /// Unit of display, a symbol of `units`.
    pub unit: String,
    /// Decimals kept of the base unit, 0 to 8.
    #[graphql(default)]
    pub scale: u8,
    /// Decimals to show, 0 to 8.
    #[graphql(default)]
    pub precision: u8,
    /// How often it is reported.
    pub cadence: Cadence,
    /// The function whose bureaus report it; the token must hold it.
    pub function: Function,
    /// Which way is better.
    #[graphql(default_with = "Direction::None")]
    pub direction: Direction,
    /// The tier whose values are the raw material.
    pub collected_at: Tier,
    /// The rule across space.
    pub across_space: AcrossSpace,
    /// The rule across time.
    pub across_time: AcrossTime,
    /// Unit of the numerator; for a ratio only, and needed there.
    pub numerator_unit: Option<String>,
    /// Unit of the denominator; for a ratio only, and needed there.
    pub denominator_unit: Option<String>,
    /// What it measures, whom it covers, where the rule comes from; at most 2,000 characters.
    pub definition: String,
}

/// A change of a definition. A field that is left out stays as it is. What decides the values already stored
/// (dimension, scale, cadence, tier, rules) cannot be changed.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateIndicatorInput {
    /// Code of the definition, which the token's region must own.
    pub code: String,
    /// The version that is changed; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
    /// Chinese name.
    pub name_zh: Option<String>,
    /// English name.
    pub name_en: Option<String>,
    /// Category 一级指标.
    pub category: MaybeUndefined<String>,
    /// Unit of display, of the same dimension.
    pub unit: Option<String>,
    /// Decimals to show.
    pub precision: Option<u8>,
    /// Which way is better.
    pub direction: Option<Direction>,
    /// What it measures, whom it covers, where the rule comes from.
    pub definition: Option<String>,
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
        indicator: indicator.map(Indicator),
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
        let definition = Definition {
            code: input.code,
            name_zh: input.name_zh,
            name_en: input.name_en,
            category: input.category,
            unit: input.unit,
            scale: input.scale,
            precision: input.precision,
            cadence: input.cadence.into(),
            function: input.function.into(),
            direction: input.direction.into(),
            collected_at: input.collected_at.into(),
            across_space: input.across_space.into(),
            across_time: input.across_time.into(),
            numerator_unit: input.numerator_unit,
            denominator_unit: input.denominator_unit,
            definition: input.definition,
        };
        Ok(payload(service::define(scope(ctx)?, hub(ctx), definition).await?))
    }

    /// Changes names and display of a definition that the token's region owns. Role `steward`.
    async fn update_indicator(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: UpdateIndicatorInput,
    ) -> Result<IndicatorPayload> {
        let (code, expected) = (input.code.clone(), input.expected_version);
        let change = |old: &Definition| Definition {
            name_zh: input.name_zh.unwrap_or_else(|| old.name_zh.clone()),
            name_en: input.name_en.unwrap_or_else(|| old.name_en.clone()),
            category: or_old(input.category, &old.category),
            unit: input.unit.unwrap_or_else(|| old.unit.clone()),
            precision: input.precision.unwrap_or(old.precision),
            direction: input.direction.map_or(old.direction, Into::into),
            definition: input.definition.unwrap_or_else(|| old.definition.clone()),
            ..old.clone()
        };
        Ok(payload(
            service::update(scope(ctx)?, hub(ctx), &code, expected, change).await?,
        ))
    }
}
