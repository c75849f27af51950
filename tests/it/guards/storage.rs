//! A database that fails, and comes back.

use std::time::Duration;

use harness::{Engine, Register, TestHub, Who, on_both_engines, who, xiantang};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use tributary::scope::policy::Role;

on_both_engines!(
    a_transaction_that_is_dropped_leaves_nothing,
    after_a_failed_statement_nothing_is_committed,
    a_key_belongs_to_a_region,
    readiness_is_a_write,
);

async fn register(hub: &TestHub, name: &str) -> Value {
    let project = Register::of("Project");
    let answer = project.register(hub, &xiantang(), &project.input(name)).await;
    match answer.error_codes().first() {
        Some(code) => json!(code),
        None => answer.data().pointer("/payload/project/name").unwrap().clone(),
    }
}

/// The names of the projects as another process of the same service sees them: what is stored, not what is remembered.
async fn stored(hub: &TestHub) -> Vec<String> {
    let twin = hub.twin().await;
    let answer = twin
        .gql(&xiantang(), "{ projects { nodes { name } } }", json!({}))
        .await;
    let nodes = answer.at("/projects/nodes").as_array().unwrap().clone();
    let mut names: Vec<_> = nodes
        .iter()
        .map(|node| node["name"].as_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

/// Waits until the hub says whether it is ready: it writes at most once a second to find out.
async fn until_readiness_is(hub: &TestHub, status: u16) {
    let asking = async {
        while hub.get("/health/ready").await.0 != status {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), asking)
        .await
        .unwrap();
}

/// No room on the disk: the engine rolls back by itself, and what the driver believes is another matter.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_acknowledged_after_a_full_disk_is_stored() {
    let hub = TestHub::new(Engine::Sqlite).await;
    assert_eq!(register(&hub, "甲").await, "甲");
    // The writer's file may not grow any more, as long as this connection lives.
    let writer = hub.hub.db.writer();
    writer
        .execute_unprepared("PRAGMA max_page_count = 1")
        .await
        .unwrap();
    let long = "文".repeat(2_000);
    let project = Register::of("Project");
    let mut codes = Vec::new();
    for index in 0..200 {
        let mut input = project.input(&format!("大{index}"));
        input["note"] = json!(long);
        let answer = project.register(&hub, &xiantang(), &input).await;
        codes.extend(answer.error_codes().into_iter().map(ToOwned::to_owned));
        if !codes.is_empty() {
            break;
        }
    }
    assert_eq!(codes, ["STORAGE_FULL"]);
    let before = stored(&hub).await;
    // The connection was thrown away, and with it the limit: from here on all is stored that is acknowledged.
    for name in ["乙", "丙", "丁"] {
        assert_eq!(register(&hub, name).await, name);
    }
    let mut after = before;
    after.extend(["丙", "丁", "乙"].map(ToOwned::to_owned));
    after.sort();
    assert_eq!(stored(&hub).await, after);
    assert_eq!(hub.get("/health/ready").await.0, 200);
}

/// A server that takes no writes: reading goes on, writers are told to come later, and readiness says so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_only_server_is_told_and_comes_back() {
    let hub = TestHub::new(Engine::Postgres).await;
    assert_eq!(register(&hub, "甲").await, "甲");
    read_only(&hub, "on").await;
    assert_eq!(register(&hub, "乙").await, "READ_ONLY");
    until_readiness_is(&hub, 503).await;
    assert_eq!(stored(&hub).await, ["甲"]);
    read_only(&hub, "off").await;
    until_readiness_is(&hub, 200).await;
    assert_eq!(register(&hub, "乙").await, "乙");
    assert_eq!(stored(&hub).await, ["乙", "甲"]);
}

/// Sets whether the database takes writes, for connections from now on, and ends the others.
async fn read_only(hub: &TestHub, state: &str) {
    let name = hub.hub.config.database.url.rsplit_once('/').unwrap().1.to_owned();
    let twin = hub.twin().await;
    let writing = twin.hub.db.begin().await.unwrap();
    for statement in [
        "SET TRANSACTION READ WRITE".to_owned(),
        format!("ALTER DATABASE {name} SET default_transaction_read_only = {state}"),
    ] {
        writing.execute_unprepared(&statement).await.unwrap();
    }
    writing.commit().await.unwrap();
    cut(hub).await;
}

/// Ends all other connections to the hub's database, and lets the hub find out.
async fn cut(hub: &TestHub) {
    end_connections(hub).await;
    for _ in 0..20 {
        drop(
            hub.gql(&xiantang(), "{ projects { totalCount } }", json!({}))
                .await,
        );
        drop(hub.get("/health/ready").await);
    }
}

/// Ends all other connections to the hub's database, as a restart of the server does.
async fn end_connections(hub: &TestHub) {
    let twin = hub.twin().await;
    let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    twin.hub.db.reader().execute_unprepared(sql).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_connection_is_no_fault_of_ours_and_the_next_one_works() {
    let hub = TestHub::new(Engine::Postgres).await;
    assert_eq!(register(&hub, "甲").await, "甲");
    end_connections(&hub).await;
    let mut outcomes = Vec::new();
    for _ in 0..20 {
        outcomes.push(register(&hub, "乙").await);
        if outcomes.last() == Some(&json!("乙")) {
            break;
        }
    }
    let last = outcomes.pop().unwrap();
    assert_eq!(last, "乙");
    assert!(
        outcomes.iter().all(|outcome| outcome == "UNAVAILABLE"),
        "{outcomes:?}"
    );
}

/// Who waits for a lock on one table neither waits long nor keeps the readers of others from their connections.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lock_on_one_table_leaves_the_others_alone() {
    let hub = TestHub::new(Engine::Postgres).await;
    let twin = hub.twin().await;
    let holding = twin.hub.db.begin().await.unwrap();
    holding
        .execute_unprepared("LOCK TABLE enterprise IN ACCESS EXCLUSIVE MODE")
        .await
        .unwrap();
    let viewer = who("44", Role::Viewer);
    let waiting = (0..8).map(|_| hub.gql(&viewer, "{ enterprises { totalCount nodes { id } } }", json!({})));
    let other = hub.gql(&viewer, "{ projects { totalCount } }", json!({}));
    let (waited, other) = tokio::join!(futures_util::future::join_all(waiting), other);
    assert_eq!(other.at("/projects/totalCount"), 0);
    for answer in waited {
        assert!(
            answer.error_codes().iter().all(|code| *code == "BUSY"),
            "{}",
            answer.body
        );
        assert!(answer.body["errors"][0]["extensions"]["retryAfter"].is_u64());
    }
    drop(holding);
    let answer = hub
        .gql(&viewer, "{ enterprises { totalCount } }", json!({}))
        .await;
    assert_eq!(answer.at("/enterprises/totalCount"), 0);
}

async fn a_transaction_that_is_dropped_leaves_nothing(hub: TestHub) {
    for _ in 0..3 {
        let transaction = hub.hub.db.begin().await.unwrap();
        transaction
            .execute_unprepared("INSERT INTO write_probe (id, ballast) VALUES (7, '')")
            .await
            .unwrap();
        drop(transaction);
    }
    let transaction = hub.hub.db.begin().await.unwrap();
    let found = transaction
        .query_all_raw(
            hub.hub
                .db
                .engine()
                .statement("SELECT id FROM write_probe WHERE id = 7", []),
        )
        .await
        .unwrap();
    assert!(found.is_empty());
}

async fn after_a_failed_statement_nothing_is_committed(hub: TestHub) {
    let transaction = hub.hub.db.begin().await.unwrap();
    let insert = "INSERT INTO write_probe (id, ballast) VALUES (7, '')";
    transaction.execute_unprepared(insert).await.unwrap();
    transaction.execute_unprepared(insert).await.unwrap_err();
    // PostgreSQL would answer COMMIT without an error and roll back, SQLite would commit the first.
    transaction.commit().await.unwrap_err();
    let found = hub
        .hub
        .db
        .reader()
        .query_all_raw(
            hub.hub
                .db
                .engine()
                .statement("SELECT id FROM write_probe WHERE id = 7", []),
        )
        .await
        .unwrap();
    assert!(found.is_empty());
    assert_eq!(register(&hub, "甲").await, "甲");
}

async fn a_key_belongs_to_a_region(hub: TestHub) {
    let record = async |who: &Who, value: &str| {
        let rows = json!([{
            "region": who.region, "indicator": "TECH_TRANSFERS", "period": "2024", "value": value, "unit": "项"
        }]);
        let input = json!({ "rows": rows, "idempotencyKey": "night" });
        hub.gql(who, harness::RECORD, json!({ "input": input })).await
    };
    let next_door = who("441625101", Role::Reporter);
    assert_eq!(
        record(&xiantang(), "3").await.at("/recordObservations/written"),
        1
    );
    assert_eq!(record(&next_door, "3").await.at("/recordObservations/written"), 1);
    assert_eq!(hub.audited("observation").await.len(), 2);
    assert_eq!(
        record(&next_door, "3").await.at("/recordObservations/written"),
        1,
        "the first answer again"
    );
    assert_eq!(
        record(&next_door, "4").await.error_codes(),
        ["IDEMPOTENCY_KEY_REUSED"]
    );
    assert_eq!(hub.audited("observation").await.len(), 2);
}

async fn readiness_is_a_write(hub: TestHub) {
    assert_eq!(hub.get("/health/ready").await.0, 200);
    hub.execute("ALTER TABLE write_probe RENAME TO hidden").await;
    until_readiness_is(&hub, 503).await;
    hub.execute("ALTER TABLE hidden RENAME TO write_probe").await;
    until_readiness_is(&hub, 200).await;
}
