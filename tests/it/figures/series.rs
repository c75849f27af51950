//! Figures over time.

use harness::{Answer, TestHub, guangdong, on_both_engines, who};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

use super::kit::{define, extend, formula, put};

on_both_engines!(
    three_years_of_months_have_their_gaps,
    a_coarser_cadence_is_made,
    a_bad_range_is_refused,
);

const TOWN: &str = "441625100";

async fn series(hub: &TestHub, from: &str, to: &str, change: Value) -> Answer {
    let query = "query ($input: SeriesInput!) { series(input: $input) { figures { period value noValueReason
        coverage { included } } } }";
    let mut input =
        json!({ "region": "441625", "indicator": "A", "from": from, "to": to, "basis": "SUBMITTED" });
    extend(&mut input, change);
    hub.gql(&guangdong(), query, json!({ "input": input })).await
}

fn values(answer: &Answer) -> Vec<Value> {
    let figures = answer.at("/series/figures").as_array().unwrap().iter();
    figures.map(|figure| figure["value"].clone()).collect()
}

async fn three_years_of_months_have_their_gaps(hub: TestHub) {
    define(&hub, "A", json!({ "cadence": "MONTH" })).await;
    let gap = |month: usize| month.is_multiple_of(5);
    for month in (0..36).filter(|month| !gap(*month)) {
        let period = format!("{}-{:02}", 2023 + month / 12, month % 12 + 1);
        put(&hub, TOWN, "A", &period, &month.to_string()).await;
    }
    let answer = series(&hub, "2023-01", "2025-12", json!({})).await;
    let found = values(&answer);
    assert_eq!(found.len(), 36);
    for (month, value) in found.iter().enumerate() {
        let expected = if gap(month) {
            Value::Null
        } else {
            json!(month.to_string())
        };
        assert_eq!(value, &expected, "{month}");
        let figure = answer.at(&format!("/series/figures/{month}"));
        assert_eq!(figure["coverage"]["included"], i32::from(!gap(month)));
    }
    assert_eq!(answer.at("/series/figures/13/period"), "2024-02");
    let on = json!({ "on": { "reading": "YEAR_TO_DATE" } });
    // January of 2024 is 12, February 13, March 14, April is missing.
    let to_date = values(&series(&hub, "2024-01", "2024-04", on).await);
    assert_eq!(to_date, [json!("12"), json!("25"), json!("39"), Value::Null]);
    // What is computed is there for each period.
    formula(&hub, "X", "A - prev(A)", json!({ "cadence": "MONTH" })).await;
    let steps = values(&series(&hub, "2024-01", "2024-04", json!({ "indicator": "X" })).await);
    assert_eq!(steps, [json!("1"), json!("1"), json!("1"), Value::Null]);
}

async fn a_coarser_cadence_is_made(hub: TestHub) {
    define(&hub, "A", json!({ "cadence": "MONTH" })).await;
    for month in 1..=9 {
        put(&hub, TOWN, "A", &format!("2025-{month:02}"), &month.to_string()).await;
    }
    let quarters = values(&series(&hub, "2025-Q1", "2025-Q4", json!({})).await);
    assert_eq!(quarters, [json!("6"), json!("15"), json!("24"), Value::Null]);
    let years = values(&series(&hub, "2024", "2025", json!({})).await);
    assert_eq!(years, [Value::Null, Value::Null]);
    let one = values(&series(&hub, "2025-H1", "2025-H1", json!({})).await);
    assert_eq!(one, [json!("21")]);
    let together = series(&hub, "2025-01/P2M", "2025-03", json!({})).await;
    assert_eq!(values(&together), [json!("1"), json!("2"), json!("3")]);
}

async fn a_bad_range_is_refused(hub: TestHub) {
    define(&hub, "A", json!({ "cadence": "MONTH" })).await;
    for (from, to) in [
        ("2025-05", "2025-04"),
        ("2025-01", "2025-Q4"),
        ("2025-W01", "2025-W10"),
    ] {
        let answer = series(&hub, from, to, json!({})).await;
        assert_eq!(answer.error_codes(), ["BAD_USER_INPUT"], "{from} {to}");
    }
    let day = json!({ "indicator": "D" });
    define(&hub, "D", json!({ "cadence": "DAY" })).await;
    let answer = series(&hub, "1900-01-01", "2199-12-31", day).await;
    assert_eq!(answer.error_codes(), ["LIMIT_EXCEEDED"]);
    let unknown = series(&hub, "2025-01", "2025-02", json!({ "indicator": "NO_SUCH" })).await;
    assert_eq!(unknown.error_codes(), ["NOT_FOUND"]);
    let query = r#"{ series(input: { region: "4416", indicator: "A", from: "2025-01", to: "2025-02" }) { figures { value } } }"#;
    let county = hub.gql(&who("441625", Role::Viewer), query, json!({})).await;
    assert_eq!(county.error_codes(), ["FORBIDDEN"]);
    // A long series of which each figure reads many months: the months are read once.
    let on = json!({ "on": { "reading": "YEAR_TO_DATE" } });
    let long = series(&hub, "1990-01", "2029-12", on).await;
    assert_eq!(values(&long).len(), 480);
}
