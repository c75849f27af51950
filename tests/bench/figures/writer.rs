//! Towns that record, and their counties that accept, while others read.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use harness::{ACCEPT, RECORD, TestHub, who};
use serde_json::{Value, json};
use tokio::{
    task::JoinHandle,
    time::{MissedTickBehavior, interval},
};
use tributary::{region::tree::Tier, scope::policy::Role};

use super::clients::{Call, ask};
use crate::{
    data::{Filled, LAST},
    registers::generate::Chance,
};

/// Values of a batch, and how often one begins.
const BATCH: usize = 20;
const PACE: Duration = Duration::from_millis(20);
/// Values from here on, above all that are generated: every one is a change.
const VALUES: u64 = 1_000_000;
/// Towns that write.
const TOWNS: u64 = 200;

/// Who writes what.
pub(crate) struct Desk {
    towns: Vec<Town>,
    codes: Vec<String>,
    /// Batches so far: no value is given twice.
    batches: AtomicU64,
}

struct Town {
    code: String,
    clerk: String,
    reviewer: String,
}

impl Desk {
    /// Towns of the province whose figures are asked for.
    pub(crate) fn new(hub: &TestHub, filled: &Filled) -> Self {
        let tree = hub.hub.tree();
        let towns: Vec<_> = tree.by_code(filled.home()).unwrap().of_tier(Tier::Town).collect();
        let mut chance = Chance::of(11, 0);
        let token = |code: &str, role| hub.token(&who(code.to_owned().leak(), role));
        let town = |_| {
            let at = chance.below(towns.len() as u64);
            let place = towns[usize::try_from(at).unwrap()];
            Town {
                code: place.code.clone(),
                clerk: token(&place.code, Role::Reporter),
                reviewer: token(&place.parent().unwrap().code, Role::Reviewer),
            }
        };
        Self {
            towns: (0..TOWNS).map(town).collect(),
            codes: filled.codes.clone(),
            batches: AtomicU64::new(VALUES),
        }
    }

    /// Records a batch of a town and accepts it.
    async fn write(&self, hub: &TestHub) {
        let number = self.batches.fetch_add(1, Relaxed) + 1;
        let mut chance = Chance::of(12, number);
        let town = chance.pick(&self.towns);
        let from = usize::try_from(chance.below(self.codes.len() as u64)).unwrap();
        let codes = (0..BATCH).map(|at| &self.codes[(from + at) % self.codes.len()]);
        let period = LAST.to_string();
        let keys: Vec<Value> = codes
            .map(|code| json!({ "region": town.code, "indicator": code, "period": period }))
            .collect();
        let row = |key: &Value| {
            let mut row = key.clone();
            row["value"] = json!(number.to_string());
            row
        };
        let rows: Vec<Value> = keys.iter().map(row).collect();
        let recorded = ask(hub, &call(&town.clerk, RECORD, &json!({ "rows": rows }))).await;
        assert_eq!(recorded["recordObservations"]["written"], BATCH, "{recorded}");
        let accepted = ask(hub, &call(&town.reviewer, ACCEPT, &json!({ "keys": keys }))).await;
        assert_eq!(accepted["acceptObservations"]["accepted"], BATCH, "{accepted}");
    }
}

fn call(token: &str, query: &str, input: &Value) -> Call {
    Call {
        token: token.to_owned(),
        body: json!({ "query": query, "variables": { "input": input } }).to_string(),
    }
}

/// A writer that goes on until it is stopped.
pub(crate) struct Writer {
    stopped: Arc<AtomicBool>,
    task: JoinHandle<u64>,
}

/// Begins to write, a batch at a time.
pub(crate) fn start(hub: &Arc<TestHub>, desk: &Arc<Desk>) -> Writer {
    let stopped = Arc::new(AtomicBool::new(false));
    let (hub, desk, stop) = (Arc::clone(hub), Arc::clone(desk), Arc::clone(&stopped));
    let task = tokio::spawn(async move {
        let mut pace = interval(PACE);
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut written = 0;
        while !stop.load(Relaxed) {
            pace.tick().await;
            desk.write(&hub).await;
            written += BATCH as u64;
        }
        written
    });
    Writer { stopped, task }
}

impl Writer {
    /// Ends after the batch that is under way; says how many values were written.
    pub(crate) async fn stop(self) -> u64 {
        self.stopped.store(true, Relaxed);
        self.task.await.unwrap()
    }
}
