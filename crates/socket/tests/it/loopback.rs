//! The same over a real WebSocket: what only it can break.

use axum::{Router, extract::WebSocketUpgrade, routing::any};
use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use socket::{PROTOCOL, serve};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{
        Message,
        client::IntoClientRequest,
        http::HeaderValue,
        protocol::frame::{
            Frame, FrameHeader,
            coding::{Data, OpCode},
        },
    },
};

use crate::{
    client::{LIMITS, complete, next, subscribe},
    hub::Hub,
};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Serves the hub on the loopback and connects to it.
async fn connect(hub: &Hub) -> Socket {
    let hub = hub.clone();
    let upgrade = async move |upgrade: WebSocketUpgrade| {
        let stop = hub.stopped();
        upgrade
            .protocols([PROTOCOL])
            .max_message_size(LIMITS.message_bytes)
            .max_frame_size(LIMITS.message_bytes)
            .on_upgrade(move |socket| serve(socket, hub, LIMITS, stop))
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("ws://{}/", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/", any(upgrade))).await });
    let mut request = url.into_client_request().expect("a request");
    let headers = request.headers_mut();
    headers.insert("sec-websocket-protocol", HeaderValue::from_static(PROTOCOL));
    connect_async(request).await.expect("an upgrade").0
}

async fn hear(socket: &mut Socket) -> Message {
    socket.next().await.expect("a message").expect("no error")
}

/// The code of the close that comes in the end.
async fn closed(mut socket: Socket) -> u16 {
    loop {
        if let Message::Close(frame) = hear(&mut socket).await {
            return frame.expect("a code").code.into();
        }
    }
}

#[tokio::test]
async fn an_operation_is_executed() {
    let mut socket = connect(&Hub::new()).await;
    let said = [json!({ "type": "connection_init" }), subscribe("a", "now")];
    for message in said {
        socket
            .send(Message::text(message.to_string()))
            .await
            .expect("sent");
    }
    for expected in [json!({ "type": "connection_ack" }), next("a", 1), complete("a")] {
        let heard = hear(&mut socket).await.into_text().expect("a text");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&heard).expect("JSON"),
            expected
        );
    }
}

#[tokio::test]
async fn a_ping_of_the_socket_is_answered() {
    let mut socket = connect(&Hub::new()).await;
    socket.send(Message::Ping("now".into())).await.expect("sent");
    assert_eq!(hear(&mut socket).await, Message::Pong("now".into()));
}

#[tokio::test]
async fn a_client_reads_why_it_is_closed() {
    let reserved = Frame::from_payload(
        FrameHeader {
            rsv1: true,
            ..Default::default()
        },
        "".into(),
    );
    let no_text = Frame::message(vec![0xff], OpCode::Data(Data::Text), true);
    for (frame, code) in [
        (Message::text("{}"), 4400),
        (Message::text(" ".repeat(LIMITS.message_bytes + 1)), 1009),
        (Message::Frame(reserved), 1002),
        (Message::Frame(no_text), 1007),
    ] {
        let mut socket = connect(&Hub::new()).await;
        socket.send(frame).await.expect("sent");
        assert_eq!(closed(socket).await, code);
    }
}

#[tokio::test]
async fn a_client_reads_why_it_is_closed_in_the_middle_of_a_flood() {
    let hub = Hub::new();
    let (mut write, mut read) = connect(&hub).await.split();
    let flood = async {
        for sent in 0..1_000_000 {
            if sent == 1000 {
                hub.stop.send_replace(true);
            }
            if write.feed(Message::text(r#"{"type":"pong"}"#)).await.is_err() {
                break;
            }
        }
        panic!("no close");
    };
    tokio::select! {
        () = flood => {}
        message = read.next() => {
            let Some(Ok(Message::Close(Some(frame)))) = message else { panic!("no close") };
            assert_eq!(u16::from(frame.code), 1001);
        }
    }
}
