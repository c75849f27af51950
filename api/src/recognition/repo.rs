//! Entries in the database.

pub mod counts;
pub mod members;

use chrono::NaiveDate;
use entities::{
    ids::RecognitionId,
    recognition::{ActiveModel, Column, Entity, Model},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, QueryFilter, Select, sea_query::ExprTrait,
};

use super::{
    model::{Content, Details, Entry, Shown, State},
    programme::model::SubjectKind,
};
use crate::{
    code::{from_text, to_text},
    error::Result,
    issue::Issue,
    register::repo::{Kept, anywhere, from_details, to_details},
    scope::policy::{Function, Resource},
};

/// What entries are listed by.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only in this programme.
    pub programme: Option<String>,
    /// Only of this subject.
    pub subject: Option<(SubjectKind, i64)>,
    /// Only of subjects of this kind.
    pub subject_kind: Option<SubjectKind>,
    /// Only in this state on a day.
    pub state: Option<(Shown, NaiveDate)>,
    /// Only those that are valid on this day.
    pub valid_on: Option<NaiveDate>,
}

impl Kept for Content {
    type Id = RecognitionId;
    type Table = Entity;
    type Filter = Filter;
    const RESOURCE: Resource = Resource::Recognition;
    const KIND: &'static str = "recognition";
    const UNIQUE_NAME: bool = false;

    fn name(&self) -> &str {
        &self.name
    }

    fn keepers(&self) -> &'static [Function] {
        keepers(self.subject_kind)
    }

    fn undeletable(&self) -> Option<Issue> {
        self.unless_in(&[State::Nominated], NaiveDate::MIN)
    }

    fn read(row: Model) -> Result<Self> {
        Ok(Self {
            name: row.name,
            programme: row.programme,
            subject_kind: from_text(&row.subject_kind)?,
            subject_id: row.subject_id,
            state: from_text(&row.state)?,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            details: from_details::<Details>(&row.details)?,
        })
    }

    fn row(&self) -> Result<ActiveModel> {
        Ok(ActiveModel {
            programme: Set(self.programme.clone()),
            subject_kind: Set(to_text(&self.subject_kind)?),
            subject_id: Set(self.subject_id),
            state: Set(to_text(&self.state)?),
            valid_from: Set(self.valid_from),
            valid_to: Set(self.valid_to),
            details: Set(to_details(&self.details)?),
            ..Default::default()
        })
    }

    fn filtered(mut select: Select<Entity>, filter: &Filter) -> Result<Select<Entity>> {
        if let Some(programme) = &filter.programme {
            select = select.filter(Column::Programme.eq(programme));
        }
        if let Some((kind, id)) = &filter.subject {
            select = select.filter(Column::SubjectId.eq(*id));
            select = select.filter(Column::SubjectKind.eq(to_text(kind)?));
        }
        if let Some(kind) = &filter.subject_kind {
            select = select.filter(Column::SubjectKind.eq(to_text(kind)?));
        }
        if let Some((state, today)) = filter.state {
            select = select.filter(in_state(state, today)?);
        }
        if let Some(day) = filter.valid_on {
            select = select.filter(valid_on(day));
        }
        Ok(select)
    }
}

/// The functions that nominate subjects of a kind: those that keep its register.
#[must_use]
pub fn keepers(kind: SubjectKind) -> &'static [Function] {
    let resource = match kind {
        SubjectKind::Enterprise => Resource::Enterprise,
        SubjectKind::Platform => Resource::Platform,
        SubjectKind::Project => Resource::Project,
        SubjectKind::Region => Resource::Recognition,
    };
    resource.keepers().unwrap_or(&[])
}

fn in_state(state: Shown, today: NaiveDate) -> Result<Condition> {
    let ended = Column::ValidTo.lt(today);
    Ok(match state {
        Shown::Expired => Condition::all()
            .add(Column::State.eq(to_text(&State::Recognised)?))
            .add(ended),
        Shown::Recognised => Condition::all()
            .add(Column::State.eq(to_text(&state)?))
            .add(Column::ValidTo.is_null().or(Column::ValidTo.gte(today))),
        other => Condition::all().add(Column::State.eq(to_text(&other)?)),
    })
}

/// Recognised or revoked, and the day lies in the days of validity.
fn valid_on(day: NaiveDate) -> Condition {
    Condition::all()
        .add(Column::State.is_in(["RECOGNISED", "REVOKED"]))
        .add(Column::ValidFrom.lte(day))
        .add(Column::ValidTo.is_null().or(Column::ValidTo.gte(day)))
}

/// The standing entries of subjects that the scope reads, wherever they were made, the first first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_subjects(
    connection: &impl ConnectionTrait,
    subjects: &[(SubjectKind, i64)],
) -> Result<Vec<Entry>> {
    if subjects.is_empty() {
        return Ok(Vec::new());
    }
    // Keys are unique over all kinds of records, but for those of regions: the kind is compared, too.
    let keys = Column::SubjectId.is_in(subjects.iter().map(|(_, id)| *id));
    let mut entries = anywhere::<Content>(connection, keys).await?;
    entries.retain(|entry| subjects.contains(&entry.content.subject()));
    entries.sort_by_key(|entry| (entry.content.valid_from, entry.id));
    Ok(entries)
}
