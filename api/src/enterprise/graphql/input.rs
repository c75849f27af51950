//! What is given of an enterprise.

use async_graphql::{Context, ID, InputObject, MaybeUndefined};
use entities::ids::RegionId;

use super::{ChainPosition, EnterpriseSize};
use crate::{
    enterprise::{
        model::{Branch, ChainFact, Contact, Content, Location, SizeFact, YearFigures},
        span::Span,
    },
    error::Result,
    graphql::{
        global_id::{self, Kind},
        scalars::{CreditCode, Date, RegionCode},
    },
    issue::Issue,
    register::{
        amount::Amount,
        graphql::{amount::AmountInput, batch::UpsertPayload, list_or_old, or_old},
        model::Draft,
        service::batch::{Key, Row},
    },
    scope::Scope,
    upsert_input,
};

/// Where the main operation 主要经营地 was in a span.
#[derive(Clone, Debug, InputObject)]
pub struct EnterpriseLocationInput {
    /// The region: the token's own. What another region holds stays as it is: a claim that the enterprise moved
    /// changes it.
    pub region: RegionCode,
    /// The first day, not in the future; left out where it is not known how long ago.
    pub since: Option<Date>,
    /// The first day on which it was there no more; left out while it is.
    pub until: Option<Date>,
}

/// A branch 分支机构 in a span.
#[derive(Clone, Debug, InputObject)]
pub struct EnterpriseBranchInput {
    /// The region: one below the same province, in which the main operation is not at the same time.
    pub region: RegionCode,
    /// Its name 名称, 1 to 200 characters, where it has one of its own.
    pub name: Option<String>,
    /// The first day, not in the future; left out where it is not known how long ago.
    pub since: Option<Date>,
    /// The first day on which it was there no more; left out while it is.
    pub until: Option<Date>,
}

/// A size class 企业规模 since a day.
#[derive(Clone, Debug, InputObject)]
pub struct EnterpriseSizeInput {
    /// The class.
    pub size: EnterpriseSize,
    /// Since when, not in the future; left out where it is not known how long ago.
    pub since: Option<Date>,
}

/// A span of days.
#[derive(Clone, Debug, InputObject)]
pub struct DateSpanInput {
    /// The first day, not in the future; left out where it is not known how long ago.
    pub since: Option<Date>,
    /// The first day after it; left out while it holds.
    pub until: Option<Date>,
}

/// A position 链上位置 in an industrial chain in a span.
#[derive(Clone, Debug, InputObject)]
pub struct EnterpriseChainInput {
    /// The chain 产业链, 1 to 200 characters.
    pub chain: String,
    /// The position.
    pub position: ChainPosition,
    /// The first day, not in the future; left out where it is not known how long ago.
    pub since: Option<Date>,
    /// The first day after it; left out while it holds.
    pub until: Option<Date>,
}

/// The figures of a year 年度数据. What is left out stays as it is, null empties: not known, which is not zero.
#[derive(Clone, Debug, InputObject)]
pub struct EnterpriseYearInput {
    /// The year, from 1949 to this one.
    pub year: i32,
    /// Output 产值.
    pub output: MaybeUndefined<AmountInput>,
    /// Revenue 营业收入.
    pub revenue: MaybeUndefined<AmountInput>,
    /// R&D expenditure 研发经费.
    pub rd_expenditure: MaybeUndefined<AmountInput>,
    /// Tax 税收; restricted.
    pub tax: MaybeUndefined<AmountInput>,
    /// Employees 从业人员, 人.
    pub employees: MaybeUndefined<i64>,
    /// Patents granted 专利授权 in the year, 件.
    pub patents: MaybeUndefined<i64>,
    /// Standards 标准 led or drafted with others and published in the year, 项.
    pub standards: MaybeUndefined<i64>,
}

/// Whom to call 联系人; restricted.
#[derive(Clone, Debug, InputObject)]
pub struct EnterpriseContactInput {
    /// Name, 1 to 200 characters.
    pub person: String,
    /// Telephone 电话: 7 to 20 digits, with + - ( ) and spaces.
    pub phone: Option<String>,
}

/// The content of an enterprise. A field that is left out stays as it is; null empties it where it may be empty.
/// A list takes the place of the one before.
#[derive(Clone, Debug, InputObject)]
pub struct EnterpriseContentInput {
    /// Unified social credit code; without it the record bears a warning.
    pub credit_code: MaybeUndefined<CreditCode>,
    /// Other names 别名, each of 1 to 200 characters.
    pub other_names: MaybeUndefined<Vec<String>>,
    /// Industry: a section letter A to T or 2 to 4 digits of GB/T 4754.
    pub industry: MaybeUndefined<String>,
    /// Size classes 企业规模 with the days since which they hold.
    pub sizes: MaybeUndefined<Vec<EnterpriseSizeInput>>,
    /// When it was above scale 规上; spans do not overlap.
    pub above_scale: MaybeUndefined<Vec<DateSpanInput>>,
    /// Positions in industrial chains 产业链.
    pub chains: MaybeUndefined<Vec<EnterpriseChainInput>>,
    /// Where its main operation was when; spans do not overlap, and today it is in the token's own region. Left out,
    /// it is there as long as is known.
    pub locations: MaybeUndefined<Vec<EnterpriseLocationInput>>,
    /// Branches 分支机构 in other regions of the province; each region and name once at a time.
    pub branches: MaybeUndefined<Vec<EnterpriseBranchInput>>,
    /// Figures by year 年度数据: each year once. The years that are named are changed, the others stay; null empties all.
    pub years: MaybeUndefined<Vec<EnterpriseYearInput>>,
    /// Whom to call 联系人; restricted.
    pub contact: MaybeUndefined<EnterpriseContactInput>,
    /// Note, at most 2,000 characters.
    pub note: MaybeUndefined<String>,
}

/// A new enterprise.
#[derive(Clone, Debug, InputObject)]
pub struct RegisterEnterpriseInput {
    /// The region of its main operation: the token's own, which is also the default.
    pub region: Option<RegionCode>,
    /// Registered name, 1 to 200 characters.
    pub name: String,
    /// Its content.
    #[graphql(flatten)]
    pub content: EnterpriseContentInput,
}

impl RegisterEnterpriseInput {
    /// The content of the new record.
    #[must_use]
    pub fn draft(self, scope: &Scope) -> Draft<Content> {
        self.content.draft(scope, Some(self.name), None)
    }
}

/// What an enterprise gets.
#[derive(Clone, Debug, InputObject)]
pub struct EnterpriseChangeInput {
    /// Registered name, 1 to 200 characters.
    pub name: Option<String>,
    /// Its content.
    #[graphql(flatten)]
    pub content: EnterpriseContentInput,
}

impl EnterpriseChangeInput {
    /// What becomes of the content.
    #[must_use]
    pub fn draft(&self, scope: &Scope, old: Option<&Content>) -> Draft<Content> {
        self.content.clone().draft(scope, self.name.clone(), old)
    }
}

/// A change of an enterprise. A field that is left out stays as it is; null empties it.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateEnterpriseInput {
    /// Global id.
    pub id: ID,
    /// The version that is changed; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
    /// What it gets.
    #[graphql(flatten)]
    pub fields: EnterpriseChangeInput,
}

/// A row of a batch of enterprises.
#[derive(Clone, Debug, InputObject)]
pub struct UpsertEnterpriseRow {
    /// Global id of one that is there.
    pub id: Option<ID>,
    /// The version that is changed, if another one is to be refused with `VERSION_CONFLICT`.
    pub expected_version: Option<i64>,
    /// What it gets; a new one needs a name.
    #[graphql(flatten)]
    pub fields: EnterpriseChangeInput,
}

upsert_input! {
    /// A batch of enterprises.
    UpsertEnterprisesInput of UpsertEnterpriseRow
}

impl UpsertEnterprisesInput {
    /// Writes the batch.
    ///
    /// # Errors
    /// `FORBIDDEN`, `LIMIT_EXCEEDED`, `IDEMPOTENCY_KEY_REUSED`.
    pub async fn upsert(self, ctx: &Context<'_>) -> Result<UpsertPayload> {
        let scope = crate::graphql::context::scope(ctx)?.clone();
        let read = move |row: UpsertEnterpriseRow| {
            let code = row.fields.content.credit_code.value().map(|code| code.0.clone());
            let key = match (&row.id, code) {
                (Some(id), _) => Key::Id(global_id::key(id, Kind::Enterprise)?),
                (None, Some(code)) => Key::Code(code),
                (None, None) => Key::Name(row.fields.name.clone().unwrap_or_default()),
            };
            let scope = scope.clone();
            Ok(Row {
                key,
                expected: row.expected_version,
                make: Box::new(move |old: Option<&Content>| row.fields.draft(&scope, old)),
            })
        };
        self.write(ctx, Kind::Enterprise, read).await
    }
}

impl EnterpriseContentInput {
    fn draft(self, scope: &Scope, name: Option<String>, old: Option<&Content>) -> Draft<Content> {
        let mut issues = Vec::new();
        let mut content = old.cloned().unwrap_or_default();
        if let Some(name) = name {
            content.name = name;
        }
        content.credit_code = or_old(self.credit_code.map_value(|code| code.0), &content.credit_code);
        content.industry = or_old(self.industry, &content.industry);
        content.note = or_old(self.note, &content.note);
        let details = &mut content.details;
        details.other_names = list_or_old(self.other_names, &details.other_names, |name| name);
        details.sizes = list_or_old(self.sizes, &details.sizes, |fact| SizeFact {
            size: fact.size.into(),
            since: fact.since.map(|day| day.0),
        });
        details.above_scale = list_or_old(self.above_scale, &details.above_scale, |given| {
            span(given.since, given.until)
        });
        details.chains = list_or_old(self.chains, &details.chains, |fact| ChainFact {
            chain: fact.chain,
            position: fact.position.into(),
            span: span(fact.since, fact.until),
        });
        let contact = self.contact.map_value(|contact| Contact {
            person: contact.person,
            phone: contact.phone,
        });
        details.contact = or_old(contact, &details.contact);
        match self.locations {
            MaybeUndefined::Undefined => {}
            MaybeUndefined::Null => details.locations.clear(),
            MaybeUndefined::Value(given) => details.locations = locations(scope, given, &mut issues),
        }
        match self.branches {
            MaybeUndefined::Undefined => {}
            MaybeUndefined::Null => details.branches.clear(),
            MaybeUndefined::Value(given) => details.branches = branches(scope, given, &mut issues),
        }
        match self.years {
            MaybeUndefined::Undefined => {}
            MaybeUndefined::Null => details.years.clear(),
            MaybeUndefined::Value(given) => years(&mut details.years, &given, &mut issues),
        }
        Draft { content, issues }
    }
}

fn span(since: Option<Date>, until: Option<Date>) -> Span {
    Span {
        since: since.map(|day| day.0),
        until: until.map(|day| day.0),
    }
}

fn locations(scope: &Scope, given: Vec<EnterpriseLocationInput>, issues: &mut Vec<Issue>) -> Vec<Location> {
    let given = given.into_iter().enumerate();
    let location = |(index, given): (usize, EnterpriseLocationInput)| {
        let path = ["locations", &index.to_string(), "region"];
        Some(Location {
            region: region(scope, &given.region, &path, issues)?,
            span: span(given.since, given.until),
        })
    };
    given.filter_map(location).collect()
}

fn branches(scope: &Scope, given: Vec<EnterpriseBranchInput>, issues: &mut Vec<Issue>) -> Vec<Branch> {
    let given = given.into_iter().enumerate();
    let branch = |(index, given): (usize, EnterpriseBranchInput)| {
        let path = ["branches", &index.to_string(), "region"];
        Some(Branch {
            region: region(scope, &given.region, &path, issues)?,
            name: given.name,
            span: span(given.since, given.until),
        })
    };
    given.filter_map(branch).collect()
}

/// The region of a code, or the issue that there is none.
fn region(scope: &Scope, code: &RegionCode, path: &[&str], issues: &mut Vec<Issue>) -> Option<RegionId> {
    let found = scope.tree().by_code(&code.0).map(|place| place.id);
    if found.is_none() {
        let (message, message_zh) = ("there is no region of this code", "没有该区划代码的地区");
        issues.push(Issue::error(path, "UNKNOWN_REGION", message, message_zh).with([&code.0]));
    }
    found
}

/// The years that are given are changed, the others stay. In the order of the years; a year that is given twice
/// stands twice, and the rules say so.
fn years(years: &mut Vec<YearFigures>, given: &[EnterpriseYearInput], issues: &mut Vec<Issue>) {
    let old = std::mem::take(years);
    years.extend(
        old.iter()
            .filter(|old| given.iter().all(|given| given.year != old.year))
            .cloned(),
    );
    for (index, given) in given.iter().enumerate() {
        let index = index.to_string();
        let before = old
            .iter()
            .find(|old| old.year == given.year)
            .cloned()
            .unwrap_or_default();
        let mut read = |name: &str, amount: &MaybeUndefined<AmountInput>, old: Option<Amount>| match amount {
            MaybeUndefined::Undefined => old,
            MaybeUndefined::Null => None,
            MaybeUndefined::Value(amount) => amount.read(&["years", &index, name], issues),
        };
        years.push(YearFigures {
            year: given.year,
            output: read("output", &given.output, before.output),
            revenue: read("revenue", &given.revenue, before.revenue),
            rd_expenditure: read("rdExpenditure", &given.rd_expenditure, before.rd_expenditure),
            tax: read("tax", &given.tax, before.tax),
            employees: or_old(given.employees, &before.employees),
            patents: or_old(given.patents, &before.patents),
            standards: or_old(given.standards, &before.standards),
        });
    }
    years.sort_by_key(|figures| figures.year);
}
