//! Claims 表述: each statement of a figure with its place; and the raw rows, sets and names of the text. Pure.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{
    target::{Nature, Operator, check_operands},
    text::{check_most, check_short, check_text, check_year},
};
use crate::{
    indicator::{model::unknown_unit, unit::Unit},
    issue::{Issue, check_name},
};

/// What a statement says of its series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ClaimKind {
    /// The value of the year.
    Level,
    /// What is added in the year.
    Increment,
    /// What is added from the base year to the year.
    TotalIncrement,
    /// Growth in percent over the base year.
    GrowthPercent,
    /// A share in percent of another series.
    Share,
    /// A part of another series.
    PartOf,
}

/// Where in the document it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Source {
    /// In a sentence.
    Text,
    /// In a table.
    Table,
    /// In the schedule by year.
    Schedule,
    /// On the cover.
    Cover,
}

/// One statement of a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Claim {
    /// Number in a digest of the document.
    pub number: Option<String>,
    /// What it says.
    pub kind: ClaimKind,
    /// Where it stands.
    pub source: Source,
    /// Section.
    pub section: Option<String>,
    /// Words of the text.
    pub quotation: Option<String>,
    /// Name of the figure as printed.
    pub name: Option<String>,
    /// Key of the series: that of a target, or of its own.
    pub series: String,
    /// Of which series it is a share or part.
    pub of: Option<String>,
    /// The series that counts what a share tells.
    pub counted: Option<String>,
    /// Whether the share is of those that are not counted.
    pub complement: bool,
    /// How the value is meant.
    pub operator: Operator,
    /// Value.
    pub value: Decimal,
    /// The upper end of a range.
    pub upper: Option<Decimal>,
    /// Unit.
    pub unit: Option<String>,
    /// How many parts of this value.
    pub count: Option<i32>,
    /// Year.
    pub year: Option<i32>,
    /// The year over which it grows.
    pub base_year: Option<i32>,
    /// What kind of a series the words say it is.
    pub nature: Option<Nature>,
    /// What it covers.
    pub scope: Option<String>,
}

impl Claim {
    /// The unit in which it is read.
    #[must_use]
    pub fn read_unit(&self) -> Option<Unit> {
        self.unit.as_deref().and_then(Unit::of)
    }

    /// Adds its issues.
    pub fn check(&self, index: usize, issues: &mut Vec<Issue>) {
        let at = index.to_string();
        let of = |field| ["claims", at.as_str(), field];
        check_name(&of("series"), &self.series, issues);
        for (field, text) in [
            ("number", &self.number),
            ("section", &self.section),
            ("name", &self.name),
            ("of", &self.of),
            ("counted", &self.counted),
        ] {
            check_short(&of(field), text.as_deref(), issues);
        }
        check_text(&of("quotation"), self.quotation.as_deref(), issues);
        check_text(&of("scope"), self.scope.as_deref(), issues);
        check_operands(&of("value"), self.operator, Some(self.value), self.upper, issues);
        check_year(&of("year"), self.year, issues);
        check_year(&of("baseYear"), self.base_year, issues);
        if let Some(unit) = self.unit.as_deref().filter(|unit| Unit::of(unit).is_none()) {
            issues.push(unknown_unit(&of("unit"), unit));
        }
        if let Some(count) = self.count.filter(|count| !(1..=1_000_000).contains(count)) {
            let (message, message_zh) = ("1 to 1,000,000", "须为1至1000000");
            issues.push(Issue::error(&of("count"), "OUT_OF_RANGE", message, message_zh).with([count]));
        }
        if matches!(self.kind, ClaimKind::Share | ClaimKind::PartOf) && self.of.is_none() {
            issues.push(super::text::missing(&of("of")));
        }
    }
}

/// A row of a table, cell by cell as printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TableRow {
    /// The table.
    pub table: String,
    /// Number of the row.
    pub number: Option<String>,
    /// Whether it is the head of the table.
    pub header: bool,
    /// 一级指标 under which it is printed.
    pub category: Option<String>,
    /// Its cells, the empty ones included.
    pub cells: Vec<String>,
}

/// What a section names together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NamedSet {
    /// What they are, such as 特色产业: sections that name the same must name the same ones.
    pub name: String,
    /// Section.
    pub section: Option<String>,
    /// Words of the text.
    pub quotation: Option<String>,
    /// The names.
    pub items: Vec<String>,
    /// Whether the section names some of them only.
    pub partial: bool,
    /// The series that each of them adds one to.
    pub series: Option<String>,
    /// The year in which they do.
    pub year: Option<i32>,
}

/// A named enterprise, project, institution or body, as it is spelled in one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NamedEntity {
    /// As spelled.
    pub name: String,
    /// Section.
    pub section: Option<String>,
    /// Words of the text.
    pub quotation: Option<String>,
}

/// A body 领导机构 that the plan sets up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Body {
    /// Name.
    pub name: String,
    /// Whether it leads the plan.
    pub leading: bool,
    /// The post of its head, never the name of a person.
    pub head_post: Option<String>,
    /// The title that its head gets.
    pub head_title: Option<String>,
    /// Section.
    pub section: Option<String>,
    /// Words of the text.
    pub quotation: Option<String>,
}

/// The most names or cells of one entry.
const MOST_ITEMS: usize = 100;

/// Adds the issues of rows, sets, names and bodies.
pub fn check_others(details: &super::Details, issues: &mut Vec<Issue>) {
    for (index, row) in details.table_rows.iter().enumerate() {
        let at = index.to_string();
        check_name(&["tableRows", &at, "table"], &row.table, issues);
        check_short(&["tableRows", &at, "number"], row.number.as_deref(), issues);
        check_short(&["tableRows", &at, "category"], row.category.as_deref(), issues);
        check_most(&["tableRows", &at, "cells"], &row.cells, MOST_ITEMS, issues);
        for (cell_index, cell) in row.cells.iter().enumerate() {
            check_text(
                &["tableRows", &at, "cells", &cell_index.to_string()],
                Some(cell),
                issues,
            );
        }
    }
    for (index, set) in details.named_sets.iter().enumerate() {
        let at = index.to_string();
        let of = |field| ["namedSets", at.as_str(), field];
        check_name(&of("name"), &set.name, issues);
        check_short(&of("section"), set.section.as_deref(), issues);
        check_text(&of("quotation"), set.quotation.as_deref(), issues);
        check_short(&of("series"), set.series.as_deref(), issues);
        check_year(&of("year"), set.year, issues);
        check_most(&of("items"), &set.items, MOST_ITEMS, issues);
        for (index, item) in set.items.iter().enumerate() {
            check_name(&["namedSets", &at, "items", &index.to_string()], item, issues);
        }
    }
    for (index, entity) in details.named_entities.iter().enumerate() {
        let at = index.to_string();
        check_name(&["namedEntities", &at, "name"], &entity.name, issues);
        check_short(
            &["namedEntities", &at, "section"],
            entity.section.as_deref(),
            issues,
        );
        check_text(
            &["namedEntities", &at, "quotation"],
            entity.quotation.as_deref(),
            issues,
        );
    }
    for (index, body) in details.bodies.iter().enumerate() {
        let at = index.to_string();
        let of = |field| ["bodies", at.as_str(), field];
        check_name(&of("name"), &body.name, issues);
        check_short(&of("headPost"), body.head_post.as_deref(), issues);
        check_short(&of("headTitle"), body.head_title.as_deref(), issues);
        check_short(&of("section"), body.section.as_deref(), issues);
        check_text(&of("quotation"), body.quotation.as_deref(), issues);
    }
}
