//! Grouping problems: the cells of the database folded up the tree. Pure.

use std::collections::BTreeMap;

use entities::ids::RegionId;

use super::model::State;
use crate::{
    region::tree::{Place, Tier, Tree},
    register::groups::region,
};

/// Problems of one region and state.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The region that raised them.
    pub region: RegionId,
    /// The state.
    pub state: State,
    /// How many.
    pub count: u64,
    /// How many of them are overdue.
    pub overdue: u64,
}

/// Problems of a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// Index of the region in the tree.
    pub region: u32,
    /// 待交办.
    pub open: u64,
    /// 办理中.
    pub assigned: u64,
    /// 已办结.
    pub resolved: u64,
    /// 已销号.
    pub closed: u64,
    /// 逾期: of the open and the assigned.
    pub overdue: u64,
}

/// Folds cells into groups of the regions of a tier inside `root`, or of `root` as a whole, in the order of the
/// tree. Where a branch has no region of the tier, the nearest one above stands in.
#[must_use]
pub fn fold(tree: &Tree, root: Place<'_>, cells: &[Cell], tier: Option<Tier>) -> Vec<Group> {
    let mut groups: BTreeMap<u32, Group> = BTreeMap::new();
    for cell in cells {
        let Some(place) = tree.by_id(cell.region) else {
            continue;
        };
        let index = region(root, place, tier);
        let group = groups.entry(index).or_default();
        group.region = index;
        *match cell.state {
            State::Open => &mut group.open,
            State::Assigned => &mut group.assigned,
            State::Resolved => &mut group.resolved,
            State::Closed => &mut group.closed,
        } += cell.count;
        group.overdue += cell.overdue;
    }
    groups.into_values().collect()
}
