//! The claims of an access token, as they travel.

use serde::{Deserialize, Serialize};

use crate::scope::policy::{Function, Role};

/// RFC 9068 claims and the hub's own three: region, functions, roles.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    /// Issuer.
    pub iss: String,
    /// Audience: one, or a list of those who may take the token.
    pub aud: Audience,
    /// Subject.
    pub sub: String,
    /// The client program that asked for the token.
    pub client_id: String,
    /// Id of the token.
    pub jti: String,
    /// Issued at, seconds.
    pub iat: i64,
    /// Not before, seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nbf: Option<i64>,
    /// Expires, seconds.
    pub exp: i64,
    /// Region code of 2, 4, 6, 9 or 12 digits.
    pub region: String,
    /// Functions of the bureau.
    #[serde(default)]
    pub functions: Vec<Function>,
    /// Roles.
    pub roles: Vec<Role>,
}

/// For whom a token is meant (RFC 7519, 4.1.3).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Audience {
    /// One.
    One(String),
    /// Each of them.
    Several(Vec<String>),
}
