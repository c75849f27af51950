//! An example operation for every field of the schema.

/// One operation on one field.
pub(super) struct Example {
    /// Type and field.
    pub(super) field: &'static str,
    /// What it is about. A case that names the town is about the town's own data.
    pub(super) case: &'static str,
    /// The field with its arguments and selection; `<NAME>` stands for the id of what was sown.
    pub(super) text: &'static str,
}

pub(super) const fn example(field: &'static str, case: &'static str, text: &'static str) -> Example {
    Example { field, case, text }
}

/// At least one for every field.
pub(super) const EXAMPLES: &[Example] = &[
    example("Query.me", "", "me { subject region { code } roles }"),
    example("Query.node", "town", "node(id: <REGION>) { id }"),
    example("Query.node", "town's bureau", "node(id: <BUREAU>) { id }"),
    example("Query.node", "town's enterprise", "node(id: <ENTERPRISE>) { id }"),
    example(
        "Query.node",
        "town's institution",
        "node(id: <INSTITUTION>) { id }",
    ),
    example("Query.node", "town's platform", "node(id: <PLATFORM>) { id }"),
    example("Query.node", "town's project", "node(id: <PROJECT>) { id }"),
    example("Query.node", "town's meeting", "node(id: <MEETING>) { id }"),
    example(
        "Query.node",
        "town's recognition",
        "node(id: <RECOGNITION>) { id }",
    ),
    example(
        "Query.node",
        "town's indicator",
        "node(id: <TOWN_INDICATOR>) { id }",
    ),
    example(
        "Query.node",
        "province's indicator",
        "node(id: <PROVINCE_INDICATOR>) { id }",
    ),
    example(
        "Query.node",
        "town's observation",
        "node(id: <OBSERVATION>) { id }",
    ),
    example("Query.node", "town's draft", "node(id: <DRAFT>) { id }"),
    example(
        "Query.nodes",
        "town's enterprise",
        "nodes(ids: [<ENTERPRISE>]) { id }",
    ),
    example(
        "Query.region",
        "town",
        r#"region(code: "441625100") { code path }"#,
    ),
    example(
        "Query.region",
        "its province",
        r#"region(code: "44") { code path }"#,
    ),
    example(
        "Query.region",
        "children of the province",
        r#"region(code: "44") { children { totalCount } }"#,
    ),
    example(
        "Query.region",
        "enterprises of the province",
        r#"region(code: "44") { enterprises { totalCount } }"#,
    ),
    example(
        "Query.region",
        "platforms of the province",
        r#"region(code: "44") { platforms { totalCount } }"#,
    ),
    example(
        "Query.region",
        "projects of the province",
        r#"region(code: "44") { projects { totalCount } }"#,
    ),
    example(
        "Query.region",
        "figures of the province",
        r#"region(code: "44") { figures(indicators: ["SPECIALTY_OUTPUT"], periods: ["2024"]) { value } }"#,
    ),
    example(
        "Query.regions",
        "of the scope",
        "regions(first: 1) { totalCount nodes { code } }",
    ),
    example(
        "Query.regions",
        "below the county",
        r#"regions(below: "441625") { totalCount nodes { code } }"#,
    ),
    example(
        "Query.bureaus",
        "of the scope",
        "bureaus { totalCount nodes { name } }",
    ),
    example(
        "Query.bureaus",
        "town",
        r#"bureaus(filter: { region: "441625100" }) { totalCount nodes { name } }"#,
    ),
    example(
        "Query.enterprises",
        "of the scope",
        "enterprises { totalCount nodes { name } }",
    ),
    example(
        "Query.enterprises",
        "town",
        r#"enterprises(filter: { region: "441625100" }) { totalCount nodes { name } }"#,
    ),
    example(
        "Query.institutions",
        "of the scope",
        "institutions { totalCount nodes { name } }",
    ),
    example(
        "Query.institutions",
        "town",
        r#"institutions(filter: { region: "441625100" }) { totalCount nodes { name } }"#,
    ),
    example(
        "Query.platformGroups",
        "of the scope",
        "platformGroups(by: KIND) { key count }",
    ),
    example(
        "Query.platformGroups",
        "town",
        r#"platformGroups(filter: { region: "441625100" }) { count }"#,
    ),
    example(
        "Query.incubationChain",
        "of the scope",
        "incubationChain { platforms tenants graduates }",
    ),
    example(
        "Query.incubationChain",
        "town",
        r#"incubationChain(region: "441625100") { platforms }"#,
    ),
    example(
        "Query.platforms",
        "of the scope",
        "platforms { totalCount nodes { name } }",
    ),
    example(
        "Query.platforms",
        "town",
        r#"platforms(filter: { region: "441625100" }) { totalCount nodes { name } }"#,
    ),
    example(
        "Query.projects",
        "of the scope",
        "projects { totalCount nodes { name } }",
    ),
    example(
        "Query.projects",
        "town",
        r#"projects(filter: { region: "441625100" }) { totalCount nodes { name } }"#,
    ),
    example(
        "Query.bureauByName",
        "town's",
        r#"bureauByName(region: "441625100", name: "仙塘镇科技办") { name bureau { name } }"#,
    ),
    example(
        "Query.bureauByName",
        "token's region",
        r#"bureauByName(name: "仙塘镇科技办") { name bureau { name } }"#,
    ),
    example(
        "Query.projectGroups",
        "of the scope",
        "projectGroups(by: STAGE) { region { code } key count }",
    ),
    example(
        "Query.projectGroups",
        "town",
        r#"projectGroups(filter: { region: "441625100" }) { count }"#,
    ),
    example(
        "Query.threeBatches",
        "of the scope",
        r#"threeBatches(from: "2026-01-01", to: "2026-12-31") { signed { count } }"#,
    ),
    example(
        "Query.threeBatches",
        "town",
        r#"threeBatches(region: "441625100", from: "2026-01-01", to: "2026-12-31") { signed { count } }"#,
    ),
    example(
        "Query.bureauWorkload",
        "of the scope",
        "bureauWorkload { totalCount nodes { bureau { name } leads } }",
    ),
    example(
        "Query.bureauWorkload",
        "town",
        r#"bureauWorkload(region: "441625100") { totalCount nodes { bureau { name } leads } }"#,
    ),
    example(
        "Query.enterpriseGroups",
        "of the scope",
        "enterpriseGroups { region { code } count }",
    ),
    example(
        "Query.enterpriseGroups",
        "town",
        r#"enterpriseGroups(filter: { region: "441625100" }) { region { code } count }"#,
    ),
    example(
        "Query.enterpriseMoves",
        "of the scope",
        "enterpriseMoves { totalCount nodes { creditCode } }",
    ),
    example(
        "Query.enterpriseMoves",
        "town",
        r#"enterpriseMoves(filter: { region: "441625100" }) { totalCount nodes { creditCode } }"#,
    ),
    example(
        "Query.node",
        "town's claim of an enterprise",
        "node(id: <MOVE>) { id }",
    ),
    example(
        "Query.indicators",
        "catalogue",
        "indicators(first: 1) { totalCount nodes { code } }",
    ),
    example(
        "Query.indicators",
        "town's",
        r#"indicators(filter: { codeStartsWith: "TOWN_OWN" }) { totalCount nodes { code } }"#,
    ),
    example(
        "Query.indicators",
        "province's",
        r#"indicators(filter: { codeStartsWith: "PROVINCE_OWN" }) { totalCount nodes { code } }"#,
    ),
    example(
        "Query.indicator",
        "catalogue",
        r#"indicator(code: "SPECIALTY_OUTPUT") { code }"#,
    ),
    example(
        "Query.indicator",
        "town's",
        r#"indicator(code: "TOWN_OWN") { code owner { code } }"#,
    ),
    example(
        "Query.indicator",
        "province's",
        r#"indicator(code: "PROVINCE_OWN") { code owner { code } }"#,
    ),
    example("Query.units", "", "units { symbol }"),
    example(
        "Query.observations",
        "of the scope",
        "observations { totalCount nodes { value } }",
    ),
    example(
        "Query.observations",
        "town's",
        r#"observations(filter: { region: "441625100" }) { totalCount nodes { value } }"#,
    ),
    example(
        "Query.observations",
        "drafts of the scope",
        "observations(filter: { status: DRAFT }) { totalCount nodes { value } }",
    ),
    example(
        "Query.figure",
        "town's",
        r#"figure(region: "441625100", indicator: "SPECIALTY_OUTPUT", period: "2024", basis: SUBMITTED) { value }"#,
    ),
    example(
        "Query.figure",
        "province's",
        r#"figure(region: "44", indicator: "SPECIALTY_OUTPUT", period: "2024", basis: SUBMITTED) { value }"#,
    ),
    example(
        "Query.figures",
        "towns of the county",
        r#"figures(region: "441625", tier: TOWN, indicators: ["SPECIALTY_OUTPUT"], periods: ["2024"]) { value }"#,
    ),
    example(
        "Mutation.registerBureau",
        "town",
        r#"registerBureau(input: { region: "441625100", name: "办", functions: [SCI_TECH] }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.registerBureau",
        "token's region",
        r#"registerBureau(input: { name: "办", functions: [SCI_TECH] }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.updateBureau",
        "town's",
        r#"updateBureau(input: { id: <BUREAU>, expectedVersion: 1, name: "新办" }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.registerEnterprise",
        "town",
        r#"registerEnterprise(input: { region: "441625100", name: "厂" }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.registerEnterprise",
        "token's region",
        r#"registerEnterprise(input: { name: "厂" }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.updateEnterprise",
        "town's",
        r#"updateEnterprise(input: { id: <ENTERPRISE>, expectedVersion: 1, name: "厂" }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.registerInstitution",
        "town",
        r#"registerInstitution(input: { region: "441625100", name: "院", kind: UNIVERSITY }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.updateInstitution",
        "town's",
        r#"updateInstitution(input: { id: <INSTITUTION>, expectedVersion: 1, name: "院" }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.upsertInstitutions",
        "town",
        r#"upsertInstitutions(input: { region: "441625100", rows: [{ name: "院", kind: UNIVERSITY }] })
            { issues { code severity } }"#,
    ),
    example(
        "Mutation.upsertPlatforms",
        "town",
        r#"upsertPlatforms(input: { region: "441625100", rows: [{ name: "院", kind: INCUBATOR }] })
            { issues { code severity } }"#,
    ),
    example(
        "Mutation.registerPlatform",
        "town",
        r#"registerPlatform(input: { region: "441625100", name: "院", kind: INCUBATOR }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.updatePlatform",
        "town's",
        r#"updatePlatform(input: { id: <PLATFORM>, expectedVersion: 1, name: "院" }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.registerProject",
        "town",
        r#"registerProject(input: { region: "441625100", name: "项", kind: PARK, stage: SIGNED })
            { issues { code severity } }"#,
    ),
    example(
        "Mutation.updateProject",
        "town's",
        r#"updateProject(input: { id: <PROJECT>, expectedVersion: 1, name: "项" }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.advanceProject",
        "town's",
        r#"advanceProject(input: { id: <PROJECT>, expectedVersion: 1, stage: STARTED }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.addProjectProgress",
        "town's",
        r#"addProjectProgress(input: { id: <PROJECT>, text: "封顶" }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.upsertProjects",
        "town",
        r#"upsertProjects(input: { region: "441625100", rows: [{ name: "项", kind: PARK, stage: SIGNED }] })
            { created issues { code severity } }"#,
    ),
    example(
        "Mutation.upsertEnterprises",
        "town",
        r#"upsertEnterprises(input: { region: "441625100", rows: [{ name: "批量厂" }] }) { created issues { code severity } }"#,
    ),
    example(
        "Mutation.claimEnterprise",
        "another town's enterprise",
        r#"claimEnterprise(input: { creditCode: "91310110666007217T", since: "2026-05-01", reason: "迁入" })
            { issues { code severity } }"#,
    ),
    example(
        "Mutation.decideEnterpriseMove",
        "town's claim of a neighbour's enterprise",
        r#"decideEnterpriseMove(input: { id: <MOVE>, expectedVersion: 1, accept: true, reason: "属实" })
            { issues { code severity } }"#,
    ),
    example(
        "Mutation.withdrawEnterpriseMove",
        "town's claim",
        "withdrawEnterpriseMove(input: { id: <MOVE>, expectedVersion: 1 }) { issues { code severity } }",
    ),
    example(
        "Mutation.deleteRecord",
        "town's project",
        r#"deleteRecord(input: { id: <PROJECT>, expectedVersion: 1, reason: "重复" }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.restoreRecord",
        "town's project",
        "restoreRecord(input: { id: <PROJECT>, expectedVersion: 1 }) { issues { code severity } }",
    ),
    example(
        "Mutation.defineIndicator",
        "token's region",
        r#"defineIndicator(input: { code: "NEW", nameZh: "新", nameEn: "New", unit: "个", cadence: YEAR,
            function: SCI_TECH, collectedAt: TOWN, acrossSpace: SUM, acrossTime: STOCK, definition: "新。" })
            { issues { code severity } }"#,
    ),
    example(
        "Mutation.updateIndicator",
        "town's",
        r#"updateIndicator(input: { code: "TOWN_OWN", expectedVersion: 1, nameZh: "新" }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.updateIndicator",
        "province's",
        r#"updateIndicator(input: { code: "PROVINCE_OWN", expectedVersion: 1, nameZh: "新" })
            { issues { code severity } }"#,
    ),
    example(
        "Mutation.updateIndicator",
        "catalogue",
        r#"updateIndicator(input: { code: "SPECIALTY_OUTPUT", expectedVersion: 1, nameZh: "新" })
            { issues { code severity } }"#,
    ),
    example(
        "Mutation.recordObservations",
        "town's",
        r#"recordObservations(input: { rows: [{ region: "441625100", indicator: "SPECIALTY_OUTPUT", period: "2025",
            value: "2" }] }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.acceptObservations",
        "town's",
        r#"acceptObservations(input: { keys: [{ region: "441625100", indicator: "SPECIALTY_OUTPUT",
            period: "2024" }] }) { issues { code severity } }"#,
    ),
    example(
        "Mutation.returnObservations",
        "town's",
        r#"returnObservations(input: { keys: [{ region: "441625100", indicator: "SPECIALTY_OUTPUT",
            period: "2024" }], reason: "请核实" }) { issues { code severity } }"#,
    ),
    example(
        "Subscription.observationAccepted",
        "town's",
        r#"observationAccepted(region: "441625100") { observation { value region { code } } }"#,
    ),
];
