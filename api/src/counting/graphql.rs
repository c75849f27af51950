//! Counting in the API: rules, what they count, and whom.

pub mod input;
pub mod rule;

use std::sync::Arc;

use async_graphql::{
    Context, Enum, ID, Object,
    dataloader::{DataLoader, HashMapCache},
};

pub use self::{input::CountRuleInput, rule::CountRule};
use super::{model, service};
use crate::{
    brand, contract, enterprise,
    error::Result,
    graphql::{
        context::{hub, scope},
        global_id::{self, Kind},
        issue::{self, Issue},
        node::Node,
        page::{self, Page, Total},
        scalars::{Period, RegionCode},
        weight::times,
    },
    institution, platform, project,
    region::graphql::{Region, page_complexity},
    register::{graphql::record::Shown, loader::RecordLoader},
};

/// The register 名录 that a rule counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "super::model::CountedRegister")]
pub enum CountedRegister {
    /// 企业: enterprises, at their main operation and their branches.
    Enterprise,
    /// 创新平台: platforms, under all regions that run them.
    Platform,
    /// 项目: projects, by the stage that they reached.
    Project,
    /// 认定: the subjects that are recognised in programmes, each once.
    Recognition,
    /// 品牌荣誉: brands and honours.
    Brand,
    /// 合同: contracts, under the regions of all their parties.
    Contract,
    /// 机构: institutions, as they are registered: they have no days.
    Institution,
}

/// By which days of a period a rule counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "super::model::DateRule")]
pub enum CountDate {
    /// 期末: valid or present on the last day of the period. What begins on an unknown day has always been there.
    AtEnd,
    /// 当期: happened in the period: came above scale, was established, reached the stage, was recognised, awarded or
    /// signed. What happened on an unknown day is not counted. An enterprise counts where it was on that day.
    During,
    /// 累计: happened up to the last day of the period, whether it still holds or not.
    UntilEnd,
}

/// What a rule counts once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "super::model::CountedAs")]
pub enum CountedAs {
    /// 对象: the subject itself.
    Subject,
    /// 依托企业: the enterprise that hosts the platform or holds the brand, where it was.
    Host,
}

/// How many distinct subjects a rule counts in a region and below.
#[derive(Clone, Debug)]
pub struct RegionCount {
    region: u32,
    count: i64,
}

/// How many distinct subjects a rule counts in a region and below.
#[Object]
impl RegionCount {
    /// The region.
    async fn region(&self, ctx: &Context<'_>) -> Result<Region> {
        let scope = scope(ctx)?;
        Ok(Region::of(scope, scope.tree().at(self.region)))
    }

    /// How many 数量; each subject once.
    async fn count(&self) -> i64 {
        self.count
    }
}

/// A subject 对象 that a rule counts.
#[derive(Clone, Debug)]
pub struct CountedMember(service::Member);

/// A subject 对象 that a rule counts in a region: the lineage 数据来源 of a counted figure.
#[Object]
impl CountedMember {
    /// Global id of the subject.
    async fn id(&self) -> ID {
        global_id::encode(kind(self.0.kind), self.0.id)
    }

    /// Its name 名称, also of one that now belongs to a region outside of the scope.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The record; null where it belongs to a region outside of the scope: an enterprise that moved away, or that has
    /// but a branch here.
    async fn record(&self, ctx: &Context<'_>) -> Result<Option<Node>> {
        let id = self.0.id;
        match self.0.kind {
            service::CountedKind::Enterprise => record::<enterprise::model::Content>(ctx, id).await,
            service::CountedKind::Platform => record::<platform::model::Content>(ctx, id).await,
            service::CountedKind::Project => record::<project::model::Content>(ctx, id).await,
            service::CountedKind::Brand => record::<brand::model::Content>(ctx, id).await,
            service::CountedKind::Contract => record::<contract::model::Content>(ctx, id).await,
            service::CountedKind::Institution => record::<institution::model::Content>(ctx, id).await,
            service::CountedKind::Region => {
                let scope = scope(ctx)?;
                let place = scope.tree().by_id(id.into());
                Ok(place.map(|place| Region::of(scope, place).into()))
            }
        }
    }

    /// Where it is present inside the region that was asked for, in the order of the tree. It counts once in each of
    /// them and in each region above.
    async fn regions(&self, ctx: &Context<'_>) -> Result<Vec<Region>> {
        let scope = scope(ctx)?;
        let regions = self.0.regions.iter();
        Ok(regions
            .map(|index| Region::of(scope, scope.tree().at(*index)))
            .collect())
    }
}

/// The record of a key, loaded for all members of the request together.
async fn record<C: Shown<Object: Into<Node>>>(ctx: &Context<'_>, key: i64) -> Result<Option<Node>> {
    let loader = ctx.data_unchecked::<Arc<DataLoader<RecordLoader<C>, HashMapCache>>>();
    Ok(loader.load_one(key).await?.map(|record| C::object(record).into()))
}

fn kind(kind: service::CountedKind) -> Kind {
    match kind {
        service::CountedKind::Enterprise => Kind::Enterprise,
        service::CountedKind::Platform => Kind::Platform,
        service::CountedKind::Project => Kind::Project,
        service::CountedKind::Brand => Kind::Brand,
        service::CountedKind::Contract => Kind::Contract,
        service::CountedKind::Institution => Kind::Institution,
        service::CountedKind::Region => Kind::Region,
    }
}

/// A page of the subjects that a rule counts in a region, in the order in which they were registered.
///
/// # Errors
/// `FORBIDDEN` outside of the scope; `BAD_USER_INPUT` for a page or cursor without a meaning.
pub async fn members(
    ctx: &Context<'_>,
    region: &str,
    rule: &model::CountRule,
    period: crate::indicator::period::Period,
    first: Option<i32>,
    after: Option<String>,
) -> Result<Page<CountedMember>> {
    let (scope, hub) = (scope(ctx)?.clone(), Arc::clone(hub(ctx)));
    let limit = page::limit(ctx, first)?;
    let from = page::key::<i64>(after.as_deref())?;
    let rows = service::members(&scope, &hub, Some(region), rule, period, (from, limit)).await?;
    let (region, rule) = (region.to_owned(), rule.clone());
    let total = Total::new(move || {
        let (scope, hub, region, rule) = (scope.clone(), Arc::clone(&hub), region.clone(), rule.clone());
        async move { service::total(&scope, &hub, Some(&region), &rule, period).await }
    });
    Ok(page::connection(
        rows,
        limit,
        from.is_some(),
        total,
        |member| member.id,
        CountedMember,
    ))
}

/// What a rule counts, before it is put into a definition.
#[derive(Debug)]
pub struct CountPreview {
    rule: model::CountRule,
    period: crate::indicator::period::Period,
    region: u32,
    found: Option<service::Preview>,
    issues: Vec<crate::issue::Issue>,
}

/// What a rule counts 试算 in a region for a period, before it is put into the definition of an indicator.
#[Object]
impl CountPreview {
    /// The rule 统计规则, as it is understood.
    async fn rule(&self) -> CountRule {
        CountRule(self.rule.clone())
    }

    /// The period 统计期.
    async fn period(&self) -> Period {
        Period(self.period)
    }

    /// The region.
    async fn region(&self, ctx: &Context<'_>) -> Result<Region> {
        let scope = scope(ctx)?;
        Ok(Region::of(scope, scope.tree().at(self.region)))
    }

    /// How many distinct subjects 去重数量 there are in the region and below; null where an issue blocks the rule.
    async fn count(&self) -> Option<i64> {
        self.found.as_ref().map(|found| found.count)
    }

    /// The counts of the regions directly below, in the order of their codes; none where an issue blocks the rule. Their
    /// sum is more than `count` where a subject is in several of them, and less where one is in the region itself alone.
    #[graphql(complexity = "times(20, child_complexity)")]
    async fn children(&self) -> Vec<RegionCount> {
        let children = self.found.iter().flat_map(|found| &found.children);
        children
            .map(|(region, count)| RegionCount {
                region: *region,
                count: *count,
            })
            .collect()
    }

    /// The subjects that are counted, each once; null where an issue blocks the rule.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Option<Page<CountedMember>>> {
        if self.found.is_none() {
            return Ok(None);
        }
        let code = scope(ctx)?.tree().at(self.region).code.clone();
        members(ctx, &code, &self.rule, self.period, first, after)
            .await
            .map(Some)
    }

    /// All that is wrong with the rule.
    async fn issues(&self) -> Vec<Issue> {
        issue::wrap(self.issues.clone())
    }
}

/// Queries of counts.
#[derive(Debug, Default)]
pub struct CountingQuery;

#[Object]
impl CountingQuery {
    /// Tries a rule of counting 统计规则试算: how many distinct subjects of the registers it finds in a region and in those
    /// directly below, and which. The token must be allowed to read what is counted there.
    #[graphql(complexity = "100 + child_complexity")]
    async fn count_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The region; the token's own by default.")] region: Option<RegionCode>,
        #[graphql(desc = "The rule.")] rule: CountRuleInput,
        #[graphql(desc = "The period.")] period: Period,
    ) -> Result<CountPreview> {
        let rule = model::CountRule::from(rule);
        let region = region.map(|code| code.0);
        let tried = service::preview(scope(ctx)?, hub(ctx), region.as_deref(), &rule, period.0);
        let (region, found, issues) = tried.await?;
        Ok(CountPreview {
            rule,
            period: period.0,
            region,
            found,
            issues,
        })
    }
}
