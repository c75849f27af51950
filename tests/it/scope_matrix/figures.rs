//! Examples for the fields that put figures beside others.

use super::examples::{Example, example};

/// At least one for every field.
pub(super) const FIGURES: &[Example] = &[
    example(
        "Query.ranking",
        "towns of the county",
        r#"ranking(input: { region: "441625", indicator: "SPECIALTY_OUTPUT", period: "2024", basis: SUBMITTED })
            { totalCount nodes { rank } }"#,
    ),
    example(
        "Query.ranking",
        "cities of the province",
        r#"ranking(input: { region: "44", indicator: "SPECIALTY_OUTPUT", period: "2024" }) { totalCount }"#,
    ),
    example(
        "Query.series",
        "town's",
        r#"series(input: { region: "441625100", indicator: "SPECIALTY_OUTPUT", from: "2023", to: "2025",
            basis: SUBMITTED }) { figures { value } }"#,
    ),
    example(
        "Query.series",
        "province's",
        r#"series(input: { region: "44", indicator: "SPECIALTY_OUTPUT", from: "2023", to: "2025" })
            { figures { value } }"#,
    ),
    example(
        "Query.reconciliation",
        "county and its towns",
        r#"reconciliation(input: { region: "441625", indicators: ["SPECIALTY_OUTPUT"], periods: ["2024"],
            basis: SUBMITTED }) { totalCount }"#,
    ),
    example(
        "Query.reconciliation",
        "province",
        r#"reconciliation(input: { region: "44", indicators: ["SPECIALTY_OUTPUT"], periods: ["2024"],
            basis: SUBMITTED }) { totalCount }"#,
    ),
    example(
        "Query.figure",
        "lineage of the town's",
        r#"figure(region: "441625100", indicator: "SPECIALTY_OUTPUT", period: "2024", basis: SUBMITTED)
            { lineage { nodes { sources { reportedBy } } } }"#,
    ),
    example(
        "Query.observations",
        "versions of the town's",
        r#"observations(first: 1, filter: { region: "441625100" }) { nodes { versions { totalCount } } }"#,
    ),
];
