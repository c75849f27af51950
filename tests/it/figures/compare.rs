//! A figure beside others.

use harness::{TestHub, Who, guangdong, on_both_engines, who};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

use super::kit::{accept, define, formula, put, put_ratio};

on_both_engines!(
    growth_is_told_with_its_base,
    growth_over_other_regions_is_marked,
    the_share_of_the_region_above_is_told,
    a_hidden_region_above_is_told_beside_the_data,
);

const TOWNS: [&str; 2] = ["441625100", "441625101"];
const COUNTY: &str = "441625";

const QUERY: &str = "query ($region: RegionCode!, $indicator: String!, $period: Period!, $basis: Basis!) {
    figure(region: $region, indicator: $indicator, period: $period, basis: $basis) { value
        yearOnYear { base { period value } difference percent display noValueReason sameRegions }
        onPrevious { base { period value } difference percent display noValueReason sameRegions }
        shareOfParent { whole { value region { code } } percent display noValueReason } } }";

async fn compared(
    hub: &TestHub,
    who: &Who,
    (region, indicator, period): (&str, &str, &str),
    basis: &str,
) -> harness::Answer {
    let variables = json!({ "region": region, "indicator": indicator, "period": period, "basis": basis });
    hub.gql(who, QUERY, variables).await
}

async fn growth_is_told_with_its_base(hub: TestHub) {
    define(&hub, "A", json!({ "cadence": "QUARTER" })).await;
    for (period, value) in [
        ("2024-Q2", "6"),
        ("2025-Q1", "12"),
        ("2025-Q2", "9"),
        ("2025-Q3", "0"),
        ("2025-Q4", "5"),
    ] {
        put(&hub, TOWNS[0], "A", period, value).await;
    }
    let answer = compared(&hub, &guangdong(), (COUNTY, "A", "2025-Q2"), "SUBMITTED").await;
    // 6 → 9 is 50 %, whatever a plan prints.
    let expected = json!({ "base": { "period": "2024-Q2", "value": "6" }, "difference": "3", "percent": "50",
                           "display": "50.00", "noValueReason": null, "sameRegions": true });
    assert_eq!(answer.at("/figure/yearOnYear"), &expected);
    let expected = json!({ "base": { "period": "2025-Q1", "value": "12" }, "difference": "-3", "percent": "-25",
                           "display": "-25.00", "noValueReason": null, "sameRegions": true });
    assert_eq!(answer.at("/figure/onPrevious"), &expected);
    // A base of zero: a difference, and no percentage.
    let answer = compared(&hub, &guangdong(), (COUNTY, "A", "2025-Q4"), "SUBMITTED").await;
    let zero = json!({ "base": { "period": "2025-Q3", "value": "0" }, "difference": "5", "percent": null,
                       "display": null, "noValueReason": "ZERO_DENOMINATOR", "sameRegions": true });
    assert_eq!(answer.at("/figure/onPrevious"), &zero);
    let nothing = answer.at("/figure/yearOnYear");
    assert_eq!(
        (&nothing["difference"], &nothing["noValueReason"]),
        (&Value::Null, &json!("NOTHING_REPORTED"))
    );
    // The reading goes with it: half a year against the half before, which is another year's.
    let answer = compared(&hub, &guangdong(), (COUNTY, "A", "2025-H2"), "SUBMITTED").await;
    assert_eq!(
        answer.at("/figure/onPrevious/base"),
        &json!({ "period": "2025-H1", "value": "21" })
    );
    assert_eq!(
        answer.at("/figure/onPrevious/percent").as_str().unwrap()[..9],
        *"-76.19047"
    );
    let first = compared(&hub, &guangdong(), (COUNTY, "A", "1900-Q1"), "SUBMITTED").await;
    assert_eq!(first.at("/figure/onPrevious"), &Value::Null);
    assert_eq!(first.at("/figure/yearOnYear"), &Value::Null);
}

async fn growth_over_other_regions_is_marked(hub: TestHub) {
    define(&hub, "A", json!({})).await;
    put(&hub, TOWNS[0], "A", "2024", "6").await;
    put(&hub, TOWNS[0], "A", "2025", "9").await;
    put(&hub, TOWNS[1], "A", "2025", "1").await;
    let answer = compared(&hub, &guangdong(), (COUNTY, "A", "2025"), "SUBMITTED").await;
    assert_eq!(answer.at("/figure/yearOnYear/sameRegions"), false);
    put(&hub, TOWNS[1], "A", "2024", "0").await;
    let answer = compared(&hub, &guangdong(), (COUNTY, "A", "2025"), "SUBMITTED").await;
    assert_eq!(answer.at("/figure/yearOnYear/sameRegions"), true);
    // A percentage grows by percentage points.
    let ratio = json!({ "unit": "%", "acrossSpace": "RATIO", "acrossTime": "STOCK", "numeratorUnit": "家",
                        "denominatorUnit": "家" });
    define(&hub, "R", ratio).await;
    put_ratio(&hub, TOWNS[0], "R", "2024", ("1", "4")).await;
    put_ratio(&hub, TOWNS[0], "R", "2025", ("2", "5")).await;
    let answer = compared(&hub, &guangdong(), (COUNTY, "R", "2025"), "SUBMITTED").await;
    let change = answer.at("/figure/yearOnYear");
    assert_eq!(
        (&change["difference"], &change["percent"]),
        (&json!("15"), &json!("60"))
    );
    assert_eq!(
        answer.at("/figure/shareOfParent"),
        &Value::Null,
        "ratios do not add up"
    );
    formula(&hub, "X", "A", json!({})).await;
    let answer = compared(&hub, &guangdong(), (COUNTY, "X", "2025"), "SUBMITTED").await;
    assert_eq!(
        answer.at("/figure/yearOnYear/percent").as_str().unwrap()[..9],
        *"66.666666"
    );
    assert_eq!(answer.at("/figure/shareOfParent"), &Value::Null);
}

async fn the_share_of_the_region_above_is_told(hub: TestHub) {
    define(&hub, "A", json!({})).await;
    put(&hub, TOWNS[0], "A", "2025", "1").await;
    put(&hub, TOWNS[1], "A", "2025", "2").await;
    put(&hub, TOWNS[1], "A", "2024", "0").await;
    let answer = compared(&hub, &guangdong(), (TOWNS[0], "A", "2025"), "SUBMITTED").await;
    let share = answer.at("/figure/shareOfParent");
    assert_eq!(
        share["whole"],
        json!({ "value": "3", "region": { "code": "441625000000" } })
    );
    assert_eq!(share["display"], "33.33");
    let answer = compared(&hub, &guangdong(), (TOWNS[1], "A", "2024"), "SUBMITTED").await;
    assert_eq!(
        answer.at("/figure/shareOfParent/noValueReason"),
        "ZERO_DENOMINATOR"
    );
    let answer = compared(&hub, &guangdong(), ("44", "A", "2025"), "SUBMITTED").await;
    assert_eq!(answer.at("/figure/shareOfParent"), &Value::Null);
}

async fn a_hidden_region_above_is_told_beside_the_data(hub: TestHub) {
    define(&hub, "A", json!({})).await;
    define(&hub, "P", json!({ "visibility": "PUBLISHED" })).await;
    let county = who(COUNTY, Role::Viewer);
    for code in ["A", "P"] {
        put(&hub, TOWNS[0], code, "2025", "4").await;
        put(&hub, "441621100", code, "2025", "12").await;
        accept(&hub, COUNTY, (TOWNS[0], code, "2025")).await;
        accept(&hub, "441621", ("441621100", code, "2025")).await;
    }
    let hidden = compared(&hub, &county, (COUNTY, "A", "2025"), "ACCEPTED").await;
    assert_eq!(hidden.error_codes(), ["FORBIDDEN"]);
    assert_eq!(
        hidden.body["errors"][0]["path"],
        json!(["figure", "shareOfParent"])
    );
    assert_eq!(hidden.body["data"]["figure"]["value"], "4", "the rest stays");
    assert_eq!(
        hidden.body["data"]["figure"]["yearOnYear"]["base"]["period"],
        "2024"
    );
    let published = compared(&hub, &county, (COUNTY, "P", "2025"), "ACCEPTED").await;
    assert_eq!(published.at("/figure/shareOfParent/percent"), "25");
    assert_eq!(published.at("/figure/shareOfParent/whole/value"), "16");
    // Only what is accepted is published.
    let submitted = compared(&hub, &county, (COUNTY, "P", "2025"), "SUBMITTED").await;
    assert_eq!(submitted.error_codes(), ["FORBIDDEN"]);
}
