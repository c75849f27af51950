use chrono::DateTime;
use entities::ids::IndicatorId;

use super::*;
use crate::{
    indicator::period::Period,
    rollup::column::{Cell, Parts},
};

fn tree() -> Arc<Tree> {
    Arc::new(crate::region::tree::sample::tree())
}

fn key(year: i32) -> Key {
    Key {
        indicator: IndicatorId(1),
        period: Period::Year(year),
        as_of: None,
    }
}

fn cell(version: i64) -> Cell {
    let parts = Some(Parts { num: version, den: 0 });
    Cell {
        version,
        submitted: parts,
        accepted: parts,
    }
}

/// A change of the first town to this version.
fn changed(year: i32, version: i64) -> Changes {
    let cells = vec![Changed {
        province: RegionId(1),
        region: RegionId(4),
        indicator: IndicatorId(1),
        period: Period::Year(year),
        cell: cell(version),
        at: DateTime::default(),
    }];
    Changes {
        cells,
        ..Changes::default()
    }
}

fn loaded(tree: &Tree, year: i32, version: i64) -> Found {
    let mut column = Column::new(slots(tree.at(0)));
    column.set(slot(tree, RegionId(4)).unwrap(), &cell(version));
    Found::from([(key(year), Arc::new(column))])
}

fn version(tree: &Tree, found: &Found, year: i32) -> i64 {
    found[&key(year)].get(slot(tree, RegionId(4)).unwrap()).version
}

/// A change that is applied while a column is read from the database is in the column, whichever was newer.
#[test]
fn a_change_during_a_load_is_not_lost() {
    let tree = tree();
    for (read, applied) in [(1, 2), (3, 2)] {
        let mut state = State::default();
        let (_, missing, claim) = state.claim(&tree, tree.at(0), &[key(2024)]);
        assert_eq!(missing, [key(2024)]);
        state.apply(&changed(2024, applied));
        let whole = state.keep(claim, RegionId(1), loaded(&tree, 2024, read), usize::MAX);
        assert_eq!(version(&tree, &whole, 2024), read.max(applied));
        let (found, ..) = state.find(&tree, RegionId(1), &[key(2024)]);
        assert_eq!(version(&tree, &found, 2024), read.max(applied));
    }
}

/// All is forgotten while a column is read, and another request begins to read it: what the first one read may lack
/// changes that the second one's place never saw, so it is not kept.
#[test]
fn a_load_from_before_a_clearing_does_not_take_the_place_of_a_later_one() {
    let tree = tree();
    let mut state = State::default();
    let (.., first) = state.claim(&tree, tree.at(0), &[key(2024)]);
    state.clear();
    let (.., second) = state.claim(&tree, tree.at(0), &[key(2024)]);
    let own = state.keep(first, RegionId(1), loaded(&tree, 2024, 1), usize::MAX);
    assert_eq!(
        version(&tree, &own, 2024),
        1,
        "the first request has what it read"
    );
    assert_eq!(
        state.find(&tree, RegionId(1), &[key(2024)]).1,
        [key(2024)],
        "but it is not kept"
    );
    state.keep(second, RegionId(1), loaded(&tree, 2024, 2), usize::MAX);
    assert_eq!(
        version(&tree, &state.find(&tree, RegionId(1), &[key(2024)]).0, 2024),
        2
    );
}

#[test]
fn a_column_of_another_tree_is_forgotten() {
    let (old, new) = (tree(), tree());
    let mut state = State::default();
    let (.., claim) = state.claim(&old, old.at(0), &[key(2024)]);
    state.keep(claim, RegionId(1), loaded(&old, 2024, 1), usize::MAX);
    assert!(state.bytes > 0);
    assert_eq!(state.find(&new, RegionId(1), &[key(2024)]).1, [key(2024)]);
    assert_eq!(state.bytes, 0);
}

/// What was known at a past moment changes only when a transaction that had begun before it ends late.
#[test]
fn a_column_of_a_past_moment_goes_when_a_change_belongs_before_it() {
    let tree = tree();
    let moment = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
    let past = Key {
        as_of: Some(moment(100)),
        ..key(2024)
    };
    let mut state = State::default();
    let (.., claim) = state.claim(&tree, tree.at(0), &[past]);
    let column = Arc::new(Column::new(slots(tree.at(0))));
    state.keep(claim, RegionId(1), Found::from([(past, column)]), usize::MAX);
    let mut late = changed(2024, 1);
    late.cells[0].at = moment(101);
    state.apply(&late);
    assert_eq!(state.find(&tree, RegionId(1), &[past]).1, []);
    late.cells[0].at = moment(99);
    state.apply(&late);
    assert_eq!(state.find(&tree, RegionId(1), &[past]).1, [past]);
}

#[test]
fn the_least_recently_used_goes_first_and_the_budget_holds() {
    let tree = tree();
    let one = Column::new(slots(tree.at(0))).bytes();
    let mut state = State::default();
    for year in 2000..2010 {
        let (.., claim) = state.claim(&tree, tree.at(0), &[key(year)]);
        state.keep(claim, RegionId(1), loaded(&tree, year, 1), one * 3);
        assert!(state.bytes <= one * 3);
    }
    let kept = |state: &mut State, year| state.find(&tree, RegionId(1), &[key(year)]).1.is_empty();
    assert!(kept(&mut state, 2007) && kept(&mut state, 2009) && !kept(&mut state, 2006));
}
