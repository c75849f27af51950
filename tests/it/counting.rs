//! Counting from the registers: each subject once, where it was, by the days of the rule.

mod dates;
mod rules;

use harness::{Answer, Register, TestHub, Who, credit_code, guangdong, on_both_engines, who, xiantang};
use serde_json::{Value, json};
use tributary::scope::policy::{Function, Role};

on_both_engines!(
    two_recognitions_of_an_enterprise_count_once,
    branches_in_two_towns_count_once_in_the_county,
    a_branch_is_dated_and_not_where_the_main_operation_is,
    a_joint_platform_counts_once_where_its_sponsors_meet,
    a_contract_counts_under_all_its_parties,
    hosts_count_once_where_they_are,
    what_counts_is_told_by_name,
    another_province_sees_nothing,
);

const TRY: &str =
    "query ($region: RegionCode, $rule: CountRuleInput!, $period: Period!, $first: Int, $after: String) {
    countPreview(region: $region, rule: $rule, period: $period) {
        count children { region { name } count } issues { code path }
        members(first: $first, after: $after) {
            totalCount pageInfo { hasNextPage endCursor } nodes { name regions { name } record { id } }
        }
    } }";

const COUNT: &str = "query ($region: RegionCode, $rule: CountRuleInput!, $period: Period!) {
    countPreview(region: $region, rule: $rule, period: $period) {
        count children { region { name } count } issues { code path } } }";

/// A rule with the conditions on its register.
fn rule(register: &str, date: &str, conditions: Value) -> Value {
    let mut rule = json!({ "register": register, "date": date });
    rule[register.to_lowercase()] = conditions;
    rule
}

fn recognised(programmes: &[&str]) -> Value {
    rule("RECOGNITION", "AT_END", json!({ "programmes": programmes }))
}

/// What is counted in a region, and in those directly below it that have any. One statement, and one or two that look
/// codes up.
async fn counts(hub: &TestHub, region: &str, rule: &Value, period: &str) -> (i64, Vec<(String, i64)>) {
    let viewer = guangdong();
    let asked = hub.gql(
        &viewer,
        COUNT,
        json!({ "region": region, "rule": rule, "period": period }),
    );
    let (answer, statements) = hub.statements(asked).await;
    assert!(statements <= 3, "{statements} statements for {rule}");
    assert_eq!(answer.at("/countPreview/issues"), &json!([]), "{rule}");
    let children = answer.at("/countPreview/children").as_array().unwrap();
    let child = |child: &Value| {
        let name = child["region"]["name"].as_str().unwrap().to_owned();
        (name, child["count"].as_i64().unwrap())
    };
    (
        answer.at("/countPreview/count").as_i64().unwrap(),
        children
            .iter()
            .map(child)
            .filter(|(_, count)| *count != 0)
            .collect(),
    )
}

async fn count(hub: &TestHub, region: &str, rule: &Value, period: &str) -> i64 {
    counts(hub, region, rule, period).await.0
}

fn named(expected: &[(&str, i64)]) -> Vec<(String, i64)> {
    let named = expected.iter().map(|(name, count)| ((*name).to_owned(), *count));
    named.collect()
}

async fn add(hub: &TestHub, ty: &str, region: &'static str, mut input: Value) -> Value {
    let register = Register::of(ty);
    let mut full = register.input(input["name"].as_str().unwrap());
    full.as_object_mut()
        .unwrap()
        .append(input.as_object_mut().unwrap());
    register.add(hub, &register.clerk(region), &full).await
}

/// Records recognitions: programme, name of the enterprise, first day, last day.
async fn recognise(hub: &TestHub, by: &'static str, rows: &[(&str, &str, &str, Option<&str>)]) {
    let row = |(programme, name, on, to): &(&str, &str, &str, Option<&str>)| json!({ "programme": programme, "creditCode": credit_code(name), "recognisedOn": on, "validTo": to });
    let rows: Vec<Value> = rows.iter().map(row).collect();
    let text = "mutation ($rows: [RecordRecognitionRow!]!) { recordRecognitions(input: { rows: $rows }) {
        issues { path code } } }";
    let answer = hub
        .gql(&who(by, Role::Reviewer), text, json!({ "rows": rows }))
        .await;
    assert_eq!(answer.issues(), []);
}

fn pairs(issues: &[(&str, &str)]) -> Vec<(String, String)> {
    let pair = |(code, path): &(&str, &str)| ((*code).to_owned(), (*path).to_owned());
    issues.iter().map(pair).collect()
}

async fn two_recognitions_of_an_enterprise_count_once(hub: TestHub) {
    add(&hub, "Enterprise", "441625100", json!({ "name": "仙塘电子" })).await;
    add(&hub, "Enterprise", "441625101", json!({ "name": "灯塔机械" })).await;
    recognise(
        &hub,
        "44",
        &[
            ("HIGH_TECH", "仙塘电子", "2024-03-01", Some("2027-02-28")),
            ("SPECIALIZED_NEW", "仙塘电子", "2024-06-01", Some("2027-05-31")),
            ("HIGH_TECH", "灯塔机械", "2024-06-01", Some("2027-05-31")),
        ],
    )
    .await;
    let both = recognised(&["HIGH_TECH", "SPECIALIZED_NEW"]);
    assert_eq!(
        counts(&hub, "441625", &both, "2024").await,
        (2, named(&[("仙塘镇", 1), ("灯塔镇", 1)]))
    );
    assert_eq!(
        count(&hub, "44", &recognised(&["SPECIALIZED_NEW"]), "2024").await,
        1
    );
}

async fn branches_in_two_towns_count_once_in_the_county(hub: TestHub) {
    let branches = json!([
        { "region": "441625101", "name": "灯塔分公司", "since": "2024-03-01" },
        { "region": "441900401", "until": "2025-07-01" },
    ]);
    let added = add(
        &hub,
        "Enterprise",
        "441625100",
        json!({ "name": "万峰石材", "branches": branches }),
    )
    .await;
    let query = "query ($id: ID!) { node(id: $id) { ... on Enterprise {
        branches { region { name } name since until } history { nodes { changes { field after } } } } } }";
    let read = hub.gql(&guangdong(), query, json!({ "id": added["id"] })).await;
    assert_eq!(
        read.at("/node/branches"),
        &json!([
            { "region": { "name": "灯塔镇" }, "name": "灯塔分公司", "since": "2024-03-01", "until": null },
            { "region": { "name": "松山湖" }, "name": null, "since": null, "until": "2025-07-01" },
        ])
    );
    let changes = read.at("/node/history/nodes/0/changes").as_array().unwrap();
    let branches = changes
        .iter()
        .find(|change| change["field"] == "branches")
        .unwrap();
    assert!(branches["after"].to_string().contains("灯塔分公司"));

    let all = json!({ "register": "ENTERPRISE", "date": "AT_END" });
    assert_eq!(
        counts(&hub, "441625", &all, "2024").await,
        (1, named(&[("仙塘镇", 1), ("灯塔镇", 1)])),
        "once in each town, once in the county"
    );
    assert_eq!(
        counts(&hub, "44", &all, "2024").await,
        (1, named(&[("河源市", 1), ("东莞市", 1)]))
    );
    assert_eq!(
        counts(&hub, "44", &all, "2025").await,
        (1, named(&[("河源市", 1)]))
    );
    assert_eq!(
        counts(&hub, "441625", &all, "2023").await,
        (1, named(&[("仙塘镇", 1)]))
    );
    // Groups of enterprises go by the main operation.
    let groups = "{ enterpriseGroups(tier: TOWN, on: \"2024-12-31\") { region { name } count } }";
    let groups = hub.gql(&guangdong(), groups, json!({})).await;
    assert_eq!(
        groups.at("/enterpriseGroups"),
        &json!([{ "region": { "name": "仙塘镇" }, "count": 1 }])
    );
}

async fn a_branch_is_dated_and_not_where_the_main_operation_is(hub: TestHub) {
    let enterprise = Register::of("Enterprise");
    let mut bad = enterprise.input("万峰石材");
    bad["branches"] = json!([
        { "region": "441625100", "since": "2024-01-01" },
        { "region": "141129100" },
        { "region": "44" },
        { "region": "441625101", "since": "2025-01-01", "until": "2024-01-01", "name": "" },
        { "region": "441625102" },
        { "region": "441625102", "since": "2024-01-01" },
        { "region": "449999" },
    ]);
    let refused = enterprise.register(&hub, &xiantang(), &bad).await;
    assert_eq!(
        refused.issues(),
        pairs(&[
            ("BAD_NAME", "branches.3.name"),
            ("ENDS_BEFORE_IT_BEGINS", "branches.3.until"),
            ("MAIN_OPERATION", "branches.0.region"),
            ("OTHER_PROVINCE", "branches.1.region"),
            ("OTHER_PROVINCE", "branches.2.region"),
            ("TWICE", "branches.5"),
            ("UNKNOWN_REGION", "branches.6.region"),
        ])
    );
    // They are emptied, and by a batch as well as by an update.
    let mut good = enterprise.input("万峰石材");
    good["branches"] = json!([{ "region": "441625101" }]);
    let added = enterprise.add(&hub, &xiantang(), &good).await;
    let all = json!({ "register": "ENTERPRISE", "date": "AT_END" });
    assert_eq!(count(&hub, "441625101", &all, "2026").await, 1);
    let empty = json!({ "id": added["id"], "expectedVersion": 1, "branches": null });
    assert_eq!(enterprise.update(&hub, &xiantang(), &empty).await.issues(), []);
    assert_eq!(count(&hub, "441625101", &all, "2026").await, 0);
    let text = "mutation ($rows: [UpsertEnterpriseRow!]!) { upsertEnterprises(input: { rows: $rows }) { issues { code path } } }";
    let rows = json!([{ "id": added["id"], "branches": [{ "region": "441625101" }] }]);
    assert_eq!(
        hub.gql(&xiantang(), text, json!({ "rows": rows })).await.issues(),
        []
    );
    assert_eq!(count(&hub, "441625101", &all, "2026").await, 1);
    assert_eq!(count(&hub, "441625", &all, "2026").await, 1);
}

async fn a_joint_platform_counts_once_where_its_sponsors_meet(hub: TestHub) {
    let complex = |name: &str, sponsors: Value| json!({ "name": name, "kind": "DUAL_INNOVATION_COMPLEX", "sponsors": sponsors });
    add(
        &hub,
        "Platform",
        "4419",
        complex("市镇综合体", json!(["441900401"])),
    )
    .await;
    add(
        &hub,
        "Platform",
        "441900006",
        complex("镇镇综合体", json!(["441900401"])),
    )
    .await;
    add(
        &hub,
        "Platform",
        "441625100",
        complex("结对综合体", json!(["4419"])),
    )
    .await;
    let complexes = rule(
        "PLATFORM",
        "AT_END",
        json!({ "kinds": ["DUAL_INNOVATION_COMPLEX"] }),
    );
    assert_eq!(
        counts(&hub, "4419", &complexes, "2026").await,
        (3, named(&[("莞城街道", 1), ("松山湖", 2)]))
    );
    assert_eq!(
        counts(&hub, "44", &complexes, "2026").await,
        (3, named(&[("河源市", 1), ("东莞市", 3)]))
    );
    assert_eq!(count(&hub, "441900401", &complexes, "2026").await, 2);
}

async fn a_contract_counts_under_all_its_parties(hub: TestHub) {
    add(&hub, "Enterprise", "441625101", json!({ "name": "灯塔机械" })).await;
    let parties =
        json!([{ "creditCode": credit_code("灯塔机械") }, { "name": "河源职院", "kind": "UNIVERSITY" }]);
    for (name, on) in [("共同研发", "2025-03-01"), ("再次研发", "2026-02-01")] {
        let contract = json!({ "name": name, "signedOn": on, "parties": parties });
        add(&hub, "Contract", "441625100", contract).await;
    }
    let signed = |date: &str| rule("CONTRACT", date, json!({ "kind": "IUR" }));
    assert_eq!(
        counts(&hub, "441625", &signed("DURING"), "2025").await,
        (1, named(&[("仙塘镇", 1), ("灯塔镇", 1)]))
    );
    assert_eq!(count(&hub, "441625", &signed("UNTIL_END"), "2025").await, 1);
    assert_eq!(count(&hub, "441625", &signed("UNTIL_END"), "2026-H1").await, 2);
    assert_eq!(
        count(
            &hub,
            "44",
            &rule("CONTRACT", "DURING", json!({ "kind": "TRANSFER" })),
            "2025"
        )
        .await,
        0
    );
}

async fn hosts_count_once_where_they_are(hub: TestHub) {
    let host = add(
        &hub,
        "Enterprise",
        "441625100",
        json!({ "name": "仙塘电子", "aboveScale": [{ "since": "2024-05-01" }], "industry": "3911" }),
    )
    .await;
    let scale = json!({ "name": "仙塘模具", "aboveScale": [{ "since": "2020-01-01" }], "industry": "3525" });
    add(&hub, "Enterprise", "441625100", scale).await;
    let small = add(&hub, "Enterprise", "441625100", json!({ "name": "仙塘小厂" })).await;
    for (name, kind, host, on) in [
        ("工程中心", "ENGINEERING_CENTRE", &host["id"], "2024-06-01"),
        ("技术中心", "ENTERPRISE_TECH_CENTRE", &host["id"], "2025-06-01"),
        ("小厂中心", "ENGINEERING_CENTRE", &small["id"], "2024-06-01"),
        ("众创空间", "MAKERSPACE", &small["id"], "2023-06-01"),
    ] {
        let platform = json!({ "name": name, "kind": kind, "host": host, "establishedOn": on });
        add(&hub, "Platform", "441625100", platform).await;
    }
    let institutions = json!({ "families": ["RD", "ENTERPRISE_RD"], "hostedByEnterprise": true });
    let mut hosts = rule("PLATFORM", "AT_END", institutions);
    assert_eq!(count(&hub, "441625", &hosts, "2025").await, 3);
    hosts["of"] = json!("HOST");
    assert_eq!(count(&hub, "441625", &hosts, "2025").await, 2, "one has two");
    hosts["date"] = json!("DURING");
    assert_eq!(count(&hub, "441625", &hosts, "2025").await, 1);

    // 规上工业企业研发机构覆盖率: of two above scale one has an R&D institution, from 2024 on.
    let rules = tributary::counting::catalogue::rules().unwrap();
    let of = |code: &str| rules.iter().find(|counted| counted.code == code).unwrap();
    let rule = |code| serde_json::to_value(&of(code).counting).unwrap();
    let (with_rd, above_scale) = (
        rule("ABOVE_SCALE_ENTERPRISES_WITH_RD"),
        rule("ABOVE_SCALE_ENTERPRISES_REGISTERED"),
    );
    for (period, with, all, percent) in [("2023", 0, 1, "0"), ("2024", 1, 2, "50"), ("2025", 1, 2, "50")] {
        let found = [
            count(&hub, "441625", &with_rd, period).await,
            count(&hub, "441625", &above_scale, period).await,
        ];
        assert_eq!(found, [with, all], "{period}");
        let figure = hub
            .figure(&guangdong(), "441625", "RD_INSTITUTION_COVERAGE", period)
            .await;
        assert_eq!(figure.at("/figure/value"), percent, "{period}");
    }
    let none = hub
        .figure(&guangdong(), "441625", "RD_INSTITUTION_COVERAGE", "2019")
        .await;
    assert_eq!(
        none.at("/figure/value"),
        &Value::Null,
        "nothing divides by no enterprise"
    );
}

async fn asked(hub: &TestHub, who: &Who, variables: Value) -> Answer {
    hub.gql(who, TRY, variables).await
}

async fn what_counts_is_told_by_name(hub: TestHub) {
    let branch = json!({ "name": "万峰石材", "branches": [{ "region": "441625101" }] });
    add(&hub, "Enterprise", "441625100", branch).await;
    for name in ["甲厂", "乙厂", "丙厂"] {
        add(&hub, "Enterprise", "441625101", json!({ "name": name })).await;
    }
    let all = json!({ "register": "ENTERPRISE", "date": "AT_END" });
    let mut names = Vec::new();
    let mut after = Value::Null;
    loop {
        let variables =
            json!({ "region": "441625101", "rule": all, "period": "2026", "first": 3, "after": after });
        // Whoever is of the town alone does not read the record of another town that has a branch here, but its name.
        let answer = asked(&hub, &who("441625101", Role::Viewer), variables).await;
        assert_eq!(answer.at("/countPreview/count"), 4);
        assert_eq!(answer.at("/countPreview/members/totalCount"), 4);
        for node in answer.at("/countPreview/members/nodes").as_array().unwrap() {
            assert_eq!(node["regions"], json!([{ "name": "灯塔镇" }]));
            assert_eq!(node["record"].is_null(), node["name"] == "万峰石材");
            names.push(node["name"].as_str().unwrap().to_owned());
        }
        after = answer.at("/countPreview/members/pageInfo/endCursor").clone();
        if answer.at("/countPreview/members/pageInfo/hasNextPage") == false {
            break;
        }
    }
    assert_eq!(names, ["万峰石材", "甲厂", "乙厂", "丙厂"]);
    let county = json!({ "region": "441625", "rule": all, "period": "2026", "first": 1 });
    let (answer, statements) = hub.statements(asked(&hub, &guangdong(), county)).await;
    assert_eq!(
        answer.at("/countPreview/members/nodes/0/regions"),
        &json!([{ "name": "仙塘镇" }, { "name": "灯塔镇" }])
    );
    assert!(
        statements <= 5,
        "counts, page, names, records, total: {statements}"
    );

    // The subjects of a recognition may be towns.
    let text = "mutation ($town: ID!) { recordRecognitions(input: { rows: [
        { programme: \"INNOVATION_TOWN\", subject: $town, recognisedOn: \"2025-01-01\" }] }) { issues { code path } } }";
    let town = hub
        .gql(&guangdong(), "{ region(code: \"441625100\") { id } }", json!({}))
        .await;
    let city = who("4416", Role::Reviewer);
    let listed = hub
        .gql(&city, text, json!({ "town": town.at("/region/id") }))
        .await;
    assert_eq!(listed.issues(), []);
    let towns = json!({ "region": "44", "rule": recognised(&["INNOVATION_TOWN"]), "period": "2026" });
    let answer = asked(&hub, &guangdong(), towns).await;
    assert_eq!(answer.at("/countPreview/members/nodes/0/name"), "仙塘镇");
    assert!(!answer.at("/countPreview/members/nodes/0/record/id").is_null());
}

async fn another_province_sees_nothing(hub: TestHub) {
    add(&hub, "Enterprise", "441625100", json!({ "name": "万峰石材" })).await;
    let all = json!({ "register": "ENTERPRISE", "date": "AT_END" });
    let shanxi = who("14", Role::Viewer);
    let own = hub
        .gql(&shanxi, COUNT, json!({ "rule": all, "period": "2026" }))
        .await;
    assert_eq!(own.at("/countPreview/count"), 0);
    let foreign = json!({ "region": "441625", "rule": all, "period": "2026" });
    assert_eq!(
        hub.gql(&shanxi, COUNT, foreign.clone()).await.error_codes(),
        ["FORBIDDEN"]
    );
    let mut admin = who("441625", Role::Admin);
    assert_eq!(
        hub.gql(&admin, COUNT, foreign.clone()).await.error_codes(),
        ["FORBIDDEN"]
    );
    // A function is not needed to read.
    admin = who("441625", Role::Viewer);
    admin.functions = vec![Function::Tax];
    assert_eq!(hub.gql(&admin, COUNT, foreign).await.at("/countPreview/count"), 1);
}
