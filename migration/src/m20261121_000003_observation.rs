//! Indicators and their observations.

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
    "CREATE TABLE indicator (
        id BIGINT PRIMARY KEY,
        owner_id BIGINT REFERENCES region (id),
        province_key BIGINT NOT NULL,
        code TEXT NOT NULL,
        name_zh TEXT NOT NULL,
        name_en TEXT NOT NULL,
        category TEXT,
        unit TEXT NOT NULL,
        scale SMALLINT NOT NULL,
        precision SMALLINT NOT NULL,
        cadence TEXT NOT NULL,
        function TEXT NOT NULL,
        direction TEXT NOT NULL,
        collected_at SMALLINT NOT NULL CHECK (collected_at BETWEEN 1 AND 4),
        across_space TEXT NOT NULL,
        across_time TEXT NOT NULL,
        numerator_unit TEXT,
        denominator_unit TEXT,
        definition TEXT NOT NULL,
        version BIGINT NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE NOT NULL,
        updated_at TIMESTAMP WITH TIME ZONE NOT NULL
    )",
    "CREATE UNIQUE INDEX indicator_code ON indicator (province_key, code)",
    "CREATE TABLE observation (
        id BIGINT PRIMARY KEY,
        province_id BIGINT NOT NULL,
        indicator_id BIGINT NOT NULL REFERENCES indicator (id),
        period TEXT NOT NULL,
        region_id BIGINT NOT NULL REFERENCES region (id),
        version BIGINT NOT NULL,
        status TEXT NOT NULL,
        num BIGINT NOT NULL,
        den BIGINT,
        unit TEXT NOT NULL,
        note TEXT,
        submitted_version BIGINT,
        submitted_num BIGINT,
        submitted_den BIGINT,
        accepted_version BIGINT,
        accepted_num BIGINT,
        accepted_den BIGINT,
        updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
        updated_by TEXT NOT NULL
    )",
    // One observation per key; also the way by which a column is loaded.
    "CREATE UNIQUE INDEX observation_key ON observation (province_id, indicator_id, period, region_id)",
    "CREATE INDEX observation_region ON observation (region_id, updated_at, id)",
    "CREATE INDEX observation_updated ON observation (province_id, updated_at, id)",
    "CREATE TABLE observation_version (
        observation_id BIGINT NOT NULL REFERENCES observation (id),
        version BIGINT NOT NULL,
        province_id BIGINT NOT NULL,
        status TEXT NOT NULL,
        num BIGINT NOT NULL,
        den BIGINT,
        unit TEXT NOT NULL,
        note TEXT,
        at TIMESTAMP WITH TIME ZONE NOT NULL,
        by TEXT NOT NULL,
        PRIMARY KEY (observation_id, version)
    )",
];

const DOWN: &[&str] = &[
    "DROP TABLE observation_version",
    "DROP TABLE observation",
    "DROP TABLE indicator",
];
