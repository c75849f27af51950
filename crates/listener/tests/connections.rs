//! Connections as clients make them, over the loopback.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Router,
    extract::{ConnectInfo, WebSocketUpgrade, ws::Message},
    response::IntoResponse,
    routing::{get, post},
};
use futures_util::{SinkExt, StreamExt};
use listener::{Connections, Limits, serve};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpSocket, TcpStream},
    sync::{Notify, oneshot},
    task::JoinHandle,
    time::timeout,
};

const LIMITS: Limits = Limits {
    connections: 16,
    connections_per_address: 16,
    head: Duration::from_millis(250),
    write: Duration::from_millis(250),
};
/// What is waited for comes or does not: only to end a test that would hang.
const PATIENCE: Duration = Duration::from_secs(20);

struct Running {
    address: SocketAddr,
    connections: Arc<Connections>,
    release: Arc<Notify>,
    stop: Option<oneshot::Sender<()>>,
    served: JoinHandle<usize>,
}

async fn start(limits: Limits) -> Running {
    let release = Arc::new(Notify::new());
    let held = Arc::clone(&release);
    let router = Router::new()
        .route(
            "/",
            get(|ConnectInfo(address): ConnectInfo<SocketAddr>| async move { address.ip().to_string() }),
        )
        .route("/large", get(|| async { vec![b'x'; 64 << 20] }))
        .route(
            "/body",
            post(|body: axum::body::Bytes| async move { body.len().to_string() }),
        )
        .route(
            "/held",
            get(move || async move {
                held.notified().await;
                "released"
            }),
        )
        .route(
            "/socket",
            get(|upgrade: WebSocketUpgrade| async {
                upgrade
                    .on_upgrade(|mut socket| async move {
                        while let Some(Ok(message)) = socket.next().await {
                            if matches!(message, Message::Text(_)) && socket.send(message).await.is_err() {
                                return;
                            }
                        }
                    })
                    .into_response()
            }),
        );
    let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = tcp.local_addr().unwrap();
    let connections = Connections::new(limits);
    let (stop, stopped) = oneshot::channel();
    let stopped = async { drop(stopped.await) };
    let serving = serve(
        tcp,
        router,
        Arc::clone(&connections),
        stopped,
        Duration::from_millis(500),
    );
    Running {
        address,
        connections,
        release,
        stop: Some(stop),
        served: tokio::spawn(serving),
    }
}

impl Running {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    async fn connect_from(&self, from: &str) -> TcpStream {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(from.parse().unwrap()).unwrap();
        socket.connect(self.address).await.unwrap()
    }

    /// Waits until so many connections are open.
    async fn until_open(&self, open: usize) {
        let opened = async {
            while self.connections.open() != open {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(PATIENCE, opened).await.expect("so many connections");
    }

    async fn stop(mut self) -> usize {
        drop(self.stop.take());
        timeout(PATIENCE, self.served).await.unwrap().unwrap()
    }
}

async fn ask(stream: &mut TcpStream, path: &str) {
    let head = format!("GET {path} HTTP/1.1\r\nHost: hub\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
}

/// The head of an answer and what came with it.
async fn answer(stream: &mut TcpStream) -> String {
    let mut bytes = vec![0; 4096];
    let read = timeout(PATIENCE, stream.read(&mut bytes)).await.unwrap().unwrap();
    String::from_utf8_lossy(&bytes[..read]).into_owned()
}

/// Waits until the other side has closed.
async fn closed(stream: &mut TcpStream) {
    let mut rest = Vec::new();
    // A reset is an end as well.
    drop(
        timeout(PATIENCE, stream.read_to_end(&mut rest))
            .await
            .expect("the end of the connection"),
    );
}

#[tokio::test]
async fn who_sends_nothing_or_half_a_head_is_closed() {
    let running = start(LIMITS).await;
    let (mut silent, mut half, mut kept) = (
        running.connect().await,
        running.connect().await,
        running.connect().await,
    );
    half.write_all(b"GET / HTTP/1.1\r\nHost:").await.unwrap();
    ask(&mut kept, "/").await;
    assert!(answer(&mut kept).await.ends_with("127.0.0.1"));
    for stream in [&mut silent, &mut half, &mut kept] {
        closed(stream).await;
    }
    running.until_open(0).await;
}

#[tokio::test]
async fn a_connection_that_asks_is_kept() {
    let running = start(LIMITS).await;
    let mut stream = running.connect().await;
    let begun = Instant::now();
    while begun.elapsed() < 3 * LIMITS.head {
        ask(&mut stream, "/").await;
        assert!(answer(&mut stream).await.starts_with("HTTP/1.1 200"));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_reader_who_does_not_read_is_cut_off() {
    let running = start(LIMITS).await;
    let mut stream = running.connect().await;
    ask(&mut stream, "/large").await;
    running.until_open(1).await;
    running.until_open(0).await;
}

#[tokio::test]
async fn silent_connections_keep_nobody_out() {
    let running = start(Limits {
        head: PATIENCE,
        ..LIMITS
    })
    .await;
    let mut silent = Vec::new();
    for _ in 0..40 {
        silent.push(running.connect().await);
    }
    let mut ordinary = running.connect().await;
    ask(&mut ordinary, "/").await;
    assert!(answer(&mut ordinary).await.starts_with("HTTP/1.1 200"));
    assert!(running.connections.open() <= LIMITS.connections);
    assert_eq!(running.connections.refused(), 0);
    assert_eq!(running.connections.evicted(), 41 - LIMITS.connections as u64);
}

#[tokio::test]
async fn where_all_have_a_request_the_next_is_told_to_come_again() {
    let running = start(Limits {
        connections: 2,
        ..LIMITS
    })
    .await;
    let mut held = [running.connect().await, running.connect().await];
    for stream in &mut held {
        ask(stream, "/held").await;
    }
    // Both requests have come when a third connection can take nobody's place.
    let refused = async {
        loop {
            let mut third = running.connect().await;
            ask(&mut third, "/held").await;
            let told = answer(&mut third).await;
            if told.starts_with("HTTP/1.1 503") {
                return told;
            }
        }
    };
    let told = timeout(PATIENCE, refused).await.unwrap();
    assert!(told.contains("Retry-After: 1\r\n"), "{told}");
    let (head, body) = told.split_once("\r\n\r\n").unwrap();
    assert!(
        head.contains(&format!("Content-Length: {}", body.len())),
        "{told}"
    );
    running.release.notify_waiters();
    running.release.notify_one();
    running.release.notify_one();
    let mut next = running.connect().await;
    ask(&mut next, "/").await;
    assert!(answer(&mut next).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn an_address_leaves_room_for_others() {
    let running = start(Limits {
        connections_per_address: 2,
        ..LIMITS
    })
    .await;
    let mut held = [
        running.connect_from("127.0.0.2:0").await,
        running.connect_from("127.0.0.2:0").await,
    ];
    for stream in &mut held {
        ask(stream, "/held").await;
    }
    let mut other = running.connect_from("127.0.0.3:0").await;
    ask(&mut other, "/").await;
    assert!(answer(&mut other).await.ends_with("127.0.0.3"));
}

#[tokio::test]
async fn stopping_ends_what_is_idle_and_cuts_off_what_does_not_end() {
    let running = start(Limits {
        head: PATIENCE,
        ..LIMITS
    })
    .await;
    let (mut silent, mut held, mut half) = (
        running.connect().await,
        running.connect().await,
        running.connect().await,
    );
    ask(&mut held, "/held").await;
    half.write_all(b"POST /body HTTP/1.1\r\nHost: hub\r\nContent-Length: 100\r\n\r\nhalf")
        .await
        .unwrap();
    running.until_open(3).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    running.release.notify_one();
    assert!(answer(&mut held).await.ends_with("released"));
    let begun = Instant::now();
    let cut_off = running.stop().await;
    assert_eq!(cut_off, 1, "the one with half a body");
    assert!(begun.elapsed() < Duration::from_secs(5));
    closed(&mut silent).await;
    closed(&mut held).await;
    closed(&mut half).await;
}

#[tokio::test]
async fn a_web_socket_counts_until_it_ends() {
    let running = start(Limits {
        connections: 1,
        ..LIMITS
    })
    .await;
    let stream = running.connect().await;
    let url = format!("ws://{}/socket", running.address);
    let (mut socket, _) = tokio_tungstenite::client_async(url, stream).await.unwrap();
    // Longer than an idle connection may last.
    tokio::time::sleep(2 * LIMITS.head).await;
    socket.send("hello".into()).await.unwrap();
    assert_eq!(
        socket.next().await.unwrap().unwrap().into_text().unwrap(),
        "hello"
    );
    let mut other = running.connect().await;
    ask(&mut other, "/").await;
    assert!(answer(&mut other).await.starts_with("HTTP/1.1 503"));
    drop(socket);
    running.until_open(0).await;
}
