//! Rules that change, and figures of before that do not.

use harness::{TestHub, guangdong, on_both_engines, who};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

use super::kit::{ask, define, extend, formula, put, update, value};

on_both_engines!(
    a_changed_rule_leaves_earlier_figures_alone,
    a_changed_formula_holds_from_its_day,
    display_changes_for_every_period,
    what_cannot_change_is_told,
);

const TOWNS: [&str; 2] = ["441625100", "441625101"];
const COUNTY: &str = "441625";

async fn version(hub: &TestHub, code: &str, period: &str) -> Value {
    let answer = ask(hub, &guangdong(), (COUNTY, code, period), json!({})).await;
    answer.at("/figure/definitionVersion").clone()
}

async fn a_changed_rule_leaves_earlier_figures_alone(hub: TestHub) {
    define(&hub, "A", json!({ "cadence": "QUARTER" })).await;
    for (town, least) in TOWNS.into_iter().zip([2, 5]) {
        for period in ["2024-Q1", "2024-Q2", "2025-Q1", "2025-Q2"] {
            put(&hub, town, "A", period, &least.to_string()).await;
        }
    }
    assert_eq!(value(&hub, COUNTY, "A", "2025-H1").await, "14");
    let rules = json!({ "acrossSpace": "MAX", "acrossTime": "STOCK" });
    let bare = update(&hub, "A", 1, rules.clone()).await;
    let missing = [("EFFECTIVE_FROM_MISSING".to_owned(), "effectiveFrom".to_owned())];
    assert_eq!(bare.issues(), missing);
    let mut dated = rules;
    extend(&mut dated, json!({ "effectiveFrom": "2025-01-01" }));
    assert_eq!(update(&hub, "A", 1, dated).await.issues(), []);
    for (period, expected, made_by) in [
        ("2024-Q2", "7", 1),
        ("2024-H1", "14", 1),
        ("2025-Q2", "5", 2),
        ("2025-H1", "5", 2),
    ] {
        assert_eq!(value(&hub, COUNTY, "A", period).await, expected, "{period}");
        assert_eq!(version(&hub, "A", period).await, made_by, "{period}");
    }
    // The tier of collection, from the second quarter on.
    let change = json!({ "collectedAt": "COUNTY", "effectiveFrom": "2025-04-01" });
    assert_eq!(update(&hub, "A", 2, change).await.issues(), []);
    assert_eq!(value(&hub, COUNTY, "A", "2025-Q1").await, "5");
    assert_eq!(value(&hub, COUNTY, "A", "2025-Q2").await, "NOTHING_REPORTED");
    put(&hub, COUNTY, "A", "2025-Q2", "99").await;
    assert_eq!(value(&hub, COUNTY, "A", "2025-Q2").await, "99");
    assert_eq!(value(&hub, COUNTY, "A", "2024-Q2").await, "7");

    let query = r#"{ indicator(code: "A") { version acrossSpace
        editions { version effectiveFrom collectedAt acrossSpace acrossTime } } }"#;
    let answer = hub.gql(&guangdong(), query, json!({})).await;
    let expected = json!({ "version": 3, "acrossSpace": "MAX", "editions": [
        { "version": 1, "effectiveFrom": null, "collectedAt": "TOWN", "acrossSpace": "SUM", "acrossTime": "FLOW" },
        { "version": 2, "effectiveFrom": "2025-01-01", "collectedAt": "TOWN", "acrossSpace": "MAX", "acrossTime": "STOCK" },
        { "version": 3, "effectiveFrom": "2025-04-01", "collectedAt": "COUNTY", "acrossSpace": "MAX", "acrossTime": "STOCK" },
    ] });
    assert_eq!(answer.at("/indicator"), &expected);
}

async fn a_changed_formula_holds_from_its_day(hub: TestHub) {
    define(&hub, "A", json!({})).await;
    formula(&hub, "X", "A * 2", json!({})).await;
    for period in ["2024", "2025"] {
        put(&hub, TOWNS[0], "A", period, "10").await;
    }
    let change = json!({ "formula": "A * 3", "effectiveFrom": "2025-01-01" });
    assert_eq!(update(&hub, "X", 1, change).await.issues(), []);
    assert_eq!(value(&hub, COUNTY, "X", "2024").await, "20");
    assert_eq!(value(&hub, COUNTY, "X", "2025").await, "30");
    // A twin that has not seen the change knows it as well.
    let twin = hub.twin().await;
    assert_eq!(value(&twin, COUNTY, "X", "2025").await, "30");
    let change = json!({ "formula": "A * 4", "effectiveFrom": "2025-01-01" });
    assert_eq!(update(&hub, "X", 2, change).await.issues(), []);
    assert_eq!(value(&twin, COUNTY, "X", "2025").await, "40");
    assert_eq!(value(&twin, COUNTY, "X", "2024").await, "20");
    let bad = json!({ "formula": "A * NO_SUCH", "effectiveFrom": "2026-01-01" });
    let refused = update(&hub, "X", 3, bad).await;
    assert_eq!(refused.issues()[0].0, "UNKNOWN_INDICATOR");
}

async fn display_changes_for_every_period(hub: TestHub) {
    define(&hub, "M", json!({ "unit": "万元", "precision": 0 })).await;
    put(&hub, TOWNS[0], "M", "2020", "123456").await;
    let change = json!({ "unit": "亿元", "precision": 1, "nameZh": "新名" });
    assert_eq!(update(&hub, "M", 1, change).await.issues(), []);
    let answer = ask(&hub, &guangdong(), (COUNTY, "M", "2020"), json!({})).await;
    let figure = answer.at("/figure");
    assert_eq!(
        (&figure["value"], &figure["display"], &figure["unit"]),
        (&json!("12.3456"), &json!("12.3"), &json!("亿元"))
    );
    assert_eq!(figure["definitionVersion"], 1, "the rules are those of the first");
}

async fn what_cannot_change_is_told(hub: TestHub) {
    define(&hub, "A", json!({})).await;
    for (change, code, path) in [
        (json!({ "unit": "万元" }), "UNIT_MISMATCH", "unit"),
        (json!({ "unit": "斗" }), "UNKNOWN_UNIT", "unit"),
        (
            json!({ "expectedVersion": 7, "nameZh": "新" }),
            "VERSION_CONFLICT",
            "expectedVersion",
        ),
        (
            json!({ "weight": "A", "effectiveFrom": "2025-01-01" }),
            "WEIGHT_MISMATCH",
            "weight",
        ),
        (
            json!({ "formula": "A", "effectiveFrom": "2025-01-01" }),
            "FORMULA_MISMATCH",
            "formula",
        ),
    ] {
        let refused = update(&hub, "A", 1, change).await;
        let found = refused.issues();
        assert!(found.contains(&(code.to_owned(), path.to_owned())), "{found:?}");
    }
    let query = "mutation { updateIndicator(input: { code: \"A\", expectedVersion: 1, nameZh: \"别\" }) { issues { code } } }";
    let county = hub.gql(&who(COUNTY, Role::Steward), query, json!({})).await;
    assert_eq!(county.error_codes(), ["FORBIDDEN"]);
}
