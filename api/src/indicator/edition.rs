//! A stored definition with its editions: rules that hold from a day on. Pure.

use chrono::NaiveDate;
use entities::ids::{IndicatorId, RegionId};
use serde::{Deserialize, Serialize};

use super::{
    model::{AcrossSpace, Definition, Measure},
    period::Period,
    unit::Unit,
};

/// An edition as it is stored: the definition of a version whose rules hold for periods from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// The version that brought it.
    pub version: i64,
    /// The first day of the first period; none for the first edition.
    pub from: Option<NaiveDate>,
    /// The content.
    pub definition: Definition,
}

/// The rules that hold for periods from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// The version that brought it.
    pub version: i64,
    /// The first day of the first period; none for the first edition.
    pub from: Option<NaiveDate>,
    /// The definition whose rules hold.
    pub definition: Definition,
    /// Its unit, scale and rule across space.
    pub measure: Measure,
}

/// A stored definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// Key.
    pub id: IndicatorId,
    /// The region whose steward defined it; none for the shared catalogue.
    pub owner: Option<RegionId>,
    /// Version, from 1.
    pub version: i64,
    /// The newest content: names and display are taken from it for every period.
    pub definition: Definition,
    /// The units of `definition`, looked up.
    pub measure: Measure,
    /// The first edition, and those that took its place, oldest first.
    editions: (Edition, Vec<Edition>),
}

impl Indicator {
    /// A definition as it is stored; none where its unit is no longer known. Without stored editions its rules
    /// have never changed.
    #[must_use]
    pub fn new(
        id: IndicatorId,
        owner: Option<RegionId>,
        version: i64,
        definition: Definition,
        stored: Vec<Stored>,
    ) -> Option<Self> {
        let measure = definition.measure()?;
        let edition = |stored: Stored| {
            let rule = stored.definition.across_space;
            Edition {
                version: stored.version,
                from: stored.from,
                definition: stored.definition,
                // Values are shown in today's unit, whatever the rules.
                measure: Measure {
                    across_space: rule,
                    ..measure
                },
            }
        };
        let mut stored = stored.into_iter();
        let first = stored.next().unwrap_or_else(|| Stored {
            version: 1,
            from: None,
            definition: definition.clone(),
        });
        let editions = (edition(first), stored.map(edition).collect());
        Some(Self {
            id,
            owner,
            version,
            definition,
            measure,
            editions,
        })
    }

    /// The rules for a period: of the newest edition that begins on its first day or before.
    #[must_use]
    pub fn at(&self, period: Period) -> &Edition {
        let day = period.first_day();
        let mut later = self.editions.1.iter().rev();
        later
            .find(|edition| edition.from.is_some_and(|from| from <= day))
            .unwrap_or(&self.editions.0)
    }

    /// All editions, oldest first.
    pub fn editions(&self) -> impl Iterator<Item = &Edition> {
        std::iter::once(&self.editions.0).chain(&self.editions.1)
    }

    /// The editions as they are stored after a change to `definition` as `version`, whose rules hold from `from` on.
    #[must_use]
    pub fn revised(&self, version: i64, from: Option<NaiveDate>, definition: &Definition) -> Vec<Stored> {
        let stored = |edition: &Edition| Stored {
            version: edition.version,
            from: edition.from,
            definition: edition.definition.clone(),
        };
        let old = || self.editions().map(stored);
        if from.is_none() {
            return if self.editions.1.is_empty() {
                Vec::new()
            } else {
                old().collect()
            };
        }
        let new = Stored {
            version,
            from,
            definition: definition.clone(),
        };
        old().chain([new]).collect()
    }

    /// Units in which a value (or the numerator) and the denominator are given when none is named.
    #[must_use]
    pub fn units(&self) -> (Unit, Option<Unit>) {
        let of = |symbol: &Option<String>| symbol.as_deref().and_then(Unit::of);
        match self.measure.across_space {
            AcrossSpace::Ratio => (
                of(&self.definition.numerator_unit).unwrap_or(self.measure.unit),
                of(&self.definition.denominator_unit),
            ),
            _ => (self.measure.unit, None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{indicator::catalogue, region::tree::Tier};

    #[test]
    fn rules_hold_from_their_day_on_and_names_for_every_period() {
        let old = catalogue::definitions().unwrap().remove(0);
        let from = NaiveDate::from_ymd_opt(2025, 1, 1);
        let first = Indicator::new(IndicatorId(1), None, 1, old.clone(), Vec::new()).unwrap();
        let new = Definition {
            name_en: "renamed".to_owned(),
            collected_at: Tier::County,
            ..old.clone()
        };
        let second =
            Indicator::new(IndicatorId(1), None, 2, new.clone(), first.revised(2, from, &new)).unwrap();
        assert_eq!(
            second.at(Period::Year(2024)).definition.collected_at,
            old.collected_at
        );
        assert_eq!(
            second.at(Period::Year(2025)).definition.collected_at,
            Tier::County
        );
        assert_eq!(second.definition.name_en, "renamed");
        // A change of names alone keeps the editions.
        let renamed = second.revised(3, None, &new);
        assert_eq!(renamed.len(), 2);
        assert_eq!(first.revised(2, None, &new), []);
    }
}
