//! Bureaus: kept from above, with their functions in one order.

use harness::{Register, TestHub, on_both_engines, who};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

on_both_engines!(
    functions_are_stored_in_order_and_once,
    an_admin_keeps_the_bureaus_of_all_regions_below,
    all_issues_are_told_together,
);

fn bureau() -> Register {
    Register::of("Bureau")
}

async fn functions_are_stored_in_order_and_once(hub: TestHub) {
    let admin = bureau().clerk("441625");
    let input = json!({ "name": "东源县科工商务局", "functions": ["SCI_TECH", "COMMERCE", "SCI_TECH", "INDUSTRY_IT"] });
    let created = bureau().add(&hub, &admin, &input).await;
    assert_eq!(
        created["functions"],
        json!(["COMMERCE", "INDUSTRY_IT", "SCI_TECH"])
    );
    let stored = &hub.audited("bureau").await[0].after["functions"];
    assert_eq!(stored, &json!(["COMMERCE", "INDUSTRY_IT", "SCI_TECH"]));

    let fewer = json!({ "id": created["id"], "expectedVersion": 1, "functions": ["TAX", "FINANCE"] });
    assert_eq!(bureau().update(&hub, &admin, &fewer).await.issues(), []);
    assert_eq!(
        bureau().read(&hub, &admin, &created["id"]).await["functions"],
        json!(["FINANCE", "TAX"])
    );

    let none = json!({ "id": created["id"], "expectedVersion": 2, "functions": [] });
    let warned = bureau().update(&hub, &admin, &none).await;
    assert_eq!(
        warned.issues(),
        [("FUNCTIONS_MISSING".to_owned(), "functions".to_owned())]
    );
    assert_eq!(
        warned.at("/payload/bureau/functions"),
        &json!([]),
        "a warning does not block"
    );
}

async fn an_admin_keeps_the_bureaus_of_all_regions_below(hub: TestHub) {
    let county = bureau().clerk("441625");
    let mut input = bureau().input("仙塘镇经济发展办公室");
    input["region"] = json!("441625100");
    let created = bureau().add(&hub, &county, &input).await;
    assert_eq!(created["region"]["code"], "441625100000");
    let log = hub.changed("bureau").await;
    assert_eq!(
        log[0].region,
        hub.hub.tree().by_code("441625100000").unwrap().id.0
    );

    for outside in ["441624", "4417", "14"] {
        input["region"] = json!(outside);
        assert_eq!(
            bureau().register(&hub, &county, &input).await.error_codes(),
            ["FORBIDDEN"]
        );
    }
    for role in [Role::Reporter, Role::Reviewer, Role::Steward, Role::Auditor] {
        let refused = bureau()
            .register(&hub, &who("441625", role), &bureau().input("局"))
            .await;
        assert_eq!(refused.error_codes(), ["FORBIDDEN"], "{role:?}");
    }
    assert_eq!(hub.audited("bureau").await.len(), 1);
}

async fn all_issues_are_told_together(hub: TestHub) {
    let admin = bureau().clerk("441625");
    let bad = json!({ "name": "局 ", "shortName": "", "functions": [] });
    let refused = bureau().register(&hub, &admin, &bad).await;
    let expected = [
        ("BAD_NAME", "name"),
        ("BAD_NAME", "shortName"),
        ("FUNCTIONS_MISSING", "functions"),
    ];
    let expected = expected.map(|(code, path)| (code.to_owned(), path.to_owned()));
    assert_eq!(refused.issues(), expected);
    assert_eq!(refused.at("/payload/bureau"), &Value::Null);
    assert_eq!(hub.audited("bureau").await, []);
    assert_eq!(hub.changed("bureau").await, []);
}
