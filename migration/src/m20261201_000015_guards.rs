//! What the guards need: a row by which the hub asks whether it can write, kept answers that belong to issuer, subject
//! and region, and an order of observations that tells nobody of a draft.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let bytes = match manager.get_database_backend() {
            DbBackend::Postgres => "BYTEA",
            _ => "BLOB",
        };
        let probe = format!("CREATE TABLE write_probe (id BIGINT PRIMARY KEY, ballast {bytes} NOT NULL)");
        crate::run(manager, &[&probe]).await?;
        crate::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, DOWN).await
    }
}

const UP: &[&str] = &[
    "ALTER TABLE idempotency RENAME COLUMN subject TO caller",
    // A column that must have a value needs one for the rows that are there; each gets its own at once.
    "ALTER TABLE observation ADD COLUMN listed_at TIMESTAMP WITH TIME ZONE NOT NULL
        DEFAULT '1970-01-01 00:00:00+00:00'",
    "UPDATE observation SET listed_at = COALESCE(
        (SELECT v.at FROM observation_version v
         WHERE v.observation_id = observation.id AND v.version = observation.submitted_version),
        updated_at)",
    "DROP INDEX observation_region",
    "DROP INDEX observation_updated",
    "CREATE INDEX observation_region ON observation (region_id, listed_at, id)",
    "CREATE INDEX observation_listed ON observation (province_id, listed_at, id)",
];

const DOWN: &[&str] = &[
    "DROP INDEX observation_listed",
    "DROP INDEX observation_region",
    "CREATE INDEX observation_region ON observation (region_id, updated_at, id)",
    "CREATE INDEX observation_updated ON observation (province_id, updated_at, id)",
    "ALTER TABLE observation DROP COLUMN listed_at",
    "ALTER TABLE idempotency RENAME COLUMN caller TO subject",
    "DROP TABLE write_probe",
];
