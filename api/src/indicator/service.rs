//! Use cases of definitions.

mod references;

use std::{collections::HashMap, sync::Arc};

use chrono::NaiveDate;
use entities::ids::IndicatorId;

use super::{
    model::{AcrossSpace, Definition, Indicator},
    repo,
};
use crate::{
    audit::write::{Act, Write},
    error::{Error, Result},
    hub::Hub,
    issue::{Issue, blocks},
    scope::{
        Scope,
        policy::{Action, Resource},
    },
};

/// More codes than this in one request are refused.
const MAX_CODES: usize = 200;

/// The definitions of these codes, in their order.
///
/// # Errors
/// As [`in_order`].
pub async fn by_codes(scope: &Scope, hub: &Hub, codes: &[String]) -> Result<Vec<Arc<Indicator>>> {
    scope.require(scope.home(), &[], Resource::Indicator, Action::Read)?;
    check_size(codes)?;
    let known = known(scope, hub, codes.iter().map(String::as_str)).await?;
    in_order(codes, |code| known.get(code).cloned())
}

/// Whether a request may name so many codes.
///
/// # Errors
/// `LIMIT_EXCEEDED`.
pub fn check_size(codes: &[String]) -> Result<()> {
    if codes.len() > MAX_CODES {
        return Err(Error::LimitExceeded(format!(
            "at most {MAX_CODES} indicators in one request"
        )));
    }
    Ok(())
}

/// What `find` gives for each of these codes, in their order.
///
/// # Errors
/// `NOT_FOUND` names every code for which it gives nothing.
pub fn in_order(
    codes: &[String],
    find: impl Fn(&str) -> Option<Arc<Indicator>>,
) -> Result<Vec<Arc<Indicator>>> {
    let (mut found, mut unknown) = (Vec::with_capacity(codes.len()), Vec::new());
    for code in codes {
        match find(code) {
            Some(indicator) => found.push(indicator),
            None => unknown.push(code.as_str()),
        }
    }
    if !unknown.is_empty() {
        return Err(Error::NotFound(format!(
            "there is no indicator {}",
            unknown.join(", ")
        )));
    }
    Ok(found)
}

/// The definitions of these codes that the scope knows, by code: the caller tells of those it does not.
///
/// # Errors
/// When the database does not answer.
pub async fn known<'a>(
    scope: &Scope,
    hub: &Hub,
    codes: impl Iterator<Item = &'a str>,
) -> Result<HashMap<String, Arc<Indicator>>> {
    let mut codes: Vec<String> = codes.map(str::to_owned).collect();
    codes.sort_unstable();
    codes.dedup();
    let found = repo::by_codes(scope, hub.db.reader(), &codes).await?;
    Ok(found
        .into_iter()
        .map(|indicator| (indicator.definition.code.clone(), Arc::new(indicator)))
        .collect())
}

/// All definitions of the hub, for the figures in memory. What a scope may know of them, the caller tells.
///
/// # Errors
/// When the database does not answer.
pub async fn all(hub: &Hub) -> Result<Vec<Indicator>> {
    repo::all(&hub.db).await
}

/// The definitions of these keys that the scope knows.
///
/// # Errors
/// When the database does not answer.
pub async fn by_ids(scope: &Scope, hub: &Hub, ids: &[IndicatorId]) -> Result<Vec<Indicator>> {
    if !scope.allows(scope.home(), &[], Resource::Indicator, Action::Read) {
        return Ok(Vec::new());
    }
    repo::by_ids(scope, hub.db.reader(), ids).await
}

/// A page of definitions, one more than `limit` if there are more.
///
/// # Errors
/// `FORBIDDEN` for a token that may not read definitions.
#[tracing::instrument(name = "indicator.page", skip_all)]
pub async fn page(
    scope: &Scope,
    hub: &Hub,
    filter: &repo::Filter,
    after: Option<(String, i64)>,
    limit: u64,
) -> Result<Vec<Indicator>> {
    scope.require(scope.home(), &[], Resource::Indicator, Action::Read)?;
    repo::page(scope, &hub.db, filter, after, limit).await
}

/// How many definitions pass the filter.
///
/// # Errors
/// As [`page`].
pub async fn count(scope: &Scope, hub: &Hub, filter: &repo::Filter) -> Result<u64> {
    scope.require(scope.home(), &[], Resource::Indicator, Action::Read)?;
    repo::count(scope, &hub.db, filter).await
}

/// Defines an indicator, owned by the token's region; it holds for all below. The issues say why it did not.
///
/// # Errors
/// `FORBIDDEN` without the role or the function.
#[tracing::instrument(name = "indicator.define", skip_all)]
pub async fn define(
    scope: &Scope,
    hub: &Hub,
    definition: Definition,
) -> Result<(Option<Indicator>, Vec<Issue>)> {
    let home = scope.home();
    scope.require(home, &[definition.function], Resource::Indicator, Action::Write)?;
    let mut issues = definition.check();
    let mut write = Write::begin(scope, hub).await?;
    issues.extend(references::check(scope, hub, &write, &definition).await?);
    let province = home.province().id;
    if repo::taken(write.connection(), province, &definition.code).await? {
        issues.push(code_taken(&definition.code));
    }
    if blocks(&issues) {
        return Ok((None, issues));
    }
    let id = IndicatorId(hub.ids.next(write.at()));
    if !repo::insert(
        write.connection(),
        id,
        Some((province, home.id)),
        &definition,
        write.at(),
    )
    .await?
    {
        issues.push(code_taken(&definition.code));
        return Ok((None, issues));
    }
    write.note(Act::Created, "indicator", id.0, 1, home, None, Some(&definition))?;
    write.commit(hub).await?;
    Ok((
        Indicator::new(id, Some(home.id), 1, definition, Vec::new()),
        issues,
    ))
}

fn code_taken(code: &str) -> Issue {
    Issue::error(
        &["code"],
        "CODE_TAKEN",
        "this code is defined already",
        "该指标代码已被使用",
    )
    .with([code])
}

/// A change of a definition.
#[derive(Debug)]
pub struct Change<F> {
    /// Code of the definition.
    pub code: String,
    /// The version that is changed.
    pub expected: i64,
    /// The first day of the first period for which changed rules hold.
    pub effective_from: Option<NaiveDate>,
    /// The new content from the old.
    pub content: F,
}

/// Changes a definition. What decides the values already stored stays: code, dimension of the units, scale, cadence,
/// source. Changed rules hold for periods from a day on, and earlier figures stay as they were.
///
/// # Errors
/// `NOT_FOUND` for an unknown code; `FORBIDDEN` for another region's or another function's definition.
#[tracing::instrument(name = "indicator.update", skip_all)]
pub async fn update(
    scope: &Scope,
    hub: &Hub,
    change: Change<impl FnOnce(&Definition) -> Definition>,
) -> Result<(Option<Indicator>, Vec<Issue>)> {
    let mut write = Write::begin(scope, hub).await?;
    let code = change.code.as_str();
    let found = repo::by_codes(scope, write.connection(), &[code.to_owned()])
        .await?
        .pop();
    let indicator = found.ok_or_else(|| Error::NotFound(format!("there is no indicator {code}")))?;
    let owner = indicator.owner.and_then(|owner| scope.tree().by_id(owner));
    let owner = owner
        .ok_or_else(|| Error::Forbidden("the shared catalogue is not changed by a region".to_owned()))?;
    scope.require(
        owner,
        &[indicator.definition.function],
        Resource::Indicator,
        Action::Write,
    )?;

    let definition = (change.content)(&indicator.definition);
    let mut issues = definition.check();
    issues.extend(references::check(scope, hub, &write, &definition).await?);
    issues.extend(revision(&indicator, &definition, change.effective_from));
    if indicator.version != change.expected {
        issues.push(Issue::version_conflict(change.expected, indicator.version));
    }
    if blocks(&issues) {
        return Ok((None, issues));
    }
    let version = indicator.version + 1;
    let from = change
        .effective_from
        .filter(|_| !definition.same_rules(&indicator.definition));
    let editions = indicator.revised(version, from, &definition);
    if !repo::update(write.connection(), &indicator, &definition, &editions, write.at()).await? {
        issues.push(Issue::version_conflict(change.expected, version));
        return Ok((None, issues));
    }
    let before = Some(&indicator.definition);
    write.note(
        Act::Updated,
        "indicator",
        indicator.id.0,
        version,
        owner,
        before,
        Some(&definition),
    )?;
    write.commit(hub).await?;
    let stored = Indicator::new(indicator.id, indicator.owner, version, definition, editions);
    Ok((stored, issues))
}

/// Why a definition cannot become this one.
fn revision(indicator: &Indicator, definition: &Definition, from: Option<NaiveDate>) -> Vec<Issue> {
    let mut issues = Vec::new();
    let old = &indicator.definition;
    if definition.measure().map(|measure| measure.unit.dimension) != Some(indicator.measure.unit.dimension) {
        issues.push(Issue::error(
            &["unit"],
            "UNIT_MISMATCH",
            "the unit's dimension decides the values stored and cannot change",
            "计量单位的量纲决定已存数值，不得更改",
        ));
    }
    if (definition.across_space == AcrossSpace::Ratio) != (old.across_space == AcrossSpace::Ratio) {
        issues.push(Issue::error(
            &["acrossSpace"],
            "RATIO_FIXED",
            "whether an indicator is a ratio decides the values stored and cannot change",
            "是否为比率决定已存数值，不得更改",
        ));
    }
    if !definition.same_rules(old) && from.is_none() {
        issues.push(Issue::error(
            &["effectiveFrom"],
            "EFFECTIVE_FROM_MISSING",
            "changed rules need the day from which they hold, so that earlier figures stay as they were",
            "规则变更须注明生效日期，以保证此前数据不变",
        ));
    }
    issues
}
