//! What is wanted: from a definition and a period to the columns and counts that are read.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{
    cells::Cells,
    columns::Key,
    counts::{self, CountKey},
    definitions::Definitions,
    material::{Bench, Material, Stock},
    time::{self, Reading, Recipe},
};
use crate::{
    error::{Error, Result},
    indicator::{
        formula::{self, Expr, Operand, Shift},
        model::{Indicator, Source},
        period::Period,
    },
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
        let edition = indicator.at(period);
        let rules = &edition.definition;
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
            let recipe = time::recipe(rules.across_time, rules.cadence, period, reading);
            if recipe.is_none() && rules.source != Source::Counted {
                return None;
            }
            let weight = rules.weight.as_deref();
            let weight = weight.and_then(|code| self.definitions.by_code(self.scope, code));
            let weight = weight.and_then(|weight| self.want(weight, period, None, depth + 1));
            Made::Values(recipe.map(Arc::new), weight.map(Arc::new))
        };
        let counted = rules.counting.as_ref().map(|rule| counts::Wanted {
            key: CountKey {
                indicator: indicator.id,
                version: edition.version,
                period,
            },
            rule: Arc::new(rule.clone()),
        });
        Some(Want {
            indicator: Arc::clone(indicator),
            period,
            reading,
            made,
            counted,
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
