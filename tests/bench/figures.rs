//! Figures through the API, beside the same sums by SQL in the same run.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use harness::{TestHub, Who, who};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;
use tributary::scope::policy::Role;

use crate::line;

const ONE: &str = "query ($codes: [String!]!) {
    figures(region: \"44\", tier: PROVINCE, indicators: $codes, periods: [\"2024\"]) { value coverage { expected reported } } }";
const CITIES: &str = "query ($codes: [String!]!) {
    figures(region: \"44\", tier: CITY, indicators: $codes, periods: [\"2024\"]) {
        region { code } indicator { code } value coverage { expected reported } } }";

pub(crate) async fn measure(hub: &Arc<TestHub>, codes: &[String]) {
    let viewer = who("44", Role::Viewer);
    let token = hub.token(&viewer);
    for (what, query, codes, repeat) in [
        ("one figure of a province", ONE, &codes[..1], 500),
        ("one indicator × 21 cities", CITIES, &codes[..1], 500),
        ("30 indicators × 21 cities", CITIES, codes, 100),
    ] {
        let body = json!({ "query": query, "variables": { "codes": codes } }).to_string();
        let cold = once(hub, &token, &body).await;
        line(&format!("{what}, first time (columns loaded)"), 1, cold);
        let mut times = Vec::new();
        for _ in 0..repeat {
            times.push(once(hub, &token, &body).await);
        }
        times.sort();
        line(&format!("{what}, warm, median"), 1, times[times.len() / 2]);
        line(
            &format!("{what}, warm, 95th percentile"),
            1,
            times[times.len() * 95 / 100],
        );
    }
    by_sql(
        hub,
        &codes[..1],
        "one indicator × 21 cities, by SQL over the tree",
    )
    .await;
    by_sql(hub, codes, "30 indicators × 21 cities, by SQL over the tree").await;
    parallel(hub, &viewer, &codes[..1]).await;
    println!("columns hold {} KB", hub.hub.columns.bytes() / 1024);
}

async fn once(hub: &TestHub, token: &str, body: &str) -> Duration {
    let start = Instant::now();
    let answer = harness::Answer::read(hub.send(Some(token), body.to_owned()).await).await;
    let took = start.elapsed();
    assert!(answer.body.get("errors").is_none(), "{}", answer.body);
    took
}

/// The recursive query that a hub without columns would run.
async fn by_sql(hub: &TestHub, codes: &[String], what: &str) {
    let list = codes
        .iter()
        .map(|code| format!("'{code}'"))
        .collect::<Vec<_>>()
        .join(", ");
    let sql = format!(
        "WITH RECURSIVE below (city, id) AS (
             SELECT id, id FROM region WHERE tier = 2 AND code LIKE '44%'
             UNION ALL SELECT below.city, region.id FROM region JOIN below ON region.parent_id = below.id
         )
         SELECT below.city, o.indicator_id, SUM(o.accepted_num) AS total, COUNT(*) AS reported
         FROM below JOIN observation o ON o.region_id = below.id
              AND o.province_id = (SELECT id FROM region WHERE code = '440000000000')
         WHERE o.period = '2024' AND o.indicator_id IN (SELECT id FROM indicator WHERE code IN ({list}))
         GROUP BY below.city, o.indicator_id"
    );
    let db = hub.hub.db.reader();
    let mut times = Vec::new();
    for _ in 0..10 {
        let start = Instant::now();
        let rows = db
            .query_all_raw(Statement::from_string(db.get_database_backend(), &sql))
            .await
            .unwrap();
        times.push(start.elapsed());
        assert_eq!(rows.len(), 21 * codes.len());
    }
    times.sort();
    line(&format!("{what}, median"), 1, times[times.len() / 2]);
}

/// Requests a second of 32 clients at once.
async fn parallel(hub: &Arc<TestHub>, viewer: &Who, codes: &[String]) {
    let body = json!({ "query": CITIES, "variables": { "codes": codes } }).to_string();
    let token = hub.token(viewer);
    let start = Instant::now();
    let clients: Vec<_> = (0..32)
        .map(|_| {
            let (hub, token, body) = (Arc::clone(hub), token.clone(), body.clone());
            tokio::spawn(async move {
                for _ in 0..100 {
                    once(&hub, &token, &body).await;
                }
            })
        })
        .collect();
    for client in clients {
        client.await.unwrap();
    }
    line(
        "one indicator × 21 cities, 32 clients at once, requests",
        3_200,
        start.elapsed(),
    );
}
