//! Writers and readers at once, on two processes.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};

use futures_util::future::join_all;
use harness::TestHub;

use crate::figures::kit;

const TOWNS: [&str; 8] = [
    "441625100",
    "441625101",
    "441625102",
    "441625103",
    "441625104",
    "441625105",
    "441621100",
    "441621102",
];
/// Values that each town writes, one after the other, from 1.
const VALUES: u64 = 20;

/// What a town has sent, and what was acknowledged.
#[derive(Default)]
struct Progress {
    sent: AtomicU64,
    acknowledged: AtomicU64,
}

/// The value of each town stands in two digits of its own, so that the sum tells them all.
fn digits(sum: &str) -> [u64; 8] {
    let sum: u64 = sum.parse().unwrap();
    std::array::from_fn(|town| sum / 100_u64.pow(u32::try_from(town).unwrap()) % 100)
}

/// Each reader's figure holds every write that was acknowledged before it asked, and none that was not sent when the
/// answer came.
pub(crate) async fn run(hub: &TestHub) {
    let twin = hub.twin().await;
    kit::define(hub, "RACE", serde_json::json!({})).await;
    let progress: [Progress; 8] = Default::default();
    let done = AtomicBool::new(false);
    let write = |(index, town): (usize, &'static str)| {
        let (hub, progress) = (if index % 2 == 0 { hub } else { &twin }, &progress[index]);
        async move {
            for value in 1..=VALUES {
                let text = (value * 100_u64.pow(u32::try_from(index).unwrap())).to_string();
                progress.sent.store(value, SeqCst);
                kit::put(hub, town, "RACE", "2025", &text).await;
                progress.acknowledged.store(value, SeqCst);
            }
        }
    };
    let read = |reader: usize| {
        let (hubs, progress, done) = ([hub, &twin], &progress, &done);
        async move {
            let mut asked = 0;
            while !done.load(SeqCst) {
                let at_least = progress.each_ref().map(|town| town.acknowledged.load(SeqCst));
                let sum = kit::value(hubs[(reader + asked) % 2], "4416", "RACE", "2025").await;
                let at_most = progress.each_ref().map(|town| town.sent.load(SeqCst));
                let found = if sum == "NOTHING_REPORTED" {
                    [0; 8]
                } else {
                    digits(&sum)
                };
                for (town, value) in found.into_iter().enumerate() {
                    assert!(
                        (at_least[town]..=at_most[town]).contains(&value),
                        "{value} of town {town}, of which {at_least:?} were acknowledged and {at_most:?} sent"
                    );
                }
                asked += 1;
            }
            assert!(asked > 4, "{asked}");
        }
    };
    let writers = async {
        join_all(TOWNS.into_iter().enumerate().map(write)).await;
        done.store(true, SeqCst);
    };
    futures_util::future::join(writers, join_all((0..4).map(read))).await;
    for hub in [hub, &twin] {
        let sum = kit::value(hub, "44", "RACE", "2025").await;
        assert_eq!(digits(&sum), [VALUES; 8]);
    }
}
