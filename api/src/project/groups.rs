//! Grouping projects: the cells of the database folded up the tree. Pure.

use std::collections::BTreeMap;

use entities::ids::RegionId;

use crate::{
    region::tree::{Place, Tier, Tree},
    register::groups,
};

/// The stages of 三个一批, in their order: 签约, 开工, 投产.
pub const THREE: [&str; 3] = ["SIGNED", "STARTED", "PUT_INTO_PRODUCTION"];

/// How many projects, and their investment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many.
    pub count: u64,
    /// Their total investment, in 分.
    pub investment: i128,
    /// How many have one.
    pub investment_of: u64,
}

impl Sum {
    fn add(&mut self, other: &Self) {
        self.count += other.count;
        self.investment += other.investment;
        self.investment_of += other.investment_of;
    }
}

/// Projects of one region and key.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The region.
    pub region: RegionId,
    /// The key; none where they are grouped by region alone.
    pub key: Option<String>,
    /// How many, and their investment.
    pub sum: Sum,
}

/// A group of projects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Index of the region in the tree.
    pub region: u32,
    /// The key.
    pub key: Option<String>,
    /// How many, and their investment.
    pub sum: Sum,
}

/// Folds cells into groups of the regions of a tier inside `root`, or of `root` as a whole, in the order of the tree
/// and of the keys. Where a branch has no region of the tier, the nearest one above stands in.
#[must_use]
pub fn fold(tree: &Tree, root: Place<'_>, cells: Vec<Cell>, tier: Option<Tier>) -> Vec<Group> {
    let mut folded: BTreeMap<(u32, Option<String>), Sum> = BTreeMap::new();
    for cell in cells {
        let Some(place) = tree.by_id(cell.region) else {
            continue;
        };
        let region = groups::region(root, place, tier);
        folded.entry((region, cell.key)).or_default().add(&cell.sum);
    }
    let group = |((region, key), sum)| Group { region, key, sum };
    folded.into_iter().map(group).collect()
}

/// The three batches of a region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batches {
    /// Index of the region in the tree.
    pub region: u32,
    /// Of each stage of [`THREE`].
    pub sums: [Sum; 3],
}

/// Puts the groups of one region side by side: every region of the tier is in the answer, with zeros where nothing
/// entered a stage.
#[must_use]
pub fn batches(root: Place<'_>, groups: Vec<Group>, tier: Option<Tier>) -> Vec<Batches> {
    let mut found: BTreeMap<u32, [Sum; 3]> = BTreeMap::new();
    let own = [root.index];
    let regions = tier.map_or(&own[..], |tier| root.collectors(tier));
    let regions = if regions.is_empty() { &own[..] } else { regions };
    found.extend(regions.iter().map(|index| (*index, Default::default())));
    for group in groups {
        let stage = THREE.iter().position(|stage| group.key.as_deref() == Some(stage));
        if let Some(stage) = stage {
            found.entry(group.region).or_default()[stage].add(&group.sum);
        }
    }
    let batches = |(region, sums)| Batches { region, sums };
    found.into_iter().map(batches).collect()
}
