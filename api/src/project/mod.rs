//! Projects 项目: what a region plans, signs, builds and brings into production.
//!
//! - No two projects of one region bear the same name.
//! - The total investment is an integer of 分 (0.01 元) with the unit in which it was given: converted
//!   exactly or refused, never rounded.
//! - The day of a stage has come, and belongs to that stage alone.

pub mod graphql;
pub mod model;
pub mod repo;
pub mod service;
