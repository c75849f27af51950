//! What the tests of figures share.

use harness::{Answer, RECORD, TestHub, Who, who};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

/// Defines an indicator of the province: a yearly sum of what towns report, changed by `change`.
pub(crate) async fn define(hub: &TestHub, code: &str, change: Value) {
    let defined = try_define(hub, code, change).await;
    assert_eq!(defined.issues(), [], "{code}");
}

/// As [`define`], with the issues.
pub(crate) async fn try_define(hub: &TestHub, code: &str, change: Value) -> Answer {
    let mut input = json!({ "code": code, "nameZh": code, "nameEn": code, "unit": "项", "cadence": "YEAR",
        "function": "SCI_TECH", "collectedAt": "TOWN", "acrossSpace": "SUM", "acrossTime": "FLOW",
        "definition": "of a test" });
    extend(&mut input, change);
    let query = "mutation ($input: DefineIndicatorInput!) {
        defineIndicator(input: $input) { indicator { version } issues { code path } } }";
    hub.gql(&who("44", Role::Steward), query, json!({ "input": input }))
        .await
}

/// A formula of the province.
pub(crate) async fn try_formula(hub: &TestHub, code: &str, formula: &str, change: Value) -> Answer {
    let mut all =
        json!({ "source": "FORMULA", "formula": formula, "acrossSpace": "NONE", "acrossTime": "NONE" });
    extend(&mut all, change);
    try_define(hub, code, all).await
}

/// As [`try_formula`], without issues.
pub(crate) async fn formula(hub: &TestHub, code: &str, formula: &str, change: Value) {
    assert_eq!(
        try_formula(hub, code, formula, change).await.issues(),
        [],
        "{formula}"
    );
}

/// Changes a definition.
pub(crate) async fn update(hub: &TestHub, code: &str, version: u32, change: Value) -> Answer {
    let mut input = json!({ "code": code, "expectedVersion": version });
    extend(&mut input, change);
    let query = "mutation ($input: UpdateIndicatorInput!) {
        updateIndicator(input: $input) { indicator { version } issues { code path } } }";
    hub.gql(&who("44", Role::Steward), query, json!({ "input": input }))
        .await
}

/// Records and submits one row of a region.
pub(crate) async fn put_row(hub: &TestHub, region: &'static str, row: Value) -> Answer {
    let mut all = json!({ "region": region });
    extend(&mut all, row);
    let input = json!({ "input": { "rows": [all] } });
    hub.gql(&who(region, Role::Reporter), RECORD, input).await
}

/// Records and submits a value.
pub(crate) async fn put(hub: &TestHub, region: &'static str, indicator: &str, period: &str, value: &str) {
    let row = json!({ "indicator": indicator, "period": period, "value": value });
    let written = put_row(hub, region, row).await;
    assert_eq!(written.at("/recordObservations/written"), 1, "{}", written.body);
}

/// Records and submits a ratio.
pub(crate) async fn put_ratio(
    hub: &TestHub,
    region: &'static str,
    indicator: &str,
    period: &str,
    (numerator, denominator): (&str, &str),
) {
    let row = json!({ "indicator": indicator, "period": period, "numerator": numerator,
                      "denominator": denominator });
    let written = put_row(hub, region, row).await;
    assert_eq!(written.at("/recordObservations/written"), 1, "{}", written.body);
}

/// Accepts a value as the region `above`.
pub(crate) async fn accept(hub: &TestHub, above: &'static str, key: (&str, &str, &str)) {
    let accepted = hub.accept(&who(above, Role::Reviewer), &[key]).await;
    assert_eq!(
        accepted.at("/acceptObservations/accepted"),
        1,
        "{}",
        accepted.body
    );
}

/// Returns a value as the region `above`.
pub(crate) async fn send_back(
    hub: &TestHub,
    above: &'static str,
    (region, indicator, period): (&str, &str, &str),
) {
    let query = "mutation ($input: ReturnObservationsInput!) {
        returnObservations(input: $input) { returned issues { path code } } }";
    let keys = json!([{ "region": region, "indicator": indicator, "period": period }]);
    let input = json!({ "input": { "keys": keys, "reason": "请核实" } });
    let returned = hub.gql(&who(above, Role::Reviewer), query, input).await;
    assert_eq!(
        returned.at("/returnObservations/returned"),
        1,
        "{}",
        returned.body
    );
}

/// Asks for a figure: `change` has the basis (SUBMITTED by default) and what else it is on.
pub(crate) async fn ask(
    hub: &TestHub,
    who: &Who,
    (region, indicator, period): (&str, &str, &str),
    change: Value,
) -> Answer {
    let query = "query ($region: RegionCode!, $indicator: String!, $period: Period!, $basis: Basis!, $on: FigureBasis) {
        figure(region: $region, indicator: $indicator, period: $period, basis: $basis, on: $on) {
            value display unit origin reading definitionVersion noValueReason numerator denominator declared
            coverage { expected reported accepted included } } }";
    let mut all = json!({ "region": region, "indicator": indicator, "period": period, "basis": "SUBMITTED" });
    extend(&mut all, change);
    hub.gql(who, query, all).await
}

/// The value of a figure as the province sees it, or why there is none.
pub(crate) async fn value(hub: &TestHub, region: &str, indicator: &str, period: &str) -> String {
    value_on(hub, region, indicator, period, Value::Null).await
}

/// As [`value`], on something else.
pub(crate) async fn value_on(
    hub: &TestHub,
    region: &str,
    indicator: &str,
    period: &str,
    on: Value,
) -> String {
    let key = (region, indicator, period);
    let answer = ask(hub, &who("44", Role::Viewer), key, json!({ "on": on })).await;
    match answer.at("/figure/value").as_str() {
        Some(value) => {
            assert_eq!(answer.at("/figure/noValueReason"), &Value::Null);
            value.to_owned()
        }
        None => answer.at("/figure/noValueReason").as_str().unwrap().to_owned(),
    }
}

/// How many regions are expected, have reported, are accepted, and are in the figure.
pub(crate) async fn coverage(hub: &TestHub, region: &str, indicator: &str, period: &str) -> [u64; 4] {
    let key = (region, indicator, period);
    let answer = ask(hub, &who("44", Role::Viewer), key, json!({})).await;
    let found = answer.at("/figure/coverage");
    ["expected", "reported", "accepted", "included"].map(|field| found[field].as_u64().unwrap())
}

/// Sets the fields of another object.
pub(crate) fn extend(object: &mut Value, change: Value) {
    let Value::Object(change) = change else { return };
    object.as_object_mut().unwrap().extend(change);
}
