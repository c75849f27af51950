//! Changes of boundaries 区划变更: events with a date, and which region continues as which.

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
    "CREATE TABLE boundary_event (
        id BIGINT PRIMARY KEY,
        province_id BIGINT NOT NULL REFERENCES region (id),
        region_id BIGINT NOT NULL REFERENCES region (id),
        on_day DATE NOT NULL,
        kind TEXT NOT NULL,
        basis TEXT NOT NULL,
        note TEXT,
        recorded_by TEXT NOT NULL,
        recorded_at TIMESTAMP WITH TIME ZONE NOT NULL
    )",
    "CREATE TABLE boundary_link (
        event_id BIGINT NOT NULL REFERENCES boundary_event (id),
        predecessor_id BIGINT NOT NULL REFERENCES region (id),
        successor_id BIGINT NOT NULL REFERENCES region (id),
        PRIMARY KEY (event_id, predecessor_id, successor_id)
    )",
];

const DOWN: &[&str] = &["DROP TABLE boundary_link", "DROP TABLE boundary_event"];
