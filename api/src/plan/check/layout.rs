//! `TABLE_LAYOUT`: the rows of a table have the cells of its head, and stand under one heading in all tables.

use std::collections::BTreeMap;

use super::{Figure, Finding, Grade, Spot, book::Book};
use crate::plan::model::claim::TableRow;

fn figure(index: usize, row: &TableRow) -> Figure {
    let number = row
        .number
        .as_deref()
        .map(|number| format!(" {number}"))
        .unwrap_or_default();
    Figure {
        spot: Spot {
            section: Some(format!("{}{number}", row.table)),
            quotation: Some(row.cells.join("\t")),
            path: vec!["tableRows".to_owned(), index.to_string()],
        },
        text: row.cells.join("|"),
    }
}

/// Rows with more or fewer cells than the head, or than most rows where there is none.
pub(super) fn rows(book: &Book<'_>) -> Vec<Finding> {
    let mut tables: BTreeMap<&str, Vec<(usize, &TableRow)>> = BTreeMap::new();
    for (index, row) in book.details().table_rows.iter().enumerate() {
        tables.entry(&row.table).or_default().push((index, row));
    }
    let mut found = Vec::new();
    for (table, rows) in tables {
        let head = rows
            .iter()
            .find(|(_, row)| row.header)
            .map(|(_, row)| row.cells.len());
        let Some(wanted) = head.or_else(|| usual(&rows)) else {
            continue;
        };
        let off: Vec<_> = rows.iter().filter(|(_, row)| row.cells.len() != wanted).collect();
        if off.is_empty() {
            continue;
        }
        let finding = Finding::new(
            "TABLE_LAYOUT",
            Grade::MustBeZero,
            table,
            format!("{} rows have another number of cells than {wanted}", off.len()),
            format!("{}行的单元格数不是{wanted}", off.len()),
        );
        let cause = (
            "read by position, their values shift into another column".to_owned(),
            "按位置读取时数值将错列".to_owned(),
        );
        let figures = off.iter().map(|(index, row)| figure(*index, row));
        found.push(
            finding
                .with(figures)
                .expecting(wanted.to_string())
                .because(Some(cause)),
        );
    }
    found
}

/// The number of cells that most rows have.
fn usual(rows: &[(usize, &TableRow)]) -> Option<usize> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for (_, row) in rows {
        *counts.entry(row.cells.len()).or_default() += 1;
    }
    counts
        .into_iter()
        .max_by_key(|(_, rows)| *rows)
        .map(|(cells, _)| cells)
}

/// Rows of one number that stand under different headings 一级指标 in two tables.
pub(super) fn categories(book: &Book<'_>) -> Vec<Finding> {
    let mut numbers: BTreeMap<&str, Vec<(usize, &TableRow)>> = BTreeMap::new();
    for (index, row) in book.details().table_rows.iter().enumerate() {
        if let Some(number) = row.number.as_deref().filter(|_| row.category.is_some()) {
            numbers.entry(number).or_default().push((index, row));
        }
    }
    let differ =
        |rows: &Vec<(usize, &TableRow)>| rows.iter().any(|(_, row)| row.category != rows[0].1.category);
    let found = numbers.into_iter().filter(|(_, rows)| differ(rows));
    found
        .map(|(number, rows)| {
            let finding = Finding::new(
                "TABLE_LAYOUT",
                Grade::MustBeZero,
                number,
                "the row stands under different headings in the tables",
                "同一指标在各表中所属一级指标不同",
            );
            let figures = rows.into_iter().map(|(index, row)| Figure {
                text: row.category.clone().unwrap_or_default(),
                ..figure(index, row)
            });
            finding.with(figures)
        })
        .collect()
}
