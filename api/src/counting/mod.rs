//! Counting from the registers: how many distinct subjects a rule finds in each region.
//!
//! - A subject counts once in every region in whose subtree it is present, wherever it is present below: an enterprise
//!   with branches in two towns of a county, a platform that city and town run together, one with two recognitions.
//! - A rule names a register, what of it is counted, and by which days. Each rule is one statement for a province,
//!   whatever the rows; the database sums those that are in one region only.
//! - [`fold`] turns what it finds into *points*, whose sum over a subtree is the number of distinct subjects there.

pub mod catalogue;
pub mod fold;
pub mod graphql;
pub mod model;
pub mod service;
