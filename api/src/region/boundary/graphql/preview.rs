//! What a change of boundaries would do, in the API.

use std::sync::Arc;

use async_graphql::{Object, SimpleObject};
use entities::ids::RegionId;

use crate::{
    graphql::{
        issue::{self, Issue},
        scalars::RegionCode,
    },
    region::{
        boundary::preview::{Kept, Preview},
        graphql::Region,
        tree::Tree,
    },
};

/// What a change of boundaries would do 变更预览.
#[derive(Clone, Debug)]
pub struct BoundaryPreview(pub Arc<Preview>);

/// What stays with a region that ends, and where it is found from then on.
#[derive(Clone, Debug, SimpleObject)]
pub struct BoundaryHolding {
    /// The region that ends 原地区.
    region: Option<Region>,
    /// The region under which it is found: the one that continues it, or the nearest one above all of several.
    found_under: Region,
    /// Its records, by register 登记册.
    records: Vec<RegisterCount>,
    /// Its observations 指标数值.
    observations: u64,
}

/// How many records of a register.
#[derive(Clone, Debug, SimpleObject)]
pub struct RegisterCount {
    /// Kind of the records, as the trail names it: `enterprise`, `project`, …
    register: &'static str,
    /// How many stand; deleted ones are not counted.
    count: u64,
}

/// What becomes of a code.
#[derive(Clone, Debug, SimpleObject)]
pub struct BoundaryCodeChange {
    /// The code 区划代码 of a region that ends.
    code: RegionCode,
    /// Whether a new region bears it. If not, tokens of this code are refused from that day on.
    stays: bool,
    /// The codes of the regions that continue it: new tokens are made for these.
    becomes: Vec<RegionCode>,
}

fn at(tree: &Arc<Tree>, id: RegionId) -> Option<Region> {
    tree.exact(id).map(|place| Region::in_tree(tree, place.index))
}

fn all(tree: &Arc<Tree>, ids: impl IntoIterator<Item = RegionId>) -> Vec<Region> {
    ids.into_iter().filter_map(|id| at(tree, id)).collect()
}

/// What a change of boundaries would do 变更预览. Lists are empty where an issue would block it.
#[Object]
impl BoundaryPreview {
    /// The regions that would end 撤销, regions below that begin anew among them.
    async fn retired(&self) -> Vec<Region> {
        all(&self.0.before, self.0.plan.retired.iter().copied())
    }

    /// The regions that would begin 设立. They have a code, a name and a place, and no data yet.
    async fn created(&self) -> Vec<Region> {
        all(
            &self.0.after,
            self.0.plan.begun.iter().map(|begun| begun.region.id),
        )
    }

    /// The regions directly below that would follow as they are 随同划归.
    async fn following(&self) -> Vec<Region> {
        all(&self.0.before, self.0.plan.following.iter().copied())
    }

    /// What stays with the regions that would end, and where it would be found.
    async fn holdings(&self) -> Vec<BoundaryHolding> {
        let holding = |kept: &Kept| BoundaryHolding {
            region: at(&self.0.before, kept.region),
            found_under: Region::in_tree(&self.0.after, kept.heir),
            records: kept
                .records
                .iter()
                .map(|(register, count)| RegisterCount {
                    register,
                    count: *count,
                })
                .collect(),
            observations: kept.observations,
        };
        self.0.kept.iter().map(holding).collect()
    }

    /// What becomes of the codes by which tokens name their region.
    async fn codes(&self) -> Vec<BoundaryCodeChange> {
        let codes = self.0.codes.iter().map(|change| BoundaryCodeChange {
            code: RegionCode(change.code.clone()),
            stays: change.stays,
            becomes: change.becomes.iter().cloned().map(RegionCode).collect(),
        });
        codes.collect()
    }

    /// The regions, as they would be, whose series would get a break 断点 on that day: other regions would stand behind
    /// their figures than before.
    async fn breaks(&self) -> Vec<Region> {
        let broken = self.0.breaks.iter();
        broken
            .map(|index| Region::in_tree(&self.0.after, *index))
            .collect()
    }

    /// Every issue found.
    async fn issues(&self) -> Vec<Issue> {
        issue::wrap(self.0.issues.clone())
    }
}
