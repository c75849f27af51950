//! Dated and yearly facts of an enterprise, and what of them is restricted.

use harness::{TestHub, Who, guangdong, on_both_engines, who, xiantang};
use serde_json::{Value, json};
use tributary::scope::policy::{Function, Role};

use super::{enterprise, pairs};

on_both_engines!(
    facts_come_back_as_they_were_given,
    every_bad_fact_is_told,
    a_year_is_changed_without_the_others,
    restricted_fields_answer_with_an_error_beside_the_data,
    a_region_dates_its_own_location_alone,
);

const FACTS: &str = "query ($id: ID!) { node(id: $id) { ... on Enterprise {
    name otherNames size sizes { size since } aboveScale { since until } chains { chain position since until }
    locations { region { name } since until }
    years { year output { value unit } revenue { value unit } rdExpenditure { value unit } employees patents standards }
} } }";

fn full() -> Value {
    json!({
        "name": "河源万峰石材科技有限公司", "otherNames": ["万峰石材"], "industry": "3032",
        "sizes": [{ "size": "SMALL" }, { "size": "MEDIUM", "since": "2024-01-01" }],
        "aboveScale": [{ "since": "2020-01-01", "until": "2022-01-01" }, { "since": "2023-06-01" }],
        "chains": [{ "chain": "新材料", "position": "MASTER", "since": "2023-01-01" }],
        "years": [
            { "year": 2024, "output": { "value": "1.2", "unit": "亿元" }, "revenue": { "value": "11000" },
              "rdExpenditure": { "value": "350.5" }, "tax": { "value": "200" }, "employees": 120, "patents": 7, "standards": 1 },
            { "year": 2023, "output": { "value": "9000.01", "unit": "万元" } },
        ],
        "contact": { "person": "王某", "phone": "0762-8800000" },
    })
}

pub(super) async fn facts(hub: &TestHub, who: &Who, id: &Value) -> Value {
    let answer = hub.gql(who, FACTS, json!({ "id": id })).await;
    answer.at("/node").clone()
}

async fn facts_come_back_as_they_were_given(hub: TestHub) {
    let added = enterprise().add(&hub, &xiantang(), &full()).await;
    let read = facts(&hub, &guangdong(), &added["id"]).await;
    assert_eq!(read["size"], "MEDIUM");
    assert_eq!(
        read["aboveScale"],
        json!([{ "since": "2020-01-01", "until": "2022-01-01" }, { "since": "2023-06-01", "until": null }])
    );
    assert_eq!(read["chains"][0]["position"], "MASTER");
    assert_eq!(
        read["locations"],
        json!([{ "region": { "name": "仙塘镇" }, "since": null, "until": null }])
    );
    assert_eq!(
        read["years"],
        json!([
            { "year": 2023, "output": { "value": "9000.01", "unit": "万元" }, "revenue": null, "rdExpenditure": null,
              "employees": null, "patents": null, "standards": null },
            { "year": 2024, "output": { "value": "1.2", "unit": "亿元" }, "revenue": { "value": "11000", "unit": "万元" },
              "rdExpenditure": { "value": "350.5", "unit": "万元" }, "employees": 120, "patents": 7, "standards": 1 },
        ])
    );
}

async fn every_bad_fact_is_told(hub: TestHub) {
    let bad = json!({
        "name": "厂", "otherNames": [""],
        "locations": [{ "region": "441625100", "until": "2024-01-01" }, { "region": "441625100", "since": "2023-01-01" },
                      { "region": "449999" }],
        "aboveScale": [{ "since": "2024-01-01", "until": "2023-01-01" }, { "since": "2027-01-01" }],
        "sizes": [{ "size": "SMALL" }, { "size": "LARGE" }],
        "chains": [{ "chain": "新材料", "position": "MASTER" }, { "chain": "新材料", "position": "SUPPORTING", "since": "2020-01-01" }],
        "years": [{ "year": 2024, "output": { "value": "-1" }, "tax": { "value": "1", "unit": "亩" } },
                  { "year": 2024, "employees": -5 }, { "year": 2027 }],
        "contact": { "person": "", "phone": "无" },
        "industry": "9999",
    });
    let refused = enterprise().register(&hub, &xiantang(), &bad).await;
    assert_eq!(
        refused.issues(),
        pairs(&[
            ("BAD_INDUSTRY", "industry"),
            ("BAD_NAME", "contact.person"),
            ("BAD_NAME", "otherNames.0"),
            ("BAD_PHONE", "contact.phone"),
            ("BAD_YEAR", "years.2.year"),
            ("CREDIT_CODE_MISSING", "creditCode"),
            ("ENDS_BEFORE_IT_BEGINS", "aboveScale.0.until"),
            ("IN_THE_FUTURE", "aboveScale.1.since"),
            ("NEGATIVE", "years.0.output.value"),
            ("NEGATIVE", "years.1.employees"),
            ("OVERLAP", "locations.1"),
            ("TWICE", "chains.1"),
            ("TWICE", "sizes.1.since"),
            ("TWICE", "years.1.year"),
            ("UNIT_MISMATCH", "years.0.tax.unit"),
            ("UNKNOWN_REGION", "locations.2.region"),
        ])
    );
    assert_eq!(hub.audited("enterprise").await.len(), 0);
    // Ten megabytes of text in a name are refused before they are parsed.
    let huge = json!({ "name": "长".repeat(3_500_000) });
    let refused = enterprise().register(&hub, &xiantang(), &huge).await;
    assert_eq!(refused.status, 413);
}

async fn a_year_is_changed_without_the_others(hub: TestHub) {
    let added = enterprise().add(&hub, &xiantang(), &full()).await;
    let change = json!({ "id": added["id"], "expectedVersion": 1,
        "years": [{ "year": 2024, "employees": 130, "patents": null }, { "year": 2025, "employees": 140 }] });
    let changed = enterprise().update(&hub, &xiantang(), &change).await;
    assert_eq!(changed.issues(), pairs(&[("CREDIT_CODE_MISSING", "creditCode")]));
    let years = facts(&hub, &xiantang(), &added["id"]).await["years"].clone();
    let of = |field: &str| -> Vec<Value> {
        years
            .as_array()
            .unwrap()
            .iter()
            .map(|year| year[field].clone())
            .collect()
    };
    assert_eq!(of("year"), [2023, 2024, 2025]);
    assert_eq!(of("employees"), [Value::Null, json!(130), json!(140)]);
    assert_eq!(of("patents"), [Value::Null, Value::Null, Value::Null]);
    assert_eq!(years[1]["output"], json!({ "value": "1.2", "unit": "亿元" }));
}

async fn restricted_fields_answer_with_an_error_beside_the_data(hub: TestHub) {
    let added = enterprise().add(&hub, &xiantang(), &full()).await;
    let query = "query ($id: ID!) { node(id: $id) { ... on Enterprise { name contact { person } years(years: [2024]) { employees tax { value } }
                 history(first: 1) { nodes { changes { field before after restricted } } } } } }";
    let mut tax = who("44", Role::Auditor);
    tax.functions = vec![Function::Tax];
    let mut market = who("441625", Role::Reviewer);
    market.functions = vec![Function::MarketRegulation];
    for (who, contact, tax) in [
        (xiantang(), true, true),
        (market, true, false),
        (tax, false, true),
        (guangdong(), false, false),
    ] {
        let answer = hub.gql(&who, query, json!({ "id": added["id"] })).await;
        let node = &answer.body["data"]["node"];
        assert_eq!(
            node["name"], "河源万峰石材科技有限公司",
            "the data beside it stays"
        );
        assert_eq!(node["years"][0]["employees"], 120);
        let expected = |may: bool, value: Value| if may { value } else { Value::Null };
        assert_eq!(node["contact"], expected(contact, json!({ "person": "王某" })));
        assert_eq!(node["years"][0]["tax"], expected(tax, json!({ "value": "200" })));
        let refused = usize::from(!contact) + usize::from(!tax);
        assert_eq!(answer.error_codes(), vec!["FORBIDDEN"; refused]);
        // The history hides the same, and says so.
        let text = node["history"].to_string();
        assert_eq!(text.contains("王某"), contact, "{text}");
        assert_eq!(text.contains(r#"\"tax\":{"#), tax, "{text}");
        assert_eq!(text.contains("\"restricted\":true"), !contact || !tax);
    }
}

async fn a_region_dates_its_own_location_alone(hub: TestHub) {
    let mut elsewhere = full();
    elsewhere["locations"] = json!([{ "region": "441625101", "until": "2024-01-01" }, { "region": "441625100", "since": "2024-01-01" }]);
    let refused = enterprise().register(&hub, &xiantang(), &elsewhere).await;
    assert_eq!(
        refused.issues(),
        pairs(&[("CREDIT_CODE_MISSING", "creditCode"), ("NOT_YOURS", "locations")])
    );
    let mut gone = full();
    gone["locations"] = json!([{ "region": "441625100", "until": "2024-01-01" }]);
    let refused = enterprise().register(&hub, &xiantang(), &gone).await;
    assert_eq!(
        refused.issues(),
        pairs(&[
            ("CREDIT_CODE_MISSING", "creditCode"),
            ("NOT_HERE_TODAY", "locations")
        ])
    );
}
