//! Integration tests: one binary, a file per aggregate, on both engines.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod observation;
mod region;
mod scope_matrix;
mod token;
