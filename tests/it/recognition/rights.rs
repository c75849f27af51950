//! Who nominates, who decides, and what speaks against it.

use harness::{Register, TestHub, Who, on_both_engines, who};
use serde_json::{Value, json};
use tributary::scope::policy::{Function, Role};

use super::{XIANTANG, call, clerk, enterprise, issues, nominate, recognise, region, reviewer};

on_both_engines!(
    nobody_else_decides,
    the_own_region_nominates,
    a_nomination_is_checked,
    what_must_come_before_is_asked_for,
    each_step_has_its_states,
    many_at_once_nominate_once,
    a_project_of_a_town_enters_the_librarys_city,
);

async fn nobody_else_decides(hub: TestHub) {
    let subject = enterprise(&hub, XIANTANG, "仙塘电子").await;
    let entry = nominate(&hub, XIANTANG, "HIGH_TECH", &subject).await;
    let without = Who {
        functions: vec![Function::IndustryIt],
        ..reviewer("44")
    };
    let same = Who {
        subject: "clerk",
        ..reviewer("44")
    };
    let decisions = [
        ("reviewRecognition", json!({})),
        ("recognise", json!({ "recognisedOn": "2026-06-01" })),
        ("rejectRecognition", json!({ "reason": "不符" })),
        (
            "revokeRecognition",
            json!({ "on": "2026-06-01", "reason": "不符" }),
        ),
    ];
    for (mutation, fields) in decisions {
        let mut input = json!({ "id": entry["id"], "expectedVersion": 1 });
        input
            .as_object_mut()
            .unwrap()
            .extend(fields.as_object().unwrap().clone());
        for (by, code) in [
            (reviewer(XIANTANG), "FORBIDDEN"),
            (reviewer("441625"), "FORBIDDEN"),
            (reviewer("4416"), "FORBIDDEN"),
            (clerk("44"), "FORBIDDEN"),
            (who("44", Role::Viewer), "FORBIDDEN"),
            (without.clone(), "FORBIDDEN"),
            (same.clone(), "FORBIDDEN"),
            (reviewer("441625101"), "NOT_FOUND"),
            (reviewer("14"), "NOT_FOUND"),
        ] {
            let refused = call(&hub, &by, mutation, &input).await;
            assert_eq!(refused.error_codes(), [code], "{mutation} by {by:?}");
        }
    }
    assert_eq!(hub.audited("recognition").await.len(), 1);
    // The city recognises for its own library, and not the province.
    let gazelle = nominate(&hub, XIANTANG, "GAZELLE", &subject).await;
    let input = json!({ "id": gazelle["id"], "expectedVersion": 1, "recognisedOn": "2026-06-01" });
    let refused = call(&hub, &reviewer("44"), "recognise", &input).await;
    assert_eq!(refused.error_codes(), ["FORBIDDEN"]);
    recognise(&hub, &reviewer("4416"), &gazelle, "2026-06-01").await;
}

async fn the_own_region_nominates(hub: TestHub) {
    let subject = enterprise(&hub, XIANTANG, "仙塘电子").await;
    let input = json!({ "programme": "HIGH_TECH", "subject": subject });
    let without = Who {
        functions: vec![Function::Finance],
        ..clerk(XIANTANG)
    };
    for (by, code) in [
        (clerk("441625"), "FORBIDDEN"),
        (reviewer(XIANTANG), "FORBIDDEN"),
        (without, "FORBIDDEN"),
        (clerk("441625101"), "NOT_FOUND"),
    ] {
        let refused = call(&hub, &by, "nominate", &input).await;
        assert_eq!(refused.error_codes(), [code], "{by:?}");
    }
    let town = json!({ "programme": "INNOVATION_TOWN", "subject": region(&hub, XIANTANG).await });
    for (by, code) in [(clerk("441625"), "FORBIDDEN"), (clerk("441625101"), "NOT_FOUND")] {
        let refused = call(&hub, &by, "nominate", &town).await;
        assert_eq!(refused.error_codes(), [code]);
    }
    assert_eq!(hub.audited("recognition").await, []);
    // A function that keeps enterprises nominates them, though it recognises in no programme.
    let statistics = Who {
        functions: vec![Function::Statistics],
        ..clerk(XIANTANG)
    };
    let answer = call(&hub, &statistics, "nominate", &input).await;
    assert_eq!(answer.issues(), []);
}

async fn a_nomination_is_checked(hub: TestHub) {
    let subject = enterprise(&hub, XIANTANG, "仙塘电子").await;
    let try_it = async |input: Value| call(&hub, &clerk(XIANTANG), "nominate", &input).await;
    let refused = try_it(json!({ "programme": "NO_SUCH", "subject": subject })).await;
    assert_eq!(refused.issues(), issues(&[("UNKNOWN_TERM", "programme")]));
    let refused = try_it(json!({ "programme": "INNOVATION_TOWN", "subject": subject })).await;
    assert_eq!(refused.issues(), issues(&[("WRONG_SUBJECT_KIND", "programme")]));
    let bad = json!({ "programme": "HIGH_TECH", "subject": subject, "note": "长".repeat(2001),
                      "evidence": [{ "title": " 报告" }, { "title": "报告", "reference": "" }] });
    let refused = try_it(bad).await;
    let expected = [
        ("BAD_NAME", "evidence.0.title"),
        ("BAD_NAME", "evidence.1.reference"),
        ("TOO_LONG", "note"),
    ];
    assert_eq!(refused.issues(), issues(&expected));
    assert_eq!(refused.at("/payload/recognition"), &Value::Null);
    let bureau = Register::of("Bureau");
    let bureau = bureau
        .add(&hub, &bureau.clerk(XIANTANG), &bureau.input("科技办"))
        .await;
    let refused = try_it(json!({ "programme": "HIGH_TECH", "subject": bureau["id"] })).await;
    assert_eq!(refused.error_codes(), ["BAD_USER_INPUT"]);

    let open = nominate(&hub, XIANTANG, "HIGH_TECH", &subject).await;
    let again = json!({ "programme": "HIGH_TECH", "subject": subject });
    let refused = try_it(again.clone()).await;
    assert_eq!(refused.issues(), issues(&[("ALREADY_OPEN", "subject")]));
    recognise(&hub, &reviewer("44"), &open, "2026-06-01").await;
    let refused = try_it(again).await;
    assert_eq!(refused.issues(), issues(&[("ALREADY_VALID", "subject")]));
    assert_eq!(refused.at("/payload/issues/0/figures"), &json!(["2029-05-31"]));

    let gone = enterprise(&hub, XIANTANG, "已注销").await;
    let text =
        "mutation ($id: ID!) { deleteRecord(input: { id: $id, expectedVersion: 1, reason: \"注销\" }) {
        issues { path code } } }";
    assert_eq!(
        hub.gql(&clerk(XIANTANG), text, json!({ "id": gone }))
            .await
            .issues(),
        []
    );
    let refused = try_it(json!({ "programme": "HIGH_TECH", "subject": gone })).await;
    assert_eq!(refused.issues(), issues(&[("DELETED", "subject")]));

    // Nobody stands above a province.
    let own = region(&hub, "44").await;
    let input = json!({ "programme": "TORCH_BASE", "subject": own });
    let refused = call(&hub, &clerk("44"), "nominate", &input).await;
    assert_eq!(refused.issues(), issues(&[("NO_RECOGNISER", "subject")]));
}

/// 科技创新示范镇 are selected among 创新强镇.
async fn what_must_come_before_is_asked_for(hub: TestHub) {
    let shijie = "441900101";
    let town = region(&hub, shijie).await;
    let input = json!({ "programme": "DEMONSTRATION_TOWN", "subject": town });
    let refused = call(&hub, &clerk(shijie), "nominate", &input).await;
    assert_eq!(refused.issues(), issues(&[("PREREQUISITE_MISSING", "subject")]));
    assert_eq!(
        refused.at("/payload/issues/0/figures"),
        &json!(["INNOVATION_TOWN", "2026-06-01"])
    );
    let strong = nominate(&hub, shijie, "INNOVATION_TOWN", &town).await;
    let refused = call(&hub, &clerk(shijie), "nominate", &input).await;
    assert_eq!(refused.issues(), issues(&[("PREREQUISITE_MISSING", "subject")]));
    recognise(&hub, &reviewer("4419"), &strong, "2026-03-01").await;
    let entry = nominate(&hub, shijie, "DEMONSTRATION_TOWN", &town).await;
    // Not on a day on which it was not 创新强镇 yet.
    let early = json!({ "id": entry["id"], "expectedVersion": 1, "recognisedOn": "2026-02-28" });
    let refused = call(&hub, &reviewer("4419"), "recognise", &early).await;
    assert_eq!(refused.issues(), issues(&[("PREREQUISITE_MISSING", "subject")]));
    recognise(&hub, &reviewer("4419"), &entry, "2026-06-01").await;
    let text = r#"query ($code: RegionCode!) { region(code: $code) {
        all: recognitions { programmeCode } march: recognitions(validOn: "2026-03-01") { programmeCode }
        one: recognitions(programme: "DEMONSTRATION_TOWN") { name validTo } } }"#;
    let read = hub.gql(&reviewer("4419"), text, json!({ "code": shijie })).await;
    let codes = json!([{ "programmeCode": "INNOVATION_TOWN" }, { "programmeCode": "DEMONSTRATION_TOWN" }]);
    assert_eq!(read.at("/region/all"), &codes);
    assert_eq!(
        read.at("/region/march"),
        &json!([{ "programmeCode": "INNOVATION_TOWN" }])
    );
    assert_eq!(read.at("/region/one/0/validTo"), &Value::Null);
    // The town does not read what the city above it has.
    let above = hub.gql(&clerk(shijie), text, json!({ "code": "4419" })).await;
    assert!(above.error_codes().contains(&"FORBIDDEN"));
}

async fn each_step_has_its_states(hub: TestHub) {
    let subject = enterprise(&hub, XIANTANG, "仙塘电子").await;
    let entry = nominate(&hub, XIANTANG, "HIGH_TECH", &subject).await;
    let province = reviewer("44");
    let wrong = async |mutation: &str, version: i64, figures: Value| {
        let mut input = json!({ "id": entry["id"], "expectedVersion": version });
        match mutation {
            "recognise" => input["recognisedOn"] = json!("2026-06-01"),
            "rejectRecognition" => input["reason"] = json!("不符"),
            "revokeRecognition" => {
                input["reason"] = json!("不符");
                input["on"] = json!("2026-06-01");
            }
            _ => {}
        }
        let refused = call(&hub, &province, mutation, &input).await;
        assert_eq!(refused.issues(), issues(&[("WRONG_STATE", "id")]), "{mutation}");
        assert_eq!(refused.at("/payload/issues/0/figures"), &figures);
    };
    wrong("revokeRecognition", 1, json!(["NOMINATED", "RECOGNISED"])).await;
    let review = json!({ "id": entry["id"], "expectedVersion": 1 });
    assert_eq!(
        call(&hub, &province, "reviewRecognition", &review).await.issues(),
        []
    );
    wrong("reviewRecognition", 2, json!(["UNDER_REVIEW", "NOMINATED"])).await;
    let stale = call(&hub, &province, "reviewRecognition", &review).await;
    assert_eq!(
        stale.issues(),
        issues(&[("VERSION_CONFLICT", "expectedVersion"), ("WRONG_STATE", "id")])
    );
    let entry_now = json!({ "id": entry["id"], "version": 2 });
    recognise(&hub, &province, &entry_now, "2026-06-01").await;
    let waiting = json!(["RECOGNISED", "NOMINATED", "UNDER_REVIEW"]);
    wrong("recognise", 3, waiting.clone()).await;
    wrong("rejectRecognition", 3, waiting).await;
}

async fn many_at_once_nominate_once(hub: TestHub) {
    for round in ["甲厂", "乙厂", "丙厂"] {
        let subject = enterprise(&hub, XIANTANG, round).await;
        let input = json!({ "programme": "HIGH_TECH", "subject": subject });
        let clerk = clerk(XIANTANG);
        let tries = [(); 4].map(|()| call(&hub, &clerk, "nominate", &input));
        let answers = futures_util::future::join_all(tries).await;
        let mut told: Vec<_> = answers.iter().map(harness::Answer::issues).collect();
        told.sort();
        let taken = issues(&[("ALREADY_OPEN", "subject")]);
        assert_eq!(told, [vec![], taken.clone(), taken.clone(), taken]);
    }
    assert_eq!(hub.audited("recognition").await.len(), 3);
}

/// 市重大科技项目库, and a platform beside.
async fn a_project_of_a_town_enters_the_librarys_city(hub: TestHub) {
    let projects = Register::of("Project");
    let project = projects
        .add(&hub, &clerk("441900101"), &projects.input("石碣装备"))
        .await;
    let entry = nominate(&hub, "441900101", "MAJOR_ST_LIBRARY", &project["id"]).await;
    let entry = recognise(&hub, &reviewer("4419"), &entry, "2026-06-01").await;
    assert_eq!(
        (&entry["subjectKind"], &entry["validTo"]),
        (&json!("PROJECT"), &Value::Null)
    );
    let text = "{ projects { nodes { name recognitions { programme { nameZh } subject { ... on Project { name } } } } } }";
    let read = hub.gql(&reviewer("4419"), text, json!({})).await;
    assert_eq!(
        read.at("/projects/nodes/0/recognitions/0"),
        &json!({ "programme": { "nameZh": "市重大科技项目库" }, "subject": { "name": "石碣装备" } })
    );
    // Dongguan has no counties: what counties recognise the city does.
    let entry = nominate(&hub, "441900101", "ST_PROJECT_LIBRARY", &project["id"]).await;
    recognise(&hub, &reviewer("4419"), &entry, "2026-06-01").await;
}
