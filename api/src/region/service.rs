//! Use cases of regions.

use super::tree::{Place, Tier};
use crate::{
    error::{Error, Result},
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
