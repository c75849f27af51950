//! Use cases that all registers share.

use super::model::List;
use crate::{
    error::Result,
    region::tree::Place,
    scope::{
        Scope,
        policy::{Action, Resource},
    },
};

/// The region of a list, and the rows that it may hold.
///
/// # Errors
/// `FORBIDDEN` outside of the scope, `NOT_FOUND` for an unknown region.
pub fn place<'a>(scope: &'a Scope, list: &List, resource: Resource) -> Result<Place<'a>> {
    scope.region_or_home(list.region.as_deref(), resource)
}

/// The region of a record that is to be written: one that this token may write.
///
/// # Errors
/// `FORBIDDEN` for another region than the token's or without a function that keeps the register.
pub fn writable<'a>(scope: &'a Scope, code: Option<&str>, resource: Resource) -> Result<Place<'a>> {
    let place = scope.region_or_home(code, resource)?;
    scope.require(place, resource.keepers().unwrap_or(&[]), resource, Action::Write)?;
    Ok(place)
}

/// Whether the scope may read a resource of its own region and below at all: else its lists are refused
/// and its look-ups find nothing.
#[must_use]
pub fn readable(scope: &Scope, resource: Resource) -> bool {
    scope.allows(scope.home(), &[], resource, Action::Read)
}

/// Whether the scope may read a resource of `place`. Asked before a loader, where one refused region would
/// fail its whole batch.
///
/// # Errors
/// `FORBIDDEN`.
pub fn check(scope: &Scope, place: Place<'_>, resource: Resource) -> Result<()> {
    scope.require(place, &[], resource, Action::Read)
}
