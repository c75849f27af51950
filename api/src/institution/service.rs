//! Use cases of institutions.

use entities::ids::InstitutionId;

use super::{
    model::Content,
    repo::{Institution, members},
};
use crate::{
    audit::write::Write,
    counting::{fold::Cell, model::Institutions},
    error::Result,
    hub::Hub,
    region::tree::Place,
    register::repo::members::Asked,
    register::service::{
        self as register,
        write::{Change, Rules},
    },
    scope::Scope,
    vocabulary::{model::Vocabulary, service::Known},
};

/// The institutions of these keys inside the scope.
///
/// # Errors
/// When the database does not answer.
pub async fn by_ids(scope: &Scope, hub: &Hub, ids: &[InstitutionId]) -> Result<Vec<Institution>> {
    register::by_ids::<Content>(scope, hub, ids).await
}

impl Rules for Content {
    async fn check(write: &Write<'_>, _place: Place<'_>, changes: &mut [Change<Self>]) -> Result<()> {
        let kinds = changes.iter().map(|change| change.content.kind.as_str());
        let known = Known::of(write, kinds).await?;
        for change in changes {
            change.issues.extend(change.content.check());
            let before = change.before.as_ref().map(|before| before.content.kind.as_str());
            known.check(
                &["kind"],
                Vocabulary::InstitutionKind,
                &change.content.kind,
                before,
                &mut change.issues,
            );
        }
        Ok(())
    }
}

/// What a rule counts of the register. The caller has checked the rights.
///
/// # Errors
/// When the database does not answer.
pub async fn counted(hub: &Hub, asked: &Asked<'_>, filter: &Institutions) -> Result<Vec<Cell>> {
    members::counted(&hub.db, asked, filter).await
}
