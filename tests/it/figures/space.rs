//! The rule across space.

use harness::{TestHub, guangdong, on_both_engines, who};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

use super::kit::{accept, ask, coverage, define, put, put_ratio, value};

on_both_engines!(
    a_ratio_is_of_sums,
    a_mean_is_weighted_and_needs_its_weights,
    extremes_are_taken,
    what_has_no_rule_has_no_figure_above,
    a_city_without_counties_stands_in,
    a_value_is_asked_in_another_unit,
    great_values_are_exact,
    what_does_not_fit_says_so,
);

const COUNTY: &str = "441625";
const TOWNS: [&str; 3] = ["441625100", "441625101", "441625102"];

async fn a_ratio_is_of_sums(hub: TestHub) {
    let ratio = json!({ "unit": "%", "acrossSpace": "RATIO", "acrossTime": "STOCK", "numeratorUnit": "家",
                        "denominatorUnit": "家", "precision": 2 });
    define(&hub, "R", ratio).await;
    put_ratio(&hub, TOWNS[0], "R", "2025", ("1", "3")).await;
    put_ratio(&hub, TOWNS[1], "R", "2025", ("0", "0")).await;
    let answer = ask(&hub, &guangdong(), (COUNTY, "R", "2025"), json!({})).await;
    let figure = answer.at("/figure");
    assert_eq!(figure["value"], "33.33333333333333333333333333");
    assert_eq!(figure["display"], "33.33");
    assert_eq!(
        (&figure["numerator"], &figure["denominator"]),
        (&json!("1"), &json!("3"))
    );
    assert_eq!(value(&hub, TOWNS[1], "R", "2025").await, "ZERO_DENOMINATOR");
    // The county's own parts stand beside and are not added.
    put_ratio(&hub, COUNTY, "R", "2025", ("1", "2")).await;
    let answer = ask(&hub, &guangdong(), (COUNTY, "R", "2025"), json!({})).await;
    assert_eq!(answer.at("/figure/declared"), "50");
    assert_eq!(answer.at("/figure/display"), "33.33");
    put_ratio(&hub, TOWNS[0], "R", "2025", ("0", "0")).await;
    assert_eq!(value(&hub, COUNTY, "R", "2025").await, "ZERO_DENOMINATOR");
    assert_eq!(coverage(&hub, COUNTY, "R", "2025").await, [21, 2, 0, 2]);
}

async fn a_mean_is_weighted_and_needs_its_weights(hub: TestHub) {
    define(&hub, "PEOPLE", json!({ "unit": "人", "acrossTime": "STOCK" })).await;
    let mean = json!({ "unit": "元/人", "scale": 2, "acrossSpace": "WEIGHTED_MEAN", "acrossTime": "STOCK",
                       "weight": "PEOPLE" });
    define(&hub, "INCOME", mean).await;
    for (town, income, people) in [(TOWNS[0], "100.5", "10"), (TOWNS[1], "200.25", "30")] {
        put(&hub, town, "INCOME", "2025", income).await;
        put(&hub, town, "PEOPLE", "2025", people).await;
    }
    put(&hub, TOWNS[2], "INCOME", "2025", "9999").await;
    // (100.5 × 10 + 200.25 × 30) ÷ 40; what has no weight is not in it, and the coverage tells.
    assert_eq!(value(&hub, COUNTY, "INCOME", "2025").await, "175.3125");
    assert_eq!(coverage(&hub, COUNTY, "INCOME", "2025").await, [21, 3, 0, 2]);
    assert_eq!(value(&hub, TOWNS[2], "INCOME", "2025").await, "9999");
    // On the accepted basis the weight must be accepted, too.
    accept(&hub, COUNTY, (TOWNS[0], "INCOME", "2025")).await;
    let basis = json!({ "basis": "ACCEPTED" });
    let none = ask(&hub, &guangdong(), (COUNTY, "INCOME", "2025"), basis.clone()).await;
    assert_eq!(none.at("/figure/noValueReason"), "NOTHING_REPORTED");
    accept(&hub, COUNTY, (TOWNS[0], "PEOPLE", "2025")).await;
    let one = ask(&hub, &guangdong(), (COUNTY, "INCOME", "2025"), basis).await;
    assert_eq!(one.at("/figure/value"), "100.5");
    put(&hub, TOWNS[0], "PEOPLE", "2025", "0").await;
    put(&hub, TOWNS[1], "PEOPLE", "2025", "0").await;
    assert_eq!(value(&hub, COUNTY, "INCOME", "2025").await, "ZERO_DENOMINATOR");
}

async fn extremes_are_taken(hub: TestHub) {
    for rule in ["MIN", "MAX"] {
        define(&hub, rule, json!({ "acrossSpace": rule, "acrossTime": "STOCK" })).await;
        assert_eq!(value(&hub, COUNTY, rule, "2025").await, "NOTHING_REPORTED");
        for (town, value) in TOWNS.into_iter().zip(["-5", "7", "-9"]) {
            put(&hub, town, rule, "2025", value).await;
        }
    }
    assert_eq!(value(&hub, "44", "MIN", "2025").await, "-9");
    assert_eq!(value(&hub, "44", "MAX", "2025").await, "7");
    // Of one city, where all are above zero, the least is no zero.
    assert_eq!(value(&hub, "4419", "MIN", "2025").await, "NOTHING_REPORTED");
    put(&hub, "441900101", "MIN", "2025", "3").await;
    put(&hub, "441900101", "MAX", "2025", "-3").await;
    assert_eq!(value(&hub, "4419", "MIN", "2025").await, "3");
    assert_eq!(value(&hub, "4419", "MAX", "2025").await, "-3");
}

async fn what_has_no_rule_has_no_figure_above(hub: TestHub) {
    define(&hub, "N", json!({ "acrossSpace": "NONE", "acrossTime": "NONE" })).await;
    put(&hub, TOWNS[0], "N", "2025", "4").await;
    put(&hub, COUNTY, "N", "2025", "40").await;
    assert_eq!(value(&hub, TOWNS[0], "N", "2025").await, "4");
    let answer = ask(&hub, &guangdong(), (COUNTY, "N", "2025"), json!({})).await;
    assert_eq!(answer.at("/figure/noValueReason"), "NOT_ADDITIVE");
    assert_eq!(answer.at("/figure/declared"), "40");
    // Where the declared figure is the headline, it is the value.
    let declared = json!({ "acrossSpace": "NONE", "acrossTime": "NONE", "headline": "DECLARED" });
    define(&hub, "OWN", declared).await;
    put(&hub, COUNTY, "OWN", "2025", "41").await;
    assert_eq!(value(&hub, COUNTY, "OWN", "2025").await, "41");
    assert_eq!(value(&hub, "4416", "OWN", "2025").await, "NOTHING_REPORTED");
}

async fn a_city_without_counties_stands_in(hub: TestHub) {
    define(&hub, "C", json!({ "collectedAt": "COUNTY" })).await;
    put(&hub, "4419", "C", "2025", "1000").await;
    put(&hub, COUNTY, "C", "2025", "1").await;
    let town = put_ignored(&hub, "441900101", "C").await;
    assert_eq!(town, 1, "a town may declare it, and it is in no figure");
    let answer = ask(&hub, &guangdong(), ("4419", "C", "2025"), json!({})).await;
    assert_eq!(answer.at("/figure/origin"), "DECLARED");
    assert_eq!(answer.at("/figure/value"), "1000");
    assert_eq!(value(&hub, "44", "C", "2025").await, "1001");
    assert_eq!(value(&hub, "4416", "C", "2025").await, "1");
    assert_eq!(value(&hub, "441900101", "C", "2025").await, "BELOW_COLLECTION");
    assert_eq!(value(&hub, TOWNS[0], "C", "2025").await, "BELOW_COLLECTION");
    assert_eq!(coverage(&hub, TOWNS[0], "C", "2025").await, [0, 0, 0, 0]);
    let query = r#"{ counties: figure(region: "44", indicator: "C", period: "2025") { coverage { expected
        missing(first: 500) { totalCount nodes { tier } } } } }"#;
    let answer = hub.gql(&guangdong(), query, json!({})).await;
    let missing = answer.at("/counties/coverage/missing");
    assert_eq!(
        missing["totalCount"].as_u64().unwrap() + 2,
        answer.at("/counties/coverage/expected").as_u64().unwrap()
    );
    let cities = missing["nodes"].as_array().unwrap().iter();
    assert_eq!(
        cities.filter(|region| region["tier"] == "CITY").count(),
        1,
        "中山市 stands in for its counties, too"
    );
}

async fn put_ignored(hub: &TestHub, region: &'static str, code: &str) -> u64 {
    let written = hub
        .record(&who(region, Role::Reporter), &[(code, "2025", "5", "项")])
        .await;
    written.at("/recordObservations/written").as_u64().unwrap()
}

async fn a_value_is_asked_in_another_unit(hub: TestHub) {
    define(&hub, "M", json!({ "unit": "万元", "scale": 2, "precision": 1 })).await;
    for (town, value) in TOWNS.into_iter().zip(["0.000001", "12345.678", "1"]) {
        put(&hub, town, "M", "2025", value).await;
    }
    let query = r#"query ($unit: String) { figure(region: "441625", indicator: "M", period: "2025", basis: SUBMITTED) {
        value(unit: $unit) display unit } }"#;
    for (unit, value) in [
        ("元", "123466780.01"),
        ("万元", "12346.678001"),
        ("亿元", "1.2346678001"),
    ] {
        let answer = hub.gql(&guangdong(), query, json!({ "unit": unit })).await;
        assert_eq!(answer.at("/figure/value"), value);
        assert_eq!(
            (answer.at("/figure/display"), answer.at("/figure/unit")),
            (&json!("12346.7"), &json!("万元"))
        );
    }
    let other = hub.gql(&guangdong(), query, json!({ "unit": "人" })).await;
    assert_eq!(other.error_codes(), ["BAD_USER_INPUT"]);
    // Half away from zero, once.
    put(&hub, TOWNS[0], "M", "2025", "-12346.728").await;
    let answer = hub.gql(&guangdong(), query, json!({})).await;
    assert_eq!(answer.at("/figure/value"), "-0.05");
    assert_eq!(answer.at("/figure/display"), "-0.1");
}

async fn great_values_are_exact(hub: TestHub) {
    define(&hub, "B", json!({ "unit": "元" })).await;
    for town in TOWNS {
        put(&hub, town, "B", "2025", "9223372036854775807").await;
    }
    assert_eq!(value(&hub, COUNTY, "B", "2025").await, "27670116110564327421");
    let row = json!({ "indicator": "B", "period": "2025", "value": "9223372036854775808" });
    let refused = super::kit::put_row(&hub, TOWNS[0], row).await;
    assert_eq!(
        refused.issues(),
        [("NOT_EXACT".to_owned(), "rows.0.value".to_owned())]
    );
}

async fn what_does_not_fit_says_so(hub: TestHub) {
    define(&hub, "PEOPLE", json!({ "unit": "人" })).await;
    define(&hub, "ONE", json!({ "unit": "人" })).await;
    super::kit::formula(&hub, "SQUARE", "PEOPLE * PEOPLE / ONE", json!({ "unit": "人" })).await;
    put(&hub, TOWNS[0], "PEOPLE", "2025", "9000000000000000000").await;
    put(&hub, TOWNS[0], "ONE", "2025", "1").await;
    let answer = ask(&hub, &guangdong(), (COUNTY, "SQUARE", "2025"), json!({})).await;
    assert_eq!(answer.at("/figure/noValueReason"), "OUT_OF_RANGE");
    assert_eq!(answer.at("/figure/value"), &Value::Null);
    put(&hub, TOWNS[0], "ONE", "2025", "9000000000000000000").await;
    assert_eq!(value(&hub, COUNTY, "SQUARE", "2025").await, "9000000000000000000");
}
