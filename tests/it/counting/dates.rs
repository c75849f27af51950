//! By which days a rule counts: what expired, moved, was reached, and when.

use harness::{TestHub, credit_code, on_both_engines, who, xiantang};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

use super::{add, count, counts, named, recognise, recognised, rule};

on_both_engines!(
    an_expired_recognition_does_not_count,
    an_enterprise_that_moved_counts_where_it_was,
    a_branch_becomes_the_main_operation,
    enterprises_come_above_scale,
    enterprises_count_by_what_they_were_on_the_day,
    projects_count_by_the_stage_they_reached,
    platforms_brands_and_institutions_have_their_days,
    recognitions_are_counted_during_and_until,
);

async fn an_expired_recognition_does_not_count(hub: TestHub) {
    add(&hub, "Enterprise", "441625100", json!({ "name": "仙塘电子" })).await;
    recognise(
        &hub,
        "44",
        &[("HIGH_TECH", "仙塘电子", "2022-03-01", Some("2025-02-28"))],
    )
    .await;
    let high = recognised(&["HIGH_TECH"]);
    for (period, expected) in [
        ("2021", 0),
        ("2022", 1),
        ("2024", 1),
        ("2025-01", 1),
        ("2025-02", 1),
        ("2025-03", 0),
        ("2025", 0),
    ] {
        assert_eq!(count(&hub, "44", &high, period).await, expected, "{period}");
    }
    let enterprises = rule("ENTERPRISE", "AT_END", json!({ "recognised": ["HIGH_TECH"] }));
    assert_eq!(count(&hub, "44", &enterprises, "2024").await, 1);
    assert_eq!(count(&hub, "44", &enterprises, "2025").await, 0);
}

async fn claim(hub: &TestHub, to: &'static str, from: &'static str, name: &str, since: &str) {
    let text = "mutation ($code: CreditCode!, $since: Date!) {
        claimEnterprise(input: { creditCode: $code, since: $since, reason: \"迁入\" }) { enterpriseMove { id } issues { code path } } }";
    let variables = json!({ "code": credit_code(name), "since": since });
    let answer = hub.gql(&who(to, Role::Reporter), text, variables).await;
    assert_eq!(answer.issues(), []);
    let id = answer.at("/claimEnterprise/enterpriseMove/id").clone();
    let text = "mutation ($id: ID!) { decideEnterpriseMove(input: { id: $id, expectedVersion: 1, accept: true, reason: \"属实\" }) {
        issues { code path } } }";
    let decided = hub
        .gql(&who(from, Role::Reporter), text, json!({ "id": id }))
        .await;
    assert_eq!(decided.issues(), []);
}

async fn an_enterprise_that_moved_counts_where_it_was(hub: TestHub) {
    add(&hub, "Enterprise", "441625100", json!({ "name": "仙塘电子" })).await;
    recognise(
        &hub,
        "44",
        &[("HIGH_TECH", "仙塘电子", "2024-03-01", Some("2027-02-28"))],
    )
    .await;
    claim(&hub, "441900401", "441625100", "仙塘电子", "2025-06-01").await;
    let high = recognised(&["HIGH_TECH"]);
    let all = json!({ "register": "ENTERPRISE", "date": "AT_END" });
    for rule in [&high, &all] {
        assert_eq!(
            counts(&hub, "44", rule, "2024").await,
            (1, named(&[("河源市", 1)]))
        );
        assert_eq!(
            counts(&hub, "44", rule, "2025").await,
            (1, named(&[("东莞市", 1)]))
        );
    }
    // To another province: it is counted there from then on, and its recognition with it.
    claim(&hub, "140110", "441900401", "仙塘电子", "2026-02-01").await;
    assert_eq!(count(&hub, "44", &high, "2026").await, 0);
    assert_eq!(count(&hub, "44", &high, "2025").await, 1);
    let text = "query ($rule: CountRuleInput!) { countPreview(rule: $rule, period: \"2026\") { count } }";
    let shanxi = hub
        .gql(&who("14", Role::Viewer), text, json!({ "rule": high }))
        .await;
    assert_eq!(shanxi.at("/countPreview/count"), 1);
}

async fn a_branch_becomes_the_main_operation(hub: TestHub) {
    let branch = json!({ "name": "仙塘电子", "branches": [{ "region": "441900401" }] });
    let added = add(&hub, "Enterprise", "441625100", branch).await;
    claim(&hub, "441900401", "441625100", "仙塘电子", "2025-06-01").await;
    let query =
        "query ($id: ID!) { node(id: $id) { ... on Enterprise { branches { region { name } until } } } }";
    let zone = who("441900401", Role::Reporter);
    let read = hub.gql(&zone, query, json!({ "id": added["id"] })).await;
    assert_eq!(
        read.at("/node/branches"),
        &json!([{ "region": { "name": "松山湖" }, "until": "2025-06-01" }])
    );
    let all = json!({ "register": "ENTERPRISE", "date": "AT_END" });
    assert_eq!(
        counts(&hub, "44", &all, "2024").await,
        (1, named(&[("河源市", 1), ("东莞市", 1)]))
    );
    assert_eq!(
        counts(&hub, "44", &all, "2025").await,
        (1, named(&[("东莞市", 1)]))
    );
    // The record can still be changed.
    let enterprise = harness::Register::of("Enterprise");
    let change = json!({ "id": added["id"], "expectedVersion": 2, "note": "核实" });
    assert_eq!(enterprise.update(&hub, &zone, &change).await.issues(), []);
}

async fn enterprises_come_above_scale(hub: TestHub) {
    for (town, name, spans) in [
        ("441625100", "一厂", json!([{ "since": "2024-05-01" }])),
        (
            "441625101",
            "二厂",
            json!([{ "since": "2020-01-01", "until": "2024-01-01" }, { "since": "2024-01-01" }]),
        ),
        ("441625101", "三厂", json!([{ "until": "2024-07-01" }])),
        ("441625101", "四厂", json!([])),
    ] {
        add(
            &hub,
            "Enterprise",
            town,
            json!({ "name": name, "aboveScale": spans }),
        )
        .await;
    }
    let above = |date: &str| rule("ENTERPRISE", date, json!({ "aboveScale": true }));
    assert_eq!(
        counts(&hub, "441625", &above("DURING"), "2024").await,
        (1, named(&[("仙塘镇", 1)])),
        "one that goes on being above scale does not come"
    );
    assert_eq!(count(&hub, "441625", &above("AT_END"), "2023").await, 2);
    assert_eq!(count(&hub, "441625", &above("AT_END"), "2024-Q2").await, 3);
    assert_eq!(count(&hub, "441625", &above("AT_END"), "2024").await, 2);
    let below = rule("ENTERPRISE", "AT_END", json!({ "aboveScale": false }));
    assert_eq!(count(&hub, "441625", &below, "2024").await, 2);
}

async fn enterprises_count_by_what_they_were_on_the_day(hub: TestHub) {
    let facts = json!({
        "name": "一厂", "industry": "3032",
        "sizes": [{ "size": "MEDIUM", "since": "2024-01-01" }, { "size": "SMALL" }],
        "chains": [{ "chain": "新材料", "position": "MASTER", "since": "2023-01-01", "until": "2025-01-01" }],
    });
    add(&hub, "Enterprise", "441625100", facts).await;
    add(
        &hub,
        "Enterprise",
        "441625100",
        json!({ "name": "二厂", "industry": "A" }),
    )
    .await;
    for (conditions, of_2023, of_2025) in [
        (json!({ "size": "SMALL" }), 1, 0),
        (json!({ "size": "MEDIUM" }), 0, 1),
        (json!({ "chain": { "chain": "新材料" } }), 1, 0),
        (json!({ "chain": { "position": "MASTER" } }), 1, 0),
        (
            json!({ "chain": { "chain": "新材料", "position": "SUPPORTING" } }),
            0,
            0,
        ),
        (json!({ "industries": ["C"] }), 1, 1),
        (json!({ "industries": ["30"] }), 1, 1),
        (json!({ "industries": ["31", "A"] }), 1, 1),
        (json!({ "industries": ["C", "A"] }), 2, 2),
    ] {
        let rule = rule("ENTERPRISE", "AT_END", conditions);
        assert_eq!(count(&hub, "44", &rule, "2023").await, of_2023, "{rule}");
        assert_eq!(count(&hub, "44", &rule, "2025").await, of_2025, "{rule}");
    }
}

async fn projects_count_by_the_stage_they_reached(hub: TestHub) {
    let bureau = harness::Register::of("Bureau");
    let office = json!({ "name": "仙塘镇经发办", "functions": ["INDUSTRY_IT", "COMMERCE"] });
    let office = bureau.add(&hub, &bureau.clerk("441625100"), &office).await;
    for (town, name, stages, lead) in [
        (
            "441625100",
            "一期",
            json!([{ "stage": "SIGNED", "on": "2024-03-01" }, { "stage": "STARTED", "on": "2025-03-01" }]),
            json!([{ "id": office["id"] }]),
        ),
        (
            "441625101",
            "二期",
            json!([{ "stage": "SIGNED", "on": "2025-04-01" }]),
            json!([]),
        ),
        ("441625101", "三期", json!([{ "stage": "SIGNED" }]), json!([])),
    ] {
        let input = json!({ "name": name, "kind": "INVESTMENT", "stages": stages, "stage": null, "leadBureaus": lead });
        add(&hub, "Project", town, input).await;
    }
    let reached = |date: &str, stage: &str| {
        rule(
            "PROJECT",
            date,
            json!({ "kinds": ["INVESTMENT"], "stages": [stage] }),
        )
    };
    assert_eq!(
        count(&hub, "441625", &reached("DURING", "SIGNED"), "2024").await,
        1
    );
    assert_eq!(
        count(&hub, "441625", &reached("DURING", "SIGNED"), "2025").await,
        1
    );
    assert_eq!(
        count(&hub, "441625", &reached("DURING", "STARTED"), "2025-Q1").await,
        1
    );
    assert_eq!(
        count(&hub, "441625", &reached("UNTIL_END", "SIGNED"), "2024").await,
        2,
        "what was reached on an unknown day has been so always"
    );
    assert_eq!(
        counts(&hub, "441625", &reached("UNTIL_END", "SIGNED"), "2025").await,
        (3, named(&[("仙塘镇", 1), ("灯塔镇", 2)]))
    );
    let led = |function: &str| rule("PROJECT", "UNTIL_END", json!({ "leadFunction": function }));
    assert_eq!(count(&hub, "441625", &led("COMMERCE"), "2025").await, 1);
    assert_eq!(count(&hub, "441625", &led("SCI_TECH"), "2025").await, 0);
    let parks = rule("PROJECT", "UNTIL_END", json!({ "kinds": ["PARK"] }));
    assert_eq!(count(&hub, "441625", &parks, "2025").await, 0);
}

async fn platforms_brands_and_institutions_have_their_days(hub: TestHub) {
    let host = add(&hub, "Enterprise", "441625100", json!({ "name": "仙塘电子" })).await;
    let centre = |name: &str, level: Value, on: Value| json!({ "name": name, "kind": "ENGINEERING_CENTRE", "level": level, "establishedOn": on });
    add(
        &hub,
        "Platform",
        "441625100",
        centre("省中心", json!("PROVINCIAL"), json!("2024-06-01")),
    )
    .await;
    add(
        &hub,
        "Platform",
        "441625101",
        centre("市中心", json!("CITY"), Value::Null),
    )
    .await;
    let platforms = |date: &str, conditions: Value| rule("PLATFORM", date, conditions);
    let of = |conditions: Value| platforms("AT_END", conditions);
    assert_eq!(count(&hub, "441625", &of(json!({})), "2023").await, 1);
    assert_eq!(count(&hub, "441625", &of(json!({})), "2024").await, 2);
    assert_eq!(
        count(&hub, "441625", &of(json!({ "levels": ["PROVINCIAL"] })), "2024").await,
        1
    );
    assert_eq!(
        count(&hub, "441625", &of(json!({ "hostedByEnterprise": true })), "2024").await,
        0
    );
    assert_eq!(
        count(&hub, "441625", &platforms("DURING", json!({})), "2024").await,
        1
    );
    assert_eq!(
        count(&hub, "441625", &platforms("UNTIL_END", json!({})), "2024").await,
        2
    );

    let brand = |name: &str, level: &str, on: &str, to: Value, holder: Value| json!({ "name": name, "level": level, "awardedOn": on, "validTo": to, "holder": holder });
    for brand in [
        brand(
            "甲牌",
            "CITY",
            "2023-01-01",
            json!("2024-12-30"),
            json!(host["id"]),
        ),
        brand("乙牌", "NATIONAL", "2024-01-01", Value::Null, json!(host["id"])),
        brand("丙牌", "CITY", "2024-02-01", Value::Null, Value::Null),
    ] {
        add(&hub, "Brand", "441625100", brand).await;
    }
    let brands = |date: &str, conditions: Value| rule("BRAND", date, conditions);
    assert_eq!(
        count(&hub, "441625", &brands("AT_END", json!({})), "2024").await,
        2
    );
    assert_eq!(
        count(&hub, "441625", &brands("DURING", json!({})), "2024").await,
        2
    );
    assert_eq!(
        count(&hub, "441625", &brands("UNTIL_END", json!({})), "2024").await,
        3
    );
    assert_eq!(
        count(
            &hub,
            "441625",
            &brands("AT_END", json!({ "levels": ["NATIONAL"] })),
            "2024"
        )
        .await,
        1
    );
    assert_eq!(
        count(
            &hub,
            "441625",
            &brands("AT_END", json!({ "heldByEnterprise": false })),
            "2024"
        )
        .await,
        1
    );
    let mut holders = brands("UNTIL_END", json!({ "kinds": ["PRODUCT_BRAND"] }));
    holders["of"] = json!("HOST");
    assert_eq!(count(&hub, "441625", &holders, "2024").await, 1);

    add(
        &hub,
        "Institution",
        "441625100",
        json!({ "name": "仙塘技校", "kind": "VOCATIONAL_COLLEGE" }),
    )
    .await;
    let schools = rule(
        "INSTITUTION",
        "AT_END",
        json!({ "kinds": ["VOCATIONAL_COLLEGE", "UNIVERSITY"] }),
    );
    assert_eq!(
        counts(&hub, "441625", &schools, "2024").await,
        (1, named(&[("仙塘镇", 1)]))
    );
}

async fn recognitions_are_counted_during_and_until(hub: TestHub) {
    add(&hub, "Enterprise", "441625100", json!({ "name": "仙塘电子" })).await;
    recognise(
        &hub,
        "44",
        &[
            ("HIGH_TECH", "仙塘电子", "2021-03-01", Some("2024-02-29")),
            ("HIGH_TECH", "仙塘电子", "2024-03-01", Some("2025-02-28")),
        ],
    )
    .await;
    let high = |date: &str| rule("RECOGNITION", date, json!({ "programmes": ["HIGH_TECH"] }));
    for (date, expected) in [
        ("DURING", [0, 1, 0]),
        ("UNTIL_END", [1, 1, 1]),
        ("AT_END", [1, 1, 0]),
    ] {
        let mut found = Vec::new();
        for period in ["2023", "2024", "2025"] {
            found.push(count(&hub, "44", &high(date), period).await);
        }
        assert_eq!(found, expected, "{date}");
    }
    // What is deleted does not count.
    let platform = add(&hub, "Platform", "441625100", json!({ "name": "误登" })).await;
    let text = "mutation ($id: ID!) { deleteRecord(input: { id: $id, expectedVersion: 1, reason: \"误登\" }) { issues { code path } } }";
    assert_eq!(
        hub.gql(&xiantang(), text, json!({ "id": platform["id"] }))
            .await
            .issues(),
        []
    );
    assert_eq!(
        count(
            &hub,
            "44",
            &json!({ "register": "PLATFORM", "date": "AT_END" }),
            "2026"
        )
        .await,
        0
    );
}
