//! Accepting and returning what the tier below submitted.

use std::{collections::HashMap, sync::Arc};

use chrono::NaiveDate;

use super::{KIND, check_size};
use crate::{
    audit::write::{Act, Write},
    error::{Error, Result},
    hub::Hub,
    indicator::{
        self,
        model::Indicator,
        observation::{
            model::{self, Head, Key, Status, unknown_indicator},
            repo::{self, Observation, Version},
        },
        period::Period,
    },
    issue::{Issue, check_note},
    region::tree::Bearer,
    scope::{
        Scope,
        policy::{Action, Resource},
    },
};

/// Names an observation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Region code.
    pub region: String,
    /// Indicator code.
    pub indicator: String,
    /// Period.
    pub period: Period,
    /// The version that the client read; not checked where it is none.
    pub expected_version: Option<i64>,
}

/// Accepts what the regions directly below submitted, or returns it with a reason. Business refusals
/// (nothing submitted, another version) come back as issues; the others are decided all the same.
///
/// # Errors
/// `FORBIDDEN` if the token may not decide on a region or an indicator that is named; `LIMIT_EXCEEDED`.
#[tracing::instrument(name = "observation.decide", skip_all)]
pub async fn decide(
    scope: &Scope,
    hub: &Hub,
    named: &[Named],
    reason: Option<&str>,
) -> Result<(Vec<Observation>, Vec<Issue>)> {
    check_size(hub, named.len())?;
    let indicators =
        indicator::service::known(scope, hub, named.iter().map(|name| name.indicator.as_str())).await?;
    let places = authorise(scope, named, &indicators, hub.today())?;
    let mut issues = reason.map(check_reason).unwrap_or_default();
    if !issues.is_empty() {
        return Ok((Vec::new(), issues));
    }
    let mut write = Write::begin(scope, hub).await?;
    let province = scope.home().province().id;
    let keys = keys(named, &places, &indicators, &mut issues);
    let wanted: Vec<Key> = keys.iter().map(|(_, key)| *key).collect();
    let heads = repo::heads(&write, province, &wanted).await?;
    let mut versions = Vec::new();
    for (index, key) in keys {
        match next(heads.get(&key), named[index].expected_version, reason) {
            Ok((before, head)) => {
                let act = if reason.is_some() {
                    Act::Returned
                } else {
                    Act::Accepted
                };
                let (before, after) = (Some(&before.value), Some(&head.value));
                write.note(
                    act,
                    KIND,
                    head.id.0,
                    head.version,
                    places[index].place,
                    before,
                    after,
                )?;
                versions.push(Version { key, head });
            }
            Err(issue) => issues.push(issue.below(&["keys", &index.to_string()])),
        }
    }
    if !repo::store(&write, province, &versions).await? {
        return Err(Error::internal("an observation changed although it was locked"));
    }
    let (at, by) = (write.at(), scope.principal().subject.to_string());
    write.commit(hub).await?;
    let seen = |Version { key, head }| Observation {
        key,
        head,
        at,
        by: by.clone(),
        listed_at: at,
    };
    Ok((versions.into_iter().map(seen).collect(), issues))
}

/// The places of the regions, on all of which the token may decide. For an unknown indicator the role and the
/// region are checked all the same.
fn authorise<'a>(
    scope: &'a Scope,
    named: &[Named],
    indicators: &HashMap<String, Arc<Indicator>>,
    today: NaiveDate,
) -> Result<Vec<Bearer<'a>>> {
    let held = scope.principal().functions.as_slice();
    named
        .iter()
        .map(|name| {
            let last = name.period.last_day().min(today);
            let bearer = scope.region_on(&name.region, Some(last), Resource::Observation)?;
            let function = indicators
                .get(&name.indicator)
                .map(|known| [known.definition.function]);
            let functions = function.as_ref().map_or(held, |function| function.as_slice());
            scope.require(bearer.place, functions, Resource::Observation, Action::Decide)?;
            Ok(bearer)
        })
        .collect()
}

fn check_reason(reason: &str) -> Vec<Issue> {
    let mut issues = Vec::new();
    if reason.trim().is_empty() {
        issues.push(Issue::error(
            &["reason"],
            "REASON_MISSING",
            "say why it is returned",
            "须写明退回原因",
        ));
    }
    check_note(&["reason"], Some(reason), &mut issues);
    issues
}

/// The keys that are named, each once, with the index of its name.
fn keys(
    named: &[Named],
    places: &[Bearer<'_>],
    indicators: &HashMap<String, Arc<Indicator>>,
    issues: &mut Vec<Issue>,
) -> Vec<(usize, Key)> {
    let mut keys = Vec::new();
    for (index, (name, place)) in named.iter().zip(places).enumerate() {
        match indicators.get(&name.indicator) {
            Some(known) => keys.push((
                index,
                Key {
                    region: place.id,
                    indicator: known.id,
                    period: name.period,
                },
            )),
            None => issues.push(unknown_indicator(&name.indicator).below(&["keys", &index.to_string()])),
        }
    }
    let again = model::duplicates(keys.iter().map(|(index, key)| (*index, key)));
    for (index, first) in &again {
        let issue = Issue::error(
            &["keys", &index.to_string()],
            "DUPLICATE_ROW",
            format!("the same as key {first}"),
            format!("与第{first}项重复"),
        );
        issues.push(issue.with([first]));
    }
    keys.retain(|(index, _)| !again.contains_key(index));
    keys
}

/// What is decided on and what it becomes.
fn next<'a>(
    head: Option<&'a Head>,
    expected: Option<i64>,
    reason: Option<&str>,
) -> Result<(&'a Head, Head), Box<Issue>> {
    let Some(head) = head.filter(|head| head.status == Status::Submitted) else {
        return Err(Box::new(Issue::error(
            &[],
            "NOT_SUBMITTED",
            "there is no submitted value to decide on, or its region is revising it",
            "没有待审核的已报送数值，或填报地区正在修改",
        )));
    };
    if let Some(expected) = expected.filter(|expected| *expected != head.version) {
        return Err(Box::new(Issue::version_conflict(expected, head.version)));
    }
    let mut after = Head {
        version: head.version + 1,
        status: Status::Accepted,
        ..head.clone()
    };
    if let Some(reason) = reason {
        after.status = Status::Returned;
        after.value.note = Some(reason.to_owned());
    }
    Ok((head, after))
}
