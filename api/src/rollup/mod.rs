//! ⑥ Figures: observations rolled up the tree, never without their coverage.
//!
//! - [`fold`] is the arithmetic, pure; [`column`] the values of one indicator and period in tree order.
//! - [`columns`] keeps columns in memory and coherent with the database; [`repo`] reads what they need.
//! - Missing is not zero; a ratio is divided after both parts are rolled up; nothing is counted twice:
//!   only the regions of the collecting tier (or what stands in for them) are added.

pub mod column;
pub mod columns;
pub mod fold;
pub mod graphql;
pub mod loader;
pub mod repo;
pub mod service;
