//! What enterprises are counted by: their branches, and their size classes and chains by day.

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

// Older records have no branches; their size classes and chains come into the tables by `registers reindex`.
const UP: &[&str] = &[
    "CREATE TABLE enterprise_branch (
        record_id BIGINT NOT NULL REFERENCES enterprise (id),
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL REFERENCES region (id),
        since DATE,
        until DATE
    )",
    "CREATE INDEX enterprise_branch_record ON enterprise_branch (record_id)",
    "CREATE INDEX enterprise_branch_region ON enterprise_branch (province_id, region_id, record_id)",
    "CREATE TABLE enterprise_size (
        record_id BIGINT NOT NULL REFERENCES enterprise (id),
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL,
        size TEXT NOT NULL,
        since DATE,
        until DATE
    )",
    "CREATE INDEX enterprise_size_record ON enterprise_size (record_id, size)",
    "CREATE TABLE enterprise_chain (
        record_id BIGINT NOT NULL REFERENCES enterprise (id),
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL,
        chain TEXT NOT NULL,
        position TEXT NOT NULL,
        since DATE,
        until DATE
    )",
    "CREATE INDEX enterprise_chain_record ON enterprise_chain (record_id, chain)",
];

const DOWN: &[&str] = &[
    "DROP TABLE enterprise_chain",
    "DROP TABLE enterprise_size",
    "DROP TABLE enterprise_branch",
];
