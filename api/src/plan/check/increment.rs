//! `INCREMENT_VS_LEVEL`: what is added in each year, and in all years, is the difference of the values.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::{
    Figure, Finding, Grade,
    book::{Book, based, claim_figure, in_unit},
    conflict::agree,
};
use crate::{
    indicator::unit::Unit,
    plan::model::{
        claim::{Claim, ClaimKind, Source},
        target::Operator,
    },
};

const CODE: &str = "INCREMENT_VS_LEVEL";

/// A claim of what is added, with its index.
type Added<'a> = (usize, &'a Claim);

/// The steps of a series against what is stated to be added, year by year and together.
pub(super) fn increments_against_levels(book: &Book<'_>) -> Vec<Finding> {
    let mut series: BTreeMap<&str, Vec<Added<'_>>> = BTreeMap::new();
    for (index, claim) in book.claims(ClaimKind::Increment) {
        series.entry(&claim.series).or_default().push((index, claim));
    }
    let mut found = Vec::new();
    for (series, added) in &series {
        found.extend(added.iter().filter_map(|one| of_year(book, series, *one)));
        found.extend(silent_years(book, series, added));
        found.extend(together(book, series, added));
    }
    found.extend(
        book.claims(ClaimKind::TotalIncrement)
            .filter_map(|one| total(book, one)),
    );
    found
}

/// What a claim adds, in the units of the levels.
fn agrees(claim: &Claim, step: Decimal) -> bool {
    let unit = claim.read_unit();
    let stated = (
        claim.operator,
        based(claim.value, unit),
        claim.upper.map(|upper| based(upper, unit)),
    );
    agree(stated, (Operator::Eq, step, None))
}

/// The step between two years with both its figures, if the claims are in units that fit.
fn step(
    book: &Book<'_>,
    series: &str,
    (from, to): (i32, i32),
    unit: Option<Unit>,
) -> Option<(Decimal, Option<Unit>, [Figure; 2])> {
    let (before, after) = book.levels(series, from, to)?;
    let fits = before.unit.map(|unit| unit.dimension) == unit.map(|unit| unit.dimension);
    let figures = [before.figure.clone(), after.figure.clone()];
    fits.then(|| (after.value.saturating_sub(before.value), after.unit, figures))
}

fn finding(series: &str, stated: &str, expected: String) -> Finding {
    Finding::new(
        CODE,
        Grade::MustBeZero,
        series,
        format!("{stated} is stated to be added, and the values step by {expected}"),
        format!("所列新增量{stated}与数值之差{expected}不符"),
    )
    .expecting(expected)
}

fn of_year(book: &Book<'_>, series: &str, (index, claim): Added<'_>) -> Option<Finding> {
    let year = claim.year?;
    let (step, unit, levels) = step(book, series, (year - 1, year), claim.read_unit())?;
    if agrees(claim, step) {
        return None;
    }
    let stated = claim_figure(index, claim);
    let found = finding(series, &stated.text, in_unit(step, unit));
    Some(found.in_year(year).with([stated]).with(levels))
}

/// The years between those for which a schedule states what is added, of which it says nothing though the values
/// step.
fn silent_years(book: &Book<'_>, series: &str, added: &[Added<'_>]) -> Vec<Finding> {
    let scheduled = added.iter().filter(|(_, claim)| claim.source == Source::Schedule);
    let spoken: BTreeSet<i32> = scheduled.filter_map(|(_, claim)| claim.year).collect();
    // A schedule speaks of all the years for which it has any target.
    let schedule = book.details().claims.iter();
    let years: BTreeSet<i32> = schedule
        .filter(|claim| claim.source == Source::Schedule)
        .filter_map(|claim| claim.year)
        .collect();
    let silent = years
        .iter()
        .filter(|year| !spoken.is_empty() && !spoken.contains(*year));
    let unit = added.first().and_then(|(_, claim)| claim.read_unit());
    silent
        .filter_map(|year| {
            let (step, unit, levels) = step(book, series, (year - 1, *year), unit)?;
            let found = finding(series, "nothing", in_unit(step, unit));
            (!step.is_zero()).then(|| found.in_year(*year).with(levels))
        })
        .collect()
}

/// All that is added together.
fn together(book: &Book<'_>, series: &str, added: &[Added<'_>]) -> Option<Finding> {
    let exact = added.iter().all(|(_, claim)| claim.operator == Operator::Eq);
    let years = || added.iter().filter_map(|(_, claim)| claim.year);
    let (first, last) = (years().min()?, years().max()?);
    let twice = years().collect::<BTreeSet<_>>().len() < added.len();
    let (_, claim) = added.first()?;
    let (step, unit, levels) = step(book, series, (first - 1, last), claim.read_unit())?;
    let parts = added
        .iter()
        .map(|(_, claim)| based(claim.value, claim.read_unit()));
    let sum = parts.fold(Decimal::ZERO, Decimal::saturating_add);
    if !exact || twice || first == last || sum == step {
        return None;
    }
    let found = finding(series, &in_unit(sum, unit), in_unit(step, unit));
    let figures = added.iter().map(|(index, claim)| claim_figure(*index, claim));
    Some(found.with(figures).with(levels))
}

/// A stated total against the values of both ends.
fn total(book: &Book<'_>, (index, claim): Added<'_>) -> Option<Finding> {
    let base_year = claim.base_year.or(book.details().baseline_year)?;
    let year = claim.year?;
    let (step, unit, levels) = step(book, &claim.series, (base_year, year), claim.read_unit())?;
    if agrees(claim, step) {
        return None;
    }
    let stated = claim_figure(index, claim);
    let found = finding(&claim.series, &stated.text, in_unit(step, unit));
    Some(found.in_year(year).with([stated]).with(levels))
}
