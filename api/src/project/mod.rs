//! Projects 项目: what a region plans, signs, builds and brings into production.
//!
//! - No two projects of one region bear the same name.
//! - The total investment is an integer of 分 (0.01 元) with the unit in which it was given: converted
//!   exactly or refused, never rounded.
//! - A project goes from stage to stage, each with its day; the last one is that in which it is. An unusual way is told
//!   and can be explained, but is no error.
//! - A bureau leads a project or cooperates in it, never both, by whatever name it is given.

pub mod graphql;
pub mod groups;
pub mod model;
pub mod repo;
pub mod service;
pub mod workload;
