//! Use cases of figures.

use std::{
    collections::{HashMap, HashSet, hash_map::Entry},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use entities::ids::RegionId;

use super::{
    column::Basis,
    columns::Key,
    counts::{Count, CountKey, Wanted},
    definitions::Definitions,
    lens::Lens,
    material::{Bench, Material},
    repo,
    want::Want,
};
use crate::{
    error::{Error, Result},
    hub::Hub,
    indicator::{
        model::{Indicator, Visibility},
        period::Period,
        service::{check_size, in_order},
    },
    region::tree::{Place, Tier},
    scope::{
        Scope,
        policy::{Action, Relation, Resource},
    },
};

pub use super::{
    figure::{Figure, On},
    material::Origin,
};

/// Which figures are asked for: every combination.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// Regions.
    pub regions: Vec<Place<'a>>,
    /// Codes of the indicators.
    pub indicators: Vec<String>,
    /// Periods.
    pub periods: Vec<Period>,
    /// On what.
    pub on: On,
    /// With what the registers count, beside what is declared.
    pub counted: bool,
}

/// The figure of one region.
///
/// # Errors
/// `FORBIDDEN` outside of the scope, `NOT_FOUND` for an unknown region or indicator, `BAD_USER_INPUT`
/// for a period that is not made of what is reported.
pub async fn figure(
    scope: &Scope,
    hub: &Hub,
    region: &str,
    code: &str,
    period: Period,
    on: On,
) -> Result<Figure> {
    let lens = lens(scope, hub, on);
    let ask = Ask {
        regions: vec![place(scope, &lens, region, Resource::PublishedFigure)?],
        indicators: vec![code.to_owned()],
        periods: vec![period],
        on,
        counted: false,
    };
    figures(scope, hub, &ask)
        .await?
        .pop()
        .ok_or_else(|| Error::internal("no figure"))
}

/// The figures of all regions of `tier` inside a region, for every indicator and period: region by
/// region in the order of the tree, then by indicator and period as they were named.
///
/// # Errors
/// As [`figure`]; `LIMIT_EXCEEDED` when that is more figures than one request may have.
pub async fn figures_at(
    scope: &Scope,
    hub: &Hub,
    region: &str,
    tier: Option<Tier>,
    indicators: &[String],
    periods: &[Period],
    on: On,
) -> Result<Vec<Figure>> {
    let lens = lens(scope, hub, on);
    let root = place(scope, &lens, region, Resource::Figure)?;
    let ask = Ask {
        regions: below(scope, root, tier),
        indicators: indicators.to_vec(),
        periods: periods.to_vec(),
        on,
        counted: false,
    };
    figures(scope, hub, &ask).await
}

/// The trees through which figures are seen.
#[must_use]
pub fn lens(scope: &Scope, hub: &Hub, on: On) -> Lens {
    let columns = Arc::clone(scope.tree());
    Lens {
        seen: on
            .tree
            .map_or_else(|| Arc::clone(&columns), |day| hub.tree_on(day)),
        columns,
    }
}

/// The regions of a tier inside a region, or those directly below it. In a tree of another day some may belong to
/// others today: they are left out.
#[must_use]
pub fn below<'a>(scope: &Scope, root: Place<'a>, tier: Option<Tier>) -> Vec<Place<'a>> {
    let mine = |place: &Place<'_>| reads(scope, *place);
    match tier {
        Some(tier) => root.of_tier(tier).filter(mine).collect(),
        None => root.children().filter(mine).collect(),
    }
}

/// The expected regions that have not reported and whose figures the scope may read: of a published figure of a region
/// above, which the others are is not told.
#[must_use]
pub fn missing<'a>(scope: &Scope, figure: &'a Figure) -> Vec<Place<'a>> {
    let missing = figure.missing().into_iter();
    missing.filter(|place| reads(scope, *place)).collect()
}

fn reads(scope: &Scope, place: Place<'_>) -> bool {
    today(scope, place).is_some_and(|today| scope.allows(today, &[], Resource::Figure, Action::Read))
}

/// The place that answers today for one of whatever tree.
#[must_use]
pub fn today<'a>(scope: &'a Scope, place: Place<'a>) -> Option<Place<'a>> {
    if std::ptr::eq(place.tree(), scope.tree().as_ref()) {
        Some(place)
    } else {
        scope.tree().by_id(place.id)
    }
}

/// The region of a code in the tree that is seen, if the scope may read `resource` of the place that answers for it
/// today.
///
/// # Errors
/// `NOT_FOUND`, `FORBIDDEN`.
pub fn place<'a>(scope: &Scope, lens: &'a Lens, code: &str, resource: Resource) -> Result<Place<'a>> {
    let unknown = || Error::NotFound(format!("there is no region of the code {code}"));
    let place = lens.seen.by_code(code).ok_or_else(unknown)?;
    let today = today(scope, place).ok_or_else(unknown)?;
    scope.require(today, &[], resource, Action::Read)?;
    Ok(place)
}

/// Whether the scope may read figures of `place`, or at least published ones. Asked before a loader, where one refused
/// region would fail its whole batch.
///
/// # Errors
/// `FORBIDDEN`.
pub fn check(scope: &Scope, place: Place<'_>) -> Result<()> {
    scope.require(place, &[], Resource::PublishedFigure, Action::Read)
}

/// Whether the scope may read figures of an indicator there.
fn authorise(scope: &Scope, place: Place<'_>, indicator: &Indicator, basis: Basis) -> Result<()> {
    let definition = &indicator.definition;
    if definition.visibility == Visibility::Published
        && basis == Basis::Accepted
        && scope.relation(place) == Relation::Above
    {
        return check(scope, place);
    }
    scope.require(place, &[], Resource::Figure, Action::Read)?;
    let held = || scope.principal().functions.contains(&definition.function);
    if definition.visibility == Visibility::Function && !held() {
        return Err(Error::Forbidden(format!(
            "figures of {} are for bureaus of its function alone",
            definition.code
        )));
    }
    Ok(())
}

/// Whether the scope may read a figure that another one is made of.
///
/// # Errors
/// `FORBIDDEN`.
pub fn check_operand(scope: &Scope, operand: &Figure) -> Result<()> {
    authorise(scope, operand.place(), operand.indicator(), operand.on.basis)
}

/// Brings what is in memory to this moment, once a request, and gives the moment: what was committed before it is in
/// every figure of the request.
///
/// # Errors
/// When the database does not answer.
pub async fn fresh(scope: &Scope, hub: &Hub) -> Result<DateTime<Utc>> {
    if let Some(known_at) = scope.known_at() {
        return Ok(known_at);
    }
    let known_at = hub.clock.now();
    hub.columns.refresh(hub).await?;
    scope.know(known_at);
    Ok(known_at)
}

/// The definitions of these codes, in their order.
///
/// # Errors
/// `NOT_FOUND` names every code that the scope does not know; `LIMIT_EXCEEDED`.
pub async fn indicators(
    scope: &Scope,
    hub: &Hub,
    codes: &[String],
) -> Result<(Arc<Definitions>, Vec<Arc<Indicator>>)> {
    check_size(codes)?;
    let find = |definitions: &Definitions| in_order(codes, |code| definitions.by_code(scope, code).cloned());
    let definitions = hub.columns.definitions(hub).await?;
    match find(&definitions) {
        // A release of the program may have brought a definition, which is not a region's change.
        Err(Error::NotFound(_)) => {
            hub.columns.forget_definitions();
            let definitions = hub.columns.definitions(hub).await?;
            let found = find(&definitions)?;
            Ok((definitions, found))
        }
        found => Ok((definitions, found?)),
    }
}

/// The figures of every combination asked for; columns are read once for each province.
///
/// # Errors
/// As [`figure`].
#[tracing::instrument(name = "rollup.figures", skip_all)]
pub async fn figures(scope: &Scope, hub: &Hub, ask: &Ask<'_>) -> Result<Vec<Figure>> {
    let asked = ask.regions.len() * ask.indicators.len() * ask.periods.len();
    scope.spend_figures(asked, hub.config.graphql.max_figures)?;
    // What was committed before this moment is read below.
    let known_at = fresh(scope, hub).await?;
    if ask.on.as_of.is_some_and(|as_of| as_of > known_at) {
        return Err(Error::BadInput("asOf lies in the future".to_owned()));
    }
    let (definitions, indicators) = indicators(scope, hub, &ask.indicators).await?;
    let lens = lens(scope, hub, ask.on);
    let regions: Vec<Place<'_>> = ask
        .regions
        .iter()
        .map(|place| anchored(&lens, *place))
        .collect::<Result<_>>()?;
    for place in &regions {
        let today = today(scope, *place).ok_or_else(|| Error::internal("a region of no day"))?;
        for indicator in &indicators {
            authorise(scope, today, indicator, ask.on.basis)?;
        }
    }
    let mut wants = Vec::with_capacity(indicators.len() * ask.periods.len());
    for indicator in &indicators {
        for period in &ask.periods {
            wants.push(Want::new(
                scope,
                &definitions,
                indicator,
                *period,
                ask.on.reading,
            )?);
        }
    }
    let mut materials: HashMap<RegionId, Vec<Arc<Material>>> = HashMap::new();
    for place in &regions {
        let province = place.province().id;
        if let Entry::Vacant(vacant) = materials.entry(province) {
            vacant.insert(bind(hub, &lens, province, &wants, ask).await?);
        }
    }
    let mut figures = Vec::with_capacity(asked);
    for place in &regions {
        for material in &materials[&place.province().id] {
            figures.push(Figure::new(&lens.seen, *place, material, ask.on, known_at));
        }
    }
    Ok(figures)
}

/// A place in the tree that is seen: it may have been found in another.
fn anchored<'a>(lens: &'a Lens, place: Place<'a>) -> Result<Place<'a>> {
    if std::ptr::eq(place.tree(), lens.seen.as_ref()) {
        return Ok(place);
    }
    let found = lens.seen.exact(place.id);
    found.ok_or_else(|| {
        Error::BadInput(format!(
            "{} {} is not in the tree of that day: name a region of that day",
            place.code, place.name
        ))
    })
}

/// What figures of a province are made of, its columns read.
///
/// # Errors
/// When the database does not answer; `LIMIT_EXCEEDED`.
async fn bind(
    hub: &Hub,
    lens: &Lens,
    province: RegionId,
    wants: &[Want],
    ask: &Ask<'_>,
) -> Result<Vec<Arc<Material>>> {
    let as_of = ask.on.as_of;
    let mut keys: Vec<Key> = Vec::new();
    for want in wants {
        want.keys(as_of, &mut keys);
    }
    // Periods that many figures read are read once.
    let mut seen = HashSet::with_capacity(keys.len());
    keys.retain(|key| seen.insert(*key));
    if keys.len() > MAX_COLUMNS {
        return Err(Error::LimitExceeded(format!(
            "{} periods of indicators are read; one request may read {MAX_COLUMNS}",
            keys.len()
        )));
    }
    let gone = || Error::internal("a province of no day");
    let columns = {
        let province = lens.columns.by_id(province).ok_or_else(gone)?;
        hub.columns.get(hub, &lens.columns, province, &keys).await?
    };
    let mut wanted = Vec::new();
    for want in wants {
        want.counts(ask.counted, &mut wanted);
    }
    let province = lens.seen.by_id(province).ok_or_else(gone)?;
    let counts = count(hub, lens, province, wanted).await?;
    let bench = Bench {
        hub,
        lens,
        as_of,
        columns: &columns,
        counts: &counts,
    };
    Ok(wants.iter().map(|want| Arc::new(want.bind(&bench))).collect())
}

async fn count(
    hub: &Hub,
    lens: &Lens,
    province: Place<'_>,
    wanted: Vec<Wanted>,
) -> Result<HashMap<CountKey, Arc<Count>>> {
    if Arc::ptr_eq(&lens.seen, &lens.columns) {
        return hub.columns.count(hub, &lens.seen, province, &wanted).await;
    }
    // Of another day they are seldom asked for, so they are not kept.
    let mut counts = HashMap::new();
    for Wanted { key, rule } in wanted {
        let count = repo::count(hub, &lens.seen, province, &rule, key.period).await?;
        counts.insert(key, Arc::new(count));
    }
    Ok(counts)
}

/// The figure with what the registers count beside it, where they can.
///
/// # Errors
/// When the database does not answer.
pub async fn with_count(hub: &Hub, figure: &Figure) -> Result<Figure> {
    let mut figure = figure.clone();
    let Some(wanted) = figure
        .material
        .countable
        .clone()
        .filter(|_| figure.counted.is_none())
    else {
        return Ok(figure);
    };
    let key = wanted.key;
    let counts = count(
        hub,
        &figure.material.reporting.lens,
        figure.place().province(),
        vec![wanted],
    )
    .await?;
    figure.counted = counts
        .get(&key)
        .and_then(|count| figure.material.shown(count, figure.place()));
    Ok(figure)
}

/// Columns that one field may read of a province.
const MAX_COLUMNS: usize = 5_000;
