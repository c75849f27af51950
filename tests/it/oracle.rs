//! Figures against a naive recomputation from what the test itself did.
//!
//! A seeded generator lets regions record, revise, submit, accept and return values through the API, and asks for figures
//! in between, of two processes in turn. Each answer is compared with one that is computed, slowly and plainly, from the
//! log of the acknowledged writes: never from the hub's tables.

mod ask;
mod fraction;
mod log;
mod naive;
mod plan;
mod race;
mod random;

use harness::{TestHub, on_both_engines};

use ask::Asked;
use log::Log;
use random::Random;

on_both_engines!(
    every_figure_is_what_was_done,
    another_seed_finds_nothing_else,
    readers_see_every_write_acknowledged_before,
);

async fn every_figure_is_what_was_done(hub: TestHub) {
    walk(&hub, 20_261_121, 400).await;
}

async fn another_seed_finds_nothing_else(hub: TestHub) {
    walk(&hub, 441_625_100, 250).await;
}

/// Writes and asks, `steps` times.
async fn walk(hub: &TestHub, seed: u64, steps: usize) {
    let twin = hub.twin().await;
    plan::define(hub).await;
    let mut random = Random::new(seed);
    let mut log = Log::default();
    let (mut asked, mut with_a_value) = (0, 0);
    for step in 0..steps {
        let hubs = if random.one_in(2) {
            [hub, &twin]
        } else {
            [&twin, hub]
        };
        log.write(hubs[0], &mut random).await;
        log.remember(hub, &mut random);
        for _ in 0..random.below(4) {
            let question = Asked::random(&mut random, &log);
            with_a_value += usize::from(question.compare(hubs[1], &log, step).await);
            asked += 1;
        }
    }
    assert!(asked > steps, "{asked} figures were compared");
    assert!(with_a_value > asked / 8, "{with_a_value} of {asked} had a value");
    // At the end both processes tell the same, of all that was remembered.
    for _ in 0..steps / 2 {
        let question = Asked::random(&mut random, &log);
        question.compare(hub, &log, steps).await;
        question.compare(&twin, &log, steps).await;
    }
}

async fn readers_see_every_write_acknowledged_before(hub: TestHub) {
    race::run(&hub).await;
}
