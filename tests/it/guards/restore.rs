//! A database of PostgreSQL that was restored into another cluster: its transactions have lower ids than its log.

use harness::{Engine, TestHub, dongyuan, guangdong, xiantang};
use sea_orm::ConnectionTrait;
use serde_json::json;

const SUBJECT: (&str, &str) = ("TECH_TRANSFERS", "2024");

/// The log as a dump of a busy cluster brings it.
async fn age(hub: &TestHub) {
    hub.execute("UPDATE change_entry SET txid = txid + 1000000000")
        .await;
}

async fn ahead(hub: &TestHub) -> i64 {
    let sql = "SELECT COUNT(*) AS ahead FROM change_entry
               WHERE txid >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint";
    let statement = hub.hub.db.engine().statement(sql, []);
    let row = hub
        .hub
        .db
        .reader()
        .query_one_raw(statement)
        .await
        .unwrap()
        .unwrap();
    row.try_get("", "ahead").unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_of_a_restored_database_is_settled_at_the_start() {
    let hub = TestHub::new(Engine::Postgres).await;
    let (indicator, period) = SUBJECT;
    for value in ["1", "2", "3"] {
        hub.record(&xiantang(), &[(indicator, period, value, "项")]).await;
    }
    age(&hub).await;
    assert!(ahead(&hub).await >= 3);
    let restarted = hub.twin().await;
    assert_eq!(ahead(&restarted).await, 0);
    let figure = restarted.figure(&guangdong(), "44", indicator, period).await;
    assert_eq!(figure.at("/figure/value"), "3");
    // A warm figure applies nothing of the old log.
    let applied = restarted.hub.columns.counts();
    let before = applied.applied.load(std::sync::atomic::Ordering::Relaxed);
    restarted.figure(&guangdong(), "44", indicator, period).await;
    assert_eq!(applied.applied.load(std::sync::atomic::Ordering::Relaxed), before);
    restarted
        .record(&xiantang(), &[(indicator, period, "5", "项")])
        .await;
    let figure = restarted.figure(&guangdong(), "44", indicator, period).await;
    assert_eq!(figure.at("/figure/value"), "5");
}

/// The hub runs on while its database is put back to an earlier state: what it remembers is forgotten.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_became_shorter_is_read_anew() {
    let hub = TestHub::new(Engine::Postgres).await;
    let (indicator, period) = SUBJECT;
    hub.record(&xiantang(), &[(indicator, period, "3", "项")]).await;
    assert_eq!(
        hub.figure(&guangdong(), "44", indicator, period)
            .await
            .at("/figure/value"),
        "3"
    );
    let mut events = hub.hub.feed.subscribe();
    let following = hub.follow().await;
    hub.accept(&dongyuan(), &[("441625100", indicator, period)]).await;
    // Entries of before come as well where a transaction of another database of the cluster ran long.
    let accepted = async { while events.recv().await.unwrap().action != "accepted" {} };
    tokio::time::timeout(std::time::Duration::from_secs(30), accepted)
        .await
        .unwrap();
    // As a database of fewer transactions shows it: the position is beyond its end, and the old entries are there.
    hub.hub.columns.clear();
    age(&hub).await;
    let restarted = hub.twin().await;
    let mut again = restarted.hub.feed.subscribe();
    let other = restarted.follow().await;
    restarted
        .record(&xiantang(), &[(indicator, period, "7", "项")])
        .await;
    let event = tokio::time::timeout(std::time::Duration::from_secs(30), again.recv()).await;
    let event = event.unwrap().unwrap();
    assert_eq!(
        (event.action.as_str(), event.version),
        ("submitted", 3),
        "none of the old events"
    );
    assert_eq!(
        restarted
            .gql(&guangdong(), "{ me { subject } }", json!({}))
            .await
            .at("/me/subject"),
        "tester"
    );
    following.abort();
    other.abort();
}
