//! What every write leaves behind: change log, audit trail, idempotency keys.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let [id, txid] = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES,
            _ => SQLITE,
        };
        let tables = [
            format!(
                "CREATE TABLE change_entry (
                    {id},
                    {txid},
                    at TIMESTAMP WITH TIME ZONE NOT NULL,
                    kind TEXT NOT NULL,
                    action TEXT NOT NULL,
                    record_id BIGINT NOT NULL,
                    version BIGINT NOT NULL,
                    province_id BIGINT NOT NULL,
                    region_id BIGINT NOT NULL
                )"
            ),
            format!(
                "CREATE TABLE audit_entry (
                    {id},
                    at TIMESTAMP WITH TIME ZONE NOT NULL,
                    subject TEXT NOT NULL,
                    actor_region_id BIGINT NOT NULL,
                    request_id TEXT NOT NULL,
                    action TEXT NOT NULL,
                    kind TEXT NOT NULL,
                    record_id BIGINT NOT NULL,
                    version BIGINT NOT NULL,
                    province_id BIGINT NOT NULL,
                    region_id BIGINT NOT NULL,
                    before TEXT,
                    after TEXT
                )"
            ),
        ];
        crate::run(manager, &tables.each_ref().map(String::as_str)).await?;
        crate::run(manager, REST).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, DOWN).await
    }
}

/// The columns that differ: an ascending key, and the id of the writing transaction, which only
/// PostgreSQL needs.
const SQLITE: [&str; 2] = [
    "id INTEGER PRIMARY KEY AUTOINCREMENT",
    "txid BIGINT NOT NULL DEFAULT 0",
];
const POSTGRES: [&str; 2] = [
    "id BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY",
    "txid BIGINT NOT NULL DEFAULT (pg_current_xact_id()::text::bigint)",
];

const REST: &[&str] = &[
    "CREATE INDEX change_entry_province ON change_entry (province_id, txid, id)",
    "CREATE INDEX change_entry_position ON change_entry (txid, id)",
    "CREATE INDEX audit_entry_record ON audit_entry (kind, record_id, version)",
    "CREATE INDEX audit_entry_region ON audit_entry (province_id, region_id, id)",
    "CREATE TABLE idempotency (
        subject TEXT NOT NULL,
        key TEXT NOT NULL,
        request_hash TEXT NOT NULL,
        response TEXT NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE NOT NULL,
        PRIMARY KEY (subject, key)
    )",
    "CREATE INDEX idempotency_age ON idempotency (created_at)",
];

const DOWN: &[&str] = &[
    "DROP TABLE idempotency",
    "DROP TABLE audit_entry",
    "DROP TABLE change_entry",
];
