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

/// Loaders bound to a scope.
pub struct Loaders(Vec<Put>);

/// Puts a loader into a request's data.
type Put = Box<dyn Fn(&mut Data) + Send + Sync>;

impl std::fmt::Debug for Loaders {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} loaders", self.0.len())
    }
}

impl Loaders {
    /// Loaders of one request: what was read once is not read again.
    #[must_use]
    pub fn of_request(hub: &Arc<Hub>, scope: &Scope) -> Self {
        Self::new(hub, scope, true)
    }

    /// Loaders of all that one viewer has subscribed to: what several events need at the same time is read once, and
    /// read again for the next.
    #[must_use]
    pub fn of_viewer(hub: &Arc<Hub>, scope: &Scope) -> Self {
        Self::new(hub, scope, false)
    }

    fn new(hub: &Arc<Hub>, scope: &Scope, keeping: bool) -> Self {
        let mut loaders = Self(Vec::new());
        macro_rules! loader {
            ($loader:ty) => {
                let loader = <$loader>::new(scope.clone(), Arc::clone(hub));
                let loader = DataLoader::with_cache(loader, tokio::spawn, HashMapCache::default());
                loader.enable_all_cache(keeping);
                let loader = Arc::new(loader);
                loaders
                    .0
                    .push(Box::new(move |data| data.insert(Arc::clone(&loader))));
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
        loaders
    }

    fn put(&self, data: &mut Data) {
        self.0.iter().for_each(|put| put(data));
    }
}

/// What a request's resolvers find in their context: the hub, the scope, and loaders bound to it. The scope, and the
/// loaders of a request, do not outlive it.
#[must_use]
pub fn request_data(hub: &Arc<Hub>, scope: Scope, loaders: &Loaders) -> Data {
    let mut data = Data::default();
    loaders.put(&mut data);
    data.insert(Arc::clone(hub));
    data.insert(scope);
    data
}
