//! `node`: any record by its global id.

use async_graphql::{Context, ID, Interface, Object};

use super::{
    context::{hub, scope},
    global_id::{self, Kind},
};
use crate::{
    brand, bureau, contract, enterprise, error::Result, indicator, platform, problem, project,
    region::graphql::Region, register::service as register, visit,
};
use entities::ids::{
    BrandId, BureauId, ContractId, EnterpriseId, IndicatorId, ObservationId, PlatformId, ProblemId,
    ProjectId, RegionId, VisitId,
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
    /// A problem of the ledger.
    Problem(problem::graphql::Problem),
    /// A brand or honour.
    Brand(brand::graphql::Brand),
    /// A visit of officers.
    Visit(visit::graphql::Visit),
    /// A contract.
    Contract(contract::graphql::Contract),
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
        Kind::Problem => register::by_ids::<problem::model::Content>(scope, hub, &[ProblemId(key)])
            .await?
            .pop()
            .map(|found| problem::graphql::Problem::of(found).into()),
        Kind::Brand => register::by_ids::<brand::model::Content>(scope, hub, &[BrandId(key)])
            .await?
            .pop()
            .map(|found| brand::graphql::Brand::of(found).into()),
        Kind::Visit => register::by_ids::<visit::model::Content>(scope, hub, &[VisitId(key)])
            .await?
            .pop()
            .map(|found| visit::graphql::Visit::of(found).into()),
        Kind::Contract => register::by_ids::<contract::model::Content>(scope, hub, &[ContractId(key)])
            .await?
            .pop()
            .map(|found| contract::graphql::Contract::of(found).into()),
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
