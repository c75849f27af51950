//! Innovation platforms 创新平台: laboratories, research centres, incubators and their like.
//!
//! - No two platforms of one region bear the same name.
//! - A platform stands in its region, wherever the enterprise that hosts it has its main operation; the
//!   host is one that the region may read.
//! - None is established in the future: a plan for one is a project.

pub mod graphql;
pub mod model;
pub mod repo;
pub mod service;
