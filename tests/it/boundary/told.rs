//! Every issue of a change, and who may make one.

use harness::{TestHub, Who, on_both_engines, who};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

use super::{before_the_merge, change, changed, merge, zhongshan};

on_both_engines!(
    every_issue_is_told,
    who_stands_above_changes_boundaries,
    names_and_codes_change,
    two_at_once_end_a_region_once,
);

fn issues(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let pair = |(code, path): &(&str, &str)| ((*code).to_owned(), (*path).to_owned());
    pairs.iter().map(pair).collect()
}

fn input(kind: &str, date: &str, regions: &[&str], successors: Value) -> Value {
    json!({ "kind": kind, "date": date, "regions": regions, "successors": successors, "basis": "文" })
}

async fn every_issue_is_told(hub: TestHub) {
    before_the_merge(&hub).await;
    changed(&hub, &zhongshan(), merge("2026-07-01")).await;
    let province = who("44", Role::Steward);
    let before = hub.entries().await;
    for (given, expected) in [
        (
            input(
                "MERGE",
                "2028-01-01",
                &["442000101", "441999999", "442000101"],
                json!([]),
            ),
            issues(&[
                ("TOO_FAR_AHEAD", "date"),
                ("TWICE", "regions.2"),
                ("UNKNOWN_REGION", "regions.1"),
                ("WRONG_NUMBER", "successors"),
            ]),
        ),
        (
            // One has ended, one ends already, one begins later.
            input(
                "MERGE",
                "2026-06-15",
                &["442000100", "442000118"],
                json!([{ "code": "44200099", "name": " 镇" }]),
            ),
            issues(&[
                ("BAD_CODE", "successors.0.code"),
                ("BAD_NAME", "successors.0.name"),
                ("BEGINS_LATER", "regions.1"),
                ("ENDS_ALREADY", "regions.0"),
            ]),
        ),
        (
            input(
                "RENAME",
                "2026-08-01",
                &["442000104"],
                json!([{ "name": "东升街道" }]),
            ),
            issues(&[("RETIRED_REGION", "regions.0")]),
        ),
        (
            input(
                "RENAME",
                "2014-01-01",
                &["442000100"],
                json!([{ "name": "新小榄镇", "code": "442000199", "parent": "4420" }]),
            ),
            issues(&[
                ("BEGINS_LATER", "regions.0"),
                ("NOT_OF_THIS_KIND", "successors.0.code"),
                ("NOT_OF_THIS_KIND", "successors.0.parent"),
            ]),
        ),
        (
            input(
                "MERGE",
                "2026-06-01",
                &["441625", "442000101"],
                json!([{ "code": "442000103", "name": "新镇" }]),
            ),
            issues(&[
                ("CODE_TAKEN", "successors.0.code"),
                ("MISSING", "successors.0.parent"),
                ("TIER_MISMATCH", "regions.1"),
            ]),
        ),
        (
            input(
                "TRANSFER",
                "2026-06-01",
                &["441625"],
                json!([{ "parent": "441625100" }]),
            ),
            issues(&[("TIER_MISMATCH", "successors.0.parent")]),
        ),
        (
            input(
                "TRANSFER",
                "2026-06-01",
                &["441625100"],
                json!([{ "parent": "441625" }]),
            ),
            issues(&[("UNCHANGED", "successors.0.parent")]),
        ),
        (
            input(
                "RECODE",
                "2026-06-01",
                &["441625100"],
                json!([{ "code": "441625100" }]),
            ),
            issues(&[("UNCHANGED", "successors.0.code")]),
        ),
        (
            input(
                "SPLIT",
                "2026-06-01",
                &["442000101"],
                json!([{ "code": "442000180", "name": "甲镇" }, { "code": "442000180" }]),
            ),
            issues(&[
                ("CODE_TAKEN", "successors.1.code"),
                ("MISSING", "successors.1.name"),
            ]),
        ),
        (
            json!({ "kind": "RECODE", "date": "2026-06-01", "regions": ["441625"], "successors": [{ "code": "441629" }], "basis": " ",
                    "note": "长".repeat(2001),
                    "children": [{ "region": "441621100" }, { "region": "441625100", "into": "441630" }] }),
            issues(&[
                ("BASIS_MISSING", "basis"),
                ("NOT_A_CHILD", "children.0.region"),
                ("TOO_LONG", "note"),
                ("UNKNOWN_PART", "children.1.into"),
            ]),
        ),
    ] {
        let refused = change(&hub, &province, given.clone()).await;
        assert_eq!(refused.issues(), expected, "{given}");
        assert_eq!(refused.at("/changeBoundary/event"), &Value::Null);
        for issue in refused.at("/changeBoundary/issues").as_array().unwrap() {
            assert!(!issue["messageZh"].as_str().unwrap().is_empty());
        }
    }
    assert_eq!(hub.entries().await, before);
    // A name that a sibling bears is a doubt, not a mistake.
    let doubtful = input(
        "RENAME",
        "2026-06-01",
        &["442000101"],
        json!([{ "name": "东凤镇" }]),
    );
    let answer = change(&hub, &province, doubtful).await;
    assert_eq!(answer.issues(), issues(&[("NAME_TAKEN", "successors.0.name")]));
    assert_eq!(answer.at("/changeBoundary/issues/0/severity"), "WARNING");
    assert_eq!(answer.at("/changeBoundary/event/kind"), "RENAME");
}

async fn who_stands_above_changes_boundaries(hub: TestHub) {
    let rename = input(
        "RENAME",
        "2026-06-01",
        &["441625100"],
        json!([{ "name": "仙塘街道" }]),
    );
    let away = input(
        "TRANSFER",
        "2026-06-01",
        &["441625100"],
        json!([{ "parent": "441621" }]),
    );
    let unknown = input("RENAME", "2026-06-01", &["449999"], json!([{ "name": "无" }]));
    let of = |region, role| -> Who { who(region, role) };
    for (who, input) in [
        (of("441625100", Role::Steward), &rename),
        (of("441621", Role::Steward), &rename),
        (of("14", Role::Steward), &rename),
        (of("441625", Role::Reviewer), &rename),
        (of("44", Role::Admin), &rename),
        // The other county is beside it.
        (of("441625", Role::Steward), &away),
        (of("441625", Role::Viewer), &unknown),
    ] {
        let refused = change(&hub, &who, input.clone()).await;
        assert_eq!(refused.error_codes(), ["FORBIDDEN"], "{who:?} {input}");
        let query = "query ($input: ChangeBoundaryInput!) { boundaryChangePreview(input: $input) { issues { code } } }";
        let refused = hub.gql(&who, query, json!({ "input": input })).await;
        assert_eq!(refused.error_codes(), ["FORBIDDEN"], "{who:?} {input}");
    }
    changed(&hub, &of("441625", Role::Steward), rename).await;
    changed(
        &hub,
        &of("4416", Role::Steward),
        input(
            "TRANSFER",
            "2026-06-02",
            &["441625100"],
            json!([{ "parent": "441621" }]),
        ),
    )
    .await;
    let trail = hub.audited("boundary_event").await;
    assert_eq!(trail.len(), 2);
    assert_eq!(trail[0].action, "created");
    assert_eq!(trail[0].after["kind"], "RENAME");
}

async fn names_and_codes_change(hub: TestHub) {
    let steward = who("4416", Role::Steward);
    // 撤县设区: the county and one of its towns get other codes; the other towns follow as they are.
    let district = json!({ "kind": "RECODE", "date": "2026-06-01", "regions": ["441625"], "basis": "国函",
        "successors": [{ "code": "441604", "name": "东源区" }],
        "children": [{ "region": "441625100", "code": "441604001" }] });
    changed(&hub, &steward, district).await;
    let tree = hub.hub.tree();
    let district = tree.by_code("441604").unwrap();
    assert_eq!(district.children().count(), 21);
    let town = tree.by_code("441604001").unwrap();
    assert_eq!((town.name.as_str(), town.parent()), ("仙塘镇", Some(district)));
    assert_eq!(tree.by_code("441625101").unwrap().parent(), Some(district));
    // Again, on a later day: the chain is followed to its end.
    let again = input("RENAME", "2026-06-02", &["441604"], json!([{ "name": "新源区" }]));
    changed(&hub, &steward, again).await;
    assert_eq!(
        hub.hub.tree().by_code("441604").unwrap().name,
        "东源区",
        "not before the day"
    );
    hub.clock.advance(chrono::TimeDelta::days(1));
    let tree = hub.hub.tree();
    let district = tree.by_code("441604").unwrap();
    assert_eq!(district.name, "新源区");
    assert_eq!(district.children().count(), 21);
    assert_eq!(district.formers().count(), 2);
    let old = hub.hub.tree_on("2020-01-01".parse().unwrap());
    assert_eq!(old.by_code("441625").unwrap().children().count(), 21);
    assert!(old.by_code("441604").is_none());
}

async fn two_at_once_end_a_region_once(hub: TestHub) {
    let steward = who("4420", Role::Steward);
    let rename = |name: &str| input("RENAME", "2026-06-01", &["442000101"], json!([{ "name": name }]));
    let (one, other) = tokio::join!(
        change(&hub, &steward, rename("黄圃街道")),
        change(&hub, &steward, rename("新黄圃镇"))
    );
    let mut told = [one.issues(), other.issues()];
    told.sort();
    let refused = told[1].iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>();
    assert_eq!(told[0], []);
    assert!(
        refused == ["BEGINS_LATER"] || refused == ["ENDS_ALREADY"],
        "{refused:?}"
    );
    assert_eq!(hub.hub.tree().history().events().len(), 1);
}
