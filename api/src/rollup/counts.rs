//! Counts of the registers in memory, beside the columns.
//!
//! A count is read whole, and forgotten when a record of a register that it reads changes. Its place is taken before it
//! is read, so that a change meanwhile takes the place away and what was read is not kept.

use std::{collections::HashMap, sync::Arc};

use entities::ids::IndicatorId;

use crate::{
    counting::{fold, model::CountRule},
    indicator::period::Period,
    region::tree::Place,
};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CountKey {
    /// The indicator.
    pub indicator: IndicatorId,
    /// The version of its edition that has the rule.
    pub version: i64,
    /// The period.
    pub period: Period,
}

/// A count that is asked for.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// What.
    pub key: CountKey,
    /// By which rule.
    pub rule: Arc<CountRule>,
}

/// The distinct subjects of a province.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Points by index of depth-first order: their sum in a subtree is the number of distinct subjects there.
    pub points: Vec<(u32, i64)>,
    /// The regions, by index, that keep records in the register at all, ascending: a region without any has not begun,
    /// and its nothing is no zero.
    pub keeping: Vec<u32>,
}

impl Count {
    /// How many distinct subjects are in a region and below.
    #[must_use]
    pub fn of(&self, place: Place<'_>) -> i64 {
        fold::count(&self.points, place)
    }

    /// Whether a region or one below keeps records in the register.
    #[must_use]
    pub fn kept(&self, place: Place<'_>) -> bool {
        let first = self.keeping.partition_point(|index| *index < place.index);
        self.keeping.get(first).is_some_and(|index| *index < place.end())
    }

    /// Bytes that it holds.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.points.len() * 16 + self.keeping.len() * 4
    }
}

/// The counts of a province.
#[derive(Debug, Default)]
pub(super) struct Counts {
    kept: HashMap<CountKey, Kept>,
}

#[derive(Debug)]
struct Kept {
    kinds: &'static [&'static str],
    /// The count, and when it was last asked for; none while it is read.
    count: Option<Arc<Count>>,
    used: u64,
}

impl Counts {
    /// What is in memory, and what is not; the places of those are taken under the number `tick`.
    pub(super) fn claim(
        &mut self,
        wanted: &[Wanted],
        tick: u64,
    ) -> (HashMap<CountKey, Arc<Count>>, Vec<Wanted>) {
        let (mut found, mut missing) = (HashMap::new(), Vec::new());
        for wanted in wanted {
            if let Some((kept, count)) = self.kept.get_mut(&wanted.key).and_then(|kept| {
                let count = kept.count.clone()?;
                Some((kept, count))
            }) {
                kept.used = tick;
                found.insert(wanted.key, count);
                continue;
            }
            let place = Kept {
                kinds: wanted.rule.kinds(),
                count: None,
                used: tick,
            };
            self.kept.insert(wanted.key, place);
            missing.push(wanted.clone());
        }
        (found, missing)
    }

    /// Keeps what was read, if its place is still there. Gives the bytes that it holds.
    pub(super) fn keep(&mut self, key: CountKey, count: &Arc<Count>, claim: u64) -> usize {
        let place = self.kept.get_mut(&key);
        let Some(place) = place.filter(|kept| kept.count.is_none() && kept.used == claim) else {
            return 0;
        };
        place.count = Some(Arc::clone(count));
        count.bytes()
    }

    /// Forgets what reads records of a kind. Gives the bytes that it held.
    pub(super) fn forget(&mut self, kind: &str) -> usize {
        let mut gone = 0;
        self.kept.retain(|_, kept| {
            let stale = kept.kinds.contains(&kind);
            gone += if stale {
                kept.count.as_ref().map_or(0, |count| count.bytes())
            } else {
                0
            };
            !stale
        });
        gone
    }

    /// Forgets the count that was not asked for the longest. Gives when, and the bytes that it held.
    pub(super) fn oldest(&self) -> Option<(u64, CountKey)> {
        let counts = self.kept.iter().filter(|(_, kept)| kept.count.is_some());
        counts
            .map(|(key, kept)| (kept.used, *key))
            .min_by_key(|(used, _)| *used)
    }

    /// Forgets one. Gives the bytes that it held.
    pub(super) fn remove(&mut self, key: CountKey) -> usize {
        let gone = self.kept.remove(&key).and_then(|kept| kept.count);
        gone.map_or(0, |count| count.bytes())
    }

    /// Bytes that all hold.
    pub(super) fn bytes(&self) -> usize {
        self.kept
            .values()
            .filter_map(|kept| kept.count.as_ref())
            .map(|count| count.bytes())
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counting::model::{CountedRegister, DateRule};

    #[test]
    fn what_changed_while_it_was_read_is_not_kept() {
        let rule = Arc::new(CountRule::all(CountedRegister::Enterprise, DateRule::AtEnd));
        let key = CountKey {
            indicator: IndicatorId(1),
            version: 1,
            period: Period::Year(2024),
        };
        let wanted = [Wanted { key, rule }];
        let mut counts = Counts::default();
        assert_eq!(counts.claim(&wanted, 1).1.len(), 1);
        counts.forget("enterprise");
        let count = Arc::new(Count {
            points: vec![(0, 3)],
            keeping: vec![0],
        });
        assert_eq!(counts.keep(key, &count, 1), 0);
        assert_eq!(counts.claim(&wanted, 2).1.len(), 1);
        assert_eq!(counts.keep(key, &count, 2), count.bytes());
        assert_eq!(counts.claim(&wanted, 3).0[&key], count);
        counts.forget("platform");
        assert_eq!(counts.bytes(), count.bytes());
        assert_eq!(counts.forget("enterprise"), count.bytes());
    }
}
