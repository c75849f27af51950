//! Integration tests: one binary, a file per aggregate, on both engines.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bureau;
mod columns;
mod drift;
mod enterprise;
mod limits;
mod observation;
mod page;
mod platform;
mod project;
mod recognition;
mod region;
mod register;
mod schema;
mod scope_matrix;
mod statements;
mod tidy;
mod token;
