//! Grouping enterprises: the cells of the database folded up the tree. Pure.

use std::collections::BTreeMap;

use entities::ids::RegionId;

use super::industry;
use crate::{
    region::tree::{Place, Tier, Tree},
    register::groups,
};

/// Sums of yearly figures, and how many enterprises have each: output, revenue and R&D expenditure in 分,
/// employees, patents, standards.
pub type Sums = [(i128, u64); 6];

/// Enterprises of one region and key.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The region.
    pub region: RegionId,
    /// The key; none where the enterprises have none.
    pub key: Option<String>,
    /// How many.
    pub count: u64,
    /// Their sums of the year.
    pub sums: Sums,
}

/// How an industry is grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// As it is.
    Exact,
    /// 门类: by its letter.
    Section,
    /// 大类: by its first two digits; a section alone stays.
    Division,
}

impl Class {
    fn of(self, key: Option<String>) -> Option<String> {
        let key = key?;
        match self {
            Self::Exact => Some(key),
            Self::Section => industry::section(&key).map(|letter| letter.to_string()),
            Self::Division => Some(key.chars().take(2).collect()),
        }
    }
}

/// A group of enterprises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Index of the region in the tree.
    pub region: u32,
    /// The key.
    pub key: Option<String>,
    /// How many.
    pub count: u64,
    /// Their sums.
    pub sums: Sums,
}

/// Folds cells into groups of the regions of a tier inside `root`, or of `root` as a whole, in the order of the
/// tree and of the keys. Where a branch has no region of the tier, the nearest one above stands in.
#[must_use]
pub fn fold(tree: &Tree, root: Place<'_>, cells: Vec<Cell>, tier: Option<Tier>, class: Class) -> Vec<Group> {
    let mut folded: BTreeMap<(u32, Option<String>), (u64, Sums)> = BTreeMap::new();
    for cell in cells {
        let Some(place) = tree.by_id(cell.region) else {
            continue;
        };
        let region = groups::region(root, place, tier);
        let (count, sums) = folded.entry((region, class.of(cell.key))).or_default();
        *count += cell.count;
        for (sum, (more, of)) in sums.iter_mut().zip(cell.sums) {
            *sum = (sum.0 + more, sum.1 + of);
        }
    }
    folded
        .into_iter()
        .map(|((region, key), (count, sums))| Group {
            region,
            key,
            count,
            sums,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::region::tree::sample::tree;

    fn cell(region: i64, key: &str, count: u64) -> Cell {
        Cell {
            region: RegionId(region),
            key: Some(key.to_owned()),
            count,
            sums: [(1, 1); 6],
        }
    }

    #[test]
    fn cells_fold_to_the_tier_and_what_stands_above_it_stays() {
        let tree = tree();
        let root = tree.by_code("44").unwrap();
        let cells = vec![
            cell(4, "3011", 2),
            cell(5, "C", 1),
            cell(2, "30", 5),
            cell(7, "3099", 7),
        ];
        let counts = |tier, class| -> Vec<(String, Option<String>, u64)> {
            let groups = fold(&tree, root, cells.clone(), tier, class);
            let named = |group: Group| (tree.at(group.region).code.clone(), group.key, group.count);
            groups.into_iter().map(named).collect()
        };
        let c = |code: &str, key: &str, count| (code.to_owned(), Some(key.to_owned()), count);
        assert_eq!(counts(None, Class::Section), [c("440000000000", "C", 15)]);
        assert_eq!(
            counts(Some(Tier::County), Class::Section),
            [
                c("441600000000", "C", 5),
                c("441625000000", "C", 3),
                c("441900000000", "C", 7)
            ],
            "a city's own enterprise stays with the city; Dongguan stands in for its towns' county"
        );
        assert_eq!(
            counts(None, Class::Division),
            [c("440000000000", "30", 14), c("440000000000", "C", 1)]
        );
        assert_eq!(
            fold(&tree, root, cells.clone(), None, Class::Section)[0].sums,
            [(4, 4); 6]
        );
    }
}
