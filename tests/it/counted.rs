//! Figures that the registers count, beside what is declared.

use harness::{Register, TestHub, dongyuan, guangdong, on_both_engines, who, xiantang};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

on_both_engines!(
    three_figures_stand_beside_each_other,
    a_count_sees_every_later_record,
    a_region_without_records_is_missing_and_not_zero,
    whom_a_figure_counts_is_told_by_name,
    a_counted_indicator_needs_a_sound_rule,
);

const FIGURE: &str = "query ($region: RegionCode!, $code: String!, $period: Period!) {
    figure(region: $region, indicator: $code, period: $period, basis: SUBMITTED) {
        value origin declared rolledUp counted noValueReason
        coverage { expected reported included missing(first: 3) { totalCount nodes { name } } }
        comparisons { first second difference percent verdict }
        members(first: 5) { totalCount nodes { name } }
    }
}";

async fn figure(hub: &TestHub, region: &str, code: &str, period: &str) -> Value {
    let ask = json!({ "region": region, "code": code, "period": period });
    hub.gql(&guangdong(), FIGURE, ask).await.at("/figure").clone()
}

/// An enterprise above scale in a town since 2023.
async fn enterprise(hub: &TestHub, town: &'static str, name: &str) {
    let register = Register::of("Enterprise");
    let mut input = register.input(name);
    input["industry"] = json!("3911");
    input["aboveScale"] = json!([{ "since": "2023-01-01" }]);
    register.add(hub, &register.clerk(town), &input).await;
}

const CODE: &str = "ABOVE_SCALE_INDUSTRIAL_ENTERPRISES";

async fn three_figures_stand_beside_each_other(hub: TestHub) {
    enterprise(&hub, "441625100", "甲厂").await;
    enterprise(&hub, "441625100", "乙厂").await;
    hub.record(&xiantang(), &[(CODE, "2024", "3", "家")]).await;
    let county = who("441625", Role::Reporter);
    hub.record(&county, &[(CODE, "2024", "5", "家")]).await;

    let town = figure(&hub, "441625100", CODE, "2024").await;
    assert_eq!((&town["value"], &town["counted"]), (&json!("3"), &json!("2")));
    assert_eq!(
        town["comparisons"],
        json!([{ "first": "DECLARED", "second": "COUNTED", "difference": "1", "percent": "50", "verdict": "DIFFERS" }])
    );
    let county = figure(&hub, "441625", CODE, "2024").await;
    assert_eq!(county["origin"], "ROLLED_UP");
    assert_eq!(
        [&county["declared"], &county["rolledUp"], &county["counted"]],
        [&json!("5"), &json!("3"), &json!("2")]
    );
    let pairs: Vec<_> = county["comparisons"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pair| &pair["difference"])
        .collect();
    assert_eq!(
        pairs,
        ["2", "3", "1"],
        "declared less rolled up, declared less counted, rolled up less counted"
    );
}

async fn a_count_sees_every_later_record(hub: TestHub) {
    let code = "ABOVE_SCALE_ENTERPRISES_REGISTERED";
    let twin = hub.twin().await;
    for (number, name) in ["甲厂", "乙厂", "丙厂"].iter().enumerate() {
        let before = figure(&hub, "441625", code, "2024").await;
        // Before the first record nobody keeps the register, and nothing is no zero.
        let expected = if number == 0 {
            Value::Null
        } else {
            json!(number.to_string())
        };
        assert_eq!(before["counted"], expected);
        // By another process of the same hub, too.
        enterprise(if number == 1 { &twin } else { &hub }, "441625100", name).await;
        let after = figure(&hub, "44", code, "2024").await;
        assert_eq!(
            (&after["value"], &after["origin"]),
            (&json!((number + 1).to_string()), &json!("COUNTED"))
        );
    }
    // Above scale since 2023.
    assert_eq!(figure(&hub, "441625100", code, "2022").await["value"], "0");
    assert_eq!(
        figure(&hub, "441625100", code, "2024-03").await["value"],
        "3",
        "a count is of any period"
    );
}

async fn a_region_without_records_is_missing_and_not_zero(hub: TestHub) {
    let code = "ABOVE_SCALE_ENTERPRISES_REGISTERED";
    enterprise(&hub, "441625100", "甲厂").await;
    let small = Register::of("Enterprise");
    small
        .add(&hub, &small.clerk("441625101"), &small.input("小厂"))
        .await;
    let county = figure(&hub, "441625", code, "2024").await;
    assert_eq!(county["value"], "1");
    assert_eq!(county["coverage"]["expected"], 21);
    assert_eq!(
        county["coverage"]["reported"], 2,
        "the second keeps the register and has none above scale"
    );
    assert_eq!(county["coverage"]["missing"]["totalCount"], 19);
    assert_eq!(figure(&hub, "441625101", code, "2024").await["value"], "0");
    let none = figure(&hub, "441625102", code, "2024").await;
    assert_eq!(
        (&none["value"], &none["noValueReason"]),
        (&Value::Null, &json!("NOTHING_REPORTED"))
    );
}

async fn whom_a_figure_counts_is_told_by_name(hub: TestHub) {
    enterprise(&hub, "441625100", "甲厂").await;
    enterprise(&hub, "441625101", "乙厂").await;
    let county = figure(&hub, "441625", CODE, "2024").await;
    assert_eq!(county["members"]["totalCount"], 2);
    assert_eq!(
        county["members"]["nodes"],
        json!([{ "name": "甲厂" }, { "name": "乙厂" }])
    );
    let other = figure(&hub, "441625", "SPECIALTY_OUTPUT", "2024").await;
    assert_eq!(other["members"], Value::Null);
}

async fn a_counted_indicator_needs_a_sound_rule(hub: TestHub) {
    let define = "mutation ($input: DefineIndicatorInput!) {
        defineIndicator(input: $input) { indicator { code counting { register } } issues { code path } }
    }";
    let mut input = json!({
        "code": "HUGE", "nameZh": "大企业", "nameEn": "huge", "unit": "家", "cadence": "YEAR", "function": "SCI_TECH",
        "collectedAt": "TOWN", "acrossSpace": "DISTINCT_COUNT", "acrossTime": "STOCK", "source": "COUNTED",
        "definition": "",
    });
    let steward = who("441625", Role::Steward);
    let issues = |answer: &harness::Answer| answer.at("/defineIndicator/issues/0/code").clone();
    let missing = hub.gql(&steward, define, json!({ "input": input })).await;
    assert_eq!(issues(&missing), "COUNTING_MISSING");
    input["counting"] = json!({ "register": "RECOGNITION", "date": "AT_END", "recognition": { "programmes": ["NONE_SUCH"] } });
    let unknown = hub.gql(&steward, define, json!({ "input": input })).await;
    assert_eq!(unknown.at("/defineIndicator/issues/0/path/0"), "counting");
    input["counting"] =
        json!({ "register": "ENTERPRISE", "date": "AT_END", "enterprise": { "size": "LARGE" } });
    let sound = hub.gql(&steward, define, json!({ "input": input })).await;
    assert_eq!(sound.at("/defineIndicator/issues"), &json!([]));
    assert_eq!(
        sound.at("/defineIndicator/indicator/counting/register"),
        "ENTERPRISE"
    );
    enterprise(&hub, "441625100", "甲厂").await;
    assert_eq!(
        hub.figure(&dongyuan(), "441625", "HUGE", "2024")
            .await
            .at("/figure/value"),
        "0"
    );
}
