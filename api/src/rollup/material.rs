//! What figures are made of: from a definition and a period to the columns that are read, and back to values.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use super::{
    cells::Cells,
    column::Basis,
    columns::{Found, Key},
    counts::{self, Count, CountKey},
    definitions::Definitions,
    fold::{self, NoValue, Total},
    lens::{Lens, Reporting},
    time::{self, Reading, Recipe, Wide},
};
use crate::{
    error::{Error, Result},
    hub::Hub,
    indicator::{
        edition::Edition,
        formula::{self, Exact, Expr, Operand, Shift},
        model::{AcrossSpace, Indicator, Source},
        period::Period,
    },
    region::tree::Place,
    scope::Scope,
};

/// Formulas on formulas, at most.
const DEPTH: usize = 8;

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
    /// What the registers count of it.
    counted: Option<counts::Wanted>,
}

#[derive(Clone, Debug)]
enum Made {
    /// Of reported values, and of weights. What is counted needs no way to make its period of reported ones.
    Values(Option<Arc<Recipe>>, Option<Arc<Want>>),
    /// Of other figures.
    Formula(Arc<Expr>, Vec<(Operand, Option<Arc<Want>>)>),
}

impl Want {
    /// What an indicator's figures of a period are made of.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` where the period can not be made of what is reported.
    pub fn new(
        scope: &Scope,
        definitions: &Definitions,
        indicator: &Arc<Indicator>,
        period: Period,
        reading: Option<Reading>,
    ) -> Result<Self> {
        Self::at_depth(scope, definitions, indicator, period, reading, 0).ok_or_else(|| {
            let definition = &indicator.definition;
            Error::BadInput(format!(
                "{period} is neither of the cadence of {} nor made of such periods by its rule across time",
                definition.code
            ))
        })
    }

    fn at_depth(
        scope: &Scope,
        definitions: &Definitions,
        indicator: &Arc<Indicator>,
        period: Period,
        reading: Option<Reading>,
        depth: usize,
    ) -> Option<Self> {
        let edition = indicator.at(period);
        let rules = &edition.definition;
        let reading = reading.unwrap_or_else(|| time::natural(rules.across_time));
        let known = |code: &str| definitions.by_code(scope, code);
        let made = if rules.source == Source::Formula {
            // A formula that no longer reads is one without a value; definitions are checked when they are written.
            let expr = formula::parse(rules.formula.as_deref()?).ok()?;
            if depth == DEPTH {
                return None;
            }
            let operand = |operand: Operand| {
                let (period, reading) = shifted(&operand.shift, period);
                let want = known(&operand.code).zip(period).and_then(|(indicator, period)| {
                    Self::at_depth(scope, definitions, indicator, period, reading, depth + 1)
                });
                (operand, want.map(Arc::new))
            };
            let operands = expr.operands().into_iter().map(operand).collect();
            Made::Formula(Arc::new(expr), operands)
        } else {
            let recipe = time::recipe(rules.across_time, rules.cadence, period, reading);
            if recipe.is_none() && rules.source != Source::Counted {
                return None;
            }
            let weight = rules.weight.as_deref().and_then(known);
            let weight = weight.and_then(|weight| {
                Self::at_depth(scope, definitions, weight, period, None, depth + 1).map(Arc::new)
            });
            Made::Values(recipe.map(Arc::new), weight)
        };
        let counted = rules.counting.as_ref().map(|rule| counts::Wanted {
            key: CountKey {
                indicator: indicator.id,
                version: edition.version,
                period,
            },
            rule: Arc::new(rule.clone()),
        });
        Some(Self {
            indicator: Arc::clone(indicator),
            period,
            reading,
            made,
            counted,
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
                keys.extend(recipe.iter().flat_map(|recipe| recipe.periods()).map(key));
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

    /// The counts that its values are made of; with `beside`, also those that stand beside what is declared.
    pub fn counts(&self, beside: bool, wanted: &mut Vec<counts::Wanted>) {
        let made = self.indicator.at(self.period).definition.source == Source::Counted;
        wanted.extend(self.counted.clone().filter(|_| made || beside));
        if let Made::Formula(_, operands) = &self.made {
            for want in operands.iter().filter_map(|(_, want)| want.as_ref()) {
                want.counts(false, wanted);
            }
        }
    }

    /// The material of one province from its columns and counts.
    #[must_use]
    pub fn bind(&self, bench: &Bench<'_>) -> Material {
        let stock = match &self.made {
            Made::Values(recipe, weight) => {
                let column = |period: &Period| {
                    let key = Key {
                        indicator: self.indicator.id,
                        period: *period,
                        as_of: bench.as_of,
                    };
                    bench
                        .columns
                        .get(&key)
                        .map(|column| (*period, Arc::clone(column)))
                };
                let cells = recipe
                    .as_ref()
                    .map(|recipe| Cells::new(Arc::clone(recipe), recipe.periods().iter().filter_map(column)));
                let weights = weight.as_ref().map(|weight| Arc::new(weight.bind(bench)));
                Stock::Values(cells.unwrap_or_default(), weights)
            }
            Made::Formula(expr, operands) => {
                let bound = |(operand, want): &(Operand, Option<Arc<Want>>)| {
                    let material = want.as_ref().map(|want| Arc::new(want.bind(bench)));
                    (operand.clone(), material)
                };
                Stock::Formula(Arc::clone(expr), operands.iter().map(bound).collect())
            }
        };
        Material {
            indicator: Arc::clone(&self.indicator),
            period: self.period,
            reading: self.reading,
            reporting: bench.lens.reporting(
                bench.hub,
                self.indicator.at(self.period).definition.collected_at,
                self.period,
            ),
            stock,
            counted: self
                .counted
                .as_ref()
                .and_then(|wanted| bench.counts.get(&wanted.key).cloned()),
            countable: self.counted.clone(),
        }
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
    stock: Stock,
    counted: Option<Arc<Count>>,
    /// What the registers can count of it.
    pub countable: Option<counts::Wanted>,
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
        let made: HashMap<&Operand, (Total, Result<Exact, NoValue>)> = operands
            .iter()
            .filter_map(|(operand, material)| Some((operand, material.as_ref()?.exact(place, basis))))
            .collect();
        let value = formula::evaluate::exact(expr, &mut |operand| match made.get(operand) {
            Some((_, value)) => value.clone(),
            None => Err(NoValue::NoSuchPeriod),
        });
        let totals = made.values().map(|(total, _)| *total);
        let least = totals.min_by(|a, b| (a.included * b.expected).cmp(&(b.included * a.expected)));
        (least.unwrap_or_default(), value)
    }

    /// The figure of a place in base units, not rounded.
    fn exact(&self, place: Place<'_>, basis: Basis) -> (Total, Result<Exact, NoValue>) {
        match &self.stock {
            Stock::Values(..) if self.edition().definition.source == Source::Counted => {
                let total = self.count_total(place);
                (total, fold::exact(&self.edition().measure, &total, false))
            }
            Stock::Values(cells, weights) => {
                let (total, own) = self.total(place, basis, cells, weights.as_deref());
                (total, fold::exact(&self.edition().measure, &total, own))
            }
            Stock::Formula(expr, operands) => Self::formula(place, basis, expr, operands),
        }
    }
}
