//! Institutions 机构: universities, research institutes, service organisations and their like.
//!
//! - No two institutions of one region bear the same name; one known by several has them as other names.
//! - Its kind is a term of a vocabulary. A term that is retired stays with the records that have it.

pub mod graphql;
pub mod model;
pub mod repo;
pub mod service;
