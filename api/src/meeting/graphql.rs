//! Meetings in the API.

mod input;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entities::ids::{MeetingId, ProjectId};

pub use self::input::{RegisterMeetingInput, UpdateMeetingInput};
use super::{
    model::{Content, Decision},
    repo::{self, Filter},
};
use crate::{
    bureau::graphql::naming::{NamedBureau, named},
    error::Result,
    graphql::{
        context::{hub, scope},
        global_id::{self, Kind},
        issue::{self, Issue},
        page::Page,
        scalars::Date,
    },
    project::{self, graphql::Project},
    region::graphql::page_complexity,
    register::{
        self,
        graphql::{ListFilter, RegisterOrder, record::records_of},
        service::write,
    },
    register_object,
};

/// A decision 议定事项 of a meeting.
#[derive(Clone, Debug)]
pub struct MeetingDecision(Decision);

/// A decision 议定事项 of a meeting.
#[Object]
impl MeetingDecision {
    /// What was decided.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// The bureau that owns it 责任部门; null where none does.
    async fn owner(&self, ctx: &Context<'_>) -> Result<Option<NamedBureau>> {
        Ok(named(ctx, self.0.owner.as_slice()).await?.pop())
    }

    /// The last day on which it is done in time 完成期限; null where none was set.
    async fn due(&self) -> Option<Date> {
        self.0.due.map(Date)
    }

    /// The day on which it was done 完成日期; null while it is open.
    async fn done_on(&self) -> Option<Date> {
        self.0.done_on.map(Date)
    }

    /// Whether it is done 已完成.
    async fn done(&self) -> bool {
        self.0.done_on.is_some()
    }

    /// Whether it is late 逾期 today: open after `due`, or done after it. Without a due day it never is.
    async fn late(&self, ctx: &Context<'_>) -> bool {
        self.0.is_late(hub(ctx).today())
    }
}

/// The content of a meeting.
#[derive(Clone, Debug)]
pub struct MeetingFields(repo::Meeting);

/// The content of a meeting.
#[Object]
impl MeetingFields {
    /// Title 会议名称; it may come again.
    async fn name(&self) -> &str {
        &self.0.content.name
    }

    /// The day on which it was held 召开日期.
    async fn held_on(&self) -> Date {
        Date(self.0.content.held_on)
    }

    /// The projects 项目 that were spoken of, inside the scope of the token.
    async fn projects(&self, ctx: &Context<'_>) -> Result<Vec<Project>> {
        records_of::<project::model::Content>(ctx, &self.0.content.details.projects).await
    }

    /// The bureaus that came 参会部门.
    async fn attending_bureaus(&self, ctx: &Context<'_>) -> Result<Vec<NamedBureau>> {
        named(ctx, &self.0.content.details.attending).await
    }

    /// What was decided 议定事项.
    async fn decisions(&self) -> Vec<MeetingDecision> {
        let decisions = self.0.content.details.decisions.iter();
        decisions.cloned().map(MeetingDecision).collect()
    }

    /// Note 备注.
    async fn note(&self) -> Option<&str> {
        self.0.content.note.as_deref()
    }
}

register_object! {
    /// A coordination meeting 协调会 that a region held.
    Meeting, MeetingFields, Content, Meeting
}

/// Which meetings are listed. All conditions must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct MeetingFilter {
    /// Conditions that every register has.
    #[graphql(flatten)]
    pub list: ListFilter,
    /// Only those that spoke of this project: a global id.
    pub project: Option<ID>,
    /// Only those held on this day or later.
    pub held_from: Option<Date>,
    /// Only those held on this day or before.
    pub held_to: Option<Date>,
}

/// Queries of meetings.
#[derive(Debug, Default)]
pub struct MeetingQuery;

#[Object]
impl MeetingQuery {
    /// The coordination meetings 协调会 of a region and all below, inside the scope of the token.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn meetings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Conditions.")] filter: Option<MeetingFilter>,
        #[graphql(desc = "Order; by name by default.")] order: Option<RegisterOrder>,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Page<Meeting>> {
        let given = filter.unwrap_or_default();
        let project = given.project.map(|id| global_id::key(&id, Kind::Project));
        let filter = Filter {
            project: project.transpose()?.map(ProjectId),
            held_from: given.held_from.map(|day| day.0),
            held_to: given.held_to.map(|day| day.0),
        };
        let list = given.list.list(filter, order);
        register::graphql::page(ctx, list, first, after, Meeting::of).await
    }
}

/// The result of a change of a meeting.
#[derive(Debug, SimpleObject)]
pub struct MeetingPayload {
    /// The meeting as it is stored now; null if an issue blocked the write.
    pub meeting: Option<Meeting>,
    /// All that is wrong, or worth a look.
    pub issues: Vec<Issue>,
}

fn payload((meeting, issues): write::Outcome<Content>) -> MeetingPayload {
    MeetingPayload {
        meeting: meeting.map(Meeting::of),
        issues: issue::wrap(issues),
    }
}

/// Mutations of meetings.
#[derive(Debug, Default)]
pub struct MeetingMutation;

#[Object]
impl MeetingMutation {
    /// Registers a coordination meeting 协调会 of the token's own region. Role `reporter`, a function that keeps projects.
    async fn register_meeting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new meeting.")] input: RegisterMeetingInput,
    ) -> Result<MeetingPayload> {
        let region = input.region.as_ref().map(|code| code.0.clone());
        Ok(payload(
            write::register(scope(ctx)?, hub(ctx), region.as_deref(), input.draft()).await?,
        ))
    }

    /// Changes a coordination meeting 协调会 of the token's own region. Role `reporter`, a function that keeps projects.
    async fn update_meeting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: UpdateMeetingInput,
    ) -> Result<MeetingPayload> {
        let id = MeetingId(global_id::key(&input.id, Kind::Meeting)?);
        let expected = input.expected_version;
        let change = |old: &Content| input.draft(old);
        Ok(payload(
            write::update(scope(ctx)?, hub(ctx), id, expected, change).await?,
        ))
    }
}
