//! Claims and times.

use chrono::TimeDelta;
use serde_json::json;

use super::{good, hub, issued, refused, taken, with, without};

#[tokio::test]
async fn a_missing_or_malformed_claim_is_refused() {
    let hub = hub().await;
    let (header, claims) = good(&hub);
    let reason = "a claim is missing or malformed";
    for name in [
        "iss",
        "aud",
        "sub",
        "client_id",
        "jti",
        "iat",
        "exp",
        "region",
        "roles",
    ] {
        let fewer = without(claims.clone(), name);
        refused(&hub, &issued(&hub, &header, &fewer), reason).await;
    }
    for (name, value) in [
        ("exp", json!("tomorrow")),
        ("roles", json!(["king"])),
        ("roles", json!("viewer")),
        ("functions", json!(["MAGIC"])),
        ("sub", json!(7)),
    ] {
        let odd = with(claims.clone(), name, value);
        refused(&hub, &issued(&hub, &header, &odd), reason).await;
    }
    let odd = with(claims.clone(), "region", json!("441"));
    refused(
        &hub,
        &issued(&hub, &header, &odd),
        "the token's region is not a region code",
    )
    .await;
    let odd = with(claims, "exp", json!(i64::MAX));
    refused(
        &hub,
        &issued(&hub, &header, &odd),
        "a time of the token is out of range",
    )
    .await;
}

#[tokio::test]
async fn a_token_holds_between_its_times_and_a_leeway() {
    let hub = hub().await;
    let (header, claims) = good(&hub);
    let now = hub.clock.now().timestamp();
    let at =
        |name: &str, seconds: i64| issued(&hub, &header, &with(claims.clone(), name, json!(now + seconds)));
    refused(&hub, &at("exp", -3600), "the token has expired").await;
    refused(&hub, &at("exp", -5), "the token has expired").await;
    taken(&hub, &at("exp", -4)).await;
    refused(&hub, &at("nbf", 3600), "the token is not valid yet").await;
    refused(&hub, &at("nbf", 6), "the token is not valid yet").await;
    taken(&hub, &at("nbf", 5)).await;
    refused(&hub, &at("iat", 6), "the token was issued in the future").await;
    taken(&hub, &at("iat", 5)).await;

    // It becomes valid, is remembered, and is refused from the second on at which it ends.
    let later = at("nbf", 600);
    refused(&hub, &later, "the token is not valid yet").await;
    hub.clock.advance(TimeDelta::minutes(10));
    taken(&hub, &later).await;
    hub.clock.advance(TimeDelta::minutes(50) + TimeDelta::seconds(4));
    taken(&hub, &later).await;
    hub.clock.advance(TimeDelta::seconds(1));
    refused(&hub, &later, "the token has expired").await;
}
