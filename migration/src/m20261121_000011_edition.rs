//! Definitions: source, formula, weight, headline, tolerance, visibility, and editions of the rules.

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
    "ALTER TABLE indicator ADD COLUMN rules TEXT NOT NULL DEFAULT '{}'",
    "ALTER TABLE indicator ADD COLUMN editions TEXT NOT NULL DEFAULT '[]'",
];

const DOWN: &[&str] = &[
    "ALTER TABLE indicator DROP COLUMN editions",
    "ALTER TABLE indicator DROP COLUMN rules",
];
