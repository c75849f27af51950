//! Trees of many days on random histories of changes, against naive oracles.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use chrono::{DateTime, Days};
use entities::ids::BoundaryEventId;
use proptest::{prelude::*, sample::Index};

use super::*;
use crate::region::boundary::{
    model::{Begun, Change, Child},
    plan::plan,
};

fn day(at: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2020, 1, 1).unwrap() + Days::new(at)
}

fn code(id: i64) -> String {
    format!("{id:012}")
}

/// A province in which each region hangs on an earlier one of a higher tier, so that tiers are skipped.
fn regions(steps: Vec<(Index, i16)>) -> Vec<Dated> {
    let region = |id: i64, parent: Option<i64>, tier: i16| Region {
        id: RegionId(id),
        parent: parent.map(RegionId),
        tier: Tier::from_number(tier).unwrap(),
        code: code(id),
        name: format!("region {id}"),
    };
    let mut regions = vec![region(1, None, 1)];
    for (above, deeper) in steps {
        let parents: Vec<(i64, i16)> = regions
            .iter()
            .map(|known| (known.id.0, known.tier.number()))
            .filter(|(_, tier)| *tier < 4)
            .collect();
        let (parent, tier) = parents[above.index(parents.len())];
        let id = i64::try_from(regions.len()).unwrap() + 1;
        regions.push(region(id, Some(parent), (tier + deeper).min(4)));
    }
    let dated = regions.into_iter().map(|region| Dated {
        region: Arc::new(region),
        province: RegionId(1),
        from: None,
        to: None,
    });
    dated.collect()
}

/// A change of one of the regions of a tree, as it may happen.
fn change(tree: &Tree, date: NaiveDate, kind: u8, picks: &[Index; 3]) -> Option<Change> {
    let below: Vec<Place<'_>> = tree.iter().skip(1).collect();
    let one = *below.get(picks[0].index(below.len().max(1)))?;
    let fresh = |at: usize| {
        code(900_000 + i64::from(chrono::Datelike::num_days_from_ce(&date)) * 10 + i64::try_from(at).unwrap())
    };
    let begun = |at: usize| Begun {
        code: Some(fresh(at)),
        name: Some(format!("{} of {date}", fresh(at))),
        parent: None,
    };
    let mut change = Change {
        kind: ChangeKind::Rename,
        date,
        regions: vec![one.code.clone()],
        successors: Vec::new(),
        children: Vec::new(),
        basis: "文".to_owned(),
        note: None,
    };
    match kind % 5 {
        0 => {
            change.successors.push(Begun {
                code: None,
                ..begun(0)
            });
        }
        1 => {
            change.kind = ChangeKind::Recode;
            change.successors.push(begun(0));
        }
        2 => {
            let others: Vec<_> = below
                .iter()
                .filter(|place| place.tier == one.tier && **place != one)
                .collect();
            let other = others.get(picks[1].index(others.len().max(1)))?;
            change.kind = ChangeKind::Merge;
            change.regions.push(other.code.clone());
            // The code of one of them is used on, as often happens.
            let parent = one.parent().map(|above| above.code.clone());
            let code = Some(one.code.clone());
            change.successors.push(Begun {
                code,
                parent,
                ..begun(0)
            });
        }
        3 => {
            change.kind = ChangeKind::Split;
            change.successors.extend([begun(0), begun(1)]);
            let child = |(at, child): (usize, Place<'_>)| Child {
                region: child.code.clone(),
                into: Some(fresh((at + picks[1].index(2)) % 2)),
                code: (at % 3 == 0).then(|| fresh(at + 2)),
            };
            change.children = one.children().take(8).enumerate().map(child).collect();
            if one.children().count() > 8 {
                return None;
            }
        }
        _ => {
            let above: Vec<_> = tree
                .iter()
                .filter(|place| place.tier < one.tier && Some(*place) != one.parent())
                .collect();
            let parent = above.get(picks[2].index(above.len().max(1)))?;
            change.kind = ChangeKind::Transfer;
            let parent = Some(parent.code.clone());
            let name = None;
            change.successors.push(Begun {
                parent,
                name,
                code: None,
            });
        }
    }
    Some(change)
}

/// A history with a change every ten days.
fn history() -> impl Strategy<Value = Arc<History>> {
    let steps = prop::collection::vec((any::<Index>(), 1_i16..=3), 3..25);
    let changes = prop::collection::vec((any::<u8>(), any::<[Index; 3]>()), 0..12);
    (steps, changes).prop_map(|(steps, changes)| {
        let mut history = Arc::new(History::new(regions(steps), Vec::new()));
        for (at, (kind, picks)) in (1..).zip(&changes) {
            let date = day(at * 10);
            let tree = Tree::of(&history, date);
            let Some(change) = change(&tree, date, *kind, picks) else {
                continue;
            };
            let next = history.regions().map(|dated| dated.region.id.0).max().unwrap() + 1;
            let (plan, issues) = plan(&change, &history, next, date);
            let plan = plan.unwrap_or_else(|| panic!("{change:?}: {issues:?}"));
            let event = Event {
                id: BoundaryEventId(i64::try_from(at).unwrap()),
                date,
                kind: change.kind,
                basis: change.basis,
                note: None,
                recorded_by: "tester".to_owned(),
                recorded_at: DateTime::default(),
                links: plan.links(),
            };
            history = Arc::new(plan.applied(&history, event));
        }
        history
    })
}

/// The ids from the province down to a region, by its place.
fn path(place: Place<'_>) -> Vec<RegionId> {
    let above = place.ancestors().into_iter();
    above.chain([place]).map(|place| place.id).collect()
}

/// The regions of a tree that a region leads to, event by event: forward from one that ended, back from one that is
/// still to begin.
fn leads(tree: &Tree, history: &History, id: RegionId, forward: bool) -> BTreeSet<RegionId> {
    if tree.exact(id).is_some() {
        return BTreeSet::from([id]);
    }
    let links = history.events().iter().flat_map(|event| event.links.clone());
    let next: Vec<RegionId> = links
        .filter_map(|link| match forward {
            true => (link.predecessor == id).then_some(link.successor),
            false => (link.successor == id).then_some(link.predecessor),
        })
        .collect();
    next.into_iter()
        .flat_map(|id| leads(tree, history, id, forward))
        .collect()
}

/// The region of a tree that answers for another: the last that all paths to where it leads have in common.
fn oracle(tree: &Tree, history: &History, id: RegionId, day: NaiveDate) -> RegionId {
    let forward = history.get(id).unwrap().ended_before(day);
    let paths: Vec<_> = leads(tree, history, id, forward)
        .into_iter()
        .map(|id| path(tree.exact(id).unwrap()))
        .collect();
    let first = &paths[0];
    let common = (0..first.len()).take_while(|at| paths.iter().all(|path| path.get(*at) == first.get(*at)));
    first[common.last().unwrap()]
}

proptest! {
    /// On every day all valid regions are in the tree, below one of a tier above, and every other has its heir.
    #[test]
    fn every_region_has_a_place_on_every_day(history in history(), at in 0_u64..140) {
        let day = day(at);
        let tree = Tree::of(&history, day);
        prop_assert!(tree.is_of(day));
        let valid = history.regions().filter(|dated| dated.holds(day)).count();
        prop_assert_eq!(tree.len(), valid);
        for place in tree.iter() {
            prop_assert!(place.parent().is_none_or(|above| above.tier < place.tier));
            prop_assert_eq!(history.parent_on(place.id, day), place.parent().map(|above| above.id));
        }
        let root = tree.at(0);
        let mut begun: Vec<_> = history.regions().filter(|dated| !dated.begins_after(day)).map(|dated| dated.region.id).collect();
        let mut ids: Vec<_> = root.all_ids().collect();
        begun.sort_unstable();
        ids.sort_unstable();
        prop_assert_eq!(ids, begun, "each is kept under one place");
        for dated in history.regions() {
            let id = dated.region.id;
            let heir = tree.by_id(id).unwrap();
            prop_assert_eq!(heir.id, oracle(&tree, &history, id, day));
            prop_assert_eq!(heir.formers().any(|former| former == id), dated.ended_before(day));
            prop_assert!(heir.answers_for(id));
        }
        let slots: BTreeSet<u32> = history.regions().map(|dated| {
            let (province, slot) = tree.slot(dated.region.id).unwrap();
            assert_eq!(province, RegionId(1));
            slot
        }).collect();
        prop_assert_eq!(slots, (0..tree.slots(root)).collect::<BTreeSet<u32>>());
        for place in tree.iter() {
            prop_assert_eq!(tree.slot(place.id), Some((RegionId(1), place.index)));
        }
    }

    /// Whoever collected then reports once, under whoever answers for it now.
    #[test]
    fn every_collector_reports_under_its_heir_once(history in history(), now in 0_u64..140, then in 0_u64..140) {
        let (today, last) = (day(now), day(then));
        let (now, then) = (Tree::of(&history, today), Tree::of(&history, last));
        for tier in Tier::ALL {
            let reporters = Reporters::new(&now, &then, tier);
            let collectors: Vec<RegionId> = then.at(0).collectors(tier).iter().map(|at| then.at(*at).id).collect();
            let slot = |id: RegionId| now.slot(id).unwrap().1;
            let mut slots = reporters.slots().to_vec();
            let mut expected: Vec<u32> = collectors.iter().map(|id| slot(*id)).collect();
            slots.sort_unstable();
            expected.sort_unstable();
            prop_assert_eq!(slots, expected, "nothing is lost or counted twice");
            for place in now.iter() {
                let own: BTreeSet<u32> = reporters.slots()[reporters.of(place)].iter().copied().collect();
                let inside = |id: &&RegionId| {
                    let heir = oracle(&now, &history, **id, today);
                    path(now.exact(heir).unwrap()).contains(&place.id)
                };
                let expected: BTreeSet<u32> = collectors.iter().filter(inside).map(|id| slot(*id)).collect();
                prop_assert_eq!(own, expected);
            }
            if now.len() == then.len() && then.is_of(today) {
                prop_assert_eq!(reporters.heirs(), now.at(0).collectors(tier));
            }
        }
    }

    /// A series breaks where a region crosses the border of its place, or its place was merged or cut out of another.
    #[test]
    fn a_series_breaks_where_others_stand_behind_it(history in history(), now in 0_u64..140) {
        let today = day(now);
        let tree = Tree::of(&history, today);
        let trees: HashMap<NaiveDate, Tree> = history
            .events()
            .iter()
            .flat_map(|event| [event.date, event.date.pred_opt().unwrap()])
            .map(|day| (day, Tree::of(&history, day)))
            .collect();
        // Of one that continues as this place alone.
        let alone = |id: RegionId, place: Place<'_>| {
            let forward = history.get(id).unwrap().ended_before(today);
            leads(&tree, &history, id, forward) == BTreeSet::from([place.id])
        };
        for place in tree.iter() {
            let inside = |id: RegionId, day: NaiveDate| {
                path(trees[&day].exact(id).unwrap()).into_iter().any(|above| alone(above, place))
            };
            let broken = history.events().iter().filter(|event| {
                let count = |same: &dyn Fn(&&Link) -> bool| event.links.iter().filter(same).count();
                event.links.iter().any(|link| {
                    let merged = count(&|other| other.successor == link.successor) > 1;
                    let split = count(&|other| other.predecessor == link.predecessor) > 1;
                    let crossed = inside(link.predecessor, event.date.pred_opt().unwrap()) != inside(link.successor, event.date);
                    crossed || ((merged || split) && alone(link.successor, place))
                })
            });
            let expected: Vec<_> = broken.map(|event| event.id).collect();
            let found: Vec<_> = place.breaks(day(0), day(200)).iter().map(|found| found.event).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
