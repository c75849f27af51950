//! The region tree: stored, and asked for.

pub(crate) mod tables;

use std::time::Duration;

use harness::{TestHub, dongyuan, guangdong, on_both_engines, shanxi};
use serde_json::{Value, json};
use tributary::{
    exchange::feed,
    region::{
        import::{Division, EMBEDDED},
        repo::{self, Imported},
        tree::Tier,
    },
};

use tables::{COUNTS, read};

on_both_engines!(empty: the_import_is_whole_repeatable_and_all_or_nothing);
on_both_engines!(
    a_running_hub_takes_over_an_import,
    a_region_is_found_by_code_and_by_name,
    children_of_a_skipped_tier_are_an_empty_list,
    pages_show_every_region_once,
);

async fn import(hub: &TestHub, divisions: &[Division]) -> tributary::error::Result<Imported> {
    repo::import(&hub.hub.db, divisions, hub.clock.now(), |_| {}).await
}

async fn tiers(hub: &TestHub) -> [usize; 4] {
    hub.hub.reload_tree().await.unwrap();
    let tree = hub.hub.tree();
    Tier::ALL.map(|tier| tree.iter().filter(|place| place.tier == tier).count())
}

async fn the_import_is_whole_repeatable_and_all_or_nothing(hub: TestHub) {
    let mut divisions = read(EMBEDDED).divisions;
    let all = divisions.len();
    // The last row violates what the table demands: a town has a region above it.
    let broken = Division {
        code: "999999999000".to_owned(),
        name: "无根镇".to_owned(),
        tier: Tier::Town,
        parent: None,
    };
    let with_broken = |divisions: &[Division]| [divisions, std::slice::from_ref(&broken)].concat();
    import(&hub, &with_broken(&divisions)).await.unwrap_err();
    assert_eq!(tiers(&hub).await, [0; 4], "a failed import leaves no region");
    assert_eq!(hub.entries().await, (0, 0), "nor tells anyone of one");

    let first = import(&hub, &divisions).await.unwrap();
    assert_eq!(
        first,
        Imported {
            added: all,
            ..Imported::default()
        }
    );
    assert_eq!(tiers(&hub).await, COUNTS);
    assert_eq!(hub.entries().await, (1, 0));
    let unchanged = Imported {
        unchanged: all,
        ..Imported::default()
    };
    assert_eq!(import(&hub, &divisions).await.unwrap(), unchanged);
    assert_eq!(tiers(&hub).await, COUNTS);
    assert_eq!(hub.entries().await, (1, 0), "nothing changed, nobody is told");

    let name = |hub: &TestHub| hub.hub.tree().by_code("441625100").unwrap().name.clone();
    let town = divisions
        .iter_mut()
        .find(|row| row.code == "441625100000")
        .unwrap();
    town.name = "仙塘街道".to_owned();
    import(&hub, &with_broken(&divisions)).await.unwrap_err();
    assert_eq!(tiers(&hub).await, COUNTS);
    assert_eq!(name(&hub), "仙塘镇", "a failed import leaves no name behind");
    let renamed = Imported {
        renamed: 1,
        unchanged: all - 1,
        ..Imported::default()
    };
    assert_eq!(import(&hub, &divisions).await.unwrap(), renamed);
    assert_eq!(tiers(&hub).await, COUNTS);
    assert_eq!(name(&hub), "仙塘街道");
    assert_eq!(hub.entries().await, (2, 0));

    // A town that hangs on another county is a change of boundaries, and no import makes one unseen.
    let town = divisions
        .iter_mut()
        .find(|row| row.code == "441625100000")
        .unwrap();
    town.parent = Some("441621000000".to_owned());
    let refused = import(&hub, &divisions).await.unwrap_err();
    assert!(refused.to_string().contains("441625100000"), "{refused}");
    assert_eq!(hub.entries().await, (2, 0));
}

/// Waits until the hub's tree holds a region; a hub that never takes it over fails the test.
async fn taken_over(hub: &TestHub, code: &str) {
    let seen = async {
        while hub.hub.tree().by_code(code).is_none() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), seen).await.unwrap();
}

async fn a_running_hub_takes_over_an_import(hub: TestHub) {
    let divisions = read(EMBEDDED).divisions;
    let of = |province: &str| -> Vec<Division> {
        let rows = divisions.iter().filter(|row| row.code.starts_with(province));
        rows.cloned().collect()
    };
    assert!(hub.hub.tree().by_code("46").is_none());
    // One comes between the opening of the hub and its first look at the log, one after it.
    import(&hub, &of("46")).await.unwrap();
    let following = tokio::spawn(feed::follow(hub.hub.clone()));
    taken_over(&hub, "4604").await;
    import(&hub, &of("62")).await.unwrap();
    taken_over(&hub, "6202").await;
    following.abort();
}

async fn a_region_is_found_by_code_and_by_name(hub: TestHub) {
    let town = json!({
        "code": "441625100000", "name": "仙塘镇", "tier": "TOWN",
        "path": ["广东省", "河源市", "东源县", "仙塘镇"],
        "parent": { "name": "东源县" },
    });
    let query = "query ($code: RegionCode!) { region(code: $code) { code name tier path parent { name } } }";
    for code in ["441625100", "441625100000"] {
        let found = hub.gql(&guangdong(), query, json!({ "code": code })).await;
        assert_eq!(found.at("/region"), &town, "{code}");
    }
    for code in ["44", "4400", "440000", "440000000"] {
        let found = hub.gql(&guangdong(), query, json!({ "code": code })).await;
        assert_eq!(found.at("/region/path"), &json!(["广东省"]), "{code}");
        assert_eq!(found.at("/region/parent"), &Value::Null);
    }
    let unknown = hub.gql(&guangdong(), query, json!({ "code": "441625999" })).await;
    assert_eq!(unknown.error_codes(), ["NOT_FOUND"]);
    for bad in ["441", "仙塘镇"] {
        let refused = hub.gql(&guangdong(), query, json!({ "code": bad })).await;
        assert_eq!(refused.error_codes().len(), 1, "{bad}");
        assert_ne!(refused.error_codes(), ["INTERNAL"], "{bad}");
    }

    let query = "query ($text: String!) { regions(search: $text) { totalCount nodes { code path } } }";
    for text in ["仙塘", "441625100", "441625100000", " 仙塘镇 "] {
        let found = hub.gql(&guangdong(), query, json!({ "text": text })).await;
        assert_eq!(found.at("/regions/totalCount"), 1, "{text}");
        assert_eq!(found.at("/regions/nodes/0/path"), &town["path"], "{text}");
    }
    let found = hub.gql(&guangdong(), query, json!({ "text": "441625" })).await;
    assert_eq!(found.at("/regions/totalCount"), 22, "东源县 and its towns");
    let none = hub.gql(&shanxi(), query, json!({ "text": "仙塘" })).await;
    assert_eq!(
        none.at("/regions/totalCount"),
        0,
        "a search finds nothing beside the scope"
    );
}

async fn children_of_a_skipped_tier_are_an_empty_list(hub: TestHub) {
    let query = "query ($code: RegionCode!, $tier: Tier) { region(code: $code) {
        children(tier: $tier, first: 500) { totalCount nodes { name tier parent { name } } } } }";
    let count = async |code: &str, tier: Value| {
        let asked = json!({ "code": code, "tier": tier });
        let found = hub.gql(&guangdong(), query, asked).await;
        let nodes = found.at("/region/children/nodes").as_array().unwrap().clone();
        assert_eq!(found.at("/region/children/totalCount"), nodes.len());
        nodes
    };
    assert_eq!(count("4419", json!("COUNTY")).await, [] as [Value; 0]);
    let towns = count("4419", Value::Null).await;
    assert!(towns.iter().all(|town| town["tier"] == "TOWN"));
    assert!(towns.iter().any(|town| town["name"] == "松山湖"));
    assert_eq!(count("4419", json!("TOWN")).await, towns);
    assert_eq!(count("441625", Value::Null).await.len(), 21);
    // Directly below a city stand its counties; its towns are found by their tier.
    let below = count("4416", Value::Null).await;
    assert!(below.iter().all(|county| county["tier"] == "COUNTY"));
    assert!(count("4416", json!("TOWN")).await.len() > 21);
    assert_eq!(count("441625100", Value::Null).await, [] as [Value; 0]);

    let query = "{ regions(below: \"4419\", tier: COUNTY) { totalCount nodes { name } } }";
    let none = hub.gql(&guangdong(), query, json!({})).await;
    assert_eq!(none.at("/regions"), &json!({ "totalCount": 0, "nodes": [] }));
}

async fn pages_show_every_region_once(hub: TestHub) {
    let query = "query ($after: String, $first: Int!) { regions(first: $first, after: $after) {
        totalCount nodes { code } pageInfo { hasNextPage endCursor } } }";
    for (who, first) in [(shanxi(), 173), (dongyuan(), 1), (dongyuan(), 22)] {
        let mut seen: Vec<String> = Vec::new();
        let mut after = Value::Null;
        loop {
            let asked = json!({ "after": after, "first": first });
            let page = hub.gql(&who, query, asked).await;
            let nodes = page.at("/regions/nodes").as_array().unwrap();
            assert!(!nodes.is_empty(), "a page that was announced is not empty");
            seen.extend(nodes.iter().map(|node| node["code"].as_str().unwrap().to_owned()));
            if page.at("/regions/pageInfo/hasNextPage") == &json!(false) {
                assert_eq!(page.at("/regions/totalCount"), seen.len());
                break;
            }
            after = page.at("/regions/pageInfo/endCursor").clone();
        }
        let tree = hub.hub.tree();
        let home = tree.by_code(who.region).unwrap();
        let expected: Vec<String> = home.subtree().map(|place| place.code.clone()).collect();
        assert!(expected.len() > 20);
        assert_eq!(seen, expected);
    }
    // "999999": a cursor in form, but of no region; to begin again from the first page would never end.
    let asked = json!({ "after": "Ijk5OTk5OSI", "first": 5 });
    let refused = hub.gql(&shanxi(), query, asked).await;
    assert_eq!(refused.error_codes(), ["BAD_USER_INPUT"]);
}
