//! Who sees figures.

use harness::{TestHub, Who, guangdong, on_both_engines, who};
use serde_json::{Value, json};
use tributary::scope::policy::{Function, Role};

use super::kit::{accept, ask, define, formula, put};

on_both_engines!(
    function_scope_and_published,
    a_published_formula_does_not_publish_its_operands,
);

const TOWN: &str = "441625100";
const COUNTY: &str = "441625";

async fn seen(hub: &TestHub, who: &Who, region: &str, code: &str, basis: &str) -> Result<Value, String> {
    let answer = ask(hub, who, (region, code, "2025"), json!({ "basis": basis })).await;
    match answer.error_codes().first() {
        Some(code) => Err((*code).to_owned()),
        None => Ok(answer.at("/figure/value").clone()),
    }
}

async fn function_scope_and_published(hub: TestHub) {
    for visibility in ["FUNCTION", "SCOPE", "PUBLISHED"] {
        define(&hub, visibility, json!({ "visibility": visibility })).await;
        put(&hub, TOWN, visibility, "2025", "4").await;
        accept(&hub, COUNTY, (TOWN, visibility, "2025")).await;
    }
    let forbidden = || Err("FORBIDDEN".to_owned());
    let farmers = Who {
        functions: vec![Function::Agriculture],
        ..guangdong()
    };
    let town = who(TOWN, Role::Viewer);
    let town_farmers = Who {
        functions: vec![Function::Agriculture],
        ..who(TOWN, Role::Viewer)
    };
    let beside = who("441621", Role::Viewer);
    for (visibility, to_farmers, to_town_above, to_beside_above) in [
        ("FUNCTION", forbidden(), forbidden(), forbidden()),
        ("SCOPE", Ok(json!("4")), forbidden(), forbidden()),
        ("PUBLISHED", Ok(json!("4")), Ok(json!("4")), Ok(json!("4"))),
    ] {
        let (code, accepted) = (visibility, "ACCEPTED");
        assert_eq!(
            seen(&hub, &guangdong(), COUNTY, code, accepted).await,
            Ok(json!("4"))
        );
        assert_eq!(
            seen(&hub, &farmers, COUNTY, code, accepted).await,
            to_farmers,
            "{code}"
        );
        assert_eq!(
            seen(&hub, &town_farmers, TOWN, code, accepted).await,
            to_farmers,
            "{code}"
        );
        assert_eq!(
            seen(&hub, &town, TOWN, code, accepted).await,
            Ok(json!("4")),
            "{code}"
        );
        // Above: the county of the town, and the city of both counties.
        assert_eq!(
            seen(&hub, &town, COUNTY, code, accepted).await,
            to_town_above,
            "{code}"
        );
        assert_eq!(
            seen(&hub, &beside, "4416", code, accepted).await,
            to_beside_above,
            "{code}"
        );
        // Never beside, and never what is not accepted.
        assert_eq!(
            seen(&hub, &beside, COUNTY, code, accepted).await,
            forbidden(),
            "{code}"
        );
        assert_eq!(
            seen(&hub, &town, COUNTY, code, "SUBMITTED").await,
            forbidden(),
            "{code}"
        );
    }
    // In a list of regions one hidden figure is no data for the others.
    let query = r#"{ figures(region: "441625", indicators: ["FUNCTION"], periods: ["2025"]) { value } }"#;
    assert_eq!(
        hub.gql(&farmers, query, json!({})).await.error_codes(),
        ["FORBIDDEN"]
    );
    // How many have not reported is told of a published figure, but of the regions beside not which.
    let query = r#"{ figure(region: "441625", indicator: "PUBLISHED", period: "2025") {
        coverage { expected reported missing { totalCount nodes { name } } } } }"#;
    let told = hub.gql(&town, query, json!({})).await;
    let hidden = json!({ "totalCount": 0, "nodes": [] });
    assert_eq!(
        told.at("/figure/coverage"),
        &json!({ "expected": 21, "reported": 1, "missing": hidden })
    );
    let county = hub.gql(&who(COUNTY, Role::Viewer), query, json!({})).await;
    assert_eq!(county.at("/figure/coverage/missing/totalCount"), 20);
    let query = r#"{ series(input: { region: "4416", indicator: "PUBLISHED", from: "2024", to: "2025" }) { figures { value } } }"#;
    let series = hub.gql(&town, query, json!({})).await;
    assert_eq!(series.at("/series/figures/1/value"), "4");
}

async fn a_published_formula_does_not_publish_its_operands(hub: TestHub) {
    define(&hub, "SECRET", json!({ "visibility": "FUNCTION" })).await;
    define(&hub, "INSIDE", json!({})).await;
    formula(&hub, "X", "SECRET + INSIDE", json!({ "visibility": "PUBLISHED" })).await;
    for (code, value) in [("SECRET", "1"), ("INSIDE", "2")] {
        put(&hub, TOWN, code, "2025", value).await;
        accept(&hub, COUNTY, (TOWN, code, "2025")).await;
    }
    let query = r#"{ figure(region: "441625", indicator: "X", period: "2025") { value
        operands { operand figure { value } } } }"#;
    let town = hub.gql(&who(TOWN, Role::Viewer), query, json!({})).await;
    assert_eq!(town.error_codes(), ["FORBIDDEN", "FORBIDDEN"]);
    let expected = json!({ "value": "3", "operands": [{ "operand": "SECRET", "figure": null },
                                                      { "operand": "INSIDE", "figure": null }] });
    assert_eq!(town.body["data"]["figure"], expected);
    let farmers = Who {
        functions: vec![Function::Agriculture],
        ..guangdong()
    };
    let some = hub.gql(&farmers, query, json!({})).await;
    assert_eq!(some.error_codes(), ["FORBIDDEN"]);
    assert_eq!(some.body["data"]["figure"]["operands"][1]["figure"]["value"], "2");
    let all = hub.gql(&guangdong(), query, json!({})).await;
    assert_eq!(all.at("/figure/operands/0/figure/value"), "1");
}
