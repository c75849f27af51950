//! Coordination meetings 协调会: which projects were spoken of, which bureaus came, what was decided.
//!
//! - A meeting was held: its day has come.
//! - A decision has one bureau that owns it, if any, and is done or late as a project's step is.

pub mod graphql;
pub mod model;
pub mod repo;
pub mod service;
