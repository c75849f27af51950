//! What is given of a meeting.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entities::ids::ProjectId;

use crate::{
    bureau::graphql::naming::BureauReferenceInput,
    graphql::{
        global_id::{self, Kind},
        scalars::{Date, RegionCode},
    },
    issue::Issue,
    meeting::model::{Content, Decision, Details, project_unknown},
    register::{graphql::or_old, model::Draft},
};

/// A decision 议定事项 of a meeting.
#[derive(Clone, Debug, InputObject)]
pub struct MeetingDecisionInput {
    /// What was decided, 1 to 2,000 characters.
    pub text: String,
    /// The bureau that owns it 责任部门.
    pub owner: Option<BureauReferenceInput>,
    /// The last day on which it is done in time 完成期限.
    pub due: Option<Date>,
    /// The day on which it was done 完成日期, not in the future; left out while it is open.
    pub done_on: Option<Date>,
}

/// The lists of a meeting. One that is left out stays as it is, one that is given takes the place of the one before,
/// null empties it.
#[derive(Clone, Debug, InputObject)]
pub struct MeetingContentInput {
    /// Global ids of the projects 项目 that were spoken of, inside the scope of the token; else `PROJECT_UNKNOWN`.
    pub projects: MaybeUndefined<Vec<ID>>,
    /// The bureaus that came 参会部门.
    pub attending_bureaus: MaybeUndefined<Vec<BureauReferenceInput>>,
    /// What was decided 议定事项.
    pub decisions: MaybeUndefined<Vec<MeetingDecisionInput>>,
    /// Note 备注, at most 2,000 characters.
    pub note: MaybeUndefined<String>,
}

/// A new meeting.
#[derive(Clone, Debug, InputObject)]
pub struct RegisterMeetingInput {
    /// The region that held it: the token's own, which is also the default.
    pub region: Option<RegionCode>,
    /// Title 会议名称, 1 to 200 characters; it may come again.
    pub name: String,
    /// The day on which it was held 召开日期, not in the future.
    pub held_on: Date,
    /// Its content.
    #[graphql(flatten)]
    pub content: MeetingContentInput,
}

impl RegisterMeetingInput {
    /// The content of the new record.
    #[must_use]
    pub fn draft(self) -> Draft<Content> {
        let content = Content {
            name: self.name,
            held_on: self.held_on.0,
            ..Content::default()
        };
        self.content.draft(content)
    }
}

/// A change of a meeting. A field that is left out stays as it is; null empties it where it may be empty.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateMeetingInput {
    /// Global id.
    pub id: ID,
    /// The version that is changed; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
    /// Title 会议名称, 1 to 200 characters; it may come again.
    pub name: Option<String>,
    /// The day on which it was held 召开日期, not in the future.
    pub held_on: Option<Date>,
    /// Its content.
    #[graphql(flatten)]
    pub content: MeetingContentInput,
}

impl UpdateMeetingInput {
    /// What becomes of the content.
    #[must_use]
    pub fn draft(self, old: &Content) -> Draft<Content> {
        let mut content = old.clone();
        if let Some(name) = self.name {
            content.name = name;
        }
        if let Some(day) = self.held_on {
            content.held_on = day.0;
        }
        self.content.draft(content)
    }
}

impl MeetingContentInput {
    fn draft(self, mut content: Content) -> Draft<Content> {
        let mut issues = Vec::new();
        content.note = or_old(self.note.clone(), &content.note);
        self.lists(&mut content.details, &mut issues);
        Draft { content, issues }
    }

    fn lists(self, details: &mut Details, issues: &mut Vec<Issue>) {
        match self.projects {
            MaybeUndefined::Undefined => {}
            MaybeUndefined::Null => details.projects.clear(),
            MaybeUndefined::Value(ids) => details.projects = projects(&ids, issues),
        }
        match self.attending_bureaus {
            MaybeUndefined::Undefined => {}
            MaybeUndefined::Null => details.attending.clear(),
            MaybeUndefined::Value(given) => {
                details.attending = BureauReferenceInput::read_all(&given, "attendingBureaus", issues);
            }
        }
        match self.decisions {
            MaybeUndefined::Undefined => {}
            MaybeUndefined::Null => details.decisions.clear(),
            MaybeUndefined::Value(given) => {
                let read = |(index, given)| decision(index, given, issues);
                details.decisions = given.into_iter().enumerate().map(read).collect();
            }
        }
    }
}

fn projects(ids: &[ID], issues: &mut Vec<Issue>) -> Vec<ProjectId> {
    let mut projects = Vec::with_capacity(ids.len());
    for (index, id) in ids.iter().enumerate() {
        match global_id::key(id, Kind::Project) {
            Ok(key) => projects.push(ProjectId(key)),
            Err(_) => issues.push(project_unknown(index)),
        }
    }
    projects
}

fn decision(index: usize, given: MeetingDecisionInput, issues: &mut Vec<Issue>) -> Decision {
    let path = ["decisions", &index.to_string(), "owner"];
    Decision {
        text: given.text,
        owner: given.owner.and_then(|owner| owner.read(&path, issues)),
        due: given.due.map(|day| day.0),
        done_on: given.done_on.map(|day| day.0),
    }
}
