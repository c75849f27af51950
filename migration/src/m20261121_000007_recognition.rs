//! Entries 认定/入库 of subjects in programmes.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, &["DROP TABLE recognition"]).await
    }
}

const UP: &[&str] = &[
    "CREATE TABLE recognition (
        id BIGINT PRIMARY KEY,
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL REFERENCES region (id),
        name TEXT NOT NULL,
        programme TEXT NOT NULL,
        subject_kind TEXT NOT NULL,
        subject_id BIGINT NOT NULL,
        state TEXT NOT NULL,
        valid_from DATE,
        valid_to DATE,
        details TEXT NOT NULL,
        version BIGINT NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE NOT NULL,
        updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
        deleted_at TIMESTAMP WITH TIME ZONE,
        deleted_reason TEXT
    )",
    // A subject is nominated in a programme once at a time.
    "CREATE UNIQUE INDEX recognition_open ON recognition (subject_id, programme, subject_kind)
     WHERE state IN ('NOMINATED', 'UNDER_REVIEW') AND deleted_at IS NULL",
    "CREATE INDEX recognition_subject ON recognition (subject_id, programme, valid_from)",
    "CREATE INDEX recognition_programme ON recognition (province_id, programme, state, valid_from)",
    // A subject that moved to another province counts there: counts begin at the programme alone, and find all that
    // they ask for in the index.
    "CREATE INDEX recognition_day ON recognition
         (programme, valid_from, valid_to, state, subject_kind, subject_id, province_id)
     WHERE deleted_at IS NULL",
    "CREATE INDEX recognition_region ON recognition (province_id, region_id, name, id)",
    "CREATE INDEX recognition_name ON recognition (province_id, name, id)",
    "CREATE INDEX recognition_updated ON recognition (province_id, updated_at, id)",
];
