//! The registers under load: generated records of the whole country, the lists and groups that bureaus ask for,
//! and the plans by which the database answers them.

pub(crate) mod generate;
mod plans;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use entities::ids::EnterpriseId;
use harness::{TestHub, Who, who};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use tributary::{
    audit::write::Write,
    auth::Principal,
    enterprise::model::Content as Enterprise,
    platform::model::Content as Platform,
    project::model::Content as Project,
    recognition::model::Content as Recognition,
    region::tree::{Place, Tier},
    register::{
        model::Stored,
        repo::{Kept, Record, store},
    },
    scope::{Scope, policy::Role},
};

use crate::line;
use generate::Chance;

/// Records of one transaction.
const CHUNK: usize = 1_000;

/// Fills the registers and measures what is asked of them.
pub(crate) async fn measure(hub: &Arc<TestHub>, enterprises: u64) {
    fill(hub, enterprises).await;
    let db = hub.hub.db.writer();
    // What PostgreSQL does by itself in the background: without it an index alone answers nothing.
    let settle = match db.get_database_backend() {
        sea_orm::DbBackend::Postgres => "VACUUM ANALYZE",
        _ => "ANALYZE",
    };
    db.execute_unprepared(settle).await.unwrap();
    plans::watch(hub);
    ask(hub).await;
}

async fn fill(hub: &TestHub, enterprises: u64) {
    let tree = hub.hub.tree();
    let towns: Vec<Place<'_>> = tree.iter().filter(|place| place.tier == Tier::Town).collect();
    let town = |number: u64| {
        let at = Chance::of(7, number).below(towns.len() as u64);
        towns[usize::try_from(at).unwrap()]
    };
    let start = Instant::now();
    let records = (0..enterprises).map(|number| (town(number), generate::enterprise(town(number), number)));
    let stored = write::<Enterprise>(hub, records).await;
    line("enterprises stored", stored.len(), start.elapsed());
    // In the proportions of 300,000 enterprises, 20,000 platforms, 50,000 projects and 400,000 recognitions.
    let platforms = enterprises / 15;
    let start = Instant::now();
    let host = |number: u64| stored.get(usize::try_from(number * 15).unwrap()).copied();
    let records = (0..platforms).map(|number| {
        let place = town(number * 15);
        (
            place,
            generate::platform(place, number, host(number).map(EnterpriseId)),
        )
    });
    let platforms = write::<Platform>(hub, records).await;
    line("platforms stored", platforms.len(), start.elapsed());
    let start = Instant::now();
    let records = (0..enterprises / 6).map(|number| (town(number), generate::project(town(number), number)));
    let projects = write::<Project>(hub, records).await;
    line("projects stored", projects.len(), start.elapsed());
    let start = Instant::now();
    let records = (0..enterprises * 4 / 3).map(|number| {
        // Every enterprise once, every third a second time.
        let of = number % enterprises;
        let (place, subject) = (town(of), stored[usize::try_from(of).unwrap()]);
        (place, generate::recognition(&place.name, subject, number))
    });
    let recognitions = write::<Recognition>(hub, records).await;
    line("recognitions stored", recognitions.len(), start.elapsed());
}

/// Stores records as the services do, rows, index tables and both logs, and gives back their keys.
async fn write<'a, C: Kept>(hub: &TestHub, records: impl Iterator<Item = (Place<'a>, C)>) -> Vec<i64> {
    let mut keys = Vec::new();
    let tree = hub.hub.tree();
    let principal = Principal {
        issuer: "bench".into(),
        subject: "bench".into(),
        region: tree.at(0).code.clone(),
        functions: Vec::new(),
        roles: vec![Role::Reporter],
        expires_at: chrono::DateTime::<chrono::Utc>::MAX_UTC,
    };
    let scope = Scope::new(Arc::new(principal), Arc::clone(&tree), "bench".into()).unwrap();
    let mut records = records.peekable();
    while records.peek().is_some() {
        let mut write = Write::begin(&scope, &hub.hub).await.unwrap();
        let at = write.at();
        let chunk: Vec<(Place<'_>, Record<C>)> = records
            .by_ref()
            .take(CHUNK)
            .map(|(place, content)| {
                let record = Stored {
                    id: hub.hub.ids.next(at).into(),
                    region: place.id,
                    version: 1,
                    created_at: at,
                    updated_at: at,
                    deleted: None,
                    content,
                };
                (place, record)
            })
            .collect();
        let stored: Vec<Record<C>> = chunk.iter().map(|(_, record)| record.clone()).collect();
        assert!(store::store::<C>(&write, &tree, &stored).await.unwrap());
        for (place, record) in &chunk {
            let act = tributary::audit::write::Act::Created;
            write
                .note(
                    act,
                    C::KIND,
                    record.id.into(),
                    1,
                    *place,
                    None,
                    Some(&record.content),
                )
                .unwrap();
        }
        write.commit(&hub.hub).await.unwrap();
        keys.extend(stored.iter().map(|record| -> i64 { record.id.into() }));
    }
    keys
}

/// What bureaus ask for: each a query, its variables, and who asks.
fn questions() -> Vec<(&'static str, &'static str, Value, Who)> {
    let county = || who("441625", Role::Viewer);
    let province = || who("44", Role::Viewer);
    vec![
        (
            "50 enterprises of a county, of a programme, with towns",
            "{ enterprises(first: 50, filter: { recognised: { programme: \"HIGH_TECH\" } }) { nodes { name creditCode region { name } } } }",
            json!({}),
            county(),
        ),
        (
            "a county's towns, 5 largest enterprises and projects each",
            "{ region(code: \"441625\") { children { nodes { name
                 enterprises(first: 5, order: { field: MAGNITUDE, direction: DESC }) { nodes { name } }
                 projects(first: 5, order: { field: MAGNITUDE, direction: DESC }) { nodes { name } } } } } }",
            json!({}),
            county(),
        ),
        (
            "enterprises of a province counted by county",
            "{ enterpriseGroups(tier: COUNTY) { region { name } count } }",
            json!({}),
            province(),
        ),
        (
            "enterprises of a province by county and programme",
            "{ enterpriseGroups(tier: COUNTY, by: PROGRAMME, on: \"2025-12-31\") { region { name } key count } }",
            json!({}),
            province(),
        ),
        (
            "enterprises of a county by division of industry, with sums",
            "{ enterpriseGroups(by: INDUSTRY_DIVISION, year: 2024) { key count output { value } } }",
            json!({}),
            county(),
        ),
        (
            "enterprises of a county that host an R&D institution",
            "{ enterprises(first: 50, filter: { hostsRdInstitution: true }) { nodes { name } } }",
            json!({}),
            county(),
        ),
        (
            "a county's towns with 3 platforms each and their hosts",
            "{ region(code: \"441625\") { children { nodes { name platforms(first: 3) { totalCount nodes { name host { name } } } } } } }",
            json!({}),
            county(),
        ),
        (
            "platforms of a province counted by city and family",
            "{ platformGroups(by: FAMILY, tier: CITY) { region { name } key count } }",
            json!({}),
            province(),
        ),
        (
            "projects of a province counted by city and stage, with investment",
            "{ projectGroups(by: STAGE, tier: CITY) { region { name } key count investment { value } } }",
            json!({}),
            province(),
        ),
        (
            "三个一批 of a province by city",
            "{ threeBatches(tier: CITY, from: \"2018-01-01\", to: \"2019-12-31\") { region { name } } }",
            json!({}),
            province(),
        ),
        (
            "valid 高新技术企业 of a province by county on a day",
            "{ recognitionGroups(programmes: [\"HIGH_TECH\"], on: \"2025-12-31\", tier: COUNTY) { region { name } count } }",
            json!({}),
            province(),
        ),
        (
            "科技型中小 that became 高新 in a year, by county",
            "{ recognitionTransitions(from: \"TECH_SME\", to: \"HIGH_TECH\", year: 2025, tier: COUNTY) { region { name } count } }",
            json!({}),
            province(),
        ),
        (
            "a name searched in a county",
            "{ enterprises(first: 50, filter: { search: \"万峰\" }) { nodes { name } } }",
            json!({}),
            county(),
        ),
        (
            "a name searched in a province",
            "{ enterprises(first: 50, filter: { search: \"万峰绿建石\" }) { nodes { name } } }",
            json!({}),
            province(),
        ),
        (
            "a common word searched in a province",
            "{ enterprises(first: 50, filter: { search: \"电子\" }) { nodes { name } } }",
            json!({}),
            province(),
        ),
        (
            "a credit code found",
            "query ($code: CreditCode) { enterprises(filter: { creditCode: $code }) { nodes { name } } }",
            json!({ "code": "91310110666007217T" }),
            province(),
        ),
    ]
}

async fn ask(hub: &Arc<TestHub>) {
    for (what, query, variables, who) in questions() {
        let token = hub.token(&who);
        let body = json!({ "query": query, "variables": variables }).to_string();
        plans::begin();
        once(hub, &token, &body).await;
        let statements = plans::end();
        let mut times = Vec::new();
        for _ in 0..30 {
            times.push(once(hub, &token, &body).await);
        }
        times.sort();
        line(&format!("{what}, median"), 1, times[times.len() / 2]);
        plans::explain(hub, &statements).await;
    }
}

async fn once(hub: &TestHub, token: &str, body: &str) -> Duration {
    let start = Instant::now();
    let answer = harness::Answer::read(hub.send(Some(token), body.to_owned()).await).await;
    let took = start.elapsed();
    assert!(answer.body.get("errors").is_none(), "{}", answer.body);
    took
}
