//! Use cases of regions.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    repo,
    tree::{History, Place, Tier, Tree},
};
use crate::{
    audit::write::Write,
    db::Db,
    error::{Error, Result},
    register::model::china_day,
    scope::{
        Scope,
        policy::{Action, Relation, Resource},
    },
};

/// What a list of regions shall hold.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Below this region (itself not included); the token's own region and all below where it is none.
    pub below: Option<String>,
    /// Of this tier.
    pub tier: Option<Tier>,
    /// Whose name contains this text, or whose code begins with it.
    pub search: Option<String>,
    /// Only the regions directly below.
    pub direct: bool,
}

/// The region of a code, which may stand above the scope too: the divisions are public.
///
/// # Errors
/// `NOT_FOUND` for an unknown code, `FORBIDDEN` beside the scope.
pub fn find<'a>(scope: &'a Scope, code: &str) -> Result<Place<'a>> {
    scope.region(code, Resource::Region)
}

/// The regions of the scope that pass the filter, depth first.
///
/// # Errors
/// As [`find`], for the region named in the filter.
pub fn list<'a>(scope: &'a Scope, filter: &Filter) -> Result<Vec<Place<'a>>> {
    let root = scope.region_or_home(filter.below.as_deref(), Resource::Region)?;
    if scope.relation(root) == Relation::Above {
        return Err(Error::Forbidden(format!(
            "region {} lies above this token's region",
            root.code
        )));
    }
    let search = filter
        .search
        .as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty());
    let passes = |place: &Place<'_>| {
        filter.tier.is_none_or(|tier| place.tier == tier)
            && search.is_none_or(|text| place.name.contains(text) || place.code.starts_with(text))
            && (filter.below.is_none() || place.index != root.index)
    };
    Ok(if filter.direct {
        root.children().filter(passes).collect()
    } else {
        root.subtree().filter(passes).collect()
    })
}

/// Whether the scope may name the region: itself, those below and those above.
#[must_use]
pub fn nameable(scope: &Scope, place: Place<'_>) -> bool {
    scope.allows(place, &[], Resource::Region, Action::Read)
}

/// The region that bears a code in the tree of a day, or the one that answers there for whoever bore it last.
///
/// # Errors
/// `NOT_FOUND` for an unknown code, `FORBIDDEN` where the place that answers for it today is beside the scope.
pub fn find_on<'a>(scope: &Scope, tree: &'a Tree, day: NaiveDate, code: &str) -> Result<Place<'a>> {
    let normal = super::code::normalise(code).unwrap_or_default();
    let former = || {
        let ended = tree.history().last_coded(&normal, day)?;
        tree.by_id(ended.region.id)
    };
    let place = tree.by_code(code).or_else(former);
    let unknown = || Error::NotFound(format!("on {day} there was no region of the code {code}"));
    let place = place.ok_or_else(unknown)?;
    let today = scope.tree().by_id(place.id).ok_or_else(unknown)?;
    scope.require(today, &[], Resource::Region, Action::Read)?;
    Ok(place)
}

/// The regions of the tree of a day that pass the filter and whose places today are inside the scope, depth first.
///
/// # Errors
/// As [`find_on`], for the region named in the filter.
pub fn list_on<'a>(scope: &Scope, tree: &'a Tree, day: NaiveDate, filter: &Filter) -> Result<Vec<Place<'a>>> {
    let below = filter.below.as_deref();
    let below = below.map(|code| find_on(scope, tree, day, code)).transpose()?;
    match below {
        Some(root) => list_below(scope, root, filter),
        None => Ok(tree
            .exact(scope.home().province().id)
            .map_or_else(Vec::new, |province| passing(scope, province, filter))),
    }
}

/// The regions below a place of the tree of any day that pass the filter and whose places today are inside the scope.
///
/// # Errors
/// `FORBIDDEN` above or beside the scope.
pub fn list_below<'a>(scope: &Scope, root: Place<'a>, filter: &Filter) -> Result<Vec<Place<'a>>> {
    let today = scope.tree().by_id(root.id);
    if !today.is_some_and(|today| scope.home().contains(today)) {
        return Err(Error::Forbidden(format!(
            "region {} does not lie in this token's region",
            root.code
        )));
    }
    let found = passing(scope, root, filter).into_iter();
    Ok(found.filter(|place| place.index != root.index).collect())
}

fn passing<'a>(scope: &Scope, root: Place<'a>, filter: &Filter) -> Vec<Place<'a>> {
    let search = filter
        .search
        .as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty());
    let passes = |place: &Place<'_>| {
        let today = scope.tree().by_id(place.id);
        today.is_some_and(|today| scope.home().contains(today))
            && filter.tier.is_none_or(|tier| place.tier == tier)
            && search.is_none_or(|text| place.name.contains(text) || place.code.starts_with(text))
    };
    if filter.direct {
        root.children().filter(passes).collect()
    } else {
        root.subtree().filter(passes).collect()
    }
}

/// All regions and changes as they are now, and the key that the next region gets; no other change or import begins
/// until the write ends.
///
/// # Errors
/// When the database does not answer.
pub async fn locked(write: &Write<'_>) -> Result<(Arc<History>, i64)> {
    repo::alone(write.connection(), write.engine()).await?;
    let history = repo::load(write.connection()).await?;
    Ok((Arc::new(history), repo::next_id(write.connection()).await?))
}

/// Tells the running hubs, through the change log, to load the tree again.
///
/// # Errors
/// When the database does not answer.
pub async fn tell(write: &Write<'_>) -> Result<()> {
    repo::tell(write.connection(), write.at()).await
}

/// The tree of a day, read from a database that no hub is opened on.
///
/// # Errors
/// When the database does not answer.
pub async fn today(db: &Db, now: DateTime<Utc>) -> Result<Tree> {
    let history = Arc::new(repo::load(db.reader()).await?);
    Ok(Tree::of(&history, china_day(now)))
}
