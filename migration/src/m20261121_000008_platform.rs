//! Innovation platforms: institutions as hosts, joint sponsors, tenants of the incubation chain.

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
    "CREATE INDEX institution_kind ON institution (province_id, kind, name, id)",
    "ALTER TABLE platform ADD COLUMN host_institution_id BIGINT REFERENCES institution (id)",
    "CREATE INDEX platform_kind ON platform (province_id, kind, name, id)",
    "CREATE INDEX platform_host ON platform (host_id)",
    "CREATE INDEX platform_host_institution ON platform (host_institution_id)",
    // Shown under each of its joint sponsors, beside the region that keeps it.
    "CREATE TABLE platform_presence (
        record_id BIGINT NOT NULL REFERENCES platform (id),
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL REFERENCES region (id)
    )",
    "CREATE INDEX platform_presence_record ON platform_presence (record_id)",
    "CREATE INDEX platform_presence_region ON platform_presence (province_id, region_id, record_id)",
    "CREATE TABLE platform_tenant (
        record_id BIGINT NOT NULL REFERENCES platform (id),
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL,
        enterprise_id BIGINT REFERENCES enterprise (id),
        name TEXT,
        since DATE,
        graduated_on DATE
    )",
    "CREATE INDEX platform_tenant_record ON platform_tenant (record_id)",
    "CREATE INDEX platform_tenant_region ON platform_tenant (province_id, region_id, record_id)",
    "CREATE INDEX platform_tenant_enterprise ON platform_tenant (enterprise_id)",
];

const DOWN: &[&str] = &[
    "DROP TABLE platform_tenant",
    "DROP TABLE platform_presence",
    "DROP INDEX platform_host_institution",
    "DROP INDEX platform_host",
    "DROP INDEX platform_kind",
    "ALTER TABLE platform DROP COLUMN host_institution_id",
    "DROP INDEX institution_kind",
];
