//! Entries in programmes in the API.

pub mod counts;
pub mod decide;
pub mod subject;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use entities::ids::RegionId;

use self::subject::RecognitionSubject;
use super::{
    model::{self, Content, Entry},
    programme::graphql::{Programme, RecognitionSubjectKind, programme_of},
    repo::Filter,
};
use crate::{
    error::Result,
    graphql::{
        context::hub,
        global_id::{self, Kind},
        page::Page,
        scalars::{Date, DateTime, RegionCode},
    },
    region::graphql::{Region, page_complexity, region_of},
    register::{
        self,
        graphql::{ListFilter, RegisterOrder},
        model::List,
    },
    register_object,
};

/// State 状态 of an entry today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::recognition::model::Shown")]
pub enum RecognitionState {
    /// 已申报: nominated by the subject's region.
    Nominated,
    /// 评审中: taken into review by the region that recognises.
    UnderReview,
    /// 已认定: recognised, and not expired.
    Recognised,
    /// 已到期: was recognised, and the last day of validity is past.
    Expired,
    /// 未通过: rejected, with a reason.
    Rejected,
    /// 已撤销: revoked, with a reason; valid up to the day before.
    Revoked,
}

/// What speaks for an entry 佐证材料.
#[derive(Clone, Debug, SimpleObject)]
pub struct RecognitionEvidence {
    /// Title 名称.
    title: String,
    /// Number, address or place of the document 文号或链接.
    reference: Option<String>,
}

/// Who took an entry a step further 办理记录, and when.
#[derive(Clone, Debug)]
pub struct RecognitionStep(model::Step);

/// Who took an entry a step further 办理记录, and when.
#[Object]
impl RecognitionStep {
    /// Region 办理地区 of the token.
    async fn region(&self, ctx: &Context<'_>) -> Result<Region> {
        region_of(ctx, self.0.region)
    }

    /// Subject 办理人 of the token.
    async fn by(&self) -> &str {
        &self.0.by
    }

    /// The day 办理日期.
    async fn on(&self) -> Date {
        Date(self.0.on)
    }

    /// Reason or note 理由或备注.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }
}

/// The content of an entry.
#[derive(Clone, Debug)]
pub struct RecognitionFields(Entry);

impl RecognitionFields {
    fn details(&self) -> &model::Details {
        &self.0.content.details
    }
}

fn step(step: Option<&model::Step>) -> Option<RecognitionStep> {
    step.cloned().map(RecognitionStep)
}

/// The content of an entry.
#[Object]
impl RecognitionFields {
    /// Name 名称 that the subject had when it was entered.
    async fn name(&self) -> &str {
        &self.0.content.name
    }

    /// The programme 认定类别; null where the token's region does not know it.
    async fn programme(&self, ctx: &Context<'_>) -> Result<Option<Programme>> {
        programme_of(ctx, &self.0.content.programme).await
    }

    /// Code of the programme.
    async fn programme_code(&self) -> &str {
        &self.0.content.programme
    }

    /// Kind of the subject 对象类型.
    async fn subject_kind(&self) -> RecognitionSubjectKind {
        self.0.content.subject_kind.into()
    }

    /// The subject 对象; null where it lies outside of the scope.
    async fn subject(&self, ctx: &Context<'_>) -> Result<Option<RecognitionSubject>> {
        subject::load(ctx, self.0.content.subject()).await
    }

    /// State 状态 today.
    async fn state(&self, ctx: &Context<'_>) -> RecognitionState {
        self.0.content.shown(hub(ctx).today()).into()
    }

    /// The first day of validity 认定日期; null while it is not recognised.
    async fn valid_from(&self) -> Option<Date> {
        self.0.content.valid_from.map(Date)
    }

    /// The last day of validity 有效期截止日; null without an end. A revocation ends it the day before.
    async fn valid_to(&self) -> Option<Date> {
        self.0.content.valid_to.map(Date)
    }

    /// Number of the certificate 证书编号.
    async fn certificate(&self) -> Option<&str> {
        self.details().certificate.as_deref()
    }

    /// What speaks for it 佐证材料.
    async fn evidence(&self) -> Vec<RecognitionEvidence> {
        let evidence = self.details().evidence.iter();
        let shown = |evidence: &model::Evidence| RecognitionEvidence {
            title: evidence.title.clone(),
            reference: evidence.reference.clone(),
        };
        evidence.map(shown).collect()
    }

    /// The nomination 申报; null for what was recorded from a published list.
    async fn nominated(&self) -> Option<RecognitionStep> {
        step(self.details().nominated.as_ref())
    }

    /// The beginning of the review 评审.
    async fn reviewed(&self) -> Option<RecognitionStep> {
        step(self.details().reviewed.as_ref())
    }

    /// The recognition or rejection 认定或不予认定.
    async fn decided(&self) -> Option<RecognitionStep> {
        step(self.details().decided.as_ref())
    }

    /// The revocation 撤销.
    async fn revoked(&self) -> Option<RecognitionStep> {
        step(self.details().revoked.as_ref())
    }
}

register_object! {
    /// An entry 认定/入库 of a subject in a programme. It belongs to the region of its subject when it was entered.
    Recognition, RecognitionFields, Content, Recognition
}

/// The entries of a subject that was read in scope, loaded for all subjects of the request together.
///
/// # Errors
/// `FORBIDDEN` where the token may not read entries of the subject's region.
pub async fn of_subject(
    ctx: &Context<'_>,
    subject: super::service::SubjectKey,
    region: RegionId,
    valid_on: Option<Date>,
    programme: Option<String>,
) -> Result<Vec<Recognition>> {
    let mut entries = subject::entries(ctx, subject, region).await?;
    entries.retain(|entry| {
        valid_on.is_none_or(|day| entry.content.valid_on(day.0))
            && programme
                .as_ref()
                .is_none_or(|code| entry.content.programme == *code)
    });
    Ok(entries.into_iter().map(Recognition::of).collect())
}

/// Which entries are listed. All conditions must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct RecognitionFilter {
    /// The region to which they belong, those below included; the token's own by default.
    pub region: Option<RegionCode>,
    /// Only those of subjects whose name when it was entered begins with this text.
    pub name_starts_with: Option<String>,
    /// Only those that changed at this moment or later.
    pub changed_since: Option<DateTime>,
    /// Only the deleted ones 已删除; by default only those that stand.
    pub deleted: Option<bool>,
    /// Only in the programme of this code.
    pub programme: Option<String>,
    /// Only of the subject of this global id: an enterprise, platform, project or region.
    pub subject: Option<ID>,
    /// Only of subjects of this kind.
    pub subject_kind: Option<RecognitionSubjectKind>,
    /// Only in this state today.
    pub state: Option<RecognitionState>,
    /// Only those that are valid 有效 on this day.
    pub valid_on: Option<Date>,
}

impl RecognitionFilter {
    fn read(self, ctx: &Context<'_>, order: Option<RegisterOrder>) -> Result<List<Filter>> {
        let today = hub(ctx).today();
        let filter = Filter {
            programme: self.programme,
            subject: self.subject.as_ref().map(subject::key).transpose()?,
            subject_kind: self.subject_kind.map(Into::into),
            state: self.state.map(|state| (state.into(), today)),
            valid_on: self.valid_on.map(|day| day.0),
        };
        let list = ListFilter {
            region: self.region,
            name_starts_with: self.name_starts_with,
            search: None,
            changed_since: self.changed_since,
            deleted: self.deleted,
        };
        Ok(list.list(filter, order))
    }
}

/// Queries of entries.
#[derive(Debug, Default)]
pub struct RecognitionQuery;

#[Object]
impl RecognitionQuery {
    /// The entries 认定/入库 of a region and all below, inside the scope of the token.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn recognitions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Conditions.")] filter: Option<RecognitionFilter>,
        #[graphql(desc = "Order; by the name of the subject by default.")] order: Option<RegisterOrder>,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Page<Recognition>> {
        let list = filter.unwrap_or_default().read(ctx, order)?;
        register::graphql::page(ctx, list, first, after, Recognition::of).await
    }
}

/// The key of the global id of an entry.
///
/// # Errors
/// `BAD_USER_INPUT` for an id of another kind.
fn key(id: &ID) -> Result<entities::ids::RecognitionId> {
    global_id::key(id, Kind::Recognition).map(Into::into)
}
