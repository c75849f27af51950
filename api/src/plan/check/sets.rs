//! `INDUSTRY_MISMATCH` and `ABOVE_SCALE_STEP`: what sections name together against each other, and against a step.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::{
    Figure, Finding, Grade, Spot,
    book::{Book, in_unit},
};
use crate::{plan::model::claim::NamedSet, register::search::normalise};

fn figure(index: usize, set: &NamedSet) -> Figure {
    Figure {
        spot: Spot {
            section: set.section.clone(),
            quotation: set.quotation.clone(),
            path: vec!["namedSets".to_owned(), index.to_string()],
        },
        text: set.items.join("、"),
    }
}

fn names(set: &NamedSet) -> BTreeSet<String> {
    set.items.iter().map(|item| normalise(item)).collect()
}

/// Sections that name other ones under the same heading.
pub(super) fn mismatches(book: &Book<'_>) -> Vec<Finding> {
    let mut headings: BTreeMap<&str, Vec<(usize, &NamedSet)>> = BTreeMap::new();
    let sets = book.details().named_sets.iter().enumerate();
    for (index, set) in sets.filter(|(_, set)| set.series.is_none()) {
        headings.entry(&set.name).or_default().push((index, set));
    }
    let mut found = Vec::new();
    for (heading, sets) in headings {
        let fits = |a: &NamedSet, b: &NamedSet| match (a.partial, b.partial) {
            (false, false) => names(a) == names(b),
            (true, false) => names(a).is_subset(&names(b)),
            (false, true) => names(b).is_subset(&names(a)),
            (true, true) => true,
        };
        if sets.iter().any(|(_, a)| sets.iter().any(|(_, b)| !fits(a, b))) {
            let finding = Finding::new(
                "INDUSTRY_MISMATCH",
                Grade::MustBeExplained,
                heading,
                "sections name different ones",
                "各章节表述不一致",
            );
            found.push(finding.with(sets.into_iter().map(|(index, set)| figure(index, set))));
        }
    }
    found
}

/// How many are named for a year against the step of the series that they add to.
pub(super) fn steps(book: &Book<'_>) -> Vec<Finding> {
    let sets = book.details().named_sets.iter().enumerate();
    sets.filter_map(|(index, set)| {
        let (series, year) = set.series.as_deref().zip(set.year)?;
        let (before, after) = book.levels(series, year - 1, year)?;
        let step = after.value.saturating_sub(before.value);
        let named = Decimal::from(set.items.len());
        let fits = if set.partial { named <= step } else { named == step };
        if fits {
            return None;
        }
        let stepped = in_unit(step, after.unit);
        let finding = Finding::new(
            "ABOVE_SCALE_STEP",
            Grade::MustBeExplained,
            series,
            format!("{named} are named, and the target steps by {stepped}"),
            format!("列名{named}个，目标增量为{stepped}"),
        );
        let figures = [figure(index, set), before.figure.clone(), after.figure.clone()];
        Some(finding.in_year(year).with(figures).expecting(stepped))
    })
    .collect()
}
