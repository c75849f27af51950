//! The issues of a definition by itself; what names other definitions is checked by the service. Pure.

use super::{AcrossSpace, AcrossTime, Definition, Headline, Source};
use crate::{
    indicator::unit::{Dimension, Unit},
    issue::{Issue, check_name},
};

impl Definition {
    /// Every issue of the definition.
    #[must_use]
    pub fn check(&self) -> Vec<Issue> {
        let mut issues = Vec::new();
        let well_formed = (1..=64).contains(&self.code.len())
            && self.code.starts_with(|first: char| first.is_ascii_uppercase())
            && self
                .code
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
        if !well_formed {
            issues.push(Issue::error(
                &["code"],
                "BAD_CODE",
                "1 to 64 capital letters, digits and underscores, a letter first",
                "须为1至64个大写字母、数字或下划线，以字母开头",
            ));
        }
        check_name(&["nameZh"], &self.name_zh, &mut issues);
        check_name(&["nameEn"], &self.name_en, &mut issues);
        if self.scale > 8 || self.precision > 8 {
            issues.push(Issue::error(
                &["scale"],
                "OUT_OF_RANGE",
                "at most 8 decimals",
                "小数位数不得超过8",
            ));
        }
        if self.definition.chars().count() > 2000 {
            issues.push(Issue::error(
                &["definition"],
                "TOO_LONG",
                "at most 2,000 characters",
                "不得超过2000个字符",
            ));
        }
        self.check_units(&mut issues);
        self.check_storable(&mut issues);
        self.check_source(&mut issues);
        self.check_counting(&mut issues);
        self.check_rules(&mut issues);
        issues
    }

    /// Values are given and kept exactly, so their units need an exact factor; a formula's result does not.
    fn check_storable(&self, issues: &mut Vec<Issue>) {
        let given = match (self.source, self.across_space) {
            (Source::Formula, _) => vec![],
            (_, AcrossSpace::Ratio) => vec![
                ("numeratorUnit", self.numerator_unit.as_deref()),
                ("denominatorUnit", self.denominator_unit.as_deref()),
            ],
            _ => vec![("unit", Some(self.unit.as_str()))],
        };
        for (field, symbol) in given {
            if let Some(symbol) = symbol
                && Unit::of(symbol).is_some_and(|unit| !unit.is_storable())
            {
                let issue = Issue::error(
                    &[field],
                    "UNIT_NOT_EXACT",
                    "values cannot be kept exactly in this unit: it is for ratios and formulas",
                    "该单位无法精确保存数值，仅用于比率和公式指标",
                );
                issues.push(issue.with([symbol]));
            }
        }
    }

    /// A formula belongs to the source FORMULA, and has no roll-up of its own.
    fn check_source(&self, issues: &mut Vec<Issue>) {
        let formula = self.source == Source::Formula;
        if formula != self.formula.is_some() {
            issues.push(Issue::error(
                &["formula"],
                "FORMULA_MISMATCH",
                "a formula is given where, and only where, the source is FORMULA",
                "来源为公式时须给出公式，其他来源不得给出公式",
            ));
        }
        if formula && self.headline == Headline::Declared {
            issues.push(Issue::error(
                &["headline"],
                "HEADLINE_MISMATCH",
                "a formula's figure is computed, and nothing is declared beside it",
                "公式指标由公式计算，没有填报数可采用",
            ));
        }
        if formula && self.across_space != AcrossSpace::None {
            issues.push(Issue::error(
                &["acrossSpace"],
                "FORMULA_ROLLS_UP",
                "a formula is computed from figures that are rolled up already: its own rule is NONE",
                "公式指标由已汇总的数据计算，其空间规则须为不汇总",
            ));
        }
    }

    /// What is counted counts distinct things, and needs a rule.
    fn check_counting(&self, issues: &mut Vec<Issue>) {
        let counted = self.source == Source::Counted || self.across_space == AcrossSpace::DistinctCount;
        if counted && self.counting.is_none() {
            issues.push(Issue::error(
                &["counting"],
                "COUNTING_MISSING",
                "what is counted needs a rule of counting",
                "登记册统计指标须给出统计规则",
            ));
        }
        if (self.across_space == AcrossSpace::DistinctCount) != (self.source == Source::Counted) {
            issues.push(Issue::error(
                &["acrossSpace"],
                "COUNTING_MISMATCH",
                "the rule DISTINCT_COUNT belongs to the source COUNTED, and only to it",
                "去重计数规则用于且仅用于登记册统计来源",
            ));
        }
        let counts = Unit::of(&self.unit).is_some_and(|unit| unit.dimension == Dimension::Count);
        let adds_up = matches!(self.across_space, AcrossSpace::Sum | AcrossSpace::DistinctCount);
        if self.counting.is_some() && !(counts && adds_up) {
            issues.push(Issue::error(
                &["counting"],
                "COUNTING_MISMATCH",
                "what the registers count is a number of things that adds up, in a unit of count",
                "登记册统计的是可加总的个数，计量单位须为计数单位",
            ));
        }
    }

    fn check_rules(&self, issues: &mut Vec<Issue>) {
        if (self.across_space == AcrossSpace::WeightedMean) != self.weight.is_some() {
            issues.push(Issue::error(
                &["weight"],
                "WEIGHT_MISMATCH",
                "a weighted mean, and only it, names the indicator of its weights",
                "加权平均须且仅加权平均须指明权重指标",
            ));
        }
        let mean = matches!(
            self.across_space,
            AcrossSpace::WeightedMean | AcrossSpace::Min | AcrossSpace::Max
        );
        if mean && matches!(self.across_time, AcrossTime::Flow | AcrossTime::YearToDate) {
            issues.push(Issue::error(
                &["acrossTime"],
                "NOT_ADDITIVE_IN_TIME",
                "a mean or an extreme of regions does not add up over time: STOCK or NONE",
                "平均值或极值不能跨期相加，时间规则须为存量或不汇总",
            ));
        }
        let negative =
            |value: Option<rust_decimal::Decimal>| value.is_some_and(|value| value.is_sign_negative());
        if negative(self.tolerance.absolute) || negative(self.tolerance.percent) {
            issues.push(Issue::error(
                &["tolerance"],
                "OUT_OF_RANGE",
                "a tolerance is not negative",
                "允许误差不得为负",
            ));
        }
    }

    fn check_units(&self, issues: &mut Vec<Issue>) {
        let mut known = |field: &str, symbol: &str| {
            let unit = Unit::of(symbol);
            if unit.is_none() {
                issues.push(unknown_unit(&[field], symbol));
            }
            unit
        };
        let unit = known("unit", &self.unit);
        let parts = (self.numerator_unit.as_deref(), self.denominator_unit.as_deref());
        match (self.across_space, parts) {
            (AcrossSpace::Ratio, (Some(numerator), Some(denominator))) => {
                let (numerator, denominator) = (
                    known("numeratorUnit", numerator),
                    known("denominatorUnit", denominator),
                );
                if let (Some(unit), Some(numerator), Some(denominator)) = (unit, numerator, denominator)
                    && numerator.dimension.quotient(denominator.dimension) != Some(unit.dimension)
                {
                    issues.push(
                        Issue::error(
                            &["unit"],
                            "UNIT_MISMATCH",
                            "the unit is not the numerator's by the denominator's",
                            "计量单位与分子、分母单位之商不符",
                        )
                        .with([unit.symbol, numerator.symbol, denominator.symbol]),
                    );
                }
            }
            (AcrossSpace::Ratio, _) => issues.push(Issue::error(
                &["numeratorUnit"],
                "RATIO_NEEDS_PARTS",
                "a ratio needs the units of its numerator and denominator",
                "比率指标须给出分子和分母的计量单位",
            )),
            (_, (None, None)) => {}
            _ => issues.push(Issue::error(
                &["numeratorUnit"],
                "NOT_A_RATIO",
                "only a ratio has a numerator and a denominator",
                "只有比率指标才有分子和分母",
            )),
        }
    }
}

/// The issue of a unit that the hub does not know.
#[must_use]
pub fn unknown_unit(path: &[&str], symbol: &str) -> Issue {
    Issue::error(
        path,
        "UNKNOWN_UNIT",
        "the hub does not know this unit",
        "未知的计量单位",
    )
    .with([symbol])
}
