//! Enterprises: their codes, and that none is counted twice.

mod batch;
mod facts;
mod groups;
mod moves;
mod search;

use harness::{Register, TestHub, credit_code, on_both_engines, xiantang};
use serde_json::{Value, json};

/// A real code (GB 32100-2015).
const CODE: &str = "91310110666007217T";

on_both_engines!(
    all_issues_are_told_together,
    a_code_is_normalised,
    a_code_with_a_doubt_is_stored_with_a_warning,
    the_same_code_in_another_town_does_not_leak_the_town,
    a_code_is_taken_by_an_update_too,
    another_province_cannot_register_the_code,
    a_bad_code_says_what_is_wrong_with_it,
    two_towns_at_once_register_a_code_once,
);

fn enterprise() -> Register {
    Register::of("Enterprise")
}

fn coded(name: &str, code: &str) -> Value {
    json!({ "name": name, "creditCode": code })
}

fn pairs(issues: &[(&str, &str)]) -> Vec<(String, String)> {
    issues
        .iter()
        .map(|(code, path)| ((*code).to_owned(), (*path).to_owned()))
        .collect()
}

async fn all_issues_are_told_together(hub: TestHub) {
    let bad = json!({ "name": " 东源厂", "creditCode": "9131011066600721IT", "industry": "Z", "note": "长".repeat(2001) });
    let expected = pairs(&[
        ("BAD_CREDIT_CODE", "creditCode"),
        ("BAD_INDUSTRY", "industry"),
        ("BAD_NAME", "name"),
        ("TOO_LONG", "note"),
    ]);
    let refused = enterprise().register(&hub, &xiantang(), &bad).await;
    assert_eq!(refused.issues(), expected);
    assert_eq!(refused.at("/payload/enterprise"), &Value::Null);
    for issue in refused.at("/payload/issues").as_array().unwrap() {
        assert_eq!(issue["severity"], "ERROR");
        assert!(!issue["message"].as_str().unwrap().is_empty());
        assert!(!issue["messageZh"].as_str().unwrap().is_empty());
    }

    let good = enterprise().add(&hub, &xiantang(), &coded("东源厂", CODE)).await;
    let mut change = bad;
    change["id"] = good["id"].clone();
    change["expectedVersion"] = json!(7);
    let refused = enterprise().update(&hub, &xiantang(), &change).await;
    let mut expected = expected;
    expected.push(("VERSION_CONFLICT".to_owned(), "expectedVersion".to_owned()));
    assert_eq!(refused.issues(), expected);
    assert_eq!(hub.audited("enterprise").await.len(), 1);
    assert_eq!(hub.changed("enterprise").await.len(), 1);
}

async fn a_code_is_normalised(hub: TestHub) {
    let mut wanted = "";
    for given in [
        "91310110666007217t",
        "９１３１０１１０６６６００７２１７ｔ",
        " 91310110666007217T ",
    ] {
        if wanted.is_empty() {
            let created = enterprise().add(&hub, &xiantang(), &coded("东源厂", given)).await;
            assert_eq!(created["creditCode"], CODE);
            wanted = "found";
        } else {
            let again = enterprise()
                .register(&hub, &xiantang(), &coded("又一厂", given))
                .await;
            assert_eq!(
                again.issues(),
                pairs(&[("ALREADY_REGISTERED", "creditCode")]),
                "{given}"
            );
        }
        let found = hub
            .gql(
                &xiantang(),
                "query ($code: CreditCode!) { enterprises(filter: { creditCode: $code }) { nodes { name } } }",
                json!({ "code": given }),
            )
            .await;
        assert_eq!(
            found.at("/enterprises/nodes"),
            &json!([{ "name": "东源厂" }]),
            "{given}"
        );
    }
}

async fn a_code_with_a_doubt_is_stored_with_a_warning(hub: TestHub) {
    let warned = [
        (json!({ "name": "无码厂" }), "CREDIT_CODE_MISSING"),
        (json!({ "name": "又一无码厂" }), "CREDIT_CODE_MISSING"),
        (coded("试点厂", "91350100M0001TGQXM"), "CREDIT_CODE_PILOT"),
    ];
    for (input, warning) in &warned {
        let answer = enterprise().register(&hub, &xiantang(), input).await;
        assert_eq!(answer.issues(), pairs(&[(warning, "creditCode")]));
        assert_eq!(answer.at("/payload/issues/0/severity"), "WARNING");
        assert_eq!(
            answer.at("/payload/enterprise/name"),
            &input["name"],
            "a warning does not block"
        );
    }
    assert_eq!(hub.audited("enterprise").await.len(), warned.len());
}

async fn the_same_code_in_another_town_does_not_leak_the_town(hub: TestHub) {
    let first = enterprise()
        .add(&hub, &xiantang(), &coded("仙塘电子厂", CODE))
        .await;
    let taken = pairs(&[("ALREADY_REGISTERED", "creditCode")]);

    // 灯塔镇 beside it, and a town of 东莞, another city of the province.
    for town in ["441625101", "441900003"] {
        let refused = enterprise()
            .register(&hub, &enterprise().clerk(town), &coded("邻镇厂", CODE))
            .await;
        assert_eq!(refused.issues(), taken);
        assert_eq!(refused.at("/payload/enterprise"), &Value::Null);
        assert_eq!(refused.at("/payload/issues/0/figures"), &json!([CODE]));
        let told = refused.body.to_string();
        for secret in ["仙塘", "东源", "441625", "河源", first["id"].as_str().unwrap()] {
            assert!(!told.contains(secret), "{town} must not learn {secret}: {told}");
        }
    }
    // The county above may see the town, and the town itself.
    for region in ["441625", "441625100"] {
        let refused = enterprise()
            .register(&hub, &enterprise().clerk(region), &coded("本县厂", CODE))
            .await;
        assert_eq!(refused.issues(), taken);
        let message = refused.at("/payload/issues/0/message").as_str().unwrap();
        assert!(message.contains("仙塘镇"), "{message}");
    }
    assert_eq!(hub.audited("enterprise").await.len(), 1);
}

async fn a_code_is_taken_by_an_update_too(hub: TestHub) {
    let denta = enterprise().clerk("441625101");
    enterprise()
        .add(&hub, &xiantang(), &coded("仙塘电子厂", CODE))
        .await;
    let other = enterprise()
        .add(&hub, &denta, &coded("灯塔厂", &credit_code("灯塔厂")))
        .await;
    let change = |code: &Value| json!({ "id": other["id"], "expectedVersion": 1, "creditCode": code });
    let refused = enterprise()
        .update(&hub, &denta, &change(&json!(CODE.to_lowercase())))
        .await;
    assert_eq!(refused.issues(), pairs(&[("ALREADY_REGISTERED", "creditCode")]));
    assert!(!refused.body.to_string().contains("仙塘"));
    // Its own code is not taken by itself.
    assert_eq!(
        enterprise()
            .update(&hub, &denta, &change(&other["creditCode"]))
            .await
            .issues(),
        []
    );
}

async fn another_province_cannot_register_the_code(hub: TestHub) {
    enterprise().add(&hub, &xiantang(), &coded("总厂", CODE)).await;
    // 晋源区 of 太原.
    let shanxi = enterprise().clerk("140110");
    let refused = enterprise().register(&hub, &shanxi, &coded("分厂", CODE)).await;
    assert_eq!(refused.issues(), pairs(&[("ALREADY_REGISTERED", "creditCode")]));
    assert!(!refused.body.to_string().contains("仙塘"));
}

async fn a_bad_code_says_what_is_wrong_with_it(hub: TestHub) {
    for (code, reason) in [
        ("91310110666007217", "LENGTH"),
        ("9131011066600721IT", "ALPHABET"),
        ("91310110666007218T", "CHECK_17"),
        ("91310110666007217U", "CHECK_18"),
    ] {
        let refused = enterprise().register(&hub, &xiantang(), &coded("厂", code)).await;
        assert_eq!(refused.issues(), pairs(&[("BAD_CREDIT_CODE", "creditCode")]));
        assert_eq!(refused.at("/payload/issues/0/figures"), &json!([code, reason]));
    }
}

async fn two_towns_at_once_register_a_code_once(hub: TestHub) {
    let towns = ["441625100", "441625101", "441625102", "441625103"];
    for round in ["甲", "乙", "丙"] {
        let code = credit_code(round);
        let tries = towns.map(|town| {
            let (hub, code) = (&hub, &code);
            async move {
                enterprise()
                    .register(hub, &enterprise().clerk(town), &coded(round, code))
                    .await
            }
        });
        let answers = futures_util::future::join_all(tries).await;
        let stored = answers.iter().filter(|answer| answer.issues().is_empty()).count();
        assert_eq!(stored, 1);
        for refused in answers.iter().filter(|answer| !answer.issues().is_empty()) {
            assert_eq!(refused.issues(), pairs(&[("ALREADY_REGISTERED", "creditCode")]));
        }
    }
    assert_eq!(hub.audited("enterprise").await.len(), 3);
}
