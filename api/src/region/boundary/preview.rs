//! What a change of boundaries would do, told before it is made. Pure.

use std::{collections::BTreeSet, sync::Arc};

use chrono::NaiveDate;
use entities::ids::RegionId;

use super::plan::Plan;
use crate::{
    issue::Issue,
    region::tree::{Event, Place, Tree},
    scope::Scope,
};

/// What stays on a region that ends.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The region.
    pub region: RegionId,
    /// The keys under which it is kept: its own, and those of the regions that it continues.
    pub ids: Vec<RegionId>,
    /// Index of the place that finds it from then on, in the tree after the change.
    pub heir: u32,
    /// How many records of each register.
    pub records: Vec<(&'static str, u64)>,
    /// How many observations.
    pub observations: u64,
}

impl Kept {
    /// Takes the counts of its keys.
    pub fn count(&mut self, records: &[(&'static str, RegionId, u64)], observations: &[(RegionId, u64)]) {
        for (kind, _, count) in records.iter().filter(|(_, id, _)| self.ids.contains(id)) {
            match self.records.iter_mut().find(|(known, _)| known == kind) {
                Some((_, sum)) => *sum += count,
                None => self.records.push((kind, *count)),
            }
        }
        let own = observations.iter().filter(|(id, _)| self.ids.contains(id));
        self.observations = own.map(|(_, count)| count).sum();
    }
}

/// What becomes of a code, by which tokens name their region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeChange {
    /// The code.
    pub code: String,
    /// Whether a region bears it from that day on.
    pub stays: bool,
    /// The codes of the regions that continue the one that bore it.
    pub becomes: Vec<String>,
}

/// What a change would do.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The tree now.
    pub before: Arc<Tree>,
    /// The tree of the first day after it, or today's if that is later.
    pub after: Arc<Tree>,
    /// The regions that end and begin.
    pub plan: Plan,
    /// What stays on those that end.
    pub kept: Vec<Kept>,
    /// What becomes of their codes.
    pub codes: Vec<CodeChange>,
    /// Indexes of the places of the tree after it whose series get a break.
    pub breaks: Vec<u32>,
    /// Every issue.
    pub issues: Vec<Issue>,
}

impl Preview {
    /// Of a change that would be refused.
    #[must_use]
    pub fn refused(scope: &Scope, issues: Vec<Issue>) -> Self {
        Self {
            before: Arc::clone(scope.tree()),
            after: Arc::clone(scope.tree()),
            plan: Plan::default(),
            kept: Vec::new(),
            codes: Vec::new(),
            breaks: Vec::new(),
            issues,
        }
    }

    /// Of a plan, without the counts.
    #[must_use]
    pub fn new(scope: &Scope, plan: Plan, event: &Event, today: NaiveDate, issues: Vec<Issue>) -> Self {
        let before = scope.tree();
        let history = Arc::new(plan.applied(before.history(), event.clone()));
        let after = Arc::new(Tree::of(&history, event.date.max(today)));
        let kept = plan.retired.iter().filter_map(|id| {
            Some(Kept {
                region: *id,
                ids: before
                    .exact(*id)
                    .map_or_else(|| vec![*id], |place| place.ids().collect()),
                heir: after.by_id(*id)?.index,
                records: Vec::new(),
                observations: 0,
            })
        });
        Self {
            kept: kept.collect(),
            codes: codes(&plan, &after),
            breaks: breaks(&plan, before, &after, event.date),
            before: Arc::clone(before),
            after,
            plan,
            issues,
        }
    }
}

fn codes(plan: &Plan, after: &Tree) -> Vec<CodeChange> {
    let history = after.history();
    let ended = plan.retired.iter().filter_map(|id| history.get(*id));
    ended
        .map(|dated| {
            let code = dated.region.code.clone();
            let successors = plan
                .begun
                .iter()
                .filter(|begun| begun.of.contains(&dated.region.id));
            CodeChange {
                stays: plan.begun.iter().any(|begun| begun.region.code == code),
                becomes: successors.map(|begun| begun.region.code.clone()).collect(),
                code,
            }
        })
        .collect()
}

/// Only regions that change, and those above them before and after, can have a break.
fn breaks(plan: &Plan, before: &Tree, after: &Tree, day: NaiveDate) -> Vec<u32> {
    let chain = |place: Option<Place<'_>>| -> Vec<RegionId> {
        let chain = std::iter::successors(place, |place| place.parent());
        chain.map(|place| place.id).collect()
    };
    let old = plan.retired.iter().flat_map(|id| chain(before.exact(*id)));
    let new = plan
        .begun
        .iter()
        .flat_map(|begun| chain(after.exact(begun.region.id)));
    let places: BTreeSet<u32> = old
        .chain(new)
        .filter_map(|id| Some(after.exact(id)?.index))
        .collect();
    let broken = places
        .into_iter()
        .filter(|index| !after.at(*index).breaks(day, day).is_empty());
    broken.collect()
}
