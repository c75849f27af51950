//! Use cases of enterprises.

use std::collections::HashMap;

use chrono::NaiveDate;
use entities::ids::{EnterpriseId, RegionId};

use super::{
    groups::{Class, Group, fold},
    model::{Content, Location},
    repo::{
        Enterprise, Filter,
        groups::{self, Key},
        members,
    },
    span::Span,
};
use crate::{
    audit::write::Write,
    counting::{fold::Cell, model::Enterprises},
    error::Result,
    hub::Hub,
    issue::Issue,
    region::tree::{Place, Tier},
    register::repo::members::Asked,
    register::{
        model::{List, china_day},
        repo::Record,
        service::{
            self as register,
            write::{Change, Rules},
        },
    },
    scope::{Scope, policy::Resource},
};

/// The enterprises of these keys inside the scope.
///
/// # Errors
/// When the database does not answer.
pub async fn by_ids(scope: &Scope, hub: &Hub, ids: &[EnterpriseId]) -> Result<Vec<Enterprise>> {
    register::by_ids::<Content>(scope, hub, ids).await
}

/// Whether a scope may read a restricted field of the enterprises of a region.
#[must_use]
pub fn may_read(scope: &Scope, region: RegionId, resource: Resource) -> bool {
    let place = scope.tree().by_id(region);
    place.is_some_and(|place| super::repo::may_read(scope, place, resource))
}

/// How enterprises are grouped.
#[derive(Clone, Copy, Debug)]
pub struct Grouping {
    /// By what, beside the region.
    pub key: Key,
    /// How industries are taken together.
    pub class: Class,
    /// By regions of this tier; as one where it is none.
    pub tier: Option<Tier>,
    /// Where they were on this day; where they are, where it is none.
    pub on: Option<NaiveDate>,
    /// The year of the figures that are summed.
    pub year: Option<i32>,
}

/// Counts and sums of the enterprises of a list, by group.
///
/// # Errors
/// `FORBIDDEN` outside of the scope; `BAD_USER_INPUT` for a filter without a meaning.
#[tracing::instrument(name = "enterprise.groups", skip_all)]
pub async fn groups(scope: &Scope, hub: &Hub, list: &List<Filter>, by: Grouping) -> Result<Vec<Group>> {
    let place = scope.region_or_home(list.region.as_deref(), Resource::Enterprise)?;
    let cells = groups::cells(&hub.db, place, list, by.key, by.on, by.year).await?;
    register::bounded(scope, hub, fold(scope.tree(), place, cells, by.tier, by.class))
}

impl Rules for Content {
    async fn check(write: &Write<'_>, place: Place<'_>, changes: &mut [Change<Self>]) -> Result<()> {
        let today = china_day(write.at());
        for change in changes.iter_mut() {
            settle(change, place);
            change.issues.extend(change.content.check(today));
            check_locations(change, place, today);
            check_branches(change, place);
        }
        codes_taken(write, changes).await
    }
}

/// An enterprise of which nothing else is told was always where it is registered.
fn settle(change: &mut Change<Content>, place: Place<'_>) {
    let locations = &mut change.content.details.locations;
    if locations.is_empty() {
        locations.push(Location {
            region: place.id,
            span: Span::default(),
        });
    }
}

/// A region dates its own location alone: that of another is moved by a claim. Today it is where it belongs.
fn check_locations(change: &mut Change<Content>, place: Place<'_>, today: NaiveDate) {
    let foreign = |content: &Content| -> Vec<Location> {
        let locations = content.details.locations.iter();
        locations
            .filter(|location| !place.answers_for(location.region))
            .cloned()
            .collect()
    };
    let before = change.before.as_ref().map(|before| foreign(&before.content));
    if foreign(&change.content) != before.unwrap_or_default() {
        let message = "another region's location is changed by a claim that the enterprise moved";
        let message_zh = "其他地区的所在地须通过迁移认领变更";
        change
            .issues
            .push(Issue::error(&["locations"], "NOT_YOURS", message, message_zh));
    }
    let located = change.content.details.location(today);
    if !located.is_some_and(|region| place.answers_for(region)) {
        let message = "today it must be located in the region to which it belongs";
        let message_zh = "当前所在地须为登记地区";
        change.issues.push(Issue::error(
            &["locations"],
            "NOT_HERE_TODAY",
            message,
            message_zh,
        ));
    }
}

/// A new branch lies below the enterprise's province. One that was left behind by a move to another stays.
fn check_branches(change: &mut Change<Content>, place: Place<'_>) {
    let before = change.before.as_ref().map(|before| &before.content.details);
    let before = before.map_or(&[][..], |before| &before.branches);
    let tree = place.tree();
    for (index, branch) in change.content.details.branches.iter().enumerate() {
        let known = before.iter().any(|before| before.region == branch.region);
        let found = tree.by_id(branch.region);
        let sound = |found: Place<'_>| found.province() == place.province() && found != place.province();
        if !known && !found.is_some_and(sound) {
            let message = "a branch lies in a region below the province of the enterprise";
            let path = ["branches", &index.to_string(), "region"];
            let issue = Issue::error(
                &path,
                "OTHER_PROVINCE",
                message,
                "分支机构须在企业所在省内的下级地区",
            );
            change.issues.push(issue);
        }
    }
}

/// A credit code must name one enterprise in the whole hub. Where the other is registered is told to those alone
/// who may read it.
async fn codes_taken(write: &Write<'_>, changes: &mut [Change<Content>]) -> Result<()> {
    let codes = changes
        .iter()
        .filter_map(|change| change.content.credit_code.clone());
    let codes: Vec<String> = codes.collect();
    if codes.is_empty() {
        return Ok(());
    }
    let bearers = register::write::by_codes::<Content>(write, &codes).await?;
    let bearers: HashMap<&str, &Record<Content>> = bearers
        .iter()
        .filter_map(|bearer| Some((bearer.content.credit_code.as_deref()?, bearer)))
        .collect();
    let mut given = HashMap::new();
    for (index, change) in changes.iter_mut().enumerate() {
        let Some(code) = change.content.credit_code.clone() else {
            continue;
        };
        let own = change.before.as_ref().map(|before| before.id);
        let other = bearers.get(code.as_str()).filter(|bearer| Some(bearer.id) != own);
        if let Some(other) = other {
            change
                .issues
                .push(already_registered(write.scope(), &code, other.region));
        }
        if let Some(first) = given.insert(code, index) {
            change
                .issues
                .push(crate::register::model::duplicate_row(first).below(&["creditCode"]));
        }
    }
    Ok(())
}

fn already_registered(scope: &Scope, code: &str, region: RegionId) -> Issue {
    let place = scope
        .tree()
        .by_id(region)
        .filter(|place| scope.home().contains(*place));
    let place = place.map_or_else(
        || "another region of the hub".to_owned(),
        |place| place.name.clone(),
    );
    let message = format!(
        "an enterprise of this credit code is registered in {place}: it would be counted twice. If it moved here, claim it"
    );
    let message_zh = "该统一社会信用代码的企业已登记，重复登记将被重复统计；如已迁入本地，请发起迁移认领";
    Issue::error(&["creditCode"], "ALREADY_REGISTERED", message, message_zh).with([code])
}

/// What a rule counts of the register. The caller has checked the rights.
///
/// # Errors
/// When the database does not answer.
pub async fn counted(hub: &Hub, asked: &Asked<'_>, filter: &Enterprises) -> Result<Vec<Cell>> {
    members::counted(&hub.db, asked, filter).await
}
