//! What figures are made of: from a definition and a period to the columns that are read, and back to values.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use super::{
    cells::Cells,
    column::Basis,
    columns::{Found, Key},
    definitions::Definitions,
    fold::{self, NoValue, Total},
    time::{self, Reading, Recipe, Wide},
};
use crate::{
    error::{Error, Result},
    indicator::{
        edition::Edition,
        formula::{self, Exact, Expr, Operand, Shift},
        model::{AcrossSpace, Headline, Indicator, Source},
        period::Period,
    },
    region::tree::Place,
    scope::Scope,
};

/// Formulas on formulas, at most.
const DEPTH: usize = 8;
/// Figures that one figure is made of, at most: formulas on formulas of many operands multiply.
const MOST_PARTS: usize = 1_000;

/// One indicator and period asked for, with all that its figures are made of.
#[derive(Clone, Debug)]
pub struct Want {
    /// The indicator.
    pub indicator: Arc<Indicator>,
    /// The period.
    pub period: Period,
    /// What of the period is read.
    pub reading: Reading,
    made: Made,
}

#[derive(Clone, Debug)]
enum Made {
    /// Of reported values, and of weights.
    Values(Arc<Recipe>, Option<Arc<Want>>),
    /// Of other figures.
    Formula(Arc<Expr>, Vec<(Operand, Option<Arc<Want>>)>),
}

impl Want {
    /// What an indicator's figures of a period are made of.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` where the period can not be made of what is reported; `LIMIT_EXCEEDED` for a formula on too many
    /// figures.
    pub fn new(
        scope: &Scope,
        definitions: &Definitions,
        indicator: &Arc<Indicator>,
        period: Period,
        reading: Option<Reading>,
    ) -> Result<Self> {
        let code = &indicator.definition.code;
        let mut making = Making {
            scope,
            definitions,
            parts: 0,
        };
        let want = making.want(indicator, period, reading, 0);
        if making.parts > MOST_PARTS {
            return Err(Error::LimitExceeded(format!(
                "a figure of {code} is made of more than {MOST_PARTS} others"
            )));
        }
        want.ok_or_else(|| {
            Error::BadInput(format!(
                "{period} is neither of the cadence of {code} nor made of such periods by its rule across time"
            ))
        })
    }

    /// The columns that it reads.
    pub fn keys(&self, as_of: Option<DateTime<Utc>>, keys: &mut Vec<Key>) {
        match &self.made {
            Made::Values(recipe, weight) => {
                let indicator = self.indicator.id;
                let key = |period| Key {
                    indicator,
                    period,
                    as_of,
                };
                keys.extend(recipe.periods().into_iter().map(key));
                if let Some(weight) = weight {
                    weight.keys(as_of, keys);
                }
            }
            Made::Formula(_, operands) => {
                for want in operands.iter().filter_map(|(_, want)| want.as_ref()) {
                    want.keys(as_of, keys);
                }
            }
        }
    }

    /// The material of one province from its columns.
    #[must_use]
    pub fn bind(&self, as_of: Option<DateTime<Utc>>, found: &Found) -> Material {
        let stock = match &self.made {
            Made::Values(recipe, weight) => {
                let column = |period: &Period| {
                    let key = Key {
                        indicator: self.indicator.id,
                        period: *period,
                        as_of,
                    };
                    found.get(&key).map(|column| (*period, Arc::clone(column)))
                };
                let cells = Cells::new(Arc::clone(recipe), recipe.periods().iter().filter_map(column));
                let weights = weight.as_ref().map(|weight| Arc::new(weight.bind(as_of, found)));
                Stock::Values(cells, weights)
            }
            Made::Formula(expr, operands) => {
                let bound = |(operand, want): &(Operand, Option<Arc<Want>>)| {
                    let material = want.as_ref().map(|want| Arc::new(want.bind(as_of, found)));
                    (operand.clone(), material)
                };
                Stock::Formula(Arc::clone(expr), operands.iter().map(bound).collect())
            }
        };
        Material {
            indicator: Arc::clone(&self.indicator),
            period: self.period,
            reading: self.reading,
            stock,
        }
    }
}

/// Finds out what one figure is made of.
struct Making<'a> {
    scope: &'a Scope,
    definitions: &'a Definitions,
    /// Figures that it is made of, found so far.
    parts: usize,
}

impl Making<'_> {
    fn want(
        &mut self,
        indicator: &Arc<Indicator>,
        period: Period,
        reading: Option<Reading>,
        depth: usize,
    ) -> Option<Want> {
        self.parts += 1;
        if self.parts > MOST_PARTS {
            return None;
        }
        let rules = &indicator.at(period).definition;
        let reading = reading.unwrap_or_else(|| time::natural(rules.across_time));
        let made = if rules.source == Source::Formula {
            // A formula that no longer reads is one without a value; definitions are checked when they are written.
            let expr = formula::parse(rules.formula.as_deref()?).ok()?;
            if depth == DEPTH {
                return None;
            }
            let operands = expr.operands().into_iter();
            let operands = operands
                .map(|operand| self.operand(operand, period, depth))
                .collect();
            Made::Formula(Arc::new(expr), operands)
        } else {
            let recipe = time::recipe(rules.across_time, rules.cadence, period, reading)?;
            let weight = rules.weight.as_deref();
            let weight = weight.and_then(|code| self.definitions.by_code(self.scope, code));
            let weight = weight.and_then(|weight| self.want(weight, period, None, depth + 1));
            Made::Values(Arc::new(recipe), weight.map(Arc::new))
        };
        Some(Want {
            indicator: Arc::clone(indicator),
            period,
            reading,
            made,
        })
    }

    fn operand(&mut self, operand: Operand, period: Period, depth: usize) -> (Operand, Option<Arc<Want>>) {
        let (period, reading) = shifted(&operand.shift, period);
        let known = self.definitions.by_code(self.scope, &operand.code);
        let want = known
            .zip(period)
            .and_then(|(indicator, period)| self.want(indicator, period, reading, depth + 1));
        (operand, want.map(Arc::new))
    }
}

fn shifted(shift: &Shift, period: Period) -> (Option<Period>, Option<Reading>) {
    match shift {
        Shift::None => (Some(period), None),
        Shift::Previous(periods) => (period.previous((*periods).into()), None),
        Shift::YearAgo(years) => (period.year_ago((*years).into()), None),
        Shift::YearToDate => (Some(period), Some(Reading::YearToDate)),
    }
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
    stock: Stock,
}

#[derive(Debug)]
enum Stock {
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
            .then(|| cells.on(place.index - place.province().index, basis))
            .flatten()
            .and_then(|value| fold::value(measure, &Total::one(value), true).ok());
        Outcome {
            origin: if own { Origin::Declared } else { Origin::RolledUp },
            value: fold::value(measure, &total, own),
            total,
            declared,
        }
    }

    /// What the collectors of a place add up to, and whether the place is the only one of them.
    fn total(&self, place: Place<'_>, basis: Basis, cells: &Cells, weights: Option<&Self>) -> (Total, bool) {
        let edition = self.edition();
        let collectors = place.collectors(edition.definition.collected_at);
        let own = collectors == [place.index];
        let first = place.province().index;
        let total = fold::total(
            // What one region has for itself is no mean.
            if own {
                AcrossSpace::None
            } else {
                edition.measure.across_space
            },
            collectors.iter().map(|index| index - first),
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
            Stock::Values(cells, weights) => {
                let (total, own) = self.total(place, basis, cells, weights.as_deref());
                let (made, own) = match self.indicator.definition.headline {
                    Headline::Declared if !own => {
                        let declared = cells.on(place.index - place.province().index, basis);
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
