//! Use cases of innovation platforms.

use std::collections::HashSet;

use chrono::NaiveDate;
use entities::ids::EnterpriseId;

use super::{
    chain::{self, Chain, FAMILY, STEPS},
    groups::{Grid, Group, fold},
    model::{self, Content, tenant},
    repo::{
        Filter,
        groups::{self, Key},
        members,
    },
};
use crate::{
    audit::write::Write,
    counting::{
        fold::Cell,
        model::{CountedAs, Platforms},
    },
    enterprise,
    error::Result,
    hub::Hub,
    institution,
    issue::Issue,
    region::tree::{Place, Tier},
    register::repo::members::Asked,
    register::{
        model::{List, china_day},
        service::{
            bounded, standing,
            write::{Change, Rules},
        },
    },
    scope::{Scope, policy::Resource},
    vocabulary::{
        self,
        model::{Stored, Vocabulary},
        service::Known,
    },
};

/// Counts of the platforms of a list, by group: by regions of a tier, or as one where it is none.
///
/// # Errors
/// `FORBIDDEN` outside of the scope; `BAD_USER_INPUT` for a filter without a meaning.
#[tracing::instrument(name = "platform.groups", skip_all)]
pub async fn groups(
    scope: &Scope,
    hub: &Hub,
    list: &List<Filter>,
    key: Key,
    tier: Option<Tier>,
) -> Result<Vec<Group>> {
    let root = scope.region_or_home(list.region.as_deref(), Resource::Platform)?;
    let cells = groups::cells(&hub.db, root, list, key).await?;
    let tree = scope.tree();
    bounded(scope, hub, fold(Grid { tree, root, tier }, cells))
}

/// The incubation chains of a region or of the regions of a tier in it on a day, and the types of each step.
///
/// # Errors
/// `FORBIDDEN` outside of the scope.
#[tracing::instrument(name = "platform.incubation", skip_all)]
pub async fn incubation(
    scope: &Scope,
    hub: &Hub,
    region: Option<&str>,
    tier: Option<Tier>,
    on: NaiveDate,
) -> Result<(Vec<Chain>, [Vec<Stored>; STEPS])> {
    let root = scope.region_or_home(region, Resource::Platform)?;
    let mut types: [Vec<Stored>; STEPS] = Default::default();
    for stored in vocabulary::service::of(scope, hub, Vocabulary::PlatformType).await? {
        let step = usize::try_from(stored.term.position - 1).ok();
        let of_chain = stored.term.family.as_deref() == Some(FAMILY);
        if let Some(step) = step.filter(|step| of_chain && *step < STEPS) {
            types[step].push(stored);
        }
    }
    let kinds: Vec<&str> = types
        .iter()
        .flatten()
        .map(|stored| stored.term.code.as_str())
        .collect();
    let spaces = groups::spaces(&hub.db, root, &kinds, on).await?;
    let stays = groups::stays(&hub.db, root, &kinds, on).await?;
    let step = |kind: &str| {
        types
            .iter()
            .position(|of_step| of_step.iter().any(|stored| stored.term.code == kind))
    };
    let tree = scope.tree();
    let chains = chain::fold(Grid { tree, root, tier }, spaces, &stays, step);
    Ok((chains, types))
}

impl Rules for Content {
    async fn check(write: &Write<'_>, place: Place<'_>, changes: &mut [Change<Self>]) -> Result<()> {
        let today = china_day(write.at());
        let known = Known::of(write, changes.iter().map(|change| change.content.kind.as_str())).await?;
        // Whoever is named must be one that the scope may read: what lies outside is as unknown as what is nowhere.
        // Who stays was checked when it was named.
        let enterprises: HashSet<_> = changes.iter().flat_map(named).collect();
        let enterprises = standing::<enterprise::model::Content>(write, &Vec::from_iter(enterprises)).await?;
        let institutions = changes
            .iter()
            .filter_map(|change| change.content.host_institution);
        let institutions: HashSet<_> = institutions.collect();
        let institutions =
            standing::<institution::model::Content>(write, &Vec::from_iter(institutions)).await?;
        for change in changes {
            let mut issues = change.content.check(today);
            let (after, before) = (
                &change.content,
                change.before.as_ref().map(|before| &before.content),
            );
            let sponsors = before
                .map(|before| before.details.sponsors.as_slice())
                .unwrap_or_default();
            issues.extend(after.check_sponsors(write.scope().tree(), place, sponsors));
            check_kind(&known, after, before, &mut issues);
            let new = named(change);
            let unknown =
                |enterprise: &EnterpriseId| new.contains(enterprise) && !enterprises.contains(&enterprise.0);
            if after.host.as_ref().is_some_and(unknown) {
                issues.push(model::host_unknown());
            }
            for (index, entry) in after.details.tenants.iter().enumerate() {
                if entry.enterprise.as_ref().is_some_and(unknown) {
                    issues.push(tenant::unknown(index));
                }
            }
            let institution = after.host_institution;
            if institution != before.and_then(|before| before.host_institution)
                && institution.is_some_and(|institution| !institutions.contains(&institution.0))
            {
                issues.push(model::host_institution_unknown());
            }
            change.issues.extend(issues);
        }
        Ok(())
    }
}

/// The enterprises that a change names and the record did not name before: as host, as tenants.
fn named(change: &Change<Content>) -> HashSet<EnterpriseId> {
    let all = |content: &Content| -> HashSet<EnterpriseId> {
        let tenants = content.details.tenants.iter();
        tenants
            .filter_map(|tenant| tenant.enterprise)
            .chain(content.host)
            .collect()
    };
    let before = change
        .before
        .as_ref()
        .map(|before| all(&before.content))
        .unwrap_or_default();
    all(&change.content).difference(&before).copied().collect()
}

fn check_kind(known: &Known, after: &Content, before: Option<&Content>, issues: &mut Vec<Issue>) {
    let (kind, vocabulary) = (after.kind.as_str(), Vocabulary::PlatformType);
    known.check(
        &["kind"],
        vocabulary,
        kind,
        before.map(|before| before.kind.as_str()),
        issues,
    );
    let family = known.get(vocabulary, kind).map(|term| term.family.as_deref());
    if !after.details.tenants.is_empty() && family.is_some_and(|family| family != Some(FAMILY)) {
        issues.push(model::no_incubation(kind));
    }
}

/// What a rule counts of the register. The caller has checked the rights.
///
/// # Errors
/// When the database does not answer.
pub async fn counted(hub: &Hub, asked: &Asked<'_>, filter: &Platforms, of: CountedAs) -> Result<Vec<Cell>> {
    members::counted(&hub.db, asked, filter, of).await
}
