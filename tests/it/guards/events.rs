//! Subscriptions of one viewer share what they read, and cursors tell nothing of drafts.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use futures_util::StreamExt;
use harness::{TestHub, dongyuan, guangdong, on_both_engines, xiantang};
use serde_json::json;
use tributary::{
    graphql::schema::{Loaders, request_data},
    http::App,
    scope::Scope,
};

on_both_engines!(
    many_subscriptions_of_one_viewer_read_once,
    a_cursor_tells_nothing_of_a_draft,
);

const SUBSCRIPTION: &str = "subscription { observationAccepted { observation {
    value region { name } indicator { code nameZh } } } }";

async fn many_subscriptions_of_one_viewer_read_once(hub: TestHub) {
    let principal = hub.hub.verifier.token(&hub.token(&guangdong())).unwrap();
    let app = App::new(Arc::clone(&hub.hub)).unwrap();
    let scope = Scope::new(principal, hub.hub.tree(), "test".into()).unwrap();
    let loaders = Loaders::of_viewer(&hub.hub, &scope);
    let mut events = Vec::new();
    for _ in 0..50 {
        let mut request = async_graphql::Request::new(SUBSCRIPTION);
        request.data = request_data(&hub.hub, scope.clone(), &loaders);
        request
            .data
            .insert(tributary::exchange::graphql::Changes::of(&hub.hub));
        let mut stream = app.schema.execute_stream(request).boxed();
        events.push(tokio::spawn(async move { stream.next().await.unwrap() }));
    }
    hub.record(&xiantang(), &[("TECH_TRANSFERS", "2024", "3", "项")])
        .await;
    let following = hub.follow().await;
    let before = hub.hub.db.statements();
    hub.accept(&dongyuan(), &[("441625100", "TECH_TRANSFERS", "2024")])
        .await;
    for event in events {
        let event = tokio::time::timeout(std::time::Duration::from_secs(30), event)
            .await
            .unwrap()
            .unwrap();
        assert!(event.errors.is_empty(), "{:?}", event.errors);
    }
    let statements = hub.hub.db.statements() - before;
    assert!(statements < 50, "{statements} statements for 50 subscriptions");
    following.abort();
}

async fn a_cursor_tells_nothing_of_a_draft(hub: TestHub) {
    let list = "{ observations { edges { cursor } } }";
    let cursor = async || {
        let answer = hub.gql(&guangdong(), list, json!({})).await;
        let cursor = answer
            .at("/observations/edges/0/cursor")
            .as_str()
            .unwrap()
            .to_owned();
        String::from_utf8(BASE64.decode(cursor).unwrap()).unwrap()
    };
    hub.record(&xiantang(), &[("TECH_TRANSFERS", "2024", "3", "项")])
        .await;
    let submitted = cursor().await;
    hub.clock.advance(chrono::TimeDelta::hours(5));
    let draft = json!({ "rows": [{
        "region": "441625100", "indicator": "TECH_TRANSFERS", "period": "2024", "value": "4", "unit": "项"
    }], "submit": false });
    let answer = hub
        .gql(&xiantang(), harness::RECORD, json!({ "input": draft }))
        .await;
    assert_eq!(answer.at("/recordObservations/written"), 1);
    assert_eq!(cursor().await, submitted);
    hub.clock.advance(chrono::TimeDelta::hours(1));
    hub.record(&xiantang(), &[("TECH_TRANSFERS", "2024", "5", "项")])
        .await;
    assert_ne!(cursor().await, submitted);
}
