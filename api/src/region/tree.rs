//! The region tree of a day in memory: immutable, in depth-first order, so that a subtree is a range. It knows the
//! regions of other days, too, and which of its places answers for each.

mod breaks;
mod heirs;
mod history;
mod reporters;
#[cfg(test)]
mod tests;

use std::{collections::HashMap, ops::Deref, sync::Arc};

use chrono::NaiveDate;
use entities::ids::RegionId;
use serde::{Deserialize, Serialize};

pub use breaks::Break;
use heirs::Heirs;
pub use history::{ChangeKind, Dated, Event, History, Link};
pub use reporters::Reporters;

/// The four tiers, from above.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Tier {
    /// 省, 自治区, 直辖市.
    Province = 1,
    /// 市, 自治州, 地区, 盟.
    City = 2,
    /// 县, 区, 县级市, 旗.
    County = 3,
    /// 镇, 乡, 街道, 园区.
    Town = 4,
}

impl Tier {
    /// All tiers, from above.
    pub const ALL: [Self; 4] = [Self::Province, Self::City, Self::County, Self::Town];

    /// The tier of the number that the table stores.
    #[must_use]
    pub fn from_number(number: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|tier| tier.number() == number)
    }

    /// 1 province, 2 city, 3 county, 4 town.
    #[must_use]
    pub fn number(self) -> i16 {
        self as i16
    }
}

/// One region as the tree is built from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Key.
    pub id: RegionId,
    /// The region above; none for a province.
    pub parent: Option<RegionId>,
    /// Tier. Comes from the table, never from the digits of the code.
    pub tier: Tier,
    /// 12 digits.
    pub code: String,
    /// Official name.
    pub name: String,
}

#[derive(Debug)]
struct Node {
    region: Arc<Region>,
    parent: Option<u32>,
    province: u32,
    /// One past the last node of the subtree.
    end: u32,
}

/// The whole tree.
#[derive(Debug, Default)]
pub struct Tree {
    nodes: Vec<Node>,
    by_id: HashMap<RegionId, u32>,
    by_code: HashMap<String, u32>,
    /// Per tier: the nodes whose values are its raw material, ascending.
    collectors: [Vec<u32>; 4],
    history: Arc<History>,
    /// The days on which it is the tree: the first one, and the first one after them.
    span: (Option<NaiveDate>, Option<NaiveDate>),
    /// Who answers for the regions of other days.
    heirs: Heirs,
}

/// A region at its place in a tree.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    tree: &'a Tree,
    /// Index in depth-first order.
    pub index: u32,
}

/// A region of any day, and the place that answers for it.
#[derive(Clone, Copy, Debug)]
pub struct Bearer<'a> {
    /// Its key.
    pub id: RegionId,
    /// The place.
    pub place: Place<'a>,
}

impl PartialEq for Place<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index && std::ptr::eq(self.tree, other.tree)
    }
}

impl Deref for Place<'_> {
    type Target = Region;
    fn deref(&self) -> &Region {
        &self.tree.nodes[self.index as usize].region
    }
}

impl Tree {
    /// The tree of regions without dates. Siblings stand in the order of their codes. Regions whose parent is missing
    /// are left out with all below them: the importer never stores such rows.
    #[must_use]
    pub fn new(regions: Vec<Region>) -> Self {
        let above: HashMap<RegionId, RegionId> = regions
            .iter()
            .filter_map(|region| Some((region.id, region.parent?)))
            .collect();
        let province = |id: RegionId| {
            let chain = std::iter::successors(Some(id), |id| above.get(id).copied());
            chain.take(Tier::ALL.len()).last().unwrap_or(id)
        };
        let dated = regions.into_iter().map(|region| Dated {
            province: province(region.id),
            region: Arc::new(region),
            from: None,
            to: None,
        });
        let history = Arc::new(History::new(dated, Vec::new()));
        Self::of(&history, NaiveDate::default())
    }

    /// The tree of a day.
    #[must_use]
    pub fn of(history: &Arc<History>, day: NaiveDate) -> Self {
        let mut regions: Vec<&Dated> = history.regions().filter(|dated| dated.holds(day)).collect();
        regions.sort_by(|a, b| (&a.region.code, a.region.id).cmp(&(&b.region.code, b.region.id)));
        let mut children: HashMap<Option<RegionId>, Vec<Arc<Region>>> = HashMap::new();
        for dated in regions {
            let id = dated.region.id;
            // Without a valid one it is no child of anybody, and not a province, either.
            let above = |parent| history.parent_on(id, day).unwrap_or(parent);
            let parent = dated.region.parent.map(above);
            children
                .entry(parent)
                .or_default()
                .push(Arc::clone(&dated.region));
        }
        let mut tree = Self {
            history: Arc::clone(history),
            span: history.span(day),
            ..Self::default()
        };
        for province in children.remove(&None).unwrap_or_default() {
            tree.grow(province, None, &mut children);
        }
        tree.index();
        tree.heirs = Heirs::of(&tree, history, day);
        tree
    }

    /// Makes the look-ups of the places.
    fn index(&mut self) {
        for node in 0..index(self.nodes.len()) {
            let place = self.at(node);
            let collects = Tier::ALL.map(|tier| place.collects(tier));
            let (id, code) = (place.id, place.code.clone());
            for (collectors, _) in self
                .collectors
                .iter_mut()
                .zip(collects)
                .filter(|(_, collects)| *collects)
            {
                collectors.push(node);
            }
            self.by_id.insert(id, node);
            self.by_code.insert(code, node);
        }
    }

    fn grow(
        &mut self,
        region: Arc<Region>,
        parent: Option<u32>,
        children: &mut HashMap<Option<RegionId>, Vec<Arc<Region>>>,
    ) {
        let place = index(self.nodes.len());
        let province = parent.map_or(place, |parent| self.nodes[parent as usize].province);
        let below = children.remove(&Some(region.id)).unwrap_or_default();
        self.nodes.push(Node {
            region,
            parent,
            province,
            end: place + 1,
        });
        for child in below {
            self.grow(child, Some(place), children);
        }
        self.nodes[place as usize].end = index(self.nodes.len());
    }

    /// How many regions it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The region at an index of depth-first order.
    ///
    /// # Panics
    /// When the index is not of this tree.
    #[must_use]
    pub fn at(&self, index: u32) -> Place<'_> {
        assert!((index as usize) < self.nodes.len(), "an index of another tree");
        Place { tree: self, index }
    }

    /// All regions of any day, and the changes between them.
    #[must_use]
    pub fn history(&self) -> &Arc<History> {
        &self.history
    }

    /// Whether it is the tree of a day.
    #[must_use]
    pub fn is_of(&self, day: NaiveDate) -> bool {
        let (first, after) = self.span;
        first.is_none_or(|first| first <= day) && after.is_none_or(|after| day < after)
    }

    /// The place that answers for a region of any day: itself where it is in this tree. Of one that ended it is the
    /// one that it continues as, or the nearest region above all of several; of one that begins later, likewise, those
    /// that it comes from.
    #[must_use]
    pub fn by_id(&self, id: RegionId) -> Option<Place<'_>> {
        let heir = || self.heirs.get(id).map(|heir| self.at(heir.index));
        self.exact(id).or_else(heir)
    }

    /// The region of a key, if it is in this tree.
    #[must_use]
    pub fn exact(&self, id: RegionId) -> Option<Place<'_>> {
        self.by_id.get(&id).map(|index| self.at(*index))
    }

    /// The region that bore a code on a day, or else the one of this tree that bears it.
    #[must_use]
    pub fn bearer(&self, code: &str, day: Option<NaiveDate>) -> Option<Bearer<'_>> {
        let normal = super::code::normalise(code)?;
        let then = day.and_then(|day| self.history.coded(&normal, day));
        let id = then.map(|dated| dated.region.id);
        let id = id.or_else(|| self.by_code(&normal).map(|place| place.id))?;
        let place = self.by_id(id)?;
        Some(Bearer { id, place })
    }

    /// The region of this tree that bears a code of 2, 4, 6, 9 or 12 digits.
    #[must_use]
    pub fn by_code(&self, code: &str) -> Option<Place<'_>> {
        let code = super::code::normalise(code)?;
        self.by_code.get(&code).map(|index| self.at(*index))
    }

    /// All regions in depth-first order.
    pub fn iter(&self) -> impl Iterator<Item = Place<'_>> {
        (0..index(self.nodes.len())).map(|index| self.at(index))
    }
}

impl<'a> Place<'a> {
    /// The tree.
    #[must_use]
    pub fn tree(self) -> &'a Tree {
        self.tree
    }

    /// The region above.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        self.parent_index().map(|parent| self.tree.at(parent))
    }

    /// Index of the region above.
    #[must_use]
    pub fn parent_index(self) -> Option<u32> {
        self.tree.nodes[self.index as usize].parent
    }

    /// The province above, or the region itself.
    #[must_use]
    pub fn province(self) -> Self {
        self.tree.at(self.tree.nodes[self.index as usize].province)
    }

    /// One past the last index of the subtree.
    #[must_use]
    pub fn end(self) -> u32 {
        self.tree.nodes[self.index as usize].end
    }

    /// Whether `other` is this region or below it.
    #[must_use]
    pub fn contains(self, other: Place<'_>) -> bool {
        (self.index..self.end()).contains(&other.index)
    }

    /// This region and all below it, depth first.
    pub fn subtree(self) -> impl Iterator<Item = Place<'a>> + use<'a> {
        (self.index..self.end()).map(move |index| self.tree.at(index))
    }

    /// The regions directly below, in the order of their codes.
    pub fn children(self) -> impl Iterator<Item = Place<'a>> + use<'a> {
        let mut next = self.index + 1;
        std::iter::from_fn(move || {
            let child = (next < self.end()).then(|| self.tree.at(next))?;
            next = child.end();
            Some(child)
        })
    }

    /// The regions above, the province first.
    #[must_use]
    pub fn ancestors(self) -> Vec<Place<'a>> {
        let mut above: Vec<_> = std::iter::successors(self.parent(), |place| place.parent()).collect();
        above.reverse();
        above
    }

    /// The regions of a tier inside the subtree, itself included; none where the tier is skipped.
    pub fn of_tier(self, tier: Tier) -> impl Iterator<Item = Place<'a>> + use<'a> {
        self.subtree().filter(move |place| place.tier == tier)
    }

    /// The region of a tier that holds it, or the nearest one above where the branch has none of that tier.
    #[must_use]
    pub fn at_tier(self, tier: Tier) -> Self {
        let mut above = std::iter::successors(Some(self), |place| place.parent());
        above.find(|place| place.tier <= tier).unwrap_or(self)
    }

    /// Whether its values are the raw material of what is collected at `tier`: it is of that tier, or it
    /// stands in for a branch that has no region of that tier, being the nearest one above.
    fn collects(self, tier: Tier) -> bool {
        self.tier == tier || (self.tier < tier && !self.children().any(|child| child.tier <= tier))
    }

    /// Indexes of the regions of the subtree whose values are the raw material of an indicator collected
    /// at `tier`, ascending. Where a branch has no region of that tier the nearest region above stands in
    /// (Dongguan itself for what counties report). Empty for a region below the tier.
    #[must_use]
    pub fn collectors(self, tier: Tier) -> &'a [u32] {
        let all = &self.tree.collectors[tier as usize - 1];
        let from = all.partition_point(|index| *index < self.index);
        let to = all.partition_point(|index| *index < self.end());
        &all[from..to]
    }
}

/// Trees have fewer than 2³² regions.
fn index(length: usize) -> u32 {
    u32::try_from(length).expect("a tree of less than 2^32 regions")
}

/// A small real tree for the tests of what is folded up a tree.
#[cfg(test)]
pub(crate) mod sample {
    use super::{Region, RegionId, Tier, Tree};

    /// 广东省 (1) with 河源市 (2), its county 东源县 (3) of two towns (4, 5), and 东莞市 (6) with two towns (7, 8) and no
    /// county.
    pub(crate) fn tree() -> Tree {
        let region = |id, parent: Option<i64>, tier, code: &str| Region {
            id: RegionId(id),
            parent: parent.map(RegionId),
            tier,
            code: format!("{code:0<12}"),
            name: code.to_owned(),
        };
        Tree::new(vec![
            region(1, None, Tier::Province, "44"),
            region(2, Some(1), Tier::City, "4416"),
            region(3, Some(2), Tier::County, "441625"),
            region(4, Some(3), Tier::Town, "441625100"),
            region(5, Some(3), Tier::Town, "441625101"),
            region(6, Some(1), Tier::City, "4419"),
            region(7, Some(6), Tier::Town, "441900101"),
            region(8, Some(6), Tier::Town, "441900401"),
        ])
    }
}
