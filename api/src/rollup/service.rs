//! Use cases of figures.

use std::{
    collections::{HashMap, HashSet, hash_map::Entry},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use entities::ids::RegionId;
use rust_decimal::Decimal;

use super::{
    column::Basis,
    columns::Key,
    definitions::Definitions,
    fold::{NoValue, Total},
    material::{Material, Outcome, Want},
    time::Reading,
};
use crate::{
    error::{Error, Result},
    hub::Hub,
    indicator::{
        model::{AcrossSpace, Headline, Indicator, Visibility},
        period::Period,
        service::MAX_CODES,
    },
    region::tree::{Place, Tier, Tree},
    scope::{
        Scope,
        policy::{Action, Relation, Resource},
    },
};

pub use super::material::Origin;

/// On what figures are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct On {
    /// Which observations count.
    pub basis: Basis,
    /// What of a period is read; what the indicator reports where it is none.
    pub reading: Option<Reading>,
    /// What was known at this moment; what is known now where it is none.
    pub as_of: Option<DateTime<Utc>>,
}

impl On {
    /// What is known now, as it is reported.
    #[must_use]
    pub fn basis(basis: Basis) -> Self {
        Self {
            basis,
            reading: None,
            as_of: None,
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
    /// The moment whose knowledge it is.
    pub known_at: DateTime<Utc>,
}

impl Figure {
    fn new(
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

    /// The regions that are expected to report, of which the figure is made.
    #[must_use]
    pub fn collectors(&self) -> Vec<Place<'_>> {
        let tier = self.material.edition().definition.collected_at;
        let collectors = self.place().collectors(tier);
        collectors.iter().map(|region| self.tree.at(*region)).collect()
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
        collect(
            self.place(),
            &self.material,
            &mut missing,
            &|material, slot, _| !material.has(slot, Basis::Submitted),
        );
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

/// The collectors of a figure that pass, of all that it is made of; `pass` is told whether the place is its only one.
fn collect(
    place: Place<'_>,
    material: &Material,
    found: &mut Vec<u32>,
    pass: &impl Fn(&Material, u32, bool) -> bool,
) {
    if material.cells().is_some() {
        let first = place.province().index;
        let collectors = place.collectors(material.edition().definition.collected_at);
        let own = collectors == [place.index];
        found.extend(
            collectors
                .iter()
                .filter(|region| pass(material, **region - first, own)),
        );
    }
    for operand in material
        .operands()
        .iter()
        .filter_map(|(_, operand)| operand.as_ref())
    {
        collect(place, operand, found, pass);
    }
}

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
    let ask = Ask {
        regions: vec![place(scope, region)?],
        indicators: vec![code.to_owned()],
        periods: vec![period],
        on,
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
    let root = scope.region(region, Resource::Figure)?;
    let ask = Ask {
        regions: below(root, tier),
        indicators: indicators.to_vec(),
        periods: periods.to_vec(),
        on,
    };
    figures(scope, hub, &ask).await
}

/// The regions of a tier inside a region, or those directly below it.
#[must_use]
pub fn below(root: Place<'_>, tier: Option<Tier>) -> Vec<Place<'_>> {
    match tier {
        Some(tier) => root.of_tier(tier).collect(),
        None => root.children().collect(),
    }
}

/// The region of a code, of which the scope may see at least published figures.
///
/// # Errors
/// `NOT_FOUND`, `FORBIDDEN`.
pub fn place<'a>(scope: &'a Scope, code: &str) -> Result<Place<'a>> {
    scope.region(code, Resource::PublishedFigure)
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
    if codes.len() > MAX_CODES {
        return Err(Error::LimitExceeded(format!(
            "at most {MAX_CODES} indicators in one request"
        )));
    }
    let find = |definitions: &Definitions| -> Vec<Result<Arc<Indicator>, String>> {
        let find = |code: &String| {
            definitions
                .by_code(scope, code)
                .cloned()
                .ok_or_else(|| code.clone())
        };
        codes.iter().map(find).collect()
    };
    let mut definitions = hub.columns.definitions(hub).await?;
    let mut found = find(&definitions);
    if found.iter().any(Result::is_err) {
        // A release of the program may have brought a definition, which is not a region's change.
        hub.columns.forget_definitions();
        definitions = hub.columns.definitions(hub).await?;
        found = find(&definitions);
    }
    let unknown: Vec<&str> = found
        .iter()
        .filter_map(|found| found.as_ref().err())
        .map(String::as_str)
        .collect();
    if !unknown.is_empty() {
        return Err(Error::NotFound(format!(
            "there is no indicator {}",
            unknown.join(", ")
        )));
    }
    Ok((definitions, found.into_iter().flatten().collect()))
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
    for place in &ask.regions {
        for indicator in &indicators {
            authorise(scope, *place, indicator, ask.on.basis)?;
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
    for place in &ask.regions {
        let province = place.province();
        if let Entry::Vacant(vacant) = materials.entry(province.id) {
            vacant.insert(bind(scope, hub, province, &wants, ask.on.as_of).await?);
        }
    }
    let mut figures = Vec::with_capacity(asked);
    for place in &ask.regions {
        for material in &materials[&place.province().id] {
            figures.push(Figure::new(scope.tree(), *place, material, ask.on, known_at));
        }
    }
    Ok(figures)
}

/// What figures of a province are made of, its columns read.
///
/// # Errors
/// When the database does not answer; `LIMIT_EXCEEDED`.
pub async fn bind(
    scope: &Scope,
    hub: &Hub,
    province: Place<'_>,
    wants: &[Want],
    as_of: Option<DateTime<Utc>>,
) -> Result<Vec<Arc<Material>>> {
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
    let found = hub.columns.get(hub, scope.tree(), province, &keys).await?;
    Ok(wants
        .iter()
        .map(|want| Arc::new(want.bind(as_of, &found)))
        .collect())
}

/// Columns that one field may read of a province.
const MAX_COLUMNS: usize = 5_000;
