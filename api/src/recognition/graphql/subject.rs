//! Subjects of entries in the API.

use std::sync::Arc;

use async_graphql::{
    Context, ID, Union,
    dataloader::{DataLoader, HashMapCache},
};
use entities::ids::RegionId;

use crate::{
    enterprise::graphql::Enterprise,
    error::{Error, Result},
    graphql::{
        context::scope,
        global_id::{self, Kind},
    },
    platform::graphql::Platform,
    project::graphql::Project,
    recognition::{
        loader::{EntriesOf, RecognitionLoader, SubjectOf},
        model::Entry,
        programme::model::SubjectKind,
        service::{SubjectKey, subjects::Found},
    },
    region::graphql::{Region, region_of},
    register::service::check,
    scope::policy::Resource,
};

/// What is recognised 认定对象.
#[derive(Clone, Debug, Union)]
pub enum RecognitionSubject {
    /// 企业.
    Enterprise(Enterprise),
    /// 平台.
    Platform(Platform),
    /// 项目.
    Project(Project),
    /// 地区.
    Region(Region),
}

type Loaded = Arc<DataLoader<RecognitionLoader, HashMapCache>>;

/// The subject of an entry, loaded for all entries of the request together.
///
/// # Errors
/// When the database does not answer.
pub async fn load(ctx: &Context<'_>, subject: SubjectKey) -> Result<Option<RecognitionSubject>> {
    let found = ctx
        .data_unchecked::<Loaded>()
        .load_one(SubjectOf(subject))
        .await?;
    Ok(match found {
        None => None,
        Some(Found::Enterprise(record)) => Some(Enterprise::of(*record).into()),
        Some(Found::Platform(record)) => Some(Platform::of(*record).into()),
        Some(Found::Project(record)) => Some(Project::of(*record).into()),
        Some(Found::Region(id)) => Some(region_of(ctx, id)?.into()),
    })
}

/// The entries of a subject, loaded for all subjects of the request together.
///
/// # Errors
/// `FORBIDDEN` where the token may not read entries of the subject's region.
pub async fn entries(ctx: &Context<'_>, subject: SubjectKey, region: RegionId) -> Result<Vec<Entry>> {
    check(
        scope(ctx)?,
        region_of(ctx, region)?.place(),
        Resource::Recognition,
    )?;
    let found = ctx
        .data_unchecked::<Loaded>()
        .load_one(EntriesOf(subject))
        .await?;
    Ok(found.unwrap_or_default())
}

/// The kind and key of the global id of a subject.
///
/// # Errors
/// `BAD_USER_INPUT` for the id of what is no subject.
pub fn key(id: &ID) -> Result<SubjectKey> {
    let (kind, key) = global_id::decode(id)?;
    let kind = match kind {
        Kind::Enterprise => SubjectKind::Enterprise,
        Kind::Platform => SubjectKind::Platform,
        Kind::Project => SubjectKind::Project,
        Kind::Region => SubjectKind::Region,
        other => {
            return Err(Error::BadInput(format!(
                "a {other} is not recognised in any programme"
            )));
        }
    };
    Ok((kind, key))
}
