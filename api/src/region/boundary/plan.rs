//! What a change of boundaries makes of the regions, and every issue that the other regions give it. Pure.

mod begin;
mod end;

use std::{collections::HashMap, sync::Arc};

use chrono::NaiveDate;
use entities::ids::RegionId;

use super::model::Change;
use crate::{
    issue::{Issue, blocks},
    region::tree::{Dated, Event, History, Link, Region, Tree},
};

/// A region that begins, and those that it continues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Successor {
    /// The region.
    pub region: Region,
    /// Those that it continues.
    pub of: Vec<RegionId>,
}

/// What a change makes of the regions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The province.
    pub province: Option<RegionId>,
    /// The regions that end.
    pub retired: Vec<RegionId>,
    /// The regions that begin, each after the one above it.
    pub begun: Vec<Successor>,
    /// The regions directly below those that end, which follow as they are.
    pub following: Vec<RegionId>,
}

impl Plan {
    /// Which region continues as which.
    #[must_use]
    pub fn links(&self) -> Vec<Link> {
        let links = self.begun.iter().flat_map(|begun| {
            let link = |predecessor: &RegionId| Link {
                predecessor: *predecessor,
                successor: begun.region.id,
            };
            begun.of.iter().map(link)
        });
        links.collect()
    }

    /// The history after the change.
    #[must_use]
    pub fn applied(&self, history: &History, event: Event) -> History {
        let last = event.date.pred_opt();
        let ended = history.regions().cloned().map(|dated| {
            let to = if self.retired.contains(&dated.region.id) {
                last
            } else {
                dated.to
            };
            Dated { to, ..dated }
        });
        let province = self.province.unwrap_or(RegionId(0));
        let begun = self.begun.iter().map(|begun| Dated {
            region: Arc::new(begun.region.clone()),
            province,
            from: Some(event.date),
            to: None,
        });
        let regions: Vec<Dated> = ended.chain(begun).collect();
        let mut events = history.events().to_vec();
        events.push(event);
        History::new(regions, events)
    }
}

/// A change that is planned.
struct Planning<'a> {
    change: &'a Change,
    history: &'a History,
    /// The tree of the first day as it would be without the change.
    tree: &'a Tree,
    /// The day before.
    eve: NaiveDate,
    /// The key of the next region.
    next: i64,
    plan: Plan,
    /// The regions that end, in the order in which they are given; none for those with an issue.
    parties: Vec<Option<&'a Dated>>,
    /// Which codes the new regions have: to find one named twice.
    codes: HashMap<String, usize>,
    issues: Vec<Issue>,
}

/// The plan of a change, or every issue that keeps it from one; `next` is the key that the first new region gets.
#[must_use]
pub fn plan(
    change: &Change,
    history: &Arc<History>,
    next: i64,
    today: NaiveDate,
) -> (Option<Plan>, Vec<Issue>) {
    let issues = change.check(today);
    let Some(eve) = change.date.pred_opt() else {
        return (None, issues);
    };
    let tree = Tree::of(history, change.date);
    let mut planning = Planning {
        change,
        history,
        tree: &tree,
        eve,
        next,
        plan: Plan::default(),
        parties: Vec::new(),
        codes: HashMap::new(),
        issues,
    };
    planning.end();
    planning.begin();
    let Planning { plan, issues, .. } = planning;
    ((!blocks(&issues)).then_some(plan), issues)
}

/// The region that a code names on the day before a change: for the rights, which are asked before anything else.
#[must_use]
pub fn named(history: &History, change: &Change, code: &str) -> Option<RegionId> {
    let code = crate::region::code::normalise(code)?;
    let eve = change.date.pred_opt()?;
    let then = history
        .coded(&code, eve)
        .or_else(|| history.coded(&code, change.date));
    let then = then.or_else(|| {
        history
            .bearers(&code)
            .max_by_key(|dated| (dated.to.is_none(), dated.to))
    });
    then.map(|dated| dated.region.id)
}
