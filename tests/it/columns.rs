//! The columns in memory against the database: what is committed is seen, by whichever process wrote it.

use harness::{Engine, TestHub, dongyuan, guangdong, on_both_engines, who, xiantang};
use serde_json::{Value, json};
use tributary::scope::policy::Role;

on_both_engines!(
    a_warm_column_sees_every_later_commit,
    another_process_s_commit_is_seen,
    concurrent_writers_are_never_lost,
    a_small_budget_drops_columns_and_changes_no_figure,
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
