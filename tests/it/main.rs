//! Integration tests: one binary, a file per aggregate, on both engines.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bureau;
mod enterprise;
mod limits;
mod observation;
mod page;
mod platform;
mod project;
mod register;
mod schema;
mod statements;
mod tidy;
