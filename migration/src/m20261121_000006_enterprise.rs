//! Enterprises: one of a code in the whole hub, where they were when, what is searched and summed by.

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
    "ALTER TABLE enterprise ADD COLUMN size TEXT",
    "ALTER TABLE enterprise ADD COLUMN magnitude BIGINT NOT NULL DEFAULT -1",
    "DROP INDEX enterprise_credit_code",
    // The same factory is not counted in two places, whoever enters it first.
    "CREATE UNIQUE INDEX enterprise_credit_code ON enterprise (credit_code) WHERE deleted_at IS NULL",
    // Of those that stand: what is counted by region alone is counted in the index.
    "CREATE INDEX enterprise_largest ON enterprise (province_id, region_id, magnitude, id)
     WHERE deleted_at IS NULL",
    "CREATE INDEX enterprise_industry ON enterprise (province_id, industry, region_id)
     WHERE deleted_at IS NULL",
    "CREATE TABLE enterprise_location (
        record_id BIGINT NOT NULL REFERENCES enterprise (id),
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL REFERENCES region (id),
        since DATE,
        until DATE
    )",
    "CREATE INDEX enterprise_location_record ON enterprise_location (record_id)",
    "CREATE INDEX enterprise_location_region ON enterprise_location (province_id, region_id, record_id)",
    // Those that were registered before locations had dates are where they are, as long as is known.
    "INSERT INTO enterprise_location (record_id, province_id, region_id)
     SELECT id, province_id, region_id FROM enterprise",
    "CREATE TABLE enterprise_scale (
        record_id BIGINT NOT NULL REFERENCES enterprise (id),
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL,
        since DATE,
        until DATE
    )",
    "CREATE INDEX enterprise_scale_record ON enterprise_scale (record_id)",
    "CREATE INDEX enterprise_scale_region ON enterprise_scale (province_id, region_id, record_id)",
    "CREATE TABLE enterprise_year (
        record_id BIGINT NOT NULL REFERENCES enterprise (id),
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL,
        year INTEGER NOT NULL,
        output BIGINT,
        revenue BIGINT,
        rd_expenditure BIGINT,
        tax BIGINT,
        employees BIGINT,
        patents BIGINT,
        standards BIGINT
    )",
    "CREATE INDEX enterprise_year_record ON enterprise_year (record_id, year)",
    "CREATE INDEX enterprise_year_region ON enterprise_year (province_id, year, region_id)",
    "CREATE TABLE enterprise_move (
        id BIGINT PRIMARY KEY,
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL REFERENCES region (id),
        name TEXT NOT NULL,
        enterprise_id BIGINT NOT NULL REFERENCES enterprise (id),
        from_region_id BIGINT NOT NULL REFERENCES region (id),
        since DATE NOT NULL,
        state TEXT NOT NULL,
        details TEXT NOT NULL,
        version BIGINT NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE NOT NULL,
        updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
        deleted_at TIMESTAMP WITH TIME ZONE,
        deleted_reason TEXT
    )",
    // Two towns may not claim one enterprise at a time.
    "CREATE UNIQUE INDEX enterprise_move_pending ON enterprise_move (enterprise_id)
     WHERE state = 'PENDING' AND deleted_at IS NULL",
    "CREATE INDEX enterprise_move_name ON enterprise_move (province_id, name, id)",
    "CREATE INDEX enterprise_move_updated ON enterprise_move (province_id, updated_at, id)",
    // Shown to the region that it left, too.
    "CREATE TABLE enterprise_move_presence (
        record_id BIGINT NOT NULL REFERENCES enterprise_move (id),
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL
    )",
    "CREATE INDEX enterprise_move_presence_record ON enterprise_move_presence (record_id)",
    "CREATE INDEX enterprise_move_presence_region ON enterprise_move_presence (province_id, region_id, record_id)",
];

const DOWN: &[&str] = &[
    "DROP TABLE enterprise_move_presence",
    "DROP TABLE enterprise_move",
    "DROP TABLE enterprise_year",
    "DROP TABLE enterprise_scale",
    "DROP TABLE enterprise_location",
    "DROP INDEX enterprise_industry",
    "DROP INDEX enterprise_largest",
    "DROP INDEX enterprise_credit_code",
    "CREATE UNIQUE INDEX enterprise_credit_code ON enterprise (province_id, credit_code)",
    "ALTER TABLE enterprise DROP COLUMN magnitude",
    "ALTER TABLE enterprise DROP COLUMN size",
];
