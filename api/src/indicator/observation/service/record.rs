//! Recording values.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use chrono::NaiveDate;
use entities::ids::ObservationId;
use serde::{Deserialize, Serialize};

use super::{KIND, check_size};
use crate::{
    audit::write::{Act, Write},
    db::Outage,
    error::{Error, Result},
    hub::Hub,
    idempotency,
    indicator::{
        self,
        model::Indicator,
        observation::{
            model::{self, Head, Key, Outcome, Row, Status, Value},
            repo::{self, Version},
        },
        period::Period,
    },
    issue::Issue,
    region::tree::{Bearer, Tier},
    scope::{
        Scope,
        policy::{Action, Relation, Resource},
    },
};

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

/// Records a batch of values of the token's own region. A repeated call with the same idempotency key
/// gets the first answer again.
///
/// # Errors
/// `FORBIDDEN` if the token may not write a region or an indicator that is named (nothing is written);
/// `LIMIT_EXCEEDED`; `IDEMPOTENCY_KEY_REUSED`.
#[tracing::instrument(name = "observation.record", skip_all)]
pub async fn record(scope: &Scope, hub: &Hub, batch: &Batch, key: Option<&str>) -> Result<Recorded> {
    check_size(hub, batch.rows.len())?;
    let places = authorise_regions(scope, &batch.rows, hub.today())?;
    let indicators =
        indicator::service::known(scope, hub, batch.rows.iter().map(|row| row.indicator.as_str())).await?;
    for (place, row) in places.iter().zip(&batch.rows) {
        if let Some(indicator) = indicators.get(&row.indicator) {
            scope.require(
                place.place,
                &[indicator.definition.function],
                Resource::Observation,
                Action::Write,
            )?;
        }
    }
    let call = idempotency::Call::new(scope, "recordObservations", key, batch)?;
    // Another transaction may write the same key between our reading and our writing: then read again.
    for _ in 0..3 {
        if let Some(recorded) = attempt(scope, hub, batch, &places, &indicators, call.as_ref()).await? {
            return Ok(recorded);
        }
    }
    Err(Error::outage(
        Outage::Busy,
        "three attempts met a concurrent write of the same observations",
    ))
}

/// The regions that are written, all of which must be the token's own, or continue as it: a region is named by the code
/// that it bears on the last day of the period.
fn authorise_regions<'a>(scope: &'a Scope, rows: &[Row], today: NaiveDate) -> Result<Vec<Bearer<'a>>> {
    // Whoever may write nothing at all learns so, even of an empty batch.
    let held = scope.principal().functions.as_slice();
    scope.require(scope.home(), held, Resource::Observation, Action::Write)?;
    rows.iter()
        .map(|row| {
            let last = row
                .period
                .parse()
                .ok()
                .map(|period: Period| period.last_day().min(today));
            let bearer = scope.region_on(&row.region, last, Resource::Observation)?;
            if scope.relation(bearer.place) == Relation::Own {
                return Ok(bearer);
            }
            Err(Error::Forbidden(format!(
                "region {} writes its own values only, not those of region {}",
                scope.home().code,
                bearer.place.code
            )))
        })
        .collect()
}

/// The status of what is written. Above a province there is nobody in the hub to accept its values, so they
/// are final when it submits them.
fn status(scope: &Scope, submit: bool) -> Status {
    match (submit, scope.home().tier) {
        (false, _) => Status::Draft,
        (true, Tier::Province) => Status::Accepted,
        (true, _) => Status::Submitted,
    }
}

async fn attempt(
    scope: &Scope,
    hub: &Hub,
    batch: &Batch,
    places: &[Bearer<'_>],
    indicators: &HashMap<String, Arc<Indicator>>,
    call: Option<&idempotency::Call>,
) -> Result<Option<Recorded>> {
    let mut write = Write::begin(scope, hub).await?;
    if let Some(call) = call
        && let Some(answered) = call.answered(&write).await?
    {
        return Ok(Some(answered));
    }
    let province = scope.home().province().id;
    let (sound, mut issues) = parse(batch, places, indicators);
    let keys: Vec<Key> = sound.values().map(|(key, _)| *key).collect();
    let heads = repo::heads(&write, province, &keys).await?;
    let status = status(scope, batch.submit);
    let (rows, mut versions) = plan(batch, sound, &heads, status, &mut issues, || {
        hub.ids.next(write.at())
    });
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
    // In one order for all, so that two batches with the same new keys do not wait for each other.
    versions.sort_by_key(|version| {
        (
            version.key.indicator,
            version.key.region,
            version.key.period.to_string(),
        )
    });
    note(&mut write, &heads, &versions, status)?;
    let stored = repo::store(&write, province, &versions).await?;
    let answered = match call {
        Some(call) if stored => call.answer(&write, &recorded).await?,
        _ => stored,
    };
    if !answered {
        return Ok(None);
    }
    write.commit(hub).await?;
    Ok(Some(recorded))
}

type Sound = BTreeMap<usize, (Key, Value)>;
type Issues = BTreeMap<usize, Vec<Issue>>;

/// The rows that can be stored, and every issue of all rows.
fn parse(
    batch: &Batch,
    places: &[Bearer<'_>],
    indicators: &HashMap<String, Arc<Indicator>>,
) -> (Sound, Issues) {
    let (mut sound, mut issues) = (Sound::new(), Issues::new());
    for (index, (row, place)) in batch.rows.iter().zip(places).enumerate() {
        let found = match model::parse(row, place.id, indicators.get(&row.indicator).map(Arc::as_ref)) {
            Ok((key, ..)) if not_yet(*place, key.period) => vec![begins_later(&row.region, key.period)],
            Ok((key, value, warnings)) => {
                sound.insert(index, (key, value));
                warnings
            }
            Err(found) => found,
        };
        issues.insert(index, found);
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
    (sound, issues)
}

/// Whether a region begins after a period: then others stood in its place, and what they reported counts.
fn not_yet(bearer: Bearer<'_>, period: Period) -> bool {
    let dated = bearer.place.tree().history().get(bearer.id);
    dated.is_some_and(|dated| dated.begins_after(period.last_day()))
}

fn begins_later(code: &str, period: Period) -> Issue {
    let message = "the region begins after the period: name the regions that it comes from, by their codes";
    let message_zh = "该地区在统计期内尚未设立，请按当时的区划代码填报";
    Issue::error(&["region"], "REGION_BEGINS_LATER", message, message_zh).with([code, &period.to_string()])
}

/// What becomes of every row, and the versions that are to be stored.
fn plan(
    batch: &Batch,
    sound: Sound,
    heads: &HashMap<Key, Head>,
    status: Status,
    issues: &mut Issues,
    id: impl Fn() -> i64,
) -> (Vec<(RowOutcome, Option<i64>)>, Vec<Version>) {
    let mut rows = vec![(RowOutcome::Refused, None); batch.rows.len()];
    let mut versions = Vec::new();
    for (index, (key, value)) in sound {
        let head = heads.get(&key);
        match model::decide(head, &value, status, batch.rows[index].expected_version) {
            Outcome::Unchanged(version) => rows[index] = (RowOutcome::Unchanged, Some(version)),
            Outcome::Refuse(issue) => issues.entry(index).or_default().push(issue),
            Outcome::Write(version) => {
                rows[index] = (RowOutcome::Written, Some(version));
                let id = head.map_or_else(|| ObservationId(id()), |head| head.id);
                versions.push(Version {
                    key,
                    head: Head {
                        id,
                        version,
                        status,
                        value,
                    },
                });
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
    (rows, versions)
}

fn note(
    write: &mut Write<'_>,
    heads: &HashMap<Key, Head>,
    versions: &[Version],
    status: Status,
) -> Result<()> {
    let place = write.scope().home();
    for Version { key, head } in versions {
        let before = heads.get(key).map(|head| &head.value);
        let act = match (status, before) {
            (Status::Draft, None) => Act::Created,
            (Status::Draft, Some(_)) => Act::Updated,
            (Status::Accepted, _) => Act::Accepted,
            _ => Act::Submitted,
        };
        write.note(
            act,
            KIND,
            head.id.0,
            head.version,
            place,
            before,
            Some(&head.value),
        )?;
    }
    Ok(())
}
