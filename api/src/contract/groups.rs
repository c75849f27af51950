//! Grouping contracts: the cells of the database folded up the tree, each contract once. Pure.

use std::collections::BTreeMap;

use entities::ids::RegionId;

use crate::{
    region::tree::{Place, Tier, Tree},
    register::groups::region,
};

/// By what contracts are grouped beside their region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// By nothing else.
    None,
    /// Kind.
    Kind,
    /// Year in which they were signed.
    Year,
}

/// Contracts of the same regions and key.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The region that has them, and those that share them.
    pub regions: Vec<RegionId>,
    /// The key.
    pub key: Option<String>,
    /// How many.
    pub count: u64,
    /// The sum of their amounts in 分.
    pub amount: i128,
    /// How many have an amount.
    pub amounts: u64,
}

/// A group of contracts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Index of the region in the tree.
    pub region: u32,
    /// The key.
    pub key: Option<String>,
    /// How many.
    pub count: u64,
    /// How many of them are shared by regions of this group's subtree and others.
    pub joint: u64,
    /// The sum of their amounts in 分.
    pub amount: i128,
    /// How many have an amount.
    pub amounts: u64,
}

/// The nearest region that holds all of several.
#[must_use]
pub fn common<'a>(places: impl IntoIterator<Item = Place<'a>>) -> Option<Place<'a>> {
    places.into_iter().reduce(|holder, place| {
        let mut above = std::iter::successors(Some(holder), |above| above.parent());
        above.find(|above| above.contains(place)).unwrap_or(holder)
    })
}

/// Folds cells into groups of the regions of a tier inside `root`, or of `root` as a whole, in the order of the
/// tree and of the keys. A contract of several regions is put to the nearest region that holds those inside `root`, so
/// it is counted once. Where a branch has no region of the tier, the nearest one above stands in.
#[must_use]
pub fn fold(tree: &Tree, root: Place<'_>, cells: Vec<Cell>, tier: Option<Tier>) -> Vec<Group> {
    let mut groups: BTreeMap<(u32, Option<String>), Group> = BTreeMap::new();
    for cell in cells {
        let places = cell.regions.iter().filter_map(|region| tree.by_id(*region));
        let Some(place) = common(places.filter(|place| root.contains(*place))) else {
            continue;
        };
        let (index, key) = (region(root, place, tier), cell.key);
        let group = groups.entry((index, key.clone())).or_insert(Group {
            region: index,
            key,
            count: 0,
            joint: 0,
            amount: 0,
            amounts: 0,
        });
        group.count += cell.count;
        group.joint += if cell.regions.len() > 1 { cell.count } else { 0 };
        group.amount += cell.amount;
        group.amounts += cell.amounts;
    }
    groups.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::region::tree::sample::tree;

    #[test]
    fn a_joint_contract_is_counted_once_wherever_one_looks() {
        let tree = tree();
        let cell = |regions: &[i64]| Cell {
            regions: regions.iter().copied().map(RegionId).collect(),
            key: None,
            count: 1,
            amount: 5,
            amounts: 1,
        };
        let cells = [cell(&[4]), cell(&[4, 5]), cell(&[5, 7])];
        let counts = |root: &str, tier| -> Vec<(String, u64, u64)> {
            let root = tree.by_code(root).unwrap();
            // The list of a region has those of its own and those that it shares.
            let seen = cells.iter().filter(|cell| {
                let mut places = cell.regions.iter().filter_map(|region| tree.by_id(*region));
                places.any(|place| root.contains(place))
            });
            let groups = fold(&tree, root, seen.cloned().collect(), tier);
            groups
                .iter()
                .map(|group| (tree.at(group.region).code.clone(), group.count, group.joint))
                .collect()
        };
        let c = |code: &str, count, joint| (code.to_owned(), count, joint);
        let towns = Some(Tier::Town);
        assert_eq!(counts("44", None), [c("440000000000", 3, 2)]);
        assert_eq!(
            counts("44", towns),
            [
                c("440000000000", 1, 1),
                c("441625000000", 1, 1),
                c("441625100000", 1, 0)
            ],
            "what two cities share is the province's, what two towns share their county's"
        );
        assert_eq!(
            counts("441625", towns),
            [
                c("441625000000", 1, 1),
                c("441625100000", 1, 0),
                c("441625101000", 1, 1)
            ],
            "seen from the county, the other city's town is outside"
        );
        assert_eq!(counts("441625101", towns), [c("441625101000", 2, 2)]);
        assert_eq!(counts("4419", Some(Tier::County)), [c("441900000000", 1, 1)]);
    }
}
