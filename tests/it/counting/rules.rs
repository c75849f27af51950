//! Rules: what is refused, how they are told, and what they cost.

use harness::{TestHub, guangdong, on_both_engines};
use serde_json::{Value, json};

use super::{COUNT, add, count, pairs, rule};

on_both_engines!(
    every_issue_of_a_rule_is_told,
    a_rule_is_told_as_it_was_given,
    a_rule_is_one_statement_whatever_the_rows,
    the_rules_of_the_catalogue_run,
);

async fn issues(hub: &TestHub, rule: Value) -> Vec<(String, String)> {
    let answer = hub
        .gql(&guangdong(), COUNT, json!({ "rule": rule, "period": "2025" }))
        .await;
    assert_eq!(answer.at("/countPreview/count"), &Value::Null);
    assert_eq!(answer.at("/countPreview/children"), &json!([]));
    let issue = |issue: &Value| {
        let path: Vec<_> = issue["path"]
            .as_array()
            .unwrap()
            .iter()
            .map(|step| step.as_str().unwrap())
            .collect();
        (issue["code"].as_str().unwrap().to_owned(), path.join("."))
    };
    answer
        .at("/countPreview/issues")
        .as_array()
        .unwrap()
        .iter()
        .map(issue)
        .collect()
}

async fn every_issue_of_a_rule_is_told(hub: TestHub) {
    let bad = json!({
        "register": "ENTERPRISE", "date": "UNTIL_END", "of": "HOST",
        "enterprise": {
            "industries": ["9999"], "recognised": ["HIGH_TECH", "HIGH_TECH", "INNOVATION_TOWN", "NONE"],
            "hosts": { "kinds": ["INCUBATOR", "NONE"], "families": ["RD", "NONE"] },
        },
        "platform": { "kinds": [] },
    });
    assert_eq!(
        issues(&hub, bad).await,
        pairs(&[
            ("OTHER_REGISTER", "platform"),
            ("BAD_DATE_RULE", "date"),
            ("NO_HOST", "of"),
            ("TWICE", "enterprise.recognised.1"),
            ("BAD_INDUSTRY", "enterprise.industries.0"),
            ("WRONG_SUBJECT_KIND", "enterprise.recognised.2"),
            ("UNKNOWN_TERM", "enterprise.recognised.3"),
            ("UNKNOWN_TERM", "enterprise.hosts.kinds.1"),
            ("UNKNOWN_TERM", "enterprise.hosts.families.1"),
        ])
    );
    let mixed = rule(
        "RECOGNITION",
        "AT_END",
        json!({ "programmes": ["HIGH_TECH", "INNOVATION_TOWN"] }),
    );
    assert_eq!(
        issues(&hub, mixed).await,
        pairs(&[("WRONG_SUBJECT_KIND", "recognition.programmes.1")])
    );
    let many: Vec<String> = (10..=99)
        .flat_map(|n| [format!("{n}1"), format!("{n}2"), format!("{n}3")])
        .collect();
    let many = rule("ENTERPRISE", "AT_END", json!({ "industries": many }));
    assert_eq!(
        issues(&hub, many).await[0],
        pairs(&[("TOO_MANY", "enterprise.industries")])[0]
    );
    // A stage is no kind of project, though both are codes.
    let stage = rule(
        "PROJECT",
        "DURING",
        json!({ "kinds": ["SIGNED"], "stages": ["PARK"] }),
    );
    assert_eq!(
        issues(&hub, stage).await,
        pairs(&[
            ("UNKNOWN_TERM", "project.kinds.0"),
            ("UNKNOWN_TERM", "project.stages.0")
        ])
    );
}

async fn a_rule_is_told_as_it_was_given(hub: TestHub) {
    let query = "query ($rule: CountRuleInput!) { countPreview(rule: $rule, period: \"2025-Q1\") { period rule {
        register date of
        enterprise { aboveScale size industries chain { chain position } recognised hosts { kinds families } lacks { kinds families } }
        platform { kinds families levels hostedByEnterprise } project { kinds stages leadFunction }
        recognition { programmes } brand { kinds levels heldByEnterprise } contract { kind } institution { kinds }
    } } }";
    let part = |register: &str, conditions: Value| {
        let mut rule = json!({ "register": register, "date": "AT_END", "of": "SUBJECT" });
        for other in [
            "enterprise",
            "platform",
            "project",
            "recognition",
            "brand",
            "contract",
            "institution",
        ] {
            rule[other] = Value::Null;
        }
        rule[register.to_lowercase()] = conditions;
        rule
    };
    let types = json!({ "kinds": ["INCUBATOR"], "families": ["RD"] });
    let enterprise = json!({ "aboveScale": true, "size": "LARGE", "industries": ["C"], "recognised": ["HIGH_TECH"],
        "chain": { "chain": "新材料", "position": "MASTER" }, "hosts": types, "lacks": types });
    for given in [
        part("ENTERPRISE", enterprise),
        part(
            "PLATFORM",
            json!({ "kinds": ["INCUBATOR"], "families": ["INCUBATION"], "levels": ["CITY"], "hostedByEnterprise": false }),
        ),
        part(
            "PROJECT",
            json!({ "kinds": ["PARK"], "stages": ["SIGNED"], "leadFunction": "SCI_TECH" }),
        ),
        part("RECOGNITION", json!({ "programmes": ["HIGH_TECH"] })),
        part(
            "BRAND",
            json!({ "kinds": ["AWARD"], "levels": ["CITY"], "heldByEnterprise": true }),
        ),
        part("CONTRACT", json!({ "kind": "IUR" })),
        part("INSTITUTION", json!({ "kinds": ["UNIVERSITY"] })),
    ] {
        let answer = hub.gql(&guangdong(), query, json!({ "rule": given })).await;
        assert_eq!(answer.at("/countPreview/rule"), &given);
        assert_eq!(answer.at("/countPreview/period"), "2025-Q1");
    }
}

async fn a_rule_is_one_statement_whatever_the_rows(hub: TestHub) {
    let all = json!({ "register": "ENTERPRISE", "date": "AT_END" });
    let mut costs = Vec::new();
    for round in 0..3 {
        for at in 0..3 {
            let branches = json!([{ "region": "441625101" }, { "region": "441900401" }]);
            let name = format!("厂{round}{at}");
            add(
                &hub,
                "Enterprise",
                "441625100",
                json!({ "name": name, "branches": branches }),
            )
            .await;
        }
        let viewer = guangdong();
        let work = hub.gql(&viewer, COUNT, json!({ "rule": all, "period": "2025" }));
        let (answer, statements) = hub.statements(work).await;
        assert_eq!(answer.at("/countPreview/count"), 3 * (round + 1));
        costs.push(statements);
    }
    assert_eq!(costs, [1, 1, 1]);
}

async fn the_rules_of_the_catalogue_run(hub: TestHub) {
    for counted in tributary::counting::catalogue::rules().unwrap() {
        let rule = serde_json::to_value(&counted.counting).unwrap();
        for region in ["44", "441625"] {
            assert_eq!(count(&hub, region, &rule, "2025").await, 0, "{}", counted.code);
        }
    }
}
