//! The tests' harness: a hub on a database of its own, on either engine, with a clock of its own and a token
//! for everyone.
#![expect(
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

mod answer;
mod golden;
mod ledger;
mod registers;
mod template;
mod watch;

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{Request, Response, header},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use tower::ServiceExt;
use tributary::{
    auth::{
        keys::{KeySet, SigningKey},
        mint::{Grant, mint},
    },
    clock::Clock,
    config::Config,
    db::Db,
    http::{App, router},
    hub::Hub,
    scope::policy::{Function, Role},
};

pub use answer::Answer;
pub use golden::golden;
pub use ledger::{Audited, Changed};
pub use registers::{REGISTERS, Register, credit_code};
pub use template::Engine;

/// A hub with the regions of Shanxi and Guangdong and the shared catalogue.
pub struct TestHub {
    /// Its state.
    pub hub: Arc<Hub>,
    /// Its clock, which stands until it is moved.
    pub clock: Clock,
    /// Its routes.
    pub router: Router,
    key: SigningKey,
    document: Vec<u8>,
    jwks: String,
    _folder: tempfile::TempDir,
}

/// Whom a token names.
#[derive(Clone, Debug)]
pub struct Who {
    /// Subject.
    pub subject: &'static str,
    /// Region code.
    pub region: &'static str,
    /// Roles.
    pub roles: Vec<Role>,
    /// Functions.
    pub functions: Vec<Function>,
}

/// A token's bearer with every function.
#[must_use]
pub fn who(region: &'static str, role: Role) -> Who {
    Who {
        subject: "tester",
        region,
        roles: vec![role],
        functions: Function::ALL.to_vec(),
    }
}

/// The clerk of 仙塘镇, who reports.
#[must_use]
pub fn xiantang() -> Who {
    who("441625100", Role::Reporter)
}

/// The reviewer of 东源县, the county above 仙塘镇.
#[must_use]
pub fn dongyuan() -> Who {
    who("441625", Role::Reviewer)
}

/// A viewer of 广东省.
#[must_use]
pub fn guangdong() -> Who {
    who("44", Role::Viewer)
}

/// A viewer of 山西省.
#[must_use]
pub fn shanxi() -> Who {
    who("14", Role::Viewer)
}

impl TestHub {
    /// A new hub on a database of its own, cloned from a template.
    pub async fn new(engine: Engine) -> Self {
        Self::with(engine, |_| {}).await
    }

    /// A new hub with other settings.
    pub async fn with(engine: Engine, change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = template::clone(engine, folder.path()).await;
        Self::on(&url, folder, change).await
    }

    /// A hub on an empty, migrated database: no region, no indicator.
    pub async fn empty(engine: Engine) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = template::empty(engine, folder.path()).await;
        Self::on(&url, folder, |_| {}).await
    }

    async fn on(url: &str, folder: tempfile::TempDir, change: impl FnOnce(&mut Config)) -> Self {
        let clock = Clock::standing("2026-06-01T08:00:00Z".parse::<DateTime<Utc>>().unwrap());
        Self::at(url, folder, clock, change).await
    }

    async fn at(
        url: &str,
        folder: tempfile::TempDir,
        clock: Clock,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let mut config = Config::load(None).unwrap();
        config.database.url = url.to_owned();
        change(&mut config);
        let (document, jwks) = SigningKey::generate().unwrap();
        let key = SigningKey::from_pkcs8(&document, &jwks).unwrap();
        let db = Db::connect(url, 4).await.unwrap();
        let hub = Hub::open(config, db, KeySet::parse(&jwks).unwrap(), clock.clone())
            .await
            .unwrap();
        let router = router(App::new(Arc::clone(&hub)).unwrap());
        Self {
            hub,
            clock,
            router,
            key,
            document,
            jwks,
            _folder: folder,
        }
    }

    /// A second hub on the same database and clock, with memory of its own: another process of the same service.
    /// Tokens are told apart by key: the twin trusts its own only, which its helpers use.
    pub async fn twin(&self) -> Self {
        let url = &self.hub.config.database.url;
        let folder = tempfile::tempdir().unwrap();
        Self::at(url, folder, self.clock.clone(), |_| {}).await
    }

    /// A token of an hour.
    #[must_use]
    pub fn token(&self, who: &Who) -> String {
        self.token_for(who, TimeDelta::hours(1))
    }

    /// A token that lives so long.
    #[must_use]
    pub fn token_for(&self, who: &Who, ttl: TimeDelta) -> String {
        let grant = Grant {
            subject: who.subject.to_owned(),
            region: who.region.to_owned(),
            roles: who.roles.clone(),
            functions: who.functions.clone(),
            ttl,
        };
        let auth = &self.hub.config.auth;
        mint(&self.key, &auth.issuer, &auth.audience, self.clock.now(), &grant).unwrap()
    }

    /// The private half of the one key that the hub trusts (PKCS #8), to sign what no issuer would.
    #[must_use]
    pub fn signing_key(&self) -> &[u8] {
        &self.document
    }

    /// Its public half, as a JWK.
    #[must_use]
    pub fn public_key(&self) -> Value {
        serde_json::from_str::<Value>(&self.jwks).unwrap()["keys"][0].clone()
    }

    /// Runs an operation and gives back what came.
    pub async fn gql(&self, who: &Who, query: &str, variables: Value) -> Answer {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let response = self.send(Some(&self.token(who)), body).await;
        Answer::read(response).await
    }

    /// Sends a body to `/graphql` by POST.
    pub async fn send(&self, token: Option<&str>, body: String) -> Response<Body> {
        let mut request = Request::post("/graphql").header(header::CONTENT_TYPE, "application/json");
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        self.router
            .clone()
            .oneshot(request.body(Body::from(body)).unwrap())
            .await
            .unwrap()
    }

    /// Asks for a path by GET; the status and the text.
    pub async fn get(&self, path: &str) -> (u16, String) {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let status = answer.status().as_u16();
        let body = axum::body::to_bytes(answer.into_body(), usize::MAX)
            .await
            .unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    /// How many statements a piece of work runs.
    pub async fn statements<T>(&self, work: impl Future<Output = T>) -> (T, u64) {
        let before = self.hub.db.statements();
        let done = work.await;
        (done, self.hub.db.statements() - before)
    }

    /// Records values as `who`: (indicator, period, value, unit).
    pub async fn record(&self, who: &Who, rows: &[(&str, &str, &str, &str)]) -> Answer {
        let rows: Vec<Value> = rows
            .iter()
            .map(|(indicator, period, value, unit)| {
                json!({ "region": who.region, "indicator": indicator, "period": period, "value": value, "unit": unit })
            })
            .collect();
        self.gql(who, RECORD, json!({ "input": { "rows": rows } })).await
    }

    /// Accepts values of a region as `who`: (region, indicator, period).
    pub async fn accept(&self, who: &Who, keys: &[(&str, &str, &str)]) -> Answer {
        let keys: Vec<Value> = keys
            .iter()
            .map(|(region, indicator, period)| json!({ "region": region, "indicator": indicator, "period": period }))
            .collect();
        self.gql(who, ACCEPT, json!({ "input": { "keys": keys } })).await
    }

    /// A figure as `who` sees it on the basis of submitted values.
    pub async fn figure(&self, who: &Who, region: &str, indicator: &str, period: &str) -> Answer {
        self.gql(
            who,
            FIGURE,
            json!({ "region": region, "indicator": indicator, "period": period }),
        )
        .await
    }
}

/// Records a batch.
pub const RECORD: &str = "mutation ($input: RecordObservationsInput!) {
    recordObservations(input: $input) {
        written unchanged refused
        rows { index outcome version }
        issues { path code severity message messageZh figures }
    }
}";

/// Accepts values.
pub const ACCEPT: &str = "mutation ($input: AcceptObservationsInput!) {
    acceptObservations(input: $input) { accepted observations { status version } issues { path code } }
}";

/// Asks for a figure.
pub const FIGURE: &str = "query ($region: RegionCode!, $indicator: String!, $period: Period!) {
    figure(region: $region, indicator: $indicator, period: $period, basis: SUBMITTED) {
        value display unit origin noValueReason numerator denominator declared knownAt
        coverage { expected reported accepted included missing(first: 3) { totalCount nodes { name } } }
    }
}";

/// Makes of each `async fn name(hub: TestHub)` two tests, `name::sqlite` and `name::postgres`; after `empty:`
/// on a database without any content.
#[macro_export]
macro_rules! on_both_engines {
    (empty: $($name:ident),* $(,)?) => { $crate::on_both_engines!(@make empty $($name)*); };
    (@make $kind:ident $($name:ident)*) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name($crate::TestHub::$kind($crate::Engine::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::$name($crate::TestHub::$kind($crate::Engine::Postgres).await).await;
            }
        }
    )*};
    ($($name:ident),* $(,)?) => { $crate::on_both_engines!(@make new $($name)*); };
}
