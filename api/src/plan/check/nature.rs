//! `FLOW_VS_STOCK`: one series is what is made in a year, or what has come together; not both.

use super::{Finding, Grade, book::Book};
use crate::plan::model::target::Nature;

/// What a number of a series is the number of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Of a year.
    Annual,
    /// Since the beginning.
    Together,
}

/// What a nature says; nothing for rates and growth, and where the text says both.
pub(super) fn kind(nature: Option<Nature>) -> Option<Kind> {
    match nature? {
        Nature::FlowAnnual => Some(Kind::Annual),
        Nature::FlowCumulative | Nature::Stock | Nature::StockCumulative => Some(Kind::Together),
        Nature::Ratio
        | Nature::GrowthVsBase
        | Nature::Cagr
        | Nature::GrowthAmbiguous
        | Nature::AmbiguousFlowOrCumulative => None,
    }
}

/// Series that are called both.
pub(super) fn flow_against_stock(book: &Book<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (series, statements) in &book.series {
        let of = |wanted| {
            statements
                .iter()
                .find(move |stated| kind(stated.nature) == Some(wanted))
        };
        if let (Some(annual), Some(together)) = (of(Kind::Annual), of(Kind::Together)) {
            let finding = Finding::new(
                "FLOW_VS_STOCK",
                Grade::MustBeZero,
                series,
                "one series is stated as a value of the year and as a total since the beginning",
                "同一指标既作年度值又作累计值",
            );
            found.push(finding.with([together.figure.clone(), annual.figure.clone()]));
        }
    }
    found
}
