//! The rule across time.

use harness::{TestHub, guangdong, on_both_engines};
use serde_json::json;

use super::kit::{ask, coverage, define, put, value, value_on};

on_both_engines!(
    a_flow_adds_up,
    a_stock_is_the_last_value,
    year_to_date_is_read_both_ways,
    january_and_february_come_together_or_apart,
    a_missing_month_is_not_zero,
    quarters_and_halves_make_coarser_periods,
    a_period_that_cannot_be_made_is_refused,
    what_is_reported_weekly_is_there_for_its_week,
);

const TOWN: &str = "441625100";
const COUNTY: &str = "441625";

async fn months(hub: &TestHub, code: &str, values: &[(&str, &str)]) {
    for (month, value) in values {
        put(hub, TOWN, code, month, value).await;
    }
}

/// Month n of 2025 has the value n.
async fn a_year_of_months(hub: &TestHub, code: &str) {
    for month in 1..=12 {
        put(hub, TOWN, code, &format!("2025-{month:02}"), &month.to_string()).await;
    }
}

async fn a_flow_adds_up(hub: TestHub) {
    define(&hub, "F", json!({ "cadence": "MONTH" })).await;
    a_year_of_months(&hub, "F").await;
    for (period, sum) in [
        ("2025-05", "5"),
        ("2025-01/P2M", "3"),
        ("2025-Q1", "6"),
        ("2025-Q4", "33"),
        ("2025-H2", "57"),
        ("2025", "78"),
    ] {
        assert_eq!(value(&hub, COUNTY, "F", period).await, sum, "{period}");
    }
    let year_to_date = json!({ "reading": "YEAR_TO_DATE" });
    for (period, sum) in [
        ("2025-01", "1"),
        ("2025-02", "3"),
        ("2025-05", "15"),
        ("2025-Q2", "21"),
        ("2025-H2", "78"),
    ] {
        let found = value_on(&hub, COUNTY, "F", period, year_to_date.clone()).await;
        assert_eq!(found, sum, "{period}");
    }
    let key = (COUNTY, "F", "2025-05");
    let reading = |answer: &harness::Answer| answer.at("/figure/reading").clone();
    assert_eq!(reading(&ask(&hub, &guangdong(), key, json!({})).await), "PERIOD");
    let on = json!({ "on": year_to_date });
    assert_eq!(reading(&ask(&hub, &guangdong(), key, on).await), "YEAR_TO_DATE");
}

async fn a_stock_is_the_last_value(hub: TestHub) {
    define(&hub, "S", json!({ "cadence": "MONTH", "acrossTime": "STOCK" })).await;
    months(&hub, "S", &[("2025-01", "4"), ("2025-03", "9"), ("2025-05", "0")]).await;
    put(&hub, "441625101", "S", "2025-02", "100").await;
    // Each region's last value, then their sum; zero is a value.
    for (period, sum) in [
        ("2025-Q1", "109"),
        ("2025-H1", "100"),
        ("2025", "100"),
        ("2025-Q2", "0"),
        ("2025-01/P2M", "104"),
        ("2025-Q3", "NOTHING_REPORTED"),
    ] {
        assert_eq!(value(&hub, COUNTY, "S", period).await, sum, "{period}");
    }
    assert_eq!(coverage(&hub, COUNTY, "S", "2025-Q2").await, [21, 1, 0, 1]);
}

async fn year_to_date_is_read_both_ways(hub: TestHub) {
    define(
        &hub,
        "Y",
        json!({ "cadence": "MONTH", "acrossTime": "YEAR_TO_DATE" }),
    )
    .await;
    let reported = [
        ("2025-01/P2M", "10"),
        ("2025-03", "16"),
        ("2025-04", "20"),
        ("2025-06", "33"),
        ("2025-12", "70"),
    ];
    months(&hub, "Y", &reported).await;
    for (period, total, alone) in [
        ("2025-01/P2M", "10", "10"),
        ("2025-02", "10", "NOTHING_REPORTED"),
        ("2025-03", "16", "6"),
        ("2025-04", "20", "4"),
        ("2025-05", "NOTHING_REPORTED", "NOTHING_REPORTED"),
        ("2025-06", "33", "NOTHING_REPORTED"),
        ("2025-Q1", "16", "16"),
        ("2025-Q2", "33", "17"),
        ("2025-H1", "33", "33"),
        ("2025-H2", "70", "37"),
        ("2025-Q4", "70", "NOTHING_REPORTED"),
        ("2025", "70", "70"),
    ] {
        assert_eq!(value(&hub, COUNTY, "Y", period).await, total, "{period}");
        let found = value_on(&hub, COUNTY, "Y", period, json!({ "reading": "PERIOD" })).await;
        assert_eq!(found, alone, "{period} alone");
    }
}

async fn january_and_february_come_together_or_apart(hub: TestHub) {
    define(&hub, "F", json!({ "cadence": "MONTH" })).await;
    put(&hub, TOWN, "F", "2025-01/P2M", "10").await;
    put(&hub, TOWN, "F", "2025-03", "1").await;
    assert_eq!(value(&hub, COUNTY, "F", "2025-Q1").await, "11");
    assert_eq!(value(&hub, COUNTY, "F", "2025-01").await, "NOTHING_REPORTED");
    // Another town reports them apart: both are whole.
    for (month, value) in [("2025-01", "3"), ("2025-02", "4"), ("2025-03", "5")] {
        put(&hub, "441625101", "F", month, value).await;
    }
    assert_eq!(value(&hub, COUNTY, "F", "2025-Q1").await, "23");
    assert_eq!(value(&hub, COUNTY, "F", "2025-01/P2M").await, "17");
    // Both given by one town: what is given together is taken, once.
    put(&hub, "441625101", "F", "2025-01/P2M", "8").await;
    assert_eq!(value(&hub, COUNTY, "F", "2025-01/P2M").await, "18");
    assert_eq!(value(&hub, COUNTY, "F", "2025-Q1").await, "24");
    let year_to_date = json!({ "reading": "YEAR_TO_DATE" });
    assert_eq!(value_on(&hub, COUNTY, "F", "2025-03", year_to_date).await, "24");
}

async fn a_missing_month_is_not_zero(hub: TestHub) {
    define(&hub, "F", json!({ "cadence": "MONTH" })).await;
    for town in ["441625100", "441625101"] {
        for (month, value) in [("2025-04", "1"), ("2025-05", "2"), ("2025-06", "3")] {
            if (town, month) != ("441625101", "2025-05") {
                put(&hub, town, "F", month, value).await;
            }
        }
    }
    assert_eq!(value(&hub, COUNTY, "F", "2025-Q2").await, "6");
    assert_eq!(coverage(&hub, COUNTY, "F", "2025-Q2").await, [21, 1, 0, 1]);
    assert_eq!(coverage(&hub, COUNTY, "F", "2025-04").await, [21, 2, 0, 2]);
    // With the month, though it is zero, the town counts.
    put(&hub, "441625101", "F", "2025-05", "0").await;
    assert_eq!(value(&hub, COUNTY, "F", "2025-Q2").await, "10");
    assert_eq!(coverage(&hub, COUNTY, "F", "2025-Q2").await, [21, 2, 0, 2]);
    let own = value(&hub, "441625102", "F", "2025-Q2").await;
    assert_eq!(own, "NOTHING_REPORTED");
}

async fn quarters_and_halves_make_coarser_periods(hub: TestHub) {
    define(&hub, "Q", json!({ "cadence": "QUARTER" })).await;
    define(
        &hub,
        "H",
        json!({ "cadence": "HALF", "acrossTime": "YEAR_TO_DATE" }),
    )
    .await;
    for (period, value) in [
        ("2025-Q1", "1"),
        ("2025-Q2", "2"),
        ("2025-Q3", "4"),
        ("2025-Q4", "8"),
    ] {
        put(&hub, TOWN, "Q", period, value).await;
    }
    put(&hub, TOWN, "H", "2025-H1", "5").await;
    put(&hub, TOWN, "H", "2025-H2", "12").await;
    assert_eq!(value(&hub, COUNTY, "Q", "2025-H1").await, "3");
    assert_eq!(value(&hub, COUNTY, "Q", "2025-H2").await, "12");
    assert_eq!(value(&hub, COUNTY, "Q", "2025").await, "15");
    assert_eq!(value(&hub, COUNTY, "H", "2025").await, "12");
    let alone = value_on(&hub, COUNTY, "H", "2025-H2", json!({ "reading": "PERIOD" })).await;
    assert_eq!(alone, "7");
}

async fn a_period_that_cannot_be_made_is_refused(hub: TestHub) {
    define(&hub, "N", json!({ "cadence": "MONTH", "acrossTime": "NONE" })).await;
    define(&hub, "Q", json!({ "cadence": "QUARTER" })).await;
    define(&hub, "W", json!({ "cadence": "WEEK" })).await;
    for (code, period) in [
        ("N", "2025-Q1"),
        ("N", "2025"),
        ("Q", "2025-03"),
        ("Q", "2025-01/P2M"),
        ("W", "2025"),
        ("W", "2025-03"),
        ("W", "2025-03-03/P2W"),
    ] {
        let answer = ask(&hub, &guangdong(), (COUNTY, code, period), json!({})).await;
        assert_eq!(answer.error_codes(), ["BAD_USER_INPUT"], "{code} {period}");
    }
    // Weeks do not divide years, and a quarter is not made of months.
    for (code, period) in [
        ("W", "2025-W10"),
        ("Q", "2025-02"),
        ("Q", "2025-01/P2M"),
        ("N", "2025-Q2"),
    ] {
        let on = json!({ "on": { "reading": "YEAR_TO_DATE" } });
        let answer = ask(&hub, &guangdong(), (COUNTY, code, period), on).await;
        assert_eq!(answer.error_codes(), ["BAD_USER_INPUT"], "{code} {period}");
    }
    put(&hub, TOWN, "N", "2025-03", "7").await;
    assert_eq!(value(&hub, COUNTY, "N", "2025-03").await, "7");
}

async fn what_is_reported_weekly_is_there_for_its_week(hub: TestHub) {
    define(
        &hub,
        "W",
        json!({ "cadence": "WEEK", "acrossTime": "YEAR_TO_DATE" }),
    )
    .await;
    define(&hub, "D", json!({ "cadence": "DAY" })).await;
    put(&hub, TOWN, "W", "2025-W10", "12").await;
    assert_eq!(value(&hub, COUNTY, "W", "2025-W10").await, "12");
    for day in 1..=28 {
        put(&hub, TOWN, "D", &format!("2025-02-{day:02}"), "1").await;
    }
    assert_eq!(value(&hub, COUNTY, "D", "2025-02").await, "28");
    assert_eq!(value(&hub, COUNTY, "D", "2025-W07").await, "7");
    assert_eq!(value(&hub, COUNTY, "D", "2025-02-10/P2W").await, "14");
}
