//! Minting tokens for development and for the demo. In service a real issuer does this.

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, Header, encode};

use super::{
    claims::{Audience, Claims},
    keys::SigningKey,
};
use crate::{
    error::{Error, Result},
    scope::policy::{Function, Role},
};

/// What a minted token shall say.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Subject.
    pub subject: String,
    /// Region code of 2, 4, 6, 9 or 12 digits.
    pub region: String,
    /// Roles.
    pub roles: Vec<Role>,
    /// Functions.
    pub functions: Vec<Function>,
    /// How long it lives.
    pub ttl: TimeDelta,
}

/// Signs a token for `grant`.
///
/// # Errors
/// When the key cannot sign.
pub fn mint(
    key: &SigningKey,
    issuer: &str,
    audience: &str,
    now: DateTime<Utc>,
    grant: &Grant,
) -> Result<String> {
    let claims = Claims {
        iss: issuer.to_owned(),
        aud: Audience::One(audience.to_owned()),
        sub: grant.subject.clone(),
        client_id: "tributary-cli".to_owned(),
        jti: uuid::Uuid::now_v7().to_string(),
        iat: now.timestamp(),
        nbf: None,
        exp: (now + grant.ttl).timestamp(),
        region: grant.region.clone(),
        functions: grant.functions.clone(),
        roles: grant.roles.clone(),
    };
    let header = Header {
        typ: Some("at+jwt".to_owned()),
        kid: Some(key.kid.clone()),
        ..Header::new(Algorithm::EdDSA)
    };
    encode(&header, &claims, &key.key).map_err(Error::internal)
}
