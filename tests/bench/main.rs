//! The benchmark: what the hub does on the whole tree, measured through its own API in one process.
//!
//! `cargo run --profile dist -p tributary-tests --bin bench -- --engine sqlite`; for PostgreSQL set
//! `TRIBUTARY_TEST_POSTGRES` to a server whose databases may be created. Absolute times belong to the machine:
//! keep the ratios between lines of one run.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints, and stops at the first fault"
)]

mod data;
mod figures;
mod registers;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use clap::{Parser, ValueEnum};
use harness::{RECORD, TestHub, who};
use serde_json::{Value, json};
use tributary::{
    indicator::catalogue,
    region::{
        import::{self, EMBEDDED, TABLES, Table},
        repo,
    },
    scope::policy::Role,
};

#[derive(Clone, Copy, ValueEnum)]
enum Engine {
    Sqlite,
    Postgres,
}

/// Measures imports, batches and figures.
#[derive(Parser)]
struct Args {
    /// Engine to measure.
    #[arg(long, value_enum, default_value = "sqlite")]
    engine: Engine,
    /// Years of data for every town and each of 30 indicators, up to 2025.
    #[arg(long, default_value_t = 3)]
    years: i32,
    /// Also an indicator that is reported by month, and its series.
    #[arg(long)]
    months: bool,
    /// Only these provinces, by the two digits of their codes; all by default.
    #[arg(long, value_delimiter = ',')]
    provinces: Vec<String>,
    /// How long the clients of a question ask at once, in seconds.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// What is measured.
    #[arg(long, value_enum, default_value = "figures")]
    what: What,
    /// Enterprises of the whole country; projects, platforms and recognitions in proportion.
    #[arg(long, default_value_t = 300_000)]
    enterprises: u64,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    /// Import, batches of observations, figures with other clients' writes beside them, and the same sums by SQL.
    Figures,
    /// Lists, searches and groups of the registers.
    Registers,
}

#[tokio::main]
async fn main() {
    let args = Args::parse();
    let engine = match args.engine {
        Engine::Sqlite => harness::Engine::Sqlite,
        Engine::Postgres => harness::Engine::Postgres,
    };
    let hub = Arc::new(TestHub::empty(engine).await);
    tree(&hub).await;
    match args.what {
        What::Figures => {
            record(&hub).await;
            let fill = data::Fill {
                years: args.years,
                months: args.months,
                provinces: args.provinces,
            };
            let filled = data::fill(&hub, &fill).await;
            figures::measure(&hub, &filled, Duration::from_secs(args.seconds)).await;
        }
        What::Registers => registers::measure(&hub, args.enterprises).await,
    }
}

/// Prints a line: what, how many, how long, how many a second.
fn line(what: &str, count: usize, took: Duration) {
    let micros = took.as_micros().max(1);
    println!(
        "{what:<58} {count:>9}  {:>10} µs  {:>10}/s",
        micros,
        count as u128 * 1_000_000 / micros
    );
}

async fn tree(hub: &TestHub) {
    let tables: Vec<_> = TABLES
        .iter()
        .zip(EMBEDDED)
        .map(|((file, tier, _), text)| Table {
            file,
            tier: *tier,
            text,
        })
        .collect();
    let start = Instant::now();
    let reading = import::read(&tables);
    line(
        "division tables read, rows",
        reading.divisions.len(),
        start.elapsed(),
    );
    for what in [
        "tree imported, regions",
        "tree imported again (nothing changes), regions",
    ] {
        let start = Instant::now();
        repo::import(&hub.hub.db, &reading.divisions, hub.hub.clock.now(), |_| {})
            .await
            .unwrap();
        line(what, reading.divisions.len(), start.elapsed());
    }
    let start = Instant::now();
    hub.hub.reload_tree().await.unwrap();
    line(
        "tree loaded into memory, regions",
        hub.hub.tree().len(),
        start.elapsed(),
    );
    catalogue::install(&hub.hub).await.unwrap();
    tributary::vocabulary::install::install(&hub.hub).await.unwrap();
}

/// Batches of 5,000 values through the API: new, then the same again, then all changed.
async fn record(hub: &TestHub) {
    let clerk = who("441625100", Role::Reporter);
    let codes = data::codes();
    let batch = |value: &str| {
        let keys = codes
            .iter()
            .flat_map(|code| (1900..2200).map(move |year| (code, year)));
        let rows: Vec<Value> = keys
            .take(5_000)
            .map(|(code, year)| {
                json!({ "region": "441625100", "indicator": code, "period": year.to_string(), "value": value })
            })
            .collect();
        json!({ "input": { "rows": rows } })
    };
    for (what, value) in [("new", "1"), ("the same again", "1"), ("all changed", "2")] {
        let input = batch(value);
        let rows = input["input"]["rows"].as_array().unwrap().len();
        let start = Instant::now();
        let answer = hub.gql(&clerk, RECORD, input).await;
        line(
            &format!("recordObservations, one batch, {what}"),
            rows,
            start.elapsed(),
        );
        assert_eq!(answer.at("/recordObservations/refused"), 0);
    }
}
