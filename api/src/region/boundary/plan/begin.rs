//! The regions that begin, and those below that follow.

use entities::ids::RegionId;

use super::{Planning, Successor};
use crate::{
    issue::Issue,
    region::{
        boundary::model::{Begun, Child},
        code::normalise,
        tree::{ChangeKind, Dated, Region},
    },
    register::model::MOST_ENTRIES,
};

impl<'a> Planning<'a> {
    /// Makes the regions that begin, and tells every issue with them.
    pub(super) fn begin(&mut self) {
        let change = self.change;
        for (index, begun) in change.successors.iter().take(MOST_ENTRIES).enumerate() {
            self.successor(index, begun);
        }
        let parts: Vec<Region> = self.plan.begun.iter().map(|begun| begun.region.clone()).collect();
        let mut named = Vec::new();
        for (index, child) in change.children.iter().take(MOST_ENTRIES).enumerate() {
            named.extend(self.child(index, child, &parts));
        }
        self.follow(&named);
        self.siblings();
    }

    fn successor(&mut self, index: usize, begun: &Begun) {
        let at = index.to_string();
        let path = |field| ["successors", at.as_str(), field];
        let Some(first) = self.parties.iter().flatten().next().copied() else {
            return;
        };
        let old = &first.region;
        let code = begun
            .code
            .as_deref()
            .map_or_else(|| Some(old.code.clone()), normalise);
        let name = begun.name.clone().unwrap_or_else(|| old.name.clone());
        let code = code.unwrap_or_default();
        self.check_free(&path("code"), &code);
        let parent = self.parent(&path("parent"), begun, first);
        let same = match self.change.kind {
            ChangeKind::Rename => (name == old.name).then_some("name"),
            ChangeKind::Recode => (code == old.code).then_some("code"),
            ChangeKind::Transfer => (parent.is_some() && parent == self.above(first)).then_some("parent"),
            ChangeKind::Merge | ChangeKind::Split => None,
        };
        if let Some(field) = same {
            let (message, message_zh) = ("it is so already", "与现状相同");
            self.issues
                .push(Issue::error(&path(field), "UNCHANGED", message, message_zh));
        }
        let of = self.plan.retired.clone();
        let tier = old.tier;
        self.begun(
            Region {
                id: RegionId(0),
                parent,
                tier,
                code,
                name,
            },
            of,
        );
    }

    /// Adds a region, which gets the next key.
    fn begun(&mut self, region: Region, of: Vec<RegionId>) {
        let id = RegionId(self.next);
        self.next += 1;
        let region = Region { id, ..region };
        self.plan.begun.push(Successor { region, of });
    }

    /// The issue of a code that another region bears on the first day or later.
    fn check_free(&mut self, path: &[&str], code: &str) {
        let taken = self.history.bearers(code).any(|dated| {
            !dated.ended_before(self.change.date) && !self.plan.retired.contains(&dated.region.id)
        });
        let number = self.codes.len();
        let twice = self.codes.insert(code.to_owned(), number).is_some();
        if taken || twice {
            let (message, message_zh) = (
                "another region bears this code on that day",
                "该代码届时已被其他地区使用",
            );
            self.issues
                .push(Issue::error(path, "CODE_TAKEN", message, message_zh).with([code]));
        }
    }

    /// The region above on the first day.
    fn above(&self, dated: &Dated) -> Option<RegionId> {
        self.history.parent_on(dated.region.id, self.change.date)
    }

    fn parent(&mut self, path: &[&str], begun: &Begun, first: &Dated) -> Option<RegionId> {
        let Some(code) = &begun.parent else {
            let above = self.above(first);
            let mut others = self.parties.iter().flatten();
            if others.any(|party| self.above(party) != above) {
                let message = "the regions stand below several: say below which it stands from now on";
                let message_zh = "各地区的上级不同，请指明新的上级";
                self.issues
                    .push(Issue::error(path, "MISSING", message, message_zh));
            }
            return above;
        };
        let normal = normalise(code).unwrap_or_default();
        let found = self.history.coded(&normal, self.change.date);
        let Some(found) = found.filter(|found| !self.plan.retired.contains(&found.region.id)) else {
            let (message, message_zh) = (
                "no region bears this code on that day",
                "届时没有该区划代码的地区",
            );
            self.issues
                .push(Issue::error(path, "UNKNOWN_REGION", message, message_zh).with([code]));
            return None;
        };
        if found.region.tier >= first.region.tier {
            let (message, message_zh) = ("the region above is of a tier above", "上级地区的层级须更高");
            self.issues
                .push(Issue::error(path, "TIER_MISMATCH", message, message_zh).with([code]));
        }
        if found.province != first.province {
            let (message, message_zh) = ("a change stays inside one province", "变更须在同一省份内");
            self.issues
                .push(Issue::error(path, "OTHER_PROVINCE", message, message_zh).with([code]));
        }
        Some(found.region.id)
    }

    /// A region below that begins anew under one of the parts.
    fn child(&mut self, index: usize, child: &Child, parts: &[Region]) -> Option<RegionId> {
        let at = index.to_string();
        let path = |field| ["children", at.as_str(), field];
        let dated = self.ending(&path("region"), &child.region)?;
        let id = dated.region.id;
        if !self
            .plan
            .retired
            .iter()
            .any(|party| self.above(dated) == Some(*party))
        {
            let (message, message_zh) = (
                "it does not stand directly below a region that ends",
                "不是变更地区的直属下级",
            );
            let issue = Issue::error(&path("region"), "NOT_A_CHILD", message, message_zh);
            self.issues.push(issue.with([&child.region]));
            return Some(id);
        }
        let part = match &child.into {
            Some(into) => {
                let into = normalise(into);
                parts.iter().find(|part| Some(&part.code) == into.as_ref())
            }
            None => parts.first().filter(|_| parts.len() == 1),
        };
        let Some(part) = part else {
            let (message, message_zh) = (
                "name one of the new regions by its code",
                "须指明归入哪一个新地区",
            );
            let issue = Issue::error(&path("into"), "UNKNOWN_PART", message, message_zh);
            self.issues.push(issue.with(&child.into));
            return Some(id);
        };
        self.plan.retired.push(id);
        let code = child
            .code
            .as_deref()
            .map_or_else(|| Some(dated.region.code.clone()), normalise);
        let code = code.unwrap_or_default();
        self.check_free(&path("code"), &code);
        let region = Region {
            parent: Some(part.id),
            code,
            ..dated.region.as_ref().clone()
        };
        self.begun(region, vec![id]);
        Some(id)
    }

    /// The other regions below follow as they are; in a split each must be put to a part.
    fn follow(&mut self, named: &[RegionId]) {
        let parties: Vec<&Dated> = self.parties.iter().flatten().copied().collect();
        for party in parties {
            let id = party.region.id;
            let children = self.tree.exact(id).into_iter().flat_map(|place| place.children());
            let others: Vec<_> = children.filter(|child| !named.contains(&child.id)).collect();
            if self.change.kind != ChangeKind::Split {
                self.plan.following.extend(others.iter().map(|child| child.id));
                continue;
            }
            for child in others {
                let (message, message_zh) = ("say to which part it goes", "须指明归入哪一个新地区");
                let issue = Issue::error(&["children"], "CHILD_UNASSIGNED", message, message_zh);
                self.issues.push(issue.with([&child.code, &child.name]));
            }
            let date = self.change.date;
            let below = |dated: &&Dated| dated.region.parent == Some(id) && dated.begins_after(date);
            for later in self.history.regions().filter(below) {
                let (message, message_zh) = (
                    "a region below begins after that day",
                    "有下级地区在此日期之后才设立",
                );
                let issue = Issue::error(&["date"], "CHILD_BEGINS_LATER", message, message_zh);
                self.issues.push(issue.with([&later.region.code]));
            }
        }
    }

    /// Names that siblings bear, too: they are told apart by their codes alone.
    fn siblings(&mut self) {
        let mut issues = Vec::new();
        let number = self.change.successors.len();
        for (index, begun) in self.plan.begun.iter().take(number).enumerate() {
            let Some(above) = begun.region.parent.and_then(|id| self.tree.exact(id)) else {
                continue;
            };
            let same = |region: &Region| region.name == begun.region.name && region.id != begun.region.id;
            let retired = |id: RegionId| self.plan.retired.contains(&id);
            let old = above.children().any(|child| same(&child) && !retired(child.id));
            let new = self.plan.begun.iter().take(number);
            let twin = new
                .map(|other| &other.region)
                .any(|other| other.parent == begun.region.parent && same(other));
            if old || twin {
                let path = ["successors", &index.to_string(), "name"];
                let message = "another region below the same one bears this name";
                let message_zh = "同一上级之下已有同名地区";
                issues.push(
                    Issue::warning(&path, "NAME_TAKEN", message, message_zh).with([&begun.region.name]),
                );
            }
        }
        self.issues.extend(issues);
    }
}
