//! The region tree.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, DOWN).await
    }
}

const UP: &[&str] = &[
    "CREATE TABLE region (
        id BIGINT PRIMARY KEY,
        parent_id BIGINT REFERENCES region (id),
        province_id BIGINT NOT NULL REFERENCES region (id),
        tier SMALLINT NOT NULL CHECK (tier BETWEEN 1 AND 4),
        code TEXT NOT NULL,
        name TEXT NOT NULL,
        valid_from DATE,
        valid_to DATE,
        CHECK ((tier = 1) = (parent_id IS NULL))
    )",
    // A retired code may be used again, so a code is unique among the valid regions only.
    "CREATE UNIQUE INDEX region_code ON region (code) WHERE valid_to IS NULL",
    "CREATE INDEX region_parent ON region (parent_id)",
];

const DOWN: &[&str] = &["DROP TABLE region"];
