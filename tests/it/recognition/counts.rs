//! Counts: distinct subjects valid on a day, where they were; those who rose; the steps of a gradient.

use harness::{Answer, Register, TestHub, credit_code, on_both_engines};
use serde_json::{Value, json};

use super::{XIANTANG, clerk, enterprise, nominate, recognise, region, reviewer};

on_both_engines!(
    a_subject_counts_once_and_where_it_was,
    subjects_of_all_kinds_are_counted,
    those_who_became_are_counted_where_they_did,
    a_gradient_counts_the_highest_step,
    questions_without_a_meaning_are_refused,
);

/// Records recognitions: programme, name of the enterprise, first day, last day.
async fn list(hub: &TestHub, by: &'static str, rows: &[(&str, &str, &str, Option<&str>)]) {
    let rows: Vec<Value> = rows
        .iter()
        .map(|(programme, name, on, to)| {
            json!({ "programme": programme, "creditCode": credit_code(name), "recognisedOn": on, "validTo": to })
        })
        .collect();
    let text = "mutation ($rows: [RecordRecognitionRow!]!) { recordRecognitions(input: { rows: $rows }) {
        issues { path code } } }";
    let answer = hub.gql(&reviewer(by), text, json!({ "rows": rows })).await;
    assert_eq!(answer.issues(), []);
}

async fn ask(hub: &TestHub, region: &'static str, text: &str) -> Answer {
    hub.gql(&reviewer(region), &format!("{{ it: {text} }}"), json!({}))
        .await
}

/// Names and counts of groups.
async fn groups(hub: &TestHub, text: &str) -> Vec<(String, u64)> {
    let answer = ask(hub, "44", &format!("{text} {{ region {{ name }} count }}")).await;
    let groups = answer.at("/it").as_array().unwrap();
    groups
        .iter()
        .map(|group| {
            let name = group["region"]["name"].as_str().unwrap().to_owned();
            (name, group["count"].as_u64().unwrap())
        })
        .collect()
}

fn named(expected: &[(&str, u64)]) -> Vec<(String, u64)> {
    expected
        .iter()
        .map(|(name, count)| ((*name).to_owned(), *count))
        .collect()
}

async fn a_subject_counts_once_and_where_it_was(hub: TestHub) {
    for (town, name) in [
        (XIANTANG, "仙塘电子"),
        (XIANTANG, "仙塘模具"),
        ("441625101", "灯塔机械"),
        ("441900101", "石碣装备"),
    ] {
        enterprise(&hub, town, name).await;
    }
    list(
        &hub,
        "44",
        &[
            ("HIGH_TECH", "仙塘电子", "2024-01-01", None),
            ("SPECIALIZED_NEW", "仙塘电子", "2025-01-01", None),
            ("SPECIALIZED_NEW", "仙塘模具", "2025-01-01", None),
            ("HIGH_TECH", "灯塔机械", "2022-06-01", Some("2025-05-31")),
            ("HIGH_TECH", "石碣装备", "2025-12-31", None),
        ],
    )
    .await;
    let on = async |programmes: &str, day: &str, rest: &str| {
        let text = format!(r#"recognitionGroups(programmes: {programmes}, on: "{day}"{rest})"#);
        groups(&hub, &text).await
    };
    let (high, both) = (r#"["HIGH_TECH"]"#, r#"["HIGH_TECH", "SPECIALIZED_NEW"]"#);
    for (programmes, day, count) in [
        (high, "2023-12-31", 1),
        (high, "2024-12-31", 2),
        (high, "2025-05-31", 2),
        (high, "2025-06-01", 1),
        (high, "2025-12-30", 1),
        (high, "2025-12-31", 2),
        (both, "2025-12-31", 3),
        (high, "2021-12-31", 0),
    ] {
        assert_eq!(
            on(programmes, day, "").await,
            named(&[("广东省", count)]),
            "{programmes} {day}"
        );
    }
    assert_eq!(
        on(both, "2025-01-31", ", tier: TOWN").await,
        named(&[("仙塘镇", 2), ("灯塔镇", 1)])
    );
    assert_eq!(
        on(both, "2025-12-31", ", tier: COUNTY").await,
        named(&[("东源县", 2), ("东莞市", 1)]),
        "Dongguan stands in for the counties that it has not"
    );
    assert_eq!(
        on(both, "2025-12-31", r#", tier: CITY, region: "441625""#).await,
        named(&[("东源县", 2)]),
        "no more than the region that was asked for"
    );

    // It moved to 灯塔镇 in the middle of 2025, and counts in each where it was.
    let town = hub.hub.tree().by_code("441625101").unwrap().id.0;
    hub.execute(&format!(
        "INSERT INTO enterprise_location (record_id, province_id, region_id, since)
         SELECT record_id, province_id, {town}, '2025-07-01' FROM enterprise_location
         WHERE record_id = (SELECT id FROM enterprise WHERE name = '仙塘电子')"
    ))
    .await;
    hub.execute(
        "UPDATE enterprise_location SET until = '2025-07-01' WHERE since IS NULL
         AND record_id = (SELECT id FROM enterprise WHERE name = '仙塘电子')",
    )
    .await;
    assert_eq!(
        on(high, "2025-06-30", ", tier: TOWN").await,
        named(&[("仙塘镇", 1)])
    );
    assert_eq!(
        on(high, "2025-07-01", ", tier: TOWN").await,
        named(&[("灯塔镇", 1)])
    );
    assert_eq!(
        on(high, "2025-07-01", r#", region: "441625101""#).await,
        named(&[("灯塔镇", 1)])
    );
    assert_eq!(
        on(high, "2025-07-01", r#", region: "441625100""#).await,
        named(&[("仙塘镇", 0)])
    );
}

async fn subjects_of_all_kinds_are_counted(hub: TestHub) {
    let shijie = "441900101";
    let projects = Register::of("Project");
    let project = projects
        .add(&hub, &clerk(shijie), &projects.input("石碣装备"))
        .await;
    let town = region(&hub, shijie).await;
    for (programme, subject) in [("MAJOR_ST_LIBRARY", &project["id"]), ("INNOVATION_TOWN", &town)] {
        let entry = nominate(&hub, shijie, programme, subject).await;
        recognise(&hub, &reviewer("4419"), &entry, "2026-01-01").await;
    }
    let text = r#"recognitionGroups(programmes: ["MAJOR_ST_LIBRARY", "INNOVATION_TOWN"], tier: TOWN)"#;
    assert_eq!(groups(&hub, text).await, named(&[("石碣镇", 2)]));
    // A project that was deleted is not counted any more.
    let delete =
        "mutation ($id: ID!) { deleteRecord(input: { id: $id, expectedVersion: 1, reason: \"取消\" }) {
        issues { path code } } }";
    let deleted = hub
        .gql(&clerk(shijie), delete, json!({ "id": project["id"] }))
        .await;
    assert_eq!(deleted.issues(), []);
    assert_eq!(groups(&hub, text).await, named(&[("石碣镇", 1)]));
    let demonstration = nominate(&hub, shijie, "DEMONSTRATION_TOWN", &town).await;
    recognise(&hub, &reviewer("4419"), &demonstration, "2026-05-01").await;
    let became = r#"recognitionTransitions(from: "INNOVATION_TOWN", to: "DEMONSTRATION_TOWN", year: 2026, tier: CITY)"#;
    assert_eq!(groups(&hub, became).await, named(&[("东莞市", 1)]));
}

/// 科技型中小企业 → 高新技术企业.
async fn those_who_became_are_counted_where_they_did(hub: TestHub) {
    for (town, name) in [
        (XIANTANG, "仙塘电子"),
        (XIANTANG, "仙塘模具"),
        ("441625101", "灯塔机械"),
        ("441900101", "石碣装备"),
        ("441900101", "石碣电子"),
    ] {
        enterprise(&hub, town, name).await;
    }
    list(
        &hub,
        "44",
        &[
            ("TECH_SME", "仙塘电子", "2023-05-01", None),
            ("HIGH_TECH", "仙塘电子", "2025-01-01", None),
            // Renewed: it became so before.
            ("TECH_SME", "仙塘模具", "2021-05-01", None),
            ("HIGH_TECH", "仙塘模具", "2022-01-01", None),
            ("HIGH_TECH", "仙塘模具", "2025-03-01", None),
            // Never was the one before.
            ("HIGH_TECH", "灯塔机械", "2025-12-31", None),
            ("TECH_SME", "石碣装备", "2025-01-01", None),
            ("HIGH_TECH", "石碣装备", "2025-12-31", None),
            // Was it on the same day, not before.
            ("TECH_SME", "石碣电子", "2025-06-01", None),
            ("HIGH_TECH", "石碣电子", "2025-06-01", None),
        ],
    )
    .await;
    let became = async |rest: &str| {
        let text = format!(r#"recognitionTransitions(from: "TECH_SME", to: "HIGH_TECH", {rest})"#);
        groups(&hub, &text).await
    };
    assert_eq!(
        became("year: 2025, tier: COUNTY").await,
        named(&[("东源县", 1), ("东莞市", 1)])
    );
    assert_eq!(became("year: 2025").await, named(&[("广东省", 2)]));
    assert_eq!(became("year: 2022").await, named(&[("广东省", 1)]));
    assert_eq!(became("year: 2024").await, named(&[("广东省", 0)]));
    let days = |first: &str, last: &str| format!(r#"firstDay: "{first}", lastDay: "{last}""#);
    assert_eq!(
        became(&days("2025-01-02", "2025-12-31")).await,
        named(&[("广东省", 1)])
    );
    assert_eq!(
        became(&days("2025-01-01", "2025-12-30")).await,
        named(&[("广东省", 1)])
    );
    assert_eq!(
        became(r#"year: 2025, region: "4416""#).await,
        named(&[("河源市", 1)])
    );
}

async fn a_gradient_counts_the_highest_step(hub: TestHub) {
    for (town, name) in [
        (XIANTANG, "仙塘电子"),
        (XIANTANG, "仙塘模具"),
        ("441900101", "石碣装备"),
    ] {
        enterprise(&hub, town, name).await;
    }
    list(
        &hub,
        "44",
        &[
            ("TECH_SME", "仙塘电子", "2025-06-01", None),
            ("HIGH_TECH", "仙塘电子", "2025-06-01", None),
            ("TECH_SME", "仙塘模具", "2025-06-01", None),
            ("HIGH_TECH", "石碣装备", "2022-06-01", Some("2025-05-31")),
            ("TECH_SME", "石碣装备", "2025-06-01", None),
        ],
    )
    .await;
    let steps = async |day: &str, region: &str| {
        let text = format!(
            r#"gradient(code: "INNOVATION_CHAIN", on: "{day}", region: "{region}") {{ name steps {{ order count
                programmes {{ code }} }} }}"#
        );
        ask(&hub, "44", &text).await.at("/it").clone()
    };
    let step = |order: i32, count: u64, code: &str| json!({ "order": order, "count": count, "programmes": [{ "code": code }] });
    let expected = |counts: [u64; 4]| {
        json!({ "name": "创新链", "steps": [step(1, counts[0], "STARTUP"), step(2, counts[1], "TECH_SME"),
                step(3, counts[2], "HIGH_TECH"), step(4, counts[3], "INNOVATION_BENCHMARK")] })
    };
    assert_eq!(steps("2025-12-31", "44").await, expected([0, 2, 1, 0]));
    assert_eq!(steps("2025-05-31", "44").await, expected([0, 0, 1, 0]));
    assert_eq!(steps("2025-12-31", "4419").await, expected([0, 1, 0, 0]));
}

async fn questions_without_a_meaning_are_refused(hub: TestHub) {
    for (text, code) in [
        ("recognitionGroups(programmes: []) { count }", "BAD_USER_INPUT"),
        (
            r#"recognitionGroups(programmes: ["NO_SUCH"]) { count }"#,
            "NOT_FOUND",
        ),
        (
            r#"recognitionGroups(programmes: ["HIGH_TECH"], region: "44") { count }"#,
            "FORBIDDEN",
        ),
        (
            r#"recognitionTransitions(from: "TECH_SME", to: "HIGH_TECH") { count }"#,
            "BAD_USER_INPUT",
        ),
        (
            r#"recognitionTransitions(from: "TECH_SME", to: "HIGH_TECH", firstDay: "2025-02-01", lastDay: "2025-01-01") { count }"#,
            "BAD_USER_INPUT",
        ),
        (
            r#"recognitionTransitions(from: "NO_SUCH", to: "HIGH_TECH", year: 2025) { count }"#,
            "NOT_FOUND",
        ),
        (r#"gradient(code: "NO_SUCH") { code }"#, "NOT_FOUND"),
    ] {
        assert_eq!(ask(&hub, "4416", text).await.error_codes(), [code], "{text}");
    }
}
