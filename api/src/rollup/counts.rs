//! Counts of the registers. Pure.

use std::sync::Arc;

use entities::ids::IndicatorId;

use crate::{
    counting::{fold, model::CountRule},
    indicator::period::Period,
    region::tree::Place,
};

use super::shelf::Weigh;

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
}

impl Weigh for Count {
    fn bytes(&self) -> usize {
        self.points.len() * 16 + self.keeping.len() * 4
    }
}
