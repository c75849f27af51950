//! A figure: a value with its coverage, its origin and its date. Pure.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::{
    column::Basis,
    fold::{NoValue, Total},
    material::{Material, Origin, Outcome},
    time::Reading,
};
use crate::{
    indicator::{
        model::{AcrossSpace, Headline, Indicator},
        period::Period,
    },
    region::tree::{Place, Tree},
};

/// On what figures are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct On {
    /// Which observations count.
    pub basis: Basis,
    /// What of a period is read; what the indicator reports where it is none.
    pub reading: Option<Reading>,
    /// What was known at this moment; what is known now where it is none.
    pub as_of: Option<DateTime<Utc>>,
    /// Of the regions of this day; of today's where it is none.
    pub tree: Option<NaiveDate>,
}

impl On {
    /// What is known now, as it is reported.
    #[must_use]
    pub fn basis(basis: Basis) -> Self {
        Self {
            basis,
            reading: None,
            as_of: None,
            tree: None,
        }
    }
}

/// One figure, with its coverage.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The tree of which it is a figure.
    pub tree: Arc<Tree>,
    /// Index of the region.
    pub region: u32,
    /// What it is made of.
    pub material: Arc<Material>,
    /// On what it was asked.
    pub on: On,
    /// Where it comes from.
    pub origin: Origin,
    /// Sums and coverage.
    pub total: Total,
    /// The headline in the indicator's unit, exact, or why there is none.
    pub value: Result<Decimal, NoValue>,
    /// What is made from below: rolled up or computed.
    pub derived: Result<Decimal, NoValue>,
    /// What the region itself declared beside a figure that is made from below, in the indicator's unit.
    pub declared: Option<Decimal>,
    /// What is rolled up from the regions below, in the indicator's unit.
    pub rolled_up: Option<Decimal>,
    /// What the registers count, in the indicator's unit.
    pub counted: Option<Decimal>,
    /// The moment whose knowledge it is.
    pub known_at: DateTime<Utc>,
}

impl Figure {
    pub(super) fn new(
        tree: &Arc<Tree>,
        place: Place<'_>,
        material: &Arc<Material>,
        on: On,
        known_at: DateTime<Utc>,
    ) -> Self {
        let Outcome {
            origin,
            total,
            value,
            declared,
            rolled_up,
            counted,
        } = material.figure(place, on.basis);
        let own = origin == Origin::Declared;
        let headline = match material.indicator.definition.headline {
            Headline::Declared if !own => declared.ok_or(NoValue::NothingReported),
            Headline::Derived | Headline::Declared => value,
        };
        Self {
            tree: Arc::clone(tree),
            region: place.index,
            material: Arc::clone(material),
            on,
            origin,
            total,
            value: headline,
            derived: value,
            declared,
            rolled_up,
            counted,
            known_at: on.as_of.unwrap_or(known_at),
        }
    }

    /// The region.
    #[must_use]
    pub fn place(&self) -> Place<'_> {
        self.tree.at(self.region)
    }

    /// The indicator.
    #[must_use]
    pub fn indicator(&self) -> &Arc<Indicator> {
        &self.material.indicator
    }

    /// The period.
    #[must_use]
    pub fn period(&self) -> Period {
        self.material.period
    }

    /// The regions whose values the figure is made of, by their keys, ascending; of a formula, of all its operands.
    #[must_use]
    pub fn included(&self) -> Vec<u32> {
        let mut included = Vec::new();
        let basis = self.on.basis;
        collect(
            self.place(),
            &self.material,
            &mut included,
            &|material, slot, own| {
                // What one region has for itself is no mean, and needs no weight.
                material.has(slot, basis) && (own || material.weighs(slot, basis))
            },
        );
        included.sort_unstable();
        included.dedup();
        included
    }

    /// The expected regions that have not reported, in the order of the tree; of a formula, those of its operands.
    #[must_use]
    pub fn missing(&self) -> Vec<Place<'_>> {
        let mut missing: Vec<u32> = Vec::new();
        if self.origin == Origin::Counted {
            let tier = self.material.edition().definition.collected_at;
            let keeping: Vec<u32> = self.material.keeping(self.place()).collect();
            missing.extend(self.place().collectors(tier));
            missing.retain(|region| keeping.binary_search(region).is_err());
        } else {
            collect(
                self.place(),
                &self.material,
                &mut missing,
                &|material, slot, _| !material.has(slot, Basis::Submitted),
            );
        }
        missing.sort_unstable();
        missing.dedup();
        missing.into_iter().map(|region| self.tree.at(region)).collect()
    }

    /// The figures of which a formula's figure is computed, in its order, with the operands as they are written.
    #[must_use]
    pub fn operands(&self) -> Vec<(String, Option<Self>)> {
        let figure = |material: &Arc<Material>| {
            let on = On {
                reading: Some(material.reading),
                ..self.on
            };
            Self::new(&self.tree, self.place(), material, on, self.known_at)
        };
        let operands = self.material.operands().iter();
        operands
            .map(|(operand, material)| (operand.to_string(), material.as_ref().map(figure)))
            .collect()
    }

    /// The numerator and denominator of a ratio's figure, each in its own unit.
    #[must_use]
    pub fn parts(&self) -> Option<(Decimal, Decimal)> {
        let measure = &self.material.edition().measure;
        let (numerator, denominator) = self.indicator().units();
        if measure.across_space != AcrossSpace::Ratio || self.total.included == 0 {
            return None;
        }
        Some((
            numerator.show(self.total.num, measure.scale)?,
            denominator?.show(self.total.den, measure.scale)?,
        ))
    }
}

/// The reporters of a figure that pass, of all that it is made of: the places that answer for them. `pass` is told whether
/// the place is its only one.
fn collect(
    place: Place<'_>,
    material: &Material,
    found: &mut Vec<u32>,
    pass: &impl Fn(&Material, u32, bool) -> bool,
) {
    if material.cells().is_some() {
        let own = material.reporting.is_own(place);
        let reporters = material.reporting.each(place);
        let passing = reporters.filter(|(_, slot, _)| pass(material, *slot, own));
        found.extend(passing.map(|(heir, ..)| heir));
    }
    for operand in material
        .operands()
        .iter()
        .filter_map(|(_, operand)| operand.as_ref())
    {
        collect(place, operand, found, pass);
    }
}
