//! Subjects of programmes: records of registers, and regions.

use std::collections::HashMap;

use entities::ids::{EnterpriseId, PlatformId, ProjectId, RegionId};

use super::SubjectKey;
use crate::{
    audit::write::Write,
    enterprise,
    error::Result,
    hub::Hub,
    platform, project,
    recognition::programme::model::SubjectKind,
    region::{service::nameable, tree::Place},
    register::{
        repo::{Kept, Record, store},
        service as register,
    },
    scope::Scope,
};

/// A subject as an entry names it.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Kind and key.
    pub key: SubjectKey,
    /// The region to which it belongs.
    pub region: RegionId,
    /// Its name.
    pub name: String,
    /// Whether it stands.
    pub standing: bool,
}

fn of_record<C: Kept>(kind: SubjectKind, record: &Record<C>) -> Subject {
    Subject {
        key: (kind, record.id.into()),
        region: record.region,
        name: record.content.name().to_owned(),
        standing: record.deleted.is_none(),
    }
}

fn of_place(place: Place<'_>) -> Subject {
    Subject {
        key: (SubjectKind::Region, place.id.0),
        region: place.id,
        name: place.name.clone(),
        standing: true,
    }
}

fn ids<I: From<i64>>(keys: &[SubjectKey], wanted: SubjectKind) -> Vec<I> {
    let wanted = keys.iter().filter(|(kind, _)| *kind == wanted);
    wanted.map(|(_, id)| I::from(*id)).collect()
}

/// The subjects of these keys inside the scope of a write: a statement for each kind of record.
///
/// # Errors
/// When the database does not answer.
pub async fn find(write: &Write<'_>, keys: &[SubjectKey]) -> Result<HashMap<SubjectKey, Subject>> {
    use SubjectKind::{Enterprise, Platform, Project, Region};
    let mut found = Vec::new();
    for record in register::seen::<enterprise::model::Content>(write, &ids(keys, Enterprise)).await? {
        found.push(of_record(Enterprise, &record));
    }
    for record in register::seen::<platform::model::Content>(write, &ids(keys, Platform)).await? {
        found.push(of_record(Platform, &record));
    }
    for record in register::seen::<project::model::Content>(write, &ids(keys, Project)).await? {
        found.push(of_record(Project, &record));
    }
    let scope = write.scope();
    for id in ids::<RegionId>(keys, Region) {
        let place = scope.tree().by_id(id);
        found.extend(place.filter(|place| nameable(scope, *place)).map(of_place));
    }
    Ok(found.into_iter().map(|subject| (subject.key, subject)).collect())
}

/// The standing enterprises of these credit codes inside the scope of a write.
///
/// # Errors
/// When the database does not answer.
pub async fn of_codes(write: &Write<'_>, codes: &[&str]) -> Result<HashMap<String, Subject>> {
    if codes.is_empty() {
        return Ok(HashMap::new());
    }
    let records = store::by_codes::<enterprise::model::Content>(write, codes).await?;
    let scope = write.scope();
    let inside = records.into_iter().filter(|record| {
        let place = scope.tree().by_id(record.region);
        place.is_some_and(|place| scope.home().contains(place))
    });
    let named = inside.filter_map(|record| {
        let subject = of_record(SubjectKind::Enterprise, &record);
        Some((record.content.credit_code?, subject))
    });
    Ok(named.collect())
}

/// A subject as it is shown.
#[derive(Clone, Debug)]
pub enum Found {
    /// An enterprise.
    Enterprise(Box<Record<enterprise::model::Content>>),
    /// An innovation platform.
    Platform(Box<Record<platform::model::Content>>),
    /// A project.
    Project(Box<Record<project::model::Content>>),
    /// A region.
    Region(RegionId),
}

/// The subjects of these keys inside the scope, deleted ones included.
///
/// # Errors
/// When the database does not answer.
pub async fn shown(scope: &Scope, hub: &Hub, keys: &[SubjectKey]) -> Result<HashMap<SubjectKey, Found>> {
    use SubjectKind::{Enterprise, Platform, Project, Region};
    let mut found = HashMap::new();
    let enterprises: Vec<EnterpriseId> = ids(keys, Enterprise);
    for record in some::<enterprise::model::Content>(scope, hub, &enterprises).await? {
        found.insert((Enterprise, record.id.0), Found::Enterprise(Box::new(record)));
    }
    let platforms: Vec<PlatformId> = ids(keys, Platform);
    for record in some::<platform::model::Content>(scope, hub, &platforms).await? {
        found.insert((Platform, record.id.0), Found::Platform(Box::new(record)));
    }
    let projects: Vec<ProjectId> = ids(keys, Project);
    for record in some::<project::model::Content>(scope, hub, &projects).await? {
        found.insert((Project, record.id.0), Found::Project(Box::new(record)));
    }
    for id in ids::<RegionId>(keys, Region) {
        found.insert((Region, id.0), Found::Region(id));
    }
    Ok(found)
}

async fn some<C: Kept>(scope: &Scope, hub: &Hub, ids: &[C::Id]) -> Result<Vec<Record<C>>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    register::by_ids(scope, hub, ids).await
}
