//! Bureaus 部门: the offices of a region and their functions.
//!
//! - One real bureau often has several functions; they are kept in alphabetical order, each once.
//! - No two bureaus of one region bear the same name.
//! - A record of a region names bureaus of that region or of those above, by any of their names
//!   ([`service::naming`]).
//! - Bureaus are kept from above: an `admin` writes those of its region and of all below.

pub mod graphql;
pub mod loader;
pub mod model;
pub mod repo;
pub mod service;
