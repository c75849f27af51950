//! `node`: any record by its global id.

use async_graphql::{Context, ID, Interface, Object};

use super::weight::times;
use super::{
    context::{hub, scope},
    global_id::{self, Kind},
};
use crate::{
    brand, bureau, contract, enterprise,
    error::Result,
    indicator, institution, meeting, plan, platform, problem, project, recognition,
    region::{
        boundary::{self, graphql::BoundaryEvent},
        graphql::Region,
    },
    register::{self, graphql::record::Shown},
    visit,
};
use entities::ids::{IndicatorId, ObservationId, RegionId};

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
    /// A change of boundaries.
    BoundaryEvent(BoundaryEvent),
    /// A bureau.
    Bureau(bureau::graphql::Bureau),
    /// An enterprise.
    Enterprise(enterprise::graphql::Enterprise),
    /// A claim that an enterprise moved.
    EnterpriseMove(enterprise::moves::graphql::EnterpriseMove),
    /// An institution.
    Institution(institution::graphql::Institution),
    /// An innovation platform.
    Platform(platform::graphql::Platform),
    /// A project.
    Project(project::graphql::Project),
    /// A coordination meeting.
    Meeting(meeting::graphql::Meeting),
    /// A problem of the ledger.
    Problem(problem::graphql::Problem),
    /// A brand or honour.
    Brand(brand::graphql::Brand),
    /// A visit of officers.
    Visit(visit::graphql::Visit),
    /// A contract of cooperation or transfer.
    Contract(contract::graphql::Contract),
    /// An entry in a programme.
    Recognition(recognition::graphql::Recognition),
    /// A plan.
    Plan(plan::graphql::Plan),
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
    #[graphql(complexity = "times(ids.len(), 1 + child_complexity)")]
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
    match kind {
        Kind::Region => {
            let place = scope.tree().by_id(RegionId(key));
            let named = place.filter(|place| crate::region::service::nameable(scope, *place));
            Ok(named
                .and_then(|_| Region::once(hub, RegionId(key)))
                .map(Into::into))
        }
        Kind::BoundaryEvent => Ok(boundary::graphql::by_id(ctx, key)?.map(Into::into)),
        Kind::Bureau => record::<bureau::model::Content>(ctx, key).await,
        Kind::Enterprise => record::<enterprise::model::Content>(ctx, key).await,
        Kind::EnterpriseMove => record::<enterprise::moves::model::Content>(ctx, key).await,
        Kind::Institution => record::<institution::model::Content>(ctx, key).await,
        Kind::Platform => record::<platform::model::Content>(ctx, key).await,
        Kind::Project => record::<project::model::Content>(ctx, key).await,
        Kind::Meeting => record::<meeting::model::Content>(ctx, key).await,
        Kind::Problem => record::<problem::model::Content>(ctx, key).await,
        Kind::Brand => record::<brand::model::Content>(ctx, key).await,
        Kind::Visit => record::<visit::model::Content>(ctx, key).await,
        Kind::Contract => record::<contract::model::Content>(ctx, key).await,
        Kind::Recognition => record::<recognition::model::Content>(ctx, key).await,
        Kind::Plan => record::<plan::model::Content>(ctx, key).await,
        Kind::Indicator => {
            let found = indicator::service::by_ids(scope, hub, &[IndicatorId(key)]).await?;
            let object = |found| indicator::graphql::Indicator(std::sync::Arc::new(found)).into();
            Ok(found.into_iter().next().map(object))
        }
        Kind::Observation => {
            let found = indicator::observation::service::by_ids(scope, hub, &[ObservationId(key)]).await?;
            let object = |found| indicator::observation::graphql::Observation(found).into();
            Ok(found.into_iter().next().map(object))
        }
    }
}

/// The record of a register.
async fn record<C: Shown<Object: Into<Node>>>(ctx: &Context<'_>, key: i64) -> Result<Option<Node>> {
    let found = register::service::by_ids::<C>(scope(ctx)?, hub(ctx), &[key.into()]).await?;
    Ok(found.into_iter().next().map(|record| C::object(record).into()))
}
