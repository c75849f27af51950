//! Integration tests: one binary, a file per aggregate, on both engines.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bureau;
mod columns;
mod drift;
mod enterprise;
mod incubation;
mod institution;
mod limits;
mod meeting;
mod observation;
mod page;
mod platform;
mod platform_groups;
mod project;
mod region;
mod register;
mod schema;
mod scope_matrix;
mod statements;
mod tidy;
mod token;
mod vocabulary;
