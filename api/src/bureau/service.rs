//! Use cases of bureaus.

pub mod naming;

use super::model::Content;
use crate::{
    audit::write::Write,
    error::Result,
    region::tree::Place,
    register::service::write::{Change, Rules},
};

impl Rules for Content {
    async fn check(_write: &Write<'_>, _place: Place<'_>, changes: &mut [Change<Self>]) -> Result<()> {
        for change in changes {
            change.content = change.content.clone().tidy()?;
            change.issues.extend(change.content.check());
        }
        Ok(())
    }
}
