//! Recomputes everything and compares: versions against heads, heads against the columns in memory, and folds against
//! the naive roll-up.

use std::sync::Arc;

use chrono::DateTime;

use super::{
    column::{Basis, Column},
    columns::{Key, slot},
    fold,
    lens::Lens,
    naive::{self, Rows},
    repo,
};
use crate::{
    error::Result,
    hub::Hub,
    indicator::model::{AcrossSpace, Indicator, Source},
    region::tree::{Place, Tree},
};

/// The end of the year 9999: every version was made before.
const END_OF_TIME: i64 = 253_402_300_799;
/// Columns that are compared at once.
const CHUNK: usize = 60;
/// A hub that serves writes while it is verified: what differs is looked at again so often.
const AGAIN: usize = 3;
/// Faults that are told; the others are counted.
const TOLD: usize = 100;

/// What was compared, and what differs.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Columns: indicators and periods of provinces.
    pub columns: usize,
    /// Observations.
    pub observations: usize,
    /// Figures.
    pub figures: usize,
    /// How many things differ.
    pub faults: usize,
    /// The first of them, in words.
    pub told: Vec<String>,
}

impl Report {
    fn fault(&mut self, text: impl FnOnce() -> String) {
        self.faults += 1;
        if self.told.len() < TOLD {
            self.told.push(text());
        }
    }
}

/// Compares all that is stored; `progress` is told of every province.
///
/// # Errors
/// When the database does not answer.
pub async fn verify(hub: &Hub, progress: impl Fn(&str, &Report)) -> Result<Report> {
    let tree = hub.tree();
    let mut report = Report::default();
    for province in tree.iter().filter(|place| place.parent().is_none()) {
        let keys = repo::stored(&hub.db, province.id).await?;
        for keys in keys.chunks(CHUNK) {
            chunk(hub, &tree, province, keys, &mut report).await?;
        }
        progress(&province.name, &report);
    }
    Ok(report)
}

async fn chunk(
    hub: &Hub,
    tree: &Arc<Tree>,
    province: Place<'_>,
    keys: &[Key],
    report: &mut Report,
) -> Result<()> {
    let definitions = hub.columns.definitions(hub).await?;
    let past = |key: &Key| Key {
        as_of: DateTime::from_timestamp(END_OF_TIME, 0),
        ..*key
    };
    let lens = Lens {
        seen: Arc::clone(tree),
        columns: Arc::clone(tree),
    };
    let replayed: Vec<Key> = keys.iter().map(past).collect();
    let mut differing = keys.to_vec();
    for attempt in 0..AGAIN {
        // The one that is coherent by the change log first: what is read later may only be newer.
        hub.columns.refresh(hub).await?;
        let kept = hub.columns.get(hub, tree, province, &differing).await?;
        let heads = repo::load(&hub.db, tree, province, &differing).await?;
        let versions = repo::load(&hub.db, tree, province, &replayed).await?;
        let same = |key: &Key| heads[key] == versions[&past(key)] && heads[key] == kept[key];
        if attempt + 1 == AGAIN {
            for key in differing.iter().filter(|key| !same(key)) {
                report.fault(|| {
                    let which = if heads[key] == kept[key] {
                        "the versions"
                    } else {
                        "the column in memory"
                    };
                    format!("{}: {which} and the heads of {key:?} differ", province.name)
                });
            }
        }
        differing.retain(|key| !same(key));
        if attempt == 0 {
            for key in keys {
                report.columns += 1;
                if let Some(indicator) = definitions.by_id(key.indicator) {
                    let found = figures(hub, province, &lens, indicator, key, &heads[key]);
                    report.observations += found.observations;
                    report.figures += found.figures;
                    for fault in found.faults {
                        report.fault(|| fault);
                    }
                }
            }
        }
        if differing.is_empty() {
            break;
        }
    }
    Ok(())
}

/// The figures of every region of a province, by the fold and naively.
fn figures(
    hub: &Hub,
    province: Place<'_>,
    lens: &Lens,
    indicator: &Indicator,
    key: &Key,
    column: &Column,
) -> Found {
    let mut found = Found::default();
    let edition = indicator.at(key.period);
    let (across, tier) = (edition.measure.across_space, edition.definition.collected_at);
    let rows: Rows = province
        .all_ids()
        .filter_map(|id| Some((id.0, column.get(slot(&lens.columns, id)?))))
        .filter(|(_, cell)| cell.version > 0)
        .collect();
    found.observations = rows.len();
    if across == AcrossSpace::WeightedMean || edition.definition.source == Source::Formula {
        return found;
    }
    let reporting = lens.reporting(hub, tier, key.period);
    let then = reporting.then.by_id(province.id);
    let reports = then
        .map(|then| naive::listed(then, tier, &rows))
        .unwrap_or_default();
    for place in province.subtree() {
        let below = |id| lens.seen.by_id(id).is_some_and(|heir| place.contains(heir));
        let below: Vec<_> = reports.iter().filter(|(id, _)| below(*id)).copied().collect();
        for basis in [Basis::Submitted, Basis::Accepted] {
            let folded = fold::total(
                across,
                reporting.slots(place).iter().copied(),
                basis,
                |slot, basis| column.on(slot, basis).map(Into::into),
                |_, _| None,
            );
            found.figures += 1;
            if folded != naive::total(across, &below, basis) {
                found.faults.push(format!(
                    "{} {}: the fold of {key:?} is not the naive one",
                    place.code, place.name
                ));
            }
        }
    }
    found
}

/// What was found of one column.
#[derive(Default)]
struct Found {
    observations: usize,
    figures: usize,
    faults: Vec<String>,
}
