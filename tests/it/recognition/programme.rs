//! Programmes: those that are shipped, and those that stewards define.

use harness::{Answer, TestHub, Who, on_both_engines, who};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

use super::{call, clerk, enterprise, issues, nominate, recognise, region, reviewer};

on_both_engines!(
    the_shipped_ones_are_listed,
    a_steward_defines_one_and_its_region_recognises,
    a_definition_is_checked,
    a_retired_one_takes_no_more,
);

const HEYUAN: &str = "4416";

fn steward(region: &'static str) -> Who {
    who(region, Role::Steward)
}

fn input(code: &str) -> Value {
    json!({ "code": code, "nameZh": "河源市示范镇", "nameEn": "Demonstration town", "subject": "REGION",
            "nature": "DESIGNATION", "level": "CITY", "recognisedBy": "CITY", "function": "SCI_TECH" })
}

async fn write(hub: &TestHub, who: &Who, verb: &str, input: &Value) -> Answer {
    let ty = verb[..1].to_uppercase() + &verb[1..];
    let text = format!(
        "mutation ($input: {ty}ProgrammeInput!) {{ payload: {verb}Programme(input: $input) {{
            programme {{ code months prerequisites aliases term {{ version owner {{ code }} }}
                gradients {{ code name order }} note }} issues {{ path code }} }} }}"
    );
    hub.gql(who, &text, json!({ "input": input })).await
}

async fn the_shipped_ones_are_listed(hub: TestHub) {
    let text = r#"{ libraries: programmes(subject: PROJECT, nature: LIBRARY) { code }
        towns: programmes(subject: REGION) { code }
        one: programme(code: "DEMONSTRATION_TOWN") { nameZh aliases nature level recognisedBy function months
            prerequisites gradients { name order } note term { owner { code } retiredOn } } }"#;
    let read = hub.gql(&clerk("441625100"), text, json!({})).await;
    let codes = |pointer: &str| -> Vec<String> {
        let list = read.at(pointer).as_array().unwrap();
        list.iter()
            .map(|programme| programme["code"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        codes("/libraries"),
        [
            "MAJOR_ST_LIBRARY",
            "ST_PROJECT_LIBRARY",
            "MAJOR_PROJECT_LIST",
            "INVESTMENT_LIST"
        ]
    );
    assert!(codes("/towns").contains(&"SPECIALTY_TOWN_PROVINCE".to_owned()));
    let one = read.at("/one");
    assert_eq!(one["aliases"], json!(["科技创新强镇示范镇", "创新强镇示范镇"]));
    assert_eq!(one["prerequisites"], json!(["INNOVATION_TOWN"]));
    assert_eq!(
        (&one["recognisedBy"], &one["function"]),
        (&json!("CITY"), &json!("SCI_TECH"))
    );
    assert_eq!(one["gradients"], json!([{ "name": "创新强镇梯度", "order": 2 }]));
    let unknown = hub
        .gql(
            &clerk("441625100"),
            r#"{ programme(code: "NO_SUCH") { code } }"#,
            json!({}),
        )
        .await;
    assert_eq!(unknown.error_codes(), ["NOT_FOUND"]);
}

async fn a_steward_defines_one_and_its_region_recognises(hub: TestHub) {
    let mut own = input("HEYUAN_TOWN");
    own["months"] = json!(24);
    own["gradients"] = json!([{ "code": "HEYUAN", "name": "河源梯度", "order": 1 }]);
    let refused = write(&hub, &clerk(HEYUAN), "define", &own).await;
    assert_eq!(refused.error_codes(), ["FORBIDDEN"]);
    let defined = write(&hub, &steward(HEYUAN), "define", &own).await;
    assert_eq!(defined.issues(), []);
    assert_eq!(defined.at("/payload/programme/term/owner/code"), "441600000000");
    assert_eq!(
        write(&hub, &steward(HEYUAN), "define", &own).await.issues(),
        issues(&[("CODE_TAKEN", "code")])
    );

    let town = region(&hub, "441625100").await;
    let entry = nominate(&hub, "441625100", "HEYUAN_TOWN", &town).await;
    let entry = recognise(&hub, &reviewer(HEYUAN), &entry, "2026-06-01").await;
    assert_eq!(entry["validTo"], "2028-05-31");
    // Beside the city nobody knows it.
    let shijie = region(&hub, "441900101").await;
    let foreign = json!({ "programme": "HEYUAN_TOWN", "subject": shijie });
    let refused = call(&hub, &clerk("441900101"), "nominate", &foreign).await;
    assert_eq!(refused.issues(), issues(&[("UNKNOWN_TERM", "programme")]));

    let change = json!({ "code": "HEYUAN_TOWN", "expectedVersion": 1, "months": null, "aliases": ["示范镇"],
                         "prerequisites": ["INNOVATION_TOWN"] });
    let refused = write(&hub, &steward("441625"), "update", &change).await;
    assert_eq!(refused.error_codes(), ["FORBIDDEN"]);
    let changed = write(&hub, &steward(HEYUAN), "update", &change).await;
    assert_eq!(changed.issues(), []);
    let changed = changed.at("/payload/programme");
    assert_eq!(
        (&changed["months"], &changed["term"]["version"]),
        (&Value::Null, &json!(2))
    );
    assert_eq!(changed["gradients"][0]["name"], "河源梯度", "left out, it stays");
    let stale = write(&hub, &steward(HEYUAN), "update", &change).await;
    assert_eq!(stale.issues(), issues(&[("VERSION_CONFLICT", "expectedVersion")]));
    let shipped = json!({ "code": "HIGH_TECH", "expectedVersion": 1, "months": 12 });
    let refused = write(&hub, &steward(HEYUAN), "update", &shipped).await;
    assert_eq!(refused.error_codes(), ["FORBIDDEN"]);
}

async fn a_definition_is_checked(hub: TestHub) {
    let refused = async |change: Value| {
        let mut given = input("HEYUAN_TOWN");
        given
            .as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        write(&hub, &steward(HEYUAN), "define", &given).await.issues()
    };
    for (change, expected) in [
        (json!({ "months": 0 }), ("BAD_MONTHS", "months")),
        (
            json!({ "recognisedBy": "PROVINCE" }),
            ("BAD_TIER", "recognisedBy"),
        ),
        (json!({ "recognisedBy": "TOWN" }), ("BAD_TIER", "recognisedBy")),
        (json!({ "code": "small" }), ("BAD_CODE", "code")),
        (
            json!({ "prerequisites": ["NO_SUCH"] }),
            ("UNKNOWN_TERM", "prerequisites.0"),
        ),
        (
            json!({ "prerequisites": ["HIGH_TECH"] }),
            ("WRONG_SUBJECT_KIND", "prerequisites.0"),
        ),
        (
            json!({ "prerequisites": ["HEYUAN_TOWN"] }),
            ("CYCLE", "prerequisites.0"),
        ),
        (
            json!({ "gradients": [{ "code": "INNOVATION_CHAIN", "name": "创新链", "order": 9 }] }),
            ("WRONG_SUBJECT_KIND", "gradients.0"),
        ),
    ] {
        assert_eq!(refused(change.clone()).await, issues(&[expected]), "{change}");
    }
    for (code, before) in [("STEP_ONE", json!([])), ("STEP_TWO", json!(["STEP_ONE"]))] {
        let mut given = input(code);
        given["prerequisites"] = before;
        assert_eq!(write(&hub, &steward(HEYUAN), "define", &given).await.issues(), []);
    }
    let circle = json!({ "code": "STEP_ONE", "expectedVersion": 1, "prerequisites": ["STEP_TWO"] });
    let refused = write(&hub, &steward(HEYUAN), "update", &circle).await;
    assert_eq!(refused.issues(), issues(&[("CYCLE", "prerequisites.0")]));
    // A programme is no plain term.
    let plain = r#"mutation { defineTerm(input: { vocabulary: PROGRAMME, code: "PLAIN", nameZh: "平", nameEn: "Plain" }) {
        issues { path code } } }"#;
    let refused = hub.gql(&steward(HEYUAN), plain, json!({})).await;
    assert_eq!(refused.issues(), issues(&[("PROGRAMME", "vocabulary")]));
}

async fn a_retired_one_takes_no_more(hub: TestHub) {
    let mut own = input("HEYUAN_FACTORY");
    own["subject"] = json!("ENTERPRISE");
    assert_eq!(write(&hub, &steward(HEYUAN), "define", &own).await.issues(), []);
    let (first, second) = (
        enterprise(&hub, "441625100", "仙塘电子").await,
        enterprise(&hub, "441625100", "仙塘模具").await,
    );
    let entry = nominate(&hub, "441625100", "HEYUAN_FACTORY", &first).await;
    let retire = r#"mutation { updateTerm(input: { vocabulary: PROGRAMME, code: "HEYUAN_FACTORY", expectedVersion: 1,
        retiredOn: "2026-06-01" }) { term { retiredOn } issues { path code } } }"#;
    let retired = hub.gql(&steward(HEYUAN), retire, json!({})).await;
    assert_eq!(retired.issues(), []);
    let more = json!({ "programme": "HEYUAN_FACTORY", "subject": second });
    let refused = call(&hub, &clerk("441625100"), "nominate", &more).await;
    assert_eq!(refused.issues(), issues(&[("UNKNOWN_TERM", "programme")]));
    // What was nominated before is decided on, and keeps its programme.
    let entry = recognise(&hub, &reviewer(HEYUAN), &entry, "2026-05-31").await;
    assert_eq!(entry["programmeCode"], "HEYUAN_FACTORY");
    let read = hub
        .gql(
            &reviewer(HEYUAN),
            r#"{ programme(code: "HEYUAN_FACTORY") { months } }"#,
            json!({}),
        )
        .await;
    assert_eq!(read.at("/programme/months"), &Value::Null);
}
