//! Claims that an enterprise moved 迁移: how a region gets an enterprise that another one holds.
//!
//! - The region to which it moved claims it by its credit code, since a day. One claim stands at a time.
//! - The region that holds it decides, or a reviewer of a region above both; never the claimant.
//! - Accepted, the enterprise belongs to the claimant from then on. It was located where it was before: figures of
//!   earlier periods stay.

pub mod graphql;
pub mod model;
pub mod repo;
pub mod service;
