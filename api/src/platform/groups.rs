//! Grouping platforms: the cells of the database folded up the tree, joint ones counted once. Pure.

use std::collections::{BTreeMap, BTreeSet};

use entities::ids::RegionId;

use crate::{
    region::tree::{Place, Tier, Tree},
    register::groups,
};

/// Platforms of one region and key that it runs alone; or one sponsor of one that several run together.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The region that keeps them.
    pub region: RegionId,
    /// The key; none where the platforms have none.
    pub key: Option<String>,
    /// The key of a joint platform and one of its other sponsors.
    pub joint: Option<(i64, RegionId)>,
    /// How many.
    pub count: u64,
}

/// A group of platforms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Index of the region in the tree.
    pub region: u32,
    /// The key.
    pub key: Option<String>,
    /// How many are counted here.
    pub count: u64,
    /// How many more are shown here and counted above.
    pub shown: u64,
}

/// Where platforms are counted inside a region: as one group, or by the regions of a tier.
#[derive(Clone, Copy, Debug)]
pub struct Grid<'a> {
    /// The tree.
    pub tree: &'a Tree,
    /// The region.
    pub root: Place<'a>,
    /// The tier; none for the region as a whole.
    pub tier: Option<Tier>,
}

impl<'a> Grid<'a> {
    /// The group of a region: none outside of the root. A tier above the root is the root itself.
    fn group(self, place: Place<'a>) -> Option<u32> {
        let group = groups::region(self.root, place, self.tier);
        self.root.contains(place).then_some(group)
    }

    /// The group where a platform that these regions run is counted, and the other groups where it is shown. A joint
    /// one is counted in the nearest region that holds them all; where that lies above the root, nowhere in it.
    #[must_use]
    pub fn spread(self, home: RegionId, sponsors: &[RegionId]) -> (Option<u32>, BTreeSet<u32>) {
        let places: Vec<_> = std::iter::once(&home)
            .chain(sponsors)
            .filter_map(|region| self.tree.by_id(*region))
            .collect();
        let counted = common(&places).and_then(|common| self.group(common));
        let mut shown: BTreeSet<u32> = places.iter().filter_map(|place| self.group(*place)).collect();
        if let Some(counted) = counted {
            shown.remove(&counted);
        }
        (counted, shown)
    }
}

/// The nearest region that holds all of several.
fn common<'a>(places: &[Place<'a>]) -> Option<Place<'a>> {
    let holds = |above: &Place<'a>| places.iter().all(|place| above.contains(*place));
    std::iter::successors(places.first().copied(), |place| place.parent()).find(holds)
}

/// Folds cells into groups, in the order of the tree and of the keys.
#[must_use]
pub fn fold(grid: Grid<'_>, cells: Vec<Cell>) -> Vec<Group> {
    let mut groups: BTreeMap<(u32, Option<String>), (u64, u64)> = BTreeMap::new();
    let mut joint: BTreeMap<i64, (Cell, Vec<RegionId>)> = BTreeMap::new();
    for cell in cells {
        if let Some((record, sponsor)) = cell.joint {
            joint
                .entry(record)
                .or_insert_with(|| (cell, Vec::new()))
                .1
                .push(sponsor);
        } else if let (Some(region), _) = grid.spread(cell.region, &[]) {
            groups.entry((region, cell.key)).or_default().0 += cell.count;
        }
    }
    for (cell, sponsors) in joint.into_values() {
        let (counted, shown) = grid.spread(cell.region, &sponsors);
        if let Some(region) = counted {
            groups.entry((region, cell.key.clone())).or_default().0 += 1;
        }
        for region in shown {
            groups.entry((region, cell.key.clone())).or_default().1 += 1;
        }
    }
    let group = |((region, key), (count, shown))| Group {
        region,
        key,
        count,
        shown,
    };
    groups.into_iter().map(group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::region::tree::sample::tree;

    fn cells() -> Vec<Cell> {
        let alone = |region, count| Cell {
            region: RegionId(region),
            key: None,
            joint: None,
            count,
        };
        let joint = |record, region, sponsor| Cell {
            joint: Some((record, RegionId(sponsor))),
            ..alone(region, 1)
        };
        vec![
            alone(4, 3),
            alone(7, 2),
            // 东莞市 with 松山湖; two towns of 东源县; and a town of each city.
            joint(1, 6, 8),
            joint(2, 4, 5),
            joint(3, 7, 4),
            joint(3, 7, 5),
        ]
    }

    fn counts(root: &str, tier: Option<Tier>) -> Vec<(String, u64, u64)> {
        let tree = tree();
        let root = tree.by_code(root).unwrap();
        let tree = &tree;
        let groups = fold(Grid { tree, root, tier }, cells());
        let named = |group: Group| {
            (
                tree.at(group.region).code[..6].to_owned() + &tree.at(group.region).code[6..9],
                group.count,
                group.shown,
            )
        };
        groups.into_iter().map(named).collect()
    }

    fn named(groups: &[(&str, u64, u64)]) -> Vec<(String, u64, u64)> {
        let named = |(code, count, shown): &(&str, u64, u64)| ((*code).to_owned(), *count, *shown);
        groups.iter().map(named).collect()
    }

    #[test]
    fn a_joint_platform_is_counted_once_in_what_holds_all_its_sponsors() {
        assert_eq!(counts("44", None), named(&[("440000000", 8, 0)]));
        assert_eq!(
            counts("44", Some(Tier::Town)),
            named(&[
                ("440000000", 1, 0),
                ("441625000", 1, 0),
                ("441625100", 3, 2),
                ("441625101", 0, 2),
                ("441900000", 1, 0),
                ("441900101", 2, 1),
                ("441900401", 0, 1),
            ])
        );
        assert_eq!(
            counts("44", Some(Tier::City)),
            named(&[("440000000", 1, 0), ("441600000", 4, 1), ("441900000", 3, 1)])
        );
    }

    #[test]
    fn below_their_common_ancestor_it_is_shown_and_not_counted() {
        assert_eq!(counts("441900401", None), named(&[("441900401", 0, 1)]));
        assert_eq!(counts("4419", None), named(&[("441900000", 3, 1)]));
        assert_eq!(
            counts("441625", Some(Tier::City)),
            named(&[("441625000", 4, 1)]),
            "a tier above the region is the region"
        );
    }
}
