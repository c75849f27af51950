//! The incubation chain: 众创空间, 孵化器, 加速器, 专业园区. Pure.

use std::collections::{BTreeMap, HashMap, HashSet};

use entities::ids::{EnterpriseId, RegionId};

use super::groups::Grid;

/// How many steps the chain has.
pub const STEPS: usize = 4;

/// What the shipped terms of the chain's types belong to among their siblings.
pub const FAMILY: &str = "INCUBATION";

/// A platform of a step, with one of its sponsors if it has some.
#[derive(Clone, Debug)]
pub struct Space {
    /// Its key.
    pub record: i64,
    /// The region that keeps it.
    pub region: RegionId,
    /// Code of its type.
    pub kind: String,
    /// One of its other sponsors.
    pub sponsor: Option<RegionId>,
}

/// Who a tenant is: a registered enterprise, or a name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// Registered.
    Enterprise(EnterpriseId),
    /// As names are compared.
    Name(String),
}

/// A tenant of a platform on a day.
#[derive(Clone, Debug)]
pub struct Stay {
    /// The platform.
    pub record: i64,
    /// The tenant.
    pub who: Who,
    /// Whether it has graduated.
    pub graduated: bool,
}

/// What a step or the whole chain of a region has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Platforms.
    pub platforms: u64,
    /// Enterprises in them.
    pub tenants: u64,
    /// Enterprises that graduated.
    pub graduates: u64,
}

/// The chain of a region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// Index of the region in the tree.
    pub region: u32,
    /// Each step.
    pub steps: [Counts; STEPS],
    /// All steps together: an enterprise of two steps is one.
    pub all: Counts,
}

#[derive(Default)]
struct Seen<'a> {
    platforms: u64,
    tenants: HashSet<&'a Who>,
    graduates: HashSet<&'a Who>,
}

impl<'a> Seen<'a> {
    fn take(&mut self, stays: &[&'a Stay]) {
        self.platforms += 1;
        for stay in stays {
            let whom = if stay.graduated {
                &mut self.graduates
            } else {
                &mut self.tenants
            };
            whom.insert(&stay.who);
        }
    }

    fn counts(&self) -> Counts {
        Counts {
            platforms: self.platforms,
            tenants: self.tenants.len() as u64,
            graduates: self.graduates.len() as u64,
        }
    }
}

/// The chains of the groups of a grid, in the order of the tree; `step` says which step a type is, from 0. Where one
/// group is asked for, it is there even if it has nothing.
#[must_use]
pub fn fold(
    grid: Grid<'_>,
    spaces: Vec<Space>,
    stays: &[Stay],
    step: impl Fn(&str) -> Option<usize>,
) -> Vec<Chain> {
    let mut by_platform: HashMap<i64, Vec<&Stay>> = HashMap::new();
    for stay in stays {
        by_platform.entry(stay.record).or_default().push(stay);
    }
    let mut platforms: BTreeMap<i64, (Space, Vec<RegionId>)> = BTreeMap::new();
    for space in spaces {
        let sponsor = space.sponsor;
        let (_, sponsors) = platforms
            .entry(space.record)
            .or_insert_with(|| (space, Vec::new()));
        sponsors.extend(sponsor);
    }
    let mut regions: BTreeMap<u32, ([Seen<'_>; STEPS], Seen<'_>)> = BTreeMap::new();
    if grid.tier.is_none() {
        regions.insert(grid.root.index, Default::default());
    }
    for (record, (space, sponsors)) in platforms {
        let (Some(region), _) = grid.spread(space.region, &sponsors) else {
            continue;
        };
        let Some(step) = step(&space.kind).filter(|step| *step < STEPS) else {
            continue;
        };
        let stays = by_platform.get(&record).map(Vec::as_slice).unwrap_or_default();
        let (steps, all) = regions.entry(region).or_default();
        steps[step].take(stays);
        all.take(stays);
    }
    let chain = |(region, (steps, all)): (u32, ([Seen<'_>; STEPS], Seen<'_>))| Chain {
        region,
        steps: steps.each_ref().map(Seen::counts),
        all: all.counts(),
    };
    regions.into_iter().map(chain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::region::tree::Tier;
    use crate::region::tree::sample::tree;

    fn space(record: i64, region: i64, kind: &str, sponsor: Option<i64>) -> Space {
        Space {
            record,
            region: RegionId(region),
            kind: kind.to_owned(),
            sponsor: sponsor.map(RegionId),
        }
    }

    fn stay(record: i64, who: &str, graduated: bool) -> Stay {
        Stay {
            record,
            who: Who::Name(who.to_owned()),
            graduated,
        }
    }

    fn counts(platforms: u64, tenants: u64, graduates: u64) -> Counts {
        Counts {
            platforms,
            tenants,
            graduates,
        }
    }

    #[test]
    fn an_enterprise_counts_once_in_each_region_and_step() {
        let tree = tree();
        let step = |kind: &str| {
            ["MAKERSPACE", "INCUBATOR"]
                .iter()
                .position(|known| *known == kind)
        };
        // Two incubators of 松山湖, a makerspace of a town, an incubator of city and town together.
        let spaces = vec![
            space(1, 8, "INCUBATOR", None),
            space(2, 8, "INCUBATOR", None),
            space(3, 7, "MAKERSPACE", None),
            space(4, 6, "INCUBATOR", Some(8)),
            space(4, 6, "INCUBATOR", Some(7)),
            space(5, 6, "MAKER_COMMUNITY", None),
        ];
        let stays = [
            stay(1, "甲", false),
            stay(2, "甲", false),
            stay(2, "乙", true),
            stay(3, "乙", false),
            stay(3, "丙", true),
            stay(4, "甲", false),
            stay(5, "丁", false),
        ];
        let chains = |root: &str, tier| {
            let root = tree.by_code(root).unwrap();
            let grid = Grid {
                tree: &tree,
                root,
                tier,
            };
            fold(grid, spaces.clone(), &stays, step)
        };
        let none = Counts::default();
        let city = tree.by_code("4419").unwrap().index;
        assert_eq!(
            chains("4419", None),
            [Chain {
                region: city,
                steps: [counts(1, 1, 1), counts(3, 1, 1), none, none],
                all: counts(4, 2, 2),
            }]
        );
        let towns = chains("4419", Some(Tier::Town));
        let steps: Vec<_> = towns
            .iter()
            .map(|chain| (chain.steps[0], chain.steps[1]))
            .collect();
        assert_eq!(
            steps,
            [
                (none, counts(1, 1, 0)),
                (counts(1, 1, 1), none),
                (none, counts(2, 1, 1))
            ],
            "the joint one stays with the city"
        );
        let empty = chains("441625100", None);
        assert_eq!((empty.len(), empty[0].all), (1, none));
    }
}
