//! Counts of subjects: on a day, from one programme to another, by steps of a gradient.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::super::{
    programme::{model::Programme, service as programmes},
    repo::counts::{self, Cell},
};
use crate::{
    error::{Error, Result},
    hub::Hub,
    region::tree::{Place, Tier},
    register::{groups, service::bounded},
    scope::{Scope, policy::Resource},
};

/// A count of subjects of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// Index of the region in the tree.
    pub region: u32,
    /// How many.
    pub count: u64,
}

/// How many subjects are valid on a day in one of some programmes, each once, by regions of a tier.
///
/// # Errors
/// `FORBIDDEN` outside of the scope; `NOT_FOUND` for an unknown programme or region; `BAD_USER_INPUT` without one.
#[tracing::instrument(name = "recognition.groups", skip_all)]
pub async fn groups(
    scope: &Scope,
    hub: &Hub,
    region: Option<&str>,
    codes: &[String],
    day: NaiveDate,
    tier: Option<Tier>,
) -> Result<Vec<Count>> {
    let place = scope.region_or_home(region, Resource::Recognition)?;
    if codes.is_empty() {
        return Err(Error::BadInput("name a programme at least".to_owned()));
    }
    let named = programmes::named(scope, hub, codes).await?;
    let codes: Vec<&str> = named.iter().map(Programme::code).collect();
    let cells = counts::valid(&hub.db, place, &codes, day).await?;
    bounded(scope, hub, fold(scope, place, cells, tier))
}

/// Days from a first one to a last one, both of them included.
///
/// # Errors
/// `BAD_USER_INPUT` unless a year or two days in their order are given.
pub fn span(
    year: Option<i32>,
    first: Option<NaiveDate>,
    last: Option<NaiveDate>,
) -> Result<(NaiveDate, NaiveDate)> {
    let given = match (year, first, last) {
        (Some(year), None, None) => {
            let first = NaiveDate::from_ymd_opt(year, 1, 1);
            first.zip(NaiveDate::from_ymd_opt(year, 12, 31))
        }
        (None, Some(first), Some(last)) => Some((first, last)),
        _ => None,
    };
    let written = |day: NaiveDate| (0..=9_999).contains(&day.year());
    let given = given.filter(|(first, last)| first <= last && written(*first));
    given.ok_or_else(|| Error::BadInput("give a year, or a first day and a last day after it".to_owned()))
}

/// How many subjects that had been in one programme were first recognised in another in a span of days, by regions
/// of a tier.
///
/// # Errors
/// As [`groups`].
#[tracing::instrument(name = "recognition.transitions", skip_all)]
pub async fn transitions(
    scope: &Scope,
    hub: &Hub,
    region: Option<&str>,
    [from, to]: [String; 2],
    days: (NaiveDate, NaiveDate),
    tier: Option<Tier>,
) -> Result<Vec<Count>> {
    let place = scope.region_or_home(region, Resource::Recognition)?;
    let codes = [from, to];
    programmes::named(scope, hub, &codes).await?;
    let cells = counts::became(&hub.db, place, (&codes[0], &codes[1]), days).await?;
    bounded(scope, hub, fold(scope, place, cells, tier))
}

/// A gradient with a count at each step.
#[derive(Clone, Debug)]
pub struct Gradient {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The steps in their order: number, programmes, and how many subjects have it as their highest.
    pub steps: Vec<(i32, Vec<Programme>, u64)>,
}

/// A gradient, and how many subjects inside a region have each step as their highest on a day.
///
/// # Errors
/// `FORBIDDEN` outside of the scope; `NOT_FOUND` for an unknown gradient or region.
#[tracing::instrument(name = "recognition.gradient", skip_all)]
pub async fn gradient(
    scope: &Scope,
    hub: &Hub,
    region: Option<&str>,
    code: &str,
    day: NaiveDate,
) -> Result<Gradient> {
    let place = scope.region_or_home(region, Resource::Recognition)?;
    let mut steps: BTreeMap<i32, Vec<Programme>> = BTreeMap::new();
    let mut name = None;
    for programme in programmes::all(scope, hub).await? {
        if let Some(step) = programme.step(code) {
            name.get_or_insert_with(|| step.name.clone());
            steps.entry(step.order).or_default().push(programme);
        }
    }
    let name = name.ok_or_else(|| Error::NotFound(format!("there is no gradient {code}")))?;
    let programmes = steps
        .iter()
        .flat_map(|(order, at)| at.iter().map(|programme| (programme.code(), *order)));
    let programmes: Vec<(&str, i32)> = programmes.collect();
    let mut highest: BTreeMap<i64, u64> = BTreeMap::new();
    for (step, cell) in counts::highest(&hub.db, place, &programmes, day).await? {
        *highest.entry(step).or_default() += cell.count;
    }
    let steps = steps.into_iter().map(|(order, programmes)| {
        let count = highest.get(&i64::from(order)).copied();
        (order, programmes, count.unwrap_or_default())
    });
    Ok(Gradient {
        code: code.to_owned(),
        name,
        steps: steps.collect(),
    })
}

/// Counts by regions of a tier inside `root`, in the order of the tree; without a tier that of `root`, zero included.
/// Where a branch has no region of the tier the nearest one above stands in, but none above `root`.
fn fold(scope: &Scope, root: Place<'_>, cells: Vec<Cell>, tier: Option<Tier>) -> Vec<Count> {
    let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
    if tier.is_none() {
        counts.insert(root.index, 0);
    }
    for cell in cells {
        let Some(place) = scope.tree().by_id(cell.region) else {
            continue;
        };
        let region = groups::region(root, place, tier);
        *counts.entry(region).or_default() += cell.count;
    }
    let count = |(region, count)| Count { region, count };
    counts.into_iter().map(count).collect()
}
