//! Inputs of definitions.

use async_graphql::{InputObject, MaybeUndefined};

use super::terms::{
    AcrossSpace, AcrossTime, Cadence, Direction, Headline, IndicatorSource, Tolerance, Visibility,
};
use crate::{
    counting::graphql::CountRuleInput, graphql::scalars::Date, indicator::model::Definition,
    region::graphql::Tier, register::graphql::or_old, scope::graphql::Function,
};

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
    /// What its figures are made of 数据来源.
    #[graphql(default_with = "IndicatorSource::Declared")]
    pub source: IndicatorSource,
    /// The formula 计算公式; for the source FORMULA only, and needed there.
    pub formula: Option<String>,
    /// Code of the indicator of the weights 权重; for a weighted mean only, and needed there.
    pub weight: Option<String>,
    /// What the registers count of it 统计规则; needed for the source COUNTED, and else shown beside what is declared.
    pub counting: Option<CountRuleInput>,
    /// Which of the three figures of a region is its value 采用口径.
    #[graphql(default_with = "Headline::Derived")]
    pub headline: Headline,
    /// Which differences between the three figures are only rounding 允许误差; none by default.
    pub tolerance: Option<Tolerance>,
    /// Who sees the figures 公开范围.
    #[graphql(default_with = "Visibility::Scope")]
    pub visibility: Visibility,
}

/// A change of a definition. A field that is left out stays as it is. What decides the values already stored
/// (dimension, scale, cadence, source) cannot be changed. A change of rules (tier of collection, rules across space and
/// time, formula, weight) needs `effectiveFrom`, and figures of earlier periods stay as they were.
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
    /// The tier whose values are the raw material.
    pub collected_at: Option<Tier>,
    /// The rule across space. A ratio stays a ratio.
    pub across_space: Option<AcrossSpace>,
    /// The rule across time.
    pub across_time: Option<AcrossTime>,
    /// The formula.
    pub formula: Option<String>,
    /// Code of the indicator of the weights; null where it is no weighted mean any more.
    pub weight: MaybeUndefined<String>,
    /// What the registers count of it; null where they no longer do.
    pub counting: MaybeUndefined<CountRuleInput>,
    /// Which of the three figures of a region is its value.
    pub headline: Option<Headline>,
    /// Which differences are only rounding.
    pub tolerance: Option<Tolerance>,
    /// Who sees the figures.
    pub visibility: Option<Visibility>,
    /// The day from which changed rules hold 生效日期: for periods that begin on it or later.
    pub effective_from: Option<Date>,
}

impl DefineIndicatorInput {
    /// The definition.
    #[must_use]
    pub fn content(self) -> Definition {
        Definition {
            code: self.code,
            name_zh: self.name_zh,
            name_en: self.name_en,
            category: self.category,
            unit: self.unit,
            scale: self.scale,
            precision: self.precision,
            cadence: self.cadence.into(),
            function: self.function.into(),
            direction: self.direction.into(),
            collected_at: self.collected_at.into(),
            across_space: self.across_space.into(),
            across_time: self.across_time.into(),
            numerator_unit: self.numerator_unit,
            denominator_unit: self.denominator_unit,
            definition: self.definition,
            source: self.source.into(),
            formula: self.formula,
            weight: self.weight,
            counting: self.counting.map(Into::into),
            headline: self.headline.into(),
            tolerance: self.tolerance.map(Into::into).unwrap_or_default(),
            visibility: self.visibility.into(),
        }
    }
}

impl UpdateIndicatorInput {
    /// The new content from the old.
    #[must_use]
    pub fn content(self, old: &Definition) -> Definition {
        Definition {
            name_zh: self.name_zh.unwrap_or_else(|| old.name_zh.clone()),
            name_en: self.name_en.unwrap_or_else(|| old.name_en.clone()),
            category: or_old(self.category, &old.category),
            unit: self.unit.unwrap_or_else(|| old.unit.clone()),
            precision: self.precision.unwrap_or(old.precision),
            direction: self.direction.map_or(old.direction, Into::into),
            definition: self.definition.unwrap_or_else(|| old.definition.clone()),
            collected_at: self.collected_at.map_or(old.collected_at, Into::into),
            across_space: self.across_space.map_or(old.across_space, Into::into),
            across_time: self.across_time.map_or(old.across_time, Into::into),
            formula: self.formula.or_else(|| old.formula.clone()),
            weight: or_old(self.weight, &old.weight),
            counting: or_old(self.counting.map_value(Into::into), &old.counting),
            headline: self.headline.map_or(old.headline, Into::into),
            tolerance: self.tolerance.map_or_else(|| old.tolerance.clone(), Into::into),
            visibility: self.visibility.map_or(old.visibility, Into::into),
            ..old.clone()
        }
    }
}
