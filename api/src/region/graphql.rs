//! Regions in the API.

use std::sync::Arc;

use async_graphql::{
    Context, Enum, ID, Object, OutputType,
    dataloader::{DataLoader, HashMapCache},
};

use entities::ids::RegionId;

use super::{
    service::{self, Filter},
    tree::{Place, Tree},
};
use crate::{
    enterprise::{self, graphql::Enterprise},
    error::{Error, Result},
    graphql::{
        context::{hub, scope},
        global_id::{self, Kind},
        page::{self, Page, Total},
        scalars::{Date, Period, RegionCode},
        weight::{Rows, times},
    },
    hub::Hub,
    platform::{self, graphql::Platform},
    project::{self, graphql::Project},
    recognition::{self, graphql::Recognition, programme::model::SubjectKind},
    register::{
        self,
        graphql::{RegisterOrder, cursor},
        loader::FirstsLoader,
        repo::{Kept, Record},
    },
    rollup::{
        self,
        graphql::{Basis, Figure, FigureBasis},
        loader::{FigureLoader, Wanted},
    },
    scope::Scope,
};

/// The four tiers of local government, from above.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::region::tree::Tier")]
pub enum Tier {
    /// 省, 自治区, 直辖市.
    Province,
    /// 市, 自治州, 地区, 盟.
    City,
    /// 县, 区, 县级市, 旗.
    County,
    /// 镇, 乡, 街道, and zones 园区 that report beside them.
    Town,
}

/// A region 行政区划: a province, city, county or town.
#[derive(Clone, Debug)]
pub struct Region {
    tree: Arc<Tree>,
    index: u32,
}

impl Region {
    /// The region at a place of the scope's tree.
    #[must_use]
    pub fn of(scope: &Scope, place: Place<'_>) -> Self {
        Self {
            tree: Arc::clone(scope.tree()),
            index: place.index,
        }
    }

    /// The region at an index of a tree.
    #[must_use]
    pub fn in_tree(tree: &Arc<Tree>, index: u32) -> Self {
        Self {
            tree: Arc::clone(tree),
            index,
        }
    }

    /// The region of a key as it is, or as it was on its last day, or will be on its first.
    #[must_use]
    pub fn once(hub: &Hub, id: RegionId) -> Option<Self> {
        let now = hub.tree();
        if let Some(place) = now.exact(id) {
            return Some(Self::in_tree(&now, place.index));
        }
        let dated = now.history().get(id)?;
        let tree = hub.tree_on(dated.to.or(dated.from)?);
        let index = tree.exact(id)?.index;
        Some(Self::in_tree(&tree, index))
    }

    /// Its index in the tree of the scope, whose records and figures are asked for.
    fn today(&self, scope: &Scope) -> Result<u32> {
        if Arc::ptr_eq(&self.tree, scope.tree()) {
            return Ok(self.index);
        }
        let place = self.place();
        let today = scope.tree().exact(place.id).map(|today| today.index);
        today.ok_or_else(|| {
            Error::BadInput(format!(
                "{} {} is not valid today: its data is read under the region that continues it",
                place.code, place.name
            ))
        })
    }

    fn once_all(hub: &Hub, ids: &[RegionId]) -> Vec<Self> {
        ids.iter().filter_map(|id| Self::once(hub, *id)).collect()
    }

    /// Its place.
    #[must_use]
    pub fn place(&self) -> Place<'_> {
        self.tree.at(self.index)
    }

    fn at(&self, place: Place<'_>) -> Self {
        Self {
            tree: Arc::clone(&self.tree),
            index: place.index,
        }
    }
}

/// A page of places of the scope's tree after a cursor, in their order.
pub fn places(
    scope: &Scope,
    places: &[Place<'_>],
    limit: usize,
    after: Option<&str>,
) -> Result<Page<Region>> {
    places_in(scope.tree(), places, limit, after)
}

/// A page of places of a tree after a cursor, in its order.
pub fn places_in(
    tree: &Arc<Tree>,
    places: &[Place<'_>],
    limit: usize,
    after: Option<&str>,
) -> Result<Page<Region>> {
    // The cursor is the region's code, so that it outlives the tree it was made from. One of no region is
    // refused: whoever pages on with it would begin again and never come to an end.
    let from = match page::key::<String>(after)? {
        Some(code) => {
            let last = tree.by_code(&code).ok_or_else(|| {
                Error::BadInput(format!("the cursor names the code {code:?}, which is no region"))
            })?;
            places.partition_point(|place| place.index <= last.index)
        }
        None => 0,
    };
    let rows: Vec<Place<'_>> = places[from..].iter().take(limit + 1).copied().collect();
    let total = Total::known(places.len());
    let node = |place: Place<'_>| Region::in_tree(tree, place.index);
    Ok(page::connection(
        rows,
        limit,
        after.is_some(),
        total,
        |place| place.code.clone(),
        node,
    ))
}

/// A region 行政区划: a province, city, county or town.
#[Object]
impl Region {
    /// Global id.
    pub async fn id(&self) -> ID {
        global_id::encode(Kind::Region, self.place().id.0)
    }

    /// Statistical division code 统计用区划代码, 12 digits.
    async fn code(&self) -> RegionCode {
        RegionCode(self.place().code.clone())
    }

    /// Official name 名称.
    async fn name(&self) -> String {
        self.place().name.clone()
    }

    /// Tier 层级. It comes from the table of divisions, not from the digits of the code.
    async fn tier(&self) -> Tier {
        self.place().tier.into()
    }

    /// First day 设立日期 of this region with this code, name and region above, in China; null where it is not known.
    async fn valid_from(&self) -> Option<Date> {
        let dated = self.tree.history().get(self.place().id);
        dated.and_then(|dated| dated.from).map(Date)
    }

    /// Last day 撤销日期 of this region with this code, name and region above, in China; null while no end is known.
    async fn valid_to(&self) -> Option<Date> {
        let dated = self.tree.history().get(self.place().id);
        dated.and_then(|dated| dated.to).map(Date)
    }

    /// The regions that it continues 原地区, as they were on their last day. Their data is found under this one.
    async fn predecessors(&self, ctx: &Context<'_>) -> Vec<Region> {
        Self::once_all(hub(ctx), self.tree.history().predecessors(self.place().id))
    }

    /// The regions that continue it 新地区, where it has ended or will end.
    async fn successors(&self, ctx: &Context<'_>) -> Vec<Region> {
        Self::once_all(hub(ctx), self.tree.history().successors(self.place().id))
    }

    /// The region directly above; null for a province. Skipped tiers are skipped: above a town of Dongguan stands the city.
    async fn parent(&self) -> Option<Region> {
        self.place().parent().map(|place| self.at(place))
    }

    /// The regions above, the province first.
    async fn ancestors(&self) -> Vec<Region> {
        self.place()
            .ancestors()
            .into_iter()
            .map(|place| self.at(place))
            .collect()
    }

    /// Names from the province down to this region, such as `["广东省", "河源市", "东源县", "仙塘镇"]`.
    async fn path(&self) -> Vec<String> {
        let place = self.place();
        place
            .ancestors()
            .into_iter()
            .chain([place])
            .map(|place| place.name.clone())
            .collect()
    }

    /// The regions directly below, or all of one tier inside this region, in the order of the tree. A tier
    /// that is skipped here gives an empty list.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn children(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only the regions of this tier, at any depth below.")] tier: Option<Tier>,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Page<Region>> {
        let (scope, limit) = (scope(ctx)?, page::limit(ctx, first)?);
        let filter = Filter {
            below: Some(self.place().code.clone()),
            tier: tier.map(Into::into),
            direct: tier.is_none(),
            ..Filter::default()
        };
        let found = if Arc::ptr_eq(&self.tree, scope.tree()) {
            service::list(scope, &filter)?
        } else {
            service::list_below(scope, self.place(), &filter)?
        };
        places_in(&self.tree, &found, limit, after.as_deref())
    }

    /// The figures of this region, for every indicator and period, as they are named.
    #[graphql(complexity = "times(indicators.len().saturating_mul(periods.len()), 1 + child_complexity)")]
    async fn figures(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Codes of the indicators.")] indicators: Vec<String>,
        #[graphql(desc = "Periods of the indicators' cadence.")] periods: Vec<Period>,
        #[graphql(
            desc = "Which observations count; accepted ones by default.",
            default_with = "Basis::Accepted"
        )]
        basis: Basis,
        #[graphql(desc = "On what else: the reading of the period, the moment of knowledge.")] on: Option<
            FigureBasis,
        >,
    ) -> Result<Rows<Figure>, Error> {
        let region = self.today(scope(ctx)?)?;
        rollup::service::check(scope(ctx)?, scope(ctx)?.tree().at(region))?;
        let periods = periods.into_iter().map(|period| period.0).collect();
        let wanted = Arc::new(Wanted {
            indicators,
            periods,
            on: rollup::graphql::on(basis, on),
            writes: scope(ctx)?.writes(),
        });
        let loader = ctx.data_unchecked::<Arc<DataLoader<FigureLoader, HashMapCache>>>();
        let figures = loader.load_one((region, wanted)).await?;
        Ok(figures.unwrap_or_default().into_iter().map(Figure).collect())
    }

    /// The first enterprises 企业 of this region and all below. For further pages use `enterprises` with
    /// the end cursor of this page.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn enterprises(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Order; by name by default.")] order: Option<RegisterOrder>,
    ) -> Result<Page<Enterprise>, Error> {
        self.firsts::<enterprise::model::Content, _>(ctx, first, order, Enterprise::of)
            .await
    }

    /// The first innovation platforms 创新平台 of this region and all below, those that they run together with other
    /// regions 共建 among them. For further pages use `platforms` with the end cursor of this page.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn platforms(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Order; by name by default.")] order: Option<RegisterOrder>,
    ) -> Result<Page<Platform>, Error> {
        self.firsts::<platform::model::Content, _>(ctx, first, order, Platform::of)
            .await
    }

    /// The first projects 项目 of this region and all below. For further pages use `projects` with the
    /// end cursor of this page.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn projects(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Order; by name by default.")] order: Option<RegisterOrder>,
    ) -> Result<Page<Project>, Error> {
        self.firsts::<project::model::Content, _>(ctx, first, order, Project::of)
            .await
    }

    /// Entries 认定/入库 of the region in programmes, the first first.
    #[graphql(complexity = "times(10, child_complexity)")]
    async fn recognitions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that are valid 有效 on this day.")] valid_on: Option<Date>,
        #[graphql(desc = "Only in the programme of this code.")] programme: Option<String>,
    ) -> Result<Vec<Recognition>> {
        let scope = scope(ctx)?;
        let place = scope.tree().at(self.today(scope)?);
        let mut found = Vec::new();
        for id in place.ids() {
            let subject = (SubjectKind::Region, id.0);
            let programme = programme.clone();
            found
                .extend(recognition::graphql::of_subject(ctx, subject, place.id, valid_on, programme).await?);
        }
        Ok(found)
    }
}

impl Region {
    /// The first records of a register, loaded for all regions of the request together.
    async fn firsts<C: Kept, T: OutputType>(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        order: Option<RegisterOrder>,
        node: impl Fn(Record<C>) -> T,
    ) -> Result<Page<T>> {
        let scope = scope(ctx)?;
        let region = self.today(scope)?;
        register::service::check(scope, scope.tree().at(region), C::RESOURCE)?;
        let limit = page::limit(ctx, first)?;
        let loader = Arc::clone(ctx.data_unchecked::<Arc<DataLoader<FirstsLoader<C>, HashMapCache>>>());
        let order = RegisterOrder::of(order);
        let rows = loader.load_one((region, limit, order)).await?.unwrap_or_default();
        let total = Total::new(move || {
            let loader = Arc::clone(&loader);
            async move { Ok(loader.load_one(region).await?.unwrap_or_default()) }
        });
        let key = |row: &Record<C>| cursor(order.by, row);
        Ok(page::connection(rows, limit, false, total, key, node))
    }
}

/// The region of a record. Every record that a scope reads belongs to a region of its tree.
///
/// # Errors
/// Our fault, where a record belongs to none.
pub fn region_of(ctx: &Context<'_>, id: RegionId) -> Result<Region> {
    let scope = scope(ctx)?;
    let place = scope
        .tree()
        .by_id(id)
        .ok_or_else(|| Error::internal("a record of no region"))?;
    Ok(Region::of(scope, place))
}

/// The region of a record as it was, where it has ended and another answers for it.
///
/// # Errors
/// Where there is no scope.
pub fn former_of(ctx: &Context<'_>, id: RegionId) -> Result<Option<Region>> {
    let ended = scope(ctx)?.tree().exact(id).is_none();
    Ok(ended.then(|| Region::once(hub(ctx), id)).flatten())
}

/// Complexity of a page: its size times its content.
#[must_use]
pub fn page_complexity(first: Option<i32>, content: usize) -> usize {
    let first = first.and_then(|first| usize::try_from(first).ok());
    1 + times(first.unwrap_or(page::DEFAULT_PAGE), content)
}

/// Queries of regions.
#[derive(Debug, Default)]
pub struct RegionQuery;

#[Object]
impl RegionQuery {
    /// The region of a code: inside the scope of the token, or above it. An unknown code is an error
    /// `NOT_FOUND`, a region beside the scope is `FORBIDDEN`.
    async fn region(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "2, 4, 6, 9 or 12 digits.")] code: RegionCode,
        #[graphql(
            desc = "In the tree of this day 日期; of today by default. A code that had ended by then gives the region that answers for it."
        )]
        on: Option<Date>,
    ) -> Result<Region> {
        let scope = scope(ctx)?;
        if let Some(Date(day)) = on {
            let tree = hub(ctx).tree_on(day);
            let index = service::find_on(scope, &tree, day, &code.0)?.index;
            return Ok(Region::in_tree(&tree, index));
        }
        Ok(Region::of(scope, service::find(scope, &code.0)?))
    }

    /// The regions of the scope, in the order of the tree.
    #[expect(clippy::too_many_arguments, reason = "one condition an argument")]
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn regions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only regions below this one.")] below: Option<RegionCode>,
        #[graphql(desc = "Only regions of this tier.")] tier: Option<Tier>,
        #[graphql(desc = "Only regions whose name contains this text, or whose code begins with it.")] search: Option<
            String,
        >,
        #[graphql(
            desc = "Of the tree of this day 日期, those that belong to the scope today; of today by default."
        )]
        on: Option<Date>,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Page<Region>> {
        let scope = scope(ctx)?;
        let filter = Filter {
            below: below.map(|code| code.0),
            tier: tier.map(Into::into),
            search,
            direct: false,
        };
        if let Some(Date(day)) = on {
            let tree = hub(ctx).tree_on(day);
            let found = service::list_on(scope, &tree, day, &filter)?;
            return places_in(&tree, &found, page::limit(ctx, first)?, after.as_deref());
        }
        places(
            scope,
            &service::list(scope, &filter)?,
            page::limit(ctx, first)?,
            after.as_deref(),
        )
    }
}
