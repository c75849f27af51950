//! Figures through the API: the questions of a province and of the whole country, first cold, then of one client, then of
//! 32 clients, alone and while others write. Every answer is judged by [`oracle`], and the same sums by SQL ([`peer`]) stand beside.

mod clients;
mod oracle;
mod peer;
mod questions;
mod writer;

use std::{
    sync::{Arc, atomic::Ordering::Relaxed},
    time::{Duration, Instant},
};

use harness::TestHub;
use tributary::rollup::verify;

use crate::{data::Filled, line};
use clients::{Call, Times};
use oracle::Oracle;
use writer::Desk;

/// Clients at once.
const CLIENTS: usize = 32;
/// What one client asks at most, and how long.
const REQUESTS: usize = 300;
const PATIENCE: Duration = Duration::from_secs(20);

/// What was measured of one question.
struct Measured {
    name: String,
    cold: Option<Duration>,
    one: Times,
    /// Of all clients while nobody writes.
    quiet: Times,
    /// Of all clients beside writes.
    many: Times,
    /// Values recorded and accepted meanwhile.
    written: u64,
}

pub(crate) async fn measure(hub: &Arc<TestHub>, filled: &Filled, seconds: Duration) {
    let oracle = Oracle::load(hub, filled).await;
    let desk = Arc::new(Desk::new(hub, filled));
    let mut table = Vec::new();
    for question in questions::all(hub, filled) {
        let calls: Arc<[Call]> = question.calls.into();
        hub.hub.columns.clear();
        let start = Instant::now();
        clients::round(hub, &calls).await;
        let cold = Some(start.elapsed());
        oracle.judge(hub, &question.check, &calls).await;
        let one = clients::one(hub, &calls).await;
        let quiet = clients::many(hub, &calls, seconds).await;
        let (many, written) = beside_writes(hub, &desk, clients::many(hub, &calls, seconds)).await;
        // The writers have stopped: nothing changes between the answer and the rows that judge it.
        oracle.judge(hub, &question.check, &calls).await;
        let name = question.name;
        table.push(Measured {
            name,
            cold,
            one,
            quiet,
            many,
            written,
        });
    }
    let mut peers = Vec::new();
    for peer in peer::all(hub, filled).await {
        let one = peer.one().await;
        let quiet = peer.many(seconds).await;
        let (many, written) = beside_writes(hub, &desk, peer.many(seconds)).await;
        peers.push(Measured {
            name: peer.name,
            cold: None,
            one,
            quiet,
            many,
            written,
        });
    }
    print(&table);
    println!("The same sums by SQL, rows read and nothing made of them:");
    print(&peers);
    ratios(&table, &peers);
    memory(hub);
    judge_all(hub).await;
}

/// Runs the clients beside a writer.
async fn beside_writes(
    hub: &Arc<TestHub>,
    desk: &Arc<Desk>,
    clients: impl Future<Output = Times>,
) -> (Times, u64) {
    let writer = writer::start(hub, desk);
    let times = clients.await;
    (times, writer.stop().await)
}

fn print(table: &[Measured]) {
    let head = |clients: usize| {
        format!(
            "{:>6} {:>8} {:>9} {:>9}",
            format!("{clients}: n"),
            "req/s",
            "p50 µs",
            "p99 µs"
        )
    };
    println!(
        "{:<64} {:>8} |{} |{} |{} {:>8}",
        "",
        "cold µs",
        head(1),
        head(CLIENTS),
        head(CLIENTS),
        "writes/s"
    );
    for row in table {
        let cold = row.cold.map(|cold| cold.as_micros().to_string());
        println!(
            "{:<64} {:>8} |{} |{} |{} {:>8}",
            row.name,
            cold.unwrap_or_default(),
            cells(&row.one),
            cells(&row.quiet),
            cells(&row.many),
            u128::from(row.written) * 1_000_000 / row.many.took().as_micros().max(1),
        );
    }
}

fn cells(times: &Times) -> String {
    format!(
        "{:>6} {:>8} {:>9} {:>9}",
        times.count(),
        tenths(times.rate()),
        times.at(50).as_micros(),
        times.at(99).as_micros()
    )
}

/// A number of tenths as a decimal.
fn tenths(number: u128) -> String {
    format!("{}.{}", number / 10, number % 10)
}

/// How many times as many requests the hub answers as each way by SQL.
fn ratios(table: &[Measured], peers: &[Measured]) {
    println!("Requests a second of the hub, API and all, to those of SQL:");
    for peer in peers {
        let asked = peer.name.split(", by ").next().unwrap_or_default();
        let Some(hub) = table.iter().find(|row| row.name == asked) else {
            continue;
        };
        let ratio = |of: fn(&Measured) -> &Times| tenths(of(hub).rate() * 10 / of(peer).rate().max(1));
        println!(
            "{:<64} 1 client {:>6} ×, {CLIENTS} clients {:>6} ×, beside writes {:>6} ×",
            peer.name,
            ratio(|row| &row.one),
            ratio(|row| &row.quiet),
            ratio(|row| &row.many)
        );
    }
}

/// What the columns hold, and how they were kept coherent.
fn memory(hub: &TestHub) {
    let columns = &hub.hub.columns;
    let counts = columns.counts();
    println!(
        "columns: {} of {} bytes, {} columns; found {}, loaded {}; looks {}, waits {}, applied {}, cleared {}",
        columns.bytes(),
        columns.budget(),
        columns.len(),
        counts.found.load(Relaxed),
        counts.loaded.load(Relaxed),
        counts.looks.load(Relaxed),
        counts.waits.load(Relaxed),
        counts.applied.load(Relaxed),
        counts.cleared.load(Relaxed),
    );
}

/// Recomputes all that is stored.
async fn judge_all(hub: &TestHub) {
    let start = Instant::now();
    let report = verify::verify(&hub.hub, |_, _| {}).await.unwrap();
    line("verified, observations", report.observations, start.elapsed());
    println!(
        "verify: {} columns, {} observations, {} figures, {} faults",
        report.columns, report.observations, report.figures, report.faults
    );
    assert_eq!(report.faults, 0, "{:#?}", report.told);
    memory(hub);
}
