//! Enterprises in the API.

pub mod groups;
mod input;

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use entities::ids::EnterpriseId;

pub use self::input::{RegisterEnterpriseInput, UpdateEnterpriseInput, UpsertEnterprisesInput};
use super::{
    model::{self, Content},
    repo::{self, Filter},
    service,
};
use crate::{
    error::{Error, Result},
    graphql::{
        context::{hub, scope},
        global_id::{self, Kind},
        issue::{self, Issue},
        page::Page,
        scalars::{CreditCode, Date},
        weight::times,
    },
    recognition::{self, graphql::Recognition, programme::model::SubjectKind},
    region::graphql::{Region, page_complexity, region_of},
    register::{
        self,
        graphql::{ListFilter, RegisterOrder, amount::Amount, batch::UpsertPayload},
        service::write,
    },
    register_object,
    scope::policy::Resource,
};

/// Size class 企业规模 of an enterprise (统计上大中小微型企业划分办法).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::enterprise::model::SizeClass")]
pub enum EnterpriseSize {
    /// 大型: large.
    Large,
    /// 中型: medium.
    Medium,
    /// 小型: small.
    Small,
    /// 微型: micro.
    Micro,
}

/// Position 链上位置 in an industrial chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::enterprise::model::ChainPosition")]
pub enum ChainPosition {
    /// 链主: leads the chain.
    Master,
    /// 配套: supplies it.
    Supporting,
}

/// Where the main operation 主要经营地 of an enterprise was in a span.
#[derive(Clone, Debug)]
pub struct EnterpriseLocation(model::Location);

/// Where the main operation 主要经营地 of an enterprise was in a span: it counts there in the periods of that span.
#[Object]
impl EnterpriseLocation {
    /// The region.
    async fn region(&self, ctx: &Context<'_>) -> Result<Region> {
        region_of(ctx, self.0.region)
    }

    /// The first day; null where it is not known how long ago.
    async fn since(&self) -> Option<Date> {
        self.0.span.since.map(Date)
    }

    /// The first day on which it was there no more; null while it is.
    async fn until(&self) -> Option<Date> {
        self.0.span.until.map(Date)
    }
}

/// A branch 分支机构 of an enterprise in a span.
#[derive(Clone, Debug)]
pub struct EnterpriseBranch(model::Branch);

/// A branch 分支机构 of an enterprise in a span. Indicators that are counted from the registers count the enterprise in
/// its region, too, and once in each region above both.
#[Object]
impl EnterpriseBranch {
    /// The region.
    async fn region(&self, ctx: &Context<'_>) -> Result<Region> {
        region_of(ctx, self.0.region)
    }

    /// Its name 名称; null where it has none of its own.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// The first day; null where it is not known how long ago.
    async fn since(&self) -> Option<Date> {
        self.0.span.since.map(Date)
    }

    /// The first day on which it was there no more; null while it is.
    async fn until(&self) -> Option<Date> {
        self.0.span.until.map(Date)
    }
}

/// A size class 企业规模 since a day.
#[derive(Clone, Debug, SimpleObject)]
pub struct EnterpriseSizeFact {
    /// The class.
    size: EnterpriseSize,
    /// Since when; null where it is not known how long ago.
    since: Option<Date>,
}

/// A span of days.
#[derive(Clone, Debug, SimpleObject)]
pub struct DateSpan {
    /// The first day; null where it is not known how long ago.
    since: Option<Date>,
    /// The first day after it; null while it holds.
    until: Option<Date>,
}

/// A position 链上位置 in an industrial chain in a span.
#[derive(Clone, Debug, SimpleObject)]
pub struct EnterpriseChain {
    /// The chain 产业链.
    chain: String,
    /// The position.
    position: ChainPosition,
    /// The first day; null where it is not known how long ago.
    since: Option<Date>,
    /// The first day after it; null while it holds.
    until: Option<Date>,
}

/// The figures of an enterprise of a year 年度数据. What is null is not known, which is not zero.
#[derive(Clone, Debug)]
pub struct EnterpriseYear {
    figures: model::YearFigures,
    may_read_tax: bool,
}

/// The figures of an enterprise of a year 年度数据. What is null is not known, which is not zero.
#[Object]
impl EnterpriseYear {
    /// The year.
    async fn year(&self) -> i32 {
        self.figures.year
    }

    /// Output 产值.
    async fn output(&self) -> Result<Option<Amount>> {
        Amount::maybe(self.figures.output.as_ref())
    }

    /// Revenue 营业收入.
    async fn revenue(&self) -> Result<Option<Amount>> {
        Amount::maybe(self.figures.revenue.as_ref())
    }

    /// R&D expenditure 研发经费.
    async fn rd_expenditure(&self) -> Result<Option<Amount>> {
        Amount::maybe(self.figures.rd_expenditure.as_ref())
    }

    /// Tax 税收. Restricted: a token that may not read it gets an error `FORBIDDEN` beside the other fields.
    async fn tax(&self) -> Option<Result<Amount>> {
        if !self.may_read_tax {
            return Some(Err(restricted("tax of a single enterprise")));
        }
        self.figures.tax.as_ref().map(Amount::of)
    }

    /// Employees 从业人员, 人.
    async fn employees(&self) -> Option<i64> {
        self.figures.employees
    }

    /// Patents granted 专利授权 in the year, 件.
    async fn patents(&self) -> Option<i64> {
        self.figures.patents
    }

    /// Standards 标准 led or drafted with others and published in the year, 项.
    async fn standards(&self) -> Option<i64> {
        self.figures.standards
    }
}

fn restricted(what: &str) -> Error {
    Error::Forbidden(format!("{what} is restricted: this token may not read it"))
}

/// Whom to call 联系人.
#[derive(Clone, Debug, SimpleObject)]
pub struct EnterpriseContact {
    /// Name.
    person: String,
    /// Telephone 电话.
    phone: Option<String>,
}

/// The content of an enterprise.
#[derive(Clone, Debug)]
pub struct EnterpriseFields(repo::Enterprise);

impl EnterpriseFields {
    fn details(&self) -> &model::Details {
        &self.0.content.details
    }
}

/// The content of an enterprise.
#[Object]
impl EnterpriseFields {
    /// Registered name 名称.
    async fn name(&self) -> &str {
        &self.0.content.name
    }

    /// Other names 别名: former ones, short ones, as documents have them.
    async fn other_names(&self) -> &[String] {
        &self.details().other_names
    }

    /// Unified social credit code 统一社会信用代码; null where it is not known.
    async fn credit_code(&self) -> Option<CreditCode> {
        self.0.content.credit_code.clone().map(CreditCode)
    }

    /// Industry 行业: a section letter or 2 to 4 digits of GB/T 4754.
    async fn industry(&self) -> Option<&str> {
        self.0.content.industry.as_deref()
    }

    /// Size class 企业规模 of the latest day of which it is known.
    async fn size(&self) -> Option<EnterpriseSize> {
        self.0.content.size().map(Into::into)
    }

    /// Size classes 企业规模 with the days since which they hold.
    async fn sizes(&self) -> Vec<EnterpriseSizeFact> {
        let facts = self.details().sizes.iter();
        let fact = |fact: &model::SizeFact| EnterpriseSizeFact {
            size: fact.size.into(),
            since: fact.since.map(Date),
        };
        facts.map(fact).collect()
    }

    /// When it was above scale 规上 (年主营业务收入2000万元及以上 for industry).
    async fn above_scale(&self) -> Vec<DateSpan> {
        let spans = self.details().above_scale.iter();
        let span = |span: &super::span::Span| DateSpan {
            since: span.since.map(Date),
            until: span.until.map(Date),
        };
        spans.map(span).collect()
    }

    /// Positions in industrial chains 产业链.
    async fn chains(&self) -> Vec<EnterpriseChain> {
        let facts = self.details().chains.iter();
        let fact = |fact: &model::ChainFact| EnterpriseChain {
            chain: fact.chain.clone(),
            position: fact.position.into(),
            since: fact.span.since.map(Date),
            until: fact.span.until.map(Date),
        };
        facts.map(fact).collect()
    }

    /// Where its main operation 主要经营地 was when. The one of today is its `region`.
    async fn locations(&self) -> Vec<EnterpriseLocation> {
        self.details()
            .locations
            .iter()
            .cloned()
            .map(EnterpriseLocation)
            .collect()
    }

    /// Its branches 分支机构 in other regions of the province, and when they were there. Lists and groups of enterprises
    /// go by the main operation alone; indicators that are counted from the registers count branches, too.
    async fn branches(&self) -> Vec<EnterpriseBranch> {
        let branches = self.details().branches.iter().cloned();
        branches.map(EnterpriseBranch).collect()
    }

    /// Figures by year 年度数据, as they were given.
    async fn years(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only of these years.")] years: Option<Vec<i32>>,
    ) -> Result<Vec<EnterpriseYear>> {
        let may_read_tax = service::may_read(scope(ctx)?, self.0.region, Resource::Tax);
        let wanted = |year: i32| years.as_ref().is_none_or(|years| years.contains(&year));
        let figures = self.details().years.iter().filter(|figures| wanted(figures.year));
        let shown = |figures: &model::YearFigures| EnterpriseYear {
            figures: figures.clone(),
            may_read_tax,
        };
        Ok(figures.map(shown).collect())
    }

    /// Whom to call 联系人. Restricted: a token that may not read it gets an error `FORBIDDEN` beside the other fields.
    async fn contact(&self, ctx: &Context<'_>) -> Option<Result<EnterpriseContact>> {
        let may_read = scope(ctx).map(|scope| service::may_read(scope, self.0.region, Resource::Contact));
        match may_read {
            Err(error) => Some(Err(error)),
            Ok(false) => Some(Err(restricted("personal contact"))),
            Ok(true) => self.details().contact.as_ref().map(|contact| {
                Ok(EnterpriseContact {
                    person: contact.person.clone(),
                    phone: contact.phone.clone(),
                })
            }),
        }
    }

    /// Note 备注.
    async fn note(&self) -> Option<&str> {
        self.0.content.note.as_deref()
    }

    /// Entries 认定/入库 of the enterprise in programmes, the first first.
    #[graphql(complexity = "times(10, child_complexity)")]
    async fn recognitions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that are valid 有效 on this day.")] valid_on: Option<Date>,
        #[graphql(desc = "Only in the programme of this code.")] programme: Option<String>,
    ) -> Result<Vec<Recognition>> {
        let subject = (SubjectKind::Enterprise, self.0.id.0);
        recognition::graphql::of_subject(ctx, subject, self.0.region, valid_on, programme).await
    }
}

register_object! {
    /// An enterprise 企业 of the register. It belongs to the region of its main operation 主要经营地, which the digits
    /// of the credit code do not tell.
    Enterprise, EnterpriseFields, Content, Enterprise
}

/// Recognition in a programme on a day.
#[derive(Clone, Debug, InputObject)]
pub struct RecognisedFilter {
    /// Code of the programme, such as `HIGH_TECH`.
    pub programme: String,
    /// The day on which the recognition is valid 有效; today by default.
    pub on: Option<Date>,
}

/// Which enterprises are listed. All conditions must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct EnterpriseFilter {
    /// Conditions that every register has.
    #[graphql(flatten)]
    pub list: ListFilter,
    /// Only the enterprise of this credit code.
    pub credit_code: Option<CreditCode>,
    /// Only of this class of GB/T 4754 and those inside it: a section letter A to T, or 2 to 4 digits.
    pub industry: Option<String>,
    /// Only of this size class 企业规模.
    pub size: Option<EnterpriseSize>,
    /// Only those that were above scale 规上 on this day.
    pub above_scale_on: Option<Date>,
    /// Only those whose recognition in a programme is valid on a day.
    pub recognised: Option<RecognisedFilter>,
    /// Only those that host an R&D institution 研发机构 (a platform of the families RD and ENTERPRISE_RD), or that do not.
    pub hosts_rd_institution: Option<bool>,
}

impl EnterpriseFilter {
    fn read(self, ctx: &Context<'_>, order: Option<RegisterOrder>) -> crate::register::model::List<Filter> {
        let today = hub(ctx).today();
        let filter = Filter {
            credit_code: self.credit_code.map(|code| code.0),
            industry: self.industry,
            size: self.size.map(Into::into),
            above_scale_on: self.above_scale_on.map(|day| day.0),
            recognised: self
                .recognised
                .map(|given| (given.programme, given.on.map_or(today, |day| day.0))),
            hosts_rd: self.hosts_rd_institution,
        };
        self.list.list(filter, order)
    }
}

/// Queries of enterprises.
#[derive(Debug, Default)]
pub struct EnterpriseQuery;

#[Object]
impl EnterpriseQuery {
    /// The enterprises 企业 of a region and all below, inside the scope of the token.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn enterprises(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Conditions.")] filter: Option<EnterpriseFilter>,
        #[graphql(desc = "Order; by name by default.")] order: Option<RegisterOrder>,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Page<Enterprise>> {
        let list = filter.unwrap_or_default().read(ctx, order);
        register::graphql::page(ctx, list, first, after, Enterprise::of).await
    }
}

/// The result of a change of an enterprise.
#[derive(Debug, SimpleObject)]
pub struct EnterprisePayload {
    /// The enterprise as it is stored now; null if an issue blocked the write.
    pub enterprise: Option<Enterprise>,
    /// All that is wrong, or worth a look.
    pub issues: Vec<Issue>,
}

fn payload((enterprise, issues): write::Outcome<Content>) -> EnterprisePayload {
    EnterprisePayload {
        enterprise: enterprise.map(Enterprise::of),
        issues: issue::wrap(issues),
    }
}

/// Mutations of enterprises.
#[derive(Debug, Default)]
pub struct EnterpriseMutation;

#[Object]
impl EnterpriseMutation {
    /// Registers an enterprise in the token's own region. Role `reporter`, a function that keeps enterprises.
    async fn register_enterprise(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new enterprise.")] input: RegisterEnterpriseInput,
    ) -> Result<EnterprisePayload> {
        let region = input.region.as_ref().map(|code| code.0.clone());
        let draft = input.draft(scope(ctx)?);
        Ok(payload(
            write::register(scope(ctx)?, hub(ctx), region.as_deref(), draft).await?,
        ))
    }

    /// Changes an enterprise of the token's own region. Role `reporter`, a function that keeps enterprises.
    async fn update_enterprise(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: UpdateEnterpriseInput,
    ) -> Result<EnterprisePayload> {
        let scope = scope(ctx)?;
        let id = EnterpriseId(global_id::key(&input.id, Kind::Enterprise)?);
        let expected = input.expected_version;
        let change = |old: &Content| input.fields.draft(scope, Some(old));
        Ok(payload(
            write::update(scope, hub(ctx), id, expected, change).await?,
        ))
    }

    /// Registers and changes up to 1,000 enterprises of the token's own region in one transaction 批量登记. Role
    /// `reporter`, a function that keeps enterprises. A row finds its enterprise by `id`, else by credit code, else
    /// by name.
    async fn upsert_enterprises(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The batch.")] input: UpsertEnterprisesInput,
    ) -> Result<UpsertPayload> {
        input.upsert(ctx).await
    }
}
