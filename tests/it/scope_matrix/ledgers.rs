//! Examples for the fields of the ledgers: meetings, recognitions, problems, brands, visits, contracts; and of the
//! vocabularies.

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
    example(
        "Query.programmes",
        "shipped",
        "programmes(subject: REGION, nature: LIBRARY) { code }",
    ),
    example(
        "Query.programme",
        "shipped",
        r#"programme(code: "HIGH_TECH") { code months }"#,
    ),
    example(
        "Query.programme",
        "county's",
        r#"programme(code: "COUNTY_OWN") { code term { owner { code } } }"#,
    ),
    example(
        "Query.recognitions",
        "of the scope",
        "recognitions { totalCount nodes { name state } }",
    ),
    example(
        "Query.recognitions",
        "town",
        r#"recognitions(filter: { region: "441625100" }) { totalCount nodes { name state } }"#,
    ),
    example(
        "Query.recognitionGroups",
        "of the scope",
        r#"recognitionGroups(programmes: ["HIGH_TECH"]) { region { code } count }"#,
    ),
    example(
        "Query.recognitionGroups",
        "town's",
        r#"recognitionGroups(programmes: ["HIGH_TECH"], region: "441625100") { region { code } count }"#,
    ),
    example(
        "Query.recognitionTransitions",
        "town's",
        r#"recognitionTransitions(from: "TECH_SME", to: "HIGH_TECH", year: 2025, region: "441625100") { count }"#,
    ),
    example(
        "Query.gradient",
        "town's",
        r#"gradient(code: "INNOVATION_CHAIN", region: "441625100") { steps { order count } }"#,
    ),
    example(
        "Mutation.defineProgramme",
        "token's region",
        r#"defineProgramme(input: { code: "NEW", nameZh: "新", nameEn: "New", subject: REGION, nature: LIBRARY,
            level: COUNTY, recognisedBy: COUNTY, function: SCI_TECH }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.updateProgramme",
        "county's",
        r#"updateProgramme(input: { code: "COUNTY_OWN", expectedVersion: 1, nameZh: "新" })
            { issues { code severity } }"#,
    ),
    example(
        "Mutation.nominate",
        "town's enterprise",
        r#"nominate(input: { programme: "TECH_SME", subject: <ENTERPRISE> }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.reviewRecognition",
        "town's",
        "reviewRecognition(input: { id: <RECOGNITION>, expectedVersion: 1 }) { issues { code severity } }",
    ),
    example(
        "Mutation.recognise",
        "town's",
        r#"recognise(input: { id: <RECOGNITION>, expectedVersion: 1, recognisedOn: "2026-06-01" })
            { issues { code severity } }"#,
    ),
    example(
        "Mutation.rejectRecognition",
        "town's",
        r#"rejectRecognition(input: { id: <RECOGNITION>, expectedVersion: 1, reason: "不符" })
            { issues { code severity } }"#,
    ),
    example(
        "Mutation.revokeRecognition",
        "town's, of its county",
        r#"revokeRecognition(input: { id: <RECOGNISED>, expectedVersion: 2, on: "2026-06-01", reason: "不符" })
            { issues { code severity } }"#,
    ),
    example(
        "Mutation.recordRecognitions",
        "town's enterprise",
        r#"recordRecognitions(input: { rows: [{ programme: "TECH_SME", subject: <ENTERPRISE>,
            recognisedOn: "2026-05-01" }] }) { issues { code severity } }"#,
    ),
    example(
        "Query.terms",
        "that hold in the region",
        "terms(vocabulary: PLATFORM_TYPE) { code }",
    ),
    example(
        "Query.meetings",
        "of the scope",
        "meetings { totalCount nodes { name } }",
    ),
    example(
        "Query.meetings",
        "town",
        r#"meetings(filter: { region: "441625100" }) { totalCount nodes { name } }"#,
    ),
    example(
        "Mutation.defineTerm",
        "token's region",
        r#"defineTerm(input: { vocabulary: PLATFORM_TYPE, code: "NEW_LAB", nameZh: "新工坊", nameEn: "New workshop" })
            { issues { code severity } }"#,
    ),
    example(
        "Mutation.updateTerm",
        "town's",
        r#"updateTerm(input: { vocabulary: PLATFORM_TYPE, code: "TOWN_LAB", expectedVersion: 1, nameZh: "新" })
            { issues { code severity } }"#,
    ),
    example(
        "Mutation.updateTerm",
        "shipped",
        r#"updateTerm(input: { vocabulary: PLATFORM_TYPE, code: "INCUBATOR", expectedVersion: 1, nameZh: "新" })
            { issues { code severity } }"#,
    ),
    example(
        "Mutation.registerMeeting",
        "town",
        r#"registerMeeting(input: { region: "441625100", name: "会", heldOn: "2026-05-20" }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.updateMeeting",
        "town's",
        r#"updateMeeting(input: { id: <MEETING>, expectedVersion: 1, name: "会" }) { issues { code severity } }"#,
    ),
];
