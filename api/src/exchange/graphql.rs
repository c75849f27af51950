//! Subscriptions.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::{Context, Subscription};
use entities::ids::RegionId;
use futures_util::Stream;
use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::feed::Change;
use crate::{
    auth::Viewer,
    error::{Error, Result},
    graphql::{
        context::{hub, scope},
        scalars::RegionCode,
    },
    hub::Hub,
    indicator::observation::{
        graphql::{Observation, ObservationAccepted},
        service,
    },
    scope::Scope,
};

/// The changes from the moment on at which the subscribe message was read: put into the request by the
/// socket, taken out by the subscription that it starts.
#[derive(Debug)]
pub struct Changes(Mutex<Option<Receiver<Arc<Change>>>>);

impl Changes {
    /// Begins to listen.
    #[must_use]
    pub fn of(hub: &Hub) -> Self {
        Self(Mutex::new(Some(hub.feed.subscribe())))
    }

    fn take(&self) -> Option<Receiver<Arc<Change>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Events.
#[derive(Debug, Default)]
pub struct SubscriptionRoot;

/// Events, over WebSocket.
#[Subscription(name = "Subscription")]
impl SubscriptionRoot {
    /// Observations of a region and all below that are accepted 审核通过 from now on, in the order in which they
    /// were accepted. The token is checked again at every event. A subscriber who falls too far behind gets an
    /// error `LIMIT_EXCEEDED` and has to read again.
    async fn observation_accepted(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only of this region and all below; of the token's own by default.")] region: Option<
            RegionCode,
        >,
    ) -> Result<impl Stream<Item = Result<ObservationAccepted>> + use<>> {
        let (scope, hub) = (scope(ctx)?.clone(), hub(ctx).clone());
        let root = service::root(&scope, region.as_ref().map(|code| code.0.as_str()))?.id;
        let viewer = Arc::new(scope.principal().viewer());
        let changes = ctx
            .data_opt::<Changes>()
            .and_then(Changes::take)
            .unwrap_or_else(|| hub.feed.subscribe());
        Ok(futures_util::stream::unfold(
            Some((scope, hub, viewer, changes)),
            move |state| async move {
                let (mut scope, hub, viewer, mut changes) = state?;
                match next(&mut scope, &hub, &viewer, root, &mut changes).await {
                    Ok(Some(event)) => Some((Ok(event), Some((scope, hub, viewer, changes)))),
                    Ok(None) => None,
                    Err(error) => Some((Err(error), None)),
                }
            },
        ))
    }
}

async fn next(
    scope: &mut Scope,
    hub: &Hub,
    viewer: &Arc<Viewer>,
    root: RegionId,
    changes: &mut Receiver<Arc<Change>>,
) -> Result<Option<ObservationAccepted>> {
    loop {
        let change = match changes.recv().await {
            Ok(change) => change,
            Err(RecvError::Closed) => return Ok(None),
            Err(RecvError::Lagged(_)) => {
                return Err(Error::LimitExceeded(
                    "the subscription fell behind: read again and subscribe again".to_owned(),
                ));
            }
        };
        if hub.verifier.expired(scope.principal(), hub.clock.now()) {
            return Err(Error::Unauthenticated("the token has expired"));
        }
        // Boundaries may have changed since it subscribed.
        scope.renew(hub.tree())?;
        let tree = scope.tree();
        let concerned = match (tree.by_id(root), tree.by_id(change.region)) {
            (Some(root), Some(place)) => root.contains(place) && scope.home().contains(place),
            _ => false,
        };
        if !concerned || change.kind != "observation" || change.action != "accepted" {
            continue;
        }
        if let Some(observation) = hub.feed.accepted(scope, hub, viewer, &change).await? {
            return Ok(Some(ObservationAccepted {
                observation: Observation(observation),
            }));
        }
    }
}
