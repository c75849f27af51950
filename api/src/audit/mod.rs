//! The audit trail and the change log: every write leaves an entry in each, in its own transaction.
//!
//! - [`Write`](write::Write) is the only way to write regional data: its commit appends the entries.
//! - Entries are appended and never changed. The audit trail says who, when, what, before and after;
//!   the change log says that a record of a region has a new version.
//! - The history of a record is read by those who may read the record, restricted fields left out.

pub mod graphql;
pub mod model;
mod repo;
pub mod service;
pub mod write;
