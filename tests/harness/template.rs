//! Databases for tests: clones of a template that each test binary makes once.

use std::{
    fs,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use tributary::{
    auth::keys::KeySet,
    clock::Clock,
    config::Config,
    db::Db,
    hub::Hub,
    indicator::catalogue,
    region::{
        import::{self, EMBEDDED, TABLES, Table},
        repo,
    },
};

/// The two engines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Embedded.
    Sqlite,
    /// A real server, whose address is in `TRIBUTARY_TEST_POSTGRES`; `tests/run` starts one.
    Postgres,
}

/// The provinces of the template's tree: Shanxi and Guangdong.
const PROVINCES: [&str; 2] = ["14", "44"];

/// URL of a new database with the template's content.
pub(crate) async fn clone(engine: Engine, folder: &Path) -> String {
    match engine {
        Engine::Sqlite => {
            let file = folder.join("test.db");
            fs::copy(sqlite_template().await, &file).unwrap();
            format!("sqlite:{}", file.display())
        }
        Engine::Postgres => postgres(Some(&postgres_template().await)).await,
    }
}

/// URL of a new database that is migrated and otherwise empty.
pub(crate) async fn empty(engine: Engine, folder: &Path) -> String {
    let url = match engine {
        Engine::Sqlite => format!("sqlite:{}", folder.join("test.db").display()),
        Engine::Postgres => postgres(None).await,
    };
    let db = Db::connect(&url, 1).await.unwrap();
    Migrator::up(db.writer(), None).await.unwrap();
    db.close().await.unwrap();
    url
}

/// Fills a database as every test finds it.
async fn fill(url: &str) {
    let db = Db::connect(url, 1).await.unwrap();
    Migrator::up(db.writer(), None).await.unwrap();
    let tables = TABLES.iter().zip(EMBEDDED).map(|((file, tier, _), text)| Table {
        file,
        tier: *tier,
        text,
    });
    let mut reading = import::read(&tables.collect::<Vec<_>>());
    reading.divisions.retain(|division| {
        PROVINCES
            .iter()
            .any(|province| division.code.starts_with(province))
    });
    repo::import(&db, &reading.divisions, Clock::default().now(), |_| {})
        .await
        .unwrap();
    let config = Config::load(None).unwrap();
    let hub = Hub::open(config, db.clone(), KeySet::default(), Clock::default())
        .await
        .unwrap();
    catalogue::install(&hub).await.unwrap();
    tributary::vocabulary::install::install(&hub).await.unwrap();
    db.close().await.unwrap();
}

/// Tells templates of different builds of the tests apart.
fn build() -> String {
    let program = fs::metadata(std::env::current_exe().unwrap()).unwrap();
    let built = program.modified().unwrap().duration_since(UNIX_EPOCH).unwrap();
    format!("{:x}_{:x}", built.as_nanos(), program.len())
}

async fn sqlite_template() -> PathBuf {
    let folder = std::env::var_os("TRIBUTARY_TEST_DIR").map_or_else(std::env::temp_dir, PathBuf::from);
    let template = folder.join(format!("tributary-template-{}.db", build()));
    if !template.exists() {
        // Made aside and moved into place: another test process may do the same at this moment.
        let aside = tempfile::tempdir_in(&folder).unwrap();
        let file = aside.path().join("template.db");
        fill(&format!("sqlite:{}", file.display())).await;
        fs::rename(&file, &template).unwrap();
    }
    template
}

/// The server's address without the database's name.
fn server() -> String {
    let url = std::env::var("TRIBUTARY_TEST_POSTGRES")
        .expect("TRIBUTARY_TEST_POSTGRES is not set: run the tests with tests/run, which starts PostgreSQL");
    url.rsplit_once('/').expect("a URL with a database").0.to_owned()
}

async fn admin() -> DatabaseConnection {
    let mut options = sea_orm::ConnectOptions::new(format!("{}/postgres", server()));
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

/// A new database, cloned from a template if one is named.
async fn postgres(template: Option<&str>) -> String {
    let name = format!(
        "test_{}",
        tempfile::Builder::new()
            .rand_bytes(12)
            .tempfile()
            .unwrap()
            .path()
            .display()
    )
    .bytes()
    .filter(u8::is_ascii_alphanumeric)
    .map(|byte| byte.to_ascii_lowercase() as char)
    .collect::<String>();
    let from = template.map_or_else(String::new, |template| format!("TEMPLATE {template}"));
    let admin = admin().await;
    admin
        .execute_unprepared(&format!("CREATE DATABASE {name} {from}"))
        .await
        .unwrap();
    admin.close().await.unwrap();
    format!("{}/{name}", server())
}

async fn postgres_template() -> String {
    let name = format!("template_{}", build());
    let admin = admin().await;
    // One test process makes it; the others wait for the lock.
    admin
        .execute_unprepared("SELECT pg_advisory_lock(7472696275)")
        .await
        .unwrap();
    let known = admin
        .query_one_raw(sea_orm::Statement::from_string(
            sea_orm::DbBackend::Postgres,
            format!("SELECT 1 AS known FROM pg_database WHERE datname = '{name}'"),
        ))
        .await
        .unwrap();
    if known.is_none() {
        let making = format!("{name}_making");
        admin
            .execute_unprepared(&format!("DROP DATABASE IF EXISTS {making}"))
            .await
            .unwrap();
        admin
            .execute_unprepared(&format!("CREATE DATABASE {making}"))
            .await
            .unwrap();
        fill(&format!("{}/{making}", server())).await;
        admin
            .execute_unprepared(&format!("ALTER DATABASE {making} RENAME TO {name}"))
            .await
            .unwrap();
    }
    admin.close().await.unwrap();
    name
}
