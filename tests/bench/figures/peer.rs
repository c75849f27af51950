//! The same sums by SQL for every request, as a hub without columns would make them: over the tree, and over a range of
//! codes of a table made for it. Nothing is checked, nothing is made of the rows: what a server would add comes on top.

use std::{sync::Arc, time::Duration};

use harness::TestHub;
use sea_orm::{ConnectionTrait, Statement};
use tributary::{
    db::{Db, Engine},
    region::tree::Tier,
};

use super::{
    CLIENTS,
    clients::{self, Times},
    questions,
};
use crate::data::{Filled, LAST};

/// A statement that answers a question.
pub(crate) struct Peer {
    /// What it answers, and how.
    pub(crate) name: String,
    db: Arc<Db>,
    statement: Arc<Statement>,
    rows: usize,
}

impl Peer {
    /// One client.
    pub(crate) async fn one(&self) -> Times {
        clients::repeated(async || ask(&self.db, &self.statement, self.rows).await).await
    }

    /// As many connections as there are clients.
    pub(crate) async fn many(&self, seconds: Duration) -> Times {
        let client = |_| {
            let (db, statement, rows) = (Arc::clone(&self.db), Arc::clone(&self.statement), self.rows);
            move |_| {
                let (db, statement) = (Arc::clone(&db), Arc::clone(&statement));
                async move { ask(&db, &statement, rows).await }
            }
        };
        clients::at_once(client, seconds).await
    }
}

async fn ask(db: &Db, statement: &Statement, rows: usize) {
    let found = db.reader().query_all_raw(statement.clone()).await.unwrap();
    assert_eq!(found.len(), rows);
}

/// Each question by each way.
pub(crate) async fn all(hub: &TestHub, filled: &Filled) -> Vec<Peer> {
    let clients = u32::try_from(CLIENTS).unwrap();
    let db = Arc::new(Db::connect(&hub.hub.config.database.url, clients).await.unwrap());
    make_range(&db).await;
    let home = filled.home();
    let tree = hub.hub.tree();
    let cities = tree.by_code(home).unwrap().of_tier(Tier::City).count();
    let mut peers = Vec::new();
    for codes in [&filled.codes[..1], &filled.codes[..]] {
        let (tree, range) = (over_the_tree(home, codes), over_a_range(home, codes));
        // Two ways to one answer, or one of them is none.
        assert_eq!(rows(&db, &tree).await, rows(&db, &range).await);
        for (way, sql) in [("recursive SQL", tree), ("range of codes, covering index", range)] {
            peers.push(Peer {
                name: format!("{}, by {way}", questions::name(codes, cities)),
                db: Arc::clone(&db),
                statement: Arc::new(db.engine().statement(sql, [])),
                rows: cities * codes.len(),
            });
        }
    }
    peers
}

/// The values of the towns of cities by code, as they are now (a county directly below its province lies in no city): whoever tunes SQL keeps such a table with every write. This one is not
/// kept, which costs the writers beside it nothing.
async fn make_range(db: &Db) {
    let index = db.engine().pick(
        "CREATE INDEX bench_value_range ON bench_value (indicator_id, period, code, num)",
        "CREATE INDEX bench_value_range ON bench_value (indicator_id, period, code) INCLUDE (num)",
    );
    let settle = match db.engine() {
        Engine::Sqlite => "ANALYZE bench_value",
        Engine::Postgres => "VACUUM ANALYZE bench_value",
    };
    let table = "CREATE TABLE bench_value AS
        SELECT o.indicator_id, o.period, t.code, o.accepted_num AS num
        FROM observation o JOIN bench_town t ON t.id = o.region_id
        WHERE o.accepted_num IS NOT NULL AND EXISTS (
            SELECT 1 FROM bench_above a JOIN region c ON c.id = a.region WHERE a.town = t.id AND c.tier = 2)";
    for sql in [table, index, settle] {
        db.writer().execute_unprepared(sql).await.unwrap();
    }
}

fn among(codes: &[String]) -> String {
    format!(
        "(SELECT id FROM indicator WHERE code IN ('{}'))",
        codes.join("', '")
    )
}

/// The recursive query that a hub without columns would run.
fn over_the_tree(home: &str, codes: &[String]) -> String {
    format!(
        "WITH RECURSIVE below (city, id, tier) AS (
             SELECT substr(code, 1, 4), id, tier FROM region WHERE tier = 2 AND code LIKE '{home}%'
             UNION ALL
             SELECT below.city, region.id, region.tier FROM region JOIN below ON region.parent_id = below.id
         )
         SELECT below.city, o.indicator_id, CAST(SUM(o.accepted_num) AS BIGINT) AS total,
             COUNT(o.accepted_num) AS included
         FROM below JOIN observation o ON o.region_id = below.id
              AND o.province_id = (SELECT id FROM region WHERE code = '{home}0000000000')
         WHERE below.tier = 4 AND o.period = '{LAST}' AND o.indicator_id IN {}
         GROUP BY below.city, o.indicator_id",
        among(codes)
    )
}

/// One range of an index that has all it needs. The next code after the province's is its own with a sign behind the
/// digits.
fn over_a_range(home: &str, codes: &[String]) -> String {
    format!(
        "SELECT substr(code, 1, 4) AS city, indicator_id, CAST(SUM(num) AS BIGINT) AS total, COUNT(*) AS included
         FROM bench_value
         WHERE indicator_id IN {} AND period = '{LAST}' AND code >= '{home}' AND code < '{home}:'
         GROUP BY substr(code, 1, 4), indicator_id",
        among(codes)
    )
}

async fn rows(db: &Db, sql: &str) -> Vec<(String, i64, i64, i64)> {
    let found = db.reader().query_all_raw(db.engine().statement(sql, []));
    let rows = found.await.unwrap();
    let mut rows: Vec<_> = rows
        .iter()
        .map(|row| {
            let number = |name: &str| row.try_get::<i64>("", name).unwrap();
            let city = row.try_get::<String>("", "city").unwrap();
            (city, number("indicator_id"), number("total"), number("included"))
        })
        .collect();
    rows.sort();
    rows
}
