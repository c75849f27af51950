//! Grouping visits: the cells of the database folded up the tree, each enterprise and problem once. Pure.

use std::collections::{BTreeMap, HashSet};

use entities::ids::RegionId;

use crate::{
    region::tree::{Place, Tier, Tree},
    register::groups::region,
};

/// What the visits of a region were about.
#[derive(Clone, Copy, Debug)]
pub enum Of {
    /// So many visits of the enterprise of this key.
    Enterprise(i64, u64),
    /// The problem of this key was raised.
    Problem(i64),
}

/// Visits of one region.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    /// The region.
    pub region: RegionId,
    /// What they were about.
    pub of: Of,
}

/// A group of visits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// Index of the region in the tree.
    pub region: u32,
    /// How many visits.
    pub visits: u64,
    /// How many enterprises, each once.
    pub enterprises: u64,
    /// How many problems, each once.
    pub problems: u64,
}

/// Folds cells into groups of the regions of a tier inside `root`, or of `root` as a whole, in the order of the
/// tree. Where a branch has no region of the tier, the nearest one above stands in.
#[must_use]
pub fn fold(tree: &Tree, root: Place<'_>, cells: &[Cell], tier: Option<Tier>) -> Vec<Group> {
    #[derive(Default)]
    struct Found {
        visits: u64,
        enterprises: HashSet<i64>,
        problems: HashSet<i64>,
    }
    let mut groups: BTreeMap<u32, Found> = BTreeMap::new();
    for cell in cells {
        let Some(place) = tree.by_id(cell.region) else {
            continue;
        };
        let found = groups.entry(region(root, place, tier)).or_default();
        match cell.of {
            Of::Enterprise(enterprise, visits) => {
                found.visits += visits;
                found.enterprises.insert(enterprise);
            }
            Of::Problem(problem) => {
                found.problems.insert(problem);
            }
        }
    }
    groups
        .into_iter()
        .map(|(region, found)| Group {
            region,
            visits: found.visits,
            enterprises: found.enterprises.len() as u64,
            problems: found.problems.len() as u64,
        })
        .collect()
}
