//! Bureaus in records of other registers: named, found, shown.

use std::sync::Arc;

use async_graphql::{
    Context, ID, Object, OneofObject,
    dataloader::{DataLoader, HashMapCache},
};
use entities::ids::BureauId;

use super::Bureau;
use crate::{
    bureau::{
        loader::BureauLoader,
        model::{self, Reference},
        repo, service,
    },
    error::Result,
    graphql::{
        context::{hub, scope},
        global_id::{self, Kind},
        scalars::RegionCode,
    },
    issue::Issue,
    region::graphql::{Region, region_of},
};

/// A bureau 部门 that a record names.
#[derive(Clone, Debug)]
pub struct NamedBureau(repo::Bureau);

/// A bureau 部门 that a record names: of its region, or of one above. Above the token's region it is shown by name
/// alone.
#[Object]
impl NamedBureau {
    /// Global id of the bureau.
    async fn id(&self) -> ID {
        global_id::encode(Kind::Bureau, self.0.id.0)
    }

    /// Its official name 名称 of today.
    async fn name(&self) -> &str {
        &self.0.content.name
    }

    /// The region whose office it is.
    async fn region(&self, ctx: &Context<'_>) -> Result<Region> {
        region_of(ctx, self.0.region)
    }

    /// Its record; null where the token may not read it, such as that of a bureau above the token's region.
    async fn bureau(&self, ctx: &Context<'_>) -> Result<Option<Bureau>> {
        let readable = service::naming::readable(scope(ctx)?, &self.0);
        Ok(readable.then(|| Bureau::of(self.0.clone())))
    }
}

/// The bureaus of references that were settled, loaded for all records of the request together.
///
/// # Errors
/// Our fault, where the database does not answer.
pub async fn named(ctx: &Context<'_>, references: &[Reference]) -> Result<Vec<NamedBureau>> {
    let ids: Vec<BureauId> = references.iter().filter_map(Reference::id).collect();
    let loader = ctx.data_unchecked::<Arc<DataLoader<BureauLoader, HashMapCache>>>();
    let mut found = loader.load_many(ids.iter().copied()).await?;
    let named = ids.iter().filter_map(|id| found.remove(id).map(NamedBureau));
    Ok(named.collect())
}

/// A bureau 部门, named in one of two ways.
#[derive(Clone, Debug, OneofObject)]
pub enum BureauReferenceInput {
    /// Global id of a bureau inside the scope or of a region above; else `BUREAU_UNKNOWN`.
    Id(ID),
    /// Official name, short name 简称 or other name 别名, in full width or half, of one bureau of the record's region
    /// or else of the nearest region above where one bears it. None bears it: `BUREAU_UNKNOWN`; several:
    /// `BUREAU_AMBIGUOUS`.
    Name(String),
}

impl BureauReferenceInput {
    /// The reference, or none with its issue.
    pub fn read(&self, path: &[&str], issues: &mut Vec<Issue>) -> Option<Reference> {
        match self {
            Self::Name(name) => Some(Reference::Name(name.clone())),
            Self::Id(id) => {
                let key = global_id::key(id, Kind::Bureau);
                if key.is_err() {
                    issues.push(model::unknown(path, id));
                }
                key.ok().map(|key| Reference::Id(BureauId(key)))
            }
        }
    }

    /// The references of a list at `path`.
    pub fn read_all(given: &[Self], path: &str, issues: &mut Vec<Issue>) -> Vec<Reference> {
        let read = |(index, given): (usize, &Self)| given.read(&[path, &index.to_string()], issues);
        given.iter().enumerate().filter_map(read).collect()
    }
}

/// Finding bureaus by their names.
#[derive(Debug, Default)]
pub struct BureauNameQuery;

#[Object]
impl BureauNameQuery {
    /// The one bureau that bears a name: official, short 简称 or other 别名, as documents print it. It is looked for
    /// in the region first and then in the regions above, the nearest first; null where none bears it. A name that
    /// several bureaus of one region bear is `BAD_USER_INPUT`.
    async fn bureau_by_name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The region inside the scope where the name was used; the token's own by default.")]
        region: Option<RegionCode>,
        #[graphql(desc = "The name.")] name: String,
    ) -> Result<Option<NamedBureau>> {
        let region = region.map(|code| code.0);
        let found = service::naming::by_name(scope(ctx)?, hub(ctx), region.as_deref(), &name).await?;
        Ok(found.map(NamedBureau))
    }
}
