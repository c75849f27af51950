//! Every answer recomputed from the rows of the database, as a person would: the tree is walked from parent to child, and
//! numbers are added and compared as integers.

mod answers;
mod rows;

use harness::TestHub;
use tributary::{indicator::unit::Unit, region::tree::Tier};

use super::clients::{Call, ask};
use crate::data::Filled;
use rows::{Atlas, Values};

/// How the answers to a question are judged.
pub(crate) enum Check {
    /// Figures of the regions of a tier, for these indicators.
    Figures(Tier, Vec<String>),
    /// Rankings by attainment of these provinces.
    Ranking(Vec<&'static str>),
    /// A series of months, read in this way.
    Series(&'static str),
    /// The greatest differences, for these indicators.
    Reconciliation(Vec<String>),
}

/// What does not change.
pub(crate) struct Oracle {
    atlas: Atlas,
    home: &'static str,
}

/// An indicator as it is stored.
pub(crate) struct Kept {
    pub(crate) id: i64,
    pub(crate) code: String,
    unit: Unit,
    scale: u32,
}

impl Kept {
    /// The value that stored units are.
    fn show(&self, num: i128) -> String {
        self.unit.show(num, self.scale).unwrap().to_string()
    }
}

impl Oracle {
    pub(crate) async fn load(hub: &TestHub, filled: &Filled) -> Self {
        Self {
            atlas: Atlas::load(hub).await,
            home: filled.home(),
        }
    }

    /// Asks once more and compares; stops at a difference.
    pub(crate) async fn judge(&self, hub: &TestHub, check: &Check, calls: &[Call]) {
        match check {
            Check::Figures(tier, codes) => {
                let data = ask(hub, &calls[0]).await;
                self.figures(hub, *tier, codes, &data["figures"]).await;
            }
            Check::Ranking(provinces) => {
                for (province, call) in provinces.iter().zip(calls) {
                    let data = ask(hub, call).await;
                    self.ranking(hub, province, &data["ranking"]).await;
                }
            }
            Check::Series(reading) => {
                let data = ask(hub, &calls[0]).await;
                self.series(hub, reading, &data["series"]["figures"]).await;
            }
            Check::Reconciliation(codes) => {
                let data = ask(hub, &calls[0]).await;
                self.reconciliation(hub, codes, &data["reconciliation"]).await;
            }
        }
    }

    async fn values(&self, hub: &TestHub, province: &str, kept: &[Kept], years: &str) -> Values {
        Values::load(hub, self.atlas.by_code(province), kept, years).await
    }
}
