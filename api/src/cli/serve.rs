//! `serve` and `migrate`.

use std::path::Path;

use migration::{Migrator, MigratorTrait};
use tokio::net::TcpListener;

use crate::{
    auth::keys::KeySet,
    clock::Clock,
    config::Config,
    db::Db,
    error::{Error, Result},
    http,
    hub::Hub,
    indicator::catalogue,
};

/// Serves, if the settings and the database are fit for service.
pub(super) async fn run(config: Config) -> Result<()> {
    config.validate()?;
    let keys = KeySet::load(Path::new(&config.auth.jwks))?;
    if keys.has_generated() {
        return Err(Error::BadInput(
            "auth.jwks holds a key that was generated for a demo: use your issuer's public keys".to_owned(),
        ));
    }
    let db = Db::connect(&config.database.url, config.database.connections).await?;
    let pending = Migrator::get_pending_migrations(db.writer()).await?.len();
    if pending > 0 && !config.database.migrate_on_start {
        return Err(Error::BadInput(format!(
            "{pending} migrations are pending: run `tributary migrate`, or set database.migrate_on_start"
        )));
    }
    Migrator::up(db.writer(), None).await?;
    let hub = Hub::open(config, db, keys, Clock::default()).await?;
    if hub.config.database.migrate_on_start {
        catalogue::install(&hub).await?;
        crate::vocabulary::install::install(&hub).await?;
    }
    if hub.tree().is_empty() {
        tracing::warn!("the region tree is empty, so no token has a scope: run `tributary regions import`");
    }
    let listener = listen(&hub.config).await?;
    tracing::info!(address = %hub.config.http.listen, regions = hub.tree().len(), "serving");
    http::serve::run(hub, listener).await
}

/// Listens on the configured address.
pub(super) async fn listen(config: &Config) -> Result<TcpListener> {
    let address = config.http.listen;
    TcpListener::bind(address)
        .await
        .map_err(|error| Error::BadInput(format!("cannot listen on {address}: {error}")))
}

/// Connects to the configured database and applies the pending migrations.
pub(super) async fn migrated(config: &Config) -> Result<Db> {
    let db = connected(config).await?;
    Migrator::up(db.writer(), None).await?;
    Ok(db)
}

/// The database that is configured, as it is.
pub(super) async fn connected(config: &Config) -> Result<Db> {
    if config.database.url.is_empty() {
        return Err(Error::BadInput(
            "database.url is not set: set DATABASE_URL=sqlite:/path/to/file or postgres://…".to_owned(),
        ));
    }
    Db::connect(&config.database.url, config.database.connections).await
}

/// Applies the pending migrations and installs the catalogue.
pub(super) async fn migrate(config: &Config) -> Result<()> {
    let db = migrated(config).await?;
    let hub = Hub::open(config.clone(), db, KeySet::default(), Clock::default()).await?;
    let added = catalogue::install(&hub).await?;
    crate::vocabulary::install::install(&hub).await?;
    println!("the database is up to date; {added} indicators were added to the shared catalogue");
    Ok(())
}
