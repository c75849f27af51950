//! Tributary's migrations: append-only, the same on SQLite and PostgreSQL. README.md says how to
//! change a live schema.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

mod m20261121_000001_region;
mod m20261121_000002_registers;
mod m20261121_000003_observation;
mod m20261121_000004_ledger;
mod m20261121_000005_records;
mod m20261121_000006_enterprise;
mod m20261121_000007_recognition;
mod m20261121_000008_platform;
mod m20261121_000009_project;
mod m20261121_000010_ledgers;
mod m20261121_000011_edition;
mod m20261121_000012_plan;
mod m20261121_000013_boundary;
mod m20261121_000014_branch;
mod m20261201_000015_guards;

/// All migrations in their order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_region::Migration),
            Box::new(m20261121_000002_registers::Migration),
            Box::new(m20261121_000003_observation::Migration),
            Box::new(m20261121_000004_ledger::Migration),
            Box::new(m20261121_000005_records::Migration),
            Box::new(m20261121_000006_enterprise::Migration),
            Box::new(m20261121_000007_recognition::Migration),
            Box::new(m20261121_000008_platform::Migration),
            Box::new(m20261121_000009_project::Migration),
            Box::new(m20261121_000010_ledgers::Migration),
            Box::new(m20261121_000011_edition::Migration),
            Box::new(m20261121_000012_plan::Migration),
            Box::new(m20261121_000013_boundary::Migration),
            Box::new(m20261121_000014_branch::Migration),
            Box::new(m20261201_000015_guards::Migration),
        ]
    }
}

/// The statements of a migration, run one by one: the dialect that both engines share is plain SQL,
/// easier to read than a builder. On PostgreSQL every text is compared by code points, as SQLite does,
/// so that orders, cursors and prefixes are the same on both.
async fn run(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    let postgres = manager.get_database_backend() == DbBackend::Postgres;
    for statement in statements {
        if postgres && (statement.starts_with("CREATE TABLE") || statement.starts_with("ALTER TABLE")) {
            let statement = statement.replace(" TEXT", " TEXT COLLATE \"C\"");
            manager.get_connection().execute_unprepared(&statement).await?;
        } else {
            manager.get_connection().execute_unprepared(statement).await?;
        }
    }
    Ok(())
}
