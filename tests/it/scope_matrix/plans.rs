//! Examples for the fields of plans.

use super::examples::{Example, example};

/// At least one for every field.
pub(super) const PLANS: &[Example] = &[
    example("Query.node", "town's plan", "node(id: <PLAN>) { id }"),
    example(
        "Query.plans",
        "of the scope",
        "plans { totalCount nodes { name } }",
    ),
    example(
        "Query.plans",
        "town",
        r#"plans(filter: { region: "441625100" }) { totalCount nodes { name } }"#,
    ),
    example(
        "Query.plan",
        "town's",
        "plan(id: <PLAN>) { name findings { code } }",
    ),
    example(
        "Query.publishedPlans",
        "of the token's region",
        "publishedPlans { totalCount nodes { name } }",
    ),
    example(
        "Query.publishedPlans",
        "of the county, over the town",
        r#"publishedPlans(region: "441625") { totalCount }"#,
    ),
    example(
        "Query.publishedPlan",
        "county's, over the town",
        "publishedPlan(id: <COUNTY_PLAN>) { name }",
    ),
    example(
        "Query.planTargets",
        "of the token's region",
        "planTargets { value }",
    ),
    example(
        "Query.planTargets",
        "town",
        r#"planTargets(region: "441625100") { value }"#,
    ),
    example(
        "Mutation.registerPlan",
        "town",
        r#"registerPlan(input: { region: "441625100", name: "新规划" }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.updatePlan",
        "town's",
        r#"updatePlan(input: { id: <PLAN>, expectedVersion: 1, note: "注" }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.explainPlanFinding",
        "town's",
        r#"explainPlanFinding(input: { id: <PLAN>, expectedVersion: 1, finding: "X", explanation: "注" }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.sealPlan",
        "town's",
        "sealPlan(input: { id: <PLAN>, expectedVersion: 1 }) { issues { code severity } }",
    ),
    example(
        "Mutation.sealPlan",
        "town's, for the county",
        "sealPlan(input: { id: <SEALED_PLAN>, expectedVersion: 2 }) { issues { code severity } }",
    ),
    example(
        "Mutation.issuePlan",
        "town's",
        "issuePlan(input: { id: <SEALED_PLAN>, expectedVersion: 2 }) { issues { code severity } }",
    ),
    example(
        "Mutation.revisePlan",
        "town's",
        "revisePlan(input: { id: <SEALED_PLAN>, expectedVersion: 2 }) { issues { code severity } }",
    ),
    example(
        "Mutation.deleteRecord",
        "town's plan",
        r#"deleteRecord(input: { id: <PLAN>, expectedVersion: 1, reason: "误登" }) { issues { code severity } }"#,
    ),
];
