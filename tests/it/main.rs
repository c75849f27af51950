//! Integration tests: one binary, a file per aggregate, on both engines.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod columns;
mod observation;
