//! Whether the database takes writes: asked by writing.

use std::{
    sync::atomic::Ordering::Relaxed,
    time::{Duration, Instant},
};

use sea_orm::ConnectionTrait;
use tokio::sync::Mutex;

use super::{Db, Engine, Outage};
use crate::error::{Error, Result};

/// An answer stands for so long, so that nobody wears out the disk by asking.
const FRESH: Duration = Duration::from_secs(1);
/// A server that takes longer for a write is as good as none, and who asks does not wait for ever.
const LIMIT: Duration = Duration::from_secs(3);
/// What is written after a write has failed: a disk that is almost full may have room for a row and none for a batch.
const BALLAST: usize = 256 << 10;

/// The last answer, and the turn for the next.
#[derive(Debug, Default)]
pub(super) struct Probe(Mutex<Option<(Instant, Result<()>)>>);

impl Db {
    /// Writes one row, and says whether it was stored. Who asks within a second gets the answer of before.
    ///
    /// # Errors
    /// Why nothing can be written.
    pub async fn probe(&self) -> Result<()> {
        let mut last = self.probe.0.lock().await;
        if let Some((at, answer)) = &*last
            && at.elapsed() < FRESH
        {
            return answer.clone();
        }
        let answer = match tokio::time::timeout(LIMIT, self.write_row()).await {
            // A hub that is busy is one that works.
            Ok(Err(Error::Outage(Outage::Busy, _))) => Ok(()),
            Ok(answer) => answer,
            // The one writer of a file may have much to do.
            Err(_) if self.engine() == Engine::Sqlite => Ok(()),
            Err(_) => Err(Error::outage(Outage::Unavailable, "the probe took too long")),
        };
        self.vitals.writes_fail.store(answer.is_err(), Relaxed);
        *last = Some((Instant::now(), answer.clone()));
        answer
    }

    async fn write_row(&self) -> Result<()> {
        let failing = self.vitals.writes_fail.load(Relaxed);
        let ballast = if failing { noise(BALLAST)? } else { Vec::new() };
        let sql = self.engine().pick(
            "INSERT INTO write_probe (id, ballast) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET ballast = excluded.ballast",
            "INSERT INTO write_probe (id, ballast) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET ballast = excluded.ballast",
        );
        let transaction = self.begin().await?;
        let statement = self.engine().statement(sql, [ballast.into()]);
        transaction.execute_raw(statement).await?;
        Ok(transaction.commit().await?)
    }
}

/// Bytes that no engine can make smaller.
fn noise(length: usize) -> Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    aws_lc_rs::rand::fill(&mut bytes).map_err(Error::internal)?;
    Ok(bytes)
}
