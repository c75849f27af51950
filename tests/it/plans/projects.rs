//! The named projects of the plans of 仙塘镇, 东莞市 and 晋源区, with the kinds and stages that they print.

use std::collections::{BTreeMap, BTreeSet};

use harness::{TestHub, Who, on_both_engines, who};
use serde_json::{Map, Value, json};
use tributary::scope::policy::Role;

use super::{
    DONGGUAN, JINYUAN, XIANTANG, all, by_name, document, entries, load, note, pairs, region_code,
    state_aliases, stated, text, upsert,
};

on_both_engines!(every_project_comes_back_as_its_plan_states_it);

/// The members of an entry that fields of the record hold. The plan's amount of three projects together
/// (`group_investment_yi`) is none of one project's own: it stays a line of the note.
const HELD: [&str; 8] = [
    "name",
    "aliases",
    "kind",
    "stage",
    "region_code",
    "targets",
    "year",
    "partners",
];

/// As what partners take part: the plan names them and says no more.
const PARTNER: &str = "合作单位";

/// Names of the terms that the plans print and the program does not ship; for a stage its place among the others.
const TERMS: [(&str, &str, &str, i32); 16] = [
    ("AGRI_PROCESSING", "农产品加工", "Processing of farm produce", 0),
    ("AQUACULTURE", "水产养殖", "Aquaculture", 0),
    ("FUND", "基金", "Fund", 0),
    ("INCUBATION", "孵化载体", "Incubation", 0),
    ("MATCHING", "产学研对接", "Matching of industry and research", 0),
    ("PROJECT_LIBRARY", "项目库", "Project library", 0),
    ("PUBLIC_PLATFORM", "公共平台", "Public platform", 0),
    ("SPECIALTY_TOWN", "专业镇", "Specialty town", 0),
    ("TRANSPORT", "交通", "Transport", 0),
    ("ZONE", "片区", "Zone", 0),
    ("PLANNED", "规划", "Planned", 1),
    ("LANDING", "落地中", "Landing", 5),
    ("SETTING_UP", "筹建", "Being set up", 8),
    ("CULTIVATING", "培育", "Being cultivated", 8),
    ("ONGOING", "实施中", "Ongoing", 8),
    ("IN_OPERATION", "运营", "In operation", 11),
];

const FIELDS: &str = "name otherNames kind stage stageSince kindTerm { code } stageTerm { code } note
    region { code name tier } totalInvestment investmentUnit yearlyInvestments { year } progress { on }
    stages { stage on explanation } steps { year title due doneOn done late note }
    participants { name role enterprise { id } } leadBureaus { name } cooperatingBureaus { name }";

async fn every_project_comes_back_as_its_plan_states_it(hub: TestHub) {
    for (json, province, count, terms) in [
        (
            XIANTANG,
            "44",
            17,
            "AGRI_PROCESSING AQUACULTURE INCUBATION PUBLIC_PLATFORM TRANSPORT ZONE IN_OPERATION LANDING PLANNED",
        ),
        (
            DONGGUAN,
            "44",
            5,
            "FUND MATCHING PROJECT_LIBRARY ONGOING SETTING_UP",
        ),
        (JINYUAN, "14", 1, "SPECIALTY_TOWN CULTIVATING"),
    ] {
        let plan = document(json);
        assert_eq!(entries(&plan, "projects").len(), count);
        let of_regions = by_region(&plan);
        before_the_terms(&hub, province, &plan, &of_regions).await;
        assert_eq!(define_missing(&hub, province, &plan).await.join(" "), terms);
        for (region, projects) in &of_regions {
            let rows: Vec<Value> = projects.iter().map(|project| row(project)).collect();
            let loaded = load(&hub, &clerk(region), "Projects", rows).await;
            assert_eq!(loaded.issues(), []);
        }
    }
    compare(&hub, "44", &[XIANTANG, DONGGUAN]).await;
    compare(&hub, "14", &[JINYUAN]).await;
}

fn clerk(region: &str) -> Who {
    who(region.to_owned().leak(), Role::Reporter)
}

/// The projects of a plan by the regions that carry them: each is written by its own.
fn by_region(plan: &Value) -> BTreeMap<&str, Vec<&Value>> {
    let mut regions: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for project in entries(plan, "projects") {
        regions
            .entry(text(&project["region_code"]))
            .or_default()
            .push(project);
    }
    regions
}

/// The codes of a vocabulary that a province knows.
async fn known(hub: &TestHub, province: &str, vocabulary: &str) -> BTreeSet<String> {
    let query = "query ($vocabulary: Vocabulary!) { terms(vocabulary: $vocabulary) { code } }";
    let answer = hub
        .gql(&clerk(province), query, json!({ "vocabulary": vocabulary }))
        .await;
    let terms = answer.at("/terms").as_array().unwrap().iter();
    terms.map(|term| text(&term["code"]).to_owned()).collect()
}

const VOCABULARIES: [(&str, &str); 2] = [("PROJECT_KIND", "kind"), ("PROJECT_STAGE", "stage")];

/// A code that nobody has defined is refused, not turned into another.
async fn before_the_terms(
    hub: &TestHub,
    province: &str,
    plan: &Value,
    of_regions: &BTreeMap<&str, Vec<&Value>>,
) {
    let mut refused = 0;
    for (region, projects) in of_regions {
        let mut expected = Vec::new();
        for (vocabulary, member) in VOCABULARIES {
            let known = known(hub, province, vocabulary).await;
            let unknown = projects.iter().enumerate();
            let unknown = unknown.filter(|(_, project)| !known.contains(text(&project[member])));
            expected.extend(
                unknown.map(|(index, _)| ("UNKNOWN_TERM".to_owned(), format!("rows.{index}.{member}"))),
            );
        }
        let rows: Vec<Value> = projects.iter().map(|project| row(project)).collect();
        let dry = json!({ "rows": rows, "dryRun": true });
        let answer = upsert(hub, &clerk(region), "Projects", dry).await;
        assert_eq!(answer.issues(), pairs(expected), "{region}");
        refused += answer.at("/payload/refused").as_u64().unwrap();
    }
    assert!(refused > 0, "{}", plan["document"]["title"]);
}

/// Defines, as a steward of the province, the kinds and stages of a plan that it does not know, and names them.
async fn define_missing(hub: &TestHub, province: &'static str, plan: &Value) -> Vec<String> {
    let define = "mutation ($input: DefineTermInput!) {
        payload: defineTerm(input: $input) { term { code owner { code } } issues { path code } } }";
    let mut defined = Vec::new();
    for (vocabulary, member) in VOCABULARIES {
        let known = known(hub, province, vocabulary).await;
        let printed = entries(plan, "projects").iter();
        let printed: BTreeSet<String> = printed.map(|project| text(&project[member]).to_owned()).collect();
        for code in printed.difference(&known) {
            let names = TERMS.iter().find(|(named, ..)| named == code);
            let (_, zh, en, position) = names.unwrap_or_else(|| panic!("no name for {code}"));
            let input = json!({ "vocabulary": vocabulary, "code": code, "nameZh": zh, "nameEn": en, "position": position });
            let steward = who(province, Role::Steward);
            let answer = hub.gql(&steward, define, json!({ "input": input })).await;
            assert_eq!(answer.issues(), []);
            let owner = region_code(&json!(province));
            assert_eq!(
                answer.at("/payload/term"),
                &json!({ "code": code, "owner": { "code": owner } })
            );
            defined.push(code.clone());
        }
    }
    defined
}

/// A row of a batch.
fn row(project: &Value) -> Value {
    let members = |key: &str| project[key].as_object().into_iter().flatten();
    let mut steps: Vec<Value> = members("targets")
        .map(|(title, year)| json!({ "year": year, "title": title }))
        .collect();
    if project["year"].is_number() {
        steps.push(json!({ "year": project["year"], "title": project["anchor"] }));
    }
    let partners = project["partners"].as_array().into_iter().flatten();
    let partners = partners.map(|name| json!({ "name": name, "role": PARTNER }));
    let aliases = project["aliases"].as_array();
    json!({
        "name": project["name"], "otherNames": aliases.cloned().unwrap_or_default(), "kind": project["kind"],
        "stage": project["stage"], "steps": steps, "participants": partners.collect::<Vec<_>>(),
        "note": note(project, &HELD),
    })
}

/// The document's entry as the hub gives it back.
fn entry(node: &Value) -> Value {
    let mut entry = stated(&node["note"]);
    for member in ["name", "kind", "stage"] {
        entry.insert(member.to_owned(), node[member].clone());
    }
    entry.insert("region_code".to_owned(), node["region"]["code"].clone());
    state_aliases(&mut entry, &node["otherNames"]);
    let mut targets = Map::new();
    for step in entries(node, "steps") {
        let title = text(&step["title"]);
        let open = json!({ "year": step["year"], "title": title, "due": null, "doneOn": null, "done": false,
                           "late": false, "note": null });
        assert_eq!(step, &open);
        let before = if entry["anchor"] == title {
            entry.insert("year".to_owned(), step["year"].clone())
        } else {
            targets.insert(title.to_owned(), step["year"].clone())
        };
        assert_eq!(before, None, "one step of a name");
    }
    if !targets.is_empty() {
        entry.insert("targets".to_owned(), Value::Object(targets));
    }
    let partners = entries(node, "participants");
    for partner in partners {
        assert_eq!(
            (&partner["role"], &partner["enterprise"]),
            (&json!(PARTNER), &Value::Null)
        );
    }
    if !partners.is_empty() {
        let names = partners.iter().map(|partner| partner["name"].clone());
        entry.insert("partners".to_owned(), names.collect());
    }
    Value::Object(entry)
}

/// The projects of a province are those of its plans, each as it is printed there.
async fn compare(hub: &TestHub, province: &'static str, plans: &[&str]) {
    let plans: Vec<Value> = plans.iter().map(|json| document(json)).collect();
    let nodes = all(hub, &who(province, Role::Viewer), "projects", FIELDS).await;
    let printed = plans.iter().flat_map(|plan| entries(plan, "projects")).cloned();
    let printed = by_name(printed.map(|mut project| {
        project["region_code"] = region_code(&project["region_code"]);
        project
    }));
    let found = by_name(nodes.iter().map(entry));
    assert_eq!(nodes.len(), printed.len(), "{:?}", found.keys());
    for (name, project) in &printed {
        assert_eq!(found.get(name), Some(project), "{name}");
    }
    for node in &nodes {
        // What the plans do not state is not there.
        for member in ["stageSince", "totalInvestment", "investmentUnit"] {
            assert_eq!(node[member], Value::Null, "{member} of {}", node["name"]);
        }
        for member in [
            "yearlyInvestments",
            "progress",
            "leadBureaus",
            "cooperatingBureaus",
        ] {
            assert_eq!(node[member], json!([]), "{member} of {}", node["name"]);
        }
        let stage = json!([{ "stage": node["stage"], "on": null, "explanation": null }]);
        assert_eq!(node["stages"], stage);
        for (term, member) in [("kindTerm", "kind"), ("stageTerm", "stage")] {
            assert_eq!(node[term]["code"], node[member], "{}", node["name"]);
        }
    }
    // Name and tier of the region, where the plan states them.
    let mut told = BTreeSet::new();
    for region in plans.iter().flat_map(|plan| entries(plan, "indicators")) {
        let (code, region) = (region_code(&region["region"]["code"]), &region["region"]);
        let here: Vec<_> = nodes
            .iter()
            .filter(|node| node["region"]["code"] == code)
            .collect();
        for node in here {
            assert_eq!(
                (&node["region"]["name"], &node["region"]["tier"]),
                (&region["name"], &region["tier"])
            );
            told.insert(text(&node["name"]).to_owned());
        }
    }
    let abroad = printed.values().filter(|project| project["external"] == true);
    let abroad: BTreeSet<String> = abroad.map(|project| text(&project["name"]).to_owned()).collect();
    let names: BTreeSet<String> = printed.into_keys().collect();
    assert_eq!(
        names.difference(&told).cloned().collect::<BTreeSet<_>>(),
        abroad,
        "those of regions above"
    );
}
