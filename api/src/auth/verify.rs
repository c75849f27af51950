//! Checking a token.

use std::{sync::Arc, time::Duration};

use aws_lc_rs::digest::{SHA256, digest};
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, Validation, decode, decode_header};
use moka::sync::Cache;

use super::{Principal, claims::Claims, keys::KeySet};
use crate::{
    clock::Clock,
    config::AuthConfig,
    error::{Error, Result},
    region::code,
};

/// Longer tokens are refused unread.
const MAX_TOKEN_BYTES: usize = 4096;

/// No token names a later time: beyond the year 9999 nothing can be added to it and it cannot be written.
const LAST_TIME: DateTime<Utc> = match DateTime::from_timestamp(253_402_300_799, 0) {
    Some(time) => time,
    None => DateTime::UNIX_EPOCH,
};

/// Checks tokens and remembers those that passed: a signature costs more than the rest of a small
/// request, so a token is verified once and then only looked up until it ends.
#[derive(Debug)]
pub struct Verifier {
    keys: KeySet,
    issuer: String,
    audience: String,
    leeway: TimeDelta,
    clock: Clock,
    passed: Cache<[u8; 32], Arc<Principal>>,
}

impl Verifier {
    /// A verifier for tokens of the configured issuer and audience, signed by one of `keys`.
    #[must_use]
    pub fn new(keys: KeySet, config: &AuthConfig, clock: Clock) -> Self {
        Self {
            keys,
            issuer: config.issuer.clone(),
            audience: config.audience.clone(),
            leeway: TimeDelta::seconds(i64::from(config.leeway_seconds)),
            clock,
            passed: Cache::builder()
                .max_capacity(10_000)
                .time_to_live(Duration::from_secs(3600))
                .build(),
        }
    }

    /// The principal of an `Authorization` header.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` with the reason when the header is missing or the token is not valid now.
    pub fn authorization(&self, header: Option<&str>) -> Result<Arc<Principal>> {
        let header = header.ok_or(Error::Unauthenticated("the Authorization header is missing"))?;
        let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(Error::Unauthenticated("the Authorization scheme must be Bearer"));
        }
        self.token(token.trim())
    }

    /// The principal of a bare token.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` with the reason.
    pub fn token(&self, token: &str) -> Result<Arc<Principal>> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(Error::Unauthenticated("the token is too long"));
        }
        let hash: [u8; 32] = digest(&SHA256, token.as_bytes())
            .as_ref()
            .try_into()
            .unwrap_or_default();
        let now = self.clock.now();
        let principal = match self.passed.get(&hash) {
            Some(principal) => principal,
            None => {
                let principal = Arc::new(self.verify(token, now)?);
                self.passed.insert(hash, Arc::clone(&principal));
                principal
            }
        };
        if self.expired(&principal, now) {
            return Err(Error::Unauthenticated("the token has expired"));
        }
        Ok(principal)
    }

    /// Whether the principal's token has ended, leeway included.
    #[must_use]
    pub fn expired(&self, principal: &Principal, now: DateTime<Utc>) -> bool {
        principal
            .expires_at
            .checked_add_signed(self.leeway)
            .is_some_and(|end| now >= end)
    }

    /// By how much clocks may differ.
    #[must_use]
    pub fn leeway(&self) -> TimeDelta {
        self.leeway
    }

    fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Principal> {
        let header = decode_header(token).map_err(|_| Error::Unauthenticated("the token is malformed"))?;
        if header.alg != Algorithm::EdDSA {
            return Err(Error::Unauthenticated("the token's algorithm is not accepted"));
        }
        let typ = header.typ.unwrap_or_default().to_ascii_lowercase();
        if typ != "at+jwt" && typ != "application/at+jwt" {
            return Err(Error::Unauthenticated("the token's type is not at+jwt"));
        }
        // RFC 7515, 4.1.11: what the token says we must understand and do not.
        if header.crit.is_some() {
            return Err(Error::Unauthenticated(
                "the token asks for an extension that is not known",
            ));
        }
        let kid = header
            .kid
            .ok_or(Error::Unauthenticated("the token names no key"))?;
        let key = self
            .keys
            .get(&kid)
            .ok_or(Error::Unauthenticated("the token's key is not known"))?;

        // The times are checked below against our own clock.
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        rules.set_issuer(&[&self.issuer]);
        rules.set_audience(&[&self.audience]);
        rules.validate_exp = false;
        rules.validate_nbf = false;
        let claims = decode::<Claims>(token, key, &rules)
            .map_err(|error| Error::Unauthenticated(reason(&error)))?
            .claims;

        let time = |seconds| {
            DateTime::<Utc>::from_timestamp(seconds, 0)
                .filter(|time| *time < LAST_TIME)
                .ok_or(Error::Unauthenticated("a time of the token is out of range"))
        };
        if let Some(not_before) = claims.nbf
            && now + self.leeway < time(not_before)?
        {
            return Err(Error::Unauthenticated("the token is not valid yet"));
        }
        if now + self.leeway < time(claims.iat)? {
            return Err(Error::Unauthenticated("the token was issued in the future"));
        }
        let region = code::normalise(&claims.region)
            .ok_or(Error::Unauthenticated("the token's region is not a region code"))?;
        Ok(Principal {
            issuer: claims.iss.into(),
            subject: claims.sub.into(),
            region,
            functions: claims.functions,
            roles: claims.roles,
            expires_at: time(claims.exp)?,
        })
    }
}

fn reason(error: &jsonwebtoken::errors::Error) -> &'static str {
    use jsonwebtoken::errors::ErrorKind;
    match error.kind() {
        ErrorKind::InvalidSignature => "the token's signature is wrong",
        ErrorKind::InvalidIssuer => "the token's issuer is not accepted",
        ErrorKind::InvalidAudience => "the token's audience is not this hub",
        ErrorKind::MissingRequiredClaim(_) | ErrorKind::Json(_) => "a claim is missing or malformed",
        _ => "the token is malformed",
    }
}
