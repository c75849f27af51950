//! Recognition 认定/入库: programmes, and the entries of subjects in them.
//!
//! - The subject's region nominates; the region of the programme's tier above it recognises or rejects. Nobody
//!   recognises its own nomination.
//! - A subject is nominated in a programme once at a time, and the days of its recognitions do not overlap.
//! - Whether an entry is valid on a day is told by its days alone: nothing runs when it expires, and a revocation
//!   ends it the day before.
//! - A count is of distinct subjects, each where it was on the day.

pub mod graphql;
pub mod loader;
pub mod model;
pub mod programme;
pub mod repo;
pub mod service;
