//! All regions that ever were, and the changes of boundaries between them. Pure.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};
use entities::ids::{BoundaryEventId, RegionId};
use serde::{Deserialize, Serialize};

use super::Region;

/// What kind of change of boundaries it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ChangeKind {
    /// 更名: another name, the same code.
    Rename,
    /// 代码变更: another code, and perhaps another name.
    Recode,
    /// 合并: several become one.
    Merge,
    /// 拆分: one becomes several.
    Split,
    /// 划转: another region above.
    Transfer,
}

/// A region in the span of days in which it is valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    /// The region.
    pub region: Arc<Region>,
    /// The province above it, or itself.
    pub province: RegionId,
    /// First day; none where the beginning is not known.
    pub from: Option<NaiveDate>,
    /// Last day; none while it is valid.
    pub to: Option<NaiveDate>,
}

impl Dated {
    /// Whether it is valid on a day.
    #[must_use]
    pub fn holds(&self, day: NaiveDate) -> bool {
        !self.begins_after(day) && !self.ended_before(day)
    }

    /// Whether it begins after a day.
    #[must_use]
    pub fn begins_after(&self, day: NaiveDate) -> bool {
        self.from.is_some_and(|from| from > day)
    }

    /// Whether it ended before a day.
    #[must_use]
    pub fn ended_before(&self, day: NaiveDate) -> bool {
        self.to.is_some_and(|to| to < day)
    }
}

/// That a region continues, as a whole or in part, as another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The region that ended.
    pub predecessor: RegionId,
    /// The region that began.
    pub successor: RegionId,
}

/// A change of boundaries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Key.
    pub id: BoundaryEventId,
    /// First day of the new state.
    pub date: NaiveDate,
    /// Kind.
    pub kind: ChangeKind,
    /// The document that orders it.
    pub basis: String,
    /// Remark.
    pub note: Option<String>,
    /// Subject who recorded it.
    pub recorded_by: String,
    /// When.
    pub recorded_at: DateTime<Utc>,
    /// Which region continues as which.
    pub links: Vec<Link>,
}

impl Event {
    /// The regions that ended, each once.
    #[must_use]
    pub fn predecessors(&self) -> Vec<RegionId> {
        once(self.links.iter().map(|link| link.predecessor))
    }

    /// The regions that began, each once.
    #[must_use]
    pub fn successors(&self) -> Vec<RegionId> {
        once(self.links.iter().map(|link| link.successor))
    }

    /// Whether a link is a merge or a split and not only another name, code or region above.
    pub(super) fn reshapes(&self, link: Link) -> bool {
        let more = |same: &dyn Fn(&Link) -> bool| self.links.iter().filter(|other| same(other)).count() > 1;
        more(&|other| other.successor == link.successor)
            || more(&|other| other.predecessor == link.predecessor)
    }
}

/// In their order, each once.
fn once(ids: impl Iterator<Item = RegionId>) -> Vec<RegionId> {
    let mut seen = Vec::new();
    for id in ids {
        if !seen.contains(&id) {
            seen.push(id);
        }
    }
    seen
}

/// All regions that ever were or are planned, and the changes between them.
#[derive(Clone, Debug, Default)]
pub struct History {
    regions: HashMap<RegionId, Dated>,
    /// By date and key.
    events: Vec<Event>,
    after: HashMap<RegionId, Vec<RegionId>>,
    before: HashMap<RegionId, Vec<RegionId>>,
    /// The regions that ever bore a code, if one of them has a beginning or an end.
    coded: HashMap<String, Vec<RegionId>>,
    /// The days on which the tree becomes another, ascending.
    turns: Vec<NaiveDate>,
}

impl History {
    /// Of all regions and all events.
    #[must_use]
    pub fn new(regions: impl IntoIterator<Item = Dated>, mut events: Vec<Event>) -> Self {
        events.sort_by_key(|event| (event.date, event.id));
        let mut history = Self {
            regions: regions
                .into_iter()
                .map(|dated| (dated.region.id, dated))
                .collect(),
            ..Self::default()
        };
        for link in events.iter().flat_map(|event| &event.links) {
            history
                .after
                .entry(link.predecessor)
                .or_default()
                .push(link.successor);
            history
                .before
                .entry(link.successor)
                .or_default()
                .push(link.predecessor);
        }
        for (id, dated) in &history.regions {
            history
                .coded
                .entry(dated.region.code.clone())
                .or_default()
                .push(*id);
            history.turns.extend(dated.from);
            history.turns.extend(dated.to.and_then(|to| to.succ_opt()));
        }
        history.turns.sort_unstable();
        history.turns.dedup();
        history.events = events;
        history
    }

    /// A region, whenever it was valid.
    #[must_use]
    pub fn get(&self, id: RegionId) -> Option<&Dated> {
        self.regions.get(&id)
    }

    /// All regions, in no order.
    pub fn regions(&self) -> impl Iterator<Item = &Dated> {
        self.regions.values()
    }

    /// All changes, by date.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The change of a key.
    #[must_use]
    pub fn event(&self, id: BoundaryEventId) -> Option<&Event> {
        self.events.iter().find(|event| event.id == id)
    }

    /// What a region continues as.
    #[must_use]
    pub fn successors(&self, id: RegionId) -> &[RegionId] {
        self.after.get(&id).map_or(&[], Vec::as_slice)
    }

    /// What continues as a region.
    #[must_use]
    pub fn predecessors(&self, id: RegionId) -> &[RegionId] {
        self.before.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The region that bears a code of 12 digits on a day.
    #[must_use]
    pub fn coded(&self, code: &str, day: NaiveDate) -> Option<&Dated> {
        self.bearers(code).find(|dated| dated.holds(day))
    }

    /// The region that was the last to bear a code of 12 digits before a day.
    #[must_use]
    pub fn last_coded(&self, code: &str, day: NaiveDate) -> Option<&Dated> {
        let ended = self.bearers(code).filter(|dated| dated.ended_before(day));
        ended.max_by_key(|dated| (dated.to, dated.region.id))
    }

    /// All regions that ever bear a code of 12 digits.
    pub fn bearers(&self, code: &str) -> impl Iterator<Item = &Dated> {
        let ids = self.coded.get(code).into_iter().flatten();
        ids.filter_map(|id| self.regions.get(id))
    }

    /// The span of days around a day in which the tree is the same: its first day and the first day after it.
    #[must_use]
    pub fn span(&self, day: NaiveDate) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let next = self.turns.partition_point(|turn| *turn <= day);
        let first = next.checked_sub(1).and_then(|at| self.turns.get(at));
        (first.copied(), self.turns.get(next).copied())
    }

    /// The regions valid on a day that a region continues as, or came from if it begins later; itself if it is valid.
    #[must_use]
    pub fn on(&self, id: RegionId, day: NaiveDate) -> Vec<RegionId> {
        let (mut found, mut seen, mut open) = (Vec::new(), Vec::new(), vec![id]);
        while let Some(id) = open.pop() {
            if seen.contains(&id) {
                continue;
            }
            seen.push(id);
            match self.regions.get(&id) {
                Some(dated) if dated.holds(day) => found.push(id),
                Some(dated) if dated.begins_after(day) => open.extend(self.predecessors(id)),
                Some(_) => open.extend(self.successors(id)),
                None => {}
            }
        }
        found
    }

    /// The region above on a day: the stored one, or what that continues as. A parent that became several, or none,
    /// does not answer: then the one above it does.
    #[must_use]
    pub fn parent_on(&self, id: RegionId, day: NaiveDate) -> Option<RegionId> {
        let mut above = self.get(id)?.region.parent;
        // No tree is deeper than its tiers; what says otherwise is no tree.
        for _ in 0..8 {
            if let [parent] = self.on(above?, day)[..] {
                return Some(parent);
            }
            above = self.get(above?)?.region.parent;
        }
        None
    }

    /// A region and those above it on a day on which it is valid, itself first.
    #[must_use]
    pub fn chain_on(&self, id: RegionId, day: NaiveDate) -> Vec<RegionId> {
        let chain = std::iter::successors(Some(id), |id| self.parent_on(*id, day));
        chain.take(8).collect()
    }
}
