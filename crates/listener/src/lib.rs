//! HTTP/1.1 connections that nobody can hold for ever.
//!
//! A connection is a descriptor and some memory, and whoever reaches the port can open as many as he likes. So they
//! are bounded, in all and of one address, and in time: a head that does not come, an answer that is not taken. When
//! the bound is reached, the connection that has waited longest without a request makes room for the new one: silent
//! connections, however many, keep nobody out. Only when every connection has a request in flight is a new one refused,
//! with 503 and the time after which it is worth coming again.

mod busy;
mod io;
mod refuse;
mod table;

use std::{future::Future, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, extract::ConnectInfo};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};
use tower::ServiceExt;

use io::Stalling;
use table::Ticket;
pub use table::{Connections, Limits};

/// Heads of requests are read into so many bytes at most; a longer one is answered with 431.
const HEAD_BYTES: usize = 64 << 10;
/// After an error of `accept`, such as no descriptor left, before the next try.
const BREATH: Duration = Duration::from_millis(100);

/// Serves until `stop` is there. Then no connection is taken any more, those without a request are closed, those with
/// one end it, and what has not ended after `grace` is cut off. Says how many were.
///
/// The address of a client is in the extensions of its requests, as [`ConnectInfo`].
pub async fn serve(
    listener: TcpListener,
    router: Router,
    connections: Arc<Connections>,
    stop: impl Future<Output = ()>,
    grace: Duration,
) -> usize {
    let (stopping, _) = watch::channel(false);
    let mut tasks = JoinSet::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            biased;
            () = &mut stop => break,
            Some(_) = tasks.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, address)) => match connections.enter(address.ip()) {
                Some(ticket) => {
                    let (router, stopping) = (router.clone(), stopping.subscribe());
                    tasks.spawn(connection(stream, address, router, ticket, stopping));
                }
                None => refuse::busy(stream, &connections),
            },
            Err(error) => {
                tracing::warn!(%error, "no connection can be taken at present");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
    drop(listener);
    stopping.send_replace(true);
    connections.close_waiting();
    let ended = async { while tasks.join_next().await.is_some() {} };
    drop(tokio::time::timeout(grace, ended).await);
    let left = tasks.len();
    tasks.shutdown().await;
    left
}

/// One connection, until it ends, is asked to make room, or is cut off.
async fn connection(
    stream: TcpStream,
    address: SocketAddr,
    router: Router,
    ticket: Arc<Ticket>,
    mut stopping: watch::Receiver<bool>,
) {
    // Answers are written whole: nothing is won by waiting for more.
    drop(stream.set_nodelay(true));
    let limits = *ticket.limits();
    let of_requests = Arc::clone(&ticket);
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        let busy = of_requests.busy();
        request.extensions_mut().insert(ConnectInfo(address));
        let answering = router.clone().oneshot(request);
        async move { answering.await.map(|answer| busy::until_written(answer, busy)) }
    });
    let io = TokioIo::new(Stalling::new(stream, limits.write, Arc::clone(&ticket)));
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(io, service)
        .with_upgrades();
    let mut serving = std::pin::pin!(serving);
    let mut asked_to_end = false;
    loop {
        tokio::select! {
            ended = &mut serving => {
                if let Err(error) = ended {
                    tracing::debug!(%error, %address, "a connection ended");
                }
                return;
            }
            () = ticket.asked_to_leave() => return,
            _ = stopping.changed(), if !asked_to_end => {
                serving.as_mut().graceful_shutdown();
                asked_to_end = true;
            }
        }
    }
}
