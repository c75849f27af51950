//! The columns in memory against the database: what is committed is seen, by whichever process wrote it.

use harness::{Engine, TestHub, dongyuan, guangdong, on_both_engines, who, xiantang};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

on_both_engines!(
    a_warm_column_sees_every_later_commit,
    another_process_s_commit_is_seen,
    concurrent_writers_are_never_lost,
    a_small_budget_drops_columns_and_changes_no_figure,
    metrics_tell_what_the_columns_hold_where_they_are_served,
    requests_that_come_together_see_what_was_written_before,
    a_transaction_that_ends_late_is_seen,
);

async fn a_warm_column_sees_every_later_commit(hub: TestHub) {
    for value in ["1", "2", "3"] {
        hub.record(&xiantang(), &[("TECH_TRANSFERS", "2024", value, "项")])
            .await;
        let figure = hub.figure(&guangdong(), "44", "TECH_TRANSFERS", "2024").await;
        assert_eq!(figure.at("/figure/value"), value);
    }
}

async fn another_process_s_commit_is_seen(hub: TestHub) {
    let twin = hub.twin().await;
    assert_eq!(
        hub.figure(&dongyuan(), "441625", "TECH_TRANSFERS", "2024")
            .await
            .at("/figure/value"),
        &Value::Null
    );
    twin.record(&xiantang(), &[("TECH_TRANSFERS", "2024", "7", "项")])
        .await;
    assert_eq!(
        hub.figure(&dongyuan(), "441625", "TECH_TRANSFERS", "2024")
            .await
            .at("/figure/value"),
        "7"
    );
}

/// Writers of many towns and a reader of the province at once: after each write the reader sees at least what
/// was committed before it asked, and at the end all of it.
async fn concurrent_writers_are_never_lost(hub: TestHub) {
    let towns = [
        "441625100",
        "441625101",
        "441625102",
        "441625103",
        "441625104",
        "441625105",
    ];
    let write = |town: &'static str| {
        let hub = &hub;
        async move {
            for value in 1..=8 {
                let (clerk, text) = (who(town, Role::Reporter), value.to_string());
                let written = hub
                    .record(&clerk, &[("TECH_TRANSFERS", "2024", &text, "项")])
                    .await;
                assert_eq!(written.at("/recordObservations/written"), 1);
                let own = hub.figure(&guangdong(), town, "TECH_TRANSFERS", "2024").await;
                assert_eq!(own.at("/figure/value"), &json!(value.to_string()), "{town}");
            }
        }
    };
    futures_util::future::join_all(towns.map(write)).await;
    let figure = hub.figure(&guangdong(), "44", "TECH_TRANSFERS", "2024").await;
    assert_eq!(figure.at("/figure/value"), "48");
    assert_eq!(figure.at("/figure/coverage/reported"), 6);
}

async fn a_small_budget_drops_columns_and_changes_no_figure(hub: TestHub) {
    let engine = if hub.hub.config.database.url.starts_with("sqlite") {
        Engine::Sqlite
    } else {
        Engine::Postgres
    };
    // A column of Guangdong holds about 47 KB: a megabyte holds some twenty of them.
    let hub = TestHub::with(engine, |config| config.columns.max_megabytes = 1).await;
    hub.record(&xiantang(), &[("TECH_TRANSFERS", "2024", "30", "项")])
        .await;
    for year in 1990..2040 {
        let figure = hub
            .figure(&guangdong(), "44", "TECH_TRANSFERS", &year.to_string())
            .await;
        assert_eq!(
            figure.at("/figure/value"),
            &if year == 2024 { json!("30") } else { Value::Null }
        );
        assert!(
            hub.hub.columns.bytes() <= 1024 * 1024,
            "{} bytes",
            hub.hub.columns.bytes()
        );
    }
    let again = hub.figure(&guangdong(), "44", "TECH_TRANSFERS", "2024").await;
    assert_eq!(again.at("/figure/value"), "30");
}

async fn metrics_tell_what_the_columns_hold_where_they_are_served(hub: TestHub) {
    assert_eq!(
        hub.get("/metrics").await.0,
        404,
        "they ask for no token, so they are off"
    );
    let engine = if hub.hub.config.database.url.starts_with("sqlite") {
        Engine::Sqlite
    } else {
        Engine::Postgres
    };
    let hub = TestHub::with(engine, |config| config.http.metrics = true).await;
    hub.figure(&guangdong(), "44", "TECH_TRANSFERS", "2024").await;
    let (status, text) = hub.get("/metrics").await;
    let value = |name: &str| -> u64 {
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix(&format!("tributary_{name} ")));
        line.unwrap_or_else(|| panic!("{name}: {text}")).parse().unwrap()
    };
    assert_eq!(status, 200);
    assert_eq!(value("columns_bytes"), hub.hub.columns.bytes() as u64);
    assert!(value("columns_bytes") > 0 && value("columns_bytes") <= value("columns_bytes_limit"));
    assert_eq!((value("columns"), value("columns_loaded_total")), (1, 1));
}

/// 32 requests at once wait for a look each or for a shared one, and see what was written before them. How many share
/// one is a matter of time; that none shares one that began before it is tested where the looks are shared.
async fn requests_that_come_together_see_what_was_written_before(hub: TestHub) {
    let counts = hub.hub.columns.counts();
    let number = |count: &std::sync::atomic::AtomicU64| count.load(std::sync::atomic::Ordering::Relaxed);
    hub.record(&xiantang(), &[("TECH_TRANSFERS", "2024", "5", "项")])
        .await;
    let asked = (0..32).map(|_| {
        let hub = &hub;
        async move { hub.figure(&guangdong(), "44", "TECH_TRANSFERS", "2024").await }
    });
    let answers = futures_util::future::join_all(asked).await;
    assert!(answers.iter().all(|answer| answer.at("/figure/value") == "5"));
    assert_eq!(number(&counts.waits), 32);
    let looks = number(&counts.looks);
    assert!((1..=32).contains(&looks), "{looks} looks");
}

/// A transaction that began early is passed over while it runs, whatever commits meanwhile, and seen when it has ended.
async fn a_transaction_that_ends_late_is_seen(hub: TestHub) {
    use sea_orm::ConnectionTrait;
    hub.record(&xiantang(), &[("TECH_TRANSFERS", "2024", "3", "项")])
        .await;
    let value = || async {
        let figure = hub.figure(&guangdong(), "44", "TECH_TRANSFERS", "2024").await;
        figure.at("/figure/value").clone()
    };
    assert_eq!(value().await, "3");
    let late = hub.hub.db.begin().await.unwrap();
    for statement in [
        "UPDATE observation SET version = 2, num = 8, submitted_num = 8, submitted_version = 2",
        "INSERT INTO change_entry (at, kind, action, record_id, version, province_id, region_id)
         SELECT updated_at, 'observation', 'submitted', id, version, province_id, region_id FROM observation",
    ] {
        late.execute_unprepared(statement).await.unwrap();
    }
    assert_eq!(value().await, "3");
    // SQLite has one writer: there nobody else writes meanwhile.
    let others = if hub.hub.db.engine() == tributary::db::Engine::Postgres {
        for town in ["441625101", "441625102"] {
            hub.record(
                &who(town, Role::Reporter),
                &[("TECH_TRANSFERS", "2024", "10", "项")],
            )
            .await;
            hub.figure(&guangdong(), "44", "TECH_TRANSFERS", "2024").await;
        }
        assert_eq!(value().await, "23");
        20
    } else {
        0
    };
    late.commit().await.unwrap();
    assert_eq!(value().await, json!((8 + others).to_string()));
}
