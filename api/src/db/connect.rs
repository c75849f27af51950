//! The connections to either engine.

use std::{str::FromStr, sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use sqlx::{
    ConnectOptions, Executor, PgConnection, PgPool, Row, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{Vitals, wal};
use crate::error::{Error, Result};

/// How long a request waits for a free connection before it is told that the hub is busy.
const WAIT: Duration = Duration::from_secs(10);
/// How long a statement that writes waits for a lock that somebody else holds.
const WRITE_LOCK: Duration = Duration::from_secs(5);
/// How long one that reads does: only a change of the tables themselves keeps readers out, and who waits for it holds
/// a connection that the readers of other tables need.
const READ_LOCK: Duration = Duration::from_secs(1);

/// The pools of one database. They are two on both engines, so that neither readers nor writers who wait for a lock
/// take the last connection of the others.
pub(super) enum Pools {
    /// Many readers beside the one writer.
    Sqlite { read: SqlitePool, write: SqlitePool },
    /// As many connections for writing as for reading.
    Postgres { read: PgPool, write: PgPool },
}

pub(super) async fn sqlite(url: &str, readers: u32) -> Result<Pools> {
    // WAL lets readers go on beside the one writer; a full sync on commit keeps acknowledged writes.
    let options = SqliteConnectOptions::from_str(url)
        .map_err(Error::database)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(WRITE_LOCK)
        .pragma("journal_size_limit", wal::KEPT_BYTES.to_string())
        .pragma("cache_size", "-65536")
        .pragma("temp_store", "memory");
    // A connection that is there is kept: opening one anew may fail while the disk is full.
    let pool = || {
        SqlitePoolOptions::new()
            .acquire_timeout(WAIT)
            .idle_timeout(None)
            .max_lifetime(None)
    };
    let write = pool().max_connections(1).connect_with(options.clone()).await;
    let read = pool()
        .max_connections(readers)
        .test_before_acquire(false)
        .connect_with(options.disable_statement_logging())
        .await;
    Ok(Pools::Sqlite {
        read: read.map_err(Error::database)?,
        write: write.map_err(Error::database)?,
    })
}

pub(super) async fn postgres(url: &str, connections: u32, vitals: &Arc<Vitals>) -> Result<Pools> {
    let options = PgConnectOptions::from_str(url)
        .map_err(Error::database)?
        .application_name("tributary");
    let pool = async |lock: Duration| {
        let vitals = Arc::clone(vitals);
        PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(WAIT)
            .test_before_acquire(false)
            .after_connect(move |connection, _| prepare(connection, lock, Arc::clone(&vitals)))
            .connect_with(options.clone())
            .await
            .map_err(Error::database)
    };
    Ok(Pools::Postgres {
        read: pool(READ_LOCK).await?,
        write: pool(WRITE_LOCK).await?,
    })
}

fn prepare(
    connection: &mut PgConnection,
    lock: Duration,
    vitals: Arc<Vitals>,
) -> BoxFuture<'_, Result<(), sqlx::Error>> {
    Box::pin(async move {
        // The indexes are read from memory or from flash, where one page costs about what the next does: the server's
        // default is that of a turning disk, by which it would rather read a whole table.
        let settings = format!(
            "SET random_page_cost = 1.1; SET lock_timeout = {}",
            lock.as_millis()
        );
        connection
            .execute(sqlx::raw_sql(sqlx::AssertSqlSafe(settings)))
            .await?;
        vitals.connected(identity(connection).await?);
        Ok(())
    })
}

/// What tells one database from another that is restored in its place: the cluster, and the database in it.
async fn identity(connection: &mut PgConnection) -> Result<String, sqlx::Error> {
    let sql = "SELECT (SELECT system_identifier FROM pg_control_system())::text || '/' ||
                      (SELECT oid FROM pg_database WHERE datname = current_database())::text";
    let row = connection.fetch_one(sqlx::raw_sql(sql)).await?;
    row.try_get(0)
}
