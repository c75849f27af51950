//! Vocabularies 字典: the types, kinds, stages and programmes that records name by their codes.
//!
//! - The program ships the terms that real plans use; stewards define more, for their region and all below.
//! - A code never changes and is never taken away: a term that is not used any more is retired, and old records
//!   keep it.

pub mod graphql;
pub mod install;
pub mod loader;
pub mod model;
pub mod repo;
pub mod service;
