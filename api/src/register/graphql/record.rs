//! The fields that every record of a register has in the API.

use std::sync::Arc;

use async_graphql::{
    Context, ID, Object, SimpleObject,
    dataloader::{DataLoader, HashMapCache},
};
use entities::ids::RegionId;

use crate::{
    audit::graphql::{HistoryEntry, history},
    error::Result,
    graphql::{
        context::scope,
        global_id::{self, Kind},
        page::Page,
        scalars::DateTime,
    },
    region::{
        graphql::{Region, page_complexity, region_of},
        tree::Place,
    },
    register::{
        loader::RecordLoader,
        model::Deletion,
        repo::{Kept, Record},
    },
    scope::Scope,
};

/// The deletion 删除 of a record. It can be restored.
#[derive(Clone, Debug, SimpleObject)]
pub struct RecordDeletion {
    /// When.
    at: DateTime,
    /// Why.
    reason: String,
}

/// What every record of a register has beside its content.
#[derive(Clone, Debug)]
pub struct RecordFields {
    node: Kind,
    kind: &'static str,
    id: i64,
    region: RegionId,
    version: i64,
    created_at: chrono::DateTime<chrono::Utc>,
    updated_at: chrono::DateTime<chrono::Utc>,
    deleted: Option<Deletion>,
    hidden: fn(&Scope, Place<'_>) -> &'static [&'static str],
}

impl RecordFields {
    /// Those of a record, which `node` names.
    #[must_use]
    pub fn of<C: Kept>(node: Kind, record: &Record<C>) -> Self {
        Self {
            node,
            kind: C::KIND,
            id: record.id.into(),
            region: record.region,
            version: record.version,
            created_at: record.created_at,
            updated_at: record.updated_at,
            deleted: record.deleted.clone(),
            hidden: C::hidden,
        }
    }

    /// Its global id.
    #[must_use]
    pub fn global_id(&self) -> ID {
        global_id::encode(self.node, self.id)
    }
}

/// What every record of a register has beside its content.
#[Object]
impl RecordFields {
    /// Global id.
    async fn id(&self) -> ID {
        self.global_id()
    }

    /// The region 所属地区 to which it belongs: the one that writes it.
    async fn region(&self, ctx: &Context<'_>) -> Result<Region> {
        region_of(ctx, self.region)
    }

    /// Version, from 1. An update names the version that it changes.
    async fn version(&self) -> i64 {
        self.version
    }

    /// When it was registered.
    async fn created_at(&self) -> DateTime {
        DateTime(self.created_at)
    }

    /// When it last changed.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.updated_at)
    }

    /// When and why it was deleted; null while it stands.
    async fn deleted(&self) -> Option<RecordDeletion> {
        self.deleted.as_ref().map(|deletion| RecordDeletion {
            at: DateTime(deletion.at),
            reason: deletion.reason.clone(),
        })
    }

    /// Every change of the record 变更历史, the last first: who, when, and each field before and after. Read by
    /// those who may read the record.
    #[graphql(complexity = "page_complexity(first, child_complexity)")]
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows of the page; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Page<HistoryEntry>> {
        let scope = scope(ctx)?;
        let place = scope.tree().by_id(self.region);
        let hidden = place.map_or(&[][..], |place| (self.hidden)(scope, place));
        history(ctx, self.kind, self.id, hidden, first, after).await
    }
}

/// An object of the API that shows a record of a register.
pub trait Shown: Kept {
    /// The object.
    type Object;
    /// What its global id says.
    const NODE: Kind;

    /// The object of a record.
    fn object(record: Record<Self>) -> Self::Object;
}

/// Makes the object of a register: its content's fields, and those that every record has.
#[macro_export]
macro_rules! register_object {
    ($(#[$doc:meta])* $object:ident, $fields:ident, $content:ty, $kind:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, async_graphql::MergedObject)]
        pub struct $object($fields, $crate::register::graphql::record::RecordFields);

        impl $object {
            /// The object of a record.
            #[must_use]
            pub fn of(record: $crate::register::repo::Record<$content>) -> Self {
                let common = $crate::register::graphql::record::RecordFields::of(
                    $crate::graphql::global_id::Kind::$kind,
                    &record,
                );
                Self($fields(record), common)
            }

            /// Global id.
            ///
            /// # Errors
            /// Never.
            pub async fn id(&self, _: &async_graphql::Context<'_>) -> async_graphql::Result<async_graphql::ID> {
                Ok(self.1.global_id())
            }
        }

        impl $crate::register::graphql::record::Shown for $content {
            type Object = $object;
            const NODE: $crate::graphql::global_id::Kind = $crate::graphql::global_id::Kind::$kind;

            fn object(record: $crate::register::repo::Record<$content>) -> $object {
                $object::of(record)
            }
        }
    };
}

/// The record of a key, loaded for all that name one in the request together; none outside of the scope.
///
/// # Errors
/// When the database does not answer.
pub async fn record_of<C: Shown>(ctx: &Context<'_>, id: C::Id) -> Result<Option<C::Object>> {
    let loader = ctx.data_unchecked::<Arc<DataLoader<RecordLoader<C>, HashMapCache>>>();
    Ok(loader.load_one(id.into()).await?.map(C::object))
}

/// The record of a key that may be missing.
///
/// # Errors
/// When the database does not answer.
pub async fn maybe_record_of<C: Shown>(ctx: &Context<'_>, id: Option<C::Id>) -> Result<Option<C::Object>> {
    match id {
        Some(id) => record_of::<C>(ctx, id).await,
        None => Ok(None),
    }
}

/// The records of these keys in their order, without those outside of the scope.
///
/// # Errors
/// When the database does not answer.
pub async fn records_of<C: Shown>(ctx: &Context<'_>, ids: &[C::Id]) -> Result<Vec<C::Object>> {
    let loader = ctx.data_unchecked::<Arc<DataLoader<RecordLoader<C>, HashMapCache>>>();
    let keys: Vec<i64> = ids.iter().map(|id| (*id).into()).collect();
    let mut found = loader.load_many(keys.iter().copied()).await?;
    let found = keys.iter().filter_map(|key| found.remove(key));
    Ok(found.map(C::object).collect())
}
