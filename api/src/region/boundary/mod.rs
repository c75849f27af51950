//! Changes of boundaries 区划变更: renaming, recoding, merging, splitting, transferring regions from a day on.
//!
//! - A region whose code, name or parent changes ends the day before, and another with a new key begins.
//! - Nothing that was recorded for the old one is moved or deleted: the place that answers for it finds it
//!   ([`crate::region::tree`]).
//! - A change stays inside one province: nobody in the hub stands above two.

pub mod graphql;
pub mod model;
pub mod plan;
pub mod preview;
pub mod repo;
pub mod service;
