//! The one error type of the services: the caller's fault is told apart from ours.

use std::{fmt, sync::Arc};

use crate::db::Outage;

/// Why a use case could not be carried out. Business refusals are not here: they are
/// [`Issue`](crate::issue::Issue)s in a payload.
#[derive(Clone, Debug)]
pub enum Error {
    /// No valid token.
    Unauthenticated(&'static str),
    /// The scope does not cover what was named.
    Forbidden(String),
    /// Nothing of that name inside the scope.
    NotFound(String),
    /// The input cannot be understood.
    BadInput(String),
    /// More was asked for than one request may have.
    LimitExceeded(String),
    /// An idempotency key came again with another request.
    KeyReused,
    /// The database cannot do it at present: the same request can be right a little later. The source goes to the log.
    Outage(Outage, Source),
    /// Our fault. The source goes to the log, never to the client.
    Internal(Source),
}

/// What lies behind an error, for the log alone.
pub type Source = Arc<dyn std::error::Error + Send + Sync>;

/// The result of a service.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// The stable code that clients see as `extensions.code`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unauthenticated(_) => "UNAUTHENTICATED",
            Self::Forbidden(_) => "FORBIDDEN",
            Self::NotFound(_) => "NOT_FOUND",
            Self::BadInput(_) => "BAD_USER_INPUT",
            Self::LimitExceeded(_) => "LIMIT_EXCEEDED",
            Self::KeyReused => "IDEMPOTENCY_KEY_REUSED",
            Self::Outage(outage, _) => outage.code(),
            Self::Internal(_) => "INTERNAL",
        }
    }

    /// What the log says of it: what lies behind it, or its own text.
    #[must_use]
    pub fn told(&self) -> String {
        std::error::Error::source(self).map_or_else(|| self.to_string(), ToString::to_string)
    }

    /// Our fault, from any error.
    pub fn internal(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(source.into().into())
    }

    /// A state of the database that passes, from any error.
    pub fn outage(outage: Outage, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Outage(outage, source.into().into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unauthenticated(why) => write!(f, "no valid token: {why}"),
            Self::Forbidden(what)
            | Self::NotFound(what)
            | Self::BadInput(what)
            | Self::LimitExceeded(what) => f.write_str(what),
            Self::KeyReused => f.write_str("this idempotency key was used for another request"),
            Self::Outage(outage, _) => outage.fmt(f),
            Self::Internal(_) => f.write_str("internal error"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Outage(_, source) | Self::Internal(source) => Some(source.as_ref()),
            _ => None,
        }
    }
}
