//! Use cases of projects.

use super::model::Content;
use crate::{
    audit::write::Write,
    error::Result,
    region::tree::Place,
    register::{
        model::china_day,
        service::write::{Change, Rules},
    },
};

impl Rules for Content {
    async fn check(write: &Write<'_>, _place: Place<'_>, changes: &mut [Change<Self>]) -> Result<()> {
        for change in changes {
            change.issues.extend(change.content.check(china_day(write.at())));
        }
        Ok(())
    }
}
