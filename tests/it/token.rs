//! Tokens: which are taken, which are refused, and what a refusal tells (RFC 6750, 8725, 9068).

mod claims;
mod transport;

use axum::{
    body::{Body, to_bytes},
    http::{Response, StatusCode, header},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use harness::{Engine, TestHub, guangdong, xiantang};
use jsonwebtoken::{Algorithm, EncodingKey, crypto::sign};
use serde_json::{Value, json};
use tributary::auth::keys::SigningKey;

const QUERY: &str = "{ me { subject region { code } } }";

async fn hub() -> TestHub {
    TestHub::new(Engine::Sqlite).await
}

/// The header and the claims of a token that is taken.
fn good(hub: &TestHub) -> (Value, Value) {
    let token = hub.token(&xiantang());
    let mut parts = token
        .split('.')
        .map(|part| serde_json::from_slice(&BASE64.decode(part).unwrap()).unwrap_or(Value::Null));
    (parts.next().unwrap(), parts.next().unwrap())
}

/// A token signed with `key` in an algorithm of its family, whatever its header says.
fn signed(header: &Value, claims: &Value, key: &EncodingKey, algorithm: Algorithm) -> String {
    let part = |value: &Value| BASE64.encode(value.to_string());
    let message = format!("{}.{}", part(header), part(claims));
    let signature = sign(message.as_bytes(), key, algorithm).unwrap();
    format!("{message}.{signature}")
}

/// A token signed by the issuer whom the hub trusts.
fn issued(hub: &TestHub, header: &Value, claims: &Value) -> String {
    let key = EncodingKey::from_ed_der(hub.signing_key());
    signed(header, claims, &key, Algorithm::EdDSA)
}

fn with(mut object: Value, name: &str, value: Value) -> Value {
    object[name] = value;
    object
}

fn without(mut object: Value, name: &str) -> Value {
    assert!(object.as_object_mut().unwrap().remove(name).is_some(), "{name}");
    object
}

async fn ask(hub: &TestHub, token: &str) -> Response<Body> {
    hub.send(Some(token), json!({ "query": QUERY }).to_string()).await
}

async fn taken(hub: &TestHub, token: &str) {
    let response = ask(hub, token).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers().get(header::WWW_AUTHENTICATE), None);
    let answer = harness::Answer::read(response).await;
    assert_eq!(answer.at("/me/region/code"), "441625100000");
}

/// The token is refused for this reason: in the status, in the challenge, in the body; and nothing of
/// it is told.
async fn refused(hub: &TestHub, token: &str, reason: &str) {
    let response = ask(hub, token).await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{reason}");
    let challenge = response.headers()[header::WWW_AUTHENTICATE].to_str().unwrap();
    assert_eq!(
        challenge,
        format!("Bearer error=\"invalid_token\", error_description=\"no valid token: {reason}\"")
    );
    let headers = format!("{:?}", response.headers());
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let text = String::from_utf8(body.to_vec()).unwrap();
    let body: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(body.get("data"), None);
    assert_eq!(body["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    assert_eq!(body["errors"][0]["message"], format!("no valid token: {reason}"));
    for part in token.split('.').filter(|part| part.len() > 8) {
        assert!(
            !text.contains(part) && !headers.contains(part),
            "{text} {headers}"
        );
    }
}

#[tokio::test]
async fn a_sound_token_is_taken_in_every_form_that_the_standards_allow() {
    let hub = hub().await;
    let (header, claims) = good(&hub);
    assert_eq!(header["alg"], "EdDSA");
    assert_eq!(header["typ"], "at+jwt");
    taken(&hub, &hub.token(&xiantang())).await;
    taken(&hub, &issued(&hub, &header, &claims)).await;
    for typ in ["AT+JWT", "application/at+jwt"] {
        let header = with(header.clone(), "typ", json!(typ));
        taken(&hub, &issued(&hub, &header, &claims)).await;
    }
    // RFC 7519, 4.1.3: the audience may be a list, if the hub is in it.
    let several = with(claims.clone(), "aud", json!(["another", "tributary"]));
    taken(&hub, &issued(&hub, &header, &several)).await;
    let other = with(claims.clone(), "aud", json!(["another"]));
    refused(
        &hub,
        &issued(&hub, &header, &other),
        "the token's audience is not this hub",
    )
    .await;
}

#[tokio::test]
async fn none_is_no_algorithm() {
    let hub = hub().await;
    let (header, claims) = good(&hub);
    for alg in ["none", "None", "NONE", ""] {
        let header = with(header.clone(), "alg", json!(alg));
        let token = issued(&hub, &header, &claims);
        let bare = token.rsplit_once('.').unwrap().0;
        refused(&hub, &format!("{bare}."), "the token is malformed").await;
        refused(&hub, bare, "the token is malformed").await;
        refused(&hub, &token, "the token is malformed").await;
    }
}

#[tokio::test]
async fn another_algorithm_is_refused() {
    let hub = hub().await;
    let (header, claims) = good(&hub);
    // The old trick: the public key, which everyone has, as the secret of an HMAC.
    let public = BASE64.decode(hub.public_key()["x"].as_str().unwrap()).unwrap();
    let secret = EncodingKey::from_secret(&public);
    for (name, algorithm) in [("HS256", Algorithm::HS256), ("HS512", Algorithm::HS512)] {
        let header = with(header.clone(), "alg", json!(name));
        let token = signed(&header, &claims, &secret, algorithm);
        refused(&hub, &token, "the token's algorithm is not accepted").await;
    }
    for name in ["RS256", "ES256", "PS512"] {
        let header = with(header.clone(), "alg", json!(name));
        refused(
            &hub,
            &issued(&hub, &header, &claims),
            "the token's algorithm is not accepted",
        )
        .await;
    }
}

#[tokio::test]
async fn a_key_that_is_not_ours_is_refused() {
    let hub = hub().await;
    let (header, claims) = good(&hub);
    let unknown = "the token's key is not known";
    let kid = with(header.clone(), "kid", json!("another"));
    refused(&hub, &issued(&hub, &kid, &claims), unknown).await;
    let nameless = without(header.clone(), "kid");
    refused(&hub, &issued(&hub, &nameless, &claims), "the token names no key").await;
    // Another's key under our key's name, and once more with the key handed in by the token itself.
    let (theirs, jwks) = SigningKey::generate().unwrap();
    let key = EncodingKey::from_ed_der(&theirs);
    let forged = signed(&header, &claims, &key, Algorithm::EdDSA);
    refused(&hub, &forged, "the token's signature is wrong").await;
    let jwk = serde_json::from_str::<Value>(&jwks).unwrap()["keys"][0].clone();
    let forged = signed(&with(header, "jwk", jwk), &claims, &key, Algorithm::EdDSA);
    refused(&hub, &forged, "the token's signature is wrong").await;
}

#[tokio::test]
async fn a_changed_token_is_refused() {
    let hub = hub().await;
    let token = hub.token(&xiantang());
    let (_, claims) = good(&hub);
    let parts: Vec<&str> = token.split('.').collect();
    let province = BASE64.encode(with(claims, "region", json!("44")).to_string());
    let raised = [parts[0], &province, parts[2]].join(".");
    refused(&hub, &raised, "the token's signature is wrong").await;
    let mut signature = BASE64.decode(parts[2]).unwrap();
    signature[0] ^= 1;
    let bent = [parts[0], parts[1], &BASE64.encode(signature)].join(".");
    refused(&hub, &bent, "the token's signature is wrong").await;
    let other = hub.token(&guangdong());
    let swapped = [parts[0], parts[1], other.rsplit_once('.').unwrap().1].join(".");
    refused(&hub, &swapped, "the token's signature is wrong").await;
}

#[tokio::test]
async fn another_issuer_audience_or_type_is_refused() {
    let hub = hub().await;
    let (header, claims) = good(&hub);
    let issuer = with(claims.clone(), "iss", json!("https://elsewhere.invalid"));
    refused(
        &hub,
        &issued(&hub, &header, &issuer),
        "the token's issuer is not accepted",
    )
    .await;
    let audience = with(claims.clone(), "aud", json!("another"));
    refused(
        &hub,
        &issued(&hub, &header, &audience),
        "the token's audience is not this hub",
    )
    .await;
    // An ID token of the same issuer is no access token (RFC 9068, 4).
    for typ in [json!("JWT"), json!("id_token"), json!("")] {
        let header = with(header.clone(), "typ", typ);
        refused(
            &hub,
            &issued(&hub, &header, &claims),
            "the token's type is not at+jwt",
        )
        .await;
    }
    let typeless = without(header, "typ");
    refused(
        &hub,
        &issued(&hub, &typeless, &claims),
        "the token's type is not at+jwt",
    )
    .await;
}

#[tokio::test]
async fn what_the_hub_must_understand_and_does_not_is_refused() {
    // RFC 7515, 4.1.11.
    let hub = hub().await;
    let (header, claims) = good(&hub);
    let header = with(with(header, "crit", json!(["b64"])), "b64", json!(true));
    refused(
        &hub,
        &issued(&hub, &header, &claims),
        "the token asks for an extension that is not known",
    )
    .await;
}
