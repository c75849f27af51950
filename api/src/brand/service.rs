//! Use cases of brands.

use std::collections::HashMap;

use entities::ids::EnterpriseId;

use super::{
    groups::{Group, Key, fold},
    model::{Content, duplicate, holder_unknown},
    repo::{Filter, groups, members},
};
use crate::{
    audit::write::Write,
    counting::{
        fold::Cell,
        model::{Brands, CountedAs},
    },
    enterprise,
    error::Result,
    hub::Hub,
    region::tree::{Place, Tier},
    register::repo::members::Asked,
    register::{
        model::{List, china_day},
        service::{
            bounded, standing,
            write::{Change, Rules, by_codes},
        },
    },
    scope::{Scope, policy::Resource},
    vocabulary::{model::Vocabulary, service::Known},
};

impl Rules for Content {
    async fn check(write: &Write<'_>, place: Place<'_>, changes: &mut [Change<Self>]) -> Result<()> {
        let today = china_day(write.at());
        let types: Vec<String> = changes.iter().map(|change| change.content.kind.clone()).collect();
        let types = Known::of(write, types.iter().map(String::as_str)).await?;
        let holders: Vec<EnterpriseId> = changes.iter().filter_map(named_holder).collect();
        let holders = standing::<enterprise::model::Content>(write, &holders).await?;
        for change in changes.iter_mut() {
            change.content = change.content.clone().identified();
            change.issues.extend(change.content.check(today));
            let before = change.before.as_ref().map(|before| before.content.kind.as_str());
            let code = &change.content.kind;
            // A type that was left out is told as missing.
            if !code.is_empty() {
                types.check(&["type"], Vocabulary::BrandType, code, before, &mut change.issues);
            }
            if named_holder(change).is_some_and(|holder| !holders.contains(&holder.0)) {
                change.issues.push(holder_unknown());
            }
        }
        held_twice(write, place, changes).await
    }
}

/// The holder that a change names, unless it was so before: then it was checked when it was named.
fn named_holder(change: &Change<Content>) -> Option<EnterpriseId> {
    let old = change.before.as_ref().and_then(|before| before.content.holder);
    change.content.holder.filter(|holder| old != Some(*holder))
}

/// A holder has a brand of one type and level once.
async fn held_twice(write: &Write<'_>, place: Place<'_>, changes: &mut [Change<Content>]) -> Result<()> {
    let identities: Vec<String> = changes
        .iter()
        .map(|change| change.content.identity.clone())
        .collect();
    let bearers = by_codes::<Content>(write, &identities).await?;
    let bearers: HashMap<&str, i64> = bearers
        .iter()
        .filter(|bearer| place.answers_for(bearer.region))
        .map(|bearer| (bearer.content.identity.as_str(), bearer.id.0))
        .collect();
    let mut given = HashMap::new();
    for (index, change) in changes.iter_mut().enumerate() {
        let own = change.before.as_ref().map(|before| before.id.0);
        let taken = bearers.get(change.content.identity.as_str());
        let twice = given.insert(change.content.identity.clone(), index).is_some();
        if twice || taken.is_some_and(|bearer| Some(*bearer) != own) {
            change.issues.push(duplicate(&change.content.name));
        }
    }
    Ok(())
}

/// The brands of a list, grouped.
///
/// # Errors
/// `FORBIDDEN` outside of the scope.
#[tracing::instrument(name = "brand.groups", skip_all)]
pub async fn groups(
    scope: &Scope,
    hub: &Hub,
    list: &List<Filter>,
    key: Key,
    tier: Option<Tier>,
) -> Result<Vec<Group>> {
    let place = scope.region_or_home(list.region.as_deref(), Resource::Brand)?;
    let cells = groups::cells(&hub.db, place, list).await?;
    bounded(scope, hub, fold(scope.tree(), place, cells, key, tier))
}

/// What a rule counts of the register. The caller has checked the rights.
///
/// # Errors
/// When the database does not answer.
pub async fn counted(hub: &Hub, asked: &Asked<'_>, filter: &Brands, of: CountedAs) -> Result<Vec<Cell>> {
    members::counted(&hub.db, asked, filter, of).await
}
