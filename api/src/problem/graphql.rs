//! Problems in the API.

pub mod groups;
pub mod input;

use async_graphql::{Context, Enum, ID, InputObject, MergedObject, Object, SimpleObject};
use entities::ids::BureauId;

pub use self::{
    groups::{ProblemGroup, ProblemGroupQuery},
    input::ProblemMutation,
};
use super::{
    model::{self, About, Content},
    repo::{self, Filter},
};
use crate::{
    bureau,
    bureau::graphql::Bureau,
    enterprise,
    error::{Error, Result},
    graphql::{
        context::{hub, scope},
        global_id::{self, Kind},
        node::Node,
        page::Page,
        scalars::{Date, RegionCode},
    },
    platform, project,
    region::{
        self,
        graphql::{Region, page_complexity, region_of},
    },
    register::{
        self,
        graphql::{ListFilter, RegisterOrder, record::record_of},
        model::List,
    },
    register_object,
};

/// State 状态 of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::problem::model::State")]
pub enum ProblemState {
    /// 待交办: raised, and nobody has it in hand.
    Open,
    /// 办理中: a bureau has it in hand.
    Assigned,
    /// 已办结: resolved; the raiser has not confirmed it.
    Resolved,
    /// 已销号: closed by the raiser.
    Closed,
}

/// Kind of what a problem is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ProblemAboutKind {
    /// An enterprise 企业.
    Enterprise,
    /// A project 项目.
    Project,
    /// An innovation platform 创新平台.
    Platform,
    /// A region 地区.
    Region,
}

/// What a problem is about.
#[derive(Clone, Debug)]
pub struct ProblemAbout(About);

/// What a problem is about 涉及对象.
#[Object]
impl ProblemAbout {
    /// Kind of record.
    async fn kind(&self) -> ProblemAboutKind {
        match self.0 {
            About::Enterprise(_) => ProblemAboutKind::Enterprise,
            About::Project(_) => ProblemAboutKind::Project,
            About::Platform(_) => ProblemAboutKind::Platform,
            About::Region(_) => ProblemAboutKind::Region,
        }
    }

    /// Global id of the record.
    async fn id(&self) -> ID {
        match self.0 {
            About::Enterprise(id) => global_id::encode(Kind::Enterprise, id.0),
            About::Project(id) => global_id::encode(Kind::Project, id.0),
            About::Platform(id) => global_id::encode(Kind::Platform, id.0),
            About::Region(id) => global_id::encode(Kind::Region, id.0),
        }
    }

    /// The record; null where it lies outside of the scope by now.
    async fn record(&self, ctx: &Context<'_>) -> Result<Option<Node>> {
        Ok(match self.0 {
            About::Enterprise(id) => record_of::<enterprise::model::Content>(ctx, id)
                .await?
                .map(Into::into),
            About::Project(id) => record_of::<project::model::Content>(ctx, id)
                .await?
                .map(Into::into),
            About::Platform(id) => record_of::<platform::model::Content>(ctx, id)
                .await?
                .map(Into::into),
            About::Region(id) => Some(region_of(ctx, id)?.into()),
        })
    }
}

/// What a global id says that a problem is about.
fn about(id: &str) -> Result<About> {
    let (kind, key) = global_id::decode(id)?;
    match kind {
        Kind::Enterprise => Ok(About::Enterprise(key.into())),
        Kind::Project => Ok(About::Project(key.into())),
        Kind::Platform => Ok(About::Platform(key.into())),
        Kind::Region => Ok(About::Region(key.into())),
        other => Err(Error::BadInput(format!("a problem is not about a {other}"))),
    }
}

/// That a problem went one tier up 上报.
#[derive(Clone, Debug)]
pub struct ProblemEscalation(model::Escalation);

/// That a problem went one tier up 上报.
#[Object]
impl ProblemEscalation {
    /// The day.
    async fn on(&self) -> Date {
        Date(self.0.on)
    }

    /// The region where it stood.
    async fn from(&self, ctx: &Context<'_>) -> Result<Region> {
        region_of(ctx, self.0.from)
    }

    /// The region above, where it stands since.
    async fn to(&self, ctx: &Context<'_>) -> Result<Region> {
        region_of(ctx, self.0.to)
    }

    /// Why.
    async fn reason(&self) -> &str {
        &self.0.reason
    }
}

/// That the raiser did not take a problem for resolved 退回重办.
#[derive(Clone, Debug, SimpleObject)]
pub struct ProblemReopening {
    /// The day.
    on: Date,
    /// Why.
    reason: String,
}

/// The content of a problem.
#[derive(Clone, Debug)]
pub struct ProblemFields(repo::Problem);

impl ProblemFields {
    fn content(&self) -> &Content {
        &self.0.content
    }

    fn details(&self) -> &model::Details {
        &self.0.content.details
    }
}

/// The content of a problem.
#[Object]
impl ProblemFields {
    /// Title 问题.
    async fn title(&self) -> &str {
        &self.content().title
    }

    /// Description 问题描述.
    async fn description(&self) -> Option<&str> {
        self.details().description.as_deref()
    }

    /// What it is about 涉及对象.
    async fn about(&self) -> ProblemAbout {
        ProblemAbout(self.content().about)
    }

    /// The day on which it was raised 提出日期. It was raised by its `region`.
    async fn raised_on(&self) -> Date {
        Date(self.details().raised_on)
    }

    /// State 状态.
    async fn state(&self) -> ProblemState {
        self.content().state.into()
    }

    /// The last day for it 办理期限; null where none is set.
    async fn due(&self) -> Option<Date> {
        self.content().due.map(Date)
    }

    /// Whether it is overdue 逾期 today: its last day has gone, and it is open or assigned.
    async fn overdue(&self, ctx: &Context<'_>) -> bool {
        self.content().overdue(hub(ctx).today())
    }

    /// The bureau 责任部门 that has it in hand; null where none has, or where it lies outside of the scope.
    async fn owner_bureau(&self, ctx: &Context<'_>) -> Result<Option<Bureau>> {
        match self.content().owner_bureau {
            Some(bureau) => record_of::<bureau::model::Content>(ctx, bureau).await,
            None => Ok(None),
        }
    }

    /// The region where it stands 当前办理层级: that assigns and resolves it.
    async fn stands_at(&self, ctx: &Context<'_>) -> Result<Region> {
        region_of(ctx, self.content().stands_at)
    }

    /// How it went up 上报记录, the first first.
    async fn escalations(&self) -> Vec<ProblemEscalation> {
        let escalations = self.details().escalations.iter().cloned();
        escalations.map(ProblemEscalation).collect()
    }

    /// How it came back from the raiser 退回重办记录, the first first.
    async fn reopenings(&self) -> Vec<ProblemReopening> {
        let reopenings = self.details().reopenings.iter();
        let shown = |reopening: &model::Reopening| ProblemReopening {
            on: Date(reopening.on),
            reason: reopening.reason.clone(),
        };
        reopenings.map(shown).collect()
    }

    /// How it was resolved 办理结果; null while it is not.
    async fn resolution(&self) -> Option<&str> {
        self.details().resolution.as_deref()
    }

    /// The day on which it was resolved 办结日期; null while it is not.
    async fn resolved_on(&self) -> Option<Date> {
        self.details().resolved_on.map(Date)
    }

    /// The day on which the raiser closed it 销号日期; null while it is not.
    async fn closed_on(&self) -> Option<Date> {
        self.details().closed_on.map(Date)
    }
}

register_object! {
    /// A problem 问题 of the ledger. It belongs to the region that raised it.
    Problem, ProblemFields, Content, Problem
}

/// Which problems are listed. All conditions must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ProblemFilter {
    /// Conditions that every register has. The names are the titles.
    #[graphql(flatten)]
    pub list: ListFilter,
    /// Only of this state 状态.
    pub state: Option<ProblemState>,
    /// Only those that are overdue 逾期 today, or that are not.
    pub overdue: Option<bool>,
    /// Only those that this bureau 责任部门 has in hand: its global id.
    pub owner_bureau: Option<ID>,
    /// Only those that stand at this region.
    pub stands_at: Option<RegionCode>,
    /// Only those about this enterprise, project, platform or region: its global id.
    pub about: Option<ID>,
}

impl ProblemFilter {
    fn read(self, ctx: &Context<'_>, order: Option<RegisterOrder>) -> Result<List<Filter>> {
        let today = hub(ctx).today();
        let place =
            |code: RegionCode| Ok::<_, Error>(region::service::find(scope(ctx)?, &code.0)?.ids().collect());
        let bureau = |id: ID| global_id::key(&id, Kind::Bureau).map(BureauId);
        let filter = Filter {
            state: self.state.map(Into::into),
            overdue: self.overdue.map(|overdue| (overdue, today)),
            owner_bureau: self.owner_bureau.map(bureau).transpose()?,
            stands_at: self.stands_at.map(place).transpose()?,
            about: self.about.map(|id| about(&id)).transpose()?,
        };
        Ok(self.list.list(filter, order))
    }
}

/// Queries of problems.
#[derive(Debug, Default, MergedObject)]
pub struct ProblemQuery(ProblemListQuery, ProblemGroupQuery);

/// Queries of lists of problems.
#[derive(Debug, Default)]
pub struct ProblemListQuery;

#[Object]
impl ProblemListQuery {
    /// The problems 问题台账 that a region and all below raised, inside the scope of the token.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn problems(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Conditions.")] filter: Option<ProblemFilter>,
        #[graphql(desc = "Order; by title by default.")] order: Option<RegisterOrder>,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Page<Problem>> {
        let list = filter.unwrap_or_default().read(ctx, order)?;
        register::graphql::page(ctx, list, first, after, Problem::of).await
    }
}
