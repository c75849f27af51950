//! Examples for the fields of changes of boundaries, and for trees of other days.

use super::examples::{Example, example};

/// At least one for every field.
pub(super) const BOUNDARIES: &[Example] = &[
    example(
        "Query.region",
        "town on a day",
        r#"region(code: "441625100", on: "2020-01-01") { code path validFrom validTo }"#,
    ),
    example(
        "Query.regions",
        "of the scope on a day",
        r#"regions(first: 5, on: "2020-01-01") { totalCount }"#,
    ),
    example(
        "Query.boundaryEvents",
        "of the scope",
        "boundaryEvents { totalCount }",
    ),
    example(
        "Query.boundaryEvents",
        "town",
        r#"boundaryEvents(region: "441625100") { totalCount nodes { kind } }"#,
    ),
    example(
        "Query.boundaryChangePreview",
        "town",
        r#"boundaryChangePreview(input: { kind: RENAME, date: "2026-06-01", regions: ["441625100"], basis: "文",
            successors: [{ name: "仙塘街道" }] }) { created { name } issues { code severity } }"#,
    ),
    example(
        "Mutation.changeBoundary",
        "town",
        r#"changeBoundary(input: { kind: RENAME, date: "2026-06-01", regions: ["441625100"], basis: "文",
            successors: [{ name: "仙塘街道" }] }) { issues { code severity } }"#,
    ),
];
