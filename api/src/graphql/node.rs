//! `node`: any record by its global id.

use async_graphql::{Context, ID, Interface, Object};

use super::{
    context::{hub, scope},
    global_id::{self, Kind},
};
use crate::{
    bureau, enterprise, error::Result, indicator, platform, project, recognition, region::graphql::Region,
    register::service as register,
};
use entities::ids::{
    BureauId, EnterpriseId, IndicatorId, ObservationId, PlatformId, ProjectId, RecognitionId, RegionId,
};

/// Anything with a global id.
#[derive(Interface)]
#[graphql(field(
    name = "id",
    ty = "ID",
    desc = "Global id: opaque, stable, unique over all types."
))]
pub enum Node {
    /// A region.
    Region(Region),
    /// A bureau.
    Bureau(bureau::graphql::Bureau),
    /// An enterprise.
    Enterprise(enterprise::graphql::Enterprise),
    /// An innovation platform.
    Platform(platform::graphql::Platform),
    /// A project.
    Project(project::graphql::Project),
    /// An entry in a programme.
    Recognition(recognition::graphql::Recognition),
    /// The definition of an indicator.
    Indicator(indicator::graphql::Indicator),
    /// An observation.
    Observation(indicator::observation::graphql::Observation),
}

/// Finding records by their global ids.
#[derive(Debug, Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// The record of a global id; null where there is none inside the scope of the token.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global id, as the field `id` of any object gives it.")] id: ID,
    ) -> Result<Option<Node>> {
        find(ctx, &id).await
    }

    /// The records of several global ids, in their order; null for each that is not inside the scope. At most 100.
    #[graphql(complexity = "ids.len() * (1 + child_complexity)")]
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global ids; at most 100.", validator(max_items = 100))] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>> {
        futures_util::future::try_join_all(ids.iter().map(|id| find(ctx, id))).await
    }
}

async fn find(ctx: &Context<'_>, id: &str) -> Result<Option<Node>> {
    let (scope, hub) = (scope(ctx)?, hub(ctx));
    let (kind, key) = global_id::decode(id)?;
    Ok(match kind {
        Kind::Region => {
            let place = scope.tree().by_id(RegionId(key));
            place
                .filter(|place| crate::region::service::nameable(scope, *place))
                .map(|place| Region::of(scope, place).into())
        }
        Kind::Bureau => register::by_ids::<bureau::model::Content>(scope, hub, &[BureauId(key)])
            .await?
            .pop()
            .map(|found| bureau::graphql::Bureau::of(found).into()),
        Kind::Enterprise => register::by_ids::<enterprise::model::Content>(scope, hub, &[EnterpriseId(key)])
            .await?
            .pop()
            .map(|found| enterprise::graphql::Enterprise::of(found).into()),
        Kind::Platform => register::by_ids::<platform::model::Content>(scope, hub, &[PlatformId(key)])
            .await?
            .pop()
            .map(|found| platform::graphql::Platform::of(found).into()),
        Kind::Project => register::by_ids::<project::model::Content>(scope, hub, &[ProjectId(key)])
            .await?
            .pop()
            .map(|found| project::graphql::Project::of(found).into()),
        Kind::Recognition => {
            register::by_ids::<recognition::model::Content>(scope, hub, &[RecognitionId(key)])
                .await?
                .pop()
                .map(|found| recognition::graphql::Recognition::of(found).into())
        }
        Kind::Indicator => indicator::service::by_ids(scope, hub, &[IndicatorId(key)])
            .await?
            .pop()
            .map(|found| indicator::graphql::Indicator(found).into()),
        Kind::Observation => indicator::observation::service::by_ids(scope, hub, &[ObservationId(key)])
            .await?
            .pop()
            .map(|found| indicator::observation::graphql::Observation(found).into()),
    })
}
