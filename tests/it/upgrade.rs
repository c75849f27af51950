//! The records of the first release come through the steps of the later ones, and the steps can be taken back.

use harness::{TestHub, on_both_engines, who};
use migration::{Migrator, MigratorTrait};
use serde_json::json;
use tributary::{register::repo::index, scope::policy::Role};

on_both_engines!(empty: records_of_the_first_release_are_kept);

/// Steps of the first release.
const FIRST: u32 = 4;

async fn records_of_the_first_release_are_kept(hub: TestHub) {
    let writer = hub.hub.db.writer();
    let steps = u32::try_from(Migrator::migrations().len()).unwrap();
    Migrator::down(writer, Some(steps - FIRST)).await.unwrap();
    let at = "'2025-01-01 00:00:00+00:00'";
    for row in [
        "region (id, province_id, tier, code, name) VALUES (1, 1, 1, '440000000000', '广东省')".to_owned(),
        "region (id, parent_id, province_id, tier, code, name) VALUES (2, 1, 1, 2, '441900000000', '东莞市')".to_owned(),
        format!(
            "bureau (id, province_id, region_id, name, short_name, functions, version, created_at, updated_at)
             VALUES (10, 1, 2, '东莞市科技局', '市科技局', 'SCI_TECH', 1, {at}, {at})"
        ),
        format!(
            "enterprise (id, province_id, region_id, credit_code, name, industry, version, created_at, updated_at)
             VALUES (11, 1, 2, '91310110666007217T', '万峰石材有限公司', '3032', 3, {at}, {at})"
        ),
        format!(
            "platform (id, province_id, region_id, name, kind, host_id, version, created_at, updated_at)
             VALUES (12, 1, 2, '工程中心', 'ENGINEERING_CENTRE', 11, 1, {at}, {at})"
        ),
        format!(
            "project (id, province_id, region_id, name, kind, stage, stage_since, total_investment, investment_unit,
                      version, created_at, updated_at)
             VALUES (13, 1, 2, '三期', 'PARK', 'SIGNED', '2024-05-01', 104000000000, '亿元', 2, {at}, {at})"
        ),
    ] {
        hub.execute(&format!("INSERT INTO {row}")).await;
    }
    Migrator::up(writer, None).await.unwrap();
    hub.hub.reload_tree().await.unwrap();
    tributary::vocabulary::install::install(&hub.hub).await.unwrap();
    let (db, tree) = (&hub.hub.db, hub.hub.tree());
    index::rebuild::<tributary::bureau::model::Content>(db, &tree)
        .await
        .unwrap();
    index::rebuild::<tributary::enterprise::model::Content>(db, &tree)
        .await
        .unwrap();
    index::rebuild::<tributary::platform::model::Content>(db, &tree)
        .await
        .unwrap();
    index::rebuild::<tributary::project::model::Content>(db, &tree)
        .await
        .unwrap();

    let query = "{
        bureaus(filter: { search: \"科技\" }) { nodes { name aliases functions } }
        enterprises(filter: { search: \"峰石\", hostsRdInstitution: true }) { nodes { name version locations { region { name } since } } }
        enterpriseGroups(on: \"2024-12-31\") { count }
        platforms(filter: { search: \"中心\" }) { nodes { kind type { nameZh } host { name } } }
        projects(order: { field: MAGNITUDE, direction: DESC }) { nodes { stage stageSince stages { stage on } totalInvestment investmentUnit } }
        threeBatches(from: \"2024-01-01\", to: \"2024-12-31\") { region { name } }
    }";
    let mut clerk = who("4419", Role::Reporter);
    let seen = hub.gql(&clerk, query, json!({})).await;
    let data = seen.data();
    assert_eq!(
        data["bureaus"]["nodes"],
        json!([{ "name": "东莞市科技局", "aliases": [], "functions": ["SCI_TECH"] }])
    );
    assert_eq!(
        data["enterprises"]["nodes"],
        json!([{ "name": "万峰石材有限公司", "version": 3,
                 "locations": [{ "region": { "name": "东莞市" }, "since": null }] }])
    );
    assert_eq!(
        data["platforms"]["nodes"][0]["type"]["nameZh"],
        "工程技术研究中心"
    );
    assert_eq!(data["platforms"]["nodes"][0]["host"]["name"], "万峰石材有限公司");
    assert_eq!(
        data["projects"]["nodes"],
        json!([{ "stage": "SIGNED", "stageSince": "2024-05-01", "stages": [{ "stage": "SIGNED", "on": "2024-05-01" }],
                 "totalInvestment": "10.4", "investmentUnit": "亿元" }])
    );
    assert_eq!(
        data["enterpriseGroups"],
        json!([{ "count": 1 }]),
        "it is where it is registered"
    );
    clerk.subject = "later";
    let id = hub
        .gql(&clerk, "{ enterprises { nodes { id } } }", json!({}))
        .await
        .at("/enterprises/nodes/0/id")
        .clone();
    let update = "mutation ($id: ID!) { updateEnterprise(input: { id: $id, expectedVersion: 3, note: \"核实\" }) { issues { code path } } }";
    assert_eq!(hub.gql(&clerk, update, json!({ "id": id })).await.issues(), []);
}
