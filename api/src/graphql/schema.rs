//! The schema: merged roots and limits.

use std::sync::Arc;

use async_graphql::{
    Data, MergedObject, Schema,
    dataloader::{DataLoader, HashMapCache},
};

use super::node::NodeQuery;
use crate::{
    bureau::graphql::{BureauMutation, BureauQuery},
    config::GraphqlConfig,
    enterprise::{
        self,
        graphql::{EnterpriseMutation, EnterpriseQuery, groups::EnterpriseGroupQuery},
        loader::EnterpriseLoader,
    },
    exchange::graphql::SubscriptionRoot,
    hub::Hub,
    identity::graphql::IdentityQuery,
    indicator::{
        graphql::{IndicatorMutation, IndicatorQuery},
        loader::IndicatorLoader,
        observation::graphql::{ObservationMutation, ObservationQuery},
    },
    platform::{
        self,
        graphql::{PlatformMutation, PlatformQuery},
    },
    project::{
        self,
        graphql::{ProjectMutation, ProjectQuery},
    },
    recognition::{
        graphql::{RecognitionQuery, counts::RecognitionCountQuery, decide::RecognitionMutation},
        loader::RecognitionLoader,
        programme::graphql::{ProgrammeMutation, ProgrammeQuery},
    },
    region::graphql::RegionQuery,
    register::{graphql::keep::RecordMutation, loader::FirstsLoader},
    rollup::{graphql::FigureQuery, loader::FigureLoader},
    scope::Scope,
    vocabulary::{
        graphql::{VocabularyMutation, VocabularyQuery},
        loader::TermLoader,
    },
};

/// Everything that can be read.
#[derive(Debug, Default, MergedObject)]
#[graphql(name = "Query")]
pub struct QueryRoot(
    IdentityQuery,
    NodeQuery,
    RegionQuery,
    VocabularyQuery,
    BureauQuery,
    EnterpriseQuery,
    EnterpriseGroupQuery,
    PlatformQuery,
    ProjectQuery,
    ProgrammeQuery,
    RecognitionQuery,
    RecognitionCountQuery,
    IndicatorQuery,
    ObservationQuery,
    FigureQuery,
);

/// Everything that can be written. A mutation takes one input and returns a payload with what happened and every
/// issue found; an error is for faults and forbidden things alone.
#[derive(Debug, Default, MergedObject)]
#[graphql(name = "Mutation")]
pub struct MutationRoot(
    VocabularyMutation,
    BureauMutation,
    EnterpriseMutation,
    PlatformMutation,
    ProjectMutation,
    ProgrammeMutation,
    RecognitionMutation,
    RecordMutation,
    IndicatorMutation,
    ObservationMutation,
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
    loader!(TermLoader);
    loader!(EnterpriseLoader);
    loader!(RecognitionLoader);
    loader!(FirstsLoader<enterprise::model::Content>);
    loader!(FirstsLoader<platform::model::Content>);
    loader!(FirstsLoader<project::model::Content>);
    data.insert(Arc::clone(hub));
    data.insert(scope);
    data
}
