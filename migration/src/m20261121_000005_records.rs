//! Records of the registers: details, soft deletion, search by any part of a name, vocabularies.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for register in REGISTERS {
            let columns = [
                "details TEXT NOT NULL DEFAULT '{}'",
                "deleted_at TIMESTAMP WITH TIME ZONE",
                "deleted_reason TEXT",
            ];
            for column in columns {
                let statement = format!("ALTER TABLE {register} ADD COLUMN {column}");
                crate::run(manager, &[&statement]).await?;
            }
        }
        // A deleted record's name may be given to another.
        for register in ["bureau", "platform", "project"] {
            let drop = format!("DROP INDEX {register}_name_in_region");
            let create = format!(
                "CREATE UNIQUE INDEX {register}_name_in_region ON {register} (province_id, region_id, name)
                 WHERE deleted_at IS NULL"
            );
            crate::run(manager, &[&drop, &create]).await?;
        }
        crate::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, DOWN).await?;
        for register in ["bureau", "platform", "project"] {
            let drop = format!("DROP INDEX {register}_name_in_region");
            let create = format!(
                "CREATE UNIQUE INDEX {register}_name_in_region ON {register} (province_id, region_id, name)"
            );
            crate::run(manager, &[&drop, &create]).await?;
        }
        for register in REGISTERS {
            for column in ["details", "deleted_at", "deleted_reason"] {
                let statement = format!("ALTER TABLE {register} DROP COLUMN {column}");
                crate::run(manager, &[&statement]).await?;
            }
        }
        Ok(())
    }
}

const REGISTERS: [&str; 4] = ["bureau", "enterprise", "platform", "project"];

const UP: &[&str] = &[
    "ALTER TABLE project ADD COLUMN magnitude BIGINT NOT NULL DEFAULT -1",
    "UPDATE project SET magnitude = COALESCE(total_investment, -1)",
    "CREATE INDEX project_largest ON project (province_id, region_id, magnitude, id) WHERE deleted_at IS NULL",
    // The end of every searched name from each of its characters on: any part of a name is the beginning
    // of one of them, which a plain index finds on both engines.
    "CREATE TABLE name_part (
        kind TEXT NOT NULL,
        record_id BIGINT NOT NULL,
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL,
        part TEXT NOT NULL
    )",
    "CREATE INDEX name_part_search ON name_part (kind, province_id, part, record_id)",
    "CREATE INDEX name_part_record ON name_part (record_id)",
    "CREATE TABLE term (
        id BIGINT PRIMARY KEY,
        owner_id BIGINT REFERENCES region (id),
        province_key BIGINT NOT NULL,
        vocabulary TEXT NOT NULL,
        code TEXT NOT NULL,
        name_zh TEXT NOT NULL,
        name_en TEXT NOT NULL,
        family TEXT,
        position INTEGER NOT NULL,
        attributes TEXT NOT NULL DEFAULT '{}',
        retired_on DATE,
        version BIGINT NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE NOT NULL,
        updated_at TIMESTAMP WITH TIME ZONE NOT NULL
    )",
    "CREATE UNIQUE INDEX term_code ON term (province_key, vocabulary, code)",
    "CREATE TABLE institution (
        id BIGINT PRIMARY KEY,
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL REFERENCES region (id),
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        note TEXT,
        details TEXT NOT NULL,
        version BIGINT NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE NOT NULL,
        updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
        deleted_at TIMESTAMP WITH TIME ZONE,
        deleted_reason TEXT
    )",
    "CREATE UNIQUE INDEX institution_name_in_region ON institution (province_id, region_id, name)
     WHERE deleted_at IS NULL",
    "CREATE INDEX institution_name ON institution (province_id, name, id)",
    "CREATE INDEX institution_updated ON institution (province_id, updated_at, id)",
];

const DOWN: &[&str] = &[
    "DROP TABLE institution",
    "DROP TABLE term",
    "DROP TABLE name_part",
    "DROP INDEX project_largest",
    "ALTER TABLE project DROP COLUMN magnitude",
];
