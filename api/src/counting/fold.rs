//! Distinct counts in every subtree of the region tree at once. Pure.
//!
//! The number of distinct subjects below a region is no sum over the regions below it: one that is present in two of
//! them would count twice. It becomes one by inclusion and exclusion over the tree. Take the regions of one subject in
//! depth-first order, each once. Those inside any subtree are neighbours in that order. Give each of them +1, and −1 to
//! the lowest common ancestor of each pair of neighbours. A subtree that holds k ≥ 1 of them holds just the k − 1
//! ancestors of the pairs inside it, for the ancestor of a pair of which one lies outside contains both and so lies
//! above; its sum is 1. Where one of a pair contains the other it is the ancestor itself. The sum of all subjects'
//! *points* in a subtree is the number of distinct ones there. (Counting distinct colours in subtrees by lowest common
//! ancestors of neighbours in depth-first order: L. C. K. Hui, *Color Set Size Problem with Applications to String
//! Matching*, CPM 1992.)

use std::collections::BTreeMap;

use entities::ids::RegionId;

use crate::region::tree::{Place, Tree};

/// What a rule finds: subjects that are in one region alone, or one subject in one of its several regions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The subject; none for those that are in this region alone.
    pub subject: Option<i64>,
    /// The region.
    pub region: RegionId,
    /// How many subjects.
    pub count: i64,
}

/// The points of what a rule found: indexes of depth-first order, ascending, each once, none of zero. What lies in no
/// region of the tree is left out.
#[must_use]
pub fn points(tree: &Tree, cells: &[Cell]) -> Vec<(u32, i64)> {
    let mut points: BTreeMap<u32, i64> = BTreeMap::new();
    let mut several: BTreeMap<i64, Vec<u32>> = BTreeMap::new();
    for cell in cells {
        let Some(place) = tree.by_id(cell.region) else {
            continue;
        };
        match cell.subject {
            None => *points.entry(place.index).or_default() += cell.count,
            Some(subject) => several.entry(subject).or_default().push(place.index),
        }
    }
    for mut regions in several.into_values() {
        regions.sort_unstable();
        regions.dedup();
        for region in &regions {
            *points.entry(*region).or_default() += 1;
        }
        for pair in regions.windows(2) {
            if let Some(ancestor) = common(tree.at(pair[0]), tree.at(pair[1])) {
                *points.entry(ancestor.index).or_default() -= 1;
            }
        }
    }
    points.into_iter().filter(|(_, count)| *count != 0).collect()
}

/// The lowest region that holds both; none where they lie in different provinces, which no region holds.
fn common<'a>(one: Place<'a>, other: Place<'_>) -> Option<Place<'a>> {
    std::iter::successors(Some(one), |place| place.parent()).find(|place| place.contains(other))
}

/// How many distinct subjects are in a region and below it.
#[must_use]
pub fn count(points: &[(u32, i64)], place: Place<'_>) -> i64 {
    let from = points.partition_point(|(index, _)| *index < place.index);
    let to = points.partition_point(|(index, _)| *index < place.end());
    points[from..to].iter().map(|(_, count)| count).sum()
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use proptest::prelude::*;

    use super::*;
    use crate::region::tree::{Region, Tier};

    /// A forest whose parents are drawn: region 0 has none, and every fourth draw begins another tree.
    fn forest(parents: &[(bool, usize)]) -> Tree {
        let region = |(at, (root, parent)): (usize, &(bool, usize))| Region {
            id: RegionId(i64::try_from(at).unwrap() + 1),
            parent: (at > 0 && !root).then(|| RegionId(i64::try_from(parent % at).unwrap() + 1)),
            tier: Tier::Town,
            code: format!("{:012}", (at * 7919) % 100_003),
            name: String::new(),
        };
        Tree::new(parents.iter().enumerate().map(region).collect())
    }

    /// The draws of a forest, and pairs of subjects and regions, some of which are in no tree.
    type Drawn = (Vec<(bool, usize)>, Vec<(i64, i64)>);

    fn drawn() -> impl Strategy<Value = Drawn> {
        let parents = prop::collection::vec((prop::bool::weighted(0.1), 0_usize..1000), 1..40);
        let pairs = prop::collection::vec((0_i64..12, 1_i64..45), 0..80);
        (parents, pairs)
    }

    proptest! {
        /// The oracle has a set of subjects for every region.
        #[test]
        fn every_subtree_has_its_distinct_subjects((parents, pairs) in drawn()) {
            let tree = forest(&parents);
            let mut regions: HashMap<i64, HashSet<i64>> = HashMap::new();
            for (subject, region) in &pairs {
                regions.entry(*subject).or_default().insert(*region);
            }
            // As the database gives them: those of one region summed, the others by name, and some of them twice.
            let cell = |(subject, region): &(i64, i64)| match regions[subject].len() {
                1 => Cell { subject: None, region: RegionId(*region), count: 1 },
                _ => Cell { subject: Some(*subject), region: RegionId(*region), count: 1 },
            };
            let mut seen = HashSet::new();
            let cells: Vec<Cell> = pairs
                .iter()
                .filter(|pair| seen.insert(**pair) || regions[&pair.0].len() > 1)
                .map(cell)
                .collect();
            let points = points(&tree, &cells);
            prop_assert!(points.windows(2).all(|pair| pair[0].0 < pair[1].0));
            for place in tree.iter() {
                let below: HashSet<i64> = place.subtree().map(|below| below.id.0).collect();
                let oracle = regions.values().filter(|regions| !regions.is_disjoint(&below)).count();
                prop_assert_eq!(count(&points, place), i64::try_from(oracle).unwrap());
            }
        }
    }

    #[test]
    fn a_region_that_holds_the_other_is_their_ancestor() {
        let tree = crate::region::tree::sample::tree();
        let cell = |region| Cell {
            subject: Some(1),
            region: RegionId(region),
            count: 1,
        };
        // 东莞市 and its town: nothing more in the city than in the town.
        let points = points(&tree, &[cell(6), cell(8)]);
        assert_eq!(points, [(tree.by_code("441900401").unwrap().index, 1)]);
        assert_eq!(count(&points, tree.by_code("4419").unwrap()), 1);
        assert_eq!(count(&points, tree.by_code("441900101").unwrap()), 0);
    }
}
