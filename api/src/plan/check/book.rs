//! All statements of figures of a plan by series and year, in base units.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{Figure, Spot};
use crate::{
    indicator::unit::Unit,
    plan::model::{
        Content, Details,
        claim::{Claim, ClaimKind, Source},
        target::{Nature, Operator, Target},
    },
};

/// One statement of the value of a series in a year.
#[derive(Clone, Debug)]
pub(super) struct Statement<'a> {
    /// The year.
    pub(super) year: i32,
    /// How it is meant.
    pub(super) operator: Operator,
    /// The value in base units, or as it is printed where it has no unit.
    pub(super) value: Decimal,
    /// The upper end of a range, likewise.
    pub(super) upper: Option<Decimal>,
    /// The value as printed.
    pub(super) printed: Decimal,
    /// Its unit.
    pub(super) unit: Option<Unit>,
    /// Whether it stands in the table of targets.
    pub(super) table: bool,
    /// What kind of a series the words say it is.
    pub(super) nature: Option<Nature>,
    /// Where and what.
    pub(super) figure: Figure,
    /// Whether it is a target's own figure.
    pub(super) of_target: Option<&'a Target>,
}

impl Statement<'_> {
    /// Whether the two can be compared: both in units of one dimension, or both without.
    #[must_use]
    pub(super) fn comparable(&self, other: &Self) -> bool {
        let dimension = |of: &Self| of.unit.map(|unit| unit.dimension);
        dimension(self) == dimension(other)
    }
}

/// A plan, indexed for the rules.
#[derive(Debug)]
pub(super) struct Book<'a> {
    /// The plan.
    pub(super) content: &'a Content,
    /// Statements of values by series.
    pub(super) series: BTreeMap<&'a str, Vec<Statement<'a>>>,
}

impl<'a> Book<'a> {
    /// The book of a plan.
    #[must_use]
    pub(super) fn of(content: &'a Content) -> Self {
        let mut series: BTreeMap<&str, Vec<Statement<'_>>> = BTreeMap::new();
        for (index, target) in content.details.targets.iter().enumerate() {
            let statements = of_target(index, target);
            series.entry(target.series()).or_default().extend(statements);
        }
        for (index, claim) in content.details.claims.iter().enumerate() {
            if let Some(statement) = of_claim(index, claim) {
                series.entry(&claim.series).or_default().push(statement);
            }
        }
        Self { content, series }
    }

    /// What the plan holds.
    #[must_use]
    pub(super) fn details(&self) -> &'a Details {
        &self.content.details
    }

    /// The statement that counts for a series in a year: that of the table before others, an exact one first.
    #[must_use]
    pub(super) fn level(&self, series: &str, year: i32) -> Option<&Statement<'a>> {
        let stated = self.series.get(series)?.iter();
        let of_year = stated.filter(|statement| statement.year == year);
        of_year.min_by_key(|statement| (!statement.table, statement.operator != Operator::Eq))
    }

    /// The statements that count in two years, where they can be compared.
    #[must_use]
    pub(super) fn levels(
        &self,
        series: &str,
        from: i32,
        to: i32,
    ) -> Option<(&Statement<'a>, &Statement<'a>)> {
        let (from, to) = (self.level(series, from)?, self.level(series, to)?);
        from.comparable(to).then_some((from, to))
    }

    /// The claims of a kind, with their indexes.
    pub(super) fn claims(&self, kind: ClaimKind) -> impl Iterator<Item = (usize, &'a Claim)> {
        let claims = self.details().claims.iter().enumerate();
        claims.filter(move |(_, claim)| claim.kind == kind)
    }
}

fn of_target(index: usize, target: &Target) -> Vec<Statement<'_>> {
    let unit = target.read_unit();
    let statement = |year, operator, value: Decimal, upper: Option<Decimal>| Statement {
        year,
        operator,
        value: based(value, unit),
        upper: upper.map(|upper| based(upper, unit)),
        printed: value,
        unit,
        table: target.table.is_some(),
        nature: target.nature,
        figure: target_figure(
            index,
            target,
            text(operator, value, upper, target.unit.as_deref()),
        ),
        of_target: Some(target),
    };
    let baseline = target.baseline.iter();
    let baseline = baseline.map(|given| statement(given.year, given.operator, given.value, None));
    let years = target.years.iter();
    let years =
        years.filter_map(|given| Some(statement(given.year?, given.operator, given.value?, given.upper)));
    baseline.chain(years).collect()
}

fn of_claim(index: usize, claim: &Claim) -> Option<Statement<'_>> {
    let unit = claim.read_unit();
    let year = claim.year.filter(|_| claim.kind == ClaimKind::Level)?;
    Some(Statement {
        year,
        operator: claim.operator,
        value: based(claim.value, unit),
        upper: claim.upper.map(|upper| based(upper, unit)),
        printed: claim.value,
        unit,
        table: claim.source == Source::Table,
        nature: claim.nature,
        figure: claim_figure(index, claim),
        of_target: None,
    })
}

/// A value in base units.
pub(super) fn based(value: Decimal, unit: Option<Unit>) -> Decimal {
    let factor = unit.map_or(Decimal::ONE, Unit::factor);
    value.checked_mul(factor).unwrap_or(Decimal::MAX)
}

/// A value in base units as it reads in a unit.
pub(super) fn in_unit(value: Decimal, unit: Option<Unit>) -> String {
    let factor = unit.map_or(Decimal::ONE, Unit::factor);
    let value = value.checked_div(factor).unwrap_or(value);
    format!("{}{}", super::shown(value), unit.map_or("", |unit| unit.symbol))
}

/// An operator, a number and a unit.
pub(super) fn text(operator: Operator, value: Decimal, upper: Option<Decimal>, unit: Option<&str>) -> String {
    let upper = upper.map(|upper| format!("-{upper}")).unwrap_or_default();
    format!("{}{value}{upper}{}", operator.sign(), unit.unwrap_or_default())
}

/// A figure of a target.
pub(super) fn target_figure(index: usize, target: &Target, text: String) -> Figure {
    Figure {
        spot: Spot {
            section: target.section.clone().or_else(|| target.table.clone()),
            quotation: target.anchor.clone(),
            path: vec!["targets".to_owned(), index.to_string()],
        },
        text,
    }
}

/// The figure of a claim.
pub(super) fn claim_figure(index: usize, claim: &Claim) -> Figure {
    let plus = match claim.kind {
        ClaimKind::Increment | ClaimKind::TotalIncrement | ClaimKind::GrowthPercent => "+",
        ClaimKind::Level | ClaimKind::Share | ClaimKind::PartOf => "",
    };
    let number = text(claim.operator, claim.value, claim.upper, claim.unit.as_deref());
    let count = claim.count.map(|count| format!("{count}×")).unwrap_or_default();
    Figure {
        spot: Spot {
            section: claim.section.clone(),
            quotation: claim.quotation.clone(),
            path: vec!["claims".to_owned(), index.to_string()],
        },
        text: format!("{plus}{count}{number}"),
    }
}
