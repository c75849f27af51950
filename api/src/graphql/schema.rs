//! The schema: merged roots and limits.

use std::sync::Arc;

use async_graphql::{
    Data, MergedObject, Schema,
    dataloader::{DataLoader, HashMapCache},
};

use super::node::NodeQuery;
use crate::{
    brand::{
        self,
        graphql::{BrandMutation, BrandQuery},
    },
    bureau::{
        self,
        graphql::{BureauMutation, BureauQuery, naming::BureauNameQuery},
        loader::BureauLoader,
    },
    config::GraphqlConfig,
    contract::{
        self,
        graphql::{ContractMutation, ContractQuery},
    },
    counting::graphql::CountingQuery,
    enterprise::{
        self,
        graphql::{EnterpriseMutation, EnterpriseQuery, groups::EnterpriseGroupQuery},
        moves::graphql::{MoveMutation, MoveQuery},
    },
    exchange::graphql::SubscriptionRoot,
    hub::Hub,
    identity::graphql::IdentityQuery,
    indicator::{
        graphql::{IndicatorMutation, IndicatorQuery},
        loader::IndicatorLoader,
        observation::{
            graphql::{ObservationMutation, ObservationQuery},
            loader::VersionLoader,
        },
    },
    institution::{
        self,
        graphql::{InstitutionMutation, InstitutionQuery},
    },
    meeting::graphql::{MeetingMutation, MeetingQuery},
    plan::{
        self,
        graphql::{PlanMutation, PlanQuery, targets::PlanTargetQuery},
        loader::{EditionLoader, PublishedLoader},
    },
    platform::{
        self,
        graphql::{PlatformMutation, PlatformQuery, chain::IncubationQuery, groups::PlatformGroupQuery},
    },
    problem::{
        self,
        graphql::{ProblemMutation, ProblemQuery},
    },
    project::{
        self,
        graphql::{ProjectMutation, ProjectQuery, figures::ProjectFigureQuery},
    },
    recognition::{
        graphql::{RecognitionQuery, counts::RecognitionCountQuery, decide::RecognitionMutation},
        loader::RecognitionLoader,
        programme::graphql::{ProgrammeMutation, ProgrammeQuery},
    },
    region::{
        boundary::graphql::{BoundaryMutation, BoundaryQuery},
        graphql::RegionQuery,
    },
    register::{
        graphql::keep::RecordMutation,
        loader::{FirstsLoader, RecordLoader},
    },
    rollup::{graphql::FigureQuery, loader::FigureLoader},
    scope::Scope,
    visit::graphql::{VisitMutation, VisitQuery},
    vocabulary::{
        graphql::{VocabularyMutation, VocabularyQuery},
        loader::TermLoader,
    },
};

/// Everything that can be read. In groups: the compiler does not follow one merge of so many parts.
#[derive(Debug, Default, MergedObject)]
#[graphql(name = "Query")]
pub struct QueryRoot(
    IdentityQuery,
    NodeQuery,
    RegionQuery,
    BoundaryQuery,
    VocabularyQuery,
    RegisterQueries,
    WorkQueries,
    LedgerQueries,
    FigureQueries,
);

/// Who and what is there.
#[derive(Debug, Default, MergedObject)]
pub struct RegisterQueries(
    BureauQuery,
    BureauNameQuery,
    EnterpriseQuery,
    EnterpriseGroupQuery,
    MoveQuery,
    InstitutionQuery,
    PlatformQuery,
    PlatformGroupQuery,
    IncubationQuery,
);

/// What is being done.
#[derive(Debug, Default, MergedObject)]
pub struct WorkQueries(
    ProjectQuery,
    ProjectFigureQuery,
    MeetingQuery,
    PlanQuery,
    PlanTargetQuery,
);

/// What is told of them.
#[derive(Debug, Default, MergedObject)]
pub struct LedgerQueries(
    ProgrammeQuery,
    RecognitionQuery,
    RecognitionCountQuery,
    ProblemQuery,
    BrandQuery,
    VisitQuery,
    ContractQuery,
);

/// Definitions, values and figures.
#[derive(Debug, Default, MergedObject)]
pub struct FigureQueries(IndicatorQuery, ObservationQuery, FigureQuery, CountingQuery);

/// Everything that can be written. A mutation takes one input and returns a payload with what happened and every
/// issue found; an error is for faults and forbidden things alone.
#[derive(Debug, Default, MergedObject)]
#[graphql(name = "Mutation")]
pub struct MutationRoot(
    BoundaryMutation,
    VocabularyMutation,
    RegisterMutations,
    WorkMutations,
    LedgerMutations,
    RecordMutation,
    IndicatorMutation,
    ObservationMutation,
);

/// Who and what is there.
#[derive(Debug, Default, MergedObject)]
pub struct RegisterMutations(
    BureauMutation,
    EnterpriseMutation,
    MoveMutation,
    InstitutionMutation,
    PlatformMutation,
);

/// What is being done.
#[derive(Debug, Default, MergedObject)]
pub struct WorkMutations(ProjectMutation, MeetingMutation, PlanMutation);

/// What is told of them.
#[derive(Debug, Default, MergedObject)]
pub struct LedgerMutations(
    ProgrammeMutation,
    RecognitionMutation,
    ProblemMutation,
    BrandMutation,
    VisitMutation,
    ContractMutation,
);

/// The schema.
pub type HubSchema = Schema<QueryRoot, MutationRoot, SubscriptionRoot>;

/// The schema with its limits.
#[must_use]
pub fn build(limits: &GraphqlConfig) -> HubSchema {
    let builder = Schema::build(QueryRoot::default(), MutationRoot::default(), SubscriptionRoot)
        .limit_depth(limits.max_depth)
        .limit_complexity(limits.max_complexity)
        .limit_directives(20);
    let builder = if limits.introspection {
        builder
    } else {
        builder.disable_introspection()
    };
    builder.finish()
}

/// What one request's resolvers find in their context: the hub, the scope, and loaders bound to it. None of it
/// outlives the request.
#[must_use]
pub fn request_data(hub: &Arc<Hub>, scope: Scope) -> Data {
    let mut data = Data::default();
    macro_rules! loader {
        ($loader:ty) => {
            let loader = <$loader>::new(scope.clone(), Arc::clone(hub));
            let cache = HashMapCache::default();
            data.insert(Arc::new(DataLoader::with_cache(
                loader,
                tokio::spawn,
                cache,
            )));
        };
    }
    loader!(FigureLoader);
    loader!(IndicatorLoader);
    loader!(VersionLoader);
    loader!(TermLoader);
    loader!(BureauLoader);
    loader!(RecognitionLoader);
    loader!(FirstsLoader<enterprise::model::Content>);
    loader!(FirstsLoader<platform::model::Content>);
    loader!(FirstsLoader<project::model::Content>);
    loader!(RecordLoader<brand::model::Content>);
    loader!(RecordLoader<bureau::model::Content>);
    loader!(RecordLoader<contract::model::Content>);
    loader!(RecordLoader<enterprise::model::Content>);
    loader!(RecordLoader<institution::model::Content>);
    loader!(EditionLoader);
    loader!(PublishedLoader);
    loader!(RecordLoader<plan::model::Content>);
    loader!(RecordLoader<platform::model::Content>);
    loader!(RecordLoader<problem::model::Content>);
    loader!(RecordLoader<project::model::Content>);
    data.insert(Arc::clone(hub));
    data.insert(scope);
    data
}
