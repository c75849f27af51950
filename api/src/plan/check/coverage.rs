//! What is not there: tables without what the text promises, baselines, numbers, deadlines.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::{
    Finding, Grade,
    book::{Book, target_figure, text},
};
use crate::{
    indicator::unit::Dimension,
    plan::model::target::{Nature, Operator, Target},
};

fn stated(target: &Target) -> String {
    let years = target.years.iter().map(|year| {
        let unit = target.unit.as_deref();
        let number = year
            .value
            .map(|value| text(year.operator, value, year.upper, unit));
        number.unwrap_or_else(|| year.operator.sign().to_owned())
    });
    format!("{} {}", target.name, years.collect::<Vec<_>>().join(", "))
}

fn about(book: &Book<'_>, found: impl Fn(&Target) -> Option<Finding>) -> Vec<Finding> {
    let targets = book.details().targets.iter().enumerate();
    targets
        .filter_map(|(index, target)| {
            Some(found(target)?.with([target_figure(index, target, stated(target))]))
        })
        .collect()
}

/// `TEXT_ONLY`: targets of the text whose series no table quantifies, in a plan that has a table.
pub(super) fn text_only(book: &Book<'_>) -> Vec<Finding> {
    let quantified = book
        .details()
        .targets
        .iter()
        .filter(|target| target.table.is_some());
    let quantified: BTreeSet<&str> = quantified.map(Target::series).collect();
    about(book, |target| {
        let missing =
            !quantified.is_empty() && target.table.is_none() && !quantified.contains(target.series());
        missing.then(|| {
            Finding::new(
                "TEXT_ONLY",
                Grade::MustBeExplained,
                target.series(),
                "a target of the text is in no table",
                "文字目标未列入目标量化表",
            )
        })
    })
}

/// Whether a target cannot be told from what it is now: growth, a total since the beginning, and a share that is
/// raised to less than all of it.
fn needs_baseline(target: &Target) -> bool {
    let share = target
        .read_unit()
        .is_some_and(|unit| unit.dimension == Dimension::Share);
    let raised = target.years.iter().any(|year| {
        year.operator == Operator::Eq && year.value.is_some_and(|value| value.abs() < Decimal::ONE_HUNDRED)
    });
    match target.nature {
        Some(
            Nature::GrowthVsBase
            | Nature::Cagr
            | Nature::GrowthAmbiguous
            | Nature::StockCumulative
            | Nature::FlowCumulative,
        ) => target.years.iter().any(|year| year.value.is_some()),
        Some(Nature::Ratio) => share && raised,
        _ => false,
    }
}

/// `MISSING_BASELINE`: targets that say nothing without the value from which they start.
pub(super) fn missing_baselines(book: &Book<'_>) -> Vec<Finding> {
    let start = book.details().baseline_year;
    about(book, |target| {
        let claimed = start.is_some_and(|year| book.level(target.series(), year).is_some());
        let missing = target.baseline.is_none() && !claimed && needs_baseline(target);
        missing.then(|| {
            Finding::new(
                "MISSING_BASELINE",
                Grade::MustBeExplained,
                target.series(),
                "the target has no baseline from which it is measured",
                "目标缺少基期值",
            )
        })
    })
}

/// `BASELINE_WITHOUT_EVIDENCE`: baselines of a table that neither the text nor records support.
pub(super) fn unsupported_baselines(book: &Book<'_>) -> Vec<Finding> {
    about(book, |target| {
        let baseline = target.baseline.as_ref().filter(|_| target.table.is_some())?;
        let series = book.series.get(target.series()).into_iter().flatten();
        let claimed = series
            .filter(|stated| stated.year == baseline.year && stated.of_target.is_none())
            .count();
        if baseline.evidence.is_some() || claimed > 0 {
            return None;
        }
        let finding = Finding::new(
            "BASELINE_WITHOUT_EVIDENCE",
            Grade::MustBeExplained,
            target.series(),
            format!("the baseline {} rests on no text and no records", baseline.value),
            format!("基期值{}缺少依据", baseline.value),
        );
        Some(finding.in_year(baseline.year))
    })
}

/// `NO_NUMBERS`: a plan without a target that has a value and a year.
pub(super) fn no_numbers(book: &Book<'_>) -> Vec<Finding> {
    let details = book.details();
    let measurable = |target: &Target| {
        target
            .years
            .iter()
            .any(|year| year.year.is_some() && year.value.is_some())
    };
    let nothing = details.targets.is_empty() && details.actions.is_empty();
    if nothing || details.targets.iter().any(measurable) {
        return Vec::new();
    }
    let figures = details.targets.iter().enumerate();
    let figures = figures.map(|(index, target)| target_figure(index, target, stated(target)));
    let finding = Finding::new(
        "NO_NUMBERS",
        Grade::MustBeExplained,
        &book.content.name,
        "no target can be measured: none has a value and a year",
        "没有可量化的目标",
    );
    vec![finding.with(figures)]
}

/// `NO_DEADLINE`: actions without any time.
pub(super) fn no_deadlines(book: &Book<'_>) -> Vec<Finding> {
    let actions = book.details().actions.iter().enumerate();
    let open: Vec<_> = actions.filter(|(_, action)| !action.is_timed()).collect();
    if open.is_empty() {
        return Vec::new();
    }
    let finding = Finding::new(
        "NO_DEADLINE",
        Grade::MustBeExplained,
        &book.content.name,
        "actions have no year and no deadline",
        "任务没有年度或完成期限",
    );
    let figures = open.into_iter().map(|(index, action)| super::Figure {
        spot: super::Spot {
            section: action.section.clone(),
            quotation: action.anchor.clone(),
            path: vec!["actions".to_owned(), index.to_string()],
        },
        text: action.label().to_owned(),
    });
    vec![finding.with(figures)]
}
