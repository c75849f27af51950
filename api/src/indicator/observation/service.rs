//! Use cases of observations: record, accept, return; and, in `read`, list and find.

mod read;

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use entities::ids::ObservationId;
use serde::{Deserialize, Serialize};

use super::{
    model::{self, Head, Key, Outcome, Row, Status, Value},
    repo::{self, Observation, Version},
};
use crate::{
    audit::write::{Act, Write},
    error::{Error, Result},
    hub::Hub,
    idempotency,
    indicator::{self, model::Indicator},
    issue::{Issue, check_note},
    region::tree::Place,
    scope::{
        Scope,
        policy::{Action, Relation, Resource},
    },
};

pub use read::{Ask, at_version, by_ids, count, page, root};

/// How a batch is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// The values.
    pub rows: Vec<Row>,
    /// Write nothing if one row is refused; else write the others.
    pub all_or_nothing: bool,
    /// Check and tell, but write nothing.
    pub dry_run: bool,
    /// Put before the tier above; else keep as drafts.
    pub submit: bool,
}

/// What became of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RowOutcome {
    /// A new version is stored (or would be, in a dry run).
    Written,
    /// It was stored so already.
    Unchanged,
    /// It is refused.
    Refused,
    /// It is sound, but another row was not and the batch is all or nothing.
    Withheld,
}

/// What became of a batch. Kept for a day under its idempotency key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// For each row: its outcome and the version that is stored now.
    pub rows: Vec<(RowOutcome, Option<i64>)>,
    /// Every issue of every row.
    pub issues: Vec<Issue>,
}

/// Names an observation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Region code.
    pub region: String,
    /// Indicator code.
    pub indicator: String,
    /// Period.
    pub period: String,
    /// The version that the client read; not checked where it is none.
    pub expected_version: Option<i64>,
}

/// Records a batch of values of the token's own region. A repeated call with the same idempotency key
/// gets the first answer again.
///
/// # Errors
/// `FORBIDDEN` if the token may not write a region or an indicator that is named (nothing is written);
/// `LIMIT_EXCEEDED`; `IDEMPOTENCY_KEY_REUSED`.
pub async fn record(scope: &Scope, hub: &Hub, batch: &Batch, key: Option<&str>) -> Result<Recorded> {
    let limit = hub.config.graphql.max_batch;
    if batch.rows.len() > limit {
        return Err(Error::LimitExceeded(format!(
            "{} rows; one call may have {limit}",
            batch.rows.len()
        )));
    }
    let places = authorise_regions(scope, batch.rows.iter().map(|row| row.region.as_str()))?;
    let indicators =
        indicator::service::known(scope, hub, batch.rows.iter().map(|row| row.indicator.as_str())).await?;
    for (place, row) in places.iter().zip(&batch.rows) {
        if let Some(indicator) = indicators.get(&row.indicator) {
            scope.require(
                *place,
                &[indicator.definition.function],
                Resource::Observation,
                Action::Write,
            )?;
        }
    }
    let call = idempotency::Call::new(scope, key, batch)?;
    // A key that another transaction wrote between our reading and our writing: read again, thrice at most.
    for _ in 0..3 {
        if let Some(recorded) = attempt(scope, hub, batch, &places, &indicators, call.as_ref()).await? {
            return Ok(recorded);
        }
    }
    Err(Error::internal(
        "three attempts met a concurrent write of the same observations",
    ))
}

async fn attempt(
    scope: &Scope,
    hub: &Hub,
    batch: &Batch,
    places: &[Place<'_>],
    indicators: &HashMap<String, Arc<Indicator>>,
    call: Option<&idempotency::Call>,
) -> Result<Option<Recorded>> {
    let mut write = Write::begin(scope, hub).await?;
    if let Some(call) = call
        && let Some(answered) = call.answered(&write).await?
    {
        return Ok(Some(answered));
    }
    let mut issues: BTreeMap<usize, Vec<Issue>> = BTreeMap::new();
    let mut sound: BTreeMap<usize, (Key, Value)> = BTreeMap::new();
    for (index, (row, place)) in batch.rows.iter().zip(places).enumerate() {
        match model::parse(row, place.id, indicators.get(&row.indicator).map(Arc::as_ref)) {
            Ok((key, value, warnings)) => {
                sound.insert(index, (key, value));
                issues.insert(index, warnings);
            }
            Err(found) => {
                issues.insert(index, found);
            }
        }
    }
    for (index, first) in model::duplicates(sound.iter().map(|(index, (key, _))| (*index, key))) {
        sound.remove(&index);
        let issue = Issue::error(
            &[],
            "DUPLICATE_ROW",
            format!("the same as row {first}"),
            format!("与第{first}行重复"),
        );
        issues.entry(index).or_default().push(issue.with([first]));
    }

    let status = if batch.submit {
        Status::Submitted
    } else {
        Status::Draft
    };
    let province = scope.home().province().id;
    let keys: Vec<Key> = sound.values().map(|(key, _)| *key).collect();
    let heads = repo::heads(&write, province, &keys).await?;
    let mut rows = vec![(RowOutcome::Refused, None); batch.rows.len()];
    let mut versions: Vec<(usize, Version)> = Vec::new();
    for (index, (key, value)) in sound {
        let head = heads.get(&key);
        match model::decide(head, &value, status, batch.rows[index].expected_version) {
            Outcome::Unchanged(version) => rows[index] = (RowOutcome::Unchanged, Some(version)),
            Outcome::Refuse(issue) => issues.entry(index).or_default().push(issue),
            Outcome::Write(version) => {
                rows[index] = (RowOutcome::Written, Some(version));
                let id = head.map_or_else(|| ObservationId(hub.ids.next(write.at())), |head| head.id);
                versions.push((
                    index,
                    Version {
                        key,
                        head: Head {
                            id,
                            version,
                            status,
                            value,
                        },
                    },
                ));
            }
        }
    }
    if batch.all_or_nothing && rows.iter().any(|(outcome, _)| *outcome == RowOutcome::Refused) {
        for row in rows
            .iter_mut()
            .filter(|(outcome, _)| *outcome == RowOutcome::Written)
        {
            *row = (RowOutcome::Withheld, None);
        }
        versions.clear();
    }
    let issues = issues
        .into_iter()
        .flat_map(|(index, issues)| {
            issues
                .into_iter()
                .map(move |issue| issue.below(&["rows", &index.to_string()]))
        })
        .collect();
    let recorded = Recorded { rows, issues };
    if batch.dry_run {
        return Ok(Some(recorded));
    }
    let act = if batch.submit {
        Act::Submitted
    } else {
        Act::Updated
    };
    for (index, version) in &versions {
        let before = heads.get(&version.key).map(|head| &head.value);
        let (id, number) = (version.head.id.0, version.head.version);
        write.note(
            act,
            "observation",
            id,
            number,
            places[*index],
            before,
            Some(&version.head.value),
        )?;
    }
    let versions: Vec<Version> = versions.into_iter().map(|(_, version)| version).collect();
    if !repo::store(&write, province, &versions).await? {
        return Ok(None);
    }
    if let Some(call) = call
        && !call.answer(&write, &recorded).await?
    {
        return Ok(None);
    }
    write.commit(hub).await?;
    Ok(Some(recorded))
}

/// Accepts what the regions directly below submitted, or returns it with a reason. Business refusals
/// (nothing submitted, another version) come back as issues; the others are decided all the same.
///
/// # Errors
/// `FORBIDDEN` if the token may not decide on a region or an indicator that is named; `LIMIT_EXCEEDED`.
pub async fn decide(
    scope: &Scope,
    hub: &Hub,
    named: &[Named],
    reason: Option<&str>,
) -> Result<(Vec<Observation>, Vec<Issue>)> {
    let limit = hub.config.graphql.max_batch;
    if named.len() > limit {
        return Err(Error::LimitExceeded(format!(
            "{} keys; one call may have {limit}",
            named.len()
        )));
    }
    let mut places = Vec::with_capacity(named.len());
    for name in named {
        places.push(scope.region(&name.region, Resource::Observation)?);
    }
    let indicators =
        indicator::service::known(scope, hub, named.iter().map(|name| name.indicator.as_str())).await?;
    for (place, name) in places.iter().zip(named) {
        let functions: Vec<_> = indicators
            .get(&name.indicator)
            .map(|known| known.definition.function)
            .into_iter()
            .collect();
        // For an unknown indicator the role and the region are checked all the same.
        let functions = if functions.is_empty() {
            scope.principal().functions.as_slice()
        } else {
            &functions
        };
        scope.require(*place, functions, Resource::Observation, Action::Decide)?;
    }

    let mut issues = Vec::new();
    if let Some(reason) = reason {
        check_reason(reason, &mut issues);
        if !issues.is_empty() {
            return Ok((Vec::new(), issues));
        }
    }
    let mut write = Write::begin(scope, hub).await?;
    let mut keys: Vec<(usize, Key)> = Vec::new();
    for (index, (place, name)) in places.iter().zip(named).enumerate() {
        match (indicators.get(&name.indicator), name.period.parse()) {
            (Some(indicator), Ok(period)) => {
                keys.push((
                    index,
                    Key {
                        region: place.id,
                        indicator: indicator.id,
                        period,
                    },
                ));
            }
            _ => issues.push(not_submitted(index)),
        }
    }
    let again = model::duplicates(keys.iter().map(|(index, key)| (*index, key)));
    keys.retain(|(index, _)| !again.contains_key(index));
    let province = scope.home().province().id;
    let wanted: Vec<Key> = keys.iter().map(|(_, key)| *key).collect();
    let heads = repo::heads(&write, province, &wanted).await?;
    let (status, act) = if reason.is_some() {
        (Status::Returned, Act::Returned)
    } else {
        (Status::Accepted, Act::Accepted)
    };
    let mut versions = Vec::new();
    for (index, key) in keys {
        let Some(head) = heads.get(&key).filter(|head| head.status == Status::Submitted) else {
            issues.push(not_submitted(index));
            continue;
        };
        if let Some(expected) = named[index]
            .expected_version
            .filter(|expected| *expected != head.version)
        {
            issues.push(Issue::version_conflict(expected, head.version).below(&["keys", &index.to_string()]));
            continue;
        }
        let mut value = head.value.clone();
        if let Some(reason) = reason {
            value.note = Some(reason.to_owned());
        }
        let decided = Head {
            id: head.id,
            version: head.version + 1,
            status,
            value,
        };
        let (before, after) = (Some(&head.value), Some(&decided.value));
        write.note(
            act,
            "observation",
            decided.id.0,
            decided.version,
            places[index],
            before,
            after,
        )?;
        versions.push(Version { key, head: decided });
    }
    if !repo::store(&write, province, &versions).await? {
        return Err(Error::internal("an observation changed although it was locked"));
    }
    let (at, by) = (write.at(), scope.principal().subject.to_string());
    write.commit(hub).await?;
    let decided = versions.into_iter().map(|Version { key, head }| Observation {
        key,
        head,
        at,
        by: by.clone(),
    });
    Ok((decided.collect(), issues))
}

fn check_reason(reason: &str, issues: &mut Vec<Issue>) {
    if reason.trim().is_empty() {
        issues.push(Issue::error(
            &["reason"],
            "REASON_MISSING",
            "say why it is returned",
            "须写明退回原因",
        ));
    }
    check_note(&["reason"], Some(reason), issues);
}

fn not_submitted(index: usize) -> Issue {
    Issue::error(
        &["keys", &index.to_string()],
        "NOT_SUBMITTED",
        "there is no submitted value to decide on",
        "没有待审核的已报送数值",
    )
}

/// The places of the regions that are written, all of which must be the token's own.
fn authorise_regions<'a>(scope: &'a Scope, codes: impl Iterator<Item = &'a str>) -> Result<Vec<Place<'a>>> {
    // Whoever may write nothing at all learns so, even of an empty batch.
    let held = scope.principal().functions.as_slice();
    scope.require(scope.home(), held, Resource::Observation, Action::Write)?;
    let mut known: HashMap<&str, Place<'a>> = HashMap::new();
    let mut places = Vec::new();
    for code in codes {
        let place = match known.get(code) {
            Some(place) => *place,
            None => {
                let place = scope.region(code, Resource::Observation)?;
                if scope.relation(place) != Relation::Own {
                    return Err(Error::Forbidden(format!(
                        "region {} writes its own values only, not those of region {}",
                        scope.home().code,
                        place.code
                    )));
                }
                known.insert(code, place);
                place
            }
        };
        places.push(place);
    }
    Ok(places)
}
