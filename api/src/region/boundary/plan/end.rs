//! The regions that end.

use super::Planning;
use crate::{
    issue::Issue,
    region::{code::normalise, tree::Dated},
    register::model::MOST_ENTRIES,
};

impl<'a> Planning<'a> {
    /// Finds the regions that end, and tells every issue with them.
    pub(super) fn end(&mut self) {
        let codes = self.change.regions.iter().take(MOST_ENTRIES);
        for (index, code) in codes.enumerate() {
            let path = ["regions", &index.to_string()];
            let found = self.ending(&path, code);
            self.parties.push(found);
        }
        let known: Vec<&Dated> = self.parties.iter().flatten().copied().collect();
        let Some(first) = known.first() else {
            return;
        };
        self.plan.province = Some(first.province);
        self.plan.retired = known.iter().map(|dated| dated.region.id).collect();
        let parties = self.parties.clone();
        for (index, party) in parties.iter().enumerate() {
            let Some(party) = party else { continue };
            let index = index.to_string();
            let path = ["regions", index.as_str()];
            if party.region.tier != first.region.tier {
                let (message, message_zh) = ("regions of one tier are merged", "只能合并同一层级的地区");
                self.issues.push(
                    Issue::error(&path, "TIER_MISMATCH", message, message_zh).with([&party.region.code]),
                );
            }
            if party.province != first.province {
                let (message, message_zh) = ("a change stays inside one province", "变更须在同一省份内");
                self.issues.push(
                    Issue::error(&path, "OTHER_PROVINCE", message, message_zh).with([&party.region.code]),
                );
            }
        }
    }

    /// A region that shall end: one that is valid on the day before, and of which no end is known.
    pub(super) fn ending(&mut self, path: &[&str], code: &str) -> Option<&'a Dated> {
        let normal = normalise(code).unwrap_or_default();
        if let Some(dated) = self.history.coded(&normal, self.eve) {
            let Some(last) = dated.to else {
                return Some(dated);
            };
            let (message, message_zh) = ("another change ends it", "该地区已有其他变更");
            let issue = Issue::error(path, "ENDS_ALREADY", message, message_zh);
            self.issues.push(issue.with([last]));
            return None;
        }
        let later = self
            .history
            .bearers(&normal)
            .find_map(|dated| dated.from.filter(|from| *from > self.eve));
        let issue = match (later, self.history.last_coded(&normal, self.eve)) {
            (Some(from), _) => {
                let (message, message_zh) = (
                    "it begins no earlier than on that day",
                    "该地区在此日期之后才设立",
                );
                Issue::error(path, "BEGINS_LATER", message, message_zh).with([from, self.change.date])
            }
            (None, Some(ended)) => {
                let (message, message_zh) = ("it ended before that day", "该地区在此日期之前已撤销");
                Issue::error(path, "RETIRED_REGION", message, message_zh).with(ended.to)
            }
            (None, None) => {
                let (message, message_zh) = ("there is no region of this code", "没有该区划代码的地区");
                Issue::error(path, "UNKNOWN_REGION", message, message_zh).with([code])
            }
        };
        self.issues.push(issue);
        None
    }
}
