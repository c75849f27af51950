//! Idempotency keys: a repeated write gets the first answer again, for a day.

mod repo;

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use chrono::TimeDelta;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    audit::write::Write,
    error::{Error, Result},
    scope::Scope,
};

/// How long an answer is kept.
const KEPT: TimeDelta = TimeDelta::days(1);

/// One call with a key.
#[derive(Clone, Debug)]
pub struct Call {
    caller: String,
    key: String,
    request: String,
}

impl Call {
    /// The call of a client that gave a key for an operation. A key belongs to issuer, subject and region. The hash of
    /// operation and request is kept with it, so that the key does not answer another request.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` for an empty key or one of more than 200 characters.
    pub fn new<T: Serialize>(
        scope: &Scope,
        operation: &str,
        key: Option<&str>,
        request: &T,
    ) -> Result<Option<Self>> {
        let Some(key) = key else { return Ok(None) };
        if key.is_empty() || key.chars().count() > 200 {
            return Err(Error::BadInput(
                "an idempotency key has 1 to 200 characters".to_owned(),
            ));
        }
        let principal = scope.principal();
        let caller = (&principal.issuer, &principal.subject, &principal.region);
        let caller = serde_json::to_string(&caller).map_err(Error::internal)?;
        let request = serde_json::to_vec(&(operation, request)).map_err(Error::internal)?;
        Ok(Some(Self {
            caller,
            key: key.to_owned(),
            request: BASE64.encode(digest(&SHA256, &request)),
        }))
    }

    /// The answer given before, if the call was answered within a day.
    ///
    /// # Errors
    /// `IDEMPOTENCY_KEY_REUSED` when the key came with another request.
    pub async fn answered<T: DeserializeOwned>(&self, write: &Write<'_>) -> Result<Option<T>> {
        let Some((request, response)) = repo::find(write, self, write.at() - KEPT).await? else {
            return Ok(None);
        };
        if request != self.request {
            return Err(Error::KeyReused);
        }
        serde_json::from_str(&response).map(Some).map_err(Error::internal)
    }

    /// Keeps the answer, in the transaction of the write itself, and forgets those older than a day. Says
    /// no when the same call was answered meanwhile: then the caller rolls back and asks again.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn answer<T: Serialize>(&self, write: &Write<'_>, response: &T) -> Result<bool> {
        let response = serde_json::to_string(response).map_err(Error::internal)?;
        repo::keep(write, self, response, write.at() - KEPT).await
    }
}
