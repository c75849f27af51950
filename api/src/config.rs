//! Settings: embedded defaults → file → environment → validate. Unknown keys are refused.

use std::{net::SocketAddr, path::Path};

use bounds::DocumentLimits;
use figment::{
    Figment,
    providers::{Env, Format, Toml},
};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// The defaults, with a comment on every key.
pub const DEFAULTS: &str = include_str!("../config.default.toml");

/// All settings. `config.default.toml` describes each.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The HTTP server.
    pub http: HttpConfig,
    /// The database.
    pub database: DatabaseConfig,
    /// Tokens.
    pub auth: AuthConfig,
    /// Limits of GraphQL requests.
    pub graphql: GraphqlConfig,
    /// Values in memory.
    pub columns: ColumnsConfig,
    /// The log.
    pub log: LogConfig,
}

/// The HTTP server.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpConfig {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// Largest request body, in bytes.
    pub max_body_bytes: usize,
    /// Memory of the bodies of all requests in flight and of what is made of them, in bytes.
    pub max_bodies_bytes: usize,
    /// Longest time for a body to come, in seconds.
    pub body_seconds: u64,
    /// Most connections at once.
    pub max_connections: usize,
    /// Most connections of one address at once.
    pub max_connections_per_address: usize,
    /// Longest time for the head of a request to come, and that a connection is kept without one, in seconds.
    pub head_seconds: u64,
    /// Longest time that an answer may wait for a reader that takes nothing, in seconds.
    pub write_seconds: u64,
    /// Longest request, in seconds.
    pub timeout_seconds: u64,
    /// Origins of browser frontends.
    pub allowed_origins: Vec<String>,
    /// Longest wait for requests in flight on stopping, in seconds.
    pub shutdown_seconds: u64,
    /// Whether `/metrics` is served.
    pub metrics: bool,
}

/// The database.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseConfig {
    /// URL, with the password if there is one.
    pub url: String,
    /// Connections.
    pub connections: u32,
    /// Whether to apply pending migrations on start.
    pub migrate_on_start: bool,
}

/// Tokens.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthConfig {
    /// JWK Set file.
    pub jwks: String,
    /// Accepted issuer.
    pub issuer: String,
    /// Accepted audience.
    pub audience: String,
    /// Tolerated difference of clocks, in seconds.
    pub leeway_seconds: u32,
}

/// Limits of GraphQL requests.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GraphqlConfig {
    /// Deepest nesting.
    pub max_depth: usize,
    /// Most brackets that stand inside of each other, in a document or in JSON.
    pub max_nesting: usize,
    /// Most tokens of a document.
    pub max_tokens: usize,
    /// Greatest complexity.
    pub max_complexity: usize,
    /// Largest page.
    pub max_page: usize,
    /// Most figures in one request.
    pub max_figures: usize,
    /// Most rows in one batch, and most entries of any list.
    pub max_batch: usize,
    /// Most values of one answer.
    pub max_values: usize,
    /// Largest answer, in bytes.
    pub max_answer_bytes: usize,
    /// Whether the schema can be asked for.
    pub introspection: bool,
}

impl GraphqlConfig {
    /// What a document may be before it is parsed.
    #[must_use]
    pub fn document(&self) -> DocumentLimits {
        DocumentLimits {
            bytes: self.max_tokens.saturating_mul(200),
            tokens: self.max_tokens,
            nesting: self.max_nesting,
            list_entries: self.max_batch,
            definitions: 200,
            aliases: 2_000,
            directives: 500,
            selections: self.max_complexity,
            depth: self.max_nesting,
        }
    }
}

/// Values in memory.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnsConfig {
    /// Budget, in megabytes.
    pub max_megabytes: usize,
}

/// The log.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogConfig {
    /// `text` or `json`.
    pub format: LogFormat,
    /// Filter directives.
    pub filter: String,
}

/// Form of log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

impl Config {
    /// Defaults, then the file, then the environment.
    ///
    /// # Errors
    /// Names the key and where it comes from: unknown, of the wrong type, or in a file that cannot be read.
    pub fn load(file: Option<&Path>) -> Result<Self> {
        let mut settings = Figment::from(Toml::string(DEFAULTS));
        if let Some(file) = file {
            settings = settings.merge(Toml::file_exact(file));
        }
        // TRIBUTARY_TEST_… belongs to the tests, not to the program.
        let ours = Env::prefixed("TRIBUTARY_")
            .filter(|key| !key.starts_with("TEST_"))
            .split("__");
        let database_url = Env::raw().only(&["DATABASE_URL"]).map(|_| "database.url".into());
        settings
            .merge(database_url)
            .merge(ours)
            .extract()
            .map_err(|error| Error::BadInput(format!("settings: {error}")))
    }

    /// Refuses what must not be in service.
    ///
    /// # Errors
    /// Every problem at once, each with what to do.
    pub fn validate(&self) -> Result<()> {
        let mut problems = Vec::new();
        if self.database.url.is_empty() {
            problems.push(
                "database.url is not set: set DATABASE_URL=sqlite:/path/to/file or postgres://…".to_owned(),
            );
        }
        if self.auth.jwks.is_empty() {
            problems.push(
                "auth.jwks is not set: point TRIBUTARY_AUTH__JWKS at a JWK Set file with your issuer's public Ed25519 keys"
                    .to_owned(),
            );
        }
        if self.auth.issuer.ends_with(".invalid") {
            problems.push(
                "auth.issuer is not set: name the issuer of your tokens in TRIBUTARY_AUTH__ISSUER".to_owned(),
            );
        }
        if self.auth.leeway_seconds > 60 {
            problems.push("auth.leeway_seconds is more than 60: set the servers' clocks instead".to_owned());
        }
        if self.http.allowed_origins.iter().any(|origin| origin == "*") {
            problems.push("http.allowed_origins holds \"*\": name the frontends' origins".to_owned());
        }
        for origin in self
            .http
            .allowed_origins
            .iter()
            .filter(|origin| !is_origin(origin))
        {
            problems.push(format!(
                "http.allowed_origins: {origin:?} is no origin such as \"https://hub.example.gov.cn\""
            ));
        }
        if self.http.max_bodies_bytes / 2 < self.http.max_body_bytes {
            problems.push(
                "http.max_bodies_bytes is less than twice http.max_body_bytes: a large body could not be read".to_owned(),
            );
        }
        for (key, limit) in self.limits() {
            if limit == 0 {
                problems.push(format!("{key} is 0: nothing could be answered"));
            }
        }
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Error::BadInput(problems.join("\n")))
        }
    }

    fn limits(&self) -> [(&'static str, usize); 15] {
        [
            ("http.max_body_bytes", self.http.max_body_bytes),
            ("http.max_bodies_bytes", self.http.max_bodies_bytes),
            ("http.max_connections", self.http.max_connections),
            (
                "http.max_connections_per_address",
                self.http.max_connections_per_address,
            ),
            ("graphql.max_nesting", self.graphql.max_nesting),
            ("graphql.max_tokens", self.graphql.max_tokens),
            ("graphql.max_values", self.graphql.max_values),
            ("graphql.max_answer_bytes", self.graphql.max_answer_bytes),
            ("database.connections", self.database.connections as usize),
            ("graphql.max_depth", self.graphql.max_depth),
            ("graphql.max_complexity", self.graphql.max_complexity),
            ("graphql.max_page", self.graphql.max_page),
            ("graphql.max_figures", self.graphql.max_figures),
            ("graphql.max_batch", self.graphql.max_batch),
            ("columns.max_megabytes", self.columns.max_megabytes),
        ]
    }

    /// The effective settings, the password of the database masked.
    #[must_use]
    pub fn masked(&self) -> Self {
        let mut masked = self.clone();
        masked.database.url = mask(&self.database.url);
        masked
    }
}

/// Scheme and host, perhaps a port, and nothing after.
fn is_origin(origin: &str) -> bool {
    let host = origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"));
    host.is_some_and(|host| {
        !host.is_empty()
            && host
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte))
    })
}

/// A URL without its password.
#[must_use]
pub fn mask(url: &str) -> String {
    // A password may also stand among the parameters.
    let (url, parameters) = url.split_once('?').map_or((url, ""), |(url, _)| (url, "?***"));
    let Some((scheme, rest)) = url.split_once("://") else {
        return format!("{url}{parameters}");
    };
    let Some((user, host)) = rest.rsplit_once('@') else {
        return format!("{url}{parameters}");
    };
    let user = user
        .split_once(':')
        .map_or(user.to_owned(), |(name, _)| format!("{name}:***"));
    format!("{scheme}://{user}@{host}{parameters}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_complete_and_not_fit_for_service() {
        let config = Config::load(None).unwrap();
        let refused = config.validate().unwrap_err().to_string();
        for what in ["database.url", "auth.jwks", "auth.issuer"] {
            assert!(refused.contains(what), "{refused}");
        }
    }

    #[test]
    fn an_unknown_key_is_refused() {
        let file = std::env::temp_dir().join(format!("tributary-config-{}.toml", std::process::id()));
        std::fs::write(&file, "[http]\nlitsen = \"127.0.0.1:1\"\n").unwrap();
        let refused = Config::load(Some(&file)).unwrap_err().to_string();
        std::fs::remove_file(&file).unwrap();
        assert!(refused.contains("litsen"), "{refused}");
    }

    #[test]
    fn no_password_is_shown() {
        assert_eq!(
            mask("postgres://hub:p@ss@db/x?sslmode=require"),
            "postgres://hub:***@db/x?***"
        );
        assert_eq!(
            mask("postgres:///hub?host=/run&password=secret"),
            "postgres:///hub?***"
        );
        assert_eq!(mask("sqlite:data/hub.db"), "sqlite:data/hub.db");
    }
}
