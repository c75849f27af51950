//! What figures are made of, and how: from columns and counts to values.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use super::{
    cells::Cells,
    column::Basis,
    columns::Found,
    counts::{self, Count, CountKey},
    fold::{self, NoValue, Total},
    lens::{Lens, Reporting},
    time::{Reading, Wide},
};
use crate::{
    hub::Hub,
    indicator::{
        edition::Edition,
        formula::{self, Exact, Expr, Operand},
        model::{AcrossSpace, Headline, Indicator, Source},
        period::Period,
    },
    region::tree::Place,
};

/// What figures of one province are put together from.
#[derive(Clone, Copy, Debug)]
pub struct Bench<'a> {
    /// The hub.
    pub hub: &'a Hub,
    /// The trees.
    pub lens: &'a Lens,
    /// What was known at this moment; what is known now where it is none.
    pub as_of: Option<DateTime<Utc>>,
    /// The columns.
    pub columns: &'a Found,
    /// The counts.
    pub counts: &'a HashMap<CountKey, Arc<Count>>,
}

/// What the figures of one province, indicator and period are made of.
#[derive(Debug)]
pub struct Material {
    /// The indicator.
    pub indicator: Arc<Indicator>,
    /// The period.
    pub period: Period,
    /// What of the period is read.
    pub reading: Reading,
    /// Who reports.
    pub reporting: Reporting,
    pub(super) stock: Stock,
    pub(super) counted: Option<Arc<Count>>,
    /// What the registers can count of it.
    pub countable: Option<counts::Wanted>,
}

#[derive(Debug)]
pub(super) enum Stock {
    Values(Cells, Option<Arc<Material>>),
    Formula(Arc<Expr>, Vec<(Operand, Option<Arc<Material>>)>),
}

/// Where a figure comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The region declared it itself.
    Declared,
    /// Rolled up from the regions below.
    RolledUp,
    /// Counted from the registers.
    Counted,
    /// Computed from other figures.
    Computed,
}

/// A figure of one place before it is dressed.
#[derive(Clone, Copy, Debug)]
pub struct Outcome {
    /// Where it comes from.
    pub origin: Origin,
    /// Sums and coverage; of a formula, the coverage of its least covered operand.
    pub total: Total,
    /// In the indicator's unit.
    pub value: Result<Decimal, NoValue>,
    /// What the region itself declared beside what is made from below, in the indicator's unit.
    pub declared: Option<Decimal>,
    /// What is rolled up from the regions below, in the indicator's unit.
    pub rolled_up: Option<Decimal>,
    /// What the registers count, in the indicator's unit.
    pub counted: Option<Decimal>,
}

impl Material {
    /// The rules that hold for its period.
    #[must_use]
    pub fn edition(&self) -> &Edition {
        self.indicator.at(self.period)
    }

    /// The cells, where it is made of reported values.
    #[must_use]
    pub fn cells(&self) -> Option<&Cells> {
        match &self.stock {
            Stock::Values(cells, _) => Some(cells),
            Stock::Formula(..) => None,
        }
    }

    /// The operands of a formula, in its order; none where an indicator is unknown or has no such period.
    #[must_use]
    pub fn operands(&self) -> &[(Operand, Option<Arc<Material>>)] {
        match &self.stock {
            Stock::Values(..) => &[],
            Stock::Formula(_, operands) => operands,
        }
    }

    /// The weights of a weighted mean.
    #[must_use]
    pub fn weights(&self) -> Option<&Arc<Material>> {
        match &self.stock {
            Stock::Values(_, weights) => weights.as_ref(),
            Stock::Formula(..) => None,
        }
    }

    /// Whether a slot has a value on a basis.
    #[must_use]
    pub fn has(&self, slot: u32, basis: Basis) -> bool {
        self.on(slot, basis).is_some()
    }

    /// Whether the value of a slot has a weight on a basis, where it needs one.
    #[must_use]
    pub fn weighs(&self, slot: u32, basis: Basis) -> bool {
        self.edition().measure.across_space != AcrossSpace::WeightedMean
            || self.weights().is_some_and(|weights| weights.has(slot, basis))
    }

    /// What counts in a slot on a basis.
    fn on(&self, slot: u32, basis: Basis) -> Option<Wide> {
        self.cells()?.on(slot, basis)
    }

    /// The figure of a place of its province.
    #[must_use]
    pub fn figure(&self, place: Place<'_>, basis: Basis) -> Outcome {
        match &self.stock {
            Stock::Values(cells, weights) => self.roll_up(place, basis, cells, weights.as_deref()),
            Stock::Formula(expr, operands) => self.compute(place, basis, expr, operands),
        }
    }

    fn roll_up(&self, place: Place<'_>, basis: Basis, cells: &Cells, weights: Option<&Self>) -> Outcome {
        let measure = &self.edition().measure;
        let (total, own) = self.total(place, basis, cells, weights);
        // An upper tier's own declaration stands beside the roll-up and is never added to it.
        let declared = (!own)
            .then(|| cells.on(self.reporting.own_slot(place)?, basis))
            .flatten()
            .and_then(|value| fold::value(measure, &Total::one(value), true).ok());
        let value = fold::value(measure, &total, own);
        let outcome = Outcome {
            origin: if own { Origin::Declared } else { Origin::RolledUp },
            value,
            total,
            declared,
            rolled_up: value.ok().filter(|_| !own),
            counted: self.counted(place),
        };
        if self.edition().definition.source != Source::Counted {
            return outcome;
        }
        let total = self.count_total(place);
        Outcome {
            origin: Origin::Counted,
            value: fold::value(measure, &total, false),
            total,
            // What the collecting region itself declared stands beside the count.
            declared: if own { value.ok() } else { declared },
            ..outcome
        }
    }

    /// What the registers count in a place, in the indicator's unit.
    fn counted(&self, place: Place<'_>) -> Option<Decimal> {
        self.shown(self.counted.as_ref()?, place)
    }

    /// A count of a place in the indicator's unit; none where no region there keeps the register.
    #[must_use]
    pub fn shown(&self, count: &Count, place: Place<'_>) -> Option<Decimal> {
        let shown = self.indicator.measure.unit.show(count.of(place).into(), 0);
        shown.filter(|_| count.kept(place))
    }

    /// A count with its coverage: of the regions that are expected to keep the register, those that do.
    fn count_total(&self, place: Place<'_>) -> Total {
        let edition = self.edition();
        let collectors = place.collectors(edition.definition.collected_at);
        let Some(count) = &self.counted else {
            return Total::default();
        };
        let keeping = self.keeping(place).count();
        // Scaled as stored values are.
        let scale = 10_i128.pow(edition.measure.scale);
        Total {
            num: i128::from(count.of(place)) * scale,
            expected: collectors.len(),
            included: keeping,
            reported: keeping,
            accepted: keeping,
            ..Total::default()
        }
    }

    /// The collectors of a place that keep records in the register that is counted, by index.
    pub fn keeping<'a>(&'a self, place: Place<'a>) -> impl Iterator<Item = u32> + 'a {
        let collectors = place.collectors(self.edition().definition.collected_at);
        let kept = move |index: &u32| {
            self.counted
                .as_ref()
                .is_some_and(|count| count.kept(place.tree().at(*index)))
        };
        collectors.iter().copied().filter(kept)
    }

    /// What the collectors of a place add up to, and whether the place is the only one of them.
    fn total(&self, place: Place<'_>, basis: Basis, cells: &Cells, weights: Option<&Self>) -> (Total, bool) {
        let edition = self.edition();
        let own = self.reporting.is_own(place);
        let total = fold::total(
            // What one region has for itself is no mean.
            if own {
                AcrossSpace::None
            } else {
                edition.measure.across_space
            },
            self.reporting.slots(place).iter().copied(),
            basis,
            |slot, basis| cells.on(slot, basis),
            |slot, basis| weights?.on(slot, basis),
        );
        (total, own)
    }

    fn compute(
        &self,
        place: Place<'_>,
        basis: Basis,
        expr: &Expr,
        operands: &[(Operand, Option<Arc<Self>>)],
    ) -> Outcome {
        let (total, value) = Self::formula(place, basis, expr, operands);
        Outcome {
            origin: Origin::Computed,
            total,
            value: value.and_then(|value| value.in_unit(self.indicator.measure.unit)),
            declared: None,
            rolled_up: None,
            counted: None,
        }
    }

    /// The value of a formula in base units, with the coverage of its least covered operand.
    fn formula(
        place: Place<'_>,
        basis: Basis,
        expr: &Expr,
        operands: &[(Operand, Option<Arc<Self>>)],
    ) -> (Total, Result<Exact, NoValue>) {
        let made: Vec<(&Operand, Total, Result<Exact, NoValue>)> = operands
            .iter()
            .filter_map(|(operand, material)| {
                let (total, value) = material.as_ref()?.exact(place, basis);
                Some((operand, total, value))
            })
            .collect();
        let value = formula::evaluate::exact(expr, &mut |operand| {
            let found = made.iter().find(|(of, ..)| *of == operand);
            found.map_or(Err(NoValue::NoSuchPeriod), |(_, _, value)| value.clone())
        });
        // The first of those that are covered alike, so that the same question has the same answer.
        let least = made.iter().map(|(_, total, _)| *total).min_by(|a, b| {
            let (of_a, of_b) = (a.expected.max(1), b.expected.max(1));
            (a.included * of_b).cmp(&(b.included * of_a))
        });
        (least.unwrap_or_default(), value)
    }

    /// The headline of a place in base units, not rounded: a formula is over what its operands show.
    fn exact(&self, place: Place<'_>, basis: Basis) -> (Total, Result<Exact, NoValue>) {
        match &self.stock {
            Stock::Values(..) if self.edition().definition.source == Source::Counted => {
                let total = self.count_total(place);
                (total, fold::exact(&self.edition().measure, &total, false))
            }
            Stock::Values(cells, weights) => {
                let (total, own) = self.total(place, basis, cells, weights.as_deref());
                let (made, own) = match self.indicator.definition.headline {
                    Headline::Declared if !own => {
                        let slot = self.reporting.own_slot(place);
                        let declared = slot.and_then(|slot| cells.on(slot, basis));
                        (declared.map(Total::one), true)
                    }
                    Headline::Declared | Headline::Derived => (Some(total), own),
                };
                let value = made
                    .ok_or(NoValue::NothingReported)
                    .and_then(|made| fold::exact(&self.edition().measure, &made, own));
                (total, value)
            }
            Stock::Formula(expr, operands) => Self::formula(place, basis, expr, operands),
        }
    }
}
