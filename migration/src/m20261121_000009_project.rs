//! Projects in full: dated stages, yearly investment, bureaus, steps; and coordination meetings.

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
    "CREATE TABLE project_stage (
        record_id BIGINT NOT NULL REFERENCES project (id),
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL,
        stage TEXT NOT NULL,
        entered_on DATE
    )",
    "CREATE INDEX project_stage_record ON project_stage (record_id)",
    "CREATE INDEX project_stage_entered ON project_stage (province_id, stage, entered_on, record_id)",
    // Those that were registered before their stages had a history have entered one, the present one.
    "INSERT INTO project_stage (record_id, province_id, region_id, stage, entered_on)
     SELECT id, province_id, region_id, stage, stage_since FROM project WHERE deleted_at IS NULL",
    "CREATE TABLE project_investment (
        record_id BIGINT NOT NULL REFERENCES project (id),
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL,
        year INTEGER NOT NULL,
        planned BIGINT,
        done BIGINT
    )",
    "CREATE INDEX project_investment_record ON project_investment (record_id)",
    "CREATE INDEX project_investment_year ON project_investment (province_id, year, region_id)",
    "CREATE TABLE project_bureau (
        record_id BIGINT NOT NULL REFERENCES project (id),
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL,
        bureau_id BIGINT NOT NULL REFERENCES bureau (id),
        role TEXT NOT NULL
    )",
    "CREATE INDEX project_bureau_record ON project_bureau (record_id)",
    "CREATE INDEX project_bureau_bureau ON project_bureau (bureau_id, role, record_id)",
    "CREATE TABLE project_step (
        record_id BIGINT NOT NULL REFERENCES project (id),
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL,
        due DATE,
        done_on DATE,
        year INTEGER NOT NULL
    )",
    "CREATE INDEX project_step_record ON project_step (record_id)",
    "CREATE TABLE meeting (
        id BIGINT PRIMARY KEY,
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL REFERENCES region (id),
        name TEXT NOT NULL,
        held_on DATE NOT NULL,
        note TEXT,
        details TEXT NOT NULL,
        version BIGINT NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE NOT NULL,
        updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
        deleted_at TIMESTAMP WITH TIME ZONE,
        deleted_reason TEXT
    )",
    "CREATE INDEX meeting_name ON meeting (province_id, name, id)",
    "CREATE INDEX meeting_updated ON meeting (province_id, updated_at, id)",
    "CREATE INDEX meeting_held ON meeting (province_id, held_on, id)",
    "CREATE TABLE meeting_project (
        record_id BIGINT NOT NULL REFERENCES meeting (id),
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL,
        project_id BIGINT NOT NULL REFERENCES project (id)
    )",
    "CREATE INDEX meeting_project_record ON meeting_project (record_id)",
    "CREATE INDEX meeting_project_project ON meeting_project (project_id, record_id)",
    "CREATE TABLE meeting_decision (
        record_id BIGINT NOT NULL REFERENCES meeting (id),
        province_id BIGINT NOT NULL,
        region_id BIGINT NOT NULL,
        bureau_id BIGINT REFERENCES bureau (id),
        due DATE,
        done_on DATE
    )",
    "CREATE INDEX meeting_decision_record ON meeting_decision (record_id)",
    "CREATE INDEX meeting_decision_bureau ON meeting_decision (bureau_id, record_id)",
];

const DOWN: &[&str] = &[
    "DROP TABLE meeting_decision",
    "DROP TABLE meeting_project",
    "DROP TABLE meeting",
    "DROP TABLE project_step",
    "DROP TABLE project_bureau",
    "DROP TABLE project_investment",
    "DROP TABLE project_stage",
];
