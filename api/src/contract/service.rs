//! Use cases of contracts.

use std::collections::{BTreeSet, HashMap, HashSet};

use entities::ids::{EnterpriseId, ProjectId, RegionId};

use super::{
    groups::{Group, Key, fold},
    model::{Content, Party, enterprise_unknown, number_taken, project_unknown},
    repo::{Filter, groups, members},
};
use crate::{
    audit::write::Write,
    counting::{fold::Cell, model::Contracts},
    enterprise,
    error::Result,
    hub::Hub,
    project,
    region::tree::{Place, Tier},
    register::repo::members::Asked,
    register::{
        model::{List, china_day},
        service::{
            bounded, standing,
            write::{Change, Rules, bearing, by_codes, homes},
        },
    },
    scope::{
        Scope,
        policy::{Action, Resource},
    },
};

impl Rules for Content {
    async fn check(write: &Write<'_>, place: Place<'_>, changes: &mut [Change<Self>]) -> Result<()> {
        let today = china_day(write.at());
        let projects: Vec<ProjectId> = changes.iter().filter_map(named_project).collect();
        let projects = standing::<project::model::Content>(write, &projects).await?;
        find_parties(write, changes).await?;
        share(write, place, changes).await?;
        for change in changes.iter_mut() {
            change.issues.extend(change.content.check(today));
            if named_project(change).is_some_and(|project| !projects.contains(&project.0)) {
                change.issues.push(project_unknown());
            }
        }
        numbers_taken(write, place, changes).await
    }
}

/// The project that a change names, unless it was so before: then it was checked when it was named.
fn named_project(change: &Change<Content>) -> Option<ProjectId> {
    let old = change.before.as_ref().and_then(|before| before.content.project);
    change.content.project.filter(|project| old != Some(*project))
}

/// Puts the enterprise in the place of its credit code, wherever in the hub it is registered. One that is named by
/// its id must stand inside the scope, unless it was a party before.
async fn find_parties(write: &Write<'_>, changes: &mut [Change<Content>]) -> Result<()> {
    let by_code = |party: &Party| party.credit_code.clone().filter(|_| party.enterprise.is_none());
    let parties = || changes.iter().flat_map(|change| &change.content.parties);
    let codes: BTreeSet<String> = parties().filter_map(by_code).collect();
    let codes: Vec<String> = codes.into_iter().collect();
    let found = bearing::<enterprise::model::Content>(write, &codes).await?;
    let found: HashMap<String, EnterpriseId> = found
        .into_iter()
        .filter_map(|record| Some((record.content.credit_code?, record.id)))
        .collect();
    let ids: Vec<EnterpriseId> = parties().filter_map(|party| party.enterprise).collect();
    let known = standing::<enterprise::model::Content>(write, &ids).await?;
    for change in changes {
        let old = change.before.as_ref().map(|before| &before.content.parties);
        let old: HashSet<EnterpriseId> = old
            .into_iter()
            .flatten()
            .filter_map(|party| party.enterprise)
            .collect();
        for (index, party) in change.content.parties.iter_mut().enumerate() {
            match (party.enterprise, by_code(party)) {
                (Some(id), _) if !known.contains(&id.0) && !old.contains(&id) => {
                    change.issues.push(enterprise_unknown(index, "enterprise"));
                }
                (None, Some(code)) => match found.get(&code) {
                    Some(id) => party.enterprise = Some(*id),
                    None => change.issues.push(enterprise_unknown(index, "creditCode")),
                },
                _ => {}
            }
        }
    }
    Ok(())
}

/// Under which other regions of the province the contracts are shown: where their parties are at this moment.
async fn share(write: &Write<'_>, place: Place<'_>, changes: &mut [Change<Content>]) -> Result<()> {
    let parties = changes.iter().flat_map(|change| &change.content.parties);
    let ids: BTreeSet<EnterpriseId> = parties.filter_map(|party| party.enterprise).collect();
    let ids: Vec<EnterpriseId> = ids.into_iter().collect();
    let homes = homes::<enterprise::model::Content>(write, &ids).await?;
    let tree = write.scope().tree();
    let other = |region: &RegionId| {
        let there = tree.by_id(*region);
        !place.answers_for(*region) && there.is_some_and(|there| there.province() == place.province())
    };
    for change in changes {
        let parties = change.content.parties.iter();
        let home = |party: &Party| match party.enterprise {
            Some(enterprise) => homes.get(&enterprise.0).copied(),
            None => party.region,
        };
        let regions: BTreeSet<RegionId> = parties.filter_map(home).filter(other).collect();
        change.content.shared_with = regions.into_iter().collect();
    }
    Ok(())
}

/// A number names one contract in the province.
async fn numbers_taken(write: &Write<'_>, place: Place<'_>, changes: &mut [Change<Content>]) -> Result<()> {
    let numbers = changes.iter().filter_map(|change| change.content.number.clone());
    let numbers: Vec<String> = numbers.collect();
    if numbers.is_empty() {
        return Ok(());
    }
    let tree = write.scope().tree();
    let here = |region: RegionId| {
        let there = tree.by_id(region);
        there.is_some_and(|there| there.province() == place.province())
    };
    let bearers = by_codes::<Content>(write, &numbers).await?;
    let bearers: HashMap<&str, i64> = bearers
        .iter()
        .filter(|bearer| here(bearer.region))
        .filter_map(|bearer| Some((bearer.content.number.as_deref()?, bearer.id.0)))
        .collect();
    let mut given = HashSet::new();
    for change in changes {
        let Some(number) = change.content.number.clone() else {
            continue;
        };
        let own = change.before.as_ref().map(|before| before.id.0);
        let taken = bearers.get(number.as_str());
        if !given.insert(number.clone()) || taken.is_some_and(|bearer| Some(*bearer) != own) {
            change.issues.push(number_taken(&number));
        }
    }
    Ok(())
}

/// The regions under which a contract is shown, as far as the scope reads contracts there.
#[must_use]
pub fn regions<'a>(scope: &'a Scope, owner: RegionId, content: &Content) -> Vec<Place<'a>> {
    let regions = std::iter::once(&owner).chain(&content.shared_with);
    let places = regions.filter_map(|region| scope.tree().by_id(*region));
    places
        .filter(|place| scope.allows(*place, &[], Resource::Contract, Action::Read))
        .collect()
}

/// The contracts of a list, grouped: each once.
///
/// # Errors
/// `FORBIDDEN` outside of the scope.
#[tracing::instrument(name = "contract.groups", skip_all)]
pub async fn groups(
    scope: &Scope,
    hub: &Hub,
    list: &List<Filter>,
    key: Key,
    tier: Option<Tier>,
) -> Result<Vec<Group>> {
    let place = scope.region_or_home(list.region.as_deref(), Resource::Contract)?;
    let cells = groups::cells(&hub.db, place, list, key).await?;
    bounded(scope, hub, fold(scope.tree(), place, cells, tier))
}

/// What a rule counts of the register. The caller has checked the rights.
///
/// # Errors
/// When the database does not answer.
pub async fn counted(hub: &Hub, asked: &Asked<'_>, filter: &Contracts) -> Result<Vec<Cell>> {
    members::counted(&hub.db, asked, filter).await
}
