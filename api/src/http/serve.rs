//! Serving until told to stop: then no new requests are taken and those in flight end.

use std::{sync::Arc, time::Duration};

use tokio::net::TcpListener;

use super::{App, router};
use crate::{db::wal, error::Result, exchange::feed, hub::Hub};

/// How long the database may take to close when requests were cut off.
const CLOSING: Duration = Duration::from_secs(5);

/// Serves on `listener` until the process is told to stop (SIGINT, SIGTERM), then ends the requests in flight
/// and closes the database. What does not end within `http.shutdown_seconds` is cut off.
///
/// # Errors
/// When the database cannot be closed.
pub async fn run(hub: Arc<Hub>, listener: TcpListener) -> Result<()> {
    let beside = [
        tokio::spawn(feed::follow(Arc::clone(&hub))),
        tokio::spawn(wal::keep_short(Arc::clone(&hub))),
    ];
    let app = App::new(Arc::clone(&hub))?;
    let connections = Arc::clone(&app.connections);
    let stopping = Arc::clone(&hub);
    let stop = async move {
        signal().await;
        tracing::info!("stopping: requests in flight end, new ones are refused");
        stopping.stopping.send_replace(true);
    };
    let grace = Duration::from_secs(hub.config.http.shutdown_seconds);
    let cut_off = listener::serve(listener, router(app), connections, stop, grace).await;
    if cut_off > 0 {
        tracing::warn!(cut_off, "some requests did not end in time");
    }
    beside.iter().for_each(tokio::task::JoinHandle::abort);
    // A statement of a request that was cut off may still run: it ends with its connection.
    match tokio::time::timeout(CLOSING, hub.db.clone().close()).await {
        Ok(closed) => closed,
        Err(_) => Ok(()),
    }
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
