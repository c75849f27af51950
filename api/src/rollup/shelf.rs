//! What is read whole and forgotten when what it is made of changes: counts of the registers, targets of the plans.
//!
//! The place of a thing is taken before it is read, so that a change meanwhile takes the place away, and what was read is
//! not kept.

use std::{collections::HashMap, hash::Hash, sync::Arc};

/// How much memory a thing takes.
pub(super) trait Weigh {
    /// Bytes that it holds.
    fn bytes(&self) -> usize;
}

/// Things of one province by their keys.
#[derive(Debug)]
pub(super) struct Shelf<K, V>(HashMap<K, Kept<V>>);

#[derive(Debug)]
struct Kept<V> {
    /// Kinds of the records that it is made of.
    kinds: &'static [&'static str],
    /// The thing; none while it is read.
    thing: Option<Arc<V>>,
    /// When it was last asked for, or the number of the claim.
    used: u64,
}

impl<K, V> Default for Shelf<K, V> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Copy + Eq + Hash, V: Weigh> Shelf<K, V> {
    /// The thing of a key, if it is in memory.
    pub(super) fn get(&mut self, key: K, tick: u64) -> Option<Arc<V>> {
        let kept = self.0.get_mut(&key)?;
        let thing = Arc::clone(kept.thing.as_ref()?);
        kept.used = tick;
        Some(thing)
    }

    /// As [`Shelf::get`]; where it is not in memory, its place is taken under the number `tick`.
    pub(super) fn claim(&mut self, key: K, kinds: &'static [&'static str], tick: u64) -> Option<Arc<V>> {
        if let Some(thing) = self.get(key, tick) {
            return Some(thing);
        }
        let place = Kept {
            kinds,
            thing: None,
            used: tick,
        };
        self.0.insert(key, place);
        None
    }

    /// Keeps what was read, if its place is still there. Gives the bytes that it holds.
    pub(super) fn keep(&mut self, key: K, thing: &Arc<V>, claim: u64) -> usize {
        let place = self.0.get_mut(&key);
        let Some(place) = place.filter(|kept| kept.thing.is_none() && kept.used == claim) else {
            return 0;
        };
        place.thing = Some(Arc::clone(thing));
        thing.bytes()
    }

    /// Forgets what is made of records of a kind. Gives the bytes that it held.
    pub(super) fn forget(&mut self, kind: &str) -> usize {
        let mut gone = 0;
        self.0.retain(|_, kept| {
            let stale = kept.kinds.contains(&kind);
            gone += if stale { kept.bytes() } else { 0 };
            !stale
        });
        gone
    }

    /// What was not asked for the longest, and when it was.
    pub(super) fn oldest(&self) -> Option<(u64, K)> {
        let read = self.0.iter().filter(|(_, kept)| kept.thing.is_some());
        read.map(|(key, kept)| (kept.used, *key))
            .min_by_key(|(used, _)| *used)
    }

    /// Forgets one. Gives the bytes that it held.
    pub(super) fn remove(&mut self, key: K) -> usize {
        self.0.remove(&key).map_or(0, |gone| gone.bytes())
    }

    /// Bytes that all hold.
    pub(super) fn bytes(&self) -> usize {
        self.0.values().map(Kept::bytes).sum()
    }
}

impl<V: Weigh> Kept<V> {
    fn bytes(&self) -> usize {
        self.thing.as_ref().map_or(0, |thing| thing.bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Weigh for u8 {
        fn bytes(&self) -> usize {
            (*self).into()
        }
    }

    #[test]
    fn what_changed_while_it_was_read_is_not_kept() {
        let mut shelf: Shelf<i32, u8> = Shelf::default();
        assert_eq!(shelf.claim(1, &["enterprise"], 1), None);
        shelf.forget("enterprise");
        assert_eq!(shelf.keep(1, &Arc::new(3), 1), 0);
        assert_eq!(shelf.claim(1, &["enterprise"], 2), None);
        assert_eq!(shelf.keep(1, &Arc::new(3), 2), 3);
        assert_eq!(shelf.claim(1, &["enterprise"], 3).as_deref(), Some(&3));
        shelf.forget("platform");
        assert_eq!((shelf.bytes(), shelf.oldest()), (3, Some((3, 1))));
        assert_eq!(shelf.forget("enterprise"), 3);
    }
}
