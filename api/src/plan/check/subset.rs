//! `SUBSET_EXCEEDS` and `SCOPE_MIX`: a part is not more than the whole, and is not called by its name.

use super::{
    Finding, Grade,
    book::{Book, in_unit, target_figure},
    names::{core, one_name},
};
use crate::plan::model::target::Target;

/// The parts among the targets against their wholes.
pub(super) fn subsets(book: &Book<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (index, target) in book.details().targets.iter().enumerate() {
        let Some(whole) = target.part_of.as_deref() else {
            continue;
        };
        found.extend(exceeding(book, target, whole));
        found.extend(mixed(book, index, target, whole));
    }
    found
}

fn exceeding(book: &Book<'_>, target: &Target, whole: &str) -> Vec<Finding> {
    let own = book.series.get(target.series()).into_iter().flatten();
    let own = own.filter(|stated| stated.of_target.is_some_and(|of| std::ptr::eq(of, target)));
    let above = own.filter_map(|part| {
        let whole = book.level(whole, part.year)?;
        (part.comparable(whole) && part.value > whole.value).then_some((part, whole))
    });
    above
        .map(|(part, whole)| {
            let finding = Finding::new(
                "SUBSET_EXCEEDS",
                Grade::MustBeZero,
                target.series(),
                "the part is more than the whole",
                "部分大于总体",
            );
            let finding = finding
                .in_year(part.year)
                .expecting(format!("≤{}", in_unit(whole.value, part.unit)));
            finding.with([part.figure.clone(), whole.figure.clone()])
        })
        .collect()
}

/// Two figures of different scope under one name.
fn mixed(book: &Book<'_>, index: usize, target: &Target, whole: &str) -> Option<Finding> {
    let scope = target.scope.as_deref()?;
    let same = |name: &str| one_name(&core(name), &core(&target.name));
    let details = book.details();
    let of_targets = details.targets.iter().enumerate().find_map(|(at, other)| {
        let differs = other.scope.as_deref().is_some_and(|other| other != scope);
        (other.series() == whole && differs && same(&other.name))
            .then(|| target_figure(at, other, other.name.clone()))
    });
    let of_claims = details.claims.iter().enumerate().find_map(|(at, claim)| {
        let differs = claim.scope.as_deref().is_some_and(|other| other != scope);
        let named = || claim.name.as_deref().is_some_and(same);
        (claim.series == whole && differs && named()).then(|| super::book::claim_figure(at, claim))
    });
    let other = of_targets.or(of_claims)?;
    let finding = Finding::new(
        "SCOPE_MIX",
        Grade::MustBeExplained,
        target.series(),
        "figures of different scope under one name",
        "同一名称下统计范围不同",
    );
    let level = target
        .baseline
        .as_ref()
        .map(|baseline| baseline.value.to_string());
    let own = format!("{} {}", target.name, level.unwrap_or_default())
        .trim()
        .to_owned();
    Some(finding.with([target_figure(index, target, own), other]))
}
