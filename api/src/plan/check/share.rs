//! `CROSS_CHECK` and `SIZE_LIMIT`: a share of a whole against what is counted, and parts against their whole.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{
    Figure, Finding, Grade,
    book::{Book, based, claim_figure, in_unit},
    shown,
};
use crate::plan::model::claim::{Claim, ClaimKind};

/// A share that asks for more than is counted.
pub(super) fn shares(book: &Book<'_>) -> Vec<Finding> {
    book.claims(ClaimKind::Share)
        .filter_map(|(index, claim)| share(book, index, claim))
        .collect()
}

fn share(book: &Book<'_>, index: usize, claim: &Claim) -> Option<Finding> {
    let year = claim.year?;
    let whole = book.level(claim.of.as_deref()?, year)?;
    let counted = book.level(claim.counted.as_deref()?, year)?;
    let stated = claim.value.checked_div(Decimal::ONE_HUNDRED)?;
    let of_counted = if claim.complement {
        Decimal::ONE - stated
    } else {
        stated
    };
    let implied = of_counted.checked_mul(whole.value)?;
    // What the rounding of the printed percentage can make of the whole.
    let rounding = Decimal::new(5, claim.value.scale() + 3).checked_mul(whole.value)?;
    if !whole.comparable(counted) || implied <= counted.value.checked_add(rounding)? {
        return None;
    }
    let most = counted
        .value
        .checked_mul(Decimal::ONE_HUNDRED)?
        .checked_div(whole.value)?;
    let right = if claim.complement {
        Decimal::ONE_HUNDRED - most
    } else {
        most
    };
    let bound = if claim.complement { "≥" } else { "≤" };
    let (implied, listed) = (in_unit(implied, whole.unit), in_unit(counted.value, counted.unit));
    let finding = Finding::new(
        "CROSS_CHECK",
        Grade::MustBeExplained,
        &claim.series,
        format!("the share means {implied}, and {listed} are counted"),
        format!("按占比推算为{implied}，实列{listed}"),
    );
    let figures = [
        claim_figure(index, claim),
        whole.figure.clone(),
        counted.figure.clone(),
    ];
    Some(
        finding
            .in_year(year)
            .with(figures)
            .expecting(format!("{bound}{}%", shown(right))),
    )
}

/// Parts that are more than the whole, or more than half of it in few hands.
pub(super) fn parts(book: &Book<'_>) -> Vec<Finding> {
    let mut wholes: BTreeMap<(&str, i32), (Decimal, Vec<Figure>)> = BTreeMap::new();
    for (index, claim) in book.claims(ClaimKind::PartOf) {
        let Some((of, year)) = claim.of.as_deref().zip(claim.year) else {
            continue;
        };
        let count = Decimal::from(claim.count.unwrap_or(1));
        let part = based(claim.value, claim.read_unit()).saturating_mul(count);
        let fits = book.level(of, year).and_then(|whole| whole.unit);
        if fits.map(|unit| unit.dimension) == claim.read_unit().map(|unit| unit.dimension) {
            let entry = wholes.entry((of, year)).or_default();
            entry.0 = entry.0.saturating_add(part);
            entry.1.push(claim_figure(index, claim));
        }
    }
    let found = wholes.into_iter().filter_map(|((of, year), (sum, figures))| {
        let whole = book.level(of, year)?;
        let share = sum.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole.value)?;
        let (grade, message, message_zh) = if share > Decimal::ONE_HUNDRED {
            (
                Grade::MustBeZero,
                "the parts are more than the whole",
                "部分之和大于总量",
            )
        } else if share > Decimal::from(50) {
            (
                Grade::MustBeExplained,
                "few parts are more than half of the whole",
                "少数部分超过总量的一半",
            )
        } else {
            return None;
        };
        let text = format!(
            "{} / {}",
            in_unit(sum, whole.unit),
            in_unit(whole.value, whole.unit)
        );
        let finding = Finding::new(
            "SIZE_LIMIT",
            grade,
            of,
            format!("{message}: {text} = {}%", shown(share)),
            format!("{message_zh}：{text}＝{}%", shown(share)),
        );
        Some(finding.in_year(year).with(figures).with([whole.figure.clone()]))
    });
    found.collect()
}
