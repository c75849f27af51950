//! The 32 bureaus of 晋源区 under every name that its plan prints, and the ten tasks that it gives them.

use std::collections::{BTreeMap, BTreeSet};

use harness::{Register, TestHub, Who, on_both_engines, who};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

use super::{JINYUAN, all, by_name, document, entries, region_code, text, texts, upsert};

on_both_engines!(
    every_bureau_is_found_under_every_printed_name,
    the_tasks_are_those_of_the_plan_but_the_one_that_contradicts_itself,
);

/// The towns together: printed like a unit of a task, and no bureau.
const ALL_TOWNS: &str = "各镇（街）";

pub(super) fn clerk() -> Who {
    who("140110", Role::Reporter)
}

fn tasks(plan: &Value) -> &Vec<Value> {
    entries(&plan["tasks"], "rows")
}

/// The cooperating units of a task: (printed, canonical), position by position.
fn cooperating(task: &Value) -> Vec<(&str, &str)> {
    let printed = texts(&task["cooperating_units_as_printed"]);
    let canonical = texts(&task["cooperating_units_canonical"]);
    assert_eq!(printed.len(), canonical.len());
    printed.into_iter().zip(canonical).collect()
}

/// What the plan's own list of contradictions says of the names of bureaus.
fn variants(plan: &Value) -> &Value {
    let found = entries(plan, "inconsistencies").iter();
    let mut found = found.filter(|found| found["kind"] == "NAME_VARIANT");
    found.next().unwrap()
}

/// The one name that is no name: the list says so.
pub(super) fn misprint(plan: &Value) -> &str {
    let said = text(&variants(plan)["expected_hub_behaviour"]);
    said.split("; ")
        .find_map(|part| part.strip_suffix(" is a typo"))
        .unwrap()
}

/// The other names of each bureau that has any.
fn aliases(plan: &Value) -> BTreeMap<&str, BTreeSet<&str>> {
    let misprint = misprint(plan);
    let mut aliases: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (printed, canonical) in tasks(plan).iter().flat_map(cooperating) {
        if printed != canonical && printed != misprint {
            aliases.entry(canonical).or_default().insert(printed);
        }
    }
    aliases
}

/// What a town's office and its town begin with, such as 义井 of 义井街办 and 义井街道.
fn stem(bureau: &str) -> &str {
    bureau
        .strip_suffix("街办")
        .or_else(|| bureau.strip_suffix('镇'))
        .unwrap()
}

/// Registers the bureaus as the administrator of the district does. The plan states no functions.
pub(super) async fn load_bureaus(hub: &TestHub, plan: &Value) {
    let admin = who("140110", Role::Admin);
    let query = r#"{ regions(below: "140110", tier: TOWN) { nodes { code name } } }"#;
    let towns = hub.gql(&admin, query, json!({})).await;
    let towns = towns.at("/regions/nodes").as_array().unwrap();
    let aliases = aliases(plan);
    for bureau in entries(plan, "bureaus") {
        let name = text(&bureau["name"]);
        let region = if bureau["tier"] == "TOWN" {
            let mut towns = towns
                .iter()
                .filter(|town| text(&town["name"]).starts_with(stem(name)));
            let town = towns.next().unwrap();
            assert_eq!(towns.next(), None, "one town for {name}");
            &town["code"]
        } else {
            &plan["document"]["region_code"]
        };
        let other: Vec<_> = aliases.get(name).into_iter().flatten().collect();
        let input = json!({ "name": name, "aliases": other, "region": region, "functions": [] });
        let answer = Register::of("Bureau").register(hub, &admin, &input).await;
        let warning = ("FUNCTIONS_MISSING".to_owned(), "functions".to_owned());
        assert_eq!(answer.issues(), [warning], "{name}");
    }
}

async fn find(hub: &TestHub, region: &Value, name: &str) -> Value {
    let query =
        "query ($region: RegionCode, $name: String!) { bureauByName(region: $region, name: $name) { name } }";
    let answer = hub
        .gql(&clerk(), query, json!({ "region": region, "name": name }))
        .await;
    answer.at("/bureauByName").clone()
}

async fn every_bureau_is_found_under_every_printed_name(hub: TestHub) {
    let plan = document(JINYUAN);
    load_bureaus(&hub, &plan).await;
    let reader = who("140110", Role::Viewer);
    let fields = "name shortName aliases functions region { code name tier }";
    let found = by_name(all(&hub, &reader, "bureaus", fields).await);
    let printed = by_name(entries(&plan, "bureaus").iter().cloned());
    assert_eq!((found.len(), printed.len()), (32, 32));
    let (aliases, district) = (aliases(&plan), region_code(&plan["document"]["region_code"]));
    assert_eq!(aliases.len(), variants(&plan)["computed"]["alias_pairs"]);
    let mut towns = BTreeSet::new();
    for (name, bureau) in &printed {
        let kept = &found[name];
        let region = &kept["region"];
        assert_eq!(region["tier"], bureau["tier"], "{name}");
        if bureau["tier"] == "TOWN" {
            assert!(
                text(&region["name"]).starts_with(stem(name)),
                "{name} in {region}"
            );
            assert!(text(&region["code"]).starts_with("140110"), "{name} in {region}");
            towns.insert(text(&region["code"]));
        } else {
            assert_eq!((&region["code"], &region["name"]), (&district, &json!("晋源区")));
        }
        let other = aliases.get(name.as_str()).cloned().unwrap_or_default();
        assert_eq!(
            texts(&kept["aliases"]).into_iter().collect::<BTreeSet<_>>(),
            other,
            "{name}"
        );
        assert_eq!(
            (&kept["shortName"], &kept["functions"]),
            (&Value::Null, &json!([])),
            "{name}"
        );
        assert_eq!(find(&hub, &region["code"], name).await, json!({ "name": name }));
    }
    assert_eq!(towns.len(), 6, "an office in each town");

    let misprint = misprint(&plan);
    let mut nothing = BTreeSet::new();
    for task in tasks(&plan) {
        let lead = texts(&task["lead_units"]).into_iter().map(|name| (name, name));
        for (name, canonical) in lead.chain(cooperating(task)) {
            let one = find(&hub, &Value::Null, name).await;
            if one.is_null() {
                nothing.insert(name);
            } else {
                assert_eq!(one["name"], canonical, "{name}");
            }
        }
    }
    assert_eq!(nothing, BTreeSet::from([misprint, ALL_TOWNS]));
}

/// A row of a batch; `names` chooses among (printed, canonical).
fn row(task: &Value, names: impl Fn(&(&str, &str)) -> Option<String>) -> Value {
    let named = |names: Vec<String>| -> Value { names.iter().map(|name| json!({ "name": name })).collect() };
    let lead = texts(&task["lead_units"])
        .into_iter()
        .map(str::to_owned)
        .collect();
    let cooperating = cooperating(task).iter().filter_map(names).collect();
    // The plan states neither kind nor stage: a task is an action, and none has begun.
    json!({ "name": task["title"], "kind": "ACTION", "stage": "POTENTIAL", "note": task["no"],
            "leadBureaus": named(lead), "cooperatingBureaus": named(cooperating) })
}

/// The places of cooperating units that are refused, with the code and the name that is told: the unit leads,
/// or is one of `unknown`.
fn refusals(plan: &Value, unknown: &[&str]) -> Vec<(String, String, String)> {
    let mut refusals = Vec::new();
    for (index, task) in tasks(plan).iter().enumerate() {
        let both = texts(&task["lead_and_coop_overlap"]);
        for (place, (printed, canonical)) in cooperating(task).into_iter().enumerate() {
            let path = format!("rows.{index}.cooperatingBureaus.{place}");
            if unknown.contains(&printed) {
                refusals.push(("BUREAU_UNKNOWN".to_owned(), path, printed.to_owned()));
            } else if both.contains(&canonical) {
                refusals.push(("LEAD_AND_COOPERATING".to_owned(), path, canonical.to_owned()));
            }
        }
    }
    refusals.sort();
    refusals
}

/// The issues of a batch as `refusals` has them.
fn told(payload: &Value) -> Vec<(String, String, String)> {
    let issue = |issue: &Value| {
        assert_eq!(issue["severity"], "ERROR");
        let [figure] = texts(&issue["figures"])[..] else {
            panic!("{issue}")
        };
        (
            text(&issue["code"]).to_owned(),
            texts(&issue["path"]).join("."),
            figure.to_owned(),
        )
    };
    let mut told: Vec<_> = entries(payload, "issues").iter().map(issue).collect();
    told.sort();
    told
}

async fn the_tasks_are_those_of_the_plan_but_the_one_that_contradicts_itself(hub: TestHub) {
    let plan = document(JINYUAN);
    load_bureaus(&hub, &plan).await;
    let misprint = misprint(&plan);
    assert_eq!(tasks(&plan).len(), 10);
    // Letter by letter: the misprint and the towns together are no bureaus, and one unit leads and cooperates.
    let as_printed = |(printed, _): &(&str, &str)| Some((*printed).to_owned());
    let rows: Vec<_> = tasks(&plan).iter().map(|task| row(task, as_printed)).collect();
    let dry = upsert(
        &hub,
        &clerk(),
        "Projects",
        json!({ "rows": rows, "dryRun": true }),
    )
    .await;
    assert_eq!(told(dry.at("/payload")), refusals(&plan, &[misprint, ALL_TOWNS]));

    // As a clerk gives them: without the towns together, and with the misprint put right.
    let put_right = |(printed, canonical): &(&str, &str)| {
        let name = if *printed == misprint { canonical } else { printed };
        (*printed != ALL_TOWNS).then(|| (*name).to_owned())
    };
    let rows: Vec<_> = tasks(&plan).iter().map(|task| row(task, put_right)).collect();
    let answer = upsert(&hub, &clerk(), "Projects", json!({ "rows": rows })).await;
    let refused = refusals(&plan, &[]);
    assert_eq!(told(answer.at("/payload")), refused);
    let contradiction = entries(&plan, "inconsistencies").iter();
    let mut contradiction = contradiction.filter(|found| found["kind"] == "LEAD_AND_COOP");
    let contradiction = &contradiction.next().unwrap()["computed"];
    assert_eq!(refused.len(), 1);
    assert_eq!((&json!(refused[0].2)), &contradiction["unit"]);
    for (index, task) in tasks(&plan).iter().enumerate() {
        let outcome = answer.at(&format!("/payload/rows/{index}/outcome"));
        let expected = if task["no"] == contradiction["task"] {
            "REFUSED"
        } else {
            "CREATED"
        };
        assert_eq!(outcome, expected, "{}", task["title"]);
    }

    let fields = "name note leadBureaus { name } cooperatingBureaus { name bureau { name } } region { code }";
    let found = by_name(all(&hub, &who("140110", Role::Viewer), "projects", fields).await);
    let names = |list: &Value| -> Value {
        let list = list.as_array().unwrap().iter();
        list.map(|bureau| bureau["name"].clone()).collect()
    };
    let district = region_code(&plan["document"]["region_code"]);
    let mut stored = 0;
    for task in tasks(&plan) {
        let Some(project) = found.get(text(&task["title"])) else {
            assert_eq!(task["no"], contradiction["task"]);
            continue;
        };
        stored += 1;
        assert_eq!(
            (&project["note"], &project["region"]["code"]),
            (&task["no"], &district)
        );
        assert_eq!(names(&project["leadBureaus"]), task["lead_units"]);
        let cooperating = texts(&task["cooperating_units_canonical"]).into_iter();
        let cooperating: Vec<_> = cooperating.filter(|name| *name != ALL_TOWNS).collect();
        assert_eq!(names(&project["cooperatingBureaus"]), json!(cooperating));
    }
    assert_eq!((stored, found.len()), (9, 9));
}
