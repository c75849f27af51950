//! What the registers (bureaus, enterprises, innovation platforms, projects) have in common: lists of
//! records that belong to a region, with a name, a version and the moment of their last change.

pub mod graphql;
pub mod loader;
pub mod model;
pub mod repo;
pub mod service;
