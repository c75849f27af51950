//! What the registers (bureaus, enterprises, innovation platforms, projects and the rest) have in common:
//! records that belong to a region, with a name, a version, a history and the moment of their last change.
//!
//! - A register brings its content (`Kept`) and its rules (`Rules`); reading, writing, batches, deletion and
//!   search are here, once.
//! - A record is one row. Lists that belong to it alone are in its details; those by which records are searched
//!   or summed are in index tables, rewritten with the record.

pub mod amount;
pub mod graphql;
pub mod groups;
pub mod loader;
pub mod model;
pub mod repo;
pub mod search;
pub mod service;
