//! Changes of boundaries: what ends and begins, and that nothing is lost, counted twice or seen by others.

mod figures;
mod split;
mod told;

use chrono::TimeDelta;
use harness::{Answer, RECORD, Register, TestHub, Who, on_both_engines, who};
use serde_json::{Value, json};
use tributary::{
    region::{import::EMBEDDED, repo, tree::Tier},
    scope::policy::Role,
};

use crate::region::tables::read;

on_both_engines!(
    two_towns_merge_and_continue_as_one,
    an_import_brings_nothing_back,
    another_process_takes_over_a_change,
);

const CHANGE: &str = "mutation ($input: ChangeBoundaryInput!) { changeBoundary(input: $input) {
    event { id kind date basis recordedBy predecessors { code name validTo } successors { code name validFrom }
            links { predecessor { code } successor { code } } }
    issues { path code severity message messageZh figures } } }";

/// The steward of 中山市.
fn zhongshan() -> Who {
    who("4420", Role::Steward)
}

fn clerk(region: &'static str) -> Who {
    who(region, Role::Reporter)
}

async fn change(hub: &TestHub, who: &Who, input: Value) -> Answer {
    hub.gql(who, CHANGE, json!({ "input": input })).await
}

async fn changed(hub: &TestHub, who: &Who, input: Value) -> Value {
    let answer = change(hub, who, input).await;
    assert_eq!(answer.issues(), [], "{}", answer.body);
    answer.at("/changeBoundary/event").clone()
}

/// Turns time back: the tables have 小榄镇 with the code that it got in the merge with 东升镇.
async fn before_the_merge(hub: &TestHub) {
    let input = json!({ "kind": "SPLIT", "date": "2015-01-01", "regions": ["442000118"], "basis": "还原历史",
        "successors": [{ "code": "442000100", "name": "小榄镇" }, { "code": "442000104", "name": "东升镇" }] });
    changed(hub, &zhongshan(), input).await;
}

/// 东升镇 is merged into 小榄镇, which gets a new code.
fn merge(date: &str) -> Value {
    json!({ "kind": "MERGE", "date": date, "regions": ["442000100", "442000104"], "basis": "粤府函",
        "successors": [{ "code": "442000118", "name": "小榄镇" }] })
}

/// Midnight in China at which the first of July begins: the clock stands at 16 o'clock there on the first of June.
fn until_july(hub: &TestHub) {
    hub.clock.advance(TimeDelta::days(29) + TimeDelta::hours(8));
}

/// What a clerk or officer sees of the two towns.
async fn seen(hub: &TestHub, who: &Who, region: &str) -> Value {
    let query = "query ($region: RegionCode!) {
        enterprises(filter: { region: $region }) { totalCount nodes { name region { code } } }
        found: enterprises(filter: { region: $region, search: \"五金\" }) { totalCount }
        enterpriseGroups(filter: { region: $region }) { region { code } count }
        projects(filter: { region: $region }) { totalCount nodes { name } }
        projectGroups(filter: { region: $region }) { region { code } count }
        region(code: $region) { enterprises { totalCount nodes { name } } }
        observations(filter: { region: $region }) { totalCount nodes { value region { code } formerRegion { code name } } } }";
    let mut seen = hub
        .gql(who, query, json!({ "region": region }))
        .await
        .data()
        .clone();
    for list in ["enterprises", "projects", "observations"] {
        let nodes = seen[list]["nodes"].as_array_mut().unwrap();
        nodes.sort_by_key(ToString::to_string);
    }
    seen
}

async fn fill(hub: &TestHub) -> (Value, Value) {
    let (enterprise, project) = (Register::of("Enterprise"), Register::of("Project"));
    let (old, east) = (clerk("442000100"), clerk("442000104"));
    let kept = enterprise.add(hub, &old, &json!({ "name": "小榄五金厂" })).await;
    let other = enterprise.add(hub, &east, &json!({ "name": "东升五金厂" })).await;
    // A name is unique in a region, and these were two.
    for town in [&old, &east] {
        project.add(hub, town, &project.input("工业园改造")).await;
    }
    for (town, value) in [(&old, "3"), (&east, "4")] {
        let recorded = hub.record(town, &[("TECH_TRANSFERS", "2025", value, "项")]).await;
        assert_eq!(recorded.at("/recordObservations/written"), 1);
    }
    (kept, other)
}

async fn two_towns_merge_and_continue_as_one(hub: TestHub) {
    before_the_merge(&hub).await;
    let (_, other) = fill(&hub).await;
    let viewer = who("4420", Role::Viewer);
    let city = seen(&hub, &viewer, "4420").await;
    let event = changed(&hub, &zhongshan(), merge("2026-07-01")).await;
    assert_eq!(
        event["predecessors"],
        json!([{ "code": "442000100000", "name": "小榄镇", "validTo": "2026-06-30" },
               { "code": "442000104000", "name": "东升镇", "validTo": "2026-06-30" }])
    );
    assert_eq!(
        event["successors"],
        json!([{ "code": "442000118000", "name": "小榄镇", "validFrom": "2026-07-01" }])
    );

    // Until the day nothing changes.
    let forbidden = |answer: Answer| assert_eq!(answer.error_codes(), ["FORBIDDEN"], "{}", answer.body);
    let me = "{ me { subject } }";
    forbidden(hub.gql(&clerk("442000118"), me, json!({})).await);
    assert_eq!(seen(&hub, &viewer, "4420").await, city);
    let own = seen(&hub, &clerk("442000104"), "442000104").await;
    assert_eq!(own["enterprises"]["totalCount"], 1);
    until_july(&hub);

    // Tokens of the old codes are refused, and the new town has all that was theirs, once.
    for code in ["442000100", "442000104"] {
        forbidden(hub.gql(&clerk(code), me, json!({})).await);
    }
    let town = clerk("442000118");
    let found = seen(&hub, &town, "442000118").await;
    assert_eq!(
        found["enterprises"],
        json!({ "totalCount": 2, "nodes": [
            { "name": "东升五金厂", "region": { "code": "442000118000" } },
            { "name": "小榄五金厂", "region": { "code": "442000118000" } }] })
    );
    assert_eq!(found["found"]["totalCount"], 2);
    assert_eq!(found["region"]["enterprises"]["totalCount"], 2);
    let group = json!([{ "region": { "code": "442000118000" }, "count": 2 }]);
    assert_eq!(found["enterpriseGroups"], group);
    assert_eq!(found["projectGroups"], group);
    assert_eq!(found["projects"]["totalCount"], 2);
    assert_eq!(
        found["observations"],
        json!({ "totalCount": 2, "nodes": [
            { "value": "3", "region": { "code": "442000118000" }, "formerRegion": { "code": "442000100000", "name": "小榄镇" } },
            { "value": "4", "region": { "code": "442000118000" }, "formerRegion": { "code": "442000104000", "name": "东升镇" } }] })
    );
    let above = seen(&hub, &viewer, "4420").await;
    for count in [
        "/enterprises/totalCount",
        "/enterpriseGroups/0/count",
        "/observations/totalCount",
    ] {
        assert_eq!(above.pointer(count), city.pointer(count), "{count}");
    }
    for hidden in [who("4419", Role::Viewer), clerk("442000117")] {
        let query = "{ enterprises { totalCount } observations { totalCount } }";
        let none = hub.gql(&hidden, query, json!({})).await;
        assert_eq!(none.at("/enterprises/totalCount"), 0);
        assert_eq!(none.at("/observations/totalCount"), 0);
    }
    writes(&hub, &town, &other).await;
    dates(&hub, &town).await;
}

/// The clerk of the new town writes what the old ones kept; where it is kept does not change.
async fn writes(hub: &TestHub, town: &Who, other: &Value) {
    let enterprise = Register::of("Enterprise");
    let kept = "SELECT region_id AS id FROM enterprise WHERE name LIKE '东升%'";
    let before: i64 = hub.rows(kept).await[0].try_get("", "id").unwrap();
    let change =
        json!({ "id": other["id"], "expectedVersion": 1, "note": "合并后核实", "name": "东升五金制品厂" });
    let updated = enterprise.update(hub, town, &change).await;
    assert_eq!(updated.at("/payload/enterprise/version"), 2, "{}", updated.body);
    let after: i64 = hub.rows(kept).await[0].try_get("", "id").unwrap();
    assert_eq!(before, after);
    let again = seen(hub, town, "442000118").await;
    assert_eq!(again["enterprises"]["totalCount"], 2);
    assert_eq!(again["found"]["totalCount"], 2);
    // A name of one of the old towns is taken in the new one.
    let project = Register::of("Project");
    let taken = project.register(hub, town, &project.input("工业园改造")).await;
    assert_eq!(taken.issues(), [("NAME_TAKEN".to_owned(), "name".to_owned())]);

    // Values of the time before are named by the codes of that time.
    let row = |region: &str, period: &str, value: &str| json!({ "region": region, "indicator": "TECH_TRANSFERS", "period": period, "value": value, "unit": "项" });
    let rows = json!([
        row("442000104", "2025", "5"),
        row("442000118", "2025", "9"),
        row("442000118", "2026", "1")
    ]);
    let recorded = hub
        .gql(
            town,
            RECORD,
            json!({ "input": { "rows": rows, "mode": "ROW_BY_ROW" } }),
        )
        .await;
    assert_eq!(recorded.at("/recordObservations/written"), 2, "{}", recorded.body);
    assert_eq!(
        recorded.issues(),
        [("REGION_BEGINS_LATER".to_owned(), "rows.1.region".to_owned())]
    );
    let reviewer = who("4420", Role::Reviewer);
    let accepted = hub
        .accept(
            &reviewer,
            &[
                ("442000100", "TECH_TRANSFERS", "2025"),
                ("442000104", "TECH_TRANSFERS", "2025"),
                ("442000118", "TECH_TRANSFERS", "2026"),
            ],
        )
        .await;
    assert_eq!(
        accepted.at("/acceptObservations/accepted"),
        3,
        "{}",
        accepted.body
    );
    let neighbour = json!([row("442000104", "2025", "6")]);
    let refused = hub
        .gql(
            &clerk("442000117"),
            RECORD,
            json!({ "input": { "rows": neighbour } }),
        )
        .await;
    assert_eq!(refused.error_codes(), ["FORBIDDEN"]);
}

/// The trees of the days before.
async fn dates(hub: &TestHub, town: &Who) {
    let query = "query ($code: RegionCode!, $on: Date) { region(code: $code, on: $on) {
        code name path validFrom validTo predecessors { code } successors { code } children { totalCount } } }";
    let ask = async |code: &str, on: Value| hub.gql(town, query, json!({ "code": code, "on": on })).await;
    let east = ask("442000104", json!("2026-06-30")).await;
    assert_eq!(
        east.at("/region"),
        &json!({ "code": "442000104000", "name": "东升镇", "path": ["广东省", "中山市", "东升镇"],
                 "validFrom": "2015-01-01", "validTo": "2026-06-30", "predecessors": [{ "code": "442000118000" }],
                 "successors": [{ "code": "442000118000" }], "children": { "totalCount": 0 } })
    );
    // A code that ended gives its heir where it is asked for with a day, and nothing without.
    let heir = ask("442000104", json!("2026-07-01")).await;
    assert_eq!(heir.at("/region/code"), "442000118000");
    assert_eq!(
        heir.at("/region/predecessors"),
        &json!([{ "code": "442000100000" }, { "code": "442000104000" }])
    );
    assert_eq!(ask("442000104", Value::Null).await.error_codes(), ["NOT_FOUND"]);
    assert_eq!(
        ask("442000117", json!("2026-06-30")).await.error_codes(),
        ["FORBIDDEN"]
    );

    let list = "query ($on: Date) { regions(on: $on) { totalCount nodes { code } } }";
    let codes = async |on: &str| {
        let list = hub.gql(town, list, json!({ "on": on })).await;
        let nodes = list.at("/regions/nodes").as_array().unwrap().clone();
        nodes
            .iter()
            .map(|node| node["code"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(codes("2026-06-30").await, ["442000100000", "442000104000"]);
    assert_eq!(codes("2026-07-01").await, ["442000118000"]);
    let city = "{ region(code: \"4420\", on: \"2026-06-30\") { children { totalCount nodes { name } } }
                  now: region(code: \"4420\") { children { totalCount } } }";
    let counts = hub.gql(&who("4420", Role::Viewer), city, json!({})).await;
    assert_eq!(counts.at("/region/children/totalCount"), 24);
    assert_eq!(counts.at("/now/children/totalCount"), 23);
    let data = "{ region(code: \"442000104\", on: \"2026-06-30\") { enterprises { totalCount } } }";
    let refused = hub.gql(town, data, json!({})).await;
    assert_eq!(refused.error_codes(), ["BAD_USER_INPUT"]);

    let events = "{ boundaryEvents { totalCount nodes { id kind date } }
        old: boundaryEvents(to: \"2020-01-01\") { nodes { kind } } none: boundaryEvents(from: \"2026-07-02\") { totalCount } }";
    let events = hub.gql(town, events, json!({})).await;
    let kinds: Vec<_> = events
        .at("/boundaryEvents/nodes")
        .as_array()
        .unwrap()
        .iter()
        .map(|event| &event["kind"])
        .collect();
    assert_eq!(kinds, ["MERGE", "SPLIT"]);
    assert_eq!(events.at("/old/nodes"), &json!([{ "kind": "SPLIT" }]));
    assert_eq!(events.at("/none/totalCount"), 0);
    let node = "query ($id: ID!) { node(id: $id) { id ... on BoundaryEvent { kind } } }";
    let id = events.at("/boundaryEvents/nodes/0/id");
    assert_eq!(
        hub.gql(town, node, json!({ "id": id })).await.at("/node/kind"),
        "MERGE"
    );
    let foreign = hub
        .gql(&who("14", Role::Steward), node, json!({ "id": id }))
        .await;
    assert_eq!(foreign.at("/node"), &Value::Null);
}

async fn an_import_brings_nothing_back(hub: TestHub) {
    before_the_merge(&hub).await;
    for input in [
        json!({ "kind": "RENAME", "date": "2026-01-01", "regions": ["442000101"], "basis": "文", "successors": [{ "name": "黄圃街道" }] }),
        json!({ "kind": "TRANSFER", "date": "2026-01-01", "regions": ["442000103"], "basis": "文",
                "successors": [{ "parent": "441625" }] }),
    ] {
        changed(&hub, &who("44", Role::Steward), input).await;
    }
    let mut divisions = read(EMBEDDED).divisions;
    divisions.retain(|row| row.code.starts_with("44") || row.code.starts_with("14"));
    let before = hub.hub.tree().len();
    let entries = hub.entries().await;
    let imported = repo::import(&hub.hub.db, &divisions, hub.clock.now(), |_| {})
        .await
        .unwrap();
    assert_eq!(
        imported.overtaken,
        ["442000101000", "442000103000", "442000118000"]
    );
    assert_eq!((imported.added, imported.renamed, imported.missing), (0, 0, 2));
    assert_eq!(imported.unchanged, divisions.len() - 3);
    assert_eq!(hub.entries().await, entries);
    hub.hub.reload_tree().await.unwrap();
    let tree = hub.hub.tree();
    assert_eq!(tree.len(), before);
    assert_eq!(tree.by_code("442000101").unwrap().name, "黄圃街道");
    assert_eq!(
        tree.by_code("442000103").unwrap().parent().unwrap().name,
        "东源县"
    );
    assert!(tree.by_code("442000118").is_none());
    assert_eq!(
        tree.iter().filter(|place| place.tier == Tier::Province).count(),
        2
    );
}

async fn another_process_takes_over_a_change(hub: TestHub) {
    let twin = hub.twin().await;
    let following = twin.follow().await;
    before_the_merge(&hub).await;
    assert!(
        hub.hub.tree().by_code("442000104").is_some(),
        "its own process at once"
    );
    let seen = async {
        while twin.hub.tree().by_code("442000104").is_none() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), seen)
        .await
        .unwrap();
    following.abort();
}
