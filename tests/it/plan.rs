//! Plans: drafts, seals, editions, explanations, and the targets that count.

mod rights;
mod targets;

use harness::{Answer, TestHub, Who, on_both_engines, who, xiantang};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

on_both_engines!(
    a_draft_is_sealed_issued_and_revised,
    what_is_wrong_keeps_the_seal_back,
    what_is_sealed_stays_as_it_is,
    all_issues_are_told_together,
    lists_by_state_year_and_indicator,
);

/// A target of an indicator with its levels from 2024 on.
pub(crate) fn target(code: &str, name: &str, unit: &str, levels: &[&str]) -> Value {
    let years: Vec<Value> = (2025..)
        .zip(&levels[1..])
        .map(|(year, value)| json!({ "year": year, "value": value }))
        .collect();
    json!({ "name": name, "indicatorCode": code, "printedUnit": unit, "unit": unit, "table": "目标量化表",
        "nature": "STOCK", "direction": "UP",
        "baseline": { "year": 2024, "value": levels[0], "evidence": "台账" }, "years": years })
}

/// The plan of a region with one target, in which nothing is wrong.
pub(crate) fn sound(name: &str) -> Value {
    json!({ "name": name, "fromYear": 2025, "toYear": 2027, "baselineYear": 2024,
        "targets": [target("HIGH_TECH_ENTERPRISES", "高新技术企业数量", "家", &["6", "7", "8", "9"])] })
}

pub(crate) async fn change(hub: &TestHub, who: &Who, name: &str, input: Value) -> Answer {
    let ty = name[..1].to_uppercase() + &name[1..];
    let mutation = format!(
        "mutation ($input: {ty}Input!) {{ payload: {name}(input: $input) {{
            plan {{ id version state edition issued documentNumber sealedOn missingSeals {{ body }}
                seals {{ body sealedOn }} findings {{ key code }} }}
            issues {{ code path severity message figures }} }} }}"
    );
    hub.gql(who, &mutation, json!({ "input": input })).await
}

/// Registers a plan that nothing speaks against.
pub(crate) async fn add(hub: &TestHub, who: &Who, input: &Value) -> Value {
    let answer = change(hub, who, "registerPlan", input.clone()).await;
    assert!(answer.at("/payload/plan/id").is_string(), "{}", answer.body);
    answer.at("/payload/plan").clone()
}

/// A step of a plan that nothing speaks against: the plan after it.
pub(crate) async fn step(hub: &TestHub, who: &Who, name: &str, plan: &Value) -> Value {
    let answer = change(hub, who, name, named(plan, json!({}))).await;
    assert_eq!(answer.issues(), [], "{name}");
    answer.at("/payload/plan").clone()
}

fn named(plan: &Value, more: Value) -> Value {
    let mut input = json!({ "id": plan["id"], "expectedVersion": plan["version"] });
    input
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    input
}

fn pairs(issues: &[(&str, &str)]) -> Vec<(String, String)> {
    let pair = |(code, path): &(&str, &str)| ((*code).to_owned(), (*path).to_owned());
    issues.iter().map(pair).collect()
}

async fn a_draft_is_sealed_issued_and_revised(hub: TestHub) {
    let mut input = sound("专业镇规划");
    input["seals"] = json!([{ "body": "仙塘镇人民政府", "tier": "TOWN" }, { "body": "县科技局", "tier": "COUNTY" },
        { "body": "市科技局", "tier": "CITY" }]);
    let draft = add(&hub, &xiantang(), &input).await;
    assert_eq!(
        (&draft["state"], &draft["edition"]),
        (&json!("DRAFT_FOR_COMMENT"), &json!(1))
    );
    // Above waits for the region itself.
    let county = who("441625", Role::Reviewer);
    let early = change(&hub, &county, "sealPlan", named(&draft, json!({}))).await;
    assert_eq!(early.issues(), pairs(&[("WRONG_STATE", "state")]));
    let sealed = step(&hub, &xiantang(), "sealPlan", &draft).await;
    assert_eq!(
        (&sealed["state"], &sealed["sealedOn"]),
        (&json!("SEALED_BY_OWN"), &json!("2026-06-01"))
    );
    assert_eq!(
        sealed["missingSeals"],
        json!([{ "body": "县科技局" }, { "body": "市科技局" }])
    );
    let unsealed = change(&hub, &xiantang(), "issuePlan", named(&sealed, json!({}))).await;
    assert_eq!(
        unsealed.issues(),
        pairs(&[("SEAL_MISSING", "seals"), ("SEAL_MISSING", "seals")])
    );
    let half = step(&hub, &county, "sealPlan", &sealed).await;
    assert_eq!(half["state"], "SEALED_BY_OWN");
    assert_eq!(half["missingSeals"], json!([{ "body": "市科技局" }]));
    let twice = change(&hub, &county, "sealPlan", named(&half, json!({}))).await;
    assert_eq!(twice.issues(), pairs(&[("SEAL_NOT_REQUIRED", "seals")]));
    let full = step(&hub, &who("4416", Role::Reviewer), "sealPlan", &half).await;
    assert_eq!(
        (&full["state"], &full["missingSeals"]),
        (&json!("SEALED_BY_ABOVE"), &json!([]))
    );
    let more = json!({ "issued": "2026-06", "documentNumber": "仙府〔2026〕1号" });
    let issued = change(&hub, &xiantang(), "issuePlan", named(&full, more)).await;
    let issued = issued.at("/payload/plan").clone();
    assert_eq!(
        (&issued["state"], &issued["issued"]),
        (&json!("ISSUED"), &json!("2026-06"))
    );
    let next = step(&hub, &xiantang(), "revisePlan", &issued).await;
    assert_eq!(
        (&next["state"], &next["edition"]),
        (&json!("DRAFT_FOR_COMMENT"), &json!(2))
    );
    assert_eq!((&next["issued"], &next["sealedOn"]), (&Value::Null, &Value::Null));
    let acts: Vec<String> = hub
        .audited("plan")
        .await
        .into_iter()
        .map(|entry| entry.action)
        .collect();
    assert_eq!(
        acts,
        [
            "created",
            "submitted",
            "accepted",
            "accepted",
            "updated",
            "updated"
        ]
    );
}

async fn what_is_wrong_keeps_the_seal_back(hub: TestHub) {
    let mut input = sound("专业镇规划");
    // 6 to 9 is 50 percent; and the baseline rests on nothing.
    input["claims"] = json!([{ "kind": "GROWTH_PERCENT", "series": "HIGH_TECH_ENTERPRISES", "value": "24", "year": 2027,
        "section": "三（三）1.2", "quotation": "较2024年增长24%" }]);
    input["targets"][0]["baseline"]["evidence"] = Value::Null;
    let draft = add(&hub, &xiantang(), &input).await;
    let key = |code: &str| {
        let mut found = draft["findings"].as_array().unwrap().iter();
        found.find(|found| found["code"] == code).unwrap()["key"].clone()
    };
    let (percent, baseline) = (key("WRONG_PERCENT"), key("BASELINE_WITHOUT_EVIDENCE"));
    let refused = change(&hub, &xiantang(), "sealPlan", named(&draft, json!({}))).await;
    let path = |key: &Value| format!("findings.{}", key.as_str().unwrap());
    assert_eq!(
        refused.issues(),
        pairs(&[
            ("BASELINE_WITHOUT_EVIDENCE", &path(&baseline)),
            ("WRONG_PERCENT", &path(&percent))
        ])
    );
    assert_eq!(
        refused.at("/payload/issues/0/figures"),
        &json!(["+=24", "=6家", "=9家"])
    );
    for (finding, text, issue) in [
        (&percent, "笔误", ("MUST_BE_ZERO", "finding")),
        (&json!("WRONG_PERCENT-0"), "笔误", ("FINDING_UNKNOWN", "finding")),
        (&baseline, " ", ("VALUE_MISSING", "explanation")),
    ] {
        let given = named(&draft, json!({ "finding": finding, "explanation": text }));
        let answer = change(&hub, &xiantang(), "explainPlanFinding", given).await;
        assert_eq!(answer.issues(), pairs(&[issue]));
    }
    let given = named(
        &draft,
        json!({ "finding": baseline, "explanation": "以市科技局名单为准" }),
    );
    let explained = change(&hub, &xiantang(), "explainPlanFinding", given).await;
    assert_eq!(explained.issues(), []);
    let explained = explained.at("/payload/plan").clone();
    let query = "query ($id: ID!) { plan(id: $id) { all: findings { code explanation { text by } }
        open: findings(open: true) { code } grave: findings(grade: MUST_BE_ZERO) { code } } }";
    let read = hub.gql(&xiantang(), query, json!({ "id": draft["id"] })).await;
    assert_eq!(
        read.at("/plan"),
        &json!({ "all": [{ "code": "WRONG_PERCENT", "explanation": null },
            { "code": "BASELINE_WITHOUT_EVIDENCE", "explanation": { "text": "以市科技局名单为准", "by": "tester" } }],
            "open": [{ "code": "WRONG_PERCENT" }], "grave": [{ "code": "WRONG_PERCENT" }] })
    );
    let refused = change(&hub, &xiantang(), "sealPlan", named(&explained, json!({}))).await;
    assert_eq!(refused.issues(), pairs(&[("WRONG_PERCENT", &path(&percent))]));
    // Put right, it is sealed.
    let right = json!({ "claims": [{ "kind": "GROWTH_PERCENT", "series": "HIGH_TECH_ENTERPRISES", "value": "50",
        "year": 2027 }] });
    let righted = change(&hub, &xiantang(), "updatePlan", named(&explained, right)).await;
    assert_eq!(righted.issues(), []);
    step(&hub, &xiantang(), "sealPlan", righted.at("/payload/plan")).await;
}

async fn what_is_sealed_stays_as_it_is(hub: TestHub) {
    let draft = add(&hub, &xiantang(), &sound("专业镇规划")).await;
    let sealed = step(&hub, &xiantang(), "sealPlan", &draft).await;
    let edit = change(
        &hub,
        &xiantang(),
        "updatePlan",
        named(&sealed, json!({ "note": "改" })),
    )
    .await;
    assert_eq!(edit.issues(), pairs(&[("PLAN_SEALED", "state")]));
    let again = change(&hub, &xiantang(), "sealPlan", named(&sealed, json!({}))).await;
    assert_eq!(again.issues(), pairs(&[("WRONG_STATE", "state")]));
    let delete =
        "mutation ($input: DeleteRecordInput!) { deleteRecord(input: $input) { issues { code path } } }";
    let input = named(&sealed, json!({ "reason": "误登" }));
    let refused = hub.gql(&xiantang(), delete, json!({ "input": input })).await;
    assert_eq!(refused.issues(), pairs(&[("PLAN_SEALED", "state")]));
    let mut plan = sealed.clone();
    for (edition, value) in [(2, "10"), (3, "11")] {
        let next = step(&hub, &xiantang(), "revisePlan", &plan).await;
        assert_eq!(next["edition"], edition);
        let targets = json!({ "targets": [target("HIGH_TECH_ENTERPRISES", "高新技术企业数量", "家", &["6", "7", "8", value])] });
        let changed = change(&hub, &xiantang(), "updatePlan", named(&next, targets)).await;
        assert_eq!(changed.issues(), []);
        plan = step(&hub, &xiantang(), "sealPlan", changed.at("/payload/plan")).await;
    }
    let stale = change(&hub, &xiantang(), "revisePlan", named(&sealed, json!({}))).await;
    assert_eq!(stale.issues(), pairs(&[("VERSION_CONFLICT", "expectedVersion")]));
    let query = "query ($id: ID!) { plan(id: $id) { edition targets { years { value } }
        editions { edition state frozenAt planId targets { years { value } } } } }";
    let (read, statements) = hub
        .statements(hub.gql(&who("44", Role::Viewer), query, json!({ "id": draft["id"] })))
        .await;
    assert_eq!(statements, 2);
    let last = |plan: &Value| plan["targets"][0]["years"][2]["value"].clone();
    let read = read.at("/plan");
    assert_eq!((last(read), &read["edition"]), (json!("11"), &json!(3)));
    let editions = read["editions"].as_array().unwrap();
    let shown: Vec<_> = editions
        .iter()
        .map(|edition| (edition["edition"].clone(), last(edition)))
        .collect();
    assert_eq!(shown, [(json!(1), json!("9")), (json!(2), json!("10"))]);
    for edition in editions {
        assert_eq!(
            (&edition["state"], &edition["planId"]),
            (&json!("SEALED_BY_OWN"), &draft["id"])
        );
        assert_eq!(edition["frozenAt"], "2026-06-01T08:00:00.000000Z");
    }
}

async fn all_issues_are_told_together(hub: TestHub) {
    let many: Vec<Value> = (0..501).map(|_| json!({ "name": "甲" })).collect();
    let bad = json!({ "name": " ", "fromYear": 2027, "toYear": 2025, "baselineYear": 1900, "issued": "2025-Q1",
        "leadBureau": "无此局", "seals": [{ "body": "", "tier": "TOWN" }], "namedEntities": many,
        "targets": [
            { "name": "", "indicatorCode": "NONE", "unit": "斤", "years": [{ "year": 2025 }, { "year": 2025, "value": "1" },
              { "year": 2026, "operator": "RANGE", "value": "4", "upper": "3" }, { "year": 2027, "operator": "RANGE", "value": "1" },
              { "operator": "GE", "value": "1", "upper": "2" }] },
            { "name": "产值", "indicatorCode": "SPECIALTY_OUTPUT", "unit": "家",
              "baseline": { "year": 2024, "value": "1000000000000000" } },
        ],
        "actions": [{ "title": "", "leadBureaus": ["无此办"], "steps": [{ "year": 1, "text": "做" }] }],
        "claims": [{ "kind": "SHARE", "series": "", "value": "0.123456789", "unit": "担", "count": 0 }],
        "tableRows": [{ "table": "", "cells": [] }], "bodies": [{ "name": "" }],
        "namedSets": [{ "name": "产业", "items": [""], "year": 1 }] });
    let refused = change(&hub, &xiantang(), "registerPlan", bad).await;
    let expected = pairs(&[
        ("BAD_NAME", "actions.0.title"),
        ("BAD_NAME", "bodies.0.name"),
        ("BAD_NAME", "claims.0.series"),
        ("BAD_NAME", "name"),
        ("BAD_NAME", "namedSets.0.items.0"),
        ("BAD_NAME", "seals.0.body"),
        ("BAD_NAME", "tableRows.0.table"),
        ("BAD_NAME", "targets.0.name"),
        ("BAD_PERIOD", "issued"),
        ("BAD_YEAR", "actions.0.steps.0.year"),
        ("BAD_YEAR", "baselineYear"),
        ("BAD_YEAR", "namedSets.0.year"),
        ("BUREAU_UNKNOWN", "actions.0.leadBureaus.0"),
        ("BUREAU_UNKNOWN", "leadBureau"),
        ("ENDS_BEFORE_IT_BEGINS", "toYear"),
        ("NOT_A_RANGE", "targets.0.years.4.upper"),
        ("OUT_OF_RANGE", "claims.0.count"),
        ("OUT_OF_RANGE", "claims.0.value"),
        ("OUT_OF_RANGE", "targets.0.years.2.upper"),
        ("OUT_OF_RANGE", "targets.1.baseline.value"),
        ("TOO_MANY", "namedEntities"),
        ("TWICE", "targets.0.years.1.year"),
        ("UNIT_MISMATCH", "targets.1.unit"),
        ("UNKNOWN_INDICATOR", "targets.0.indicatorCode"),
        ("UNKNOWN_UNIT", "claims.0.unit"),
        ("UNKNOWN_UNIT", "targets.0.unit"),
        ("VALUE_MISSING", "claims.0.of"),
        ("VALUE_MISSING", "targets.0.years.0.value"),
        ("VALUE_MISSING", "targets.0.years.3.upper"),
    ]);
    assert_eq!(refused.issues(), expected);
    let below = json!({ "name": "县规划", "seals": [{ "body": "镇政府", "tier": "TOWN" }] });
    let refused = change(&hub, &who("441625", Role::Reporter), "registerPlan", below).await;
    assert_eq!(refused.issues(), pairs(&[("BAD_TIER", "seals.0.tier")]));
    assert_eq!(hub.audited("plan").await, []);
}

async fn lists_by_state_year_and_indicator(hub: TestHub) {
    let mut output = sound("产值规划");
    output["targets"] = json!([target(
        "SPECIALTY_OUTPUT",
        "特色产业总产值",
        "亿元",
        &["22", "24"]
    )]);
    output["toYear"] = json!(2025);
    let draft = add(&hub, &xiantang(), &sound("专业镇规划")).await;
    add(&hub, &xiantang(), &output).await;
    step(&hub, &xiantang(), "sealPlan", &draft).await;
    let query = "query ($filter: PlanFilter) { plans(filter: $filter) { totalCount nodes { name } } }";
    for (filter, expected) in [
        (json!({}), vec!["专业镇规划", "产值规划"]),
        (json!({ "state": "SEALED_BY_OWN" }), vec!["专业镇规划"]),
        (json!({ "state": "ISSUED" }), vec![]),
        (json!({ "year": 2025 }), vec!["专业镇规划", "产值规划"]),
        (json!({ "year": 2027 }), vec!["专业镇规划"]),
        (json!({ "indicator": "SPECIALTY_OUTPUT" }), vec!["产值规划"]),
        (
            json!({ "search": "业镇", "region": "441625100" }),
            vec!["专业镇规划"],
        ),
    ] {
        let answer = hub
            .gql(&who("44", Role::Viewer), query, json!({ "filter": filter }))
            .await;
        let names: Vec<_> = answer
            .at("/plans/nodes")
            .as_array()
            .unwrap()
            .iter()
            .map(|node| &node["name"])
            .collect();
        assert_eq!(names, expected, "{filter}");
        assert_eq!(answer.at("/plans/totalCount"), expected.len());
    }
    let unknown = hub
        .gql(&xiantang(), query, json!({ "filter": { "indicator": "NONE" } }))
        .await;
    assert_eq!(unknown.error_codes(), ["NOT_FOUND"]);
    // A deleted draft has no rows of targets, and gets them back.
    let draft = add(&hub, &xiantang(), &sound("三号规划")).await;
    let rows = || hub.rows("SELECT 1 FROM plan_target");
    let before = rows().await.len();
    for (verb, ty, more, left) in [
        (
            "deleteRecord",
            "DeleteRecord",
            json!({ "reason": "误登" }),
            before - 3,
        ),
        (
            "restoreRecord",
            "RestoreRecord",
            json!({ "expectedVersion": 2 }),
            before,
        ),
    ] {
        let mutation =
            format!("mutation ($input: {ty}Input!) {{ {verb}(input: $input) {{ issues {{ code path }} }} }}");
        let input = json!({ "input": named(&draft, more) });
        assert_eq!(hub.gql(&xiantang(), &mutation, input).await.issues(), []);
        assert_eq!(rows().await.len(), left, "{verb}");
    }
}
