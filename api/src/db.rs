//! The database: connections to either engine, the scoped entry to every table, and the write
//! transaction that leaves its audit and change entries behind.

use std::sync::Arc;

use entities::scoped::Scoped;
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, DbBackend, DbErr, EntityTrait, QueryFilter, QueryResult,
    Select, SqlxPostgresConnector, SqlxSqliteConnector, Statement, Value,
    sea_query::{Alias, Expr, ExprTrait, Query, UnionType},
};

use sqlx::pool::PoolConnection;

use crate::{
    error::{Error, Result},
    region::tree::{Place, Tier},
    scope::Scope,
};

use self::{connect::Pools, probe::Probe, transaction::Connection, vitals::Vitals};
pub use self::{outage::Outage, transaction::Transaction};

mod connect;
mod outage;
mod probe;
mod transaction;
mod vitals;
pub mod wal;

/// Connections to one database: on SQLite several readers and one writer, on PostgreSQL as many for writing as for
/// reading.
#[derive(Clone, Debug)]
pub struct Db {
    read: DatabaseConnection,
    write: DatabaseConnection,
    vitals: Arc<Vitals>,
    probe: Arc<Probe>,
}

impl Db {
    /// Connects to `url` (`sqlite:…` or `postgres:…`) with at most `connections` for reading.
    ///
    /// # Errors
    /// When the URL is of no known engine or the database does not answer.
    pub async fn connect(url: &str, connections: u32) -> Result<Self> {
        let vitals = Arc::<Vitals>::default();
        let pools = if url.starts_with("sqlite:") {
            connect::sqlite(url, connections).await?
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            connect::postgres(url, connections, &vitals).await?
        } else {
            return Err(Error::BadInput(
                "the database URL must begin with sqlite: or postgres:".to_owned(),
            ));
        };
        let [mut read, mut write] = match pools {
            Pools::Sqlite { read, write } => [read, write].map(SqlxSqliteConnector::from_sqlx_sqlite_pool),
            Pools::Postgres { read, write } => {
                [read, write].map(SqlxPostgresConnector::from_sqlx_postgres_pool)
            }
        };
        for connection in [&mut read, &mut write] {
            let vitals = Arc::clone(&vitals);
            connection.set_metric_callback(move |info| vitals.statements.ran(info.statement));
        }
        Ok(Self {
            read,
            write,
            vitals,
            probe: Arc::default(),
        })
    }

    /// The connection for reading outside of a transaction.
    #[must_use]
    pub fn reader(&self) -> &DatabaseConnection {
        &self.read
    }

    /// The connection for migrations and maintenance.
    #[must_use]
    pub fn writer(&self) -> &DatabaseConnection {
        &self.write
    }

    /// Which engine it is.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.read.get_database_backend() {
            DbBackend::Postgres => Engine::Postgres,
            _ => Engine::Sqlite,
        }
    }

    /// How many statements were run so far; tests and metrics watch it.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.vitals.statements.count()
    }

    /// Shows every statement from now on to an observer: how a test or the benchmark asks for query plans. The first
    /// observer stays.
    pub fn observe(&self, observer: impl Fn(&Statement) + Send + Sync + 'static) {
        self.vitals.statements.observe(Box::new(observer));
    }

    /// How often another database was found in the place of the one before, as after a restore.
    #[must_use]
    pub fn replaced(&self) -> u64 {
        self.vitals.replaced()
    }

    /// Begins a transaction that may write.
    ///
    /// # Errors
    /// When the database does not answer, or is busy for too long.
    pub async fn begin(&self) -> Result<Transaction> {
        let connection = match self.engine() {
            Engine::Sqlite => {
                Connection::Sqlite(self.acquired(self.write.get_sqlite_connection_pool()).await?)
            }
            Engine::Postgres => {
                Connection::Postgres(self.acquired(self.write.get_postgres_connection_pool()).await?)
            }
        };
        Ok(Transaction::begin(connection, Arc::clone(&self.vitals)).await?)
    }

    async fn acquired<E: sqlx::Database>(&self, pool: &sqlx::Pool<E>) -> Result<PoolConnection<E>> {
        pool.acquire().await.map_err(|error| match error {
            sqlx::Error::PoolTimedOut => Error::outage(self.vitals.without_connection(), error),
            error => Error::database(error),
        })
    }

    /// Closes all connections, once those in use are given back.
    ///
    /// # Errors
    /// When an engine refuses to close.
    pub async fn close(self) -> Result<()> {
        self.read.close().await?;
        Ok(self.write.close().await?)
    }
}

/// The two engines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Embedded, the default.
    Sqlite,
    /// Production.
    Postgres,
}

impl Engine {
    /// Picks the text for this engine: where the two must differ, both stand side by side.
    #[must_use]
    pub fn pick<'a>(self, sqlite: &'a str, postgres: &'a str) -> &'a str {
        match self {
            Self::Sqlite => sqlite,
            Self::Postgres => postgres,
        }
    }

    /// A statement of this engine with its bound values.
    pub fn statement(self, sql: impl Into<String>, values: impl IntoIterator<Item = Value>) -> Statement {
        let backend = match self {
            Self::Sqlite => DbBackend::Sqlite,
            Self::Postgres => DbBackend::Postgres,
        };
        Statement::from_sql_and_values(backend, sql, values)
    }
}

/// The only start of a query on a table of regional data: the rows of one region and of all below it, those of the
/// regions that continue as these among them. The place
/// comes from the scope: its home, or what [`Scope::region`](crate::scope::Scope::region) has let pass.
#[expect(clippy::disallowed_methods, reason = "the one start of a scoped query")]
pub fn within<E: Scoped>(region: Place<'_>) -> Select<E> {
    let province = E::find().filter(E::province().eq(region.province().id));
    match region.tier {
        Tier::Province => province,
        Tier::Town if region.formers().next().is_none() => province.filter(E::region().eq(region.id)),
        Tier::City | Tier::County | Tier::Town => {
            province.filter(E::region().is_in(region.all_ids().map(|id| id.0)))
        }
    }
}

/// As [`within`], with the records of other regions that a table of presences shows under the region or below.
#[expect(
    clippy::disallowed_methods,
    reason = "a scoped query, by both regions of a record"
)]
pub fn shown<E: Scoped>(region: Place<'_>, id: E::Column, presence: &'static str) -> Select<E> {
    let below: Vec<i64> = region.all_ids().map(|id| id.0).collect();
    let regions = |column: Alias| match region.tier {
        Tier::Province => Expr::val(true),
        _ => Expr::col(column).is_in(below.iter().copied()),
    };
    let province = Expr::val(region.province().id.0);
    let own = Query::select()
        .column(id)
        .from(E::default())
        .and_where(Expr::col(E::province()).eq(province.clone()))
        .and_where(regions(Alias::new("region_id")))
        .to_owned();
    let others = Query::select()
        .column(Alias::new("record_id"))
        .from(Alias::new(presence))
        .and_where(Expr::col(Alias::new("province_id")).eq(province))
        .and_where(regions(Alias::new("region_id")))
        .to_owned();
    let ids = own.clone().union(UnionType::All, others).to_owned();
    E::find().filter(id.in_subquery(ids))
}

/// A table that all share: regions and definitions are filtered by other rules than a region's data.
#[expect(
    clippy::disallowed_methods,
    reason = "the one start of a query on shared definitions"
)]
pub(crate) fn shared<E: EntityTrait>() -> Select<E> {
    E::find()
}

/// A table of definitions: each belongs to a region, for which and for all below which it holds, or to all.
pub(crate) trait Defined: EntityTrait {
    /// The region that defined it; none for what the program ships.
    const OWNER: Self::Column;
    /// The province above the owner, 0 for what the program ships.
    const PROVINCE_KEY: Self::Column;
}

/// The only start of a query on definitions: those that a scope knows, which are the shared ones, what the regions
/// above define (it holds for all below), and what is defined inside the scope.
pub(crate) fn defined<E: Defined>(scope: &Scope) -> Select<E> {
    let home = scope.home();
    let mut province = Condition::all().add(E::PROVINCE_KEY.eq(home.province().id.0));
    // A province knows all that is defined below it.
    if home.tier != Tier::Province {
        let owners = home
            .ancestors()
            .into_iter()
            .flat_map(Place::ids)
            .chain(home.all_ids());
        province = province.add(E::OWNER.is_in(owners));
    }
    shared::<E>().filter(Condition::any().add(E::PROVINCE_KEY.eq(0)).add(province))
}

/// The texts that begin with `start`: a range instead of LIKE, which uses the index on both engines, needs no
/// escapes, and tells small letters from capital ones.
pub(crate) fn begins(column: impl ColumnTrait, start: &str) -> Condition {
    Condition::all()
        .add(column.gte(start))
        .add_option(after_prefix(start).map(|end| column.lt(end)))
}

/// The least text that is greater than all that begin with `prefix`.
pub(crate) fn after_prefix(prefix: &str) -> Option<String> {
    let mut characters: Vec<char> = prefix.chars().collect();
    while let Some(last) = characters.pop() {
        // The surrogates between U+D7FF and U+E000 are no characters.
        let next = if last == '\u{d7ff}' {
            Some('\u{e000}')
        } else {
            char::from_u32(last as u32 + 1)
        };
        if let Some(next) = next {
            characters.push(next);
            return Some(characters.into_iter().collect());
        }
    }
    None
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        match Outage::of(&error) {
            Some(outage) => Self::outage(outage, error),
            None => Self::internal(error),
        }
    }
}

impl Error {
    /// What an error of the driver means for who asks.
    pub(crate) fn database(error: sqlx::Error) -> Self {
        match Outage::of_driver(&error) {
            Some(outage) => Self::outage(outage, error),
            None => Self::internal(error),
        }
    }
}

/// Reads one column of a row; a type that does not fit is our fault.
pub(crate) fn column<T: sea_orm::TryGetable>(row: &QueryResult, name: &str) -> Result<T> {
    Ok(row.try_get("", name)?)
}
