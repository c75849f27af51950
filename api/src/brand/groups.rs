//! Grouping brands: the cells of the database folded up the tree, the same brand once. Pure.

use std::collections::{BTreeMap, HashSet};

use entities::ids::RegionId;

use crate::{
    region::tree::{Place, Tier, Tree},
    register::groups::region,
};

/// By what brands are grouped beside their region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// By nothing else.
    None,
    /// Type.
    Kind,
    /// Level.
    Level,
}

/// One brand in one region.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The region.
    pub region: RegionId,
    /// Type.
    pub kind: String,
    /// Level.
    pub level: String,
    /// Name.
    pub name: String,
    /// How many hold it there.
    pub records: u64,
}

/// A group of brands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Index of the region in the tree.
    pub region: u32,
    /// The key.
    pub key: Option<String>,
    /// How many brands, the same brand of several holders once.
    pub count: u64,
    /// How many records.
    pub records: u64,
}

/// Folds cells into groups of the regions of a tier inside `root`, or of `root` as a whole, in the order of the
/// tree and of the keys. Where a branch has no region of the tier, the nearest one above stands in.
#[must_use]
pub fn fold(tree: &Tree, root: Place<'_>, cells: Vec<Cell>, key: Key, tier: Option<Tier>) -> Vec<Group> {
    #[derive(Default)]
    struct Found {
        brands: HashSet<(String, String, String)>,
        records: u64,
    }
    let mut groups: BTreeMap<(u32, Option<String>), Found> = BTreeMap::new();
    for cell in cells {
        let Some(place) = tree.by_id(cell.region) else {
            continue;
        };
        let key = match key {
            Key::None => None,
            Key::Kind => Some(cell.kind.clone()),
            Key::Level => Some(cell.level.clone()),
        };
        let found = groups.entry((region(root, place, tier), key)).or_default();
        found.brands.insert((cell.kind, cell.level, cell.name));
        found.records += cell.records;
    }
    groups
        .into_iter()
        .map(|((region, key), found)| Group {
            region,
            key,
            count: found.brands.len() as u64,
            records: found.records,
        })
        .collect()
}
