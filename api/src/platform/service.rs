//! Use cases of innovation platforms.

use super::model::{self, Content};
use crate::{
    audit::write::Write,
    enterprise,
    error::Result,
    region::tree::Place,
    register::{
        model::china_day,
        service::{
            standing,
            write::{Change, Rules},
        },
    },
};

impl Rules for Content {
    async fn check(write: &Write<'_>, _place: Place<'_>, changes: &mut [Change<Self>]) -> Result<()> {
        let today = china_day(write.at());
        // The host must be an enterprise that the scope may read: what lies outside is as unknown as what is
        // nowhere. A host that stays was checked when it was named.
        let named = |change: &Change<Self>| {
            let old = change.before.as_ref().and_then(|before| before.content.host);
            change.content.host.filter(|host| old != Some(*host))
        };
        let hosts: Vec<_> = changes.iter().filter_map(named).collect();
        let hosts = standing::<enterprise::model::Content>(write, &hosts).await?;
        for change in changes {
            change.issues.extend(change.content.check(today));
            if named(change).is_some_and(|host| !hosts.contains(&host.0)) {
                change.issues.push(model::host_unknown());
            }
        }
        Ok(())
    }
}
