//! What is given of an institution.

use async_graphql::{Context, ID, InputObject, MaybeUndefined};

use crate::{
    error::Result,
    graphql::{
        global_id::{self, Kind},
        scalars::RegionCode,
    },
    institution::model::{Content, Details},
    register::{
        graphql::{batch::UpsertPayload, list_or_old, or_old},
        model::Draft,
        service::batch::{Key, Row},
    },
    upsert_input,
    vocabulary::graphql::InstitutionKind,
};

/// A new institution.
#[derive(Clone, Debug, InputObject)]
pub struct RegisterInstitutionInput {
    /// The region to which it belongs: the token's own, which is also the default.
    pub region: Option<RegionCode>,
    /// Official name 名称, 1 to 200 characters, unique in its region: else `NAME_TAKEN`.
    pub name: String,
    /// Kind 机构类别: else `UNKNOWN_TERM`.
    pub kind: InstitutionKind,
    /// Other names 别名, each of 1 to 200 characters.
    #[graphql(default)]
    pub other_names: Vec<String>,
    /// Note 备注, at most 2,000 characters.
    pub note: Option<String>,
}

impl RegisterInstitutionInput {
    /// The content of the new record.
    #[must_use]
    pub fn content(self) -> Content {
        Content {
            name: self.name,
            kind: self.kind.0,
            note: self.note,
            details: Details {
                other_names: self.other_names,
            },
        }
    }
}

/// What an institution gets. A field that is left out stays as it is; null empties it where it may be empty.
#[derive(Clone, Debug, InputObject)]
pub struct InstitutionChangeInput {
    /// Official name 名称, 1 to 200 characters, unique in its region: else `NAME_TAKEN`.
    pub name: Option<String>,
    /// Kind 机构类别: else `UNKNOWN_TERM`.
    pub kind: Option<InstitutionKind>,
    /// Other names 别名: all of them, in place of those before.
    pub other_names: MaybeUndefined<Vec<String>>,
    /// Note 备注, at most 2,000 characters.
    pub note: MaybeUndefined<String>,
}

impl InstitutionChangeInput {
    /// What becomes of the content.
    #[must_use]
    pub fn draft(&self, old: Option<&Content>) -> Draft<Content> {
        let given = self.clone();
        let old = old.cloned().unwrap_or_default();
        let other_names = list_or_old(given.other_names, &old.details.other_names, |name| name);
        Draft::from(Content {
            name: given.name.unwrap_or(old.name),
            kind: given.kind.map_or(old.kind, |kind| kind.0),
            note: or_old(given.note, &old.note),
            details: Details { other_names },
        })
    }
}

/// A change of an institution. A field that is left out stays as it is; null empties it where it may be empty.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateInstitutionInput {
    /// Global id.
    pub id: ID,
    /// The version that is changed; another one is refused with `VERSION_CONFLICT`.
    pub expected_version: i64,
    /// What it gets.
    #[graphql(flatten)]
    pub fields: InstitutionChangeInput,
}

/// A row of a batch of institutions.
#[derive(Clone, Debug, InputObject)]
pub struct UpsertInstitutionRow {
    /// Global id of one that is there.
    pub id: Option<ID>,
    /// The version that is changed, if another one is to be refused with `VERSION_CONFLICT`.
    pub expected_version: Option<i64>,
    /// What it gets; a new one needs a name and a kind.
    #[graphql(flatten)]
    pub fields: InstitutionChangeInput,
}

upsert_input! {
    /// A batch of institutions.
    UpsertInstitutionsInput of UpsertInstitutionRow
}

impl UpsertInstitutionsInput {
    /// Writes the batch.
    ///
    /// # Errors
    /// `FORBIDDEN`, `LIMIT_EXCEEDED`, `IDEMPOTENCY_KEY_REUSED`.
    pub async fn upsert(self, ctx: &Context<'_>) -> Result<UpsertPayload> {
        let read = |row: UpsertInstitutionRow| {
            let key = match &row.id {
                Some(id) => Key::Id(global_id::key(id, Kind::Institution)?),
                None => Key::Name(row.fields.name.clone().unwrap_or_default()),
            };
            Ok(Row {
                key,
                expected: row.expected_version,
                make: Box::new(move |old: Option<&Content>| row.fields.draft(old)),
            })
        };
        self.write(ctx, Kind::Institution, read).await
    }
}
