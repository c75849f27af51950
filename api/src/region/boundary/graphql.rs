//! Changes of boundaries in the API.

mod input;
pub mod preview;

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use entities::ids::{BoundaryEventId, RegionId};

use super::service;
use crate::{
    error::{Error, Result},
    graphql::{
        context::{hub, scope},
        global_id::{self, Kind},
        issue::{self, Issue},
        page::{self, Page, Total},
        scalars::{Date, DateTime, RegionCode},
    },
    hub::Hub,
    region::{
        graphql::{Region, page_complexity},
        tree,
    },
};
use input::ChangeBoundaryInput;
use preview::BoundaryPreview;

/// Kind 变更类型 of a change of boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::region::tree::ChangeKind")]
pub enum BoundaryChangeKind {
    /// 更名: another name, the same code.
    Rename,
    /// 代码变更: another code, and perhaps another name (撤县设区, 撤镇设街道).
    Recode,
    /// 合并: several regions of one tier become one.
    Merge,
    /// 拆分: one region becomes several.
    Split,
    /// 划转: another region above, and perhaps another code and name.
    Transfer,
}

/// A change of boundaries 区划变更: some regions end, others begin.
#[derive(Clone, Debug)]
pub struct BoundaryEvent(pub tree::Event);

/// That a region continues, as a whole or in part, as another.
#[derive(Clone, Debug, SimpleObject)]
pub struct BoundaryLink {
    /// The region that ended 原地区.
    predecessor: Option<Region>,
    /// The region that began 新地区.
    successor: Option<Region>,
}

/// A change of boundaries 区划变更: some regions end, others begin. What was recorded for those that ended stays with
/// them and is found under those that continue them.
#[Object]
impl BoundaryEvent {
    /// Global id.
    pub async fn id(&self) -> ID {
        global_id::encode(Kind::BoundaryEvent, self.0.id.0)
    }

    /// Kind 变更类型.
    async fn kind(&self) -> BoundaryChangeKind {
        self.0.kind.into()
    }

    /// First day of the new state 生效日期, in China.
    async fn date(&self) -> Date {
        Date(self.0.date)
    }

    /// The document that orders it 批准文件.
    async fn basis(&self) -> &str {
        &self.0.basis
    }

    /// Remark 备注.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// Subject of the token that recorded it.
    async fn recorded_by(&self) -> &str {
        &self.0.recorded_by
    }

    /// When it was recorded.
    async fn recorded_at(&self) -> DateTime {
        DateTime(self.0.recorded_at)
    }

    /// The regions that ended 原地区, as they were.
    async fn predecessors(&self, ctx: &Context<'_>) -> Vec<Region> {
        regions(hub(ctx), self.0.predecessors())
    }

    /// The regions that began 新地区, as they began.
    async fn successors(&self, ctx: &Context<'_>) -> Vec<Region> {
        regions(hub(ctx), self.0.successors())
    }

    /// Which region continues as which 沿革: many to many. Regions below that begin anew with a region above are here,
    /// too.
    async fn links(&self, ctx: &Context<'_>) -> Vec<BoundaryLink> {
        let links = self.0.links.iter().map(|link| BoundaryLink {
            predecessor: Region::once(hub(ctx), link.predecessor),
            successor: Region::once(hub(ctx), link.successor),
        });
        links.collect()
    }
}

fn regions(hub: &Hub, ids: Vec<RegionId>) -> Vec<Region> {
    ids.into_iter().filter_map(|id| Region::once(hub, id)).collect()
}

/// The change of a key, if it concerns the scope.
pub fn by_id(ctx: &Context<'_>, id: i64) -> Result<Option<BoundaryEvent>> {
    let found = service::by_id(scope(ctx)?, BoundaryEventId(id))?;
    Ok(found.cloned().map(BoundaryEvent))
}

/// Queries of changes of boundaries.
#[derive(Debug, Default)]
pub struct BoundaryQuery;

#[Object]
impl BoundaryQuery {
    /// The changes of boundaries 区划变更 that concern a region or one below, the latest first; those that are recorded
    /// for a day to come are among them.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn boundary_events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of this region and all below; of the token's own by default.")] region: Option<
            RegionCode,
        >,
        #[graphql(desc = "Only those that take effect on this day or later.")] from: Option<Date>,
        #[graphql(desc = "Only those that take effect on this day or before.")] to: Option<Date>,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Page<BoundaryEvent>> {
        let region = region.as_ref().map(|code| code.0.as_str());
        let (from, to) = (from.map(|day| day.0), to.map(|day| day.0));
        let found = service::events(scope(ctx)?, region, from, to)?;
        let total = Total::known(found.len());
        let begin = match page::key::<i64>(after.as_deref())? {
            Some(last) => found
                .iter()
                .position(|event| event.id.0 == last)
                .map(|at| at + 1)
                .ok_or_else(|| Error::BadInput("the cursor names no change of this list".to_owned()))?,
            None => 0,
        };
        let limit = page::limit(ctx, first)?;
        let rows: Vec<_> = found.into_iter().skip(begin).take(limit + 1).collect();
        let node = |event: &tree::Event| BoundaryEvent(event.clone());
        Ok(page::connection(
            rows,
            limit,
            after.is_some(),
            total,
            |event| event.id.0,
            node,
        ))
    }

    /// What a change of boundaries would do 变更预览: the regions that would end and begin, what stays with those that
    /// end and where it would be found, the codes of tokens, the series that would get a break; and every issue.
    /// Nothing is written. Role `steward` of a region above all that would change.
    async fn boundary_change_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: ChangeBoundaryInput,
    ) -> Result<BoundaryPreview> {
        let preview = service::preview(scope(ctx)?, hub(ctx), &input.into()).await?;
        Ok(BoundaryPreview(Arc::new(preview)))
    }
}

/// What a change of boundaries came to.
#[derive(Debug, SimpleObject)]
pub struct ChangeBoundaryPayload {
    /// The change; null where an issue blocked it.
    event: Option<BoundaryEvent>,
    /// Every issue found.
    issues: Vec<Issue>,
}

/// Changes of boundaries.
#[derive(Debug, Default)]
pub struct BoundaryMutation;

#[Object]
impl BoundaryMutation {
    /// Changes boundaries 区划变更 from a day on: a rename, another code, a merge, a split, a transfer. The regions that
    /// change end the day before, and others begin; nothing that was recorded is moved or deleted. Tokens of a code that
    /// ends are refused from that day on. Role `steward` of a region above all that change.
    async fn change_boundary(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: ChangeBoundaryInput,
    ) -> Result<ChangeBoundaryPayload> {
        let (event, issues) = service::change(scope(ctx)?, hub(ctx), &input.into()).await?;
        Ok(ChangeBoundaryPayload {
            event: event.map(BoundaryEvent),
            issues: issue::wrap(issues),
        })
    }
}
