//! The fold against a naive recursive oracle, on random trees with skipped tiers.

use std::collections::HashMap;

use entities::ids::RegionId;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::indicator::unit::Unit;
use crate::{
    region::tree::{Place, Region, Tier, Tree},
    rollup::{
        column::{Cell, Column, Parts},
        naive::{self, Rows},
    },
};

/// Folds a column as figures do.
fn fold(across: AcrossSpace, column: &Column, place: Place<'_>, tier: Tier, basis: Basis) -> Total {
    let first = place.province().index;
    let slots = place.collectors(tier).iter().map(|index| index - first);
    // The weight of a region is the denominator of its cell.
    let weight = |slot, basis| {
        column
            .on(slot, basis)
            .filter(|parts| parts.den != 0)
            .map(|parts| Wide {
                num: parts.den.into(),
                den: 0,
            })
    };
    super::total(
        across,
        slots,
        basis,
        |slot, basis| column.on(slot, basis).map(Wide::from),
        weight,
    )
}

/// The column of a tree of one province.
fn column(tree: &Tree, cells: &HashMap<u32, Cell>) -> Column {
    let mut column = Column::new(tree.len());
    for (at, cell) in cells.iter().filter(|(at, _)| (**at as usize) < tree.len()) {
        column.set(*at, cell);
    }
    column
}

/// A random tree: each region hangs on an earlier one of a higher tier, so that tiers are skipped.
fn tree() -> impl Strategy<Value = Tree> {
    prop::collection::vec((any::<prop::sample::Index>(), 1_i16..=3), 1..40).prop_map(|steps| {
        let region = |id: i64, parent: Option<i64>, tier: i16| Region {
            id: RegionId(id),
            parent: parent.map(RegionId),
            tier: Tier::from_number(tier).unwrap(),
            code: format!("{id:012}"),
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
            regions.push(region(
                i64::try_from(regions.len()).unwrap() + 1,
                Some(parent),
                (tier + deeper).min(4),
            ));
        }
        Tree::new(regions)
    })
}

/// What the regions declared.
fn cells() -> impl Strategy<Value = HashMap<u32, Cell>> {
    let parts = prop::option::of((any::<i64>(), 0_i64..=i64::MAX).prop_map(|(num, den)| Parts { num, den }));
    prop::collection::hash_map(0_u32..40, (parts.clone(), parts), 0..40).prop_map(|cells| {
        cells
            .into_iter()
            // Accepted values are submitted ones.
            .map(|(at, (submitted, accepted))| {
                (
                    at,
                    Cell {
                        version: 1,
                        submitted: submitted.or(accepted),
                        accepted,
                    },
                )
            })
            .collect()
    })
}

/// The cells by the keys of the regions.
fn rows(tree: &Tree, cells: &HashMap<u32, Cell>) -> Rows {
    let known = cells.iter().filter(|(at, _)| (**at as usize) < tree.len());
    known.map(|(at, cell)| (tree.at(*at).id.0, *cell)).collect()
}

proptest! {
    #[test]
    fn the_fold_is_the_naive_one(tree in tree(), cells in cells()) {
        let (column, rows) = (column(&tree, &cells), rows(&tree, &cells));
        for place in tree.iter() {
            for tier in Tier::ALL {
                for basis in [Basis::Submitted, Basis::Accepted] {
                    let folded = fold(AcrossSpace::Ratio, &column, place, tier, basis);
                    prop_assert_eq!(folded, naive::total(AcrossSpace::Ratio, &naive::listed(place, tier, &rows), basis), "{} at {:?}", place.code, tier);
                }
            }
        }
    }

    #[test]
    fn extremes_and_means_are_those_of_the_list(tree in tree(), cells in cells()) {
        let (column, rows) = (column(&tree, &cells), rows(&tree, &cells));
        for place in tree.iter() {
            let values: Vec<Parts> = naive::listed(place, Tier::Town, &rows).iter().filter_map(|(_, cell)| cell.on(Basis::Accepted)).collect();
            let of = |across| fold(across, &column, place, Tier::Town, Basis::Accepted);
            let least = values.iter().map(|parts| i128::from(parts.num)).min();
            let most = values.iter().map(|parts| i128::from(parts.num)).max();
            prop_assert_eq!(of(AcrossSpace::Min).num, least.unwrap_or(0));
            prop_assert_eq!(of(AcrossSpace::Max).num, most.unwrap_or(0));
            let weighed: Vec<_> = values.iter().filter(|parts| parts.den != 0).collect();
            let sum: Option<i128> = weighed.iter().map(|parts| i128::from(parts.num) * i128::from(parts.den))
                .try_fold(0_i128, i128::checked_add);
            let mean = of(AcrossSpace::WeightedMean);
            prop_assert_eq!(mean.included, weighed.len());
            prop_assert_eq!(mean.overflow, sum.is_none());
            if let Some(sum) = sum {
                prop_assert_eq!((mean.num, mean.den), (sum, weighed.iter().map(|parts| i128::from(parts.den)).sum()));
            }
        }
    }

    /// Adding up the parts of a split gives the whole, so no region is counted twice or left out.
    #[test]
    fn a_figure_is_the_sum_of_the_figures_below(tree in tree(), cells in cells()) {
        let column = column(&tree, &cells);
        for place in tree.iter().filter(|place| place.children().any(|child| child.tier <= Tier::Town)) {
            let whole = fold(AcrossSpace::Sum, &column, place, Tier::Town, Basis::Submitted);
            let parts = place.children().map(|child| fold(AcrossSpace::Sum, &column, child, Tier::Town, Basis::Submitted));
            let (num, expected) = parts.fold((0, 0), |sum, part| (sum.0 + part.num, sum.1 + part.expected));
            prop_assert_eq!((whole.num, whole.expected), (num, expected));
        }
    }

    #[test]
    fn an_older_version_never_takes_the_place_of_a_newer_one(versions in prop::collection::vec(1_i64..100, 1..20)) {
        let mut column = Column::new(1);
        for version in &versions {
            let parts = Some(Parts { num: *version, den: 0 });
            column.set(0, &Cell { version: *version, submitted: parts, accepted: None });
        }
        let newest = versions.into_iter().max().unwrap();
        prop_assert_eq!(column.get(0).submitted.map(|parts| parts.num), Some(newest));
    }
}

fn measure(unit: &str, scale: u32, across_space: AcrossSpace) -> Measure {
    Measure {
        unit: Unit::of(unit).unwrap(),
        scale,
        across_space,
    }
}

fn sums(num: i128, den: i128, included: usize) -> Total {
    Total {
        num,
        den,
        included,
        expected: 2,
        reported: included,
        accepted: included,
        overflow: false,
    }
}

#[test]
fn a_mean_is_weighed_and_of_one_region_its_own_value() {
    let days = measure("天", 1, AcrossSpace::WeightedMean);
    // 2.0 days of 100 cases and 5.0 days of 300: (200 + 1500) / 400 = 4.25.
    assert_eq!(
        super::value(&days, &sums(20 * 100 + 50 * 300, 400, 2), false),
        Ok(Decimal::new(425, 2))
    );
    assert_eq!(super::value(&days, &sums(20, 0, 1), true), Ok(Decimal::from(2)));
    assert_eq!(
        super::value(&days, &sums(0, 0, 1), false),
        Err(NoValue::ZeroDenominator)
    );
    // Sums beyond 28 digits are still divided.
    let great = sums(i128::from(i64::MAX) * 1_000_000_000_000, 10_i128.pow(20), 2);
    assert_eq!(
        super::value(&days, &great, false).unwrap().trunc(),
        Decimal::from(9_223_372_036_i64)
    );
}

#[test]
fn a_ratio_is_divided_after_its_parts_are_added() {
    let share = measure("%", 0, AcrossSpace::Ratio);
    // 1 of 2 and 30 of 40: 31 of 42, not the mean of 50 % and 75 %.
    let value = super::value(&share, &sums(31, 42, 2), false).unwrap();
    assert_eq!(display(value, 2), "73.81");
    let per_area = measure("万元/亩", 2, AcrossSpace::Ratio);
    // 180,000.00 元 on 1.00 亩.
    assert_eq!(
        super::value(&per_area, &sums(18_000_000, 100, 1), true),
        Ok(Decimal::from(18))
    );
}

#[test]
fn what_has_no_value_says_why() {
    let sum = measure("家", 0, AcrossSpace::Sum);
    let share = measure("%", 0, AcrossSpace::Ratio);
    let none = measure("%", 6, AcrossSpace::None);
    assert_eq!(
        super::value(&sum, &sums(0, 0, 0), false),
        Err(NoValue::NothingReported)
    );
    assert_eq!(
        super::value(&sum, &sums(0, 0, 1), false),
        Ok(Decimal::ZERO),
        "zero is a value"
    );
    assert_eq!(
        super::value(&share, &sums(0, 0, 1), false),
        Err(NoValue::ZeroDenominator)
    );
    assert_eq!(
        super::value(&none, &sums(1, 0, 1), false),
        Err(NoValue::NotAdditive)
    );
    assert_eq!(
        super::value(&sum, &Total::default(), false),
        Err(NoValue::BelowCollection)
    );
}

#[test]
fn a_figure_is_rounded_once_half_away_from_zero() {
    let half = Decimal::new(1235, 3);
    assert_eq!(display(half, 2), "1.24");
    assert_eq!(display(-half, 2), "-1.24");
    assert_eq!(display(Decimal::from(2), 1), "2.0");
}
