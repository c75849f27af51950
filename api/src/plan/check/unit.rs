//! `UNIT_MISSING`: every figure has a unit; what was left out is chosen, and the choice explained.

use rust_decimal::Decimal;

use super::{
    Finding, Grade,
    book::{Book, Statement, in_unit, target_figure, text},
};
use crate::plan::model::target::Target;

/// The most statements that are shown beside a figure without a unit.
const MOST_FIGURES: usize = 10;

/// Targets without a printed unit. What else is stated of the series tells how far off a naive reading is.
pub(super) fn missing_units(book: &Book<'_>) -> Vec<Finding> {
    let targets = book.details().targets.iter().enumerate();
    let bare = targets.filter(|(_, target)| target.printed_unit.is_none() || target.unit.is_none());
    bare.filter_map(|(index, target)| missing_unit(book, index, target))
        .collect()
}

fn missing_unit(book: &Book<'_>, index: usize, target: &Target) -> Option<Finding> {
    let years = target.years.iter().filter_map(|year| year.value);
    let printed: Vec<Decimal> = target
        .baseline
        .iter()
        .map(|baseline| baseline.value)
        .chain(years)
        .collect();
    if printed.is_empty() {
        return None;
    }
    let (grade, message, message_zh) = match target.unit {
        None => (
            Grade::MustBeZero,
            "no unit is printed, and none is chosen".to_owned(),
            "未标注计量单位，也未选定".to_owned(),
        ),
        Some(ref unit) => (
            Grade::MustBeExplained,
            format!("no unit is printed: it is read as {unit}"),
            format!("未标注计量单位，按{unit}读取"),
        ),
    };
    let numbers: Vec<String> = printed.iter().map(ToString::to_string).collect();
    let figure = target_figure(index, target, numbers.join(", "));
    let others = book.series.get(target.series()).into_iter().flatten();
    let others: Vec<&Statement<'_>> = others
        .filter(|other| {
            other.unit.is_some() && other.of_target.is_none_or(|other| !std::ptr::eq(other, target))
        })
        .collect();
    let like = others.iter().find(|other| printed.contains(&other.printed));
    let cause = like.and_then(|other| {
        let unit = other.unit?;
        let factor = unit.factor().normalize();
        let stated = text(other.operator, other.printed, None, Some(unit.symbol));
        Some((
            format!("stated as {stated} elsewhere: a bare number is {factor} times too small"),
            format!("别处表述为{stated}，若无单位则相差{factor}倍"),
        ))
    });
    let finding = Finding::new("UNIT_MISSING", grade, target.series(), message, message_zh).with([figure]);
    let finding = finding
        .with(others.iter().take(MOST_FIGURES).map(|other| other.figure.clone()))
        .because(cause);
    let unit = target.read_unit();
    Some(match unit {
        Some(unit) => {
            let read = printed.iter().map(|value| in_unit(*value * unit.factor(), None));
            let base = read.collect::<Vec<_>>().join(", ");
            finding.expecting(base)
        }
        None => finding,
    })
}
