//! ② Bearer token → [`Principal`]. The only user of jsonwebtoken.
//!
//! Tokens are JWT access tokens (RFC 9068) signed with Ed25519, checked as RFC 8725 asks: the
//! algorithm comes from our list and not from the token, the type, issuer and audience are explicit.

pub mod claims;
pub mod keys;
pub mod mint;
pub mod verify;

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::scope::policy::{Function, Role};

/// What two tokens have in common that see and may do the same in the same name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Viewer {
    issuer: Arc<str>,
    subject: Arc<str>,
    region: String,
    functions: Vec<Function>,
    roles: Vec<Role>,
}

impl Principal {
    /// Who is asking, without the time of the token.
    #[must_use]
    pub fn viewer(&self) -> Viewer {
        Viewer {
            issuer: Arc::clone(&self.issuer),
            subject: Arc::clone(&self.subject),
            region: self.region.clone(),
            functions: self.functions.clone(),
            roles: self.roles.clone(),
        }
    }
}

/// Who is asking: what a valid token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// Issuer of the token.
    pub issuer: Arc<str>,
    /// Subject of the token: a person or a client program.
    pub subject: Arc<str>,
    /// Code of the region, 12 digits.
    pub region: String,
    /// Functions of the bureau.
    pub functions: Vec<Function>,
    /// Roles.
    pub roles: Vec<Role>,
    /// When the token ends.
    pub expires_at: DateTime<Utc>,
}
