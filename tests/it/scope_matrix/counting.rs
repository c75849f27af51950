//! Examples for counting from the registers.

use super::examples::{Example, example};

/// At least one for every field.
pub(super) const COUNTING: &[Example] = &[
    example(
        "Query.countPreview",
        "of the scope",
        r#"countPreview(rule: { register: ENTERPRISE, date: AT_END }, period: "2026") { count issues { code severity } }"#,
    ),
    example(
        "Query.countPreview",
        "town",
        r#"countPreview(region: "441625100", rule: { register: BRAND, date: AT_END }, period: "2026")
            { count members { totalCount nodes { name record { id } } } issues { code severity } }"#,
    ),
];
