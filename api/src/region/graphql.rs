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
        context::scope,
        global_id::{self, Kind},
        page::{self, Page, Total},
        scalars::{Date, Period, RegionCode},
    },
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

/// A page of places after a cursor, in the order of the tree.
pub fn places(
    scope: &Scope,
    places: &[Place<'_>],
    limit: usize,
    after: Option<&str>,
) -> Result<Page<Region>> {
    // The cursor is the region's code, so that it outlives the tree it was made from. One of no region is
    // refused: whoever pages on with it would begin again and never come to an end.
    let from = match page::key::<String>(after)? {
        Some(code) => {
            let last = scope.tree().by_code(&code).ok_or_else(|| {
                Error::BadInput(format!("the cursor names the code {code:?}, which is no region"))
            })?;
            places.partition_point(|place| place.index <= last.index)
        }
        None => 0,
    };
    let rows: Vec<Place<'_>> = places[from..].iter().take(limit + 1).copied().collect();
    let total = Total::known(places.len());
    let node = |place: Place<'_>| Region::of(scope, place);
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
        let scope = scope(ctx)?;
        let filter = Filter {
            below: Some(self.place().code.clone()),
            tier: tier.map(Into::into),
            direct: tier.is_none(),
            ..Filter::default()
        };
        places(
            scope,
            &service::list(scope, &filter)?,
            page::limit(ctx, first)?,
            after.as_deref(),
        )
    }

    /// The figures of this region, for every indicator and period, as they are named.
    #[graphql(complexity = "1 + indicators.len() * periods.len() * child_complexity")]
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
    ) -> Result<Vec<Figure>, Error> {
        rollup::service::check(scope(ctx)?, self.place())?;
        let periods = periods.into_iter().map(|period| period.0).collect();
        let wanted = Arc::new(Wanted {
            indicators,
            periods,
            on: rollup::graphql::on(basis, on),
        });
        let loader = ctx.data_unchecked::<Arc<DataLoader<FigureLoader, HashMapCache>>>();
        let figures = loader.load_one((self.index, wanted)).await?;
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
    #[graphql(complexity = "10 * child_complexity")]
    async fn recognitions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that are valid 有效 on this day.")] valid_on: Option<Date>,
        #[graphql(desc = "Only in the programme of this code.")] programme: Option<String>,
    ) -> Result<Vec<Recognition>> {
        let subject = (SubjectKind::Region, self.place().id.0);
        recognition::graphql::of_subject(ctx, subject, self.place().id, valid_on, programme).await
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
        register::service::check(scope(ctx)?, self.place(), C::RESOURCE)?;
        let limit = page::limit(ctx, first)?;
        let loader = Arc::clone(ctx.data_unchecked::<Arc<DataLoader<FirstsLoader<C>, HashMapCache>>>());
        let (region, order) = (self.index, RegisterOrder::of(order));
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

/// Complexity of a page: its size times its content.
#[must_use]
pub fn page_complexity(first: Option<i32>, child: usize) -> usize {
    1 + first
        .and_then(|first| usize::try_from(first).ok())
        .unwrap_or(page::DEFAULT_PAGE)
        * child
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
    ) -> Result<Region> {
        let scope = scope(ctx)?;
        Ok(Region::of(scope, service::find(scope, &code.0)?))
    }

    /// The regions of the scope, in the order of the tree.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn regions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only regions below this one.")] below: Option<RegionCode>,
        #[graphql(desc = "Only regions of this tier.")] tier: Option<Tier>,
        #[graphql(desc = "Only regions whose name contains this text, or whose code begins with it.")] search: Option<
            String,
        >,
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
        places(
            scope,
            &service::list(scope, &filter)?,
            page::limit(ctx, first)?,
            after.as_deref(),
        )
    }
}
