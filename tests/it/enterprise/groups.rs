//! Counting and summing enterprises.

use harness::{TestHub, guangdong, on_both_engines, who};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

use super::enterprise;

on_both_engines!(groups_count_and_sum_what_is_there, large_sums_are_exact);

async fn groups(hub: &TestHub, arguments: &str) -> Value {
    let query = format!(
        "{{ enterpriseGroups({arguments}) {{ region {{ name }} key count output {{ value unit }} outputOf employees }} }}"
    );
    hub.gql(&guangdong(), &query, json!({}))
        .await
        .at("/enterpriseGroups")
        .clone()
}

fn group(
    region: &str,
    key: Option<&str>,
    count: u64,
    output: Option<&str>,
    of: u64,
    employees: Option<u64>,
) -> Value {
    let output = output.map(|value| json!({ "value": value, "unit": "万元" }));
    json!({ "region": { "name": region }, "key": key, "count": count, "output": output, "outputOf": of, "employees": employees })
}

async fn groups_count_and_sum_what_is_there(hub: TestHub) {
    // 仙塘镇 and 灯塔镇 of 东源县, 松山湖 of 东莞市 (a city without counties), and the city itself.
    for (town, name, industry, size, years) in [
        (
            "441625100",
            "甲",
            "3032",
            "LARGE",
            json!([{ "year": 2024, "output": { "value": "1", "unit": "亿元" }, "employees": 10 },
                                                     { "year": 2023, "output": { "value": "5" } }]),
        ),
        (
            "441625100",
            "乙",
            "3011",
            "SMALL",
            json!([{ "year": 2024, "employees": 5 }]),
        ),
        (
            "441625101",
            "丙",
            "C",
            "SMALL",
            json!([{ "year": 2024, "output": { "value": "0.5" } }]),
        ),
        ("441900401", "丁", "7511", "MICRO", json!([])),
        ("4419", "戊", "7511", "MICRO", json!([])),
    ] {
        let input =
            json!({ "name": name, "industry": industry, "sizes": [{ "size": size }], "years": years });
        enterprise().add(&hub, &who(town, Role::Reporter), &input).await;
    }
    assert_eq!(
        groups(&hub, "year: 2024").await,
        json!([group("广东省", None, 5, Some("10000.5"), 2, Some(15))])
    );
    assert_eq!(
        groups(&hub, "tier: COUNTY, year: 2023").await,
        json!([
            group("东源县", None, 3, Some("5"), 1, None),
            group("东莞市", None, 2, None, 0, None),
        ]),
        "Dongguan stands in for its towns' county"
    );
    assert_eq!(
        groups(&hub, "by: INDUSTRY_SECTION, tier: CITY").await,
        json!([
            group("河源市", Some("C"), 3, None, 0, None),
            group("东莞市", Some("M"), 2, None, 0, None),
        ])
    );
    assert_eq!(
        groups(&hub, "by: INDUSTRY_DIVISION, filter: { region: \"441625\" }").await,
        json!([
            group("东源县", Some("30"), 2, None, 0, None),
            group("东源县", Some("C"), 1, None, 0, None)
        ])
    );
    assert_eq!(
        groups(&hub, "by: SIZE, filter: { industry: \"C\" }").await,
        json!([
            group("广东省", Some("LARGE"), 1, None, 0, None),
            group("广东省", Some("SMALL"), 2, None, 0, None)
        ])
    );
    assert_eq!(
        groups(&hub, "by: YEAR, tier: COUNTY").await,
        json!([
            group("东源县", Some("2023"), 1, Some("5"), 1, None),
            group("东源县", Some("2024"), 3, Some("10000.5"), 2, Some(15)),
        ])
    );
    let refused = hub
        .gql(
            &who("14", Role::Viewer),
            "{ enterpriseGroups(filter: { region: \"44\" }) { count } }",
            json!({}),
        )
        .await;
    assert_eq!(refused.error_codes(), ["FORBIDDEN"]);
}

async fn large_sums_are_exact(hub: TestHub) {
    for name in ["甲", "乙", "丙"] {
        let years = json!([{ "year": 2024, "output": { "value": "60000000000000000.01", "unit": "元" } }]);
        enterprise()
            .add(
                &hub,
                &who("441625100", Role::Reporter),
                &json!({ "name": name, "years": years }),
            )
            .await;
    }
    // Three times 6·10^18 分 fit in no 64-bit integer.
    assert_eq!(
        groups(&hub, "year: 2024").await,
        json!([group("广东省", None, 3, Some("18000000000000.000003"), 3, None)])
    );
}
