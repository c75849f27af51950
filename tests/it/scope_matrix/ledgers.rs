//! Examples for the fields of the ledgers: problems, brands, visits, contracts.

use super::examples::{Example, example};

/// At least one for every field.
pub(super) const LEDGERS: &[Example] = &[
    example("Query.node", "town's problem", "node(id: <PROBLEM>) { id }"),
    example("Query.node", "town's brand", "node(id: <BRAND>) { id }"),
    example("Query.node", "town's visit", "node(id: <VISIT>) { id }"),
    example("Query.node", "town's contract", "node(id: <CONTRACT>) { id }"),
    example(
        "Query.problems",
        "of the scope",
        "problems { totalCount nodes { title } }",
    ),
    example(
        "Query.problems",
        "town",
        r#"problems(filter: { region: "441625100" }) { totalCount nodes { title } }"#,
    ),
    example("Query.problemGroups", "of the scope", "problemGroups { open }"),
    example(
        "Query.problemGroups",
        "town",
        r#"problemGroups(filter: { region: "441625100" }) { open }"#,
    ),
    example(
        "Query.brands",
        "of the scope",
        "brands { totalCount nodes { name } }",
    ),
    example(
        "Query.brands",
        "town",
        r#"brands(filter: { region: "441625100" }) { totalCount nodes { name } }"#,
    ),
    example("Query.brandGroups", "of the scope", "brandGroups { count }"),
    example(
        "Query.brandGroups",
        "town",
        r#"brandGroups(filter: { region: "441625100" }) { count }"#,
    ),
    example(
        "Query.visits",
        "of the scope",
        "visits { totalCount nodes { name } }",
    ),
    example(
        "Query.visits",
        "town",
        r#"visits(filter: { region: "441625100" }) { totalCount nodes { name } }"#,
    ),
    example("Query.visitGroups", "of the scope", "visitGroups { visits }"),
    example(
        "Query.visitGroups",
        "town",
        r#"visitGroups(filter: { region: "441625100" }) { visits }"#,
    ),
    example(
        "Query.contracts",
        "of the scope",
        "contracts { totalCount nodes { name } }",
    ),
    example(
        "Query.contracts",
        "town",
        r#"contracts(filter: { region: "441625100" }) { totalCount nodes { name } }"#,
    ),
    example("Query.contractGroups", "of the scope", "contractGroups { count }"),
    example(
        "Query.contractGroups",
        "town",
        r#"contractGroups(filter: { region: "441625100" }) { count }"#,
    ),
    example(
        "Mutation.raiseProblem",
        "town",
        r#"raiseProblem(input: { region: "441625100", title: "题" }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.raiseProblem",
        "token's region",
        r#"raiseProblem(input: { title: "题" }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.updateProblem",
        "town's",
        r#"updateProblem(input: { id: <PROBLEM>, expectedVersion: 1, title: "题" }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.assignProblem",
        "town's",
        "assignProblem(input: { id: <PROBLEM>, expectedVersion: 1, ownerBureau: <BUREAU> }) { issues { code severity } }",
    ),
    example(
        "Mutation.resolveProblem",
        "town's",
        r#"resolveProblem(input: { id: <ASSIGNED>, expectedVersion: 2, resolution: "好" }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.closeProblem",
        "town's",
        "closeProblem(input: { id: <RESOLVED>, expectedVersion: 3 }) { issues { code severity } }",
    ),
    example(
        "Mutation.reopenProblem",
        "town's",
        r#"reopenProblem(input: { id: <RESOLVED>, expectedVersion: 3, reason: "否" }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.escalateProblem",
        "town's",
        r#"escalateProblem(input: { id: <PROBLEM>, expectedVersion: 1, reason: "急" }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.registerBrand",
        "town",
        r#"registerBrand(input: { region: "441625100", name: "牌", type: AWARD, level: CITY }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.updateBrand",
        "town's",
        r#"updateBrand(input: { id: <BRAND>, expectedVersion: 1, name: "牌" }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.upsertBrands",
        "town",
        r#"upsertBrands(input: { region: "441625100", rows: [{ name: "牌", type: AWARD, level: CITY }] }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.registerVisit",
        "town",
        r#"registerVisit(input: { region: "441625100", enterprise: <ENTERPRISE>, visitedOn: "2026-05-02",
            officers: ["李四"], summary: "走访" }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.updateVisit",
        "town's",
        r#"updateVisit(input: { id: <VISIT>, expectedVersion: 1, summary: "再访" }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.registerContract",
        "town",
        r#"registerContract(input: { region: "441625100", name: "合同", kind: TRANSFER, signedOn: "2026-05-02",
            parties: [{ name: "某院", kind: INSTITUTE }, { name: "某厂", kind: ENTERPRISE_BY_NAME }] }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.updateContract",
        "town's",
        r#"updateContract(input: { id: <CONTRACT>, expectedVersion: 1, name: "合同" }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.upsertContracts",
        "town",
        r#"upsertContracts(input: { region: "441625100", rows: [{ name: "合同", kind: TRANSFER,
            signedOn: "2026-05-02", parties: [{ name: "某院", kind: INSTITUTE }, { name: "某厂", kind: ENTERPRISE_BY_NAME }] }] })
            { issues { code severity } }"#,
    ),
    example(
        "Mutation.deleteRecord",
        "town's problem",
        r#"deleteRecord(input: { id: <PROBLEM>, expectedVersion: 1, reason: "误登" }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.deleteRecord",
        "town's brand",
        r#"deleteRecord(input: { id: <BRAND>, expectedVersion: 1, reason: "误登" }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.deleteRecord",
        "town's visit",
        r#"deleteRecord(input: { id: <VISIT>, expectedVersion: 1, reason: "误登" }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.deleteRecord",
        "town's contract",
        r#"deleteRecord(input: { id: <CONTRACT>, expectedVersion: 1, reason: "误登" }) { issues { code severity } }"#,
    ),
];
