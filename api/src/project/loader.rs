//! Projects by key, for many meetings at once.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entities::ids::ProjectId;

use super::{repo::Project, service};
use crate::{error::Error, hub::Hub, scope::Scope};

/// Loads projects by key: those of the scope; the others are not found. Made for one request and bound to its scope.
#[derive(Debug)]
pub struct ProjectLoader {
    scope: Scope,
    hub: Arc<Hub>,
}

impl ProjectLoader {
    /// A loader for one request.
    #[must_use]
    pub fn new(scope: Scope, hub: Arc<Hub>) -> Self {
        Self { scope, hub }
    }
}

impl Loader<ProjectId> for ProjectLoader {
    type Value = Project;
    type Error = Error;

    async fn load(&self, keys: &[ProjectId]) -> Result<HashMap<ProjectId, Project>, Error> {
        let found = service::by_ids(&self.scope, &self.hub, keys).await?;
        Ok(found.into_iter().map(|project| (project.id, project)).collect())
    }
}
