//! `TIMELINESS` and `SEAL_MISSING`: a plan comes before its first year, with its seals.

use chrono::NaiveDate;

use super::{Figure, Finding, Grade, Spot, book::Book};

fn cover(text: &str, field: &str) -> Figure {
    Figure {
        spot: Spot {
            path: vec![field.to_owned()],
            ..Spot::default()
        },
        text: text.to_owned(),
    }
}

/// A plan that was issued after its first year of targets had begun.
pub(super) fn late(book: &Book<'_>) -> Vec<Finding> {
    let targets = book.details().targets.iter();
    let years = targets
        .flat_map(|target| &target.years)
        .filter_map(|year| year.year);
    let late = || {
        let (first, issued) = (years.min()?, book.content.issued.as_deref()?);
        let begins = NaiveDate::from_ymd_opt(first, 1, 1)?;
        if book.content.issued_on()? <= begins {
            return None;
        }
        let finding = Finding::new(
            "TIMELINESS",
            Grade::MustBeExplained,
            &book.content.name,
            format!("issued {issued}, after its first target year {first} began"),
            format!("{issued}印发，晚于首个目标年度{first}年年初"),
        );
        let figures = [cover(issued, "issued"), cover(&first.to_string(), "targets")];
        Some(
            finding
                .in_year(first)
                .with(figures)
                .expecting(format!("≤{begins}")),
        )
    };
    late().into_iter().collect()
}

/// A plan that says when it was issued and lacks a seal that it asks for. The own one is put by sealing.
pub(super) fn missing_seals(book: &Book<'_>) -> Vec<Finding> {
    let details = book.details();
    let above = details.seals.iter().enumerate();
    let blank = above.filter(|(_, seal)| Some(seal.tier) != details.tier && seal.sealed_on.is_none());
    blank
        .filter(|_| book.content.issued.is_some())
        .map(|(index, seal)| {
            let finding = Finding::new(
                "SEAL_MISSING",
                Grade::MustBeExplained,
                &seal.body,
                "a seal that the plan asks for is missing",
                "缺少所需公章",
            );
            let mut figure = cover(&seal.body, "seals");
            figure.spot.path.push(index.to_string());
            finding.with([figure])
        })
        .collect()
}
