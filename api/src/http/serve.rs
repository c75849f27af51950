//! Serving until told to stop: then no new requests are taken and those in flight end.

use std::{sync::Arc, time::Duration};

use tokio::net::TcpListener;

use super::{App, router};
use crate::{
    error::{Error, Result},
    exchange::feed,
    hub::Hub,
};

/// Serves on `listener` until the process is told to stop (SIGINT, SIGTERM), then ends the requests in flight
/// and closes the database.
///
/// # Errors
/// When the listener fails.
pub async fn run(hub: Arc<Hub>, listener: TcpListener) -> Result<()> {
    let follower = tokio::spawn(feed::follow(Arc::clone(&hub)));
    let mut stopping = hub.stopping.subscribe();
    let serving =
        axum::serve(listener, router(App::new(Arc::clone(&hub)))).with_graceful_shutdown(async move {
            // An error says that the hub is gone: also a reason to stop.
            let _told = stopping.wait_for(|stopping| *stopping).await;
        });
    let mut serving = tokio::spawn(serving.into_future());
    let outcome = tokio::select! {
        ended = &mut serving => ended,
        () = signal() => {
            tracing::info!("stopping: requests in flight end, new ones are refused");
            hub.stopping.send_replace(true);
            match tokio::time::timeout(Duration::from_secs(hub.config.http.shutdown_seconds), serving).await {
                Ok(ended) => ended,
                Err(_) => {
                    tracing::warn!("some requests did not end in time");
                    Ok(Ok(()))
                }
            }
        }
    };
    follower.abort();
    hub.db.clone().close().await?;
    outcome.map_err(Error::internal)?.map_err(Error::internal)
}

async fn signal() {
    let interrupt = async {
        // Without a handler there is nothing to wait for.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
