//! The registers: bureaus, enterprises, innovation platforms, projects.

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
    "CREATE TABLE bureau (
        id BIGINT PRIMARY KEY,
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL REFERENCES region (id),
        name TEXT NOT NULL,
        short_name TEXT,
        functions TEXT NOT NULL,
        version BIGINT NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE NOT NULL,
        updated_at TIMESTAMP WITH TIME ZONE NOT NULL
    )",
    "CREATE UNIQUE INDEX bureau_name_in_region ON bureau (province_id, region_id, name)",
    "CREATE INDEX bureau_name ON bureau (province_id, name, id)",
    "CREATE INDEX bureau_updated ON bureau (province_id, updated_at, id)",
    "CREATE TABLE enterprise (
        id BIGINT PRIMARY KEY,
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL REFERENCES region (id),
        credit_code TEXT,
        name TEXT NOT NULL,
        industry TEXT,
        note TEXT,
        version BIGINT NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE NOT NULL,
        updated_at TIMESTAMP WITH TIME ZONE NOT NULL
    )",
    // The same enterprise must not be counted in two towns of a province.
    "CREATE UNIQUE INDEX enterprise_credit_code ON enterprise (province_id, credit_code)",
    "CREATE INDEX enterprise_region ON enterprise (region_id, name, id)",
    "CREATE INDEX enterprise_name ON enterprise (province_id, name, id)",
    "CREATE INDEX enterprise_updated ON enterprise (province_id, updated_at, id)",
    "CREATE TABLE platform (
        id BIGINT PRIMARY KEY,
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL REFERENCES region (id),
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        level TEXT,
        host_id BIGINT REFERENCES enterprise (id),
        established_on DATE,
        note TEXT,
        version BIGINT NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE NOT NULL,
        updated_at TIMESTAMP WITH TIME ZONE NOT NULL
    )",
    "CREATE UNIQUE INDEX platform_name_in_region ON platform (province_id, region_id, name)",
    "CREATE INDEX platform_region ON platform (region_id, name, id)",
    "CREATE INDEX platform_name ON platform (province_id, name, id)",
    "CREATE INDEX platform_updated ON platform (province_id, updated_at, id)",
    "CREATE TABLE project (
        id BIGINT PRIMARY KEY,
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL REFERENCES region (id),
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        stage TEXT NOT NULL,
        stage_since DATE,
        total_investment BIGINT,
        investment_unit TEXT,
        note TEXT,
        version BIGINT NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE NOT NULL,
        updated_at TIMESTAMP WITH TIME ZONE NOT NULL
    )",
    "CREATE UNIQUE INDEX project_name_in_region ON project (province_id, region_id, name)",
    "CREATE INDEX project_region ON project (region_id, name, id)",
    "CREATE INDEX project_name ON project (province_id, name, id)",
    "CREATE INDEX project_updated ON project (province_id, updated_at, id)",
];

const DOWN: &[&str] = &[
    "DROP TABLE project",
    "DROP TABLE platform",
    "DROP TABLE enterprise",
    "DROP TABLE bureau",
];
