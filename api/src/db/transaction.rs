//! The transaction: it is over when the engine has said so, or its connection is gone.
//!
//! A connection whose transaction did not end as it should is closed, so that no later transaction begins inside of
//! one that nobody ends: SQLite rolls back by itself when the disk is full, and a driver that counts the
//! transactions of a connection goes on counting. Here nothing is counted: `BEGIN`, `COMMIT` and `ROLLBACK` are
//! statements whose outcome the engine tells, and on SQLite `BEGIN` inside of a transaction is an error.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::Relaxed},
};

use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement};
use sea_query_sqlx::SqlxValues;
use sqlx::{
    AssertSqlSafe, Database, Executor, IntoArguments, Postgres, Sqlite, pool::PoolConnection, query::Query,
};
use tokio::{runtime::Handle, sync::Mutex};

use super::{Vitals, outage};

/// The one connection of a transaction.
pub(super) enum Connection {
    /// The one writer of a file.
    Sqlite(PoolConnection<Sqlite>),
    /// One of the connections for writing.
    Postgres(PoolConnection<Postgres>),
}

impl Connection {
    async fn command(&mut self, sql: &'static str) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(connection) => connection.execute(sqlx::raw_sql(sql)).await.map(drop),
            Self::Postgres(connection) => connection.execute(sqlx::raw_sql(sql)).await.map(drop),
        }
    }

    async fn execute(&mut self, statement: &Statement) -> Result<ExecResult, sqlx::Error> {
        match self {
            Self::Sqlite(connection) => connection.execute(query(statement)).await.map(Into::into),
            Self::Postgres(connection) => connection.execute(query(statement)).await.map(Into::into),
        }
    }

    async fn rows(&mut self, statement: &Statement) -> Result<Vec<QueryResult>, sqlx::Error> {
        fn results<T: Into<QueryResult>>(rows: Vec<T>) -> Vec<QueryResult> {
            rows.into_iter().map(Into::into).collect()
        }
        match self {
            Self::Sqlite(connection) => connection.fetch_all(query(statement)).await.map(results),
            Self::Postgres(connection) => connection.fetch_all(query(statement)).await.map(results),
        }
    }

    fn close_on_drop(&mut self) {
        match self {
            Self::Sqlite(connection) => connection.close_on_drop(),
            Self::Postgres(connection) => connection.close_on_drop(),
        }
    }
}

fn query<DB>(statement: &Statement) -> Query<'_, DB, SqlxValues>
where
    DB: Database,
    SqlxValues: IntoArguments<DB>,
{
    let values = statement.values.clone().unwrap_or(sea_orm::Values(Vec::new()));
    sqlx::query_with(AssertSqlSafe(statement.sql.as_str()), SqlxValues(values))
}

/// A transaction that may write. Dropped without [`Transaction::commit`], nothing has happened.
pub struct Transaction {
    /// None once it is over.
    connection: Mutex<Option<Connection>>,
    backend: DbBackend,
    vitals: Arc<Vitals>,
    /// A statement failed, or was given up while it ran: the transaction cannot be committed.
    failed: AtomicBool,
    /// One failed in a way that leaves it open what the connection is worth.
    unsound: AtomicBool,
}

impl std::fmt::Debug for Transaction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Transaction({:?})", self.backend)
    }
}

impl Transaction {
    /// Begins. On SQLite it takes the write lock at once: a deferred transaction that reads first fails with "locked"
    /// later.
    pub(super) async fn begin(connection: Connection, vitals: Arc<Vitals>) -> Result<Self, DbErr> {
        let (backend, begin) = match &connection {
            Connection::Sqlite(_) => (DbBackend::Sqlite, "BEGIN IMMEDIATE"),
            Connection::Postgres(_) => (DbBackend::Postgres, "BEGIN"),
        };
        // Made before it begins, so that one that is given up meanwhile is rolled back as well.
        let transaction = Self {
            connection: Mutex::new(Some(connection)),
            backend,
            vitals,
            failed: AtomicBool::new(false),
            unsound: AtomicBool::new(false),
        };
        if let Some(connection) = transaction.connection.lock().await.as_mut() {
            let begun = connection.command(begin).await;
            begun.map_err(|error| transaction.note(error))?;
        }
        Ok(transaction)
    }

    /// Commits. Only when this is `Ok` is anything stored for certain; where the connection broke meanwhile, nobody
    /// knows.
    ///
    /// # Errors
    /// When a statement failed before, or the engine does not say that the commit is done.
    pub async fn commit(mut self) -> Result<(), DbErr> {
        if self.failed.load(Relaxed) {
            // PostgreSQL would answer the COMMIT of such a transaction without an error, and roll back.
            return Err(DbErr::Custom(
                "a statement of the transaction failed before".to_owned(),
            ));
        }
        let Some(connection) = self.connection.get_mut() else {
            return Ok(());
        };
        match connection.command("COMMIT").await {
            Ok(()) => {
                drop(self.connection.get_mut().take());
                Ok(())
            }
            Err(error) => {
                self.unsound.store(true, Relaxed);
                Err(self.note(error))
            }
        }
    }

    /// Remembers what an error means for the transaction and for the hub.
    fn note(&self, error: sqlx::Error) -> DbErr {
        self.failed.store(true, Relaxed);
        if !outage::is_sound(&error) {
            self.unsound.store(true, Relaxed);
        }
        self.vitals.failed(&error);
        DbErr::Query(RuntimeErr::SqlxError(error.into()))
    }

    /// Runs a piece of work on the connection. One that is given up while it runs counts as failed.
    async fn run<T>(
        &self,
        statement: &Statement,
        work: impl AsyncFnOnce(&mut Connection, &Statement) -> Result<T, sqlx::Error>,
    ) -> Result<T, DbErr> {
        let mut connection = self.connection.lock().await;
        let connection = connection
            .as_mut()
            .ok_or_else(|| DbErr::Custom("the transaction is over".to_owned()))?;
        self.vitals.statements.ran(statement);
        let failed = self.failed.swap(true, Relaxed);
        let done = work(connection, statement).await;
        let done = done.map_err(|error| self.note(error))?;
        self.failed.store(failed, Relaxed);
        Ok(done)
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.get_mut().take() else {
            return;
        };
        match Handle::try_current() {
            Ok(runtime) if !self.unsound.load(Relaxed) => drop(runtime.spawn(async move {
                if let Err(error) = connection.command("ROLLBACK").await {
                    tracing::warn!(%error, "a rollback failed; the connection is closed");
                    connection.close_on_drop();
                }
            })),
            _ => connection.close_on_drop(),
        }
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Transaction {
    fn get_database_backend(&self) -> DbBackend {
        self.backend
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.run(&statement, Connection::execute).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let statement = Statement::from_string(self.backend, sql);
        self.run(&statement, Connection::execute).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let rows = self.run(&statement, Connection::rows).await?;
        Ok(rows.into_iter().next())
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.run(&statement, Connection::rows).await
    }
}
