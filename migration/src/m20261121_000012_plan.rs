//! Plans, their earlier editions and their targets.

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
    "CREATE TABLE plan (
        id BIGINT PRIMARY KEY,
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL REFERENCES region (id),
        name TEXT NOT NULL,
        state TEXT NOT NULL,
        edition INTEGER NOT NULL,
        edition_in_force INTEGER,
        from_year INTEGER,
        to_year INTEGER,
        issued TEXT,
        note TEXT,
        details TEXT NOT NULL,
        version BIGINT NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE NOT NULL,
        updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
        deleted_at TIMESTAMP WITH TIME ZONE,
        deleted_reason TEXT
    )",
    "CREATE INDEX plan_name ON plan (province_id, name, id)",
    "CREATE INDEX plan_updated ON plan (province_id, updated_at, id)",
    "CREATE UNIQUE INDEX plan_name_in_region ON plan (province_id, region_id, name) WHERE deleted_at IS NULL",
    "CREATE INDEX plan_region ON plan (region_id, name, id)",
    "CREATE TABLE plan_edition (
        plan_id BIGINT NOT NULL REFERENCES plan (id),
        edition INTEGER NOT NULL,
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL REFERENCES region (id),
        content TEXT NOT NULL,
        frozen_at TIMESTAMP WITH TIME ZONE NOT NULL,
        PRIMARY KEY (plan_id, edition)
    )",
    // The targets of plans by indicator and year; of those that count `counts_from` is set. Figures are integers of
    // the indicator's base unit with `scale` decimals.
    "CREATE TABLE plan_target (
        record_id BIGINT NOT NULL REFERENCES plan (id),
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL,
        indicator_id BIGINT NOT NULL REFERENCES indicator (id),
        year INTEGER,
        counts_from DATE,
        operator TEXT NOT NULL,
        num BIGINT,
        upper BIGINT,
        scale INTEGER NOT NULL,
        baseline_year INTEGER,
        baseline_num BIGINT
    )",
    "CREATE INDEX plan_target_record ON plan_target (record_id)",
    "CREATE INDEX plan_target_indicator ON plan_target (province_id, indicator_id, year)",
    "CREATE INDEX plan_target_region ON plan_target (province_id, region_id, year)",
];

const DOWN: &[&str] = &[
    "DROP TABLE plan_target",
    "DROP TABLE plan_edition",
    "DROP TABLE plan",
];
