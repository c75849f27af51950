//! Observations and their figures, end to end.

use harness::{RECORD, TestHub, dongyuan, guangdong, on_both_engines, shanxi, who, xiantang};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

on_both_engines!(
    twelve_indicators_are_seen_above_with_their_coverage,
    a_ratio_is_recomputed_from_its_parts,
    every_problem_of_a_batch_is_reported,
    a_batch_is_all_or_nothing_or_row_by_row,
    a_repeated_pull_changes_nothing,
    an_idempotency_key_is_honoured_for_a_day,
    a_value_is_accepted_returned_and_revised,
    drafts_are_seen_by_their_region_alone,
    an_upper_declaration_stands_beside_the_roll_up,
    a_draft_over_an_accepted_value_hides_nothing,
    what_a_province_submits_is_final,
    every_key_of_a_decision_is_answered,
);

/// The twelve indicators of 仙塘镇's plan and their values of 2024, as its table prints them.
const TWELVE: [(&str, &str, &str); 12] = [
    ("SPECIALTY_OUTPUT", "222990", "万元"),
    ("SPECIALTY_BRANDS", "21", "项"),
    ("ABOVE_SCALE_INDUSTRIAL_ENTERPRISES_SPECIALTY", "14", "家"),
    ("HIGH_TECH_ENTERPRISES", "6", "家"),
    ("INNOVATION_TALENT", "19", "人"),
    ("PUBLIC_INNOVATION_SERVICE_PLATFORMS", "4", "个"),
    ("INDUSTRY_INNOVATION_SERVICE_PLATFORMS", "4", "个"),
    ("ENTERPRISE_RD_INSTITUTIONS", "8", "家"),
    ("IUR_COOPERATION_PROJECTS", "3", "项"),
    ("TECH_TRANSFERS", "30", "项"),
    ("INNOVATION_POLICIES", "3", "项"),
    ("RURAL_TOURISM_VISITS", "50", "万人次"),
];

async fn twelve_indicators_are_seen_above_with_their_coverage(hub: TestHub) {
    let rows: Vec<_> = TWELVE
        .iter()
        .map(|(code, value, unit)| (*code, "2024", *value, *unit))
        .collect();
    let recorded = hub.record(&xiantang(), &rows).await;
    assert_eq!(recorded.at("/recordObservations/written"), 12);
    assert_eq!(recorded.issues(), []);

    for (viewer, region, towns) in [
        (dongyuan(), "441625", 21),
        (who("4416", Role::Viewer), "4416", 101),
        (guangdong(), "44", 1757),
    ] {
        for (code, value, unit) in TWELVE {
            let figure = hub.figure(&viewer, region, code, "2024").await;
            let coverage = figure.at("/figure/coverage");
            assert_eq!(coverage["expected"], towns, "{code} of {region}");
            assert_eq!(
                (&coverage["reported"], &coverage["accepted"]),
                (&json!(1), &json!(0))
            );
            assert_eq!(coverage["missing"]["totalCount"], towns - 1);
            assert_eq!(figure.at("/figure/unit"), unit);
            // What is only listed above (joint policies must not count twice) has no sum, and says so.
            if code == "INNOVATION_POLICIES" {
                assert_eq!(figure.at("/figure/value"), &Value::Null);
                assert_eq!(figure.at("/figure/noValueReason"), "NOT_ADDITIVE");
            } else {
                assert_eq!(figure.at("/figure/value"), value, "{code} of {region}");
                assert_eq!(figure.at("/figure/origin"), "ROLLED_UP");
            }
        }
    }
    let abroad = hub.figure(&shanxi(), "4416", "SPECIALTY_OUTPUT", "2024").await;
    assert_eq!(abroad.error_codes(), ["FORBIDDEN"]);
    let query = "{ observations { totalCount nodes { value } } }";
    let nothing = hub.gql(&shanxi(), query, json!({})).await;
    assert_eq!(
        nothing.at("/observations"),
        &json!({ "totalCount": 0, "nodes": [] })
    );
    // The default basis of a figure is ACCEPTED, and nothing is accepted yet: missing is not zero.
    let query =
        r#"{ figure(region: "44", indicator: "SPECIALTY_OUTPUT", period: "2024") { value noValueReason } }"#;
    let accepted = hub.gql(&guangdong(), query, json!({})).await;
    assert_eq!(
        accepted.at("/figure"),
        &json!({ "value": null, "noValueReason": "NOTHING_REPORTED" })
    );
}

async fn a_ratio_is_recomputed_from_its_parts(hub: TestHub) {
    let share = |region: &'static str, numerator: &str, denominator: &str| {
        let row = json!({ "region": region, "indicator": "NO_RD_INSTITUTION_SHARE", "period": "2024",
                          "numerator": numerator, "denominator": denominator });
        (who(region, Role::Reporter), json!({ "input": { "rows": [row] } }))
    };
    // 50 % of 24 and 10 % of 40: 16 of 64 are 25 %, while the mean of the two would be 30 %.
    for (clerk, input) in [share("441625100", "12", "24"), share("441625101", "4", "40")] {
        assert_eq!(
            hub.gql(&clerk, RECORD, input)
                .await
                .at("/recordObservations/written"),
            1
        );
    }
    let figure = hub
        .figure(&dongyuan(), "441625", "NO_RD_INSTITUTION_SHARE", "2024")
        .await;
    assert_eq!(figure.at("/figure/value"), "25");
    assert_eq!(
        (figure.at("/figure/numerator"), figure.at("/figure/denominator")),
        (&json!("16"), &json!("64"))
    );
    assert_eq!(figure.at("/figure/coverage/reported"), 2);

    for (clerk, input) in [share("441625100", "0", "0"), share("441625101", "0", "0")] {
        let recorded = hub.gql(&clerk, RECORD, input).await;
        assert_eq!(
            recorded.issues(),
            [("ZERO_DENOMINATOR".to_owned(), "rows.0.denominator".to_owned())]
        );
        assert_eq!(
            recorded.at("/recordObservations/written"),
            1,
            "a warning does not block"
        );
    }
    let figure = hub
        .figure(&dongyuan(), "441625", "NO_RD_INSTITUTION_SHARE", "2024")
        .await;
    assert_eq!(figure.at("/figure/noValueReason"), "ZERO_DENOMINATOR");
    assert_eq!(figure.at("/figure/value"), &Value::Null);
}

fn row(change: Value) -> Value {
    let mut row = json!({ "region": "441625100", "indicator": "SPECIALTY_OUTPUT", "period": "2024",
                          "value": "222990", "unit": "万元" });
    row.as_object_mut()
        .unwrap()
        .extend(change.as_object().unwrap().clone());
    row
}

async fn record_rows(hub: &TestHub, rows: Vec<Value>, more: Value) -> harness::Answer {
    let mut input = json!({ "rows": rows });
    input
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    hub.gql(&xiantang(), RECORD, json!({ "input": input })).await
}

async fn every_problem_of_a_batch_is_reported(hub: TestHub) {
    let rows = vec![
        row(json!({ "unit": "家", "period": "2024-13" })),
        row(json!({ "indicator": "NO_SUCH" })),
        row(json!({ "period": "2024-Q1" })),
        row(json!({ "value": "0.0000001" })),
        row(json!({ "value": null })),
        row(json!({ "numerator": "1" })),
        row(json!({ "unit": "里" })),
        row(json!({})),
        row(json!({ "value": "1" })),
        row(json!({ "indicator": "NO_RD_INSTITUTION_SHARE", "unit": null })),
        row(json!({ "period": "2023", "expectedVersion": 3 })),
    ];
    let recorded = record_rows(&hub, rows, json!({})).await;
    let expected = [
        ("BAD_PERIOD", "rows.0.period"),
        ("CADENCE_MISMATCH", "rows.2.period"),
        ("DUPLICATE_ROW", "rows.8"),
        ("NOT_A_RATIO", "rows.5.numerator"),
        ("NOT_EXACT", "rows.3.value"),
        ("RATIO_NEEDS_PARTS", "rows.9.denominator"),
        ("RATIO_NEEDS_PARTS", "rows.9.numerator"),
        ("RATIO_NEEDS_PARTS", "rows.9.value"),
        ("UNIT_MISMATCH", "rows.0.unit"),
        ("UNKNOWN_INDICATOR", "rows.1.indicator"),
        ("UNKNOWN_UNIT", "rows.6.unit"),
        ("VALUE_MISSING", "rows.4.value"),
        ("VERSION_CONFLICT", "rows.10.expectedVersion"),
    ];
    assert_eq!(
        recorded.issues(),
        expected.map(|(code, path)| (code.to_owned(), path.to_owned()))
    );
    assert_eq!(recorded.at("/recordObservations/rows/7/outcome"), "WITHHELD");
    assert_eq!(recorded.at("/recordObservations/refused"), 10);
    assert_eq!(
        hub.figure(&dongyuan(), "441625", "SPECIALTY_OUTPUT", "2024")
            .await
            .at("/figure/value"),
        &Value::Null
    );
    for issue in recorded.at("/recordObservations/issues").as_array().unwrap() {
        assert_ne!(issue["messageZh"], "", "{issue}");
    }
}

async fn a_batch_is_all_or_nothing_or_row_by_row(hub: TestHub) {
    let rows = || {
        vec![
            row(json!({})),
            row(json!({ "indicator": "TECH_TRANSFERS", "unit": "万元" })),
        ]
    };
    let nothing = record_rows(&hub, rows(), json!({})).await;
    assert_eq!(nothing.at("/recordObservations/written"), 0);
    let dry = record_rows(&hub, rows(), json!({ "mode": "ROW_BY_ROW", "dryRun": true })).await;
    assert_eq!(
        dry.at("/recordObservations/written"),
        1,
        "a dry run tells what would be written"
    );
    let figure = hub
        .figure(&dongyuan(), "441625", "SPECIALTY_OUTPUT", "2024")
        .await;
    assert_eq!(figure.at("/figure/value"), &Value::Null, "and writes nothing");
    let some = record_rows(&hub, rows(), json!({ "mode": "ROW_BY_ROW" })).await;
    assert_eq!(
        some.at("/recordObservations/rows/0"),
        &json!({ "index": 0, "outcome": "WRITTEN", "version": 1 })
    );
    assert_eq!(
        some.at("/recordObservations/rows/1"),
        &json!({ "index": 1, "outcome": "REFUSED", "version": null })
    );
    let figure = hub
        .figure(&dongyuan(), "441625", "SPECIALTY_OUTPUT", "2024")
        .await;
    assert_eq!(figure.at("/figure/value"), "222990");
}

async fn a_repeated_pull_changes_nothing(hub: TestHub) {
    hub.record(&xiantang(), &[("SPECIALTY_OUTPUT", "2024", "29", "亿元")])
        .await;
    let again = hub
        .record(&xiantang(), &[("SPECIALTY_OUTPUT", "2024", "29", "亿元")])
        .await;
    assert_eq!(
        again.at("/recordObservations/rows/0"),
        &json!({ "index": 0, "outcome": "UNCHANGED", "version": 1 })
    );
    // The same money in another unit is a change of what was given, and the figure stays.
    let other = hub
        .record(&xiantang(), &[("SPECIALTY_OUTPUT", "2024", "290000", "万元")])
        .await;
    assert_eq!(other.at("/recordObservations/rows/0/version"), 2);
    let figure = hub
        .figure(&dongyuan(), "441625", "SPECIALTY_OUTPUT", "2024")
        .await;
    assert_eq!(figure.at("/figure/value"), "290000");
    let query = r#"{ figure(region: "441625", indicator: "SPECIALTY_OUTPUT", period: "2024", basis: SUBMITTED) {
        value(unit: "亿元") display } }"#;
    assert_eq!(
        hub.gql(&dongyuan(), query, json!({})).await.at("/figure/value"),
        "29"
    );
}

async fn an_idempotency_key_is_honoured_for_a_day(hub: TestHub) {
    let key = json!({ "idempotencyKey": "night-of-2026-06-01" });
    let first = record_rows(&hub, vec![row(json!({}))], key.clone()).await;
    record_rows(&hub, vec![row(json!({ "value": "1" }))], json!({})).await;
    let again = record_rows(&hub, vec![row(json!({}))], key.clone()).await;
    assert_eq!(again.body, first.body, "the first answer again");
    let figure = hub
        .figure(&dongyuan(), "441625", "SPECIALTY_OUTPUT", "2024")
        .await;
    assert_eq!(figure.at("/figure/value"), "1", "and nothing is written again");
    let other = record_rows(&hub, vec![row(json!({ "value": "2" }))], key.clone()).await;
    assert_eq!(other.error_codes(), ["IDEMPOTENCY_KEY_REUSED"]);

    hub.clock.advance(chrono::TimeDelta::hours(25));
    let later = record_rows(&hub, vec![row(json!({ "value": "2" }))], key).await;
    assert_eq!(later.at("/recordObservations/written"), 1);
}

async fn a_value_is_accepted_returned_and_revised(hub: TestHub) {
    let key = ("441625100", "SPECIALTY_OUTPUT", "2024");
    let accepted = |value: Value, count: u32| {
        let hub = &hub;
        async move {
            let query = r#"{ figure(region: "441625", indicator: "SPECIALTY_OUTPUT", period: "2024") {
                value coverage { reported accepted included } } }"#;
            let figure = hub.gql(&dongyuan(), query, json!({})).await;
            assert_eq!(figure.at("/figure/value"), &value);
            assert_eq!(figure.at("/figure/coverage/accepted"), count);
        }
    };
    assert_eq!(
        hub.accept(&dongyuan(), &[key]).await.issues(),
        [("NOT_SUBMITTED".to_owned(), "keys.0".to_owned())]
    );
    hub.record(&xiantang(), &[("SPECIALTY_OUTPUT", "2024", "100", "万元")])
        .await;
    assert_eq!(
        hub.accept(&dongyuan(), &[key])
            .await
            .at("/acceptObservations/accepted"),
        1
    );
    accepted(json!("100"), 1).await;

    // A revision is submitted: what was accepted stays accepted until the county decides again.
    hub.record(&xiantang(), &[("SPECIALTY_OUTPUT", "2024", "110", "万元")])
        .await;
    accepted(json!("100"), 1).await;
    let submitted = hub
        .figure(&dongyuan(), "441625", "SPECIALTY_OUTPUT", "2024")
        .await;
    assert_eq!(submitted.at("/figure/value"), "110");

    let returned = "mutation ($input: ReturnObservationsInput!) {
        returnObservations(input: $input) { returned observations { status note version } issues { path code } } }";
    let keys = json!([{ "region": key.0, "indicator": key.1, "period": key.2 }]);
    let bare = hub
        .gql(
            &dongyuan(),
            returned,
            json!({ "input": { "keys": keys, "reason": " " } }),
        )
        .await;
    assert_eq!(
        bare.issues(),
        [("REASON_MISSING".to_owned(), "reason".to_owned())]
    );
    let back = hub
        .gql(
            &dongyuan(),
            returned,
            json!({ "input": { "keys": keys, "reason": "请附证明" } }),
        )
        .await;
    let expected = json!({ "status": "RETURNED", "note": "请附证明", "version": 4 });
    assert_eq!(back.at("/returnObservations/observations/0"), &expected);
    let submitted = hub
        .figure(&dongyuan(), "441625", "SPECIALTY_OUTPUT", "2024")
        .await;
    assert_eq!(
        submitted.at("/figure/value"),
        "100",
        "what was returned no longer counts as submitted"
    );
    accepted(json!("100"), 1).await;
}

async fn drafts_are_seen_by_their_region_alone(hub: TestHub) {
    let draft = record_rows(&hub, vec![row(json!({}))], json!({ "submit": false })).await;
    assert_eq!(draft.at("/recordObservations/written"), 1);
    let query = "{ observations { totalCount nodes { status } } }";
    let own = hub.gql(&xiantang(), query, json!({})).await;
    assert_eq!(
        own.at("/observations"),
        &json!({ "totalCount": 1, "nodes": [{ "status": "DRAFT" }] })
    );
    let above = hub.gql(&dongyuan(), query, json!({})).await;
    assert_eq!(
        above.at("/observations"),
        &json!({ "totalCount": 0, "nodes": [] })
    );
    let figure = hub
        .figure(&dongyuan(), "441625", "SPECIALTY_OUTPUT", "2024")
        .await;
    assert_eq!(figure.at("/figure/noValueReason"), "NOTHING_REPORTED");
    assert_eq!(
        hub.accept(&dongyuan(), &[("441625100", "SPECIALTY_OUTPUT", "2024")])
            .await
            .issues()
            .len(),
        1
    );

    let submitted = record_rows(&hub, vec![row(json!({}))], json!({})).await;
    assert_eq!(submitted.at("/recordObservations/rows/0/version"), 2);
    assert_eq!(
        hub.gql(&dongyuan(), query, json!({}))
            .await
            .at("/observations/totalCount"),
        1
    );
}

async fn an_upper_declaration_stands_beside_the_roll_up(hub: TestHub) {
    hub.record(&xiantang(), &[("SPECIALTY_OUTPUT", "2024", "100", "万元")])
        .await;
    hub.record(
        &who("441625", Role::Reporter),
        &[("SPECIALTY_OUTPUT", "2024", "999", "万元")],
    )
    .await;
    let figure = hub
        .figure(&guangdong(), "441625", "SPECIALTY_OUTPUT", "2024")
        .await;
    assert_eq!(
        (figure.at("/figure/value"), figure.at("/figure/declared")),
        (&json!("100"), &json!("999"))
    );
    let city = hub.figure(&guangdong(), "4416", "SPECIALTY_OUTPUT", "2024").await;
    assert_eq!(
        city.at("/figure/value"),
        "100",
        "the county's own total is not added to its towns'"
    );
    let town = hub
        .figure(&guangdong(), "441625100", "SPECIALTY_OUTPUT", "2024")
        .await;
    assert_eq!(
        (town.at("/figure/origin"), town.at("/figure/declared")),
        (&json!("DECLARED"), &Value::Null)
    );
}

async fn a_draft_over_an_accepted_value_hides_nothing(hub: TestHub) {
    let key = ("441625100", "SPECIALTY_OUTPUT", "2024");
    hub.record(&xiantang(), &[("SPECIALTY_OUTPUT", "2024", "100", "万元")])
        .await;
    hub.accept(&dongyuan(), &[key]).await;
    record_rows(
        &hub,
        vec![row(json!({ "value": "120" }))],
        json!({ "submit": false }),
    )
    .await;

    let query = "query ($status: ObservationStatus) {
        observations(filter: { status: $status }) { totalCount nodes { id value status version } } }";
    let seen = |who: harness::Who, status: Value| {
        let hub = &hub;
        async move {
            let answer = hub.gql(&who, query, json!({ "status": status })).await;
            answer.at("/observations").clone()
        }
    };
    let above = seen(dongyuan(), Value::Null).await;
    assert_eq!(above["totalCount"], 1);
    assert_eq!(above["nodes"][0]["value"], "100");
    assert_eq!(
        (&above["nodes"][0]["status"], &above["nodes"][0]["version"]),
        (&json!("ACCEPTED"), &json!(2))
    );
    assert_eq!(seen(dongyuan(), json!("ACCEPTED")).await, above);
    assert_eq!(seen(dongyuan(), json!("SUBMITTED")).await["totalCount"], 0);
    assert_eq!(seen(dongyuan(), json!("DRAFT")).await["totalCount"], 0);
    let own = seen(xiantang(), Value::Null).await;
    assert_eq!(own["nodes"][0]["value"], "120");
    assert_eq!(seen(xiantang(), json!("DRAFT")).await, own);

    let node = "query ($id: ID!) { node(id: $id) { ... on Observation { value } } }";
    let id = json!({ "id": above["nodes"][0]["id"] });
    assert_eq!(
        hub.gql(&dongyuan(), node, id.clone()).await.at("/node/value"),
        "100"
    );
    assert_eq!(hub.gql(&xiantang(), node, id).await.at("/node/value"), "120");
}

async fn what_a_province_submits_is_final(hub: TestHub) {
    let province = who("44", Role::Reporter);
    hub.record(&province, &[("SPECIALTY_OUTPUT", "2024", "5", "亿元")])
        .await;
    let query = "{ observations { nodes { status } } }";
    let own = hub.gql(&province, query, json!({})).await;
    assert_eq!(own.at("/observations/nodes"), &json!([{ "status": "ACCEPTED" }]));
    let again = hub
        .record(&province, &[("SPECIALTY_OUTPUT", "2024", "5", "亿元")])
        .await;
    assert_eq!(again.at("/recordObservations/unchanged"), 1);
    let query =
        r#"{ figure(region: "44", indicator: "SPECIALTY_OUTPUT", period: "2024") { declared value } }"#;
    let figure = hub.gql(&province, query, json!({})).await;
    assert_eq!(
        figure.at("/figure"),
        &json!({ "declared": "50000", "value": null })
    );
}

async fn every_key_of_a_decision_is_answered(hub: TestHub) {
    hub.record(&xiantang(), &[("SPECIALTY_OUTPUT", "2024", "100", "万元")])
        .await;
    let key = ("441625100", "SPECIALTY_OUTPUT", "2024");
    let other = ("441625101", "SPECIALTY_OUTPUT", "2024");
    let decided = hub
        .accept(&dongyuan(), &[key, key, other, ("441625100", "NO_SUCH", "2024")])
        .await;
    assert_eq!(decided.at("/acceptObservations/accepted"), 1);
    let expected = [
        ("DUPLICATE_ROW", "keys.1"),
        ("NOT_SUBMITTED", "keys.2"),
        ("UNKNOWN_INDICATOR", "keys.3.indicator"),
    ];
    assert_eq!(
        decided.issues(),
        expected.map(|(code, path)| (code.to_owned(), path.to_owned()))
    );
}
