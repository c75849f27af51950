//! The ledgers: problems, brands, visits, contracts.

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
    "CREATE TABLE problem (
        id BIGINT PRIMARY KEY,
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL REFERENCES region (id),
        name TEXT NOT NULL,
        state TEXT NOT NULL,
        due DATE,
        owner_bureau_id BIGINT REFERENCES bureau (id),
        stands_at_id BIGINT NOT NULL REFERENCES region (id),
        about_kind TEXT NOT NULL,
        about_id BIGINT NOT NULL,
        details TEXT NOT NULL,
        version BIGINT NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE NOT NULL,
        updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
        deleted_at TIMESTAMP WITH TIME ZONE,
        deleted_reason TEXT
    )",
    "CREATE INDEX problem_name ON problem (province_id, name, id)",
    "CREATE INDEX problem_updated ON problem (province_id, updated_at, id)",
    "CREATE INDEX problem_region ON problem (region_id, name, id)",
    "CREATE INDEX problem_state ON problem (province_id, state, due)",
    "CREATE INDEX problem_owner ON problem (owner_bureau_id)",
    "CREATE INDEX problem_stands_at ON problem (stands_at_id, state)",
    "CREATE INDEX problem_about ON problem (about_id, about_kind)",
    "CREATE TABLE brand (
        id BIGINT PRIMARY KEY,
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL REFERENCES region (id),
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        level TEXT NOT NULL,
        holder_id BIGINT REFERENCES enterprise (id),
        awarded_on DATE,
        valid_to DATE,
        identity TEXT NOT NULL,
        details TEXT NOT NULL,
        version BIGINT NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE NOT NULL,
        updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
        deleted_at TIMESTAMP WITH TIME ZONE,
        deleted_reason TEXT
    )",
    "CREATE INDEX brand_name ON brand (province_id, name, id)",
    "CREATE INDEX brand_updated ON brand (province_id, updated_at, id)",
    "CREATE INDEX brand_region ON brand (region_id, name, id)",
    "CREATE INDEX brand_kind ON brand (province_id, kind, level)",
    "CREATE INDEX brand_holder ON brand (holder_id)",
    // The same honour of the same holder is not entered twice.
    "CREATE UNIQUE INDEX brand_identity ON brand (identity, province_id, region_id) WHERE deleted_at IS NULL",
    "CREATE TABLE visit (
        id BIGINT PRIMARY KEY,
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL REFERENCES region (id),
        name TEXT NOT NULL,
        enterprise_id BIGINT NOT NULL REFERENCES enterprise (id),
        visited_on DATE NOT NULL,
        bureau_id BIGINT REFERENCES bureau (id),
        details TEXT NOT NULL,
        version BIGINT NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE NOT NULL,
        updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
        deleted_at TIMESTAMP WITH TIME ZONE,
        deleted_reason TEXT
    )",
    "CREATE INDEX visit_name ON visit (province_id, name, id)",
    "CREATE INDEX visit_updated ON visit (province_id, updated_at, id)",
    "CREATE INDEX visit_region ON visit (region_id, name, id)",
    "CREATE INDEX visit_day ON visit (province_id, visited_on)",
    "CREATE INDEX visit_enterprise ON visit (enterprise_id, visited_on)",
    // The problems that a visit raised.
    "CREATE TABLE visit_problem (
        record_id BIGINT NOT NULL REFERENCES visit (id),
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL,
        problem_id BIGINT NOT NULL REFERENCES problem (id)
    )",
    "CREATE INDEX visit_problem_record ON visit_problem (record_id)",
    "CREATE INDEX visit_problem_problem ON visit_problem (problem_id)",
    "CREATE TABLE contract (
        id BIGINT PRIMARY KEY,
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL REFERENCES region (id),
        name TEXT NOT NULL,
        number TEXT,
        kind TEXT NOT NULL,
        signed_on DATE NOT NULL,
        year INTEGER NOT NULL,
        valid_to DATE,
        amount BIGINT,
        amount_unit TEXT,
        magnitude BIGINT NOT NULL,
        project_id BIGINT REFERENCES project (id),
        shared_with TEXT NOT NULL,
        note TEXT,
        details TEXT NOT NULL,
        version BIGINT NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE NOT NULL,
        updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
        deleted_at TIMESTAMP WITH TIME ZONE,
        deleted_reason TEXT
    )",
    "CREATE INDEX contract_name ON contract (province_id, name, id)",
    "CREATE INDEX contract_updated ON contract (province_id, updated_at, id)",
    "CREATE UNIQUE INDEX contract_name_in_region ON contract (province_id, region_id, name)
     WHERE deleted_at IS NULL",
    // The same contract is not registered by two of its parties.
    "CREATE UNIQUE INDEX contract_number ON contract (number, province_id) WHERE deleted_at IS NULL",
    "CREATE INDEX contract_region ON contract (region_id, name, id)",
    "CREATE INDEX contract_largest ON contract (province_id, region_id, magnitude, id)",
    "CREATE INDEX contract_signed ON contract (province_id, signed_on)",
    "CREATE INDEX contract_project ON contract (project_id)",
    // Shown under the regions of its parties, too.
    "CREATE TABLE contract_presence (
        record_id BIGINT NOT NULL REFERENCES contract (id),
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL REFERENCES region (id)
    )",
    "CREATE INDEX contract_presence_record ON contract_presence (record_id)",
    "CREATE INDEX contract_presence_region ON contract_presence (province_id, region_id, record_id)",
];

const DOWN: &[&str] = &[
    "DROP TABLE contract_presence",
    "DROP TABLE contract",
    "DROP TABLE visit_problem",
    "DROP TABLE visit",
    "DROP TABLE brand",
    "DROP TABLE problem",
];
