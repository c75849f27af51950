//! Integration tests: one binary, a file per aggregate, on both engines.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod boundary;
mod brand;
mod bureau;
mod columns;
mod contract;
mod counted;
mod counting;
mod drift;
mod enterprise;
mod figures;
mod guards;
mod incubation;
mod institution;
mod limits;
mod meeting;
mod observation;
mod oracle;
mod page;
mod plan;
mod plans;
mod platform;
mod platform_groups;
mod problem;
mod project;
mod recognition;
mod region;
mod register;
mod schema;
mod scope_matrix;
mod statements;
mod tidy;
mod token;
mod upgrade;
mod visit;
mod vocabulary;
